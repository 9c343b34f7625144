"""The unknown ratings that could change who leads: what to find out next."""

from dataclasses import dataclass, replace
from math import fsum, inf
from operator import mul

from store.domain.matrix import RATING_MAX, Criterion, Matrix, Option
from store.matrix.scoring import Lead, column, least, outcome, weights
from store.matrix.sensitivity import NEAR, Challenged, is_scale_end


@dataclass(frozen=True, slots=True)
class Unknown(Challenged):
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
        level = at_end and is_scale_end(cell.rating or 0.0, RATING_MAX, rises=cell.rises)
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
