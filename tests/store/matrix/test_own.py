"""Options and criteria of one's own, what is hidden, the order, minimums: all with the way back."""

import math
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.domain.errors import LINE_MAX, TITLE_MAX, InvalidError, NotFoundError
from store.domain.matrix import OWN_MAX, CriterionDraft, ItemKind, Matrix, OptionDraft, Rating
from store.domain.text import ADDRESS_RULE
from store.matrix import scoring
from store.store import Store
from tests.store.small import CRITERIA, OPTIONS, new_store, open_store, write_content

OPTION, CRITERION = ItemKind.OPTION, ItemKind.CRITERION
CLAY = OptionDraft("Clay", "Soft", "https://clay.example/")
SMELL = CriterionDraft("Smell", "Use", "Does it smell?", "of glue", "of wood", 7)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = new_store(write_content(tmp_path))
    yield opened
    opened.close()


def options(store: Store) -> list[str]:
    return [option.slug for option in store.read.matrix().comparison.options]


def criteria(store: Store) -> list[str]:
    return [criterion.slug for criterion in store.read.matrix().comparison.criteria]


# Options and criteria of one's own


def test_an_option_of_ones_own_is_rated_nowhere_and_can_be(store: Store) -> None:
    slug = store.matrices.items(OPTION).add(1, OptionDraft(" Fired\nclay ", "Soft"))
    matrix = store.read.matrix()
    option = matrix.comparison.option("fired clay")
    assert (option.slug, option.name, option.summary, option.url) == (
        slug,
        "Fired clay",
        "Soft",
        "",
    )
    assert option.own
    assert [option.own for option in matrix.comparison.options] == [False] * 4 + [True]
    assert all(matrix.ratings[criterion, slug] == Rating(None, "") for criterion in CRITERIA)
    store.matrices.set_rating(1, "price", slug, (4.5, " asked "))
    store.matrices.rule_out(1, slug, "cracks")
    matrix = store.read.matrix()
    assert matrix.ratings["price", slug] == Rating(4.5, "", changed=True, note="asked")
    assert matrix.ruled_out == {slug: "cracks"}
    assert len(scoring.scores(matrix)) == 5


def test_a_criterion_of_ones_own_weighs_in_every_preset(store: Store) -> None:
    slug = store.matrices.items(CRITERION).add(1, SMELL)
    plain = store.matrices.items(CRITERION).add(1, CriterionDraft("Warmth"))
    matrix = store.read.matrix()
    smell = next(c for c in matrix.comparison.criteria if c.slug == slug)
    assert (smell.group, smell.question, smell.zero, smell.five) == (
        "Use",
        "Does it smell?",
        "of glue",
        "of wood",
    )
    assert criteria(store) == [*CRITERIA, slug, plain]
    warmth = matrix.comparison.criteria[-1]
    assert (warmth.group, warmth.zero, warmth.five, warmth.own) == ("Own", "worst", "best", True)
    assert (matrix.weights[slug], matrix.weights[plain]) == (7, 5)
    store.matrices.set_weight(1, slug, 2)
    assert store.read.matrix().weights[slug] == 2
    store.matrices.use_preset(1, "cheap")
    matrix = store.read.matrix()
    assert matrix.weights == matrix.base_weights
    assert (matrix.weights[slug], matrix.weights["price"]) == (7, 10)


def test_what_is_ones_own_can_be_edited_and_keeps_its_ratings(store: Store) -> None:
    clay, smell = (
        store.matrices.items(OPTION).add(1, CLAY),
        store.matrices.items(CRITERION).add(1, SMELL),
    )
    store.matrices.set_rating(1, smell, clay, (1, "wet"))
    store.matrices.set_weight(1, smell, 2)
    store.matrices.items(OPTION).edit(1, clay, OptionDraft("Loam"))
    store.matrices.items(CRITERION).edit(1, smell, CriterionDraft("Scent", "Money"))
    matrix = store.read.matrix()
    assert matrix.comparison.option("Loam").summary == ""
    assert matrix.ratings[smell, clay].value == 1
    assert matrix.weights[smell] == 2, "a draft without a weight leaves it"
    assert criteria(store) == ["price", "upkeep", smell, "strength", "looks"]
    store.matrices.items(CRITERION).edit(1, smell, CriterionDraft("scent", weight=9))
    assert store.read.matrix().weights[smell] == 9
    assert store.matrices.undo(1) == "“Scent” edited"
    assert store.read.matrix() == matrix


