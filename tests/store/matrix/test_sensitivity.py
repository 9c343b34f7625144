from collections.abc import Callable
from dataclasses import replace
from math import inf, isclose

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from store.domain.matrix import Matrix, Option
from store.matrix import flips, sensitivity, unknown_ratings
from store.matrix.flips import Flip, RatingFlip
from store.matrix.groups import with_group_share, with_share
from store.matrix.scoring import LEADING, Lead, out_of_running, outcome
from store.matrix.sensitivity import End
from store.matrix.unknown_ratings import Unknown
from store.store import Store
from tests.store.matrices import NEAR, Table, completed, exact, matrices, matrix, named, rated

HAIR = 1e-4
FAR = 1e7
some_values = st.lists(st.floats(0, 5), min_size=1, max_size=5)


def leader_of(m: Matrix) -> Option:
    standing = outcome(m)
    assume(standing.lead in LEADING)
    return standing.first[0].option


def ahead(m: Matrix, option: Option) -> float:
    """How far an option is ahead of the best of the others; negative behind it."""
    others = [exact(m, other) for other in m.comparison.options if other != option]
    return float(exact(m, option) - max(others))


def bisected(stays: Callable[[float], bool], inside: float, outside: float) -> float:
    """Where a lead that holds at one weight and not at another ends."""
    for _ in range(50):
        middle = (inside + outside) / 2
        if stays(middle):
            inside = middle
        else:
            outside = middle
    return (inside + outside) / 2


# Intervals of weights


@settings(max_examples=50)
@given(m=matrices(least=2))
def test_the_ends_of_an_interval_are_where_bisection_finds_them(m: Matrix) -> None:
    leader = leader_of(m)
    for each in sensitivity.intervals(m):
        slug, now = each.criterion.slug, each.weight
        assert now == m.weights[slug]

        def stays(weight: float, slug: str = slug) -> bool:
            changed = m.with_weight(slug, weight)
            return not any(changed.weights.values()) or ahead(changed, leader) >= 0

        if stays(0):
            assert each.low.weight < NEAR
        else:
            assert isclose(each.low.weight, bisected(stays, now, 0), abs_tol=1e-6)
        if stays(FAR):
            assert each.high.weight == inf
        else:
            assert isclose(each.high.weight, bisected(stays, now, FAR), abs_tol=1e-6)


@given(m=matrices(least=2))
def test_at_the_end_of_an_interval_the_two_are_level_and_beyond_the_other_leads(m: Matrix) -> None:
    leader = leader_of(m)
    for each in sensitivity.intervals(m):
        for end, further in ((each.low, -HAIR), (each.high, HAIR)):
            if end.challenger is None:
                continue
            assert end.certain
            level = m.with_weight(each.criterion.slug, end.weight)
            assert abs(float(exact(level, leader) - exact(level, end.challenger))) < NEAR
            assert leader in [score.option for score in outcome(level).first]
            if end.weight + further >= 0:
                beyond = m.with_weight(each.criterion.slug, end.weight + further)
                assert ahead(beyond, leader) < 0
                assert ahead(beyond, end.challenger) >= 0


@given(m=matrices(least=2))
def test_a_share_is_reached_while_the_other_weights_keep_their_proportions(m: Matrix) -> None:
    leader = leader_of(m)
    total = sum(m.weights.values())
    for each in sensitivity.intervals(m):
        slug = each.criterion.slug
        assert isclose(each.share, m.weights[slug] / total)
        assert 0 <= each.low.share <= each.share + NEAR
        assert each.share - NEAR <= each.high.share <= 1
        others = total - m.weights[slug]
        for end in (each.low, each.high):
            if end.challenger:
                weights = {
                    name: weight / others * (1 - end.share) for name, weight in m.weights.items()
                }
                level = replace(m, weights={**weights, slug: end.share})
                assert abs(float(exact(level, leader) - exact(level, end.challenger))) < NEAR


@settings(suppress_health_check=[HealthCheck.filter_too_much])
@given(m=matrices(least=2, unknown=True), values=some_values, part=st.floats(0, 1))
def test_within_an_interval_the_leader_is_first_whatever_the_unknown_is(
    m: Matrix, values: list[float], part: float
) -> None:
    leader = leader_of(m)
    some = completed(m, values)
    for each in sensitivity.intervals(m):
        low, high = each.low.weight, min(each.high.weight, 20)
        weight = low + part * (high - low)
        assert ahead(some.with_weight(each.criterion.slug, weight), leader) >= -NEAR


