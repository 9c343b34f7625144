"""Scores, the ranking and the leader of a matrix: pure arithmetic.

The score is the weighted mean of an option's ratings on the fixed scale from 0 to 5 (the
additive value model, or weighted sum, of multi-criteria decision analysis). It is never
normalised over the options at hand, so that one more also-ran cannot change who leads.

An unknown rating is never 0: it makes the score a range. Whatever is told of a range holds for
every value that the unknown could turn out to be.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache, wraps
from itertools import compress, permutations
from math import fsum
from operator import ge, mul, sub
from typing import TypeVar

from store.domain.matrix import RATING_MAX, Criterion, Matrix, Option
from store.matrix.number_text import number

Result = TypeVar("Result")

DIGITS = 9
"""Decimals of a share that count: what agrees in them is level."""

NOTHING = "–"
"""What stands for a score where nothing is scored."""

STEP = 0.5
"""The step from one rating to the next that people tell apart."""


@dataclass(frozen=True, slots=True)
class Score:
    """An option's share of the best possible, 0 to 1, rounded to nine decimals.

    `low` and `high` are what it comes to if every unknown rating turned out to be 0 or 5;
    they are equal when nothing is unknown. Where nothing carries weight, both are 0 and nothing
    is `scored`.
    """

    option: Option
    low: float
    high: float
    scored: bool = True


class Lead(StrEnum):
    """How the first place stands."""

    LEADS = "leads"
    CLOSE = "close"
    """One option leads, but too close to call: by less than one step, half a point, in its rating
    on the heaviest criterion. Where scores are ranges, their middles are compared."""
    TIE = "tie"
    OPEN = "open"
    """What is unknown could still change who is first: the ranges meet, or it is not known
    whether the first meets a must."""
    ALONE = "alone"
    NONE = "none"


LEADING = (Lead.LEADS, Lead.CLOSE)
"""How it stands where one option leads outright."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The shortlist in order, best first; `first` holds several scores where they tie."""

    lead: Lead
    first: tuple[Score, ...]
    rest: tuple[Score, ...]

    @property
    def ranked(self) -> tuple[Score, ...]:
        """All of them, best first."""
        return (*self.first, *self.rest)


@dataclass(frozen=True, slots=True)
class Rank:
    """An option's place in the ranking, from 1; those that are level share the better one.

    Args:
        score: its range.
        place: by the middle of what it can score in the running; 1, 1, 3 where two are level at
            the top.
        best: its place if everything unknown turned out in its favour.
        worst: its place if everything unknown turned out against it, as far as that leaves it in
            the running.
    """

    score: Score
    place: int
    best: int
    worst: int


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one criterion adds to the lead of one option over another, in points of 100.

    Negative where it speaks for the other.
    """

    criterion: Criterion
    points: float


@dataclass(frozen=True, slots=True)
class Dominance:
    """`worse` is rated below `better` on some weighted criterion, and above it on none."""

    better: Option
    worse: Option


class _This:
    """A matrix that equals itself alone."""

    __slots__ = ("matrix",)

    def __init__(self, matrix: Matrix) -> None:
        self.matrix = matrix

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _This) and other.matrix is self.matrix

    def __hash__(self) -> int:
        return id(self.matrix)


def remembered(work_out: Callable[[Matrix], Result]) -> Callable[[Matrix], Result]:
    """Works the same out once for the same matrix, and remembers the last few.

    A matrix never changes, and one key asks for many numbers and sentences of the same one.
    """
    cached = lru_cache(maxsize=4)(lambda this: work_out(this.matrix))

    @wraps(work_out)
    def of(matrix: Matrix) -> Result:
        return cached(_This(matrix))

    return of


# The numbers of a matrix, each in the order of the comparison's criteria


@remembered
def weights(matrix: Matrix) -> tuple[float, ...]:
    """The raw weight of every criterion."""
    return tuple(matrix.weights[criterion.slug] for criterion in matrix.comparison.criteria)


def column(matrix: Matrix, option: Option) -> tuple[float | None, ...]:
    """The ratings of an option."""
    return _columns(matrix)[option.slug]


@remembered
def _columns(matrix: Matrix) -> dict[str, tuple[float | None, ...]]:
    slugs = [criterion.slug for criterion in matrix.comparison.criteria]
    return {
        option.slug: tuple([matrix.ratings[slug, option.slug].value for slug in slugs])
        for option in matrix.comparison.options
    }


def lowest(matrix: Matrix, option: Option) -> list[float]:
    """The ratings of an option, 0 for those that are unknown."""
    return [0.0 if value is None else value for value in column(matrix, option)]


def highest(matrix: Matrix, option: Option) -> list[float]:
    """The ratings of an option, 5 for those that are unknown."""
    return [RATING_MAX if value is None else value for value in column(matrix, option)]


def least(matrix: Matrix, option: Option) -> list[float]:
    """The ratings of an option, for those that are unknown the least that keep it in the running.

    That is the minimum of a must, or 0.
    """
    slugs = [criterion.slug for criterion in matrix.comparison.criteria]
    return [
        max(0.0, matrix.minimums.get(slug, 0.0)) if value is None else value
        for slug, value in zip(slugs, column(matrix, option), strict=True)
    ]


def share(matrix: Matrix, criterion: Criterion) -> float:
    """A criterion's share of the whole weight, 0 to 1; 0 where nothing carries weight."""
    total = fsum(weights(matrix))
    return matrix.weights[criterion.slug] / total if total > 0 else 0.0


