"""Copies of the store: made while it is in use, checked before one takes its place.

Whatever happens on the way, the store is what it was or what it was to become, and the one that
is replaced is kept. A change that was cut short is taken back by SQLite when the file is opened
next.
"""

import itertools
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from time import monotonic

from store.db import store_file
from store.db.store_file import APPLICATION_ID, OLDEST, SCHEMA, explain, is_full
from store.domain.errors import StoreError
from store.util import atomic

PAGES = -1
"""How many pages SQLite copies in a step: all, so that no writer makes it begin anew."""

PATIENCE = 5.0
"""Seconds that a restore waits to be alone: who has the app open will not close it meanwhile."""

KEPT = "before-restore"
"""What is put after the name of a store that another one took the place of."""

_LOCKED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_SIDES = ("-wal", "-shm", "-journal")


def back_up(path: Path, target: Path, timeout: float, *, overwrite: bool = False) -> None:
    """Copies the store at `path` into one file, as it stands now, whoever uses it.

    Args:
        path: the store.
        target: the copy; its folder must be there.
        timeout: seconds to wait for another program.
        overwrite: replace a file that is there.

    Raises:
        StoreError: there is no store, or it could not be copied; what was there stays.
    """
    if not path.exists() or store_file.version(path, timeout) == 0:
        raise StoreError(f"There is no store {path} yet, and so nothing to back up.")
    if _same(path, target):
        raise StoreError(f"{target} is the store itself. Name another file.")
    if target.is_dir():
        raise StoreError(f"{target} is a folder. Nothing was written. Name a file.")
    if os.path.lexists(target) and not overwrite:
        raise StoreError(
            f"{target} is there already and was left as it is. --overwrite replaces it."
        )
    with _told(target), _temporary(target) as copy:
        with closing(sqlite3.connect(path, timeout=timeout)) as store:
            _copy_into(copy, store, timeout)
        _check(copy, path)
        if overwrite:
            copy.replace(target)
        else:
            atomic.name(copy, target)
        _flush(target.parent)


def keep(path: Path, label: str) -> Path:
    """Copies a store beside itself, whole or not at all, and never over another file.

    Args:
        path: the store.
        label: what is put after its name, and a number behind that where it is taken.

    Raises:
        StoreError: there is no room for it, or it may not be written.
    """
    with _told(path), _temporary(path) as copy:
        with closing(sqlite3.connect(path)) as store:
            _copy_into(copy, store, PATIENCE)
        kept = _named(copy, path, label)
        _flush(path.parent)
        return kept


def restore(
    path: Path, source: Path, timeout: float, refuse: Callable[[Path, Path, int], None]
) -> Path | None:
    """Puts a backup in the place of the store at `path`; see `store.exchange.restore`.

    Args:
        path: the store; it need not be there.
        source: the backup; it is left as it is.
        timeout: seconds to wait for another program.
        refuse: takes a copy of the backup, the backup and its schema; brings the copy up to date,
            and raises a `StoreError` where something in it is not Shortlist's.

    Returns:
        Where the store that was there is kept; None if there was none.

    Raises:
        StoreError: the backup cannot be used, or another program uses the store, which is as it
            was.
    """
    if _same(path, source):
        raise StoreError(f"{source} is the store itself. Nothing was changed. Name a backup of it.")
    if not source.is_file():
        raise StoreError(f"There is no backup {source}. Nothing was changed.")
    with _told(path):
        atomic.make_private(path.parent)
        there = path.exists() and path.stat().st_size > 0
        with _temporary(path) as copy:
            _take(source, copy, timeout)
            version = _check(copy, source)
            refuse(copy, source, version)
            if there:
                return _replace(path, copy, timeout)
            copy.replace(path)
            _flush(path.parent)
            return None


def _take(source: Path, copy: Path, timeout: float) -> None:
    """Copies a backup, if it can be read at all."""
    try:
        with closing(_reading(source)) as backup:
            _copy_into(copy, backup, timeout)
    except sqlite3.DatabaseError as error:
        if is_full(error, copy):
            raise  # the copy's disk, not the backup
        told = f"{source} is no backup that can be read: {error}. Nothing was changed."
        raise StoreError(told) from error


def _replace(path: Path, copy: Path, timeout: float) -> Path:
    """Puts a checked copy in the place of the store; returns where that is kept."""
    kept = None
    try:
        store_file.version(path, timeout)  # refuses what is not ours, or newer
        # Written into, not renamed over: a program that opens the file now must not go on with
        # the one that was there.
        with _alone(path, timeout) as store, closing(sqlite3.connect(copy)) as made:
            with _temporary(path) as before:
                _copy_into(before, store, timeout)
                kept = _named(before, path, KEPT)
            _flush(path.parent)
            _run(made, store, timeout)
    except (sqlite3.DatabaseError, StoreError) as error:
        if not _is_damage(error):
            raise
        kept = kept or _set_aside(path)
        for side in _SIDES:  # they would be taken for those of the next store
            path.with_name(path.name + side).unlink(missing_ok=True)
        copy.replace(path)
    _flush(path.parent)
    return kept