@settings(suppress_health_check=[HealthCheck.filter_too_much])
@given(m=matrices(least=2, unknown=True), values=some_values)
def test_what_is_told_for_certain_holds_whatever_the_unknown_is(
    m: Matrix, values: list[float]
) -> None:
    leader_of(m)
    some = completed(m, values)
    for each in sensitivity.intervals(m):
        for end, further in ((each.low, -HAIR), (each.high, HAIR)):
            if end.challenger and end.certain and end.weight + further >= 0:
                beyond = some.with_weight(each.criterion.slug, end.weight + further)
                assert ahead(beyond, end.challenger) >= -NEAR


def test_past_the_end_of_an_interval_the_unknown_decides() -> None:
    m = matrix([4, 1], [[5, 2], [1, None]])
    (_, each) = sensitivity.intervals(m)
    assert (each.low.weight, each.high.weight, each.high.certain) == (0, 3, False)
    beyond = m.with_weight("c1", 3.01)
    assert outcome(rated(beyond, "c1", "o1", 5)).first[0].option.slug == "o1"
    assert outcome(rated(beyond, "c1", "o1", 0)).first[0].option.slug == "o0"


@given(m=matrices(least=2, unknown=True), data=st.data(), factor=st.sampled_from([0.25, 2, 3]))
def test_neither_order_nor_scale_moves_an_interval(
    m: Matrix, data: st.DataObject, factor: float
) -> None:
    other = replace(
        m,
        weights={slug: weight * factor for slug, weight in m.weights.items()},
        comparison=replace(
            m.comparison,
            criteria=tuple(data.draw(st.permutations(m.comparison.criteria))),
            options=tuple(data.draw(st.permutations(m.comparison.options))),
        ),
    )
    before = {each.criterion: each for each in sensitivity.intervals(m)}
    after = {each.criterion: each for each in sensitivity.intervals(other)}
    assert before.keys() == after.keys()
    for criterion, each in before.items():
        for one, two in (
            (each.low, after[criterion].low),
            (each.high, after[criterion].high),
        ):
            assert isclose(one.share, two.share, abs_tol=NEAR)
            assert one.weight == two.weight or isclose(
                one.weight * factor, two.weight, rel_tol=1e-6, abs_tol=1e-6
            )


def test_the_intervals_of_a_matrix_worked_out_by_hand() -> None:
    # 6 x 5 + 2 x 1 = 32 against 6 x 3 + 2 x 4 = 26.
    m = matrix([6, 2], [[5, 3], [1, 4]])
    other = m.comparison.options[1:]
    c0, c1 = sensitivity.intervals(m)
    assert (c0.share, c0.low, c0.high) == (0.75, End(0.6, 3, other), End(1, inf))
    assert (c1.share, c1.low, c1.high) == (0.25, End(0, 0), End(0.4, 4, other))


def test_where_nobody_leads_there_are_no_intervals_and_alone_there_is_no_end() -> None:
    for m in (matrix([1], [[3, 3]]), matrix([0], [[3, 2]]), matrix([1], [[3, None]])):
        assert not sensitivity.intervals(m)
        assert not sensitivity.group_intervals(m)
    (each,) = sensitivity.intervals(matrix([1], [[3, 2]], out=["o1"]))
    assert (each.low, each.high) == (End(0, 0), End(1, inf))


def test_a_criterion_that_alone_carries_weight_decides_at_any_weight() -> None:
    alone, other = sensitivity.intervals(matrix([5, 0], [[5, 1], [1, 5]]))
    assert (alone.share, alone.low, alone.high) == (1, End(0, 0), End(1, inf))
    assert (other.low.weight, other.high.weight) == (0, 5)


def test_options_out_of_the_running_end_no_interval() -> None:
    table = [[5, 3, 5], [1, 4, 5]]
    whole = sensitivity.intervals(matrix([6, 2], table, out=["o2"]))
    assert [each.high.weight for each in whole] == [inf, 4]
    barred = matrix([6, 2], [[5, 3, 3.5], [1, 4, 5]], minimums={"c0": 4})
    assert sensitivity.intervals(barred)[1].high.weight == inf


def test_ten_thousand_criteria_have_intervals() -> None:
    m = matrix([1.0] * 10_000, [[5, 1]] * 5_001 + [[1, 5]] * 4_999)
    each = sensitivity.intervals(m)
    # 2 criteria ahead: one that speaks for the leader may lose its weight, the others gain 2.
    assert (each[0].low, each[0].high.weight) == (End(0, 0), inf)
    assert (each[-1].low, each[-1].high.weight) == (End(0, 0), 3)


