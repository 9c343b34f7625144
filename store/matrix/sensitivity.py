"""How far each weight can change while the leader stays first: intervals of weights.

All in closed form: the lead of one option over another is linear in a single weight and in a
single rating. Sources: E. Triantaphyllou and A. Sánchez, "A sensitivity analysis approach for
some deterministic multi-criteria decision-making methods", Decision Sciences 28(1), 1997; the
shares keep the proportions of the other weights, as in that paper.

With unknown ratings a leader leads only if it does so at the worst: its own unknown ratings at 0
and its rivals' at 5. The numbers here are those of that worst case. So up to them it leads for
certain, whatever the unknown turns out to be; past them it may or may not. `certain` tells where
nothing unknown has a part in it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum, inf
from operator import itemgetter, mul, sub

from store.domain.matrix import Criterion, Matrix, Option
from store.matrix.groups import Group, groups
from store.matrix.scoring import (
    LEADING,
    Lead,
    column,
    highest,
    lowest,
    open_musts,
    outcome,
    remembered,
    weights,
)

NEAR = 1e-9
"""Weights that differ by less are the same."""

TRIFLE = 1e-12
"""The rounding error of a weight."""


class Challenged:
    """What brings rivals level with the leader."""

    __slots__ = ()
    challengers: tuple[Option, ...]

    @property
    def challenger(self) -> Option | None:
        """The first of those who lead beyond, None where the leader stays first."""
        return self.challengers[0] if self.challengers else None


@dataclass(frozen=True, slots=True)
class End(Challenged):
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
class LeadOver:
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
    leads = leads_of(matrix)
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
    leads = leads_of(matrix)
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
    weight: float, total: float, gains: Iterable[tuple[LeadOver, float, bool]]
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
            elif by > 0 and lead.total / by <= weight + TRIFLE:
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
    leads = leads_of(matrix)
    return bool(leads) and all(by >= 0 for lead in leads or () for by in lead.by)


@remembered
def leads_of(matrix: Matrix) -> list[LeadOver] | None:
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
            LeadOver(
                rival,
                leads,
                fsum(map(mul, by, leads)),
                unknown,
                counts or bool(open_musts(matrix, rival)),
            )
        )
    return found


def is_scale_end(value: float, best: float, *, rises: bool) -> bool:
    """Whether there is nothing on the scale beyond a value, so that none can lead there."""
    return abs(value - (best if rises else 0.0)) < NEAR
