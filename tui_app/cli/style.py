"""How new records are to be written, as sync and export are told."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from store.domain.errors import StoreError

if TYPE_CHECKING:
    from store.sync.record_files import Manner

FORMATS = ("madr4", "madr3", "madr2", "log4brains", "nygard", "compat")
"""How new records can be written, as it is typed."""


def manner(arguments: Namespace) -> "Manner":
    """How new records are to be written.

    Raises:
        StoreError: the template cannot be read.
    """
    from store.domain.record import Profile
    from store.sync.record_files import Manner

    profile = None if arguments.format is None else Profile(arguments.format)
    if arguments.template is None:
        return Manner(profile)
    try:
        return Manner(profile, Path(arguments.template).read_bytes().decode())
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(
            f"The template “{arguments.template}” cannot be read: {error}. Nothing was written."
        ) from error
