from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, permutations, product

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from store.domain.matrix import Matrix, Option, Rating
from store.matrix import number_text, scoring
from store.matrix.scoring import LEADING, Lead
from tests.store.matrices import (
    NEAR,
    Table,
    completed,
    exact,
    halves,
    matrices,
    matrix,
    named,
    rated,
)


def option(matrix: Matrix, slug: str) -> Option:
    return matrix.comparison.option(slug)


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
        assert standing.lead in (LEADING if len(winners) == 1 else (Lead.TIE,))
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
    assert after.lead is before.lead or {after.lead, before.lead} == set(LEADING)
    assert after.first == before.first
    assert scoring.scores(larger)[:-1] == scoring.scores(m)


# Which option is better than another throughout


@given(m=matrices(least=2, unknown=True), values=st.lists(st.floats(0, 5), min_size=1, max_size=5))
def test_a_dominated_option_is_nowhere_better_and_never_leads(
    m: Matrix, values: list[float]
) -> None:
    standing = scoring.outcome(m)
    some = completed(m, values)
    for pair in scoring.dominated(m):
        assert pair.worse.slug not in leaders(standing)
        for criterion in m.comparison.criteria:
            if m.weights[criterion.slug] > 0:
                better, worse = (
                    some.ratings[criterion.slug, option.slug].value or 0
                    for option in (pair.better, pair.worse)
                )
                assert better >= worse


@given(m=matrices(least=2))
def test_every_dominated_option_is_found(m: Matrix) -> None:
    found = {(pair.better.slug, pair.worse.slug) for pair in scoring.dominated(m)}
    for one, other in permutations(m.comparison.options, 2):
        ahead = [
            (m.ratings[c.slug, one.slug].value or 0) - (m.ratings[c.slug, other.slug].value or 0)
            for c in m.comparison.criteria
            if m.weights[c.slug] > 0
        ]
        assert ((one.slug, other.slug) in found) == (any(ahead) and min(ahead) >= 0)


def test_what_is_unknown_dominates_only_where_it_is_certain() -> None:
    assert not scoring.dominated(matrix([1, 1], [[4, 3], [3, None]]))
    (pair,) = scoring.dominated(matrix([1, 1], [[4, 3], [5, None]]))
    assert (pair.better.slug, pair.worse.slug) == ("o0", "o1")


# Musts


def test_an_option_below_a_bar_is_out_with_the_reason() -> None:
    rows = {"Admin interface": (9, (2, 5, 4)), "Migrations": (1, (3.5, 5, 4))}
    m = named(rows, ["bottle"], {"Admin interface": 4, "Migrations": 4})
    assert scoring.out_of_running(m) == {
        "flask": (
            "Admin interface is 2, at least 4 is a must; Migrations is 3.5, at least 4 is a must"
        ),
        "bottle": "too large",
    }
    assert [option.slug for option in scoring.shortlist(m)] == ["django"]
    assert scoring.outcome(m).lead is Lead.ALONE


def test_a_rating_close_below_a_bar_is_told_apart_from_it() -> None:
    m = named(
        {"Admin": (1, (3, 2.996)), "Start": (1, (3, 2.99996))}, minimums={"Admin": 3, "Start": 3}
    )
    assert scoring.out_of_running(m) == {
        "django": "Admin is 2.996, at least 3 is a must; Start is 2.99996, at least 3 is a must"
    }
    close = named({"Admin": (1, (3.004, 3.001))}, minimums={"Admin": 3.004})
    assert scoring.out_of_running(close) == {"django": "Admin is 3.001, at least 3.004 is a must"}
    assert scoring.least_text(close, close.comparison.criteria[0]) == "3.004"


def test_a_rating_at_the_bar_is_enough_and_a_bar_needs_no_weight() -> None:
    m = named({"Admin": (0, (4, 3.75)), "Start": (1, (1, 5))}, minimums={"Admin": 4})
    assert scoring.out_of_running(m) == {"django": "Admin is 3.75, at least 4 is a must"}


def test_an_unknown_rating_rules_nobody_out_but_leaves_the_leader_open() -> None:
    m = named({"Admin": (0, (4, None)), "Start": (1, (1, 5))}, minimums={"Admin": 4})
    assert scoring.out_of_running(m) == {}
    flask, django = scoring.shortlist(m)
    assert not scoring.open_musts(m, flask)
    assert [must.slug for must in scoring.open_musts(m, django)] == ["Admin"]
    assert scoring.outcome(m).lead is Lead.OPEN
    assert scoring.outcome(rated(m, "Admin", "django", 4)).lead is Lead.LEADS
    assert scoring.outcome(rated(m, "Admin", "django", 3)).lead is Lead.ALONE


