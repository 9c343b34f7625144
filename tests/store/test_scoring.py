from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import pairwise, product

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from store import scoring
from store.scoring import Lead
from store.store import Store
from store.types import Comparison, Criterion, Matrix, Option, Rating, Source

NEAR = 1e-9

Table = list[list[float | None]]
"""Ratings: a row a criterion, a column an option."""


def matrix(weights: list[float], table: Table, out: tuple[str, ...] = ()) -> Matrix:
    """A matrix with criteria "c0" … and options "o0" …"""
    options = tuple(Option(f"o{i}", f"O{i}", "", "") for i in range(len(table[0])))
    criteria = tuple(
        Criterion(f"c{i}", "g", f"C{i}", "?", "none", "all", "t", 1) for i in range(len(table))
    )
    source = Source("s", "S", None, "run", date(2026, 11, 23))
    ratings = {
        (f"c{i}", f"o{j}"): Rating(value, "because", (source,))
        for i, row in enumerate(table)
        for j, value in enumerate(row)
    }
    by_slug = {f"c{i}": weight for i, weight in enumerate(weights)}
    comparison = Comparison("x", "X", "?", options, criteria, ratings, by_slug, ())
    return Matrix(0, "X", None, comparison, by_slug, ratings, dict.fromkeys(out, "no"))


def exact(matrix: Matrix, option: Option) -> Fraction:
    """The score by the definition, without rounding; every rating must be known."""
    total = points = Fraction(0)
    for criterion in matrix.comparison.criteria:
        value = matrix.ratings[criterion.slug, option.slug].value
        assert value is not None
        weight = Fraction(matrix.weights[criterion.slug])
        total += weight
        points += weight * Fraction(value)
    return points / (5 * total) if total else Fraction(0)


def option(matrix: Matrix, slug: str) -> Option:
    return matrix.comparison.option(slug)


halves = st.integers(0, 10).map(lambda n: n / 2)
quarters = st.integers(0, 40).map(lambda n: n / 4)
any_weight = quarters | st.floats(0, 10, allow_subnormal=False).filter(lambda w: w == 0 or w > 1e-3)


@st.composite
def matrices(draw: st.DrawFn, *, unknown: bool = False, least: int = 1) -> Matrix:
    rows, columns = draw(st.integers(1, 5)), draw(st.integers(least, 4))
    cell: st.SearchStrategy[float | None] = st.none() | halves if unknown else halves
    table = [[draw(cell) for _ in range(columns)] for _ in range(rows)]
    return matrix([draw(any_weight) for _ in range(rows)], table)


def leaders(outcome: scoring.Outcome) -> set[str]:
    return {score.option.slug for score in outcome.first}


# Scores


@given(m=matrices())
def test_a_score_is_the_weighted_mean_of_the_ratings(m: Matrix) -> None:
    for score in scoring.scores(m):
        assert score.low == score.high
        assert abs(score.low - float(exact(m, score.option))) < NEAR


@given(m=matrices())
def test_the_leader_has_the_highest_score(m: Matrix) -> None:
    by_slug = {o.slug: exact(m, o) for o in m.comparison.options}
    best = max(by_slug.values())
    assume(all(value == best or best - value > 1e-6 for value in by_slug.values()))
    standing = scoring.outcome(m)
    if not any(m.weights.values()):
        assert standing.lead is Lead.NONE
        return
    winners = {slug for slug, value in by_slug.items() if value == best}
    assert leaders(standing) == winners
    if len(by_slug) == 1:
        assert standing.lead is Lead.ALONE
    else:
        assert standing.lead is (Lead.LEADS if len(winners) == 1 else Lead.TIE)
    ordered = [by_slug[score.option.slug] for score in (*standing.first, *standing.rest)]
    assert all(a >= b or b - a < NEAR for a, b in pairwise(ordered))
    assert len(ordered) == len(by_slug)


