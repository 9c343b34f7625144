"""Reads matrices: comparisons with what the user changed in them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from sqlmodel import col, func, select

from store.db import models
from store.db.read_session import columns
from store.db.rows import flag, number, split, text
from store.domain.checked import Faults, checked, making_sense
from store.domain.errors import NotFoundError
from store.domain.matrix import (
    RATING_MAX,
    Comparison,
    Criterion,
    ItemKind,
    Matrix,
    MatrixRow,
    Option,
    Rating,
)
from store.matrix.comparison_queries import (
    Cells,
    ComparisonQueries,
    Read,
    as_criterion,
    as_rating,
    as_weight,
)
from store.matrix.json_codec import check_sound
from store.matrix.layout import Layout, arrange

UNRATED = Rating(None, "")
"""The rating of a cell that neither the content nor the user rates."""


class _MatrixColumns(NamedTuple):
    """What the matrix's own row holds, and what its comparison shows at first."""

    comparison: str
    preset: str | None
    option_order: str
    criterion_order: str
    shown: str


class MatrixQueries:
    """Reads matrices.

    Args:
        read: `ReadSession.all`, or `Session.exec` in a transaction.
        faults: collects what is left out.
    """

    def __init__(self, read: Read, faults: Faults) -> None:
        self._read = read
        self._faults = faults
        self._comparisons = ComparisonQueries(read, faults)

    def comparison(self, slug: str) -> Comparison:
        """The comparison of that slug, as shipped.

        Raises:
            NotFoundError: there is none.
        """
        return self._comparisons.comparison(slug)

    def matrices(self) -> tuple[MatrixRow, ...]:
        """The matrices of all comparisons there are, without those in the trash."""
        table, comparison = models.Matrix, models.Comparison
        order = col(comparison.order), col(comparison.slug), col(table.id)
        return self._listed(col(table.trashed).is_(None), *order)

    def trashed(self) -> tuple[MatrixRow, ...]:
        """The matrices in the trash, the last trashed first."""
        table = models.Matrix
        order = col(table.trashed).desc(), col(table.id).desc()
        return self._listed(col(table.trashed).is_not(None), *order)

    def _listed(self, where: Any, *order: Any) -> tuple[MatrixRow, ...]:  # noqa: ANN401  # clauses
        table, comparison = models.Matrix, models.Comparison
        rows = self._read(
            select(table.id, table.name, table.comparison_slug, table.trashed)
            .join(comparison, col(comparison.slug) == table.comparison_slug)
            .where(where)
            .order_by(*order)
        )
        return tuple(self._faults.each("matrix", rows, lambda *row: checked(MatrixRow(*row))))

    def matrix(self, preset: str | None, key: int | str | None) -> Matrix:
        """A matrix that is not in the trash; see `store.reading.Reader.matrix`."""
        row = self._found(key)
        with making_sense(f"The matrix “{row.name}”"):
            return check_sound(self._matrix(row, preset))

    def layout(self, matrix: int, kind: ItemKind) -> Layout[Any]:
        """All options or criteria of a matrix, in the user's order."""
        own = self._columns(matrix)
        if kind is ItemKind.OPTION:
            return self._option_layout(matrix, own, self._comparisons.options(own.comparison))
        shipped = [criterion for criterion, _ in self._comparisons.criteria(own.comparison)]
        return self._criterion_layout(matrix, own, shipped)[0]

    def _found(self, key: int | str | None) -> MatrixRow:
        rows = self.matrices()
        if not rows:  # one is always there
            with making_sense("Every matrix"):
                raise ValueError("no matrix makes sense")
        wanted = str(key).strip().casefold()
        names = [(str(row.id), row.name.casefold(), row.comparison) for row in rows]
        for place in range(3):
            for row, named in zip(rows, names, strict=True):
                if key is None or named[place] == wanted:
                    return row
        known = ", ".join(f"“{row.name}”" for row in rows)
        raise NotFoundError(f"There is no matrix “{key}”. Matrices: {known}.")

    def _matrix(self, row: MatrixRow, preset: str | None) -> Matrix:
        comparison = self._comparisons.comparison(row.comparison)
        if preset is not None:
            comparison.preset(preset)
            options = arrange(comparison.options, (), (), {}, comparison.shown)
            criteria = arrange(comparison.criteria, (), (), {})
            narrowed = _narrowed(comparison, options, criteria, {})
            return _pristine(0, comparison.title, preset, narrowed, options, criteria)
        own = self._columns(row.id)
        options = self._option_layout(row.id, own, comparison.options)
        criteria, weights = self._criterion_layout(row.id, own, comparison.criteria)
        narrowed = _narrowed(comparison, options, criteria, weights)
        used = None if own.preset is None else text(own.preset)
        fresh = _pristine(row.id, row.name, used, narrowed, options, criteria)
        return replace(
            fresh,
            weights={**fresh.weights, **_of(criteria, self._own_weights(row))},
            ratings={**fresh.ratings, **self._own_ratings(row, fresh.ratings)},
            ruled_out=_of(options, self._rulings(row)),
            minimums=_of(criteria, self._minimums(row)),
        )

    def _columns(self, matrix: int) -> _MatrixColumns:
        table, comparison = models.Matrix, models.Comparison
        (row,) = self._read(
            columns(
                table.comparison_slug,
                table.preset_slug,
                table.option_order,
                table.criterion_order,
                func.coalesce(comparison.shown, ""),
            )
            .outerjoin(comparison, col(comparison.slug) == table.comparison_slug)
            .where(table.id == matrix)
        )
        return _MatrixColumns(*row)

    def _option_layout(
        self, matrix: int, own: _MatrixColumns, shipped: Sequence[Option]
    ) -> Layout[Option]:
        table = models.MatrixOption
        rows = self._read(
            select(table.slug, table.name, table.summary, table.url)
            .where(table.matrix_id == matrix)
            .order_by(col(table.position))
        )
        added = self._faults.each(
            "option", rows, lambda *row: replace(checked(Option(*row)), own=True)
        )
        overrides = self._overrides(matrix, ItemKind.OPTION)
        return arrange(shipped, tuple(added), split(own.option_order), overrides, split(own.shown))

    def _criterion_layout(
        self, matrix: int, own: _MatrixColumns, shipped: Sequence[Criterion]
    ) -> tuple[Layout[Criterion], dict[str, float]]:
        """The layout, and the weight of each criterion that the user added, by slug."""
        table = models.MatrixCriterion
        rows = self._read(
            columns(
                table.slug,
                table.group,
                table.name,
                table.question,
                table.zero,
                table.five,
                table.weight,
            )
            .where(table.matrix_id == matrix)
            .order_by(col(table.position))
        )
        added = tuple(self._faults.each("criterion", rows, as_criterion))
        criteria = tuple(replace(criterion, own=True) for criterion, _ in added)
        overrides = self._overrides(matrix, ItemKind.CRITERION)
        layout = arrange(shipped, criteria, split(own.criterion_order), overrides)
        return layout, {criterion.slug: weight for criterion, weight in added}

    def _overrides(self, matrix: int, kind: ItemKind) -> dict[str, bool]:
        table = models.MatrixShown
        rows = self._read(
            select(table.slug, table.shown).where(
                table.matrix_id == matrix, table.kind == kind.value
            )
        )
        made = self._faults.each(
            "what is shown and hidden of", rows, lambda slug, shown: (text(slug), flag(shown))
        )
        return dict(made)

    def _own_weights(self, row: MatrixRow) -> Iterable[tuple[str, float]]:
        table = models.MatrixWeight
        rows = self._read(
            select(table.criterion_slug, table.weight).where(table.matrix_id == row.id)
        )
        return self._faults.each(f"weight in “{row.name}” of", rows, as_weight)

    def _rulings(self, row: MatrixRow) -> Iterable[tuple[str, str]]:
        table = models.MatrixRuling
        rows = self._read(select(table.option_slug, table.reason).where(table.matrix_id == row.id))
        return self._faults.each(
            f"reason in “{row.name}” to rule out",
            rows,
            lambda slug, reason: (text(slug), text(reason)),
        )

    def _minimums(self, row: MatrixRow) -> Iterable[tuple[str, float]]:
        table = models.MatrixBar
        rows = self._read(select(table.criterion_slug, table.bar).where(table.matrix_id == row.id))
        return self._faults.each(
            f"must-have in “{row.name}” of",
            rows,
            lambda slug, least: (text(slug), number(least, RATING_MAX)),
        )

    def _own_ratings(self, row: MatrixRow, ratings: Mapping[tuple[str, str], Rating]) -> Cells:
        table = models.MatrixRating
        rows = self._read(
            select(table.criterion_slug, table.option_slug, table.value, table.note).where(
                table.matrix_id == row.id
            )
        )
        made = self._faults.each(
            f"rating in “{row.name}” on",
            rows,
            lambda criterion, option, value, note: (
                (criterion, option),
                as_rating(value),
                text(note),
            ),
        )
        return {
            cell: replace(ratings[cell], value=value, changed=True, note=note)
            for cell, value, note in made
            if cell in ratings
        }


