"""How robust the ranking is when the weights are not what they are: rank acceptability.

The share of many random weightings in which an option takes each place, as in SMAA-2
(R. Lahdelma and P. Salminen, "SMAA-2: stochastic multicriteria acceptability analysis for group
decision making", Operations Research 49(3), 2001). The same seed gives the same answer, so that
a record can be repeated.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from math import log
from operator import mul
from random import Random

from store.domain.matrix import RATING_MAX, Matrix, Option
from store.matrix.scoring import column, shortlist, weights

SAMPLES = 10_000
"""Enough that a share is within one point of 100, nineteen times in twenty."""

SEED = 1
"""Where the random numbers begin, unless one asks for others."""


WORK = 20_000_000
"""Ratings times weights that are worked out in about a second."""


class Vary(StrEnum):
    """How the weights vary."""

    AROUND = "around"
    """Every weight on its own, from half to twice the chosen one: the chosen one times two to the
    power of a number that is uniform from -1 to 1. A weight of 0 stays 0."""
    FREE = "free"
    """All weights at random, whatever the chosen ones are, those of 0 too: uniform over all ways
    to share the whole weight among the criteria."""


@dataclass(frozen=True, slots=True)
class Robustness:
    """How often each option takes each place.

    Args:
        vary: how the weights vary.
        samples: how many weightings were drawn.
        seed: where the random numbers began.
        options: those in the running, in the comparison's order.
        places: a row an option, a column a place, best first: the share of the samples, 0 to 1.
            Options that are level share the places that they take, so that every row and every
            column adds up to 1.
    """

    vary: Vary
    samples: int
    seed: int
    options: tuple[Option, ...]
    places: tuple[tuple[float, ...], ...]

    @property
    def first(self) -> tuple[float, ...]:
        """The share of the samples in which each option is first."""
        return tuple(row[0] for row in self.places)


def robustness(
    matrix: Matrix,
    vary: Vary = Vary.AROUND,
    *,
    samples: int | None = None,
    seed: int = SEED,
    cancelled: Callable[[], bool] = lambda: False,
) -> Robustness | None:
    """Draws weightings and counts who takes which place.

    Unknown ratings are drawn in every sample, uniform from 0 to 5 and the same for all of one
    option, so that its score takes every value of its range: drawn apart they would even each other
    out, and an option with no known rating would look like a middling one that is known well.
    An option that misses a must with what was drawn goes behind all that miss none.

    Args:
        matrix: what is weighed and rated; only the options in the running count.
        vary: how the weights vary.
        samples: how many weightings to draw, at least 1; None for `SAMPLES`, or fewer of a matrix
            so large that they would take more than about a second.
        seed: where the random numbers begin.
        cancelled: asked before every sample; True ends the work.

    Returns:
        None if it was cancelled, or if there is nothing to rank: fewer than two options in the
        running, no criterion, or only weights of 0 to vary around.
    """
    options, criteria = shortlist(matrix), matrix.comparison.criteria
    chosen = weights(matrix)
    if len(options) < 2 or not chosen or (vary is Vary.AROUND and not any(chosen)):
        return None
    if samples is None:
        samples = max(1, min(SAMPLES, WORK // (len(options) * len(chosen))))
    columns = [[value or 0.0 for value in column(matrix, option)] for option in options]
    unknown = [
        (place, open_, max(matrix.minimums.get(criteria[index].slug, 0.0) for index in open_))
        for place, option in enumerate(options)
        if (open_ := [i for i, value in enumerate(column(matrix, option)) if value is None])
    ]
    # Ratings are drawn apart from weights: to settle an unknown one leaves the weights the same.
    some_weight = Random(seed).random  # noqa: S311  # to be repeated, not to be secret
    some_rating = Random(f"ratings {seed}").random  # noqa: S311
    taken = [[0.0] * len(options) for _ in options]
    for _ in range(samples):
        if cancelled():
            return None
        if vary is Vary.FREE:
            drawn = [-log(1.0 - some_weight()) for _ in chosen]
        else:
            drawn = [weight * 2.0 ** (2.0 * some_weight() - 1.0) for weight in chosen]
        misses = set()
        for place, open_, minimum in unknown:
            rating = RATING_MAX * some_rating()
            for index in open_:
                columns[place][index] = rating
            if rating < minimum:
                misses.add(place)
        totals = [sum(map(mul, drawn, ratings)) for ratings in columns]
        for place in misses:
            totals[place] = -1.0
        _count(totals, taken)
    places = tuple(tuple(count / samples for count in row) for row in taken)
    return Robustness(vary, samples, seed, options, places)


def monte_carlo(
    matrix: Matrix, samples: int | None = None, seed: int = SEED
) -> tuple[Robustness, ...]:
    """Runs `robustness` in each way of varying the weights.

    Args:
        matrix: what is weighed and rated.
        samples: how many weightings to draw; see `robustness`.
        seed: where the random numbers begin.

    Returns:
        Nothing where fewer than two options are on the shortlist.
    """
    found = [robustness(matrix, vary, samples=samples, seed=seed) for vary in Vary]
    return tuple(each for each in found if each)


def _count(totals: Sequence[float], taken: list[list[float]]) -> None:
    """Adds the place that each option takes with these totals; those level share theirs."""
    order = sorted(range(len(totals)), key=totals.__getitem__, reverse=True)
    if len(set(totals)) == len(totals):
        for place, option in enumerate(order):
            taken[option][place] += 1.0
        return
    place = 0
    for _, group in groupby(order, key=totals.__getitem__):
        level = list(group)
        for option in level:
            for shared in range(place, place + len(level)):
                taken[option][shared] += 1.0 / len(level)
        place += len(level)