# Musts: what an option needs to be in the running


def out_of_running(matrix: Matrix) -> dict[str, str]:
    """The reason for every option that is out of the running, by its slug.

    It is the user's own where there is one, or else the musts that the option does not meet:
    "Admin interface is 2, at least 4 is a must". An unknown rating rules nothing out.
    """
    reasons = {}
    for option in matrix.comparison.options:
        if option.slug in matrix.ruled_out:
            reasons[option.slug] = matrix.ruled_out[option.slug]
            continue
        failed = [
            f"{criterion.name} is {number(value, minimum)}, "
            f"at least {number(minimum, value)} is a must"
            for criterion, minimum, value in _musts(matrix, option)
            if value is not None and value < minimum
        ]
        if failed:
            reasons[option.slug] = "; ".join(failed)
    return reasons


def shortlist(matrix: Matrix) -> tuple[Option, ...]:
    """The options in the running: neither ruled out nor known to miss a must."""
    out = out_of_running(matrix)
    return tuple(option for option in matrix.comparison.options if option.slug not in out)


def open_musts(matrix: Matrix, option: Option) -> tuple[Criterion, ...]:
    """The criteria with a minimum on which the option's rating is unknown."""
    return tuple(criterion for criterion, _, value in _musts(matrix, option) if value is None)


def least_text(matrix: Matrix, criterion: Criterion) -> str:
    """A minimum as it is shown, with the decimals that tell it from the ratings beside it."""
    values = [
        matrix.ratings[criterion.slug, option.slug].value for option in matrix.comparison.options
    ]
    minimum = matrix.minimums.get(criterion.slug, 0.0)
    return number(minimum, *(value for value in values if value is not None))


def _musts(matrix: Matrix, option: Option) -> Iterator[tuple[Criterion, float, float | None]]:
    """Criteria with a minimum above 0, the minimum, and the option's rating."""
    if not matrix.minimums:
        return
    for criterion in matrix.comparison.criteria:
        minimum = matrix.minimums.get(criterion.slug, 0.0)
        if minimum > 0:
            yield criterion, minimum, matrix.ratings[criterion.slug, option.slug].value


# Scores and their order


def scores(matrix: Matrix) -> tuple[Score, ...]:
    """The score of every option, in the running or not, in the comparison's order."""
    scored = any(weights(matrix))
    return tuple(
        Score(
            option,
            _score(matrix, lowest(matrix, option)),
            _score(matrix, highest(matrix, option)),
            scored,
        )
        for option in matrix.comparison.options
    )


def _score(matrix: Matrix, ratings: Sequence[float]) -> float:
    by = weights(matrix)
    best = fsum(by) * RATING_MAX
    return round(fsum(map(mul, by, ratings)) / best, DIGITS) if best > 0 else 0.0


@remembered
def _in_the_running(matrix: Matrix) -> dict[str, tuple[float, float]]:
    """The lowest score that each option can have while no must puts it out, and the middle.

    The options are put in order by the middle of what they can score in the running.
    """
    found = {}
    for score in scores(matrix):
        low = score.low
        if matrix.minimums and low < score.high:
            low = _score(matrix, least(matrix, score.option))
        found[score.option.slug] = low, round((low + score.high) / 2, DIGITS)
    return found


