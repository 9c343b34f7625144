from dataclasses import replace
from itertools import combinations
from math import isclose, nan

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from store.domain.errors import InvalidError, NotFoundError
from store.domain.matrix import Matrix
from store.matrix.groups import groups, with_group_share, with_share
from tests.store.matrices import matrices, matrix


def test_a_group_weighs_what_its_criteria_weigh_together() -> None:
    found = groups(matrix([1, 2, 3, 2], [[1]] * 4))
    assert [(each.name, each.weight, each.share) for each in found] == [
        ("g0", 4, 0.5),
        ("g1", 4, 0.5),
    ]
    assert [[c.slug for c in each.criteria] for each in found] == [["c0", "c2"], ["c1", "c3"]]
    assert [each.share for each in groups(matrix([0, 0], [[1]] * 2))] == [0, 0]
    assert groups(matrix([], [])) == ()


@given(m=matrices(), share=st.floats(0, 1), data=st.data())
def test_a_group_gets_its_share_and_all_proportions_stay(
    m: Matrix, share: float, data: st.DataObject
) -> None:
    group = data.draw(st.sampled_from(groups(m)))
    inside = {criterion.slug for criterion in group.criteria}
    outside = m.weights.keys() - inside
    assume(any(m.weights[slug] for slug in outside))
    weights = with_group_share(m, group.name, share)
    assert weights.keys() == m.weights.keys()
    assert all(0 <= weight <= 10 for weight in weights.values())
    changed = {each.name: each for each in groups(replace(m, weights=weights))}
    assert isclose(changed[group.name].share, share, abs_tol=1e-9)
    for part in (inside, outside):
        before = {slug: m.weights[slug] for slug in part}
        if not any(before.values()):
            before = dict.fromkeys(part, 1.0)
        for one, other in combinations(part, 2):
            assert isclose(weights[one] * before[other], weights[other] * before[one], abs_tol=1e-9)


@pytest.mark.parametrize(
    ("weights", "share", "expected"),
    [
        ([2, 6, 4], 0.25, [4 / 3 / 2, 6, 8 / 3 / 2]),  # the others stay as they are
        ([2, 6, 4], 0.5, [2, 6, 4]),
        ([2, 6, 4], 0.75, [5, 5, 10]),  # 4 becomes 10 and no more: the others become lighter
        ([2, 6, 4], 0, [0, 6, 0]),
        ([2, 6, 4], 1, [5, 0, 10]),
        ([0, 6, 0], 0.5, [3, 6, 3]),
    ],
)
def test_the_others_become_lighter_only_where_ten_is_not_enough(
    weights: list[float], share: float, expected: list[float]
) -> None:
    found = with_group_share(matrix(weights, [[1]] * 3), "g0", share)
    assert [found[f"c{i}"] for i in range(3)] == pytest.approx(expected)


def test_a_criterion_can_be_given_its_share() -> None:
    m = matrix([1, 3, 6], [[1]] * 3)
    assert with_share(m, [m.comparison.criteria[0]], 0.5) == {"c0": 9, "c1": 3, "c2": 6}


@pytest.mark.parametrize("share", [-0.01, 1.01, nan])
def test_a_share_beyond_the_whole_is_refused(share: float) -> None:
    with pytest.raises(InvalidError, match="from 0 to 100 %"):
        with_group_share(matrix([1, 1], [[1]] * 2), "g0", share)


def test_the_only_group_with_weight_has_all_of_it() -> None:
    with pytest.raises(InvalidError, match=r"whatever the weight\. No weight was changed"):
        with_group_share(matrix([1, 0], [[1]] * 2), "g0", 0.5)


def test_a_group_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(NotFoundError, match=r"no group “g2”\. Groups: g0, g1"):
        with_group_share(matrix([1, 0], [[1]] * 2), "g2", 0.5)
