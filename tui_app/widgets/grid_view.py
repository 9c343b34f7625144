"""Which rows and columns the grid of a matrix has, filtered and ordered by the user."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from store.domain.matrix import Criterion, Matrix, Option
from store.matrix import scoring


class Weight:
    """The row or the column of weights."""


WEIGHT = Weight()

Line = Criterion | Option | Weight | str
"""A row or a column of the grid; a text is the heading of a group."""


@dataclass(frozen=True, slots=True)
class GridCell:
    """A place in the grid: a criterion, and an option or None for the weight."""

    criterion: Criterion
    option: Option | None


@dataclass(frozen=True, slots=True)
class GridView:
    """Which rows are shown, and how; it changes no score.

    Args:
        text: only criteria whose name or group holds it, whatever its case.
        group: only the criteria of that group.
        differing: only the criteria on which the options differ.
        deciding: the criteria that decide most first, in place of their groups.
        transposed: options down and criteria across.
    """

    text: str = ""
    group: str = ""
    differing: bool = False
    deciding: bool = False
    transposed: bool = False

    def criteria(self, matrix: Matrix) -> list[Criterion]:
        """The criteria that are shown, in their order."""
        wanted = self.text.strip().casefold()
        found = [
            criterion
            for criterion in matrix.comparison.criteria
            if wanted in f"{criterion.name}\n{criterion.group}".casefold()
            and self.group in ("", criterion.group)
            and not (self.differing and _agreed(matrix, criterion))
        ]
        if self.deciding:
            order = {c.slug: place for place, c in enumerate(scoring.by_decisiveness(matrix))}
            found.sort(key=lambda criterion: order[criterion.slug])
        return found

    def rows_and_columns(self, matrix: Matrix) -> tuple[list[Line], list[Line]]:
        """The lines of the grid, down and across."""
        criteria = self.criteria(matrix)
        options: list[Line] = [WEIGHT, *matrix.comparison.options]
        if self.transposed:
            return options, list(criteria)
        return list(criteria if self.deciding else _grouped(criteria)), options

    def __str__(self) -> str:
        parts = [
            f"“{self.text.strip()}”" if self.text.strip() else "",
            self.group,
            "where they differ" if self.differing else "",
            "what decides first" if self.deciding else "",
        ]
        return " · ".join(filter(None, parts))


def _agreed(matrix: Matrix, criterion: Criterion) -> bool:
    values = {matrix.ratings[criterion.slug, o.slug].value for o in matrix.comparison.options}
    return len(values) == 1 and None not in values


def _grouped(criteria: Sequence[Criterion]) -> Iterator[Line]:
    """The criteria, each group below its heading."""
    group = None
    for criterion in criteria:
        if criterion.group != group:
            group = criterion.group
            yield group
        yield criterion
