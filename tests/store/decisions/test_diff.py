"""The history of decisions: revisions, what changed between two, undo and redo."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.decisions.diff import FIELDS, NAMES, FieldChange, compare
from store.domain.decision import Decision, DecisionDraft, DecisionStep, Revision, Status
from store.domain.errors import InvalidError, StoreError
from store.store import Store
from tests.conftest import NOW

DRAFT = DecisionDraft("Use Flask", Status.PROPOSED, "flask", "one\ntwo\nthree")


class World:
    """A store in which time goes on, and which changes hands."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.hours = count()
        self.store = self.open()

    def open(self, author: str = "Ada") -> Store:
        return Store(
            self.path, lambda: NOW + timedelta(hours=next(self.hours)), author=lambda: author
        )

    def again(self, author: str = "Ada") -> Store:
        self.store.close()
        self.store = self.open(author)
        return self.store


@pytest.fixture
def world(store_path: Path) -> Iterator[World]:
    made = World(store_path)
    yield made
    made.store.close()


@pytest.fixture
def store(world: World) -> Store:
    return world.store


def save(store: Store, draft: DecisionDraft = DRAFT) -> int:
    return store.decisions.save(draft, store.read.matrix())


def said(decision: Decision) -> Decision:
    """What a decision says, whenever it came to say so."""
    return replace(decision, updated=NOW)


def labels(store: Store, number: int) -> list[str]:
    return [revision.label for revision in store.read.revisions(number)]


def test_every_change_is_kept_with_its_time_and_its_author(world: World) -> None:
    number = save(world.store)
    store = world.again("Bo")
    store.decisions.revise(number, replace(DRAFT, deciders="Ann", review_by=date(2027, 1, 2)))
    store.decisions.set_status(number, Status.ACCEPTED, "all agree")
    store.decisions.trash(number)
    revisions = store.read.revisions(number)
    assert [(r.number, r.label, r.author) for r in revisions] == [
        (1, "saved", "Ada"),
        (2, "edited", "Bo"),
        (3, "accepted", "Bo"),
        (4, "thrown away", "Bo"),
    ]
    times = [revision.at for revision in revisions]
    assert times == sorted(set(times))
    assert {time.tzinfo for time in times} == {UTC}
    assert [c.field for c in compare(revisions[0], revisions[1])] == ["deciders", "review_by"]
    changed = {c.field: (c.before, c.after) for c in compare(revisions[1], revisions[2])}
    assert changed == {
        "status": ("proposed", "accepted"),
        "reason": ("", "all agree"),
    }
    (thrown,) = compare(revisions[2], revisions[3])
    assert (thrown.name, thrown.before) == ("In the trash since", "")


def test_every_field_has_a_name_to_show() -> None:
    assert NAMES.keys() == {*FIELDS, "matrix"}


def test_the_author_is_asked_once_and_only_by_a_change(store_path: Path) -> None:
    asked = []

    def author() -> str:
        asked.append(1)
        return "Ada"

    with closing(Store(store_path, author=author)) as store:
        store.read.decisions()
        store.topics.note("16-security", "x")
        assert asked == []
        number = save(store)
        store.decisions.trash(number)
        assert asked == [1]


def test_a_change_that_changes_nothing_is_no_revision(store: Store) -> None:
    number = save(store)
    store.decisions.revise(number, replace(DRAFT, title="  Use  Flask "))
    assert labels(store, number) == ["saved"]
    assert store.decisions.undo() is None


def test_a_change_that_is_refused_is_no_revision(store: Store) -> None:
    number = save(store)
    with pytest.raises(InvalidError):
        store.decisions.revise(number, replace(DRAFT, context="x" * 1_000_001))
    assert labels(store, number) == ["saved"]


def test_a_comparison_shows_the_lines_that_changed(store: Store) -> None:
    number = save(store)
    store.decisions.revise(number, replace(DRAFT, context="one\n2\nthree\nfour", chosen="django"))
    chosen, context = compare(*store.read.revisions(number))
    assert (chosen.before, chosen.after) == ("Flask", "Django")
    assert list(context.lines()) == [("-", "two"), ("+", "2"), ("+", "four")]


def test_a_comparison_tells_of_the_matrix_by_criterion(store: Store) -> None:
    number = save(store)
    first = store.read.decision(number).matrix
    store.decisions.revise(number, DRAFT, replace(first, ruled_out={"django": "too large"}))
    store.decisions.revise(number, DRAFT, first.with_weight("migrations", 9.25))
    one, two, three = store.read.revisions(number)
    (change,) = compare(one, two)
    assert list(change.lines()) == [("+", "Django ruled out: too large")]
    (change,) = compare(one, three)
    (_, before), (_, after) = change.lines()
    assert before.startswith("Migrations, weight ")
    assert after.startswith("Migrations, weight 9.25: Flask ")


lines = st.lists(st.sampled_from(["", "a", "b", "c", "[/]"]), max_size=6)


@given(lines, lines)
def test_the_lines_that_came_and_went_are_the_whole_difference(
    before: list[str], after: list[str]
) -> None:
    change = FieldChange("context", "\n".join(before), "\n".join(after))
    moved = list(change.lines())
    left = change.before.splitlines()
    for sign, line in moved:
        if sign == "-":
            left.remove(line)
        else:
            left.append(line)
    assert sorted(left) == sorted(change.after.splitlines())
    same = FieldChange("context", change.after, change.after)
    assert list(same.lines()) == []