@contextmanager
def _alone(path: Path, timeout: float) -> Iterator[sqlite3.Connection]:
    """The store, with every other program locked out until the block ends."""
    with closing(sqlite3.connect(path, timeout=timeout, isolation_level=None)) as connection:
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
        yield connection


def _reading(path: Path) -> sqlite3.Connection:
    """A database of which nothing is changed: not even a file is put beside it if none is there."""
    alone = not any(path.with_name(path.name + side).exists() for side in _SIDES)
    way = "immutable=1" if alone else "mode=ro"
    return sqlite3.connect(f"{path.absolute().as_uri()}?{way}", uri=True)


def _copy_into(target: Path, source: sqlite3.Connection, timeout: float) -> None:
    """Copies a database into an empty file, which needs no other file beside it then."""
    with closing(sqlite3.connect(target, isolation_level=None)) as copy:
        _run(source, copy, timeout)
        copy.execute("PRAGMA journal_mode=DELETE")


def _run(source: sqlite3.Connection, target: sqlite3.Connection, timeout: float) -> None:
    """Copies a database over another one, in one transaction."""
    until = monotonic() + timeout

    def wait(status: int, _: int, __: int) -> None:
        if status & 0xFF in _LOCKED and monotonic() > until:
            raise StoreError("Another program holds the file. Close it and try again.")

    source.backup(target, pages=PAGES, progress=wait, sleep=0.05)


def _check(copy: Path, source: Path) -> int:
    """Refuses a copy that is no whole store of ours, in words about the file it was made of.

    Returns:
        The version of its schema.
    """
    try:
        with closing(_reading(copy)) as database:
            ask = database.execute
            (application,), (schema,) = (
                ask(f"PRAGMA {name}").fetchone() for name in ("application_id", "user_version")
            )
            if application != APPLICATION_ID:
                raise StoreError(
                    f"{source} is no backup of a Shortlist store. Nothing was changed."
                )
            if schema > SCHEMA:
                raise StoreError(
                    f"{source} comes from a newer Shortlist (schema {schema}; this one knows "
                    f"{SCHEMA}). Nothing was changed. Update Shortlist."
                )
            if schema < OLDEST:
                raise StoreError(
                    f"{source} comes from a draft of Shortlist before its first release (schema "
                    f"{schema}; this one reads {OLDEST} to {SCHEMA}). Nothing was changed."
                )
            faults = [row[0] for row in ask("PRAGMA integrity_check(1)") if row[0] != "ok"]
            faults += [f"a row of {row[0]} hangs" for row in ask("PRAGMA foreign_key_check")]
            stamps = ask("SELECT version_num FROM alembic_version").fetchall()
            if stamps != [(f"{schema:04}",)]:
                faults.append("its tables are not those of its schema")
    except sqlite3.DatabaseError as error:
        faults = [str(error)]
    if faults:
        raise StoreError(f"{source} is damaged: {faults[0]}. Nothing was changed.")
    return int(schema)


def _set_aside(path: Path) -> Path:
    """Keeps a store that SQLite cannot read, to the byte, with the files that belong to it."""
    kept = next(_names(path, KEPT))
    for side in ("", *_SIDES):
        part = path.with_name(path.name + side)
        if part.exists():
            target = kept.with_name(kept.name + side)
            descriptor = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with part.open("rb") as source, os.fdopen(descriptor, "wb") as copy:
                shutil.copyfileobj(source, copy)
                copy.flush()
                os.fsync(copy.fileno())
    _flush(kept.parent)
    return kept


def _is_damage(error: Exception) -> bool:
    cause = error.__cause__ if isinstance(error, StoreError) else error
    name = getattr(cause, "sqlite_errorname", "")
    return name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB"))


def _named(made: Path, path: Path, label: str) -> Path:
    """Gives a file the first name after that of `path` that is free; returns it."""
    for target in _names(path, label):
        with suppress(FileExistsError):
            atomic.name(made, target)
            return target
    raise AssertionError  # there is no last name


def _names(path: Path, label: str) -> Iterator[Path]:
    """Names to keep the store by that no file has yet."""
    for count in itertools.count(1):
        number = f"-{count}" if count > 1 else ""
        target = path.with_name(f"{path.name}.{label}{number}")
        if not os.path.lexists(target):
            yield target


def _same(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)


@contextmanager
def _temporary(near: Path) -> Iterator[Path]:
    """An empty file beside another, its owner's alone; gone afterwards unless renamed."""
    atomic.clear_leftovers(near.parent)
    path = near.with_name(f".shortlist-{token_hex(8)}.tmp")
    path.touch(mode=0o600, exist_ok=False)
    try:
        yield path
    finally:
        for side in ("", *_SIDES):
            path.with_name(path.name + side).unlink(missing_ok=True)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Tells a trouble with a file in full sentences."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(explain(error, path)) from error
    except OSError as error:
        raise atomic.failure(path, error, "could not be written") from error


def _flush(folder: Path) -> None:
    with suppress(OSError):  # not every system can do this for a folder
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
