"""Restores a backup, if it holds nothing but what Shortlist could have written."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from store.db import backup
from store.db.orm import load_orm
from store.domain.checked import SENSELESS, Faults
from store.domain.errors import InvalidError, StoreError


def restore(path: Path, source: Path, timeout: float) -> Path | None:
    """Puts a backup in the place of the store at `path`.

    Args:
        path: the store; it need not be there.
        source: the backup; it is left as it is.
        timeout: seconds to wait for another program.

    Returns:
        Where the store that was there is kept; None if there was none.

    Raises:
        StoreError: the backup cannot be used, or another program uses the store, which is as it
            was.
    """
    return backup.restore(path, source, timeout, _refuse_foreign)


def _refuse_foreign(copy: Path, source: Path, version: int) -> None:
    """Refuses a backup that holds anything but what Shortlist could have written."""
    load_orm(migrations=True)
    from store.db.store_check import refuse_foreign, refused

    refuse_foreign(copy, source, version)
    for trouble in _not_exported(copy):
        raise refused(source, trouble)


def _not_exported(path: Path) -> Iterator[str]:
    """What cannot be exported and imported again, each as the end of a sentence."""
    from store.db.read_connection import ReadConnection
    from store.db.read_session import ReadSession
    from store.exchange import json_format
    from store.exchange.export_json import collect

    faults = Faults()
    try:
        with closing(ReadConnection(path, timeout=1)) as connection:
            held = collect(ReadSession(connection, faults), datetime.now(UTC))
        json_format.check(json.dumps(held, allow_nan=False))
    except InvalidError as error:
        yield str(error).rstrip(".")
    except StoreError as error:
        yield f"its tables cannot be read ({error.__cause__ or error})"
    except SENSELESS as error:
        yield f"a decision or a matrix makes no sense ({error})"
    yield from (f"{what} makes no sense" for what in faults.new())