def test_removing_takes_everything_along_and_undo_brings_it_back(store: Store) -> None:
    clay, smell = (
        store.matrices.items(OPTION).add(1, CLAY),
        store.matrices.items(CRITERION).add(1, SMELL),
    )
    store.matrices.set_rating(1, smell, clay, (1, "wet"))
    store.matrices.set_rating(1, "price", clay, (5, ""))
    store.matrices.set_rating(1, smell, "oak", (4, ""))
    store.matrices.set_weight(1, smell, 2)
    store.matrices.set_minimum(1, smell, 1)
    store.matrices.rule_out(1, clay, "cracks")
    full = store.read.matrix()
    store.matrices.items(OPTION).remove(1, clay)
    store.matrices.items(CRITERION).remove(1, smell)
    store.matrices.items(OPTION).add(1, CLAY)
    store.matrices.items(CRITERION).add(1, SMELL)
    fresh = store.read.matrix()
    assert (fresh.weights[smell], fresh.minimums, fresh.ruled_out) == (7, {}, {})
    assert not any(rating.changed for rating in fresh.ratings.values())
    said = [store.matrices.undo(1) for _ in range(4)]
    assert said == ["“Smell” added", "Clay added", "“Smell” removed", "Clay removed"]
    assert store.read.matrix() == full


def test_what_is_shipped_can_be_neither_edited_nor_removed(store: Store) -> None:
    before = store.read.matrix()
    attempts: list[Callable[[], None]] = [
        lambda: store.matrices.items(OPTION).edit(1, "oak", CLAY),
        lambda: store.matrices.items(OPTION).remove(1, "oak"),
        lambda: store.matrices.items(CRITERION).edit(1, "price", SMELL),
        lambda: store.matrices.items(CRITERION).remove(1, "price"),
    ]
    for attempt in attempts:
        with pytest.raises(InvalidError, match="is not one of your own: it can be hidden"):
            attempt()
    assert store.read.matrix() == before
    assert store.matrices.undo(1) is None


def add(store: Store, draft: OptionDraft | CriterionDraft) -> str:
    if isinstance(draft, OptionDraft):
        return store.matrices.items(OPTION).add(1, draft)
    return store.matrices.items(CRITERION).add(1, draft)


@pytest.mark.parametrize(
    ("draft", "problems"),
    [
        (OptionDraft(" "), {"name": "Give it a name."}),
        (OptionDraft("x" * (TITLE_MAX + 1)), {"name": "At most 200 characters; here are 201."}),
        (
            OptionDraft("x", "y" * (LINE_MAX + 1), "file:///etc/passwd"),
            {
                "summary": "At most 1,000 characters; here are 1,001.",
                "url": f"A{ADDRESS_RULE[1:]}.",
            },
        ),
        (OptionDraft("oak"), {"name": "There is “Oak” already."}),
        (
            OptionDraft("BRICK"),
            {"name": "There is “Brick” already. It is hidden; show it instead."},
        ),
        (CriterionDraft(""), {"name": "Give it a name."}),
        (CriterionDraft("x", weight=math.nan), {"weight": "A weight is a number from 0 to 10."}),
        (CriterionDraft("x", weight=10.5), {"weight": "A weight is a number from 0 to 10."}),
        (CriterionDraft("Price"), {"name": "There is “Price” already."}),
        (
            CriterionDraft("x", "g" * 201, zero="z" * 1001),
            {
                "group": "At most 200 characters; here are 201.",
                "zero": "At most 1,000 characters; here are 1,001.",
            },
        ),
    ],
)
def test_a_draft_that_breaks_a_rule_is_told_by_field(
    store: Store, draft: OptionDraft | CriterionDraft, problems: dict[str, str]
) -> None:
    store.matrices.items(OPTION).hide(1, "brick")
    before = store.read.matrix()
    with pytest.raises(InvalidError) as caught:
        add(store, draft)
    assert caught.value.problems == problems
    assert store.read.matrix() == before