def _narrowed(
    comparison: Comparison,
    options: Layout[Option],
    criteria: Layout[Criterion],
    own: Mapping[str, float],
) -> Comparison:
    """The comparison in the user's layout, with the weights and ratings of what is shown.

    `own` are the weights of the criteria that the user added.
    """
    columns, rows = options.visible, criteria.visible

    def weights(shipped: Mapping[str, float]) -> dict[str, float]:
        known = {**comparison.weights, **shipped, **own}
        return {row.slug: known[row.slug] for row in rows}

    return replace(
        comparison,
        options=columns,
        criteria=rows,
        ratings={
            **{(row.slug, column.slug): UNRATED for row in rows for column in columns},
            **{
                cell: rating
                for cell, rating in comparison.ratings.items()
                if cell[0] in criteria.shown and cell[1] in options.shown
            },
        },
        weights=weights(comparison.weights),
        presets=tuple(replace(p, weights=weights(p.weights)) for p in comparison.presets),
    )


def _pristine(
    key: int,
    name: str,
    preset: str | None,
    comparison: Comparison,
    options: Layout[Option],
    criteria: Layout[Criterion],
) -> Matrix:
    """A matrix in which the user weighed, rated and ruled out nothing."""
    matrix = Matrix(
        key,
        name,
        preset,
        comparison,
        {},
        comparison.ratings,
        {},
        hidden_options=options.hidden,
        hidden_criteria=criteria.hidden,
    )
    return replace(matrix, weights=matrix.base_weights)


def _of(layout: Layout[Any], rows: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """The values of the rows whose slug is shown, by slug."""
    return {slug: value for slug, value in rows if slug in layout.shown}
