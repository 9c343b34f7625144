"""Reads comparisons, and matrices: a comparison, and over it what the user made of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from store.db.rows import Rows, as_source, flag, number, split, text, time
from store.domain.checked import Faults, checked, making_sense
from store.domain.content import Source
from store.domain.errors import NotFoundError
from store.domain.matrix import (
    RATING_MAX,
    WEIGHT_MAX,
    Comparison,
    Criterion,
    Matrix,
    MatrixRow,
    Option,
    Preset,
    Rating,
)
from store.matrix.json_codec import check_sound
from store.matrix.layout import Layout, arrange

UNKNOWN = Rating(None, "")
"""How an option is rated on a criterion where nothing says so, as on one of the user's own."""

Ratings = dict[tuple[str, str], Rating]


class MatrixReader:
    """Reads comparisons and matrices.

    Args:
        rows: runs SQL on the store.
        faults: is told what is left out.
    """

    def __init__(self, rows: Rows, faults: Faults) -> None:
        self._rows = rows
        self._faults = faults

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
        with making_sense(f"The comparison “{slug}”"):
            return checked(
                Comparison(
                    slug=slug,
                    title=title,
                    question=question,
                    options=self._options(slug),
                    criteria=self._criteria(slug),
                    ratings=self._ratings(slug),
                    weights=self._weights("criterion", "comparison_slug", slug),
                    presets=self._presets(slug),
                    order=order,
                    shown=split(shown),
                )
            )

    def _weights(self, table: str, column: str, of: str | int) -> dict[str, float]:
        """What the criteria of a comparison, or those of the user's own, weigh."""
        return dict(
            self._faults.each(
                "criterion",
                self._rows(
                    f"SELECT slug, weight FROM {table} WHERE {column} = ? "  # noqa: S608  # ours
                    "ORDER BY position",
                    of,
                ),
                _weight,
            )
        )

    def _options(self, comparison: str) -> tuple[Option, ...]:
        return tuple(
            self._faults.each(
                "option",
                self._rows(
                    'SELECT slug, name, summary, url FROM "option" '
                    "WHERE comparison_slug = ? ORDER BY position",
                    comparison,
                ),
                lambda *row: checked(Option(*row)),
            )
        )

    def _criteria(self, comparison: str) -> tuple[Criterion, ...]:
        return tuple(
            self._faults.each(
                "criterion",
                self._rows(
                    'SELECT criterion.slug, "group", name, criterion.question, zero, five, '
                    "topic_slug, coalesce(number, 0), weight FROM criterion "
                    "LEFT JOIN topic ON topic.slug = topic_slug "
                    "WHERE comparison_slug = ? ORDER BY criterion.position",
                    comparison,
                ),
                _criterion,
            )
        )

    def _ratings(self, comparison: str) -> Ratings:
        known = {
            source.slug: (source,)  # most ratings have one source, and share this
            for source in self._faults.each(
                "source",
                self._rows(
                    "SELECT slug, title, url, how, checked FROM source WHERE slug IN "
                    "(SELECT source_slug FROM ratingsource WHERE comparison_slug = ?)",
                    comparison,
                ),
                as_source,
            )
        }
        sources: dict[str, dict[str, tuple[Source, ...]]] = defaultdict(dict)
        for criterion, option, slug in self._rows(
            "SELECT criterion_slug, option_slug, source_slug FROM ratingsource "
            "WHERE comparison_slug = ? ORDER BY criterion_slug, option_slug, position",
            comparison,
        ):
            if slug in known:
                cell = sources[criterion]
                cell[option] = (*cell[option], *known[slug]) if option in cell else known[slug]

        def rating(
            criterion: str, option: str, value: float | None, rationale: str, claims: str
        ) -> tuple[tuple[str, str], Rating]:
            cited = sources[criterion].get(option, ())
            return (criterion, option), Rating(
                _rated(value), text(rationale), cited, split(text(claims))
            )

        return dict(
            self._faults.each(
                "rating on",
                self._rows(
                    "SELECT criterion_slug, option_slug, value, rationale, claims FROM rating "
                    "WHERE comparison_slug = ?",
                    comparison,
                ),
                rating,
            )
        )

    def _presets(self, comparison: str) -> tuple[Preset, ...]:
        weights: dict[str, dict[str, float]] = defaultdict(dict)
        rows = self._rows(
            "SELECT preset_slug, criterion_slug, weight FROM presetweight "
            "WHERE comparison_slug = ?",
            comparison,
        )
        for preset, criterion, weight in self._faults.each(
            "weight in the preset", rows, lambda preset, *row: (preset, *_weight(*row))
        ):
            weights[preset][criterion] = weight
        return tuple(
            self._faults.each(
                "preset",
                self._rows(
                    "SELECT slug, name, description FROM preset "
                    "WHERE comparison_slug = ? ORDER BY position",
                    comparison,
                ),
                lambda slug, name, told: checked(Preset(slug, name, told, weights[slug])),
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
            self._faults.each(
                "matrix",
                self._rows(
                    "SELECT id, name, comparison_slug, trashed FROM matrix "  # noqa: S608  # ours
                    f"JOIN comparison ON slug = comparison_slug WHERE {where} ORDER BY {order}"
                ),
                lambda key, name, comparison, trashed: checked(
                    MatrixRow(key, name, comparison, None if trashed is None else time(trashed))
                ),
            )
        )

    def matrix(self, preset: str | None, key: int | str | None) -> Matrix:
        """A matrix of the user's; see `store.reading.Reader.matrix`."""
        row = self._found(key)
        with making_sense(f"The matrix “{row.name}”"):
            return check_sound(self._matrix(row, preset))

    def _matrix(self, row: MatrixRow, preset: str | None) -> Matrix:
        comparison = self.comparison(row.comparison)
        if preset is not None:
            comparison.preset(preset)
            options = arrange(comparison.options, (), (), {}, comparison.shown)
            criteria = arrange(comparison.criteria, (), (), {})
            narrowed = _narrowed(comparison, options, criteria, {})
            return _pristine(0, comparison.title, preset, narrowed, options, criteria)
        options = self._arranged_options(row.id, comparison.options, comparison.shown)
        criteria = self._arranged_criteria(row.id, comparison.criteria)
        own = self._weights("matrixcriterion", "matrix_id", row.id)
        narrowed = _narrowed(comparison, options, criteria, own)
        ((used,),) = self._rows("SELECT preset_slug FROM matrix WHERE id = ?", row.id)
        used = None if used is None else text(used)
        fresh = _pristine(row.id, row.name, used, narrowed, options, criteria)
        made = self._faults.each
        weights = made(
            f"weight in “{row.name}” of",
            self._rows(
                "SELECT criterion_slug, weight FROM matrixweight WHERE matrix_id = ?", row.id
            ),
            _weight,
        )
        rulings = made(
            f"reason in “{row.name}” to rule out",
            self._rows("SELECT option_slug, reason FROM matrixruling WHERE matrix_id = ?", row.id),
            lambda slug, reason: (text(slug), text(reason)),
        )
        minimums = made(
            f"must-have in “{row.name}” of",
            self._rows("SELECT criterion_slug, bar FROM matrixbar WHERE matrix_id = ?", row.id),
            lambda slug, bar: (text(slug), number(bar, RATING_MAX)),
        )
        return replace(
            fresh,
            weights={**fresh.weights, **_of(criteria, weights)},
            ratings={**fresh.ratings, **self._own_ratings(row, fresh.ratings)},
            ruled_out=_of(options, rulings),
            minimums=_of(criteria, minimums),
        )

    def options(self, matrix: int) -> Layout[Option]:
        """All options of a matrix, in the user's order."""
        ((comparison, shown),) = self._rows(
            "SELECT comparison_slug, coalesce(shown, '') FROM matrix "
            "LEFT JOIN comparison ON slug = comparison_slug WHERE id = ?",
            matrix,
        )
        return self._arranged_options(matrix, self._options(comparison), split(shown))

    def criteria(self, matrix: int) -> Layout[Criterion]:
        """All criteria of a matrix, in the user's order."""
        ((comparison,),) = self._rows("SELECT comparison_slug FROM matrix WHERE id = ?", matrix)
        return self._arranged_criteria(matrix, self._criteria(comparison))

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

    def _arranged_options(
        self, matrix: int, shipped: Sequence[Option], shown: Sequence[str]
    ) -> Layout[Option]:
        own = self._faults.each(
            "option",
            self._rows(
                "SELECT slug, name, summary, url FROM matrixoption "
                "WHERE matrix_id = ? ORDER BY position",
                matrix,
            ),
            lambda *row: replace(checked(Option(*row)), own=True),
        )
        ((order,),) = self._rows("SELECT option_order FROM matrix WHERE id = ?", matrix)
        said = self._said(matrix, "option")
        return arrange(shipped, tuple(own), split(order), said, shown)

    def _arranged_criteria(self, matrix: int, shipped: Sequence[Criterion]) -> Layout[Criterion]:
        own = self._faults.each(
            "criterion",
            self._rows(
                'SELECT slug, "group", name, question, zero, five, weight FROM matrixcriterion '
                "WHERE matrix_id = ? ORDER BY position",
                matrix,
            ),
            partial(_criterion, own=True),
        )
        ((order,),) = self._rows("SELECT criterion_order FROM matrix WHERE id = ?", matrix)
        return arrange(shipped, tuple(own), split(order), self._said(matrix, "criterion"))

    def _said(self, matrix: int, kind: str) -> dict[str, bool]:
        rows = self._rows(
            "SELECT slug, shown FROM matrixshown WHERE matrix_id = ? AND kind = ?", matrix, kind
        )
        made = self._faults.each(
            "what is shown and hidden of", rows, lambda slug, shown: (text(slug), flag(shown))
        )
        return dict(made)

    def _own_ratings(self, row: MatrixRow, ratings: Mapping[tuple[str, str], Rating]) -> Ratings:
        made = self._faults.each(
            f"rating in “{row.name}” on",
            self._rows(
                "SELECT criterion_slug, option_slug, value, note FROM matrixrating "
                "WHERE matrix_id = ?",
                row.id,
            ),
            lambda criterion, option, value, note: ((criterion, option), _rated(value), text(note)),
        )
        return {
            cell: replace(ratings[cell], value=value, changed=True, note=note)
            for cell, value, note in made
            if cell in ratings
        }


def _weight(slug: str, weight: float) -> tuple[str, float]:
    return text(slug), number(weight, WEIGHT_MAX)


def _rated(value: float | None) -> float | None:
    return None if value is None else number(value, RATING_MAX)


def _criterion(*row: Any, own: bool = False) -> Criterion:  # noqa: ANN401  # it is looked at
    *fields, weight = row
    number(weight, WEIGHT_MAX)  # without it there is nothing to reckon with
    return replace(checked(Criterion(*fields)), own=own)


def _narrowed(
    comparison: Comparison,
    options: Layout[Option],
    criteria: Layout[Criterion],
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
            **{(row.slug, column.slug): UNKNOWN for row in rows for column in columns},
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


def _of(arrangement: Layout[Any], rows: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """What rows say of what shows, by slug."""
    return {slug: value for slug, value in rows if slug in arrangement.shown}
