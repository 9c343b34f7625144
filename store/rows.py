"""What a row of the store is made of, and the values that are read from it."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from store.types import Source

Value = str | int | float | None

Rows = Callable[..., list[tuple[Any, ...]]]
"""Runs a statement of SQL on the store with the values given, and returns its rows."""


def as_source(row: Iterable[Value]) -> Source:
    """A source from its slug, title, address, how it was made, and day."""
    slug, title, url, how, checked = row
    return Source(
        str(slug),
        str(title),
        None if url is None else str(url),
        None if how is None else str(how),
        date.fromisoformat(str(checked)),
    )


def split(text: str) -> tuple[str, ...]:
    """The parts of a list that is kept in one column, comma-separated."""
    return tuple(text.split(",")) if text else ()
