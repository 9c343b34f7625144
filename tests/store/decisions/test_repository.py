import sqlite3
from contextlib import closing
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from store.domain.decision import PEOPLE, DecisionDraft, DecisionStep, Status
from store.domain.errors import InvalidError, NotFoundError
from store.matrix.robustness import monte_carlo
from store.matrix.sentences import robustness_sentence
from store.store import Store
from store.sync import export
from tests.conftest import NOW

DRAFT = DecisionDraft(
    title="Use Flask for the gateway",
    status=Status.ACCEPTED,
    chosen="flask",
    context="A gateway in front of two old services.\n\nIt holds no data.",
    deciders="Ann, Bo",
    consequences="+ small image\n- own accounts",
    consulted="Cy",
    informed="Di, Ed",
    confirmation="The image stays below 80 MB.\n\nA test says so.",
    review_by=date(2027, 3, 1),
)


def save(store: Store, draft: DecisionDraft = DRAFT) -> int:
    return store.decisions.save(draft, store.read.matrix())


def test_a_decision_is_kept_as_it_was_saved(store: Store) -> None:
    number = save(store)
    decision = store.read.decision(number)
    assert number == 1
    assert (decision.date, decision.created, decision.updated) == (date(2026, 11, 23), NOW, NOW)
    assert decision.superseded_by is None
    for field in fields(DecisionDraft):
        assert getattr(decision, field.name) == getattr(DRAFT, field.name), field.name


def test_numbers_go_up_and_the_newest_comes_first(store: Store) -> None:
    assert [save(store) for _ in range(3)] == [1, 2, 3]
    assert [row.number for row in store.read.decisions()] == [3, 2, 1]
    assert {row.chosen for row in store.read.decisions()} == {"Flask"}


def test_two_open_stores_never_give_one_number_twice(store: Store, store_path: Path) -> None:
    other = Store(store_path)
    try:
        assert [save(s) for s in (store, other, store, other)] == [1, 2, 3, 4]
    finally:
        other.close()


def test_times_are_right_wherever_the_clock_hangs(store_path: Path) -> None:
    here = datetime(2026, 11, 24, 1, 30, tzinfo=timezone(timedelta(hours=9)))
    times = iter([here, here + timedelta(hours=1)])
    store = Store(store_path, clock=lambda: next(times))
    try:
        number = save(store)
        store.decisions.revise(number, replace(DRAFT, title="Reworded"))
        decision = store.read.decision(number)
        assert decision.created == here
        assert [r.at for r in store.read.revisions(number)] == [decision.created, decision.updated]
        assert decision.updated == here + timedelta(hours=1)
        assert decision.created.tzinfo is UTC
        assert decision.date == date(2026, 11, 24)  # the day on the user's own calendar
    finally:
        store.close()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Use Flask  ", "Use Flask"),
        ("Use\nFlask\r\n now", "Use Flask now"),
        ("Use\u2028Flask\tnow", "Use Flask now"),
        ("Pin psycopg[binary] [/]", "Pin psycopg[binary] [/]"),
        ("Ü" * 200, "Ü" * 200),
    ],
)
def test_a_title_becomes_one_line(store: Store, typed: str, kept: str) -> None:
    assert store.read.decision(save(store, replace(DRAFT, title=typed))).title == kept


@pytest.mark.parametrize("title", ["", "  \n ", "x" * 201, "x" * 10_000])
def test_a_title_that_is_no_line_is_refused(store: Store, title: str) -> None:
    with pytest.raises(InvalidError) as caught:
        save(store, replace(DRAFT, title=title))
    assert caught.value.problems.keys() == {"title"}
    assert store.read.decisions() == ()
    assert store.read.search("gateway", ["decision"]) == ()


def test_a_title_too_long_is_told_with_its_length(store: Store) -> None:
    with pytest.raises(InvalidError, match="At most 200 characters; this title has 10,000"):
        save(store, replace(DRAFT, title="x" * 10_000))


def test_every_wrong_field_is_told_at_once(store: Store) -> None:
    with pytest.raises(InvalidError) as caught:
        save(store, replace(DRAFT, title="", deciders="x" * 1001, informed="y" * 1001))
    assert caught.value.problems.keys() == {"title", "deciders", "informed"}


def test_a_choice_that_was_not_considered_is_refused_with_those_that_were(store: Store) -> None:
    with pytest.raises(InvalidError, match="flask, django") as caught:
        save(store, replace(DRAFT, chosen="rails"))
    assert caught.value.problems.keys() == {"chosen"}
    assert store.read.decisions() == ()


def test_a_context_beyond_all_measure_is_refused(store: Store) -> None:
    with pytest.raises(InvalidError, match="Context"):
        save(store, replace(DRAFT, context="x" * 1_000_001))
    assert store.read.decisions() == ()


@pytest.mark.parametrize("who", PEOPLE)
def test_names_become_one_clean_line(store: Store, who: str) -> None:
    names: Any = {who: " Ann ,, Bo\nBerg , "}
    number = save(store, replace(DRAFT, **names))
    assert getattr(store.read.decision(number), who) == "Ann, Bo Berg"


