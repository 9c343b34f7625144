"""What every table is made of."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from pydantic import ConfigDict, ValidationError
from sqlalchemy import CheckConstraint, Dialect, MetaData, text
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import UTCDateTime

from store.domain.errors import InvalidError

TEXT_MAX = 1_000_000

SQLModel.metadata = metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

EMPTY = {"server_default": text("''")}
"""What a column of text holds in the rows of an earlier schema."""


class Table(SQLModel):
    """The base of all tables; its validators are built when a row is first validated."""

    model_config = ConfigDict(defer_build=True)  # type: ignore[assignment]  # SQLModel's has no more


class UtcTime(UTCDateTime):
    """A time, kept in UTC; what is none is handed on, where the dialect hands it on."""

    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The time with its zone."""
        if not isinstance(value, datetime):
            return value
        return super().process_result_value(value, dialect)


def one_of(column: str, values: type[StrEnum]) -> CheckConstraint:
    """The rule that a column holds one of the values."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def between(column: str, high: float) -> CheckConstraint:
    """The rule that a column holds a number from 0 to `high`."""
    return CheckConstraint(f"{column} BETWEEN 0 AND {high:g}", name=column)


Row = TypeVar("Row", bound=SQLModel)


def validated(table: type[Row], values: Mapping[str, Any]) -> Row:
    """A row of `table` made of `values`, every rule of its fields checked.

    Raises:
        InvalidError: a value breaks a rule; `problems` says which, by field.
    """
    try:
        return table.model_validate(dict(values))
    except ValidationError as error:
        problems = {
            str(problem["loc"][0] if problem["loc"] else table.__name__): (
                f"{str(problem['loc'][0] if problem['loc'] else '').capitalize()}: "
                f"{problem['msg'][0].lower()}{problem['msg'][1:]}."
            )
            for problem in error.errors(include_url=False, include_input=False)
        }
        raise InvalidError(problems) from error
