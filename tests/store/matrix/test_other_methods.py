"""The methods against pymcdm, which shares no code with them; the weighted sum too."""

from collections.abc import Callable
from random import Random

import numpy as np
import pytest
from hypothesis import given
from pymcdm.methods import TOPSIS, WPM, WSM

from store.domain.matrix import Matrix
from store.matrix.other_methods import Method, Opinion, second_opinions
from store.matrix.scoring import outcome, scores
from tests.store.matrices import matrices, matrix

RANDOM = Random(20261123)  # noqa: S311


def some(least: float) -> Matrix:
    """A matrix of 2 to 10 options and 5 to 30 criteria, all known and none below `least`."""
    rows, columns = RANDOM.randint(5, 30), RANDOM.randint(2, 10)
    table = [[RANDOM.uniform(least, 5) for _ in range(columns)] for _ in range(rows)]
    return matrix([RANDOM.uniform(0, 10) for _ in range(rows)], table)


def by_peer(method: Callable[..., "np.typing.NDArray[np.float64]"], m: Matrix) -> list[float]:
    """What pymcdm makes of it; its rows are the options."""
    criteria = m.comparison.criteria
    table = [
        [m.ratings[criterion.slug, option.slug].value for criterion in criteria]
        for option in m.comparison.options
    ]
    weights = np.array([m.weights[criterion.slug] for criterion in criteria])
    found = method(np.array(table), weights / weights.sum(), np.ones(len(criteria)))
    return [float(value) for value in found]


def as_it_is(ratings: "np.typing.NDArray[np.float64]", **_: bool) -> object:
    return ratings


def said(m: Matrix) -> dict[Method, Opinion]:
    return {opinion.method: opinion for opinion in second_opinions(m)}


@pytest.mark.parametrize("m", [some(0.0) for _ in range(20)])
def test_the_score_is_the_weighted_sum_of_a_peer(m: Matrix) -> None:
    peer = [value / 5 for value in by_peer(WSM(as_it_is), m)]
    assert [score.low for score in scores(m)] == pytest.approx(peer, abs=1e-9)
    assert outcome(m).first[0].option == m.comparison.options[int(np.argmax(peer))]


@pytest.mark.parametrize("m", [some(0.5) for _ in range(20)])
def test_the_weighted_product_is_that_of_a_peer(m: Matrix) -> None:
    peer = [value / 5 for value in by_peer(WPM(as_it_is), m)]
    opinion = said(m)[Method.PRODUCT]
    assert list(opinion.values.values()) == pytest.approx(peer, abs=1e-9)
    assert opinion.first == (m.comparison.options[int(np.argmax(peer))],)


@pytest.mark.parametrize("m", [some(0.0) for _ in range(20)])
def test_topsis_is_that_of_a_peer(m: Matrix) -> None:
    peer = by_peer(TOPSIS(as_it_is), m)
    opinion = said(m)[Method.TOPSIS]
    assert list(opinion.values.values()) == pytest.approx(peer, abs=1e-9)
    assert opinion.first == (m.comparison.options[int(np.argmax(peer))],)


@given(m=matrices(unknown=True, least=2))
def test_a_method_says_who_is_first_or_why_it_cannot_tell(m: Matrix) -> None:
    opinions = second_opinions(m)
    assert bool(opinions) == any(m.weights.values())
    for opinion in opinions:
        assert opinion.first or opinion.limit
        assert all(0 <= value <= 1 for value in opinion.values.values())


def test_a_rating_of_nothing_makes_a_product_nothing_and_it_is_told() -> None:
    opinion = said(matrix([9, 1], [[5, 1], [0, 1]]))[Method.PRODUCT]
    assert (opinion.values["o0"], [option.slug for option in opinion.first]) == (0, ["o1"])
    assert opinion.limit == "counts O0 as nothing for a single rating of 0"
    all_out = said(matrix([1, 1], [[5, 0], [0, 1]]))[Method.PRODUCT]
    assert all_out.first == ()
    assert all_out.limit == "counts O0 and O1 as nothing for a single rating of 0"


def test_with_an_unknown_rating_neither_method_can_tell() -> None:
    for opinion in second_opinions(matrix([1, 1], [[5, None], [3, 1]])):
        assert (opinion.values, opinion.first) == ({}, ())
        assert opinion.limit == "needs every rating, and 1 is unknown"


def test_only_what_is_weighed_and_in_the_running_is_compared() -> None:
    m = matrix([1, 0], [[5, 3, None], [None, 0, 1]], out=["o2"])
    for opinion in second_opinions(m):
        assert opinion.values.keys() == {"o0", "o1"}
        assert [option.slug for option in opinion.first] == ["o0"]
        assert not opinion.limit


def test_options_alike_tie() -> None:
    for opinion in second_opinions(matrix([1, 2], [[4, 4], [2, 2]])):
        assert len(opinion.first) == 2


def test_there_may_be_nothing_to_ask() -> None:
    assert second_opinions(matrix([], [])) == ()
    assert second_opinions(matrix([0], [[3, 2]])) == ()
    assert second_opinions(matrix([1], [[3, 2]], out=["o1"])) == ()
