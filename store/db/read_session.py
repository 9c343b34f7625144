"""Runs `select()` statements to read: on one connection, and tolerant of single bad values.

Somebody may have edited the file. A value that its column cannot hold is handed on as SQLite has
it, so that `store.domain.checked` refuses its row alone, not all that was read with it.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, TypeVar, TypeVarTuple, overload

import sqlmodel
from sqlalchemy import Boolean, Date, DateTime, Dialect, LargeBinary, StaticPool, create_engine
from sqlalchemy.dialects.sqlite import DATE, DATETIME
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session
from sqlmodel.sql.expression import Select, SelectOfScalar

from store.db.read_connection import ReadConnection
from store.domain.checked import Faults

Row = TypeVar("Row")
Columns = TypeVarTuple("Columns")


class ReadSession:
    """Reads by SQLModel's `select()`.

    Select columns, and make frozen values of them: nothing that was read is tracked.

    Args:
        connection: to the store's file.
        faults: is told what is left out of what is read.
    """

    def __init__(self, connection: ReadConnection, faults: Faults) -> None:
        self.faults = faults
        self._connection = connection
        engine = create_engine(
            "sqlite://",
            creator=lambda: connection.driver,
            poolclass=StaticPool,
            pool_reset_on_return=None,  # there is nothing to undo
        )
        engine.dialect.colspecs = {**engine.dialect.colspecs, **_TOLERANT}
        self._session = Session(engine, autoflush=False)
        self._session.connection()  # the first one rolls back, and so must not come in a block

    @overload
    def all(self, statement: Select[*Columns]) -> list[tuple[*Columns]]: ...

    @overload
    def all(self, statement: SelectOfScalar[Row]) -> list[Row]: ...

    def all(self, statement: Any) -> Any:
        """All rows, each a tuple; of a statement that selects one column, all its values.

        Raises:
            StoreError: the file cannot be read.
        """

        def run() -> list[Any]:
            try:
                return list(self._session.exec(statement))
            except DBAPIError as error:
                raise (error.orig or error) from error

        return self._connection.run(run)

    @overload
    def first(self, statement: Select[*Columns]) -> tuple[*Columns] | None: ...

    @overload
    def first(self, statement: SelectOfScalar[Row]) -> Row | None: ...

    def first(self, statement: Any) -> Any:
        """The first row, as `all` has it; None where there is none.

        Raises:
            StoreError: the file cannot be read.
        """
        return next(iter(self.all(statement.limit(1))), None)

    def at_once(self) -> AbstractContextManager[None]:
        """Has the block read the store as it stood at one time, whoever writes meanwhile."""
        return self._connection.at_once()


def columns(*selected: Any) -> Select[*tuple[Any, ...]]:  # noqa: ANN401  # as SQLModel has them
    """`select()` of two columns or more, of any number: SQLModel's own is typed for four."""
    return sqlmodel.select(*selected)  # type: ignore[no-any-return]


Processor = Callable[[Any], Any]


class _TolerantDate(DATE):
    def result_processor(self, dialect: Dialect, coltype: object) -> Processor:
        return _tolerant(super().result_processor(dialect, coltype))


class _TolerantDateTime(DATETIME):
    def result_processor(self, dialect: Dialect, coltype: object) -> Processor:
        return _tolerant(super().result_processor(dialect, coltype))


class _TolerantBoolean(Boolean):
    def result_processor(self, dialect: Dialect, coltype: object) -> Processor:  # noqa: ARG002
        return lambda value: _TRUTH.get(value, value)


class _TolerantBinary(LargeBinary):
    def result_processor(self, dialect: Dialect, coltype: object) -> None:
        """Nothing to do: what is not bytes must not become some."""


_TOLERANT: dict[type[Any], type[Any]] = {
    Date: _TolerantDate,
    DateTime: _TolerantDateTime,
    Boolean: _TolerantBoolean,
    LargeBinary: _TolerantBinary,
}

_TRUTH: dict[object, bool] = {0: False, 1: True}


def _tolerant(parse: Processor | None) -> Processor:
    """As `parse`, but hands on what that cannot parse."""
    assert parse is not None  # noqa: S101  # SQLite keeps these as text

    def process(value: object) -> object:
        try:
            return parse(value)
        except (TypeError, ValueError):
            return value

    return process
