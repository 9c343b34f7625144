import random
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.domain.lab import Measure, Ratio
from store.lab.report_sentences import sentence
from store.lab.statistics import LEAST, interval, measurement, ratio

some_values = st.lists(st.floats(0.001, 1e9), min_size=1, max_size=20)


@given(some_values)
@settings(max_examples=30)
def test_an_interval_holds_the_median_and_nothing_that_was_not_measured(
    values: list[float],
) -> None:
    low, high = interval(values)
    assert min(values) <= low <= median(values) <= high <= max(values)


@given(some_values, st.sampled_from([0.25, 2.0, 1024.0]))
@settings(max_examples=20)
def test_another_unit_gives_the_same_interval(values: list[float], factor: float) -> None:
    low, high = interval(values)
    assert interval([value * factor for value in values]) == (low * factor, high * factor)


@given(some_values, st.integers(0, 5))
@settings(max_examples=20)
def test_a_seed_repeats_an_interval(values: list[float], seed: int) -> None:
    assert interval(values, seed) == interval(values, seed)


def test_the_interval_of_two_values_is_both() -> None:
    assert interval([1.0, 2.0]) == (1.0, 2.0)


def test_an_interval_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="without a value"):
        interval([])


def test_the_interval_holds_the_true_median_about_as_often_as_it_says() -> None:
    draw = random.Random(1)  # noqa: S311  # not for secrets
    held = 0
    for _ in range(100):
        low, high = interval([draw.gauss(10, 2) for _ in range(15)])
        held += low <= 10 <= high
    assert held >= 88


def test_known_values_give_a_known_ratio() -> None:
    slow = measurement("cpu", [20.0, 22.0, 18.0, 21.0, 19.0])
    fast = measurement("cpu", [10.0, 11.0, 9.0, 10.5, 9.5])
    found = ratio("Slow", slow, "Fast", fast)
    assert found is not None
    assert (found.ratio, found.low, found.high, found.seen) == (2.0, 2.0, 2.0, True)


@given(some_values, some_values)
@settings(max_examples=30)
def test_no_difference_is_seen_where_the_intervals_overlap(a: list[float], b: list[float]) -> None:
    one, other = measurement("cpu", a), measurement("cpu", b)
    found = ratio("One", one, "Other", other)
    assert found is not None
    if one.low <= other.high and other.low <= one.high:
        assert not found.seen
    if found.seen:
        assert found.low > 1 or found.high < 1


@given(some_values)
@settings(max_examples=20)
def test_a_side_does_not_differ_from_itself(values: list[float]) -> None:
    taken = measurement("cpu", values)
    found = ratio("One", taken, "Other", taken)
    assert found is not None
    assert not found.seen
    assert found.ratio == 1


def test_a_busy_moment_that_hits_both_sides_of_a_round_leaves_the_ratio_alone() -> None:
    calm = [10.0, 10.0, 10.0, 10.0, 10.0, 10.0]
    busy = [1.0, 3.0, 1.0, 1.0, 2.0, 1.0]
    one = measurement("cpu", [a * b for a, b in zip(calm, busy, strict=True)])
    other = measurement("cpu", [5 * b for b in busy])
    found = ratio("One", one, "Other", other)
    assert found is not None
    assert (found.low, found.high) == (2.0, 2.0)


def test_a_difference_that_comes_and_goes_is_not_told() -> None:
    one = measurement("cpu", [100.0 * (1 + LEAST / 2)] * 5)
    found = ratio("One", one, "Other", measurement("cpu", [100.0] * 5))
    assert found is not None
    assert not found.seen


def test_nothing_is_compared_with_zero() -> None:
    none = measurement("tables", [0.0])
    assert ratio("One", measurement("tables", [10.0]), "Other", none) is None


def test_of_the_clock_a_difference_is_told_only_where_no_round_reaches_into_the_other() -> None:
    slow = measurement("wall", [20.0, 21.0, 22.0, 20.0, 21.0, 20.0, 22.0, 21.0])
    fast = measurement("wall", [10.0, 11.0, 10.0, 11.0, 10.0, 11.0, 10.0, 20.5])
    by_interval = ratio("Slow", slow, "Fast", fast)
    by_clock = ratio("Slow", slow, "Fast", fast, elapsed=True)
    assert by_interval is not None
    assert by_clock is not None
    assert (by_interval.seen, by_clock.seen) == (True, False)
    apart = measurement("wall", [10.0] * 8)
    told = ratio("Slow", slow, "Fast", apart, elapsed=True)
    assert told is not None
    assert told.seen


def test_a_ratio_is_told_in_words() -> None:
    cpu = Measure("cpu", "CPU time", "ms", "less")
    wall = Measure("wall", "time", "ms", "less", elapsed=True)
    seen = Ratio("wall", "Django", "Flask", 2.0, 1.9, 2.1, seen=True)
    unseen = Ratio("cpu", "Django", "Flask", 1.0, 0.99, 1.01, seen=False)
    assert sentence(unseen, cpu) == (
        "Django and Flask: no difference seen in CPU time (0.99 to 1.01 times)."
    )
    assert sentence(seen, wall) == "Django: 2.00 times the time of Flask (1.90 to 2.10)."