@pytest.mark.parametrize("name", ["[/]", "\x1b[31m", "\udcff", "a\0b", "100 %", "ſ", "'; --"])
def test_any_name_is_kept_as_data(store: Store, name: str) -> None:
    slug = store.matrices.items(OPTION).add(1, OptionDraft(name))
    kept = store.read.matrix().comparison.options[-1]
    assert (kept.slug, kept.name) == (slug, name.replace("\udcff", "?"))


def test_there_is_an_end_to_what_one_matrix_holds(store: Store) -> None:
    with store.writing() as session:
        session.connection().exec_driver_sql(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
            "INSERT INTO matrixoption SELECT 1, 'own_' || i, i, i, '', '' FROM n",
            (OWN_MAX - 1,),
        )
    store.matrices.items(CRITERION).add(1, SMELL)
    for draft in (CLAY, CriterionDraft("One more")):
        with pytest.raises(InvalidError, match=r"1,000 options and criteria of your own"):
            add(store, draft)


# What shows, and where


def test_what_is_hidden_does_not_count_and_is_kept(store: Store) -> None:
    store.matrices.set_weight(1, "upkeep", 9)
    store.matrices.set_rating(1, "upkeep", "pine", (0, "rots"))
    store.matrices.set_minimum(1, "upkeep", 1)
    store.matrices.rule_out(1, "pine", "rots")
    full = store.read.matrix()
    store.matrices.items(CRITERION).hide(1, "upkeep")
    store.matrices.items(OPTION).hide(1, "pine")
    matrix = store.read.matrix()
    assert [option.slug for option in matrix.hidden_options] == ["pine"]
    assert [criterion.slug for criterion in matrix.hidden_criteria] == ["upkeep"]
    assert matrix.weights.keys() == {"price", "strength", "looks"}
    assert matrix.base_weights.keys() == matrix.comparison.weights.keys() == matrix.weights.keys()
    assert len(matrix.ratings) == len(matrix.comparison.ratings) == 9
    assert (matrix.minimums, matrix.ruled_out) == ({}, {})
    store.matrices.items(CRITERION).show(1, "upkeep")
    store.matrices.items(OPTION).show(1, "pine")
    assert store.read.matrix() == full


def test_hidden_weights_still_follow_a_preset(store: Store) -> None:
    store.matrices.items(CRITERION).hide(1, "price")
    store.matrices.use_preset(1, "cheap")
    assert store.read.matrix().weights == {"upkeep": 1, "strength": 1, "looks": 1}
    store.matrices.items(CRITERION).show(1, "price")
    assert store.read.matrix().weights["price"] == 10


def test_the_last_one_that_shows_must_stay(store: Store) -> None:
    clay, smell = (
        store.matrices.items(OPTION).add(1, CLAY),
        store.matrices.items(CRITERION).add(1, SMELL),
    )
    for option in OPTIONS:
        store.matrices.items(OPTION).hide(1, option)
    for criterion in CRITERIA:
        store.matrices.items(CRITERION).hide(1, criterion)
    for hide in (store.matrices.items(OPTION).hide, store.matrices.items(OPTION).remove):
        with pytest.raises(InvalidError, match=r"last option that shows. Show another one first\."):
            hide(1, clay)
    for drop in (store.matrices.items(CRITERION).hide, store.matrices.items(CRITERION).remove):
        with pytest.raises(InvalidError, match="last criterion that shows"):
            drop(1, smell)
    assert (options(store), criteria(store)) == ([clay], [smell])


def test_a_move_counts_places_among_those_that_show(store: Store) -> None:
    store.matrices.items(OPTION).hide(1, "pine")
    store.matrices.items(OPTION).move(1, "oak", 1)
    assert options(store) == ["steel", "oak", "brick"]
    store.matrices.items(OPTION).move(1, "brick", -5)
    assert options(store) == ["brick", "steel", "oak"]
    store.matrices.items(OPTION).move(1, "brick", -1)
    assert store.matrices.undo(1) == "Brick moved"
    assert store.matrices.undo(1) == "Oak moved", "a move that moves nothing is no step"
    with pytest.raises(InvalidError, match=r"Pine is hidden, so it has no place\."):
        store.matrices.items(OPTION).move(1, "pine", 1)


