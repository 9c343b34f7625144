"""Criteria weighed in groups: a group weighs what its criteria weigh together."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

from store.domain.errors import InvalidError, NotFoundError
from store.domain.matrix import WEIGHT_MAX, Criterion, Matrix
from store.matrix.scoring import weights


@dataclass(frozen=True, slots=True)
class Group:
    """Criteria under one heading.

    `weight` is the sum of their weights, `share` what that is of the whole weight, 0 to 1.
    """

    name: str
    criteria: tuple[Criterion, ...]
    weight: float
    share: float


def groups(matrix: Matrix) -> tuple[Group, ...]:
    """The groups of a matrix, in the order of their first criteria."""
    members: dict[str, list[Criterion]] = {}
    for criterion in matrix.comparison.criteria:
        members.setdefault(criterion.group, []).append(criterion)
    total = fsum(weights(matrix))
    found = []
    for name, criteria in members.items():
        weight = fsum(matrix.weights[criterion.slug] for criterion in criteria)
        found.append(Group(name, tuple(criteria), weight, weight / total if total > 0 else 0.0))
    return tuple(found)


def with_group_share(matrix: Matrix, group: str, share: float) -> dict[str, float]:
    """The weights with which that group has that share of the whole weight; see `with_share`.

    Raises:
        NotFoundError: there is no such group; the message lists those there are.
        InvalidError: as in `with_share`.
    """
    members = {each.name: each.criteria for each in groups(matrix)}
    if group not in members:
        known = ", ".join(members) or "none"
        raise NotFoundError(f"There is no group “{group}”. Groups: {known}.")
    return with_share(matrix, members[group], share)


def with_share(matrix: Matrix, criteria: Sequence[Criterion], share: float) -> dict[str, float]:
    """The weights with which these criteria together have that share of the whole weight.

    They keep their proportions, and so do the others, which stay as they are unless one of these
    would weigh more than 10: then the others become lighter instead. If these all weigh 0, they
    get the same weight each.

    Args:
        matrix: the weights as they are.
        criteria: one or more of the matrix's.
        share: of the whole weight, 0 to 1.

    Returns:
        Every weight by slug, as in `Matrix.weights`.

    Raises:
        InvalidError: the share is not from 0 to 1, or no other criterion carries weight.
    """
    if not 0 <= share <= 1:
        raise InvalidError({"share": "A share is from 0 to 100 % of the whole weight."})
    inside = {criterion.slug: matrix.weights[criterion.slug] for criterion in criteria}
    if not any(inside.values()):
        inside = dict.fromkeys(inside, 1.0)
    outside = {
        criterion.slug: matrix.weights[criterion.slug]
        for criterion in matrix.comparison.criteria
        if criterion.slug not in inside
    }
    total, others = fsum(inside.values()), fsum(outside.values())
    if others <= 0:
        raise InvalidError(
            {
                "share": "Nothing else carries weight, so the share is 100 % whatever the weight. "
                "No weight was changed; give another criterion a weight first."
            }
        )
    # How much heavier the heaviest may become, and with it the rest of them.
    cap = WEIGHT_MAX / max(inside.values())
    if share * others <= cap * total * (1 - share):
        up, down = share * others / (total * (1 - share)), 1.0
    else:
        up, down = cap, cap * total * (1 - share) / (share * others)
    return {
        **matrix.weights,
        **{slug: min(WEIGHT_MAX, weight * up) for slug, weight in inside.items()},
        **{slug: weight * down for slug, weight in outside.items()},
    }
