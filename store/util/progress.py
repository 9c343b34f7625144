"""How far long work is, and whether to stop it."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import TypeVar

from store.domain.errors import CancelledError

Item = TypeVar("Item")


def _ignore(done: int, total: int) -> None:
    """Tells nobody."""


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Progress:
    """Reports how far long work is, and stops it when it was cancelled.

    Args:
        report: is given how many items of how many are done; it may be called from another thread
            than the one that waits.
        cancelled: tells whether to stop.
    """

    report: Callable[[int, int], object] = _ignore
    cancelled: Callable[[], bool] = _never

    def check(self) -> None:
        """Stops work that was cancelled.

        Raises:
            CancelledError: it was.
        """
        if self.cancelled():
            raise CancelledError

    def over(self, items: Collection[Item]) -> Iterator[Item]:
        """The items one by one, reporting each before the next.

        Raises:
            CancelledError: the work was cancelled.
        """
        total = len(items)
        for done, item in enumerate(items):
            self.check()
            self.report(done, total)
            yield item
        self.report(total, total)


UNWATCHED = Progress()
"""For work that nobody watches or stops."""