@given(m=matrices(unknown=True), factor=st.sampled_from([0.125, 0.5, 2.0, 3.0, 0.1]))
def test_only_the_proportion_of_the_weights_counts(m: Matrix, factor: float) -> None:
    scaled = replace(m, weights={slug: weight * factor for slug, weight in m.weights.items()})
    for one, other in zip(scoring.scores(m), scoring.scores(scaled), strict=True):
        assert abs(one.low - other.low) < NEAR
        assert abs(one.high - other.high) < NEAR


@given(m=matrices(unknown=True), data=st.data())
def test_the_order_of_criteria_and_options_changes_no_score(m: Matrix, data: st.DataObject) -> None:
    shuffled = replace(
        m,
        comparison=replace(
            m.comparison,
            criteria=tuple(data.draw(st.permutations(m.comparison.criteria))),
            options=tuple(data.draw(st.permutations(m.comparison.options))),
        ),
    )
    before = {score.option.slug: score for score in scoring.scores(m)}
    after = {score.option.slug: score for score in scoring.scores(shuffled)}
    assert before.keys() == after.keys()
    for slug, score in before.items():
        assert abs(score.low - after[slug].low) < NEAR
        assert abs(score.high - after[slug].high) < NEAR


def with_column(m: Matrix, column: list[float | None]) -> Matrix:
    """The matrix with one more option, "late"."""
    late = Option("late", "Late", "", "")
    ratings = {
        (criterion.slug, "late"): Rating(value, "because")
        for criterion, value in zip(m.comparison.criteria, column, strict=False)
    }
    comparison = replace(m.comparison, options=(*m.comparison.options, late))
    return replace(m, comparison=comparison, ratings={**m.ratings, **ratings})


@given(m=matrices(least=2), column=st.lists(halves, min_size=5, max_size=5))
def test_one_more_also_ran_changes_neither_scores_nor_leader(
    m: Matrix, column: list[float | None]
) -> None:
    before = scoring.outcome(m)
    assume(before.first)
    larger = with_column(m, column)
    late = option(larger, "late")
    assume(float(exact(larger, late)) < before.first[0].low - 1e-6)
    after = scoring.outcome(larger)
    assert after.lead is before.lead
    assert after.first == before.first
    assert scoring.scores(larger)[:-1] == scoring.scores(m)


@given(m=matrices(least=2))
def test_a_dominated_option_never_leads(m: Matrix) -> None:
    standing = scoring.outcome(m)
    for one, other in product(m.comparison.options, repeat=2):
        behind = [
            (m.ratings[c.slug, other.slug].value or 0) - (m.ratings[c.slug, one.slug].value or 0)
            for c in m.comparison.criteria
            if m.weights[c.slug] > 0
        ]
        if any(behind) and min(behind) >= 0:
            assert one.slug not in leaders(standing)


# Unknown ratings


@given(m=matrices(unknown=True), data=st.data())
def test_a_range_holds_every_completion_and_no_more(m: Matrix, data: st.DataObject) -> None:
    unknown = [cell for cell, rating in m.ratings.items() if rating.value is None]

    def filled(values: list[float]) -> Matrix:
        known = {
            cell: replace(m.ratings[cell], value=value)
            for cell, value in zip(unknown, values, strict=True)
        }
        return replace(m, ratings={**m.ratings, **known})

    some = filled([data.draw(st.floats(0, 5)) for _ in unknown])
    worst, best = filled([0.0] * len(unknown)), filled([5.0] * len(unknown))
    for score in scoring.scores(m):
        assert score.low - NEAR <= float(exact(some, score.option)) <= score.high + NEAR
        assert abs(score.low - float(exact(worst, score.option))) < NEAR
        assert abs(score.high - float(exact(best, score.option))) < NEAR


@settings(suppress_health_check=[HealthCheck.filter_too_much])  # few random ranges are apart
@given(m=matrices(unknown=True, least=2), data=st.data())
def test_who_leads_outright_leads_whatever_the_unknown_turns_out_to_be(
    m: Matrix, data: st.DataObject
) -> None:
    standing = scoring.outcome(m)
    assume(standing.lead is Lead.LEADS)
    known = {
        cell: replace(rating, value=data.draw(st.floats(0, 5)))
        for cell, rating in m.ratings.items()
        if rating.value is None
    }
    completed = replace(m, ratings={**m.ratings, **known})
    leader = standing.first[0].option
    for other in standing.rest:
        assert exact(completed, leader) >= exact(completed, other.option) - Fraction(NEAR)


