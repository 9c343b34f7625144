"""Scores, ranking and what would flip the answer: pure arithmetic on a matrix.

The score is the weighted mean of an option's ratings on the fixed scale from 0 to 5 (the
additive value model, or weighted sum, of multi-criteria decision analysis). It is never
normalised over the options at hand, so that one more also-ran cannot change who leads.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from store.types import RATING_MAX, WEIGHT_MAX, Criterion, Matrix, Option

EPSILON = 1e-9
"""Two shares that differ by less are the same."""


@dataclass(frozen=True, slots=True)
class Score:
    """An option's share of the best possible, 0 to 1.

    `low` and `high` are what it comes to if every unknown rating turned out to be 0 or 5;
    they are equal when nothing is unknown.
    """

    option: Option
    low: float
    high: float


class Lead(StrEnum):
    """How the first place stands."""

    LEADS = "leads"
    TIE = "tie"
    OPEN = "open"
    """The ranges overlap: what is unknown could still change who is first."""
    ALONE = "alone"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The shortlist in order, best first; `first` holds several scores where they tie."""

    lead: Lead
    first: tuple[Score, ...]
    rest: tuple[Score, ...]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one criterion adds to the lead of one option over another, in points of 100.

    Negative where it speaks for the other.
    """

    criterion: Criterion
    points: float


@dataclass(frozen=True, slots=True)
class Flip:
    """The weight at which one criterion, changed alone, brings `challenger` level.

    `rises` tells whether the weight goes up to get there.
    """

    criterion: Criterion
    challenger: Option
    weight: float
    rises: bool


def scores(matrix: Matrix) -> tuple[Score, ...]:
    """The score of every option, ruled out or not, in the comparison's order."""
    return tuple(_score(matrix, option) for option in matrix.comparison.options)


def _score(matrix: Matrix, option: Option) -> Score:
    total = low = high = 0.0
    for criterion in matrix.comparison.criteria:
        weight = matrix.weights[criterion.slug]
        value = matrix.ratings[criterion.slug, option.slug].value
        total += weight
        low += weight * (0.0 if value is None else value)
        high += weight * (RATING_MAX if value is None else value)
    if total <= 0:
        return Score(option, 0.0, 0.0)
    best = total * RATING_MAX
    return Score(option, low / best, high / best)


def outcome(matrix: Matrix) -> Outcome:
    """Who is first among the options still in the running, and how surely."""
    running = {option.slug for option in matrix.shortlist}
    ranked = sorted(
        (score for score in scores(matrix) if score.option.slug in running),
        key=lambda score: (-(score.low + score.high), -score.low),
    )
    weighed = any(weight > 0 for weight in matrix.weights.values())
    if not ranked or not weighed:
        return Outcome(Lead.NONE, (), tuple(ranked))
    if len(ranked) == 1:
        return Outcome(Lead.ALONE, (ranked[0],), ())
    best = ranked[0]
    exact = best.high - best.low < EPSILON
    level = tuple(s for s in ranked if s is best or (exact and _same(s, best)))
    rest = tuple(s for s in ranked if s not in level)
    if any(other.high > best.low + EPSILON for other in rest):
        return Outcome(Lead.OPEN, (best,), tuple(ranked[1:]))
    return Outcome(Lead.TIE if len(level) > 1 else Lead.LEADS, level, rest)


def _same(one: Score, other: Score) -> bool:
    return abs(one.low - other.low) < EPSILON and abs(one.high - other.high) < EPSILON


def contributions(matrix: Matrix, one: Option, other: Option) -> tuple[Contribution, ...]:
    """What each criterion adds to the lead of `one` over `other`, the largest first.

    Criteria with an unknown rating on either side, and those that add nothing, are left out.
    """
    total = sum(matrix.weights.values())
    found = [
        Contribution(
            criterion, 100 * matrix.weights[criterion.slug] * difference / (total * RATING_MAX)
        )
        for criterion, difference in _differences(matrix, one, other)
        if total > 0 and matrix.weights[criterion.slug] * difference != 0
    ]
    return tuple(sorted(found, key=lambda part: -abs(part.points)))


