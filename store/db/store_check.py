"""Checks that a file is a store of ours in every table and column: it may come from anybody.

A trigger of somebody's would run with the next save, a value of another kind would end a command
in the middle. So the schema must be exactly what the migrations make, and each value one that
could have been saved.
"""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, suppress
from functools import cache
from pathlib import Path

from sqlalchemy import Boolean, Float, Integer, LargeBinary, Table
from sqlalchemy.exc import DatabaseError, SQLAlchemyError
from sqlmodel import Session, select

from store.db import models
from store.db.engine import connect, migrate
from store.db.models import validated
from store.db.store_file import SCHEMA
from store.domain.errors import InvalidError, StoreError

FILE_MAX = 4_000_000_000
"""Bytes of a backup."""

VALUE_MAX = 20_000_000
"""Bytes of a value in it."""

ROWS_AT_ONCE = 200

_KINDS: tuple[tuple[type, tuple[str, ...]], ...] = (
    (Boolean, ("integer",)),
    (Integer, ("integer",)),
    (Float, ("real", "integer")),
    (LargeBinary, ("blob",)),
)
"""How SQLite may keep the values of a column; all others are text."""


def refuse_foreign(copy: Path, source: Path, version: int) -> None:
    """Refuses a backup that holds anything but what Shortlist could have written.

    Args:
        copy: of the backup, which nobody else uses; it is brought up to the current schema.
        source: the backup, to be named.
        version: the schema that it has.

    Raises:
        StoreError: something is in it that does not belong there.
    """
    try:
        if copy.stat().st_size > FILE_MAX:
            raise refused(source, f"it is larger than {FILE_MAX:,} bytes")
        _refuse_programs(copy, source)
        if version < SCHEMA:
            _migrate(copy)
        _refuse_other_tables(copy, source)
        for trouble in wrong_values(copy):
            raise refused(source, trouble)
    except (sqlite3.Error, DatabaseError) as error:
        raise refused(source, f"its tables cannot be read ({error})") from error


def _refuse_programs(copy: Path, source: Path) -> None:
    """Refuses what would run by itself, before anything is done with the file."""
    theirs = {what for what in _schema(copy) if what[0] in ("trigger", "view")}
    for kind, name, _, _ in sorted(theirs - our_schema()):
        raise refused(source, f"it holds the {kind} “{name}”, which no store has")


def _migrate(path: Path) -> None:
    engine = connect(path, timeout=1)
    try:
        migrate(engine, path, version=0)
    finally:
        engine.dispose()
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode=DELETE")


def _refuse_other_tables(copy: Path, source: Path) -> None:
    ours, theirs = our_schema(), _schema(copy)
    for what in sorted(ours | theirs):
        if what not in ours or what not in theirs:
            kind, name, _, _ = what
            raise refused(source, f"the {kind} “{name}” is not as Shortlist has it")


@cache
def our_schema() -> frozenset[tuple[str, str, str, str]]:
    """What the migrations make: kind, name, table and SQL of each thing."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "fresh.sqlite3"
        _migrate(fresh)
        return _schema(fresh)


def _schema(path: Path) -> frozenset[tuple[str, str, str, str]]:
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master")
        return frozenset((kind, name, of, " ".join(sql.split())) for kind, name, of, sql in rows)


def first_wrong_value(path: Path) -> str:
    """The first that `wrong_values` finds; empty if it finds none or cannot read the file."""
    with suppress(SQLAlchemyError, sqlite3.Error):
        return next(wrong_values(path), "")
    return ""


def wrong_values(path: Path) -> Iterator[str]:
    """What is wrong with the values of the columns, each as the end of a sentence."""
    models.import_all()
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
        for table in models.metadata.sorted_tables:
            yield from _wrong_kinds(database, table)
        yield from _wrong_rows(path)


def _wrong_kinds(database: sqlite3.Connection, table: Table) -> Iterator[str]:
    for column in table.columns:
        kinds = next((kinds for kind, kinds in _KINDS if isinstance(column.type, kind)), ("text",))
        allowed = ", ".join(f"'{kind}'" for kind in (*kinds, *["null"] * bool(column.nullable)))
        truth = f'OR "{column.name}" NOT IN (0, 1) ' if isinstance(column.type, Boolean) else ""
        wrong = database.execute(
            f'SELECT typeof("{column.name}") FROM "{table.name}" '  # noqa: S608  # our names
            f'WHERE typeof("{column.name}") NOT IN ({allowed}) '
            f'{truth}OR length(CAST("{column.name}" AS BLOB)) > ? LIMIT 1',
            [VALUE_MAX],
        ).fetchone()
        if wrong:
            yield f"in “{table.name}”, “{column.name}” holds a value of the wrong kind or size"


def _wrong_rows(path: Path) -> Iterator[str]:
    engine = connect(path, timeout=1)
    try:
        with Session(engine) as session:
            for table in models.import_all():
                try:
                    for row in session.exec(
                        select(table).execution_options(yield_per=ROWS_AT_ONCE)
                    ):
                        validated(table, row.model_dump(warnings=False))
                        session.expunge(row)
                except (InvalidError, ValueError, TypeError) as error:
                    yield f"a row of “{table.__tablename__}” breaks a rule ({error})"
                    return
    finally:
        engine.dispose()


def refused(source: Path, why: str) -> StoreError:
    """The error that refuses a backup; `why` ends its sentence."""
    return StoreError(f"{source} is no backup that can be restored: {why}. Nothing was changed.")