@settings(max_examples=50)
@given(m=matrices(least=2))
def test_the_interval_of_a_group_ends_where_bisection_finds_it(m: Matrix) -> None:
    leader = leader_of(m)
    for each in sensitivity.group_intervals(m):
        assume(each.group.share < 1)

        def stays(share: float, group: str = each.group.name) -> bool:
            return ahead(replace(m, weights=with_group_share(m, group, share)), leader) >= -1e-12

        for end, furthest in ((each.low, 0.0), (each.high, 1.0)):
            if stays(furthest):
                assert isclose(end.share, furthest, abs_tol=1e-6)
            else:
                found = bisected(stays, each.group.share, furthest)
                assert isclose(end.share, found, abs_tol=1e-6)


# The nearest flip by a weight


def gap(m: Matrix, one: Option, other: Option, slug: str, weight: float) -> float:
    """The lead of one over the other with that weight."""
    changed = m.with_weight(slug, weight)
    return float(exact(changed, one) - exact(changed, other))


def beyond(flip: Flip) -> float:
    """A weight a bit further than the flip, as seen from the weight that counts now."""
    return flip.weight + (1e-3 if flip.rises else -1e-3)


@given(m=matrices(least=2))
def test_the_nearest_flip_makes_the_two_level_and_a_bit_more_turns_them(m: Matrix) -> None:
    flip = flips.nearest_flip(m)
    assume(flip)
    assert flip
    leader = outcome(m).first[0].option
    slug = flip.criterion.slug
    assert 0 <= flip.weight <= 10
    assert flip.rises == (flip.weight > m.weights[slug])
    assert gap(m, leader, flip.challengers[0], slug, m.weights[slug]) > 0
    assert abs(gap(m, leader, flip.challengers[0], slug, flip.weight)) < NEAR
    further = beyond(flip)
    if 0 <= further <= 10:
        assert gap(m, leader, flip.challengers[0], slug, further) < 0
        changed = outcome(m.with_weight(slug, further))
        assert leader not in [score.option for score in changed.first]


@settings(max_examples=50)
@given(m=matrices(least=2))
def test_no_closer_weight_ends_the_lead(m: Matrix) -> None:
    standing = outcome(m)
    assume(standing.lead in LEADING)
    leader = standing.first[0].option
    flip = flips.nearest_flip(m)
    for criterion in m.comparison.criteria:
        now = m.weights[criterion.slug]
        reach = abs(flip.weight - m.weights[flip.criterion.slug]) if flip else 10.0
        for step in range(41):
            weight = step / 4
            if abs(weight - now) < reach - 1e-6:
                changed = m.with_weight(criterion.slug, weight)
                best = max(exact(changed, other.option) for other in standing.rest)
                # At an end of the scale another may draw level: that ends no lead.
                level = weight in (0, 10) and exact(changed, leader) == best
                assert exact(changed, leader) > best or level or not any(changed.weights.values())


def test_the_nearest_flip_of_a_matrix_worked_out_by_hand() -> None:
    # 6 x 5 + 2 x 1 = 32 against 6 x 3 + 2 x 4 = 26; each point on c1 brings o1 three closer.
    flip = flips.nearest_flip(matrix([6, 2], [[5, 3], [1, 4]]))
    assert flip
    assert (flip.criterion.slug, flip.challengers[0].slug) == ("c1", "o1")
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
    flip = flips.nearest_flip(matrix(weights, table))
    assert flip is None


def test_the_flip_of_every_shipped_preset_holds(store: Store) -> None:
    for preset in store.read.matrix().comparison.presets:
        m = store.read.matrix(preset.slug)
        flip = flips.nearest_flip(m)
        if flip:
            leader = outcome(m).first[0].option
            slug = flip.criterion.slug
            assert abs(gap(m, leader, flip.challengers[0], slug, flip.weight)) < NEAR


# Flips by a share, a group, a rating


@given(m=matrices(least=2))
def test_the_nearest_share_flips_the_lead_and_where_there_is_none_no_weights_do(m: Matrix) -> None:
    leader = leader_of(m)
    flip = flips.nearest_share_flip(m)
    assert sensitivity.unbeatable(m) == (flip is None or ahead_at_none(m, leader))
    if flip:
        changed = with_share(m, [flip.criterion], flip.share)
        level = replace(m, weights=changed)
        assert abs(float(exact(level, leader) - exact(level, flip.challengers[0]))) < NEAR
        further = flip.share + (HAIR if flip.rises else -HAIR)
        if 0 <= further <= 1:
            changed = with_share(m, [flip.criterion], further)
            assert ahead(replace(m, weights=changed), leader) < 0