def nearest_flip(matrix: Matrix) -> Flip | None:
    """The smallest change of one weight, within 0 to 10, that ends the leader's lead.

    Closed form: the lead over a challenger is linear in one raw weight when the others stay as
    they are. None where nobody leads outright, or where no single weight would change it.
    """
    standing = outcome(matrix)
    if standing.lead is not Lead.LEADS:
        return None
    leader = standing.first[0].option
    flips = (
        flip for score in standing.rest for flip in _flips_against(matrix, leader, score.option)
    )
    return min(flips, key=lambda f: abs(f.weight - matrix.weights[f.criterion.slug]), default=None)


def _flips_against(matrix: Matrix, leader: Option, challenger: Option) -> Iterator[Flip]:
    differences = _differences(matrix, leader, challenger)
    if len(differences) < len(matrix.comparison.criteria):
        return  # an unknown rating: the lead is not one number
    lead = sum(matrix.weights[criterion.slug] * by for criterion, by in differences)
    total = sum(matrix.weights.values())
    for criterion, by in differences:
        now = matrix.weights[criterion.slug]
        if by == 0 or total - now < EPSILON:
            continue  # a criterion that alone carries weight decides at any weight
        weight = now - lead / by
        if 0 <= weight <= WEIGHT_MAX:
            yield Flip(criterion, challenger, weight, rises=weight > now)


def _differences(matrix: Matrix, one: Option, other: Option) -> list[tuple[Criterion, float]]:
    found = []
    for criterion in matrix.comparison.criteria:
        mine = matrix.ratings[criterion.slug, one.slug].value
        theirs = matrix.ratings[criterion.slug, other.slug].value
        if mine is not None and theirs is not None:
            found.append((criterion, mine - theirs))
    return found


def percent(score: Score) -> str:
    """A score as it is shown everywhere: "78.2 %", or "61.0 to 80.0 %" for a range."""
    low, high = f"{score.low * 100:.1f}", f"{score.high * 100:.1f}"
    return f"{low} %" if low == high else f"{low} to {high} %"


def number(value: float) -> str:
    """A weight or a rating without trailing zeros: "9", "7.5"."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def verdict(matrix: Matrix) -> str:
    """Who leads, in one sentence."""
    standing = outcome(matrix)
    if standing.lead is Lead.NONE:
        why = "every weight is 0" if matrix.shortlist else "every option is ruled out"
        return f"Nothing to score: {why}."
    best = standing.first[0]
    if standing.lead is Lead.ALONE:
        return f"Only {best.option.name} is in the running."
    if standing.lead is Lead.TIE:
        *others, last = [s.option.name for s in scores(matrix) if s in standing.first]
        return f"{', '.join(others)} and {last} tie at {percent(best)}."
    if standing.lead is Lead.OPEN:
        rivals = [s for s in standing.rest if s.high > best.low + EPSILON]
        ranges = [
            f"{s.option.name} {percent(s)}"
            for s in scores(matrix)
            if s in (*standing.first, *rivals)
        ]
        return f"It is open: {', '.join(ranges)}; unknown ratings could still decide it."
    second = standing.rest[0]
    if percent(best) == percent(second):
        gap = f"{second.option.name} by less than 0.1 points, at {percent(best)}"
        return f"{best.option.name} leads {gap}."
    against = f"{percent(second)} for {second.option.name}"
    return f"{best.option.name} leads with {percent(best)} against {against}."


def flip_sentence(matrix: Matrix) -> str:
    """What would change who leads, in one sentence; empty where nobody leads outright."""
    if outcome(matrix).lead is not Lead.LEADS:
        return ""
    flip = nearest_flip(matrix)
    if flip is None:
        if any(
            matrix.ratings[criterion.slug, option.slug].value is None
            for criterion in matrix.comparison.criteria
            for option in matrix.shortlist
        ):
            return "Which weight would change who leads cannot be told while ratings are unknown."
        return f"No single weight between 0 and {number(WEIGHT_MAX)} would change who leads."
    name = f"“{flip.criterion.name}”"
    now = number(matrix.weights[flip.criterion.slug])
    end = WEIGHT_MAX if flip.rises else 0.0
    if abs(flip.weight - end) < EPSILON:  # no weight lies beyond
        level = f"{flip.challenger.name} would draw level if {name} weighed {number(end)}"
        return f"{level} (now {now})."
    # Rounding must not name a weight beyond which there is none.
    weight = number(min(max(flip.weight, 0.01), WEIGHT_MAX - 0.01))
    than = f"{'more' if flip.rises else 'less'} than {weight}"
    return f"{flip.challenger.name} would lead if {name} weighed {than} (now {now})."