def test_an_unknown_rating_is_a_range_and_not_a_zero() -> None:
    (score, other) = scoring.scores(matrix([3, 1], [[4, 2], [None, 5]]))
    assert (score.low, score.high) == (0.6, 0.85)
    assert other.low == other.high == 0.55
    assert scoring.outcome(matrix([3, 1], [[4, 2], [None, 5]])).lead is Lead.LEADS


def test_the_race_is_open_while_the_unknown_could_turn_it() -> None:
    standing = scoring.outcome(matrix([1, 1], [[5, 4], [2, None]]))
    assert standing.lead is Lead.OPEN
    assert len(standing.first) == 1
    assert len(standing.rest) == 1


def test_an_unknown_rating_without_weight_does_not_matter() -> None:
    standing = scoring.outcome(matrix([1, 0], [[5, 4], [2, None]]))
    assert standing.lead is Lead.LEADS
    assert leaders(standing) == {"o0"}


# Where nobody leads


def test_a_tie_is_told_with_all_who_share_it() -> None:
    standing = scoring.outcome(matrix([1, 2], [[3, 1, 0], [1, 2, 0]]))
    assert standing.lead is Lead.TIE
    assert leaders(standing) == {"o0", "o1"}
    assert [score.option.slug for score in standing.rest] == ["o2"]


def test_a_tie_survives_the_rounding_of_weights() -> None:
    standing = scoring.outcome(matrix([0.1, 0.2, 0.3], [[5, 0], [5, 0], [0, 5]]))
    assert standing.lead is Lead.TIE


@given(m=matrices(unknown=True))
def test_without_weights_nobody_leads(m: Matrix) -> None:
    flat = replace(m, weights=dict.fromkeys(m.weights, 0.0))
    standing = scoring.outcome(flat)
    assert standing.lead is Lead.NONE
    assert standing.first == ()
    assert len(standing.rest) == len(m.comparison.options)
    assert {score.high for score in scoring.scores(flat)} == {0.0}
    assert scoring.nearest_flip(flat) is None
    one, other = m.comparison.options[0], m.comparison.options[-1]
    assert scoring.contributions(flat, one, other) == ()


def test_options_ruled_out_do_not_run() -> None:
    table: Table = [[1, 5, 3]]
    standing = scoring.outcome(matrix([1], table, out=("o1",)))
    assert leaders(standing) == {"o2"}
    assert [score.option.slug for score in standing.rest] == ["o0"]
    assert scoring.outcome(matrix([1], table, out=("o1", "o2"))).lead is Lead.ALONE
    assert scoring.outcome(matrix([1], table, out=("o0", "o1", "o2"))).lead is Lead.NONE
    assert len(scoring.scores(matrix([1], table, out=("o1",)))) == 3


# What speaks for the leader


@given(m=matrices(least=2))
def test_contributions_add_up_to_the_lead(m: Matrix) -> None:
    assume(any(m.weights.values()))
    one, other = m.comparison.options[:2]
    parts = scoring.contributions(m, one, other)
    lead = 100 * float(exact(m, one) - exact(m, other))
    assert abs(sum(part.points for part in parts) - lead) < 1e-6
    sizes = [abs(part.points) for part in parts]
    assert sizes == sorted(sizes, reverse=True)
    assert all(sizes)


def test_an_unknown_rating_contributes_nothing() -> None:
    m = matrix([1, 1], [[5, 4], [2, None]])
    parts = scoring.contributions(m, option(m, "o0"), option(m, "o1"))
    assert [(part.criterion.slug, part.points) for part in parts] == [("c0", 10)]


# What would change it


def gap(m: Matrix, one: Option, other: Option, slug: str, weight: float) -> float:
    """The lead of one over the other with that weight."""
    changed = m.with_weight(slug, weight)
    return float(exact(changed, one) - exact(changed, other))