def ahead_at_none(m: Matrix, leader: Option) -> bool:
    """Whether no criterion taken alone puts another option ahead."""
    alone = (
        replace(m, weights={**dict.fromkeys(m.weights, 0.0), criterion.slug: 1.0})
        for criterion in m.comparison.criteria
    )
    return all(ahead(each, leader) >= 0 for each in alone)


@given(m=matrices(least=2))
def test_the_nearest_group_share_flips_the_lead(m: Matrix) -> None:
    leader = leader_of(m)
    flip = flips.nearest_group_flip(m)
    assume(flip)
    assert flip
    further = flip.share + (HAIR if flip.rises else -HAIR)
    assume(0 <= further <= 1)
    changed = replace(m, weights=with_group_share(m, flip.group.name, further))
    assert ahead(changed, leader) < 0
    assert ahead(changed, flip.challengers[0]) >= 0


def slugs(found: Flip | RatingFlip | None) -> list[str]:
    assert found
    return [option.slug for option in found.challengers]


def test_options_alike_take_over_together() -> None:
    m = matrix([5, 4], [[5, 2, 2], [0, 3, 3]])
    assert slugs(flips.nearest_flip(m)) == ["o1", "o2"]
    assert slugs(flips.nearest_share_flip(m)) == ["o1", "o2"]
    assert slugs(flips.nearest_rating_flip(m)) == ["o1", "o2"]
    group = flips.nearest_group_flip(m)
    assert group
    assert len(group.challengers) == 2
    barred = replace(m, minimums={"c0": 4.9})
    assert not barred.ruled_out
    out = flips.nearest_rating_flip(matrix([1, 1], [[5, 4, 4], [5, 0, 0]], minimums={"c0": 4}))
    assert slugs(out) == ["o1", "o2"]


def test_of_several_shares_the_nearest_is_told() -> None:
    m = matrix([6, 2, 2], [[5, 3, 3], [1, 4, 3], [2, 2, 5]])
    ends = [
        (abs(end.share - each.share), each.criterion, end.share)
        for each in sensitivity.intervals(m)
        for end in (each.low, each.high)
        if end.challengers
    ]
    assert len(ends) > 2
    nearest = min(ends, key=lambda end: end[0])
    flip = flips.nearest_share_flip(m)
    assert flip
    assert (flip.criterion, flip.share) == nearest[1:]


def test_a_flip_at_which_another_leads_goes_before_one_that_only_draws_level() -> None:
    # o1 draws level where c1 weighs nothing, but is nowhere better.
    m = matrix([5, 1, 5], [[3, 3, 0], [3, 2, 0], [3, 3, 4]])
    flip = flips.nearest_flip(m)
    assert flip
    assert (flip.criterion.slug, slugs(flip)) == ("c0", ["o2"])
    share = flips.nearest_share_flip(m)
    assert share
    assert slugs(share) == ["o2"]
    rating = flips.nearest_rating_flip(matrix([1], [[4, 5]]))
    assert rating
    assert (rating.option.slug, rating.rating, rating.rises) == ("o1", 4, False)


def at(m: Matrix, flip: RatingFlip, rating: float) -> Matrix:
    return rated(m, flip.criterion.slug, flip.option.slug, rating)


def value(m: Matrix, flip: RatingFlip | Unknown) -> float:
    return m.ratings[flip.criterion.slug, flip.option.slug].value or 0.0


@given(m=matrices(least=2, minimums=True))
def test_the_nearest_rating_flips_the_lead(m: Matrix) -> None:
    leader = leader_of(m)
    flip = flips.nearest_rating_flip(m)
    assume(flip)
    assert flip
    assert 0 <= flip.rating <= 5
    assert flip.rises == (flip.option == flip.challengers[0])
    level = outcome(at(m, flip, flip.rating))
    assert leader in [score.option for score in level.first]
    if not flip.misses_must:
        assert flip.challengers[0] in [score.option for score in level.first]
    further = flip.rating + (HAIR if flip.rises else -HAIR)
    if 0 <= further <= 5:
        changed = outcome(at(m, flip, further))
        assert leader not in [score.option for score in changed.first]
        assert flip.challengers[0] in [score.option for score in changed.first]


@given(m=matrices(least=2, minimums=True))
def test_no_smaller_change_of_a_rating_ends_the_lead(m: Matrix) -> None:
    leader = leader_of(m)
    flip = flips.nearest_rating_flip(m)
    reach = abs(flip.rating - value(m, flip)) if flip else 6.0
    running = {score.option.slug for score in outcome(m).ranked}
    for (criterion, option), rating in m.ratings.items():
        for step in range(11):
            changed = rated(m, criterion, option, step / 2)
            if option in running and abs(step / 2 - (rating.value or 0)) < reach - 1e-6:
                standing = outcome(changed)
                # At an end of the scale another may draw level: that ends no lead.
                level = step in (0, 10) and standing.lead is Lead.TIE
                assert standing.lead in (*LEADING, Lead.ALONE) or level
                assert leader in [score.option for score in standing.first]


