"""Where decisions go: statuses, successors, the trash, and what falls due."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from itertools import count, product
from pathlib import Path

import pytest

from store.decisions import status_flow
from store.domain.decision import STANDING_ALONE, DecisionDraft, DecisionStep, Status
from store.domain.errors import InvalidError, NotFoundError, StoreError
from store.store import Store
from store.sync.apply import apply_plan
from store.sync.plan import plan
from tests.conftest import NOW, ada

ACCEPTED, PROPOSED, REJECTED = Status.ACCEPTED, Status.PROPOSED, Status.REJECTED
DEPRECATED, SUPERSEDED = Status.DEPRECATED, Status.SUPERSEDED


@pytest.fixture
def store(store_path: Path) -> Iterator[Store]:
    """A store whose clock goes on a day with every look at it."""
    days = count()
    with closing(
        Store(store_path, clock=lambda: NOW + timedelta(days=next(days)), author=ada)
    ) as opened:
        yield opened


def save(store: Store, status: Status = ACCEPTED, **more: str) -> int:
    draft = DecisionDraft("Use Flask", status, "flask", **more)  # type: ignore[arg-type]
    return store.decisions.save(draft, store.read.matrix())


def status(store: Store, number: int) -> Status:
    return store.read.decision(number).status


def in_status(store: Store, wanted: Status) -> int:
    """A decision of that status, and if need be one that took its place."""
    if wanted is SUPERSEDED:
        number, successor = save(store), save(store)
        store.decisions.set_status(number, SUPERSEDED, "newer", successor)
        return number
    return save(store, wanted)


@pytest.mark.parametrize(("before", "after"), product(Status, Status))
def test_only_the_moves_of_the_table_are_made(store: Store, before: Status, after: Status) -> None:
    number = in_status(store, before)
    successor = save(store) if after is SUPERSEDED else None
    held = store.read.decision(number)
    if after not in status_flow.MOVES[before]:
        with pytest.raises(InvalidError) as caught:
            store.decisions.set_status(number, after, "why not", successor)
        assert caught.value.problems.keys() == {"status"}
        assert store.read.decision(number) == held
        return
    store.decisions.set_status(number, after, "  so we\n said ", successor)
    moved = store.read.decision(number)
    assert (moved.status, moved.superseded_by) == (after, successor)
    assert moved.reason == "so we said"
    assert moved.date
    assert held.date
    assert moved.date > held.date
    assert moved.created == held.created


def test_every_status_can_be_reached_from_a_proposal() -> None:
    reached = {PROPOSED}
    for _ in Status:
        reached |= {after for before in reached for after in status_flow.MOVES[before]}
    assert reached == set(Status)
    assert status_flow.MOVES.keys() == set(Status)


def test_a_refusal_says_where_it_may_go(store: Store) -> None:
    with pytest.raises(InvalidError, match="only deprecated or superseded"):
        store.decisions.set_status(save(store), REJECTED, "no")
    with pytest.raises(InvalidError, match="It is accepted already"):
        store.decisions.set_status(save(store), ACCEPTED, "again")
    with pytest.raises(InvalidError, match="the decision in its place counts"):
        store.decisions.set_status(in_status(store, SUPERSEDED), ACCEPTED, "back")


@pytest.mark.parametrize("reason", ["", " \n\t", "x" * 1001])
def test_a_status_without_a_reason_is_refused(store: Store, reason: str) -> None:
    number = save(store, PROPOSED)
    with pytest.raises(InvalidError) as caught:
        store.decisions.set_status(number, ACCEPTED, reason)
    assert caught.value.problems.keys() == {"reason"}
    assert status(store, number) is PROPOSED


def test_superseding_links_both_and_undo_unlinks_both(store: Store) -> None:
    old, older, new = save(store), save(store), save(store)
    for number in (old, older):
        store.decisions.set_status(number, SUPERSEDED, "newer", new)
    assert store.read.decision(old).superseded_by == new
    assert store.read.decision(new).supersedes == (old, older)
    assert store.decisions.undo() == DecisionStep(older, f"superseded by {new}")
    back = store.read.decision(older)
    assert (back.status, back.superseded_by, back.reason) == (ACCEPTED, None, "")
    assert store.read.decision(new).supersedes == (old,)
    store.decisions.redo()
    assert store.read.decision(new).supersedes == (old, older)


@pytest.mark.parametrize("successor", [None, 1, 9])
def test_superseded_without_a_successor_is_refused(store: Store, successor: int | None) -> None:
    number = save(store)
    with pytest.raises((InvalidError, NotFoundError), match=r"takes its place|no decision 9"):
        store.decisions.set_status(number, SUPERSEDED, "newer", successor)
    assert status(store, number) is ACCEPTED


@pytest.mark.parametrize("other", [s for s in Status if s is not ACCEPTED])
def test_only_an_accepted_decision_takes_anothers_place(store: Store, other: Status) -> None:
    number, successor = save(store), in_status(store, other)
    with pytest.raises(InvalidError, match=f"is {other}") as caught:
        store.decisions.set_status(number, SUPERSEDED, "newer", successor)
    assert caught.value.problems.keys() == {"superseded_by"}
    assert status(store, number) is ACCEPTED


def test_no_two_decisions_take_each_others_place(store: Store) -> None:
    one, other = save(store), save(store)
    store.decisions.set_status(one, SUPERSEDED, "newer", other)
    with pytest.raises(InvalidError):
        store.decisions.set_status(other, SUPERSEDED, "newer", one)


def test_a_superseded_decision_can_still_be_worded_anew(store: Store) -> None:
    number = in_status(store, SUPERSEDED)
    store.decisions.revise(number, DecisionDraft("Reworded", SUPERSEDED, "flask"))
    decision = store.read.decision(number)
    assert (decision.title, decision.superseded_by) == ("Reworded", number + 1)


@pytest.mark.parametrize("start", STANDING_ALONE)
def test_a_decision_may_begin_anywhere_but_superseded(store: Store, start: Status) -> None:
    assert status(store, save(store, start)) is start
    with pytest.raises(InvalidError, match="superseded"):
        save(store, SUPERSEDED)


def test_what_a_record_says_is_taken_over_whatever_moves_that_takes(
    store: Store, tmp_path: Path
) -> None:
    number, successor = in_status(store, REJECTED), save(store)
    apply_plan(store, plan(store, tmp_path))
    path = tmp_path / "0001-use-flask.md"
    text = path.read_text("utf-8")
    assert "status: rejected\ndate: 2026-11-23\n" in text
    for status_line, by in (
        ("superseded by ADR-0002", successor),
        ("superseded by ADR-0099", None),
    ):
        said = f"status: {status_line}\ndate: 2024-02-03\n"
        path.write_text(text.replace("status: rejected\ndate: 2026-11-23\n", said), "utf-8")
        apply_plan(store, plan(store, tmp_path))
        decision = store.read.decision(number)
        assert (decision.status, decision.superseded_by) == (SUPERSEDED, by)
        assert decision.date == date(2024, 2, 3)
    assert [r.label for r in store.read.revisions(number)] == ["saved", "read in", "read in"]
    store.decisions.undo()
    store.decisions.undo()
    assert status(store, number) is REJECTED


# The trash


def test_what_is_thrown_away_is_gone_until_it_is_restored(store: Store) -> None:
    number, other = save(store, context="tangerine"), save(store)
    before = store.read.decision(number)
    store.decisions.trash(number)
    assert [row.number for row in store.read.decisions()] == [other]
    assert [row.number for row in store.read.trashed_decisions()] == [number]
    assert store.read.search("tangerine") == ()
    acts: list[Callable[[], object]] = [
        lambda: store.read.decision(number),
        lambda: store.decisions.trash(number),
        lambda: store.decisions.set_status(number, DEPRECATED, "no"),
        lambda: store.decisions.set_status(other, SUPERSEDED, "newer", number),
        lambda: store.decisions.revise(number, DecisionDraft("X", ACCEPTED, "flask")),
    ]
    for act in acts:
        with pytest.raises(NotFoundError, match="in the trash"):
            act()
    store.decisions.restore(number)
    after = store.read.decision(number)
    assert (after.title, after.status, after.date) == (before.title, before.status, before.date)
    assert [hit.key for hit in store.read.search("tangerine")] == [str(number)]
    assert store.read.trashed_decisions() == ()


def test_the_number_of_a_decision_in_the_trash_is_not_given_again(store: Store) -> None:
    store.decisions.trash(save(store))
    assert save(store) == 2


def test_a_decision_that_another_one_points_to_stays(store: Store) -> None:
    old = in_status(store, SUPERSEDED)
    with pytest.raises(StoreError, match=f"Decision {old} is superseded by decision {old + 1}"):
        store.decisions.trash(old + 1)
    store.decisions.trash(old)
    store.decisions.trash(old + 1)
    assert store.read.decisions() == ()
    with pytest.raises(StoreError, match="Restore that first"):
        store.decisions.restore(old)
    store.decisions.restore(old + 1)
    store.decisions.restore(old)
    assert store.read.decision(old + 1).supersedes == (old,)


def test_those_thrown_away_last_come_first(store: Store) -> None:
    numbers = [save(store) for _ in range(3)]
    for number in (2, 3, 1):
        store.decisions.trash(number)
    assert [row.number for row in store.read.trashed_decisions()] == [1, 3, 2]
    assert numbers == [1, 2, 3]


# Due


@pytest.mark.parametrize(
    ("status", "review_by", "due"),
    [
        (ACCEPTED, date(2026, 11, 22), True),
        (ACCEPTED, date(2026, 11, 23), True),
        (ACCEPTED, date(2026, 11, 24), False),
        (ACCEPTED, None, False),
        (PROPOSED, date(2026, 11, 23), True),
        (REJECTED, date(2026, 11, 23), False),
        (DEPRECATED, date(2026, 11, 23), False),
        (SUPERSEDED, date(2026, 11, 23), False),
    ],
)
def test_what_counts_falls_due_on_its_day(
    status: Status, review_by: date | None, due: bool
) -> None:
    assert status_flow.due(status, review_by, date(2026, 11, 23)) is due


def test_the_list_knows_the_day_of_review(store: Store) -> None:
    draft = DecisionDraft("Use Flask", ACCEPTED, "flask", review_by=date(2027, 3, 1))
    number = store.decisions.save(draft, store.read.matrix())
    assert [row.review_by for row in store.read.decisions()] == [date(2027, 3, 1)]
    assert store.read.decision(number).review_by == date(2027, 3, 1)