def test_a_criterion_moves_among_all_and_stays_in_its_group(store: Store) -> None:
    store.matrices.items(CRITERION).move(1, "price", 2)
    assert criteria(store) == ["upkeep", "strength", "price", "looks"]
    price = store.read.matrix().comparison.criteria[2]
    assert price.group == "Money"


def test_what_the_comparison_begins_with_is_only_the_beginning(tmp_path: Path) -> None:
    """An older matrix shows only the new beginning too, until the user shows the others."""
    store = open_store(write_content(tmp_path, options=("oak", "pine")))
    store.matrices.set_weight(1, "price", 9)
    store._load_content(write_content(tmp_path, shown='shown = ["pine", "oak"]'))
    assert options(store) == ["oak", "pine"]
    store.matrices.items(OPTION).show(1, "steel")
    store.matrices.items(OPTION).hide(1, "oak")
    assert options(store) == ["pine", "steel"]
    assert store.read.matrix("cheap").comparison.options[0].slug == "oak", "nothing of the user's"
    store.matrices.reset(1)
    assert options(store) == ["oak", "pine"]
    store.close()


# New content


def test_new_content_keeps_the_users_order_and_stands_last_in_its_group(
    store: Store, tmp_path: Path
) -> None:
    store.matrices.items(CRITERION).move(1, "looks", -9)
    store.matrices.items(OPTION).move(1, "brick", -9)
    grown = {**CRITERIA, "sound": "Money", "fire": "Safety"}
    store._load_content(write_content(tmp_path, (*OPTIONS, "glass"), grown))
    assert criteria(store) == ["looks", "price", "upkeep", "sound", "strength", "fire"]
    assert options(store) == ["brick", "oak", "pine", "steel", "glass"]


def test_what_content_drops_is_ignored_and_comes_back_with_it(store: Store, tmp_path: Path) -> None:
    clay = store.matrices.items(OPTION).add(1, CLAY)
    store.matrices.set_weight(1, "looks", 9)
    store.matrices.set_minimum(1, "looks", 2)
    store.matrices.set_rating(1, "looks", clay, (5, ""))
    store.matrices.rule_out(1, "steel", "rusts")
    store.matrices.items(OPTION).hide(1, "brick")
    store.matrices.items(CRITERION).hide(1, "price")
    store.matrices.items(CRITERION).move(1, "looks", -1)
    full = store.read.matrix()
    fewer = {"upkeep": "Money", "strength": "Use"}
    store._load_content(write_content(tmp_path, ("oak", "pine"), fewer))
    matrix = store.read.matrix()
    assert options(store) == ["oak", "pine", clay]
    assert criteria(store) == ["upkeep", "strength"]
    assert matrix.weights.keys() == fewer.keys()
    assert (matrix.minimums, matrix.ruled_out) == ({}, {})
    assert (matrix.hidden_options, matrix.hidden_criteria) == ((), ())
    assert len(scoring.scores(matrix)) == 3
    store._load_content(write_content(tmp_path))
    assert store.read.matrix() == full


# Bars, weights of a group, reset


def test_a_bar_can_be_set_and_taken_away(store: Store) -> None:
    store.matrices.set_minimum(1, "strength", 3.5)
    assert store.read.matrix().minimums == {"strength": 3.5}
    store.matrices.set_minimum(1, "strength", None)
    assert store.read.matrix().minimums == {}
    assert store.matrices.undo(1) == "bar on “Strength”"
    assert store.read.matrix().minimums == {"strength": 3.5}


@pytest.mark.parametrize("bar", [math.nan, -1, 5.1])
def test_a_bar_out_of_range_is_refused(store: Store, bar: float) -> None:
    with pytest.raises(InvalidError, match="Bar"):
        store.matrices.set_minimum(1, "strength", bar)
    assert store.read.matrix().minimums == {}


