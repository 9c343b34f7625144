from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.domain.matrix import Matrix
from store.matrix.robustness import SAMPLES, SEED, WORK, Vary, monte_carlo, robustness
from store.matrix.scoring import dominated, shortlist
from tests.store.matrices import matrices, matrix, rated

pytestmark = pytest.mark.all_samples

any_vary = st.sampled_from(Vary)


@given(m=matrices(unknown=True, minimums=True), vary=any_vary, seed=st.integers(0, 99))
@settings(max_examples=50)
def test_every_place_is_taken_once_in_every_sample(m: Matrix, vary: Vary, seed: int) -> None:
    found = robustness(m, vary, samples=40, seed=seed)
    if found is None:
        assert len(shortlist(m)) < 2 or (vary is Vary.AROUND and not any(m.weights.values()))
        return
    assert (found.vary, found.samples, found.seed) == (vary, 40, seed)
    assert found.options == shortlist(m)
    for line in (*found.places, *zip(*found.places, strict=True)):
        assert sum(line) == pytest.approx(1)
    assert found == robustness(m, vary, samples=40, seed=seed)


@given(m=matrices(least=2), vary=any_vary)
@settings(max_examples=50)
def test_a_dominated_option_is_never_first(m: Matrix, vary: Vary) -> None:
    m = replace(m, weights={slug: weight or 1.0 for slug, weight in m.weights.items()})
    found = robustness(m, vary, samples=40)
    assert found
    first = dict(zip(found.options, found.first, strict=True))
    assert all(first[pair.worse] == 0 for pair in dominated(m))


def test_both_ways_at_once_and_fewer_samples_where_they_would_take_long() -> None:
    small = matrix([2, 3], [[1, 2], [5, 4]])
    assert monte_carlo(small) == tuple(robustness(small, vary) for vary in Vary)
    assert [found.samples for found in monte_carlo(small, 30, 5)] == [30, 30]
    wide = matrix([1] * 4_000, [[1, 2]] * 4_000)
    (around, _) = monte_carlo(wide)
    assert around.samples == WORK // 8_000
    assert [found.vary for found in monte_carlo(matrix([0], [[1, 2]]), 30)] == [Vary.FREE]
    assert monte_carlo(matrix([1], [[3]])) == monte_carlo(matrix([], [])) == ()


def test_free_weights_are_uniform_over_all_ways_to_share() -> None:
    # The first leads where its weight is above the others' together: a quarter of the triangle.
    m = matrix([1, 9, 9], [[4, 2], [1, 3], [1, 3]])
    found = robustness(m, Vary.FREE)
    assert found
    assert (found.samples, found.seed) == (SAMPLES, SEED)
    assert found.first == pytest.approx((0.25, 0.75), abs=0.015)


def test_weights_around_the_chosen_ones_go_from_half_to_twice() -> None:
    # Twice one against half the other is a factor of four: 4 and a bit is out of reach.
    table = [[5, 0], [0, 5]]
    far, level, near = (robustness(matrix([w, 1], table)) for w in (4.01, 1, 2))
    assert far
    assert level
    assert near
    assert far.first == (1, 0)
    assert level.first == pytest.approx((0.5, 0.5), abs=0.015)
    # The logarithms of the factors differ by a triangle from -2 to 2: an eighth lies beyond 1.
    assert near.first == pytest.approx((0.875, 0.125), abs=0.015)


def test_a_weight_of_zero_stays_zero_around_the_chosen_ones_and_not_when_free() -> None:
    m = matrix([1, 0], [[4, 3], [0, 5]])
    around, free = robustness(m, Vary.AROUND), robustness(m, Vary.FREE)
    assert around
    assert free
    assert around.first == (1, 0)
    assert free.first == pytest.approx((1 / 6, 5 / 6), abs=0.015)


def test_an_unknown_rating_may_be_anything() -> None:
    found = robustness(matrix([1], [[4, None, 1]]))
    assert found
    assert found.first == pytest.approx((0.8, 0.2, 0), abs=0.015)
    assert found.places[2] == pytest.approx((0, 0.2, 0.8), abs=0.015)


@pytest.mark.parametrize("vary", Vary)
def test_what_is_open_between_options_is_open_in_the_samples_too(vary: Vary) -> None:
    # Of the second nothing is known, so that it is first in as many samples as 5 is above 4.
    found = robustness(matrix([3, 2, 5] * 10, [[4, None]] * 30), vary)
    assert found
    assert found.first == pytest.approx((0.8, 0.2), abs=0.015)


def test_what_misses_its_must_goes_behind_the_others() -> None:
    found = robustness(matrix([1, 0], [[5, 1], [None, 3]], minimums={"c1": 2.5}))
    assert found
    assert found.first == pytest.approx((0.5, 0.5), abs=0.015)


def test_options_alike_share_their_places() -> None:
    found = robustness(matrix([1, 2], [[4, 4, 1], [2, 2, 1]]), samples=10)
    assert found
    assert found.places == ((0.5, 0.5, 0), (0.5, 0.5, 0), (0, 0, 1))


def test_to_settle_an_unknown_rating_leaves_the_drawn_weights_the_same() -> None:
    m = matrix([3, 2], [[5, 2, 0], [1, 5, None]])
    before, after = robustness(m), robustness(rated(m, "c1", "o2", 0))
    assert before
    assert after
    assert before.first == after.first


def test_another_seed_gives_other_samples() -> None:
    m = matrix([1, 1], [[5, 0], [0, 5]])
    assert robustness(m, seed=1) != robustness(m, seed=2)


def test_it_can_be_cancelled() -> None:
    m = matrix([1, 1], [[5, 0], [0, 5]])
    asked = count()
    assert robustness(m, cancelled=lambda: next(asked) == 3) is None
    assert next(asked) == 4


def test_there_may_be_nothing_to_rank() -> None:
    assert robustness(matrix([], []), Vary.FREE) is None
    assert robustness(matrix([1], [[3]], out=["o0"]), Vary.FREE) is None
    assert robustness(matrix([0], [[3, 2]]), Vary.AROUND) is None
    assert robustness(matrix([1], [[3]]), Vary.FREE) is None
    assert robustness(matrix([1], [[3, 2]], out=["o0"]), Vary.FREE) is None
