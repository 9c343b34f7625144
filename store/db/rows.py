"""What a row of the store is made of, and the values that are read from it.

Somebody may have edited the file, and a row may hold anything. One that makes no sense is left out
of a list, and that is told; where one thing was asked for, its reader says that it cannot be read.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from store.domain.checked import checked, number, split, text
from store.domain.content import Source

__all__ = ["Rows", "as_source", "day", "flag", "number", "split", "text", "time"]

Value = str | int | float | None


Rows = Callable[..., list[tuple[Any, ...]]]
"""Runs a statement of SQL on the store with the values given, and returns its rows."""


def flag(value: Value) -> bool:
    """A value that is true or false.

    Raises:
        KeyError: it is neither.
    """
    return _FLAGS[value]


_FLAGS: Mapping[Value, bool] = {0: False, 1: True}


def day(value: str | None) -> date | None:
    """A day that is kept as text.

    Raises:
        ValueError: it is none; TypeError if it is no text.
    """
    return None if value is None else date.fromisoformat(value)


def time(value: str) -> datetime:
    """A time that is kept as text, without its zone.

    Raises:
        ValueError: it is none; TypeError if it is no text.
    """
    return datetime.fromisoformat(value).replace(tzinfo=UTC)


def as_source(slug: str, title: str, url: str | None, how: str | None, checked_on: str) -> Source:
    """A source from its row."""
    return checked(Source(slug, title, url, how, date.fromisoformat(checked_on)))