def test_weights_are_set_together_in_one_step(store: Store) -> None:
    before = store.read.matrix()
    store.matrices.set_weights(1, {"price": 1, "upkeep": 2})
    store.matrices.set_weights(1, {"price": None, "looks": 8})
    assert store.read.matrix().weights == {"price": 5, "upkeep": 2, "strength": 5, "looks": 8}
    assert store.matrices.undo(1) == "weights of 2 criteria"
    assert store.matrices.undo(1) == "weights of “Money”"
    assert store.read.matrix() == before
    with pytest.raises(InvalidError, match="Weight"):
        store.matrices.set_weights(1, {"price": 1, "upkeep": 11})
    with pytest.raises(NotFoundError, match="no criterion “nowhere”"):
        store.matrices.set_weights(1, {"price": 1, "nowhere": 2})
    assert store.read.matrix() == before, "all of them or none"


def test_reset_takes_everything_but_the_name_and_can_be_undone(store: Store) -> None:
    pristine = store.read.matrix()
    store.matrices.rename(1, "Shed")
    everything(store)
    own = store.read.matrix()
    store.matrices.reset(1)
    fresh = store.read.matrix()
    assert fresh.name == "Shed"
    assert fresh.comparison == pristine.comparison
    assert (fresh.weights, fresh.ratings) == (pristine.weights, pristine.ratings)
    assert (fresh.minimums, fresh.ruled_out) == ({}, {})
    assert (fresh.hidden_options, fresh.hidden_criteria) == ((), ())
    assert store.matrices.undo(1) == "everything reset"
    assert store.read.matrix() == own


def everything(store: Store) -> None:
    """Does something of every kind."""
    clay, smell = (
        store.matrices.items(OPTION).add(1, CLAY),
        store.matrices.items(CRITERION).add(1, SMELL),
    )
    store.matrices.use_preset(1, "cheap")
    store.matrices.set_weight(1, smell, 3)
    store.matrices.set_rating(1, smell, clay, (4, ""))
    store.matrices.rule_out(1, "oak", "heavy")
    store.matrices.set_minimum(1, smell, 1)
    store.matrices.items(OPTION).hide(1, "pine")
    store.matrices.items(CRITERION).hide(1, "looks")
    store.matrices.items(OPTION).move(1, clay, -1)
    store.matrices.items(CRITERION).move(1, smell, -1)


# The way back


some_option = st.sampled_from([*OPTIONS, "own_clay", "own_loam"])
some_criterion = st.sampled_from([*CRITERIA, "own_smell"])
some_name = st.sampled_from(["Clay", "Loam", "Smell"])
places = st.integers(-3, 3)
acts: st.SearchStrategy[tuple[object, ...]] = st.one_of(
    st.tuples(st.just("add"), st.just(OPTION), some_name.map(OptionDraft)),
    st.tuples(st.just("edit"), st.just(OPTION), some_option, some_name.map(OptionDraft)),
    st.tuples(st.just("remove"), st.just(OPTION), some_option),
    st.tuples(st.sampled_from(["hide", "show"]), st.just(OPTION), some_option),
    st.tuples(st.just("move"), st.just(OPTION), some_option, places),
    st.tuples(st.just("add"), st.just(CRITERION), some_name.map(CriterionDraft)),
    st.tuples(st.just("edit"), st.just(CRITERION), some_criterion, some_name.map(CriterionDraft)),
    st.tuples(st.just("remove"), st.just(CRITERION), some_criterion),
    st.tuples(st.sampled_from(["hide", "show"]), st.just(CRITERION), some_criterion),
    st.tuples(st.just("move"), st.just(CRITERION), some_criterion, places),
    st.tuples(st.just("set_minimum"), some_criterion, st.none() | st.floats(0, 5)),
    st.tuples(st.just("set_weight"), some_criterion, st.none() | st.floats(0, 10)),
    st.tuples(st.just("set_rating"), some_criterion, some_option, st.just((4.0, "so"))),
    st.tuples(st.just("rule_out"), some_option, st.none() | st.just("no")),
    st.tuples(st.just("use_preset"), st.none() | st.just("cheap")),
    st.tuples(st.just("reset")),
)


