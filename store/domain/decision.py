"""Decisions, their drafts, statuses and revisions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from store.domain.errors import LINE_MAX, TITLE_MAX, Day, InvalidError
from store.domain.matrix import Matrix


class Status(StrEnum):
    """Where a decision stands (the words of MADR)."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    DEPRECATED = "deprecated"
    SUPERSEDED = "superseded"


STANDING_ALONE = tuple(status for status in Status if status is not Status.SUPERSEDED)

"""The statuses that need no other decision."""


@dataclass(frozen=True, slots=True)
class DecisionDraft:
    """What the user fills in to save or revise a decision.

    Args:
        title: one line; what was decided.
        status: where it stands.
        chosen: the slug of the chosen option.
        context: the problem that called for a decision.
        deciders: the names, in one line, comma-separated.
        consequences: what follows, one a line; "+" in front of a good one, "-" of a bad one.
        consulted: the names of those who were asked, like the deciders.
        informed: the names of those who are told, like the deciders.
        confirmation: how one will see that it is followed, and that it was right.
        review_by: the day by which to look at it again; None for never.
    """

    title: str
    status: Status
    chosen: str
    context: str = ""
    deciders: str = ""
    consequences: str = ""
    consulted: str = ""
    informed: str = ""
    confirmation: str = ""
    review_by: date | None = None

    def check(self) -> "DecisionDraft":
        """The draft in the form that is kept: one-line fields on one line, nothing around them.

        Raises:
            InvalidError: with a sentence for every field that breaks a rule.
        """
        title = " ".join(self.title.split())
        names = {key: ", ".join(names_in(getattr(self, key))) for key in PEOPLE}
        problems = {}
        if not title:
            problems["title"] = "Say in one line what was decided."
        elif len(title) > TITLE_MAX:
            problems["title"] = (
                f"At most {TITLE_MAX} characters; this title has {len(title):,}. "
                "The context has room for the rest."
            )
        for key, line in names.items():
            if len(line) > LINE_MAX:
                problems[key] = f"At most {LINE_MAX:,} characters; here are {len(line):,}."
        if problems:
            raise InvalidError(problems)
        texts = {key: getattr(self, key).strip() for key in TEXTS}
        return DecisionDraft(
            title, self.status, self.chosen, review_by=self.review_by, **names, **texts
        )


PEOPLE = ("deciders", "consulted", "informed")

"""The fields of a decision that hold names."""

TEXTS = ("context", "consequences", "confirmation")

"""The fields of a decision that hold texts of several lines."""


def names_in(line: str) -> list[str]:
    """The names in a comma-separated line."""
    names = (" ".join(name.split()) for name in line.split(","))
    return [name for name in names if name]


def given_day(text: str) -> date | None:
    """The day that was typed as YYYY-MM-DD; None where nothing was.

    Raises:
        InvalidError: it is no day.
    """
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise InvalidError({"review_by": "A day such as 2027-03-01, or nothing."}) from None


@dataclass(frozen=True, slots=True)
class Decision:
    """A saved decision, with the matrix as it stood when it was made.

    `date` is the day of its status, None where that is not known, and `reason` the reason for
    that; `supersedes` are the numbers of the decisions whose place it took. `uid` tells it apart
    in every store. `robustness` tells in sentences how sure it was; of older decisions nothing
    was kept.
    """

    id: int
    number: int
    title: str
    status: Status
    superseded_by: int | None
    date: Day | None
    chosen: str
    context: str
    deciders: str
    consequences: str
    matrix: Matrix
    created: datetime
    updated: datetime
    robustness: tuple[str, ...] = ()
    consulted: str = ""
    informed: str = ""
    confirmation: str = ""
    review_by: Day | None = None
    reason: str = ""
    supersedes: tuple[int, ...] = ()
    uid: str = ""


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One line of the list of decisions; `chosen` is the option's name."""

    number: int
    title: str
    status: Status
    date: Day | None
    chosen: str
    superseded_by: int | None = None
    review_by: Day | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """A decision as it stood after a change.

    Args:
        number: which one it is, from 1.
        at: when the change was made.
        author: who made it; empty where that is not known.
        label: what was done.
        values: what the decision said, each field as text, by its name in the store; the
            matrix as one line a criterion.
    """

    number: int
    at: datetime
    author: str
    label: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DecisionStep:
    """A change that was undone or redone: the decision's number, and the change."""

    number: int
    label: str
