"""The rules of `check`, and what it finds by them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad a finding is: a command fails for errors only."""

    ERROR = "error"
    WARNING = "warning"


RULES: Mapping[str, tuple[Severity, str]] = {
    "unreadable": (Severity.ERROR, "a file that cannot be read as text"),
    "title-missing": (Severity.ERROR, "a record without a heading"),
    "front-matter-unclosed": (Severity.ERROR, "front matter that no line of dashes ends"),
    "passed-over": (Severity.WARNING, "a Markdown file that is no record, nor known as another"),
    "sub-folder": (Severity.WARNING, "a sub-folder with records, which were not looked at"),
    "number-doubled": (Severity.ERROR, "two records with one number, here or with the base"),
    "number-gap": (Severity.WARNING, "a number that no record has"),
    "number-differs": (
        Severity.ERROR,
        "another number in the title or front matter than in the file's name",
    ),
    "status-missing": (Severity.WARNING, "a record without a status in a format that has one"),
    "status-unknown": (Severity.ERROR, "a status that is none of MADR's"),
    "status-differs": (Severity.ERROR, "places of one record that give it different statuses"),
    "date-invalid": (Severity.ERROR, "a date that is none, or can be read in several ways"),
    "date-future": (Severity.ERROR, "a date that is yet to come"),
    "section-missing": (Severity.ERROR, "a section that the format asks for"),
    "outcome-empty": (Severity.ERROR, "a decided record that does not say what was decided"),
    "chosen-unknown": (Severity.ERROR, "a chosen option that is not among those considered"),
    "link-broken": (Severity.ERROR, "a link to a file that is not there"),
    "supersede-unknown": (
        Severity.ERROR,
        "superseded by, or superseding, a record that is not there",
    ),
    "supersede-one-way": (Severity.ERROR, "a successor that does not say what it supersedes"),
    "supersede-unmarked": (Severity.ERROR, "a record whose successor says so, and that does not"),
    "successor-missing": (Severity.WARNING, "a superseded record that does not say by what"),
    "supersede-cycle": (Severity.ERROR, "records that supersede each other in a circle"),
    "matrix-invalid": (Severity.ERROR, "a matrix with a weight or a rating that is none"),
    "review-due": (Severity.WARNING, "a record whose review-by date has come"),
    "evidence-old": (Severity.WARNING, "evidence that was checked too long ago"),
    "index-outdated": (
        Severity.WARNING,
        "an index.md or README.md that does not list the records as they are",
    ),
}
"""Every rule: its severity, and what it finds."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that is wrong.

    Args:
        file: its name in the folder.
        line: from 1.
        rule: its name in `RULES`.
        message: a sentence.
    """

    file: str
    line: int
    rule: str
    message: str

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        return RULES[self.rule][0]
