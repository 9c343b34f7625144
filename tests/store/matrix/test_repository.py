import math
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.domain.errors import InvalidError, NotFoundError
from store.domain.matrix import Matrix
from store.matrix import scoring
from store.matrix.repository import OwnRating
from store.store import Store
from tests.conftest import fixed_clock

CRITERIA = ("migrations", "admin-interface", "first-route")
OPTIONS = ("flask", "django")
PRESETS = ("small-json-api", "content-site-with-admin")


def make(store: Store, change: tuple[object, ...]) -> None:
    """Makes a change that is written as the name of a method and its arguments."""
    method, *values = change
    getattr(store.matrices, str(method))(1, *values)


EVERY_KIND: list[tuple[object, ...]] = [
    ("set_weight", "migrations", 9.5),
    ("set_rating", "migrations", "flask", (1.5, "measured")),
    ("set_rating", "migrations", "flask", (None, "not known")),
    ("rule_out", "django", "too large"),
    ("use_preset", "small-json-api"),
]

SAID = [
    "weight of “Migrations”",
    "rating of Flask on “Migrations”",
    "rating of Flask on “Migrations”",
    "Django ruled out",
    "weights of “Small JSON API”",
]
"""What undo says of each kind of change."""


@pytest.mark.parametrize("change", EVERY_KIND)
def test_every_change_can_be_undone_and_redone(store: Store, change: tuple[object, ...]) -> None:
    before = store.read.matrix()
    make(store, change)
    after = store.read.matrix()
    assert after != before
    label = store.matrices.undo(1)
    assert label
    assert store.read.matrix() == before
    assert store.matrices.redo(1) == label
    assert store.read.matrix() == after
    assert store.matrices.redo(1) is None


def test_history_outlives_the_program(store_path: Path) -> None:
    states = []
    for change in EVERY_KIND:
        store = Store(store_path)
        states.append(store.read.matrix())
        make(store, change)
        last = store.read.matrix()
        store.close()
    for state in reversed(states):
        store = Store(store_path)
        store.matrices.undo(1)
        assert store.read.matrix() == state
        store.close()
    for state in [*states[1:], last]:
        store = Store(store_path)
        store.matrices.redo(1)
        assert store.read.matrix() == state
        store.close()


weights = st.none() | st.floats(0, 10) | st.integers(0, 10).map(float)
ratings: st.SearchStrategy[OwnRating | None] = st.none() | st.tuples(
    st.none() | st.floats(0, 5), st.text(st.characters(codec="utf-8"), max_size=10)
)
reasons = st.none() | st.text(st.characters(codec="utf-8"), min_size=1).filter(str.strip)
changes: st.SearchStrategy[tuple[object, ...]] = st.one_of(
    st.tuples(st.just("set_weight"), st.sampled_from(CRITERIA), weights),
    st.tuples(st.just("set_rating"), st.sampled_from(CRITERIA), st.sampled_from(OPTIONS), ratings),
    st.tuples(st.just("rule_out"), st.sampled_from(OPTIONS), reasons),
    st.tuples(st.just("use_preset"), st.none() | st.sampled_from(PRESETS)),
)


def steps(store: Store) -> int:
    """How many changes could be taken back."""
    return int(store.read._rows("SELECT count(*) FROM matrixedit WHERE NOT undone")[0][0])


def undo_all(store: Store) -> int:
    count = 0
    while store.matrices.undo(1) is not None:
        count += 1
    return count


@given(made=st.lists(changes, min_size=1, max_size=6))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_changes_can_be_taken_back_and_made_again(
    store: Store, made: list[tuple[object, ...]]
) -> None:
    undo_all(store)
    states = [store.read.matrix()]
    assert states[0].weights == states[0].comparison.weights
    for change in made:
        before = steps(store)
        make(store, change)
        if steps(store) > before:
            states.append(store.read.matrix())
        else:
            assert store.read.matrix() == states[-1]
    for state in reversed(states[:-1]):
        assert store.matrices.undo(1) is not None
        assert store.read.matrix() == state
    assert store.matrices.undo(1) is None
    if len(states) == 1:
        return  # what could be redone is left from the last example
    for state in states[1:]:
        assert store.matrices.redo(1) is not None
        assert store.read.matrix() == state
    assert store.matrices.redo(1) is None


def test_what_changes_nothing_is_no_step(store: Store) -> None:
    store.matrices.set_weight(1, "migrations", 1)
    store.matrices.set_weight(1, "first-route", 1)
    store.matrices.undo(1)
    store.matrices.set_weight(1, "migrations", 1)
    store.matrices.set_rating(1, "migrations", "flask", None)
    store.matrices.rule_out(1, "flask", None)
    assert store.matrices.redo(1) is not None, "what could be redone still can"
    assert steps(store) == 2


def test_a_change_after_an_undo_ends_what_could_be_redone(store: Store) -> None:
    store.matrices.set_weight(1, "migrations", 1)
    store.matrices.set_weight(1, "migrations", 2)
    store.matrices.undo(1)
    store.matrices.set_weight(1, "first-route", 3)
    assert store.matrices.redo(1) is None
    assert store.read.matrix().weights["migrations"] == 1
    assert undo_all(store) == 2


def test_a_fresh_matrix_has_nothing_to_undo(store: Store) -> None:
    assert store.matrices.undo(1) is None
    assert store.matrices.redo(1) is None


def test_undo_says_what_it_took_back(store: Store) -> None:
    said = []
    for change in EVERY_KIND:
        make(store, change)
        said.append(store.matrices.undo(1))
    assert said == SAID


