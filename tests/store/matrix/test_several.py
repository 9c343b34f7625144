"""Several matrices: new, copied, renamed, thrown away and restored."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.domain.errors import TITLE_MAX, InvalidError, NotFoundError
from store.domain.matrix import CriterionDraft, ItemKind, Matrix, OptionDraft
from store.store import Store
from tests.conftest import NOW
from tests.store.small import new_store, write_content

OPTION, CRITERION = ItemKind.OPTION, ItemKind.CRITERION


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = new_store(write_content(tmp_path, shown='shown = ["oak", "pine"]'))
    yield opened
    opened.close()


def live_in(store: Store, matrix: int) -> Matrix:
    """Leaves something of every kind in a matrix."""
    store.matrices.use_preset(matrix, "cheap")
    store.matrices.set_weight(matrix, "upkeep", 9.5)
    store.matrices.set_rating(matrix, "upkeep", "oak", (1.5, "tried"))
    store.matrices.rule_out(matrix, "oak", "too heavy")
    store.matrices.set_minimum(matrix, "strength", 2.5)
    clay = store.matrices.items(OPTION).add(
        matrix, OptionDraft("Clay", "Soft", "https://clay.example")
    )
    smell = store.matrices.items(CRITERION).add(matrix, CriterionDraft("Smell", weight=7))
    store.matrices.set_rating(matrix, smell, clay, (4, ""))
    store.matrices.items(CRITERION).hide(matrix, "price")
    store.matrices.items(OPTION).show(matrix, "steel")
    store.matrices.items(OPTION).move(matrix, clay, -9)
    store.matrices.items(CRITERION).move(matrix, "looks", -1)
    return store.read.matrix(key=matrix)


def test_a_new_matrix_begins_with_what_the_comparison_shows(store: Store) -> None:
    live_in(store, 1)
    fresh = store.read.matrix(key=store.matrices.new("materials", "  Shed\n roof "))
    assert fresh.name == "Shed roof"
    assert [option.slug for option in fresh.comparison.options] == ["oak", "pine"]
    assert [option.slug for option in fresh.hidden_options] == ["steel", "brick"]
    assert fresh.weights == dict.fromkeys(["price", "upkeep", "strength", "looks"], 5)
    assert (fresh.preset, fresh.minimums, fresh.ruled_out) == (None, {}, {})
    assert store.matrices.undo(fresh.id) is None
    with pytest.raises(NotFoundError, match="no comparison “nowhere”"):
        store.matrices.new("nowhere", "Shed")


def test_a_copy_holds_everything_and_goes_its_own_way(store: Store) -> None:
    original = live_in(store, 1)
    copy = store.read.matrix(key=store.matrices.copy(1, "Another"))
    for field in set(Matrix.__dataclass_fields__) - {"id", "name"}:
        assert getattr(copy, field) == getattr(original, field), field
    assert store.matrices.undo(copy.id) is None, "the history stays with the original"
    store.matrices.reset(copy.id)
    assert store.read.matrix(key=1) == original
    assert store.matrices.undo(copy.id) == "everything reset"
    assert store.read.matrix(key=copy.id) == copy


def test_each_matrix_has_its_own_history(store: Store) -> None:
    other = store.matrices.new("materials", "Other")
    store.matrices.set_weight(1, "price", 1)
    store.matrices.set_weight(other, "price", 2)
    assert store.matrices.undo(1) == "weight of “Price”"
    assert store.read.matrix(key=other).weights["price"] == 2


def test_a_matrix_is_found_by_id_name_or_comparison(store: Store) -> None:
    other = store.matrices.new("materials", "Garden shed")
    for key in (other, str(other), "garden SHED "):
        assert store.read.matrix(key=key).id == other
    assert store.read.matrix(key="materials").id == 1
    with pytest.raises(NotFoundError, match=r"no matrix “roof”.*“Materials”, “Garden shed”"):
        store.read.matrix(key="roof")


def test_a_matrix_whose_name_is_the_id_of_another_does_not_hide_it(store: Store) -> None:
    store.matrices.rename(1, "2")
    other = store.matrices.new("materials", "Other")
    assert other == 2
    assert store.read.matrix(key="2").id == 2


def test_a_new_name_can_be_undone(store: Store) -> None:
    store.matrices.rename(1, "Bridge")
    assert [row.name for row in store.read.matrices()] == ["Bridge"]
    store.matrices.rename(1, "BRIDGE")
    assert store.matrices.undo(1) == "rename to “BRIDGE”"
    assert store.matrices.undo(1) == "rename to “Bridge”"
    assert store.read.matrix().name == "Materials"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (" \n", "Give it a name."),
        ("x" * (TITLE_MAX + 1), "At most 200 characters; here are 201."),
        ("materials", "There is a matrix “Materials” already."),
    ],
)
def test_a_name_that_will_not_do_is_refused(store: Store, name: str, told: str) -> None:
    other = store.matrices.new("materials", "Other")
    for attempt in (
        lambda: store.matrices.new("materials", name),
        lambda: store.matrices.copy(1, name),
        lambda: store.matrices.rename(other, name),
    ):
        with pytest.raises(InvalidError) as caught:
            attempt()
        assert caught.value.problems == {"name": told}
    assert [row.name for row in store.read.matrices()] == ["Materials", "Other"]


def test_the_trash_gives_back_what_it_was_given(store: Store) -> None:
    other = store.matrices.copy(1, "Other")
    before = live_in(store, other)
    store.matrices.trash(other)
    assert [row.id for row in store.read.matrices()] == [1]
    assert [(row.id, row.name, row.trashed) for row in store.read.trashed_matrices()] == [
        (other, "Other", NOW)
    ]
    with pytest.raises(NotFoundError, match="no matrix"):
        store.read.matrix(key=other)
    with pytest.raises(NotFoundError, match=r"“Other” is in the trash.*Restore it first"):
        store.matrices.set_weight(other, "price", 1)
    store.matrices.restore(other)
    assert store.read.matrix(key=other) == before
    assert store.read.trashed_matrices() == ()
    assert store.matrices.undo(other) == "“Looks” moved"


def test_a_name_in_the_trash_is_free(store: Store) -> None:
    other = store.matrices.new("materials", "Other")
    store.matrices.trash(other)
    assert store.matrices.new("materials", "Other") != other


def test_a_fresh_matrix_takes_the_place_of_the_last_one(store: Store) -> None:
    live_in(store, 1)
    store.matrices.trash(1)
    (row,) = store.read.matrices()
    assert row.id != 1
    fresh = store.read.matrix()
    assert (fresh.id, fresh.name) == (row.id, "Materials")
    assert fresh.weights == fresh.comparison.weights


def test_new_content_brings_no_matrix_back_from_the_trash(store: Store, tmp_path: Path) -> None:
    kept = store.matrices.new("materials", "Kept")
    store.matrices.trash(1)
    store._load_content(write_content(tmp_path, options=("oak", "pine", "steel")))
    assert [row.id for row in store.read.matrices()] == [kept]


def test_a_matrix_is_left_when_content_goes(store: Store, tmp_path: Path) -> None:
    house = tmp_path / "house"
    shipped = tmp_path / "content"
    shutil.copytree(shipped / "comparisons" / "materials", house / "comparisons" / "houses")
    shutil.copy(shipped / "sources.toml", house)
    store.libraries.add(house)
    own = store.read.matrix(key="houses").id
    store.matrices.items(OPTION).add(own, OptionDraft("Adobe"))
    store.matrices.trash(1)
    assert [row.comparison for row in store.read.matrices()] == ["houses"]
    store.libraries.remove("house")
    assert [row.comparison for row in store.read.matrices()] == ["materials"]
    assert store.read.search("adobe") == (), "it could not be opened"
    store.libraries.add(house)
    assert store.read.matrix(key="houses").comparison.options[-1].name == "Adobe"
    assert [hit.key for hit in store.read.search("adobe")] == [f"{own}/own_adobe"]


def test_what_is_not_there_is_told(store: Store) -> None:
    for attempt in (
        lambda: store.matrices.copy(9, "Nine"),
        lambda: store.matrices.rename(9, "Nine"),
        lambda: store.matrices.trash(9),
        lambda: store.matrices.restore(9),
    ):
        with pytest.raises(NotFoundError, match="no longer in the store"):
            attempt()
