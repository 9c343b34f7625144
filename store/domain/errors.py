"""Errors, and the rules for text that they report."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

TITLE_MAX = 200

"""Characters in a decision's title or in a name; a line that a list can still show."""

LINE_MAX = 1_000

"""Characters in any other single line."""

Day = date

"""A day, in a class that has a field called `date`."""

Clock = Callable[[], datetime]

"""Tells the time, with its zone."""


class StoreError(Exception):
    """Something the user must hear: what happened, what is safe, and what to do."""


class NotFoundError(StoreError):
    """A slug, number or name that the store does not hold."""


class UnreadableError(StoreError):
    """Something in the store that makes no sense: somebody else, or a fault, has changed it."""


class InvalidError(StoreError):
    """A value that the store refuses.

    Args:
        problems: what is wrong, by field name; one sentence each.
    """

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = dict(problems)


class CancelledError(Exception):
    """Long work was cancelled; what was saved before stays."""


class ContentError(StoreError):
    """Content that breaks the rules; the message lists every fault as `file:line: fault`."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


def given_reason(text: str) -> str:
    """The reason for ruling an option out or for a status, with nothing around it.

    Raises:
        InvalidError: there is none.
    """
    if not text.strip():
        raise InvalidError({"reason": "Say why: a record without the reason helps nobody."})
    return text.strip()


def given_name(text: str) -> str:
    """The name of a matrix, on one line with nothing around it.

    Raises:
        InvalidError: there is none, or it is too long.
    """
    name = _on_one_line(text)
    if problems := _line_problems({"name": name}):
        raise InvalidError(problems)
    return name


def _on_one_line(text: str) -> str:
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").split())


def _line_problems(lines: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with a name and the lines beside it, by field name."""
    problems = {}
    for field_name, text in lines.items():
        most = TITLE_MAX if field_name in ("name", "group") else LINE_MAX
        if len(text) > most:
            problems[field_name] = f"At most {most:,} characters; here are {len(text):,}."
    if not lines["name"]:
        problems["name"] = "Give it a name."
    return problems