def test_the_unknown_must_of_an_also_ran_changes_nothing() -> None:
    m = named({"Admin": (0, (4, None)), "Start": (1, (5, 1))}, minimums={"Admin": 4})
    assert scoring.outcome(m).lead is Lead.LEADS


@given(m=matrices(unknown=True, minimums=True, least=2))
def test_only_the_options_in_the_running_count(m: Matrix) -> None:
    out = scoring.out_of_running(m)
    running = {option.slug for option in scoring.shortlist(m)}
    assert running.isdisjoint(out)
    assert len(running) + len(out) == len(m.comparison.options)
    assert {score.option.slug for score in scoring.outcome(m).ranked} == running
    assert scoring.ranking(m) == scoring.ranking(replace(m, ruled_out=out))


# The ranking


def test_who_is_level_shares_the_better_place() -> None:
    places = scoring.ranking(matrix([1, 1], [[1, 4, 5, 3], [2, 4, 3, 0]]))
    assert [(place.score.option.slug, place.place) for place in places] == [
        ("o1", 1),
        ("o2", 1),
        ("o0", 3),
        ("o3", 3),
    ]


def test_a_range_can_come_to_better_and_worse_places() -> None:
    places = scoring.ranking(matrix([1, 1], [[4, 4, 5], [4, None, 0]]))
    assert [(p.score.option.slug, p.place, p.best, p.worst) for p in places] == [
        ("o0", 1, 1, 2),
        ("o1", 2, 1, 3),
        ("o2", 3, 2, 3),
    ]


@given(m=matrices(unknown=True), values=st.lists(st.floats(0, 5), min_size=1, max_size=5))
def test_whatever_the_unknown_is_a_place_lies_between_the_best_and_the_worst(
    m: Matrix, values: list[float]
) -> None:
    after = {p.score.option.slug: p.place for p in scoring.ranking(completed(m, values))}
    for place in scoring.ranking(m):
        assert place.best <= place.place <= place.worst
        assert place.best <= after[place.score.option.slug] <= place.worst


def test_who_may_miss_a_must_is_ranked_by_what_keeps_it_in_the_running() -> None:
    # O2 is out below 2 on c0; from there on it scores more than O1.
    m = matrix([5, 5], [[5, 2, None], [5, 0, 1]], minimums={"c0": 2})
    assert [(p.score.option.slug, p.place, p.best, p.worst) for p in scoring.ranking(m)] == [
        ("o0", 1, 1, 1),
        ("o2", 2, 2, 2),
        ("o1", 3, 2, 3),
    ]
    # From 4 on it scores more than O1, though the middle of all it could be is less.
    m = matrix([5, 5], [[5, 4, None], [5, 0, 1]], minimums={"c0": 4})
    assert [p.score.option.slug for p in scoring.ranking(m)] == ["o0", "o2", "o1"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.filter_too_much])
@given(m=matrices(unknown=True, minimums=True, least=2))
def test_best_and_worst_place_are_those_of_all_completions(m: Matrix) -> None:
    blanks = [cell for cell, rating in m.ratings.items() if rating.value is None]
    assume(len(blanks) <= 4)
    found: dict[str, set[int]] = {}
    choices = [[0.0, m.minimums.get(slug, 0.0), 5.0] for slug, _ in blanks]
    for values in product(*choices):
        some = m
        for (criterion, slug), value in zip(blanks, values, strict=True):
            some = rated(some, criterion, slug, value)
        for place in scoring.ranking(some):
            found.setdefault(place.score.option.slug, set()).add(place.place)
    for place in scoring.ranking(m):
        places = found[place.score.option.slug]
        assert (place.best, place.worst) == (min(places), max(places))
        assert place.best <= place.place <= place.worst


# Too close to call


@pytest.mark.parametrize(
    ("weights", "table", "lead"),
    [
        ([1], [[4, 3.75]], Lead.CLOSE),
        ([1], [[4, 3.5]], Lead.LEADS),
        ([4, 2], [[3, 3.5], [5, 3.5]], Lead.CLOSE),  # 1 ahead: a step on the heaviest is 2
        ([4, 2], [[3, 3], [5, 4]], Lead.LEADS),  # 2 ahead
        ([4, 2], [[3, 3], [4, 4]], Lead.TIE),
        ([1, 1], [[5, 4.75], [5, None]], Lead.LEADS),  # by 2.75 in the middle
        ([10, 0.5, 1], [[5, 5], [5, None], [3, 2.75]], Lead.CLOSE),  # by 1.5: a step is 5
        ([1, 1], [[5, 5], [5, None]], Lead.OPEN),  # it may come to a tie
    ],
)
def test_less_than_a_step_on_the_heaviest_criterion_is_too_close_to_call(
    weights: list[float], table: Table, lead: Lead
) -> None:
    assert scoring.outcome(matrix(weights, table)).lead is lead


