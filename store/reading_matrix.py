"""Reads comparisons, and matrices: a comparison, and over it what the user made of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from store.arranging import Arrangement, arrange
from store.rows import Rows, as_source, split
from store.types import (
    Comparison,
    Criterion,
    Matrix,
    MatrixRow,
    NotFoundError,
    Option,
    Preset,
    Rating,
    Source,
)

UNKNOWN = Rating(None, "")
"""How an option is rated on a criterion when one of them is the user's own."""

Ratings = dict[tuple[str, str], Rating]


class MatrixReader:
    """Reads comparisons and matrices.

    Args:
        rows: runs SQL on the store.
    """

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    # Comparisons

    def comparison(self, slug: str) -> Comparison:
        """The comparison of that slug, as shipped.

        Raises:
            NotFoundError: there is none.
        """
        rows = self._rows(
            'SELECT title, question, "order", shown FROM comparison WHERE slug = ?', slug
        )
        if not rows:
            raise NotFoundError(f"There is no comparison “{slug}”.")
        title, question, order, shown = rows[0]
        return Comparison(
            slug=slug,
            title=title,
            question=question,
            options=self._options(slug),
            criteria=self._criteria(slug),
            ratings=self._ratings(slug),
            weights=dict(
                self._rows(
                    "SELECT slug, weight FROM criterion WHERE comparison_slug = ? "
                    "ORDER BY position",
                    slug,
                )
            ),
            presets=self._presets(slug),
            order=order,
            shown=split(shown),
        )

    def _options(self, comparison: str) -> tuple[Option, ...]:
        return tuple(
            Option(*row)
            for row in self._rows(
                'SELECT slug, name, summary, url FROM "option" '
                "WHERE comparison_slug = ? ORDER BY position",
                comparison,
            )
        )

    def _criteria(self, comparison: str) -> tuple[Criterion, ...]:
        return tuple(
            Criterion(*row)
            for row in self._rows(
                'SELECT criterion.slug, "group", name, criterion.question, zero, five, '
                "topic_slug, coalesce(number, 0) FROM criterion "
                "LEFT JOIN topic ON topic.slug = topic_slug "
                "WHERE comparison_slug = ? ORDER BY criterion.position",
                comparison,
            )
        )

    def _ratings(self, comparison: str) -> Ratings:
        known = {
            row[0]: (as_source(row),)  # most ratings have one source, and share this
            for row in self._rows(
                "SELECT slug, title, url, how, checked FROM source WHERE slug IN "
                "(SELECT source_slug FROM ratingsource WHERE comparison_slug = ?)",
                comparison,
            )
        }
        sources: dict[str, dict[str, tuple[Source, ...]]] = defaultdict(dict)
        for criterion, option, slug in self._rows(
            "SELECT criterion_slug, option_slug, source_slug FROM ratingsource "
            "WHERE comparison_slug = ? ORDER BY criterion_slug, option_slug, position",
            comparison,
        ):
            cell = sources[criterion]
            cell[option] = (*cell[option], *known[slug]) if option in cell else known[slug]
        return {
            (criterion, option): Rating(
                value, rationale, sources[criterion].get(option, ()), split(claims)
            )
            for criterion, option, value, rationale, claims in self._rows(
                "SELECT criterion_slug, option_slug, value, rationale, claims FROM rating "
                "WHERE comparison_slug = ?",
                comparison,
            )
        }

    def _presets(self, comparison: str) -> tuple[Preset, ...]:
        weights: dict[str, dict[str, float]] = defaultdict(dict)
        for preset, criterion, weight in self._rows(
            "SELECT preset_slug, criterion_slug, weight FROM presetweight "
            "WHERE comparison_slug = ?",
            comparison,
        ):
            weights[preset][criterion] = weight
        return tuple(
            Preset(slug, name, description, weights[slug])
            for slug, name, description in self._rows(
                "SELECT slug, name, description FROM preset "
                "WHERE comparison_slug = ? ORDER BY position",
                comparison,
            )
        )

    # Matrices

    def matrices(self) -> tuple[MatrixRow, ...]:
        """Those of all comparisons that there are, without those in the trash."""
        return self._listed("trashed IS NULL", '"order", slug, id')

    def trashed(self) -> tuple[MatrixRow, ...]:
        """Those in the trash, of all comparisons that there are; the last thrown away first."""
        return self._listed("trashed IS NOT NULL", "trashed DESC, id DESC")

    def _listed(self, where: str, order: str) -> tuple[MatrixRow, ...]:
        return tuple(
            MatrixRow(key, name, comparison, _time(trashed))
            for key, name, comparison, trashed in self._rows(
                "SELECT id, name, comparison_slug, trashed FROM matrix "  # noqa: S608  # our words
                f"JOIN comparison ON slug = comparison_slug WHERE {where} ORDER BY {order}"
            )
        )

    def matrix(self, preset: str | None, key: int | str | None) -> Matrix:
        """A matrix of the user's; see `store.reading.Reader.matrix`."""
        row = self._found(key)
        comparison = self.comparison(row.comparison)
        if preset is not None:
            comparison.preset(preset)
            options = arrange(comparison.options, (), (), {}, comparison.shown)
            criteria = arrange(comparison.criteria, (), (), {})
            narrowed = _narrowed(comparison, options, criteria, {})
            return _pristine(0, comparison.title, preset, narrowed, options, criteria)
        options = self._arranged_options(row.id, comparison.options, comparison.shown)
        criteria = self._arranged_criteria(row.id, comparison.criteria)
        own: dict[str, float] = dict(
            self._rows("SELECT slug, weight FROM matrixcriterion WHERE matrix_id = ?", row.id)
        )
        narrowed = _narrowed(comparison, options, criteria, own)
        ((used,),) = self._rows("SELECT preset_slug FROM matrix WHERE id = ?", row.id)
        fresh = _pristine(row.id, row.name, used, narrowed, options, criteria)
        weights = self._rows(
            "SELECT criterion_slug, weight FROM matrixweight WHERE matrix_id = ?", row.id
        )
        rulings = self._rows(
            "SELECT option_slug, reason FROM matrixruling WHERE matrix_id = ?", row.id
        )
        bars = self._rows("SELECT criterion_slug, bar FROM matrixbar WHERE matrix_id = ?", row.id)
        return replace(
            fresh,
            weights={**fresh.weights, **_of(criteria, weights)},
            ratings={**fresh.ratings, **self._own_ratings(row.id, fresh.ratings)},
            ruled_out=_of(options, rulings),
            bars=_of(criteria, bars),
        )

    def options(self, matrix: int) -> Arrangement[Option]:
        """All options of a matrix, in the user's order."""
        ((comparison, shown),) = self._rows(
            "SELECT comparison_slug, coalesce(shown, '') FROM matrix "
            "LEFT JOIN comparison ON slug = comparison_slug WHERE id = ?",
            matrix,
        )
        return self._arranged_options(matrix, self._options(comparison), split(shown))

    def criteria(self, matrix: int) -> Arrangement[Criterion]:
        """All criteria of a matrix, in the user's order."""
        ((comparison,),) = self._rows("SELECT comparison_slug FROM matrix WHERE id = ?", matrix)
        return self._arranged_criteria(matrix, self._criteria(comparison))

    def _found(self, key: int | str | None) -> MatrixRow:
        rows = self.matrices()
        wanted = str(key).strip().casefold()
        names = [(str(row.id), row.name.casefold(), row.comparison) for row in rows]
        for place in range(3):
            for row, named in zip(rows, names, strict=True):
                if key is None or named[place] == wanted:
                    return row
        known = ", ".join(f"“{row.name}”" for row in rows)
        raise NotFoundError(f"There is no matrix “{key}”. Matrices: {known}.")

    def _arranged_options(
        self, matrix: int, shipped: Sequence[Option], shown: Sequence[str]
    ) -> Arrangement[Option]:
        own = [
            Option(slug, name, summary, url, own=True)
            for slug, name, summary, url in self._rows(
                "SELECT slug, name, summary, url FROM matrixoption "
                "WHERE matrix_id = ? ORDER BY position",
                matrix,
            )
        ]
        ((order,),) = self._rows("SELECT option_order FROM matrix WHERE id = ?", matrix)
        return arrange(shipped, own, split(order), self._said(matrix, "option"), shown)

    def _arranged_criteria(
        self, matrix: int, shipped: Sequence[Criterion]
    ) -> Arrangement[Criterion]:
        own = [
            Criterion(slug, group, name, question, zero, five, own=True)
            for slug, group, name, question, zero, five in self._rows(
                'SELECT slug, "group", name, question, zero, five FROM matrixcriterion '
                "WHERE matrix_id = ? ORDER BY position",
                matrix,
            )
        ]
        ((order,),) = self._rows("SELECT criterion_order FROM matrix WHERE id = ?", matrix)
        return arrange(shipped, own, split(order), self._said(matrix, "criterion"))

    def _said(self, matrix: int, kind: str) -> dict[str, bool]:
        rows = self._rows(
            "SELECT slug, shown FROM matrixshown WHERE matrix_id = ? AND kind = ?", matrix, kind
        )
        return {slug: bool(shown) for slug, shown in rows}

    def _own_ratings(self, matrix: int, ratings: Mapping[tuple[str, str], Rating]) -> Ratings:
        return {
            (criterion, option): replace(
                ratings[criterion, option], value=value, changed=True, note=note
            )
            for criterion, option, value, note in self._rows(
                "SELECT criterion_slug, option_slug, value, note FROM matrixrating "
                "WHERE matrix_id = ?",
                matrix,
            )
            if (criterion, option) in ratings
        }


def _narrowed(
    comparison: Comparison,
    options: Arrangement[Option],
    criteria: Arrangement[Criterion],
    own: Mapping[str, float],
) -> Comparison:
    """The comparison as it is arranged, with what weights and ratings it has of what shows.

    `own` is what the user's own criteria weigh.
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
            **{
                (row.slug, column.slug): UNKNOWN
                for row in rows
                for column in columns
                if row.own or column.own
            },
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
    options: Arrangement[Option],
    criteria: Arrangement[Criterion],
) -> Matrix:
    """A matrix in which nothing is weighed, rated or ruled out by the user."""
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


def _of(arrangement: Arrangement[Any], rows: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """What rows say of what shows, by slug."""
    return {slug: value for slug, value in rows if slug in arrangement.shown}


def _time(stored: str | None) -> datetime | None:
    return datetime.fromisoformat(stored).replace(tzinfo=UTC) if stored else None
