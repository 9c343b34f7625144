"""How much has to change until another option leads: intervals of weights, and flips.

All in closed form: the lead of one option over another is linear in a single weight and in a
single rating. Sources: E. Triantaphyllou and A. Sánchez, "A sensitivity analysis approach for
some deterministic multi-criteria decision-making methods", Decision Sciences 28(1), 1997; the
shares keep the proportions of the other weights, as in that paper.

With unknown ratings a leader leads only if it does so at the worst: its own unknown ratings at 0
and its rivals' at 5. The numbers here are those of that worst case. So up to them it leads for
certain, whatever the unknown turns out to be; past them it may or may not. `certain` tells where
nothing unknown has a part in it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import fsum, inf
from operator import itemgetter, mul, sub

from store.domain.matrix import RATING_MAX, WEIGHT_MAX, Criterion, Matrix, Option
from store.matrix.groups import Group, groups
from store.matrix.scoring import (
    LEADING,
    Lead,
    column,
    highest,
    least,
    lowest,
    open_musts,
    outcome,
    remembered,
    weights,
)

NEAR = 1e-9
"""Weights that differ by less are the same."""

_TRIFLE = 1e-12
"""What the last binary digits of a weight may come to."""


class _Challenged:
    """What brings rivals level with the leader."""

    __slots__ = ()
    challengers: tuple[Option, ...]

    @property
    def challenger(self) -> Option | None:
        """The first of those who lead beyond, None where the leader stays first."""
        return self.challengers[0] if self.challengers else None


@dataclass(frozen=True, slots=True)
class End(_Challenged):
    """An end of the interval of a weight in which the leader stays first.

    Args:
        share: of the whole weight, 0 to 1, while the other weights keep their proportions.
        weight: the same as a raw weight while the others stay as they are; from 0, and beyond
            10 or infinite where no weight on the scale reaches that share.
        challengers: the options that draw level there and lead beyond, several where they tie;
            none where the leader stays first down to a share of 0, or up to 1.
        certain: whether it does so whatever the unknown ratings turn out to be.
    """

    share: float
    weight: float
    challengers: tuple[Option, ...] = ()
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Interval:
    """How far one weight can go, down and up, while the leader stays first.

    `share` and `weight` are what it has now.
    """

    criterion: Criterion
    share: float
    weight: float
    low: End
    high: End


@dataclass(frozen=True, slots=True)
class GroupInterval:
    """How far the weight of a group can go, down and up, while the leader stays first."""

    group: Group
    low: End
    high: End


@dataclass(frozen=True, slots=True)
class Flip(_Challenged):
    """The weight at which one criterion, changed alone, brings the challengers level.

    `weight`, `share` and `certain` are as in `End`; `rises` tells whether the weight goes up to
    get there.
    """

    criterion: Criterion
    challengers: tuple[Option, ...]
    weight: float
    share: float
    rises: bool
    certain: bool = True


@dataclass(frozen=True, slots=True)
class GroupFlip(_Challenged):
    """The share of the whole weight at which a group brings the challengers level; see `Flip`."""

    group: Group
    challengers: tuple[Option, ...]
    share: float
    rises: bool
    certain: bool


@dataclass(frozen=True, slots=True)
class RatingFlip(_Challenged):
    """The rating at which one cell, changed alone, brings the challengers level with the leader.

    Args:
        criterion: the row of the cell.
        option: the column of the cell: the leader, or the challenger.
        challengers: who leads beyond it, several where they tie.
        rating: from 0 to 5.
        rises: whether the rating goes up to get there.
        certain: as in `End`.
        misses_must: the leader would still lead, but below `rating` it misses a must.
    """

    criterion: Criterion
    option: Option
    challengers: tuple[Option, ...]
    rating: float
    rises: bool
    certain: bool = True
    misses_must: bool = False


@dataclass(frozen=True, slots=True)
class Unknown(_Challenged):
    """An unknown rating that could help to change who leads.

    Args:
        criterion: the row of the cell.
        option: the column of the cell.
        points: how much it can move the option's score, in points of 100.
        rating: the value at which this rating alone changes who leads, while the other unknown
            ratings stand halfway between the least that keeps their option in the running and 5;
            None if it cannot do so alone.
        rises: whether that happens above the value, not below.
        challengers: who leads then, several where they tie.
        must: the value is the minimum of a must, which the leader misses below it.
    """

    criterion: Criterion
    option: Option
    points: float
    rating: float | None = None
    rises: bool = False
    challengers: tuple[Option, ...] = ()
    must: bool = False


@dataclass(frozen=True, slots=True)
class _Lead:
    """The leader against one rival: by how much it leads on each criterion, at the worst."""

    rival: Option
    by: list[float]
    total: float
    """Weight times rating, summed over the criteria."""
    unknown: list[bool]
    open: bool
    """Whether something unknown that counts has a part in it."""


_Level = tuple[float, float, Option, bool]
"""How far away a rival draws level, how fast it gains, who it is, whether anything is unknown."""


@remembered
def intervals(matrix: Matrix) -> tuple[Interval, ...]:
    """For every criterion, how far its weight can go while the present leader stays first.

    Empty where nobody leads outright. A criterion that alone carries weight decides at any
    weight: nobody takes over from there. Takes time in proportion to options times criteria.
    """
    leads = _leads(matrix)
    if leads is None:
        return ()
    by = weights(matrix)
    total = fsum(by)
    found = []
    for index, (criterion, weight) in enumerate(zip(matrix.comparison.criteria, by, strict=True)):
        gains = [(lead, lead.by[index], lead.open or lead.unknown[index]) for lead in leads]
        found.append(Interval(criterion, weight / total, weight, *_ends(weight, total, gains)))
    return tuple(found)


def group_intervals(matrix: Matrix) -> tuple[GroupInterval, ...]:
    """For every group that carries weight, how far that can go while the leader stays first.

    The criteria of the group keep their proportions, and so do the others. Empty where nobody
    leads outright.
    """
    leads = _leads(matrix)
    if leads is None:
        return ()
    total = fsum(weights(matrix))
    places = {criterion.slug: index for index, criterion in enumerate(matrix.comparison.criteria)}
    found = []
    for group in groups(matrix):
        if group.weight > 0:
            inside = [
                (places[c.slug], matrix.weights[c.slug] / group.weight) for c in group.criteria
            ]
            gains = [
                (lead, fsum(part * lead.by[index] for index, part in inside), lead.open)
                for lead in leads
            ]
            found.append(GroupInterval(group, *_ends(group.weight, total, gains)))
    return tuple(found)


def _ends(
    weight: float, total: float, gains: Iterable[tuple[_Lead, float, bool]]
) -> tuple[End, End]:
    """Where a part of the whole weight brings a rival level, from above and from below.

    `gains` holds for each rival the lead over it for one more of that weight, and whether
    something unknown has a part in it.
    """
    lows: list[_Level] = []
    highs: list[_Level] = []
    others = total - weight
    if others > 0:
        for lead, by, unknown in gains:
            if by < 0:
                highs.append((lead.total / -by, -by, lead.rival, unknown))
            elif by > 0 and lead.total / by <= weight + _TRIFLE:
                lows.append((lead.total / by, by, lead.rival, unknown))

    def end(levels: list[_Level], sign: int) -> End:
        # Of those level at one weight, those that gain fastest lead beyond.
        nearest = min(levels, key=itemgetter(0))[0] + NEAR
        level_there = [level for level in levels if level[0] <= nearest]
        away, fastest, *_ = max(level_there, key=itemgetter(1))
        lead = [level for level in level_there if level[1] >= fastest - NEAR]
        # Rounded so that a weight of 0 or 10 is not missed by the last binary digit.
        at = max(0.0, round(weight + sign * away, 12))
        certain = not any(unknown for *_, unknown in lead)
        return End(at / (at + others), at, tuple(rival for *_, rival, _ in lead), certain)

    return end(lows, -1) if lows else End(0.0, 0.0), end(highs, 1) if highs else End(1.0, inf)


def unbeatable(matrix: Matrix) -> bool:
    """Whether no weights at all make another option win: nowhere is one rated above the leader.

    False where nobody leads outright. Criteria that carry no weight count too.
    """
    leads = _leads(matrix)
    return bool(leads) and all(by >= 0 for lead in leads or () for by in lead.by)


def nearest_flip(matrix: Matrix) -> Flip | None:
    """The smallest change of one weight, within 0 to 10, that ends the leader's lead.

    One after which another leads goes before one at which it merely draws level, where the scale
    ends. None where nobody leads outright, or where no single weight would change it.
    """
    flips = [
        (_at_end(flip.weight, WEIGHT_MAX, rises=flip.rises), abs(flip.weight - each.weight), flip)
        for each, flip in _flips(matrix)
        if flip.weight <= WEIGHT_MAX
    ]
    return min(flips, key=itemgetter(0, 1))[2] if flips else None


def _at_end(value: float, best: float, *, rises: bool) -> bool:
    """Whether there is nothing on the scale beyond a value, so that none can lead there."""
    return abs(value - (best if rises else 0.0)) < NEAR


def nearest_share_flip(matrix: Matrix) -> Flip | None:
    """The smallest change of one criterion's share of the whole weight that ends the lead.

    The other weights keep their proportions; see `groups.with_share`. See `nearest_flip` for
    which goes first. None where nobody leads outright, or where no share would change it: then
    no weights at all would.
    """
    flips = [
        (_at_end(flip.share, 1.0, rises=flip.rises), abs(flip.share - each.share), flip)
        for each, flip in _flips(matrix)
    ]
    return min(flips, key=itemgetter(0, 1))[2] if flips else None


def _flips(matrix: Matrix) -> Iterator[tuple[Interval, Flip]]:
    """The ends of the intervals at which somebody takes over."""
    for each in intervals(matrix):
        for end, rises in ((each.low, False), (each.high, True)):
            if end.challenger:
                flip = Flip(
                    each.criterion, end.challengers, end.weight, end.share, rises, end.certain
                )
                yield each, flip


def nearest_group_flip(matrix: Matrix) -> GroupFlip | None:
    """The smallest change of one group's share of the whole weight that ends the leader's lead.

    See `nearest_flip` for which goes first. None where nobody leads outright, or where no share
    would change it.
    """
    flips = [
        (
            _at_end(end.share, 1.0, rises=rises),
            abs(end.share - each.group.share),
            GroupFlip(each.group, end.challengers, end.share, rises, end.certain),
        )
        for each in group_intervals(matrix)
        for end, rises in ((each.low, False), (each.high, True))
        if end.challenger
    ]
    return min(flips, key=itemgetter(0, 1))[2] if flips else None


def nearest_rating_flip(matrix: Matrix) -> RatingFlip | None:
    """The smallest change of one known rating, within 0 to 5, that ends the leader's lead.

    Either a rival's rating rises or the leader's falls, below a minimum perhaps. See `nearest_flip`
    for which goes first. None where nobody leads outright, or where no single rating would
    change it.
    """
    leads = _leads(matrix)
    if not leads:
        return None
    flips = [*_rising(matrix, leads), *_falling(matrix, leads)]

    def order(flip: RatingFlip) -> tuple[bool, float]:
        level = not flip.misses_must and _at_end(flip.rating, RATING_MAX, rises=flip.rises)
        return level, abs(flip.rating - _rating(matrix, flip))

    return min(flips, key=order, default=None)


def _rising(matrix: Matrix, leads: Sequence[_Lead]) -> Iterator[RatingFlip]:
    for lead in leads:
        values = column(matrix, lead.rival)
        for criterion, weight, value in _cells(matrix, values):
            if weight > 0:
                rating = value + lead.total / weight
                if rating <= RATING_MAX + _TRIFLE:
                    rating = min(RATING_MAX, round(rating, 12))
                    by = (lead.rival,)
                    yield RatingFlip(
                        criterion, lead.rival, by, rating, rises=True, certain=not lead.open
                    )


def _falling(matrix: Matrix, leads: Sequence[_Lead]) -> Iterator[RatingFlip]:
    leader = outcome(matrix).first[0].option
    nearest = min(lead.total for lead in leads)
    seconds = [lead for lead in leads if lead.total - nearest < NEAR * fsum(weights(matrix))]
    without = outcome(replace(matrix, ruled_out={**matrix.ruled_out, leader.slug: ""}))
    for criterion, weight, value in _cells(matrix, column(matrix, leader)):
        minimum = matrix.minimums.get(criterion.slug, 0.0)
        rating = round(value - nearest / weight, 12) + 0.0 if weight > 0 else -1.0
        if minimum > 0 and minimum >= rating:
            yield RatingFlip(
                criterion,
                leader,
                tuple(score.option for score in without.first),
                minimum,
                rises=False,
                certain=without.lead in (*LEADING, Lead.ALONE, Lead.TIE),
                misses_must=True,
            )
        elif rating >= 0:
            yield RatingFlip(
                criterion,
                leader,
                tuple(lead.rival for lead in seconds),
                rating,
                rises=False,
                certain=not any(lead.open for lead in seconds),
            )


def find_out(matrix: Matrix) -> tuple[Unknown, ...]:
    """The unknown ratings to settle while it is open who leads, the most telling first.

    First those that alone can make another lead, then those that can bring one level, then the
    others, each by how much it can move.
    Empty where it is not open: then nothing unknown changes who leads.
    """
    standing = outcome(matrix)
    if standing.lead is not Lead.OPEN:
        return ()
    by = weights(matrix)
    total = fsum(by)
    middle = {
        score.option: fsum(map(mul, by, halfway(matrix, score.option))) for score in standing.ranked
    }
    leader, *rivals = middle
    best = max(middle[option] for option in rivals)
    seconds = tuple(option for option in rivals if best - middle[option] < NEAR * total)
    found = []
    for option in middle:
        ahead = middle[leader] - (best if option == leader else middle[option])
        for criterion, weight, value, half in zip(
            matrix.comparison.criteria,
            by,
            column(matrix, option),
            halfway(matrix, option),
            strict=True,
        ):
            minimum = matrix.minimums.get(criterion.slug, 0.0) if option == leader else 0.0
            if value is None and (weight > 0 or minimum > 0):
                cell = Unknown(criterion, option, 100 * weight / total)
                far = ahead / weight if weight else inf
                if option == leader:
                    found.append(_telling(cell, half - far, seconds, minimum, rises=False))
                else:
                    found.append(_telling(cell, half + far, (option,), minimum, rises=True))

    def order(cell: Unknown) -> tuple[bool, bool, float]:
        at_end = cell.rating is not None and not cell.must
        level = at_end and _at_end(cell.rating or 0.0, RATING_MAX, rises=cell.rises)
        return cell.rating is None, level, -cell.points

    return tuple(sorted(found, key=order))


def _telling(
    cell: Unknown, level: float, challengers: tuple[Option, ...], minimum: float, *, rises: bool
) -> Unknown:
    """The cell with the value that changes who leads, where that is on the scale."""
    must = minimum > 0 and minimum >= level
    level = minimum if must else round(level, 12) + 0.0
    if not 0 <= level <= RATING_MAX:
        return cell
    return replace(cell, rating=level, rises=rises, challengers=challengers, must=must)


def halfway(matrix: Matrix, option: Option) -> list[float]:
    """The ratings of an option, the unknown halfway from what keeps it in the running to 5."""
    return [
        (RATING_MAX + low) / 2 if value is None else value
        for value, low in zip(column(matrix, option), least(matrix, option), strict=True)
    ]


def _rating(matrix: Matrix, flip: RatingFlip) -> float:
    value = matrix.ratings[flip.criterion.slug, flip.option.slug].value
    return 0.0 if value is None else value


def _cells(
    matrix: Matrix, values: Sequence[float | None]
) -> Iterator[tuple[Criterion, float, float]]:
    """The known cells of a column, with their criteria and weights."""
    for criterion, weight, value in zip(
        matrix.comparison.criteria, weights(matrix), values, strict=True
    ):
        if value is not None:
            yield criterion, weight, value


@remembered
def _leads(matrix: Matrix) -> list[_Lead] | None:
    """The leader against each of its rivals; None where nobody leads outright."""
    standing = outcome(matrix)
    if standing.lead not in (*LEADING, Lead.ALONE):
        return None
    leader = standing.first[0].option
    by = weights(matrix)
    mine, blank = lowest(matrix, leader), [value is None for value in column(matrix, leader)]
    found = []
    for score in standing.rest:
        rival = score.option
        leads = list(map(sub, mine, highest(matrix, rival)))
        unknown = [
            own or value is None for own, value in zip(blank, column(matrix, rival), strict=True)
        ]
        counts = any(weight > 0 and gap for weight, gap in zip(by, unknown, strict=True))
        found.append(
            _Lead(
                rival,
                leads,
                fsum(map(mul, by, leads)),
                unknown,
                counts or bool(open_musts(matrix, rival)),
            )
        )
    return found
