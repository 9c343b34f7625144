"""Long work in short pieces, so that others have their turn between them."""

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from sys import maxsize
from time import monotonic
from typing import TypeVar

PIECE = 0.02
"""Seconds after which a piece ends with the item that is being worked on."""

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of how many were looked at."""

    done: int
    total: int


def pieces(items: Iterable[Item], most: int = maxsize) -> Iterator[Iterator[Item]]:
    """The items in pieces; each is to be worked through before the next is asked for.

    Args:
        items: any number of them.
        most: the most items of a piece.
    """
    rest = iter(items)
    for first in rest:
        yield _piece(chain([first], rest), most, monotonic() + PIECE)


def result(work: Generator[object, None, Result]) -> Result:
    """What work in pieces comes to, done in one go."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]


def _piece(items: Iterable[Item], most: int, end: float) -> Iterator[Item]:
    for count, item in enumerate(items, 1):
        yield item
        if count == most or monotonic() >= end:
            return
