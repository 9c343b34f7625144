"""What two other methods would say: a second opinion, never the score.

The weighted product (P. C. Fishburn and others, "Sensitivity of decisions to probability
estimation errors", Operations Research 16(2), 1968) is meant for ratio scales: a single rating of
0 makes it 0, whatever else there is. TOPSIS (C. L. Hwang and K. Yoon, "Multiple attribute
decision making", Springer, 1981) measures how near an option comes to the best and how far it keeps
from the worst of those compared; so one more option can change who is first. Ratings are on one
scale for all criteria, so that they are taken as they are: to divide each by the length of its
row, as is done with prices and speeds, would give a criterion less weight where all are rated
high. Neither knows what to do with an unknown rating.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import exp, fsum, hypot, log

from store.domain.matrix import RATING_MAX, Matrix, Option
from store.matrix.number_text import joined
from store.matrix.scoring import DIGITS, column, shortlist, weights


class Method(StrEnum):
    """The methods that are asked."""

    PRODUCT = "the weighted product"
    TOPSIS = "TOPSIS"


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one method says.

    Args:
        method: which.
        values: what it makes of each option in the running, 0 to 1, by slug; empty where it
            cannot tell.
        first: who is first by it; several where they tie, none where it cannot tell.
        limit: what it cannot do with this matrix, to be read after "it"; empty where nothing.
    """

    method: Method
    values: dict[str, float]
    first: tuple[Option, ...]
    limit: str = ""


def second_opinions(matrix: Matrix) -> tuple[Opinion, ...]:
    """What each method says; nothing where fewer than two options or no weights are compared."""
    options = shortlist(matrix)
    total = fsum(weights(matrix))
    if len(options) < 2 or total <= 0:
        return ()
    shares = [weight / total for weight in weights(matrix) if weight > 0]
    columns = [
        [
            value
            for value, weight in zip(column(matrix, option), weights(matrix), strict=True)
            if weight > 0
        ]
        for option in options
    ]
    known = [[value for value in ratings if value is not None] for ratings in columns]
    unknown = sum(map(len, columns)) - sum(map(len, known))
    if unknown:
        limit = f"needs every rating, and {unknown:,} {'is' if unknown == 1 else 'are'} unknown"
        return tuple(Opinion(method, {}, (), limit) for method in Method)
    zeros = [option.name for option, ratings in zip(options, known, strict=True) if 0 in ratings]
    limit = f"counts {joined(zeros)} as nothing for a single rating of 0" if zeros else ""
    return (
        _opinion(Method.PRODUCT, options, [_product(shares, ratings) for ratings in known], limit),
        _opinion(Method.TOPSIS, options, _closeness(shares, known)),
    )


def _opinion(
    method: Method, options: tuple[Option, ...], values: list[float], limit: str = ""
) -> Opinion:
    values = [round(value, DIGITS) for value in values]
    best = max(values)
    first = tuple(o for o, value in zip(options, values, strict=True) if value == best > 0)
    by_slug = {option.slug: value for option, value in zip(options, values, strict=True)}
    return Opinion(method, by_slug, first, limit)


def _product(shares: list[float], ratings: list[float]) -> float:
    if 0 in ratings:
        return 0.0
    return exp(fsum(s * log(r / RATING_MAX) for s, r in zip(shares, ratings, strict=True)))


def _closeness(shares: list[float], columns: list[list[float]]) -> list[float]:
    """How near each option is to the best of all, 0 to 1; 1 where all options are alike."""
    rows = [
        [share * rating for rating in row]
        for share, row in zip(shares, zip(*columns, strict=True), strict=True)
    ]
    near = [hypot(*gaps) for gaps in zip(*([max(r) - v for v in r] for r in rows), strict=True)]
    far = [hypot(*gaps) for gaps in zip(*([v - min(r) for v in r] for r in rows), strict=True)]
    return [
        worst / (best + worst) if best + worst else 1.0
        for best, worst in zip(near, far, strict=True)
    ]