def test_names_are_remembered_once_those_used_last_first(store: Store) -> None:
    save(store, replace(DRAFT, deciders="Ann, Bo", consulted="Cy", informed=""))
    save(store, replace(DRAFT, deciders="Di", consulted="Ann", informed="Ed"))
    assert store.read.people() == ("Di", "Ann", "Ed", "Bo", "Cy")


def test_a_revision_changes_the_words_and_keeps_number_date_and_matrix(store_path: Path) -> None:
    times = iter([NOW, NOW + timedelta(days=3)])
    store = Store(store_path, clock=lambda: next(times))
    try:
        number = save(store)
        before = store.read.decision(number)
        store.matrices.set_weight(1, "migrations", 0)
        draft = DecisionDraft("Use Django", Status.ACCEPTED, "django")
        store.decisions.revise(number, draft)
        after = store.read.decision(number)
        assert after == replace(
            before,
            title="Use Django",
            chosen="django",
            context="",
            deciders="",
            consequences="",
            consulted="",
            informed="",
            confirmation="",
            review_by=None,
            updated=NOW + timedelta(days=3),
        )
    finally:
        store.close()


def test_another_matrix_can_take_the_place_of_a_decisions(store: Store) -> None:
    number = save(store)
    matrix = store.read.decision(number).matrix.with_weight("migrations", 9.5)
    store.decisions.revise(number, DRAFT, matrix)
    assert store.read.decision(number).matrix == matrix
    store.decisions.revise(number, replace(DRAFT, title="Reworded"))
    assert store.read.decision(number).matrix == matrix


def test_a_revision_that_is_refused_changes_nothing(store: Store) -> None:
    number = save(store)
    before = store.read.decision(number)
    moved = replace(DRAFT, status=Status.PROPOSED)
    for draft in (replace(DRAFT, title=""), replace(DRAFT, chosen="rails"), moved):
        with pytest.raises(InvalidError):
            store.decisions.revise(number, draft)
    assert store.read.decision(number) == before


def test_a_decision_that_is_not_there_is_told(store: Store) -> None:
    with pytest.raises(NotFoundError, match="no decision 9"):
        store.decisions.revise(9, DRAFT)
    with pytest.raises(NotFoundError, match="no decision 9"):
        store.decisions.set_status(9, Status.ACCEPTED, "agreed")
    for act in (store.decisions.trash, store.decisions.restore, store.read.revisions):
        with pytest.raises(NotFoundError, match="no decision 9"):
            act(9)


def test_an_emptied_trash_leaves_nothing_behind_and_undo_goes_on_with_the_rest(
    store: Store, store_path: Path
) -> None:
    one, other = save(store, replace(DRAFT, status=Status.PROPOSED)), save(store)
    store.decisions.set_status(one, Status.ACCEPTED, "agreed")
    store.decisions.trash(other)
    assert store.decisions.empty_trash() == 1
    assert [row.number for row in store.read.decisions()] == [one]
    with closing(sqlite3.connect(store_path)) as raw:
        left = raw.execute("SELECT DISTINCT decision_id FROM decisionrevision").fetchall()
    assert left == [(store.read.decision(one).id,)]
    assert store.decisions.undo() == DecisionStep(one, "accepted")
    assert store.decisions.undo() is None


def test_how_sure_it_was_is_kept_with_the_decision(store: Store, store_path: Path) -> None:
    number = save(store)
    sentences = tuple(map(robustness_sentence, monte_carlo(store.read.matrix())))
    assert len(sentences) == 2
    store.matrices.use_preset(1, "content-site-with-admin")
    store.decisions.revise(number, DRAFT)
    assert store.read.decision(number).robustness == sentences
    with closing(sqlite3.connect(store_path)) as connection, connection:  # as older ones were kept
        connection.execute("UPDATE decision SET matrix = json_remove(matrix, '$.robustness')")
    assert store.read.decision(number).robustness == ()
    assert "samples" not in export.record(store, number)


def test_the_matrix_of_a_decision_stands_still(store: Store) -> None:
    store.matrices.use_preset(1, "small-json-api")
    store.matrices.set_rating(1, "migrations", "flask", (None, "not tried"))
    store.matrices.rule_out(1, "django", "too large")
    number = save(store)
    before = store.read.decision(number).matrix
    store.matrices.use_preset(1, None)
    store.matrices.set_rating(1, "migrations", "flask", (5, "tried"))
    store.matrices.rule_out(1, "django", None)
    with store.writing() as session:  # as new content would do
        for table in ("rating", "criterion", '"option"'):
            values = "rationale = 'new'" if table == "rating" else "name = 'new'"
            session.connection().exec_driver_sql(f"UPDATE {table} SET {values}")  # noqa: S608
    after = store.read.decision(number).matrix
    assert after == before
    assert after.ruled_out == {"django": "too large"}
    assert after.ratings["migrations", "flask"].value is None
    assert after.preset == "small-json-api"
    assert after.comparison.option("django").name == "Django"