# Unknown ratings


@given(m=matrices(unknown=True), data=st.data())
def test_a_range_holds_every_completion_and_no_more(m: Matrix, data: st.DataObject) -> None:
    some = completed(m, data.draw(st.lists(st.floats(0, 5), min_size=1, max_size=5)))
    worst, best = completed(m, [0.0]), completed(m, [5.0])
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
    assume(standing.lead in LEADING)
    some = completed(m, data.draw(st.lists(st.floats(0, 5), min_size=1, max_size=5)))
    leader = standing.first[0].option
    for other in standing.rest:
        assert exact(some, leader) >= exact(some, other.option) - Fraction(NEAR)


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
    assert {scoring.percent(score) for score in scoring.scores(flat)} == {"–"}
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


def test_what_decides_most_comes_first() -> None:
    m = matrix([1, 9, 2, 5], [[5, 0, 1], [3, 3, 0], [4, 1, 0], [None, 4, 0]])
    one, other, _ = m.comparison.options

    def order(pair: tuple[Option, Option] | None) -> list[str]:
        return [criterion.slug for criterion in scoring.by_decisiveness(m, pair)]

    # 5 x 4 for the unknown, which may be 0; then 2 x 3, 1 x 5, and 9 x 0.
    assert order((one, other)) == order((other, one)) == order(None) == ["c3", "c2", "c0", "c1"]


@pytest.mark.parametrize("out", [("o0",), ("o0", "o1")])
def test_without_two_options_the_criteria_stay_in_their_order(out: tuple[str, ...]) -> None:
    m = matrix([1, 9], [[5, 0], [3, 1]], out=out)
    assert scoring.by_decisiveness(m) == m.comparison.criteria


# Odd matrices


def test_a_matrix_of_nothing_has_no_scores_and_nobody_leads() -> None:
    nothing = matrix([], [])
    assert not scoring.scores(nothing)
    assert not scoring.ranking(nothing)
    assert not scoring.dominated(nothing)
    assert scoring.outcome(nothing) == scoring.Outcome(Lead.NONE, (), ())
    no_criteria = replace(nothing, comparison=matrix([1], [[1, 2]]).comparison)
    no_criteria = replace(no_criteria, comparison=replace(no_criteria.comparison, criteria=()))
    assert scoring.outcome(no_criteria).lead is Lead.NONE
    assert [score.high for score in scoring.scores(no_criteria)] == [0, 0]


def test_what_is_hidden_does_not_count() -> None:
    m = matrix([1, 9], [[5, 0], [0, 5]])
    shown = replace(m, comparison=replace(m.comparison, criteria=m.comparison.criteria[:1]))
    assert [score.low for score in scoring.scores(shown)] == [1, 0]
    assert scoring.outcome(shown).lead is Lead.LEADS
    assert scoring.share(shown, shown.comparison.criteria[0]) == 1
    one, other = shown.comparison.options
    assert [part.points for part in scoring.contributions(shown, one, other)] == [100]


def test_thousands_of_criteria_are_added_up_without_loss() -> None:
    m = matrix([0.1] * 10_000, [[5, 4.9, None]] * 10_000)
    assert [score.low for score in scoring.scores(m)] == [1, 0.98, 0]
    assert scoring.outcome(m).lead is Lead.OPEN


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
    ("value", "others", "shown"),
    [
        (2.996, [3], "2.996"),
        (3, [2.996], "3"),
        (3, [3], "3"),
        (2.0408, [2.0401], "2.041"),
        (2.0408, [2.05], "2.04"),
        (0.1 + 0.2, [0.3], "0.3"),
    ],
)
def test_numbers_that_are_compared_have_as_many_digits_as_tell_them_apart(
    value: float, others: list[float], shown: str
) -> None:
    assert number_text.number(value, *others) == shown


@pytest.mark.parametrize(
    ("value", "shown"), [(9.0, "9"), (7.5, "7.5"), (0.0, "0"), (10.0, "10"), (3.333, "3.33")]
)
def test_a_weight_is_shown_without_needless_digits(value: float, shown: str) -> None:
    assert number_text.number(value) == shown
