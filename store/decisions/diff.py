"""What changed from one revision of a decision to another: pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from store.domain.decision import Revision
from store.domain.matrix import Matrix
from store.matrix.number_text import number
from store.util.matching import Matcher

NAMES: Mapping[str, str] = {
    "title": "Title",
    "status": "Status",
    "superseded_by": "Superseded by",
    "date": "Status since",
    "reason": "Reason",
    "chosen": "Chosen",
    "context": "Context",
    "deciders": "Deciders",
    "consulted": "Consulted",
    "informed": "Informed",
    "consequences": "Consequences",
    "confirmation": "Confirmation",
    "review_by": "Review by",
    "matrix": "Matrix",
    "trashed": "In the trash since",
}
"""The fields of a revision in the order to show them, with what each is called."""

FIELDS = tuple(name for name in NAMES if name != "matrix")
"""What a decision, and each of its revisions, says beside the matrix: the names of columns."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that two revisions do not agree on, as text; empty where it said nothing."""

    field: str
    before: str
    after: str

    @property
    def name(self) -> str:
        """What the field is called."""
        return NAMES[self.field]

    def lines(self) -> Iterator[tuple[str, str]]:
        """What changed, line by line: "-" with one that went, "+" with one that came."""
        before, after = self.before.splitlines(), self.after.splitlines()
        for kind, begin, end, from_, to in Matcher(before, after).get_opcodes():
            if kind != "equal":
                yield from (("-", line) for line in before[begin:end])
                yield from (("+", line) for line in after[from_:to])


def compare(before: Revision, after: Revision) -> tuple[FieldChange, ...]:
    """The fields in which two revisions differ, in the order to show them."""
    return tuple(
        FieldChange(field, old, new)
        for field in NAMES
        if (old := before.values.get(field, "")) != (new := after.values.get(field, ""))
    )


def matrix_text(matrix: Matrix) -> str:
    """A matrix as lines to compare: one a criterion with its minimum, then who is ruled out."""
    options = matrix.comparison.options
    lines = []
    for criterion in matrix.comparison.criteria:
        ratings = [matrix.ratings[criterion.slug, option.slug] for option in options]
        told = ", ".join(
            f"{option.name} {'?' if rating.value is None else number(rating.value)}"
            + (f" ({rating.note})" if rating.note else "")
            for option, rating in zip(options, ratings, strict=True)
        )
        weight = number(matrix.weights[criterion.slug])
        minimum = matrix.minimums.get(criterion.slug)
        must = "" if minimum is None else f", at least {number(minimum)}"
        lines.append(f"{criterion.name}, weight {weight}{must}: {told}")
    names = {option.slug: option.name for option in options}
    lines += [f"{names.get(o, o)} ruled out: {reason}" for o, reason in matrix.ruled_out.items()]
    return "\n".join(lines)