@pytest.mark.parametrize(
    ("m", "cell", "rating"),
    [
        # 4 ahead: on the heaviest criterion 4 / 4 is the least.
        (matrix([4, 1], [[4, 2], [0, 4]]), ("c0", "o1"), 3),
        # It cannot rise so far, but the leader's can fall.
        (matrix([4, 1], [[5, 4.5], [4, 0]]), ("c0", "o0"), 3.5),
        # Below its bar the leader is out before it is passed.
        (matrix([4, 1], [[5, 4.5], [4, 3.5]], minimums={"c1": 3.5}), ("c1", "o0"), 3.5),
    ],
)
def test_the_nearest_rating_worked_out_by_hand(
    m: Matrix, cell: tuple[str, str], rating: float
) -> None:
    flip = flips.nearest_rating_flip(m)
    assert flip
    assert (flip.criterion.slug, flip.option.slug) == cell
    assert flip.rating == rating
    assert flip.misses_must == bool(m.minimums)


def test_no_rating_changes_who_leads_by_far() -> None:
    assert flips.nearest_rating_flip(matrix([1] * 9, [[5, 1]] * 9)) is None


# What to find out


def halfway(m: Matrix) -> Matrix:
    """The matrix with its unknown ratings halfway from their minimums, or from 0, to 5."""
    for (criterion, option), rating in m.ratings.items():
        if rating.value is None:
            m = rated(m, criterion, option, (m.minimums.get(criterion, 0.0) + 5) / 2)
    return m


@settings(suppress_health_check=[HealthCheck.filter_too_much])
@given(m=matrices(least=2, unknown=True, minimums=True))
def test_an_unknown_rating_changes_who_leads_from_its_value_on_and_not_before(m: Matrix) -> None:
    cells = unknown_ratings.find_out(m)
    assume(cells)
    standing = outcome(m)
    leader = standing.first[0].option
    assert standing.lead is Lead.OPEN
    out = out_of_running(m)
    for cell in cells:
        bar = m.minimums.get(cell.criterion.slug, 0.0)

        def first(rating: float, cell: Unknown = cell, bar: float = bar) -> list[Option]:
            changed = halfway(rated(m, cell.criterion.slug, cell.option.slug, rating))
            missed = {cell.option.slug: ""} if rating < bar else {}
            known = replace(changed, minimums={}, ruled_out={**out, **missed})
            return [score.option for score in outcome(known).first]

        if cell.rating is None:
            assert leader in first(0.0)
            assert leader in first(5.0)
            continue
        assert cell.challenger
        sign = 1 if cell.rises else -1
        if 0 <= cell.rating - sign * HAIR <= 5:
            assert leader in first(cell.rating - sign * HAIR) or cell.must
        if 0 <= cell.rating + sign * HAIR <= 5:
            assert set(cell.challengers) == set(first(cell.rating + sign * HAIR))
    ends = {0.0, 5.0}
    points = [each.points for each in cells if each.rating is not None and each.rating not in ends]
    assert points == sorted(points, reverse=True)


def test_what_to_find_out_is_what_could_change_who_leads() -> None:
    m = named({"Start": (4, (3, 2, 0)), "Admin": (2, (2, None, None)), "Forms": (0, (1, None, 5))})
    django, bottle = unknown_ratings.find_out(m)
    assert (django.criterion.name, django.option.name) == ("Admin", "Django")
    assert (django.rating, django.rises, django.challenger) == (4, True, django.option)
    assert isclose(django.points, 100 / 3)
    assert (bottle.option.name, bottle.rating, bottle.challenger) == ("Bottle", None, None)


def test_an_unknown_must_of_the_leader_is_to_be_found_out() -> None:
    m = named({"Start": (4, (5, 2)), "Admin": (0, (None, 4))}, minimums={"Admin": 3})
    (cell,) = unknown_ratings.find_out(m)
    assert (cell.rating, cell.rises, cell.must) == (3, False, True)
    assert cell.challenger
    assert cell.challenger.name == "Django"


def test_where_it_is_not_open_nothing_is_to_be_found_out() -> None:
    assert unknown_ratings.find_out(matrix([4, 1], [[5, 2], [1, None]])) == ()
    assert unknown_ratings.find_out(matrix([0], [[None, None]])) == ()
    assert unknown_ratings.find_out(matrix([1], [[None, None]], out=["o1"])) == ()