@given(made=st.lists(acts, min_size=1, max_size=10))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_done_can_be_taken_back_and_done_again(
    store: Store, made: list[tuple[object, ...]]
) -> None:
    while store.matrices.undo(1) is not None:
        pass
    states = [store.read.matrix()]
    fresh = ("set_weight", "price", 1.25)  # ends what the last example left to redo
    for method, *values in [fresh, *made]:
        matrices: object = store.matrices
        if values and isinstance(kind := values[0], ItemKind):
            matrices = store.matrices.items(kind)
            del values[0]
        with suppress(InvalidError, NotFoundError):
            getattr(matrices, str(method))(1, *values)
        whole(matrix := store.read.matrix())
        states.append(matrix)
    seen = [states[-1]]
    while store.matrices.undo(1) is not None:
        seen.append(store.read.matrix())
    assert without_repeats(seen) == without_repeats(states[::-1])
    seen = [states[0]]
    while store.matrices.redo(1) is not None:
        seen.append(store.read.matrix())
    assert without_repeats(seen) == without_repeats(states)


def whole(matrix: Matrix) -> None:
    """What holds of every matrix."""
    comparison = matrix.comparison
    cells = {(c.slug, o.slug) for c in comparison.criteria for o in comparison.options}
    assert cells
    assert matrix.ratings.keys() == comparison.ratings.keys() == cells
    assert (
        list(matrix.weights) == list(matrix.base_weights) == [c.slug for c in comparison.criteria]
    )
    assert matrix.minimums.keys() <= matrix.weights.keys()
    assert matrix.ruled_out.keys() <= {option.slug for option in comparison.options}
    assert {o.slug for o in (*comparison.options, *matrix.hidden_options)} >= set(OPTIONS)


def without_repeats(states: list[Matrix]) -> list[Matrix]:
    return [state for i, state in enumerate(states) if i == 0 or state != states[i - 1]]


def test_everything_outlives_the_program(store: Store, tmp_path: Path) -> None:
    before = store.read.matrix()
    everything(store)
    after = store.read.matrix()
    store.close()
    again = open_store(tmp_path / "content")
    assert again.read.matrix() == after
    while again.matrices.undo(1) is not None:
        pass
    assert again.read.matrix() == before
    again.close()


# Search


def found(store: Store, words: str) -> list[tuple[str, str]]:
    return [(hit.kind, hit.key) for hit in store.read.search(words)]


def test_what_is_ones_own_is_found_and_leads_to_its_matrix(store: Store) -> None:
    other = store.matrices.new("materials", "Other")
    slug = store.matrices.items(OPTION).add(other, OptionDraft("Adobe", "Sun-dried bricks"))
    store.matrices.items(CRITERION).add(1, CriterionDraft("Acoustics", zero="echoes"))
    assert found(store, "sun-dried") == [("option", f"{other}/{slug}")]
    assert found(store, "echoes") == [("criterion", "1/own_acoustics")]
    assert store.read.matrix(key=found(store, "adobe")[0][1].partition("/")[0]).id == other


def test_only_what_can_be_opened_is_found(store: Store, tmp_path: Path) -> None:
    other = store.matrices.new("materials", "Other")
    slug = store.matrices.items(OPTION).add(other, OptionDraft("Adobe"))
    here = [("option", f"{other}/{slug}")]
    store.matrices.items(OPTION).edit(other, slug, OptionDraft("Cob"))
    assert (found(store, "adobe"), found(store, "cob")) == ([], here)
    store.matrices.undo(other)
    assert (found(store, "adobe"), found(store, "cob")) == (here, [])
    store.matrices.trash(other)
    assert found(store, "adobe") == []
    store.matrices.restore(other)
    assert found(store, "adobe") == here
    store._load_content(write_content(tmp_path, options=("oak", "pine")))
    assert found(store, "adobe") == here
    copy = store.matrices.copy(other, "Copy")
    assert found(store, "adobe") == [*here, ("option", f"{copy}/{slug}")]
    store.matrices.items(OPTION).remove(other, slug)
    assert found(store, "adobe") == [("option", f"{copy}/{slug}")]
