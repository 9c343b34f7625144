"""Small matrices for the tests of the arithmetic, and the definition of a score to test it by."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from hypothesis import strategies as st

from store.domain.content import Source
from store.domain.matrix import Comparison, Criterion, Matrix, Option, Rating

NEAR = 1e-9

Table = Sequence[Sequence[float | None]]
"""Ratings: a row a criterion, a column an option."""


def matrix(
    weights: Sequence[float],
    table: Table,
    out: Sequence[str] = (),
    minimums: Mapping[str, float] | None = None,
) -> Matrix:
    """A matrix with criteria "c0" … and options "o0" …; groups "g0" and "g1" in turn."""
    options = tuple(Option(f"o{i}", f"O{i}", "", "") for i in range(len(table[0]) if table else 0))
    criteria = tuple(
        Criterion(f"c{i}", f"g{i % 2}", f"C{i}", "?", "none", "all", "t", 1)
        for i in range(len(table))
    )
    source = Source("s", "S", None, "run", date(2026, 11, 23))
    ratings = {
        (f"c{i}", f"o{j}"): Rating(value, "because", (source,))
        for i, row in enumerate(table)
        for j, value in enumerate(row)
    }
    by_slug = {f"c{i}": weight for i, weight in enumerate(weights)}
    comparison = Comparison("x", "X", "?", options, criteria, ratings, by_slug, ())
    reasons = dict.fromkeys(out, "no")
    return Matrix(0, "X", None, comparison, by_slug, ratings, reasons, minimums or {})


def named(
    rows: Mapping[str, tuple[float, Sequence[float | None]]],
    ruled_out: Sequence[str] = (),
    minimums: Mapping[str, float] | None = None,
) -> Matrix:
    """A matrix of criterion → (weight, one rating an option): Flask, Django and Bottle."""
    names = ("Flask", "Django", "Bottle")
    count = max((len(ratings) for _, ratings in rows.values()), default=0)
    options = tuple(Option(name.lower(), name, "", "") for name in names[:count])
    criteria = tuple(Criterion(name, "", name, "", "", "", "", 1) for name in rows)
    weights = {name: weight for name, (weight, _) in rows.items()}
    cells = {
        (name, option.slug): Rating(value, "")
        for name, (_, values) in rows.items()
        for option, value in zip(options, values, strict=True)
    }
    comparison = Comparison("c", "C", "?", options, criteria, cells, weights, ())
    reasons = dict.fromkeys(ruled_out, "too large")
    return Matrix(1, "C", None, comparison, weights, cells, reasons, minimums or {})


def exact(matrix: Matrix, option: Option) -> Fraction:
    """The score by the definition, without rounding; every rating must be known."""
    total = points = Fraction(0)
    for criterion in matrix.comparison.criteria:
        value = matrix.ratings[criterion.slug, option.slug].value
        assert value is not None
        weight = Fraction(matrix.weights[criterion.slug])
        total += weight
        points += weight * Fraction(value)
    return points / (5 * total) if total else Fraction(0)


def rated(matrix: Matrix, criterion: str, option: str, value: float | None) -> Matrix:
    """The matrix with one rating changed."""
    rating = replace(matrix.ratings[criterion, option], value=value)
    return matrix.with_rating(criterion, option, rating)


def completed(matrix: Matrix, values: Sequence[float]) -> Matrix:
    """The matrix with its unknown ratings filled in, one value after the other, over again."""
    blanks = [cell for cell, rating in matrix.ratings.items() if rating.value is None]
    for index, (criterion, option) in enumerate(blanks):
        matrix = rated(matrix, criterion, option, values[index % len(values)])
    return matrix


halves = st.integers(0, 10).map(lambda n: n / 2)
some_unknown = st.integers(0, 13).map(lambda n: n / 2 if n <= 10 else None)
quarters = st.integers(0, 40).map(lambda n: n / 4)
any_weight = quarters | st.floats(0, 10, allow_subnormal=False).filter(lambda w: w == 0 or w > 1e-3)


@st.composite
def matrices(
    draw: st.DrawFn, *, unknown: bool = False, least: int = 1, minimums: bool = False
) -> Matrix:
    """Up to five criteria and from `least` to four options; `minimums` sets a few musts."""
    rows, columns = draw(st.integers(1, 5)), draw(st.integers(least, 4))
    cell = some_unknown if unknown else halves
    table = [[draw(cell) for _ in range(columns)] for _ in range(rows)]
    names = st.sampled_from([f"c{i}" for i in range(rows)])
    musts = draw(st.dictionaries(names, st.integers(1, 6).map(lambda n: n / 2))) if minimums else {}
    return matrix([draw(any_weight) for _ in range(rows)], table, minimums=musts)
