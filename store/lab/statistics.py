"""Pure arithmetic of repeated measurements: medians, intervals, and whether sides differ.

Intervals are 95 % percentile bootstrap intervals of the median (Efron and Tibshirani, An
Introduction to the Bootstrap, 1993, chapter 13), drawn with a seed so that they can be repeated.
"""

from collections.abc import Sequence
from random import Random
from statistics import median

from store.domain.lab import Measurement, Ratio

RESAMPLES = 2_000
"""Samples that are drawn for an interval."""

LEAST = 0.03
"""The least difference that is told, as a share: less than that comes and goes between runs."""


def interval(values: Sequence[float], seed: int = 0) -> tuple[float, float]:
    """The 95 % interval of the median.

    Raises:
        ValueError: there is no value.
    """
    if not values:
        raise ValueError("there is no interval without a value")
    random = Random(seed)  # noqa: S311  # not for secrets
    drawn = sorted(median(random.choices(values, k=len(values))) for _ in range(RESAMPLES))
    outside = RESAMPLES // 40  # 2.5 % on each side
    return drawn[outside], drawn[-1 - outside]


def measurement(measure: str, values: Sequence[float], seed: int = 0) -> Measurement:
    """The values of a measure with their median and its interval.

    Raises:
        ValueError: there is no value.
    """
    low, high = interval(values, seed)
    return Measurement(measure, tuple(values), median(values), low, high)


def ratio(
    side: str,
    taken: Measurement,
    against: str,
    other: Measurement,
    *,
    elapsed: bool = False,
    seed: int = 0,
) -> Ratio | None:
    """How one side compares with another; None if one of them is zero.

    The sides of a round ran one after another, so that the ratio is formed within each round:
    what slows the machine down for a while hits both. A difference is seen if the interval of the
    ratio keeps `LEAST` away from 1, and the intervals of the two medians do not overlap.

    Args:
        side: the name of the side.
        taken: what was measured of it.
        against: the name of the other.
        other: what was measured of that.
        elapsed: whether the clock was measured. On a busy machine it wanders in ways that no
            interval knows of, so a difference is seen only if no round of the one side reaches
            into the rounds of the other.
        seed: of the interval.
    """
    pairs = list(zip(taken.values, other.values, strict=False))
    if not pairs or any(b <= 0 or a <= 0 for a, b in pairs):
        return None
    ratios = [a / b for a, b in pairs]
    low, high = interval(ratios, seed)
    if elapsed:
        apart = min(taken.values) > max(other.values) or max(taken.values) < min(other.values)
    else:
        apart = taken.low > other.high or taken.high < other.low
    seen = apart and (low > 1 + LEAST or high < 1 - LEAST)
    return Ratio(taken.measure, side, against, median(ratios), low, high, seen)