def beyond(flip: scoring.Flip) -> float:
    """A weight a bit further than the flip, as seen from the weight that counts now."""
    return flip.weight + (1e-3 if flip.rises else -1e-3)


@given(m=matrices(least=2))
def test_the_nearest_flip_makes_the_two_level_and_a_bit_more_turns_them(m: Matrix) -> None:
    flip = scoring.nearest_flip(m)
    assume(flip)
    assert flip
    leader = scoring.outcome(m).first[0].option
    slug = flip.criterion.slug
    assert 0 <= flip.weight <= 10
    assert flip.rises == (flip.weight > m.weights[slug])
    assert gap(m, leader, flip.challenger, slug, m.weights[slug]) > 0
    assert abs(gap(m, leader, flip.challenger, slug, flip.weight)) < NEAR
    further = beyond(flip)
    if 0 <= further <= 10:
        assert gap(m, leader, flip.challenger, slug, further) < 0
        assert leader.slug not in leaders(scoring.outcome(m.with_weight(slug, further)))


@given(m=matrices(least=2))
def test_no_closer_weight_ends_the_lead(m: Matrix) -> None:
    standing = scoring.outcome(m)
    assume(standing.lead is Lead.LEADS)
    leader = standing.first[0].option
    flip = scoring.nearest_flip(m)
    for criterion in m.comparison.criteria:
        now = m.weights[criterion.slug]
        reach = abs(flip.weight - m.weights[flip.criterion.slug]) if flip else 10.0
        for step in range(41):
            weight = step / 4
            if abs(weight - now) < reach - 1e-6:
                changed = m.with_weight(criterion.slug, weight)
                best = max(exact(changed, other.option) for other in standing.rest)
                assert exact(changed, leader) > best or not any(changed.weights.values())


def test_the_nearest_flip_of_a_matrix_worked_out_by_hand() -> None:
    # 6 x 5 + 2 x 1 = 32 against 6 x 3 + 2 x 4 = 26; each point on c1 brings o1 three closer.
    flip = scoring.nearest_flip(matrix([6, 2], [[5, 3], [1, 4]]))
    assert flip
    assert (flip.criterion.slug, flip.challenger.slug) == ("c1", "o1")
    assert (flip.weight, flip.rises) == (4, True)


@pytest.mark.parametrize(
    ("weights", "table"),
    [
        ([1, 1], [[5, 1], [5, 1]]),  # better throughout
        ([1, 1], [[3, 3], [2, 2]]),  # level
        ([1], [[4]]),  # alone
        ([1, 1], [[5, 4], [2, None]]),  # open
        ([10, 10, 10], [[5, 3], [5, 3], [3, 4]]),  # out of reach, up and down
    ],
)
def test_there_is_no_flip_where_no_single_weight_ends_a_lead(
    weights: list[float], table: Table
) -> None:
    flip = scoring.nearest_flip(matrix(weights, table))
    assert flip is None


def test_the_flip_of_every_shipped_preset_holds(store: Store) -> None:
    for preset in store.read.matrix().comparison.presets:
        m = store.read.matrix(preset.slug)
        flip = scoring.nearest_flip(m)
        if flip:
            leader = scoring.outcome(m).first[0].option
            slug = flip.criterion.slug
            assert abs(gap(m, leader, flip.challenger, slug, flip.weight)) < NEAR


# How numbers are shown


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [
        (0.7819, 0.7819, "78.2 %"),
        (0.61, 0.8, "61.0 to 80.0 %"),
        (0.78001, 0.78002, "78.0 %"),
        (0, 1, "0.0 to 100.0 %"),
    ],
)
def test_a_score_is_shown_as_a_percentage(low: float, high: float, shown: str) -> None:
    assert scoring.percent(scoring.Score(Option("o", "O", "", ""), low, high)) == shown


@pytest.mark.parametrize(
    ("value", "shown"), [(9.0, "9"), (7.5, "7.5"), (0.0, "0"), (10.0, "10"), (3.333, "3.33")]
)
def test_a_weight_is_shown_without_needless_digits(value: float, shown: str) -> None:
    assert scoring.number(value) == shown