values = st.dictionaries(st.sampled_from(sorted(NAMES)), st.sampled_from(["", "a", "b"]))


@given(values, values)
def test_a_comparison_finds_what_differs_and_nothing_else(
    before: dict[str, str], after: dict[str, str]
) -> None:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    changes = compare(Revision(1, at, "", "", before), Revision(2, at, "", "", after))
    patched = before | {change.field: change.after for change in changes}
    assert {k: v for k, v in patched.items() if v} == {k: v for k, v in after.items() if v}
    assert all(change.before != change.after for change in changes)


# Undo and redo


def test_all_changes_can_be_taken_back_and_made_again_after_a_restart(world: World) -> None:
    store = world.store
    first, second = save(store), save(store)
    states = [[said(store.read.decision(n)) for n in (first, second)]]

    def note() -> None:
        states.append([said(store.read.decision(n)) for n in (first, second)])

    matrix = states[0][0].matrix.with_weight("migrations", 9.25)
    store.decisions.revise(first, replace(DRAFT, title="Reworded"))
    note()
    store.decisions.set_status(second, Status.ACCEPTED, "agreed")
    note()
    store.decisions.revise(first, replace(DRAFT, title="Reworded"), matrix)
    note()
    store.decisions.set_status(first, Status.SUPERSEDED, "newer", second)
    note()
    steps = [(first, "edited"), (second, "accepted"), (first, "edited")]
    steps.append((first, f"superseded by {second}"))
    for _ in range(2):
        store = world.again()
        for at in reversed(range(4)):
            assert store.decisions.undo() == DecisionStep(*steps[at])
            assert [said(store.read.decision(n)) for n in (first, second)] == states[at]
        assert store.decisions.undo() is None
        store = world.again()
        for at in range(4):
            assert store.decisions.redo() == DecisionStep(*steps[at])
            assert [said(store.read.decision(n)) for n in (first, second)] == states[at + 1]
        assert store.decisions.redo() is None


def test_taking_back_is_a_revision_of_its_own(world: World) -> None:
    number = save(world.store)
    world.store.decisions.revise(number, replace(DRAFT, title="Reworded"))
    store = world.again("Bo")
    store.decisions.undo()
    store.decisions.redo()
    assert labels(store, number) == ["saved", "edited", "taken back: edited", "made again: edited"]
    assert [r.author for r in store.read.revisions(number)] == ["Ada", "Ada", "Bo", "Bo"]
    titles = [r.values["title"] for r in store.read.revisions(number)]
    assert titles == ["Use Flask", "Reworded", "Use Flask", "Reworded"]


def test_a_new_change_ends_what_could_be_made_again_and_keeps_the_history(store: Store) -> None:
    number, other = save(store), save(store)
    store.decisions.revise(number, replace(DRAFT, title="Dropped"))
    store.decisions.undo()
    store.decisions.revise(other, replace(DRAFT, title="Other"))
    assert store.decisions.redo() is None
    assert store.decisions.undo() == DecisionStep(other, "edited")
    assert store.decisions.undo() is None
    assert "Dropped" in [r.values["title"] for r in store.read.revisions(number)]


def test_a_decision_saved_meanwhile_is_no_step(store: Store) -> None:
    number = save(store)
    store.decisions.revise(number, replace(DRAFT, title="Reworded"))
    store.decisions.undo()
    other = save(store)
    assert store.decisions.undo() is None
    assert store.decisions.redo() == DecisionStep(number, "edited")
    assert store.read.decision(other).title == "Use Flask"


def test_throwing_away_and_restoring_are_steps(store: Store) -> None:
    number = save(store)
    store.decisions.trash(number)
    assert store.decisions.undo() == DecisionStep(number, "thrown away")
    assert store.read.decision(number).title == "Use Flask"
    store.decisions.redo()
    store.decisions.restore(number)
    store.decisions.undo()
    assert [row.number for row in store.read.trashed_decisions()] == [number]


def test_what_is_undone_is_found_by_its_older_words(store: Store) -> None:
    number = save(store, replace(DRAFT, context="tangerine"))
    store.decisions.revise(number, replace(DRAFT, confirmation="grapefruit"))
    assert [hit.key for hit in store.read.search("grapefruit")] == [str(number)]
    assert store.read.search("tangerine", ["decision"]) == ()
    store.decisions.undo()
    assert [hit.key for hit in store.read.search("tangerine")] == [str(number)]
    assert store.read.search("grapefruit", ["decision"]) == ()


def test_a_failed_write_leaves_neither_change_nor_revision(world: World) -> None:
    number = save(world.store)
    with world.store.writing() as session:
        session.connection().exec_driver_sql(
            "CREATE TRIGGER no BEFORE INSERT ON decisionrevision "
            "BEGIN SELECT RAISE(ABORT, 'disk trouble'); END"
        )
    store = world.again()
    with pytest.raises(Exception, match="disk trouble") as caught:
        store.decisions.trash(number)
    assert not isinstance(caught.value, StoreError)
    assert store.read.decision(number).title == "Use Flask"
    assert labels(store, number) == ["saved"]
