"""The smallest change of one weight, group or rating that makes another option lead.

See `store.matrix.sensitivity` for the method, and for what `certain` means.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import fsum
from operator import itemgetter

from store.domain.matrix import RATING_MAX, WEIGHT_MAX, Criterion, Matrix, Option
from store.matrix.groups import Group
from store.matrix.scoring import LEADING, Lead, column, outcome, weights
from store.matrix.sensitivity import (
    NEAR,
    TRIFLE,
    Challenged,
    Interval,
    LeadOver,
    group_intervals,
    intervals,
    is_scale_end,
    leads_of,
)


@dataclass(frozen=True, slots=True)
class Flip(Challenged):
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
class GroupFlip(Challenged):
    """The share of the whole weight at which a group brings the challengers level; see `Flip`."""

    group: Group
    challengers: tuple[Option, ...]
    share: float
    rises: bool
    certain: bool


@dataclass(frozen=True, slots=True)
class RatingFlip(Challenged):
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


def nearest_flip(matrix: Matrix) -> Flip | None:
    """The smallest change of one weight, within 0 to 10, that ends the leader's lead.

    One after which another leads goes before one at which it merely draws level, where the scale
    ends. None where nobody leads outright, or where no single weight would change it.
    """
    flips = [
        (
            is_scale_end(flip.weight, WEIGHT_MAX, rises=flip.rises),
            abs(flip.weight - each.weight),
            flip,
        )
        for each, flip in _flips(matrix)
        if flip.weight <= WEIGHT_MAX
    ]
    return min(flips, key=itemgetter(0, 1))[2] if flips else None


def nearest_share_flip(matrix: Matrix) -> Flip | None:
    """The smallest change of one criterion's share of the whole weight that ends the lead.

    The other weights keep their proportions; see `groups.with_share`. See `nearest_flip` for
    which goes first. None where nobody leads outright, or where no share would change it: then
    no weights at all would.
    """
    flips = [
        (is_scale_end(flip.share, 1.0, rises=flip.rises), abs(flip.share - each.share), flip)
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
            is_scale_end(end.share, 1.0, rises=rises),
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
    leads = leads_of(matrix)
    if not leads:
        return None
    flips = [*_rising(matrix, leads), *_falling(matrix, leads)]

    def order(flip: RatingFlip) -> tuple[bool, float]:
        level = not flip.misses_must and is_scale_end(flip.rating, RATING_MAX, rises=flip.rises)
        return level, abs(flip.rating - _rating(matrix, flip))

    return min(flips, key=order, default=None)


def _rising(matrix: Matrix, leads: Sequence[LeadOver]) -> Iterator[RatingFlip]:
    for lead in leads:
        values = column(matrix, lead.rival)
        for criterion, weight, value in _cells(matrix, values):
            if weight > 0:
                rating = value + lead.total / weight
                if rating <= RATING_MAX + TRIFLE:
                    rating = min(RATING_MAX, round(rating, 12))
                    by = (lead.rival,)
                    yield RatingFlip(
                        criterion, lead.rival, by, rating, rises=True, certain=not lead.open
                    )


def _falling(matrix: Matrix, leads: Sequence[LeadOver]) -> Iterator[RatingFlip]:
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