def test_a_matrix_starts_as_the_content_has_it(store: Store) -> None:
    matrix = store.read.matrix()
    assert matrix.weights == matrix.comparison.weights
    assert matrix.ratings == matrix.comparison.ratings
    assert (matrix.preset, matrix.ruled_out) == (None, {})
    assert scoring.shortlist(matrix) == matrix.comparison.options


def test_a_preset_drops_own_weights_and_undo_brings_them_back(store: Store) -> None:
    store.matrices.set_weight(1, "migrations", 9.5)
    store.matrices.set_weight(1, "first-route", 0)
    own = store.read.matrix()
    store.matrices.use_preset(1, "small-json-api")
    matrix = store.read.matrix()
    assert matrix.preset == "small-json-api"
    assert matrix.weights == matrix.comparison.preset("small-json-api").weights
    store.matrices.undo(1)
    assert store.read.matrix() == own
    assert own.weights["migrations"] == 9.5
    assert own.weights["first-route"] == 0


def test_weights_of_ones_own_stand_over_the_preset(store: Store) -> None:
    store.matrices.use_preset(1, "small-json-api")
    store.matrices.set_weight(1, "migrations", 9.5)
    matrix = store.read.matrix()
    preset = matrix.comparison.preset("small-json-api").weights
    assert matrix.weights == {**preset, "migrations": 9.5}
    store.matrices.set_weight(1, "migrations", None)
    assert store.read.matrix().weights == preset
    store.matrices.use_preset(1, None)
    assert store.read.matrix().weights == matrix.comparison.weights


def test_a_rating_of_ones_own_keeps_the_shipped_reasons(store: Store) -> None:
    shipped = store.read.matrix().ratings["migrations", "flask"]
    store.matrices.set_rating(1, "migrations", "flask", (0, "  measured \n"))
    own = store.read.matrix().ratings["migrations", "flask"]
    assert own == replace(shipped, value=0, changed=True, note="measured")
    store.matrices.set_rating(1, "migrations", "flask", None)
    assert store.read.matrix().ratings["migrations", "flask"] == shipped


def test_an_option_ruled_out_leaves_the_shortlist_with_its_reason(store: Store) -> None:
    store.matrices.rule_out(1, "django", " too large ")
    matrix = store.read.matrix()
    assert matrix.ruled_out == {"django": "too large"}
    assert "django" not in [option.slug for option in scoring.shortlist(matrix)]
    store.matrices.rule_out(1, "django", None)
    assert store.read.matrix().ruled_out == {}


# What is refused


def unchanged(store: Store, before: Matrix) -> bool:
    return store.read.matrix() == before and store.matrices.undo(1) is None


@pytest.mark.parametrize("weight", [math.nan, math.inf, -math.inf, 11, 10.001, -1, -1e-9])
def test_a_weight_out_of_range_is_refused(store: Store, weight: float) -> None:
    before = store.read.matrix()
    with pytest.raises(InvalidError, match="Weight"):
        store.matrices.set_weight(1, "migrations", weight)
    assert unchanged(store, before)


@pytest.mark.parametrize("rating", [math.nan, math.inf, -math.inf, 11, 5.001, -1])
def test_a_rating_out_of_range_is_refused(store: Store, rating: float) -> None:
    before = store.read.matrix()
    with pytest.raises(InvalidError, match="Value"):
        store.matrices.set_rating(1, "migrations", "flask", (rating, "why"))
    assert unchanged(store, before)


@pytest.mark.parametrize("note", ["x" * 1001])
def test_a_reason_too_long_is_refused(store: Store, note: str) -> None:
    before = store.read.matrix()
    with pytest.raises(InvalidError, match="Note"):
        store.matrices.set_rating(1, "migrations", "flask", (1, note))
    with pytest.raises(InvalidError, match="Reason"):
        store.matrices.rule_out(1, "flask", note)
    assert unchanged(store, before)


@pytest.mark.parametrize("reason", ["", "  ", "\n\t"])
def test_ruling_out_needs_a_reason(store: Store, reason: str) -> None:
    before = store.read.matrix()
    with pytest.raises(InvalidError) as caught:
        store.matrices.rule_out(1, "django", reason)
    assert caught.value.problems.keys() == {"reason"}
    assert unchanged(store, before)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("set_weight", "nowhere", 1), "no criterion “nowhere”"),
        (("set_rating", "nowhere", "flask", (1, "")), "no criterion “nowhere”"),
        (("set_rating", "migrations", "nowhere", (1, "")), "no option “nowhere”"),
        (("rule_out", "nowhere", "why not"), "no option “nowhere”"),
        (("use_preset", "nowhere"), "no preset “nowhere”"),
    ],
)
def test_what_the_comparison_does_not_hold_is_refused(
    store: Store, change: tuple[object, ...], told: str
) -> None:
    before = store.read.matrix()
    with pytest.raises(NotFoundError, match=told):
        make(store, change)
    assert unchanged(store, before)


def test_a_matrix_that_is_gone_is_told(store: Store) -> None:
    for attempt in (store.matrices.undo, store.matrices.redo):
        assert attempt(99) is None
    with pytest.raises(NotFoundError, match="no longer in the store"):
        store.matrices.set_weight(99, "migrations", 1)


def test_the_other_open_store_can_undo_too(store: Store, store_path: Path) -> None:
    before = store.read.matrix()
    store.matrices.set_weight(1, "migrations", 1)
    other = Store(store_path, clock=fixed_clock)
    try:
        assert other.matrices.undo(1) == "weight of “Migrations”"
    finally:
        other.close()
    assert store.read.matrix() == before
