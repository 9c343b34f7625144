"""How new records are to be written, as sync and export are told."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from store.domain.errors import StoreError
from store.domain.record_format import RecordFormat

if TYPE_CHECKING:
    from store.sync.record_files import Manner


def manner(arguments: Namespace) -> "Manner":
    """How new records are to be written.

    Raises:
        StoreError: the template cannot be read.
    """
    from store.sync.record_files import Manner

    profile = None if arguments.format is None else RecordFormat(arguments.format)
    if arguments.template is None:
        return Manner(profile)
    try:
        return Manner(profile, Path(arguments.template).read_bytes().decode())
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(
            f"The template “{arguments.template}” cannot be read: {error}. Nothing was written."
        ) from error
