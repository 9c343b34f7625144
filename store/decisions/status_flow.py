"""Which status may follow which, and when a decision is due for review."""

from collections.abc import Mapping
from datetime import date

from store.domain.decision import Status
from store.domain.errors import InvalidError

MOVES: Mapping[Status, Mapping[Status, str]] = {
    Status.PROPOSED: {
        Status.ACCEPTED: "It is agreed on, and counts from today.",
        Status.REJECTED: "It was considered, and is not done.",
        Status.SUPERSEDED: "Another decision was accepted before this one was.",
    },
    Status.ACCEPTED: {
        Status.DEPRECATED: "It is no longer followed, and nothing takes its place.",
        Status.SUPERSEDED: "Another decision takes its place.",
    },
    Status.REJECTED: {
        Status.PROPOSED: "It is taken up again: something has changed.",
    },
    Status.DEPRECATED: {
        Status.ACCEPTED: "It is followed again.",
        Status.SUPERSEDED: "Another decision takes its place after all.",
    },
    Status.SUPERSEDED: {},
}
"""Every status that may follow, by the present one, with what the move means.

What was accepted is never a mere proposal again, and never rejected: the record would hide that
it was followed. Nothing leads on from superseded, because the decision in its place counts; a
slip is undone.
"""

OPEN = (Status.PROPOSED, Status.ACCEPTED)
"""The statuses in which a decision has a future, and can fall due."""


def check_move(before: Status, after: Status) -> None:
    """Refuses a move that makes no sense.

    Raises:
        InvalidError: for `status`, with where it may go instead.
    """
    if after in MOVES[before]:
        return
    if not MOVES[before]:
        told = "It is superseded: the decision in its place counts. Undo that, or revise the other."
    elif before is after:
        told = f"It is {before} already."
    else:
        told = f"What is {before} cannot become {after}, only {' or '.join(MOVES[before])}."
    raise InvalidError({"status": told})


def due(status: Status, review_by: date | None, today: date) -> bool:
    """Whether a decision of that status is due for review today."""
    return status in OPEN and review_by is not None and review_by <= today
