"""The store's file, before anything is read from it: is it ours, and is it current?

Standard library only, so that the app can look at its file before it imports an ORM.
"""

import errno
import os
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from random import uniform
from time import monotonic, sleep
from typing import TypeVar

from store.domain.errors import StoreError
from store.util.atomic import make_private

Answer = TypeVar("Answer")

APPLICATION_ID = 0x53484C54
"""Marks a SQLite file as a Shortlist store ("SHLT")."""

SCHEMA = 9
"""The schema version of this release: the number of the last Alembic migration."""

OLDEST = 7
"""The oldest schema version that is opened; those before it were drafts, and never released."""

_ROOM = 100_000
"""Bytes: where fewer are free, a disk is full."""

_MAGIC = b"SQLite format 3\x00"
_LOCKED = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_PROTOCOL")
_PAUSE = (0.002, 0.03)
"""The least and the most seconds between two tries on a locked file."""


def patiently(attempt: Callable[[], Answer], timeout: float) -> Answer:
    """What `attempt` returns; it is made again while another program locks the file.

    The pauses are random: SQLite's own are the same for everybody, and some programs never get
    their turn then. Some of its locks it does not wait for at all.

    Args:
        attempt: changes nothing if it fails.
        timeout: seconds after which the error is raised.
    """
    until = monotonic() + timeout
    while True:
        try:
            return attempt()
        except sqlite3.Error as error:
            if not is_locked(error) or monotonic() >= until:
                raise
        sleep(uniform(*_PAUSE))  # noqa: S311  # no secret


def is_locked(error: sqlite3.Error) -> bool:
    """Whether another program holds the file."""
    return getattr(error, "sqlite_errorname", "").startswith(_LOCKED)


def version(path: Path, timeout: float) -> int:
    """The schema version of the store at `path`; 0 where there is none yet.

    The folder of a new store is made; the file is not.

    Raises:
        StoreError: there is no way to keep a store there, or what lies there is not one that
            this release can use. It is left as it was.
    """
    head = _head(path)
    if not head:
        return 0
    if head != _MAGIC:
        raise _not_ours(path)
    try:
        application, schema, tables = patiently(lambda: _stamps(path, timeout), timeout)
    except sqlite3.Error as error:
        raise StoreError(explain(error, path)) from error
    if application != APPLICATION_ID:
        if not tables and not schema:
            return 0
        raise _not_ours(path)
    if schema > SCHEMA:
        raise newer(path, schema)
    if schema < OLDEST:
        raise StoreError(
            f"The store {path} comes from a draft of Shortlist before its first release (schema "
            f"{schema}; this one reads {OLDEST} to {SCHEMA}). It was left as it was. Move it away "
            "to begin anew, or name another with --store."
        )
    return schema


def identity(path: Path) -> tuple[int, int] | None:
    """What tells a file from another one that takes its name; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def replaced(path: Path) -> StoreError:
    """The sentence for a store that is another file by now than the one that is open."""
    return StoreError(
        f"The store {path} was moved, removed or replaced by another file while it was open. "
        "Nothing was saved since; what was open is left as it was. Close Shortlist, and start it "
        "again to go on with what is there now."
    )


def is_writable(path: Path) -> bool:
    """Whether a store can be written: its file, and its folder, where SQLite keeps a journal."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def address(path: Path) -> str:
    """The address at which SQLite reads a store, also where it must not write.

    There it cannot make the files that it reads a journal with; a store that was closed has none.
    """
    if is_writable(path):
        return f"{path.as_uri()}?mode=rw"
    journal = path.with_name(f"{path.name}-wal")
    closed = not journal.exists() or not journal.stat().st_size
    return f"{path.as_uri()}?{'immutable=1' if closed else 'mode=ro'}"


def newer(path: Path, schema: int) -> StoreError:
    """The sentence for a store of a schema that this release does not know."""
    return StoreError(
        f"The store {path} comes from a newer Shortlist (schema {schema}; this one knows "
        f"{SCHEMA}). It was left as it was. Update Shortlist, or name another with --store."
    )