@remembered
def outcome(matrix: Matrix) -> Outcome:
    """Who is first among the options in the running, and how surely."""
    running = {option.slug for option in shortlist(matrix)}
    ends = _in_the_running(matrix)

    def middle(score: Score) -> float:
        return ends[score.option.slug][1]

    ranked = sorted(
        (score for score in scores(matrix) if score.option.slug in running),
        key=lambda score: (-middle(score), -score.low),
    )
    by = weights(matrix)
    if not ranked or not any(by):
        return Outcome(Lead.NONE, (), tuple(ranked))
    best, *others = ranked
    if not others:
        return Outcome(Lead.ALONE, (best,), ())
    exact = best.low == best.high
    level = [s for s in ranked if s is best or (exact and s.low == s.high == best.low)]
    rest = tuple(s for s in ranked if s not in level)
    could_pass = any(other.high >= best.low for other in rest)
    if could_pass or any(open_musts(matrix, score.option) for score in level):
        return Outcome(Lead.OPEN, (best,), tuple(others))
    if len(level) > 1:
        return Outcome(Lead.TIE, tuple(level), rest)
    short = STEP * max(by) / (fsum(by) * RATING_MAX) - (middle(best) - middle(rest[0]))
    # Both scores are rounded, so that a lead of one step may look a trifle less.
    return Outcome(Lead.CLOSE if round(short, DIGITS - 1) > 0 else Lead.LEADS, (best,), rest)


def ranking(matrix: Matrix) -> tuple[Rank, ...]:
    """The place of every option in the running, best first; none where nothing carries weight."""
    standing = outcome(matrix)
    if standing.lead is Lead.NONE:
        return ()
    ranked = standing.ranked
    ends = [_in_the_running(matrix)[score.option.slug] for score in ranked]
    middles = sorted(-middle for _, middle in ends)
    # One that may yet miss a must is certain to stand in nobody's way.
    sure = sorted(-score.low for score in ranked if not open_musts(matrix, score.option))
    highs = sorted(-score.high for score in ranked)
    return tuple(
        Rank(
            score,
            place=1 + bisect_left(middles, -middle),
            best=1 + bisect_left(sure, -score.high),
            # Its own high end is above its low one where its score is a range.
            worst=1 + bisect_left(highs, -low) - (score.high > low),
        )
        for score, (low, middle) in zip(ranked, ends, strict=True)
    )


def dominated(matrix: Matrix) -> tuple[Dominance, ...]:
    """Every pair in the running where one is nowhere better than the other and somewhere worse.

    Only criteria that carry weight count, and with unknown ratings only what is certain.
    """
    weighed = weights(matrix)
    ends = [
        (
            option,
            list(compress(lowest(matrix, option), weighed)),
            list(compress(highest(matrix, option), weighed)),
        )
        for option in shortlist(matrix)
    ]
    return tuple(
        Dominance(better, worse)
        for (better, low, _), (worse, _, high) in permutations(ends, 2)
        if low != high and all(map(ge, low, high))
    )


# What speaks for the one or the other


def contributions(matrix: Matrix, one: Option, other: Option) -> tuple[Contribution, ...]:
    """What each criterion adds to the lead of `one` over `other`, the largest first.

    Criteria with an unknown rating on either side, and those that add nothing, are left out.
    """
    total = fsum(weights(matrix))
    if total <= 0:
        return ()
    columns = (weights(matrix), column(matrix, one), column(matrix, other))
    found = [
        Contribution(criterion, 100 * weight * (mine - theirs) / (total * RATING_MAX))
        for criterion, weight, mine, theirs in zip(
            matrix.comparison.criteria, *columns, strict=True
        )
        if mine is not None and theirs is not None and weight > 0 and mine != theirs
    ]
    return tuple(sorted(found, key=lambda part: -abs(part.points)))


def by_decisiveness(
    matrix: Matrix, pair: tuple[Option, Option] | None = None
) -> tuple[Criterion, ...]:
    """All criteria, what decides most between two options first: weight times difference.

    An unknown rating counts with the largest difference that it could make. Those that decide
    equally much stay in the comparison's order.

    Args:
        matrix: what is weighed and rated.
        pair: the two options; without them the first two of the ranking, and where there are
            no two, nothing is put in another order.
    """
    criteria = matrix.comparison.criteria
    if pair is None:
        match outcome(matrix).ranked:
            case (first, second, *_):
                pair = first.option, second.option
            case _:
                return criteria
    one, other = pair
    above = map(sub, highest(matrix, one), lowest(matrix, other))
    below = map(sub, highest(matrix, other), lowest(matrix, one))
    sizes = list(map(mul, weights(matrix), map(max, above, below)))
    order = sorted(range(len(criteria)), key=lambda index: -sizes[index])
    return tuple(criteria[index] for index in order)


# How numbers are shown


def percent(score: Score, digits: int = 1) -> str:
    """A score as it is shown everywhere: "78.2 %", or "61.0 to 80.0 %" for a range.

    It is "–" where nothing carries weight.
    """
    if not score.scored:
        return NOTHING
    low, high = f"{score.low * 100:.{digits}f}", f"{score.high * 100:.{digits}f}"
    return f"{low} %" if low == high else f"{low} to {high} %"