def _stamps(path: Path, timeout: float) -> tuple[int, int, int]:
    """The application's id, the schema's version, and how many tables and indexes there are."""
    with closing(sqlite3.connect(address(path), uri=True, timeout=timeout)) as connection:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (schema,) = connection.execute("PRAGMA user_version").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return application, schema, tables


def create(path: Path) -> None:
    """Makes an empty file for its owner alone, where there is none."""
    with suppress(OSError):  # whoever opens it says why
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _head(path: Path) -> bytes:
    """How the file begins; its folder is made where there is none.

    Raises:
        StoreError: there is no way to have a file there.
    """
    try:
        mode = _mode(path)
        head = _beginning(path) if stat.S_ISREG(mode) else b""
    except (FileExistsError, NotADirectoryError) as error:
        raise StoreError(
            f"There can be no store {path}: it lies below a file, not a folder. Nothing was "
            "changed. Name another place with --store PATH or SHORTLIST_STORE."
        ) from error
    except OSError as error:
        raise StoreError(
            f"The store {path} cannot be opened: {error.strerror or error}. Nothing was changed. "
            "Name another place with --store PATH or SHORTLIST_STORE."
        ) from error
    if stat.S_ISDIR(mode):
        raise StoreError(
            f"{path} is a folder, and a store is a file. Name a file in it: "
            f"--store {path / 'shortlist.sqlite3'}."
        )
    if mode and not stat.S_ISREG(mode):
        raise StoreError(
            f"{path} is no file, but a pipe, a socket or a device, and a store is a file. Nothing "
            "was changed. Name another with --store PATH or SHORTLIST_STORE."
        )
    return head


def _mode(path: Path) -> int:
    """What kind of file there is; 0 for none. Its folder is made then."""
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        make_private(path.parent)
        return 0


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(len(_MAGIC))


def _not_ours(path: Path) -> StoreError:
    return StoreError(
        f"{path} is not a Shortlist store. It was left as it was. "
        "Name another file with --store PATH."
    )


def is_full(error: BaseException, path: Path) -> bool:
    """Whether it was the disk of `path` that had no room left."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    name = getattr(error, "sqlite_errorname", "")
    if name == "SQLITE_FULL":
        return True
    if not name.startswith(("SQLITE_IOERR", "SQLITE_CANTOPEN")):
        return False
    with suppress(OSError, AttributeError):  # SQLite tells a full disk as some trouble with it
        disk = os.statvfs(path.parent)
        return disk.f_bavail * disk.f_frsize < _ROOM
    return False


def explain(error: sqlite3.Error, path: Path) -> str:
    """What a SQLite error on the store's file means for the user, in full sentences."""
    if is_full(error, path):
        return f"The disk of {path} is full. Nothing was saved. Make room and try again."
    garbled = str(error).startswith("Could not decode")  # Python's own finding has no name
    match ["CORRUPT"] if garbled else getattr(error, "sqlite_errorname", "").split("_")[1:2]:
        case ["BUSY"] | ["LOCKED"] | ["PROTOCOL"]:
            return (
                f"The store {path} is locked by another program. Nothing was saved. "
                "Close that program and try again."
            )
        case ["READONLY"]:
            return _read_only(path)
        case ["CANTOPEN"] if path.exists() and not is_writable(path):
            return _read_only(path)
        case ["CANTOPEN"] if not (path.exists() or os.access(path.parent, os.W_OK)):
            return (
                f"There can be no new store {path}: its folder is read-only. Nothing was made. "
                "Make the folder writable, or name another place with --store PATH."
            )
        case ["CANTOPEN"] | ["PERM"] | ["AUTH"]:
            return (
                f"The store {path} cannot be opened. Nothing was changed. "
                "Check its folder's permissions, or name another with --store PATH."
            )
        case ["CORRUPT"] | ["NOTADB"]:
            return (
                f"The store {path} is damaged. It was left as it was. "
                "Put a backup in its place, or name another file with --store PATH."
            )
        case _:
            return f"The store {path} cannot be used: {error}. Nothing was saved."


def _read_only(path: Path) -> str:
    return (
        f"The store {path} is read-only: it can be read, and nothing was saved. "
        "Make the file and its folder writable, or name another with --store PATH."
    )
