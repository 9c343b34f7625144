"""Shortlist's own records in each format: what is edited in one follows in the store, and back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from store.domain.decision import Decision, DecisionDraft, Status
from store.domain.record import Reference
from store.domain.record_format import RecordFormat
from store.records.check import Terms, check
from store.records.edit import edit
from store.records.fields import facts_of
from store.records.folder import shelf
from store.records.formats import format_of
from store.records.parse import parse
from store.store import Store
from store.sync import export
from store.sync.apply import apply_plan
from store.sync.plan import plan
from store.sync.record_files import RecordStyle
from store.sync.steps import Action
from tests.store.records.folders import changed_lines
from tests.store.sync.test_sync import draft_of, synced

DRAFT = DecisionDraft(
    "Use Flask for *all*",
    Status.ACCEPTED,
    "flask",
    "A small service.\n\n* of 2 * 3 pages",
    "Ada Löwe, Bo_, C#",
    "+ It is small\n- It grows [slowly]",
    consulted="@ops",
    informed="All & <everybody>",
    confirmation="A test says so.",
    review_by=date(2099, 1, 2),
)
OLD = "0001-use-flask-for-all.md"
NEW = "0002-use-django.md"
TODAY = date(2026, 11, 24)

profiles = pytest.mark.parametrize("profile", list(RecordFormat))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "decisions"


def written(store: Store, folder: Path, profile: RecordFormat) -> None:
    """Two decisions as records of that format."""
    for draft in (DRAFT, DecisionDraft("Use Django", Status.ACCEPTED, "django", "It grew.")):
        store.decisions.save(draft, store.read.matrix())
    assert [
        each.trouble for each in apply_plan(store, plan(store, folder, RecordStyle(profile)))
    ] == [
        "",
        "",
    ]


def profile_of(store: Store, folder: Path, name: str) -> str:
    """What the store keeps the record as; empty once it is somebody else's."""
    return next(row.format for row in store.read.records(folder) if row.file_name == name)


@profiles
def test_what_is_written_is_in_that_format_and_nothing_is_wrong_with_it(
    store: Store, folder: Path, profile: RecordFormat
) -> None:
    written(store, folder, profile)
    store.decisions.set_status(1, Status.SUPERSEDED, "It *grew*.", 2)
    assert synced(store, folder) == [(OLD, Action.WRITE), (NEW, Action.WRITE)]
    assert synced(store, folder) == []
    found = shelf(folder)
    assert check(found, Terms(TODAY)) == ()
    facts = facts_of(found.records[OLD])
    assert format_of(found.records[OLD]) is profile
    assert (facts.number, facts.title) == (1, DRAFT.title)
    assert facts.superseded_by is not None
    assert facts.superseded_by.number == 2
    assert [each.number for each in found.records[NEW].supersedes] == [1]
    assert (facts.context, facts.consequences) == (DRAFT.context, DRAFT.consequences)
    assert (facts.confirmation, facts.review_by) == (DRAFT.confirmation, DRAFT.review_by)
    people = (facts.deciders, facts.consulted, facts.informed)
    assert [", ".join(each) for each in people] == [
        DRAFT.deciders, DRAFT.consulted, DRAFT.informed,
    ]  # fmt: skip


EDITS: dict[str, tuple[dict[str, Any], Callable[[Decision], object], object]] = {
    "title": ({"title": "Another"}, lambda now: now.title, "Another"),
    "status": ({"status": "deprecated"}, lambda now: now.status, Status.DEPRECATED),
    "superseded": (
        {"status": "superseded", "superseded_by": Reference(2, NEW, "Use Django")},
        lambda now: (now.status, now.superseded_by),
        (Status.SUPERSEDED, 2),
    ),
    "date": ({"day": date(2025, 5, 6)}, lambda now: now.date, date(2025, 5, 6)),
    "deciders": ({"deciders": ["Ada Löwe", "*X*"]}, lambda now: now.deciders, "Ada Löwe, *X*"),
    "context": ({"context": "Changed."}, lambda now: now.context, "Changed."),
    "confirmation": ({"confirmation": "Seen."}, lambda now: now.confirmation, "Seen."),
}


@profiles
@pytest.mark.parametrize("what", EDITS)
def test_a_field_edited_in_the_file_is_read_in_and_the_record_stays_shortlists(
    store: Store, folder: Path, profile: RecordFormat, what: str
) -> None:
    written(store, folder, profile)
    if what == "confirmation":  # it stands beside the day of review, which goes with it
        known = store.read.decision(1)
        store.decisions.revise(1, replace(draft_of(known), review_by=None))
        synced(store, folder)
    before = (folder / OLD).read_bytes()
    values, now, wanted = EDITS[what]
    (folder / OLD).write_bytes(edit(parse(before, OLD), **values).data)
    synced(store, folder)
    assert now(store.read.decision(1)) == wanted
    assert profile_of(store, folder, OLD) == profile
    assert synced(store, folder) == []
    assert store.decisions.undo()
    synced(store, folder)
    assert (folder / OLD).read_bytes() == before


@profiles
def test_a_supersession_taken_back_in_the_file(
    store: Store, folder: Path, profile: RecordFormat
) -> None:
    written(store, folder, profile)
    store.decisions.set_status(1, Status.SUPERSEDED, "It *grew*.", 2)
    synced(store, folder)
    before = parse((folder / OLD).read_bytes(), OLD)
    (folder / OLD).write_bytes(edit(before, status="accepted").data)
    synced(store, folder)
    assert store.read.decision(1).status is Status.ACCEPTED
    assert profile_of(store, folder, OLD) == profile
    assert "uperseded by" not in (folder / OLD).read_text("utf-8")
    assert synced(store, folder) == []


@profiles
def test_consequences_edited_in_the_file(store: Store, folder: Path, profile: RecordFormat) -> None:
    written(store, folder, profile)
    before = (folder / OLD).read_text("utf-8")
    assert before.count("It is small") == 1
    (folder / OLD).write_text(before.replace("It is small", "It is *tiny*"), "utf-8")
    synced(store, folder)
    assert store.read.decision(1).consequences == "+ It is *tiny*\n- It grows [slowly]"
    assert profile_of(store, folder, OLD) == profile
    store.decisions.undo()
    synced(store, folder)
    assert (folder / OLD).read_text("utf-8") == before


@profiles
def test_a_weight_edited_in_the_file_and_what_follows(
    store: Store, folder: Path, profile: RecordFormat
) -> None:
    written(store, folder, profile)
    before = (folder / OLD).read_text("utf-8")
    first = store.read.decision(1).matrix.comparison.criteria[0]
    row = next(line for line in before.splitlines() if line.startswith(f"| {first.name} |"))
    cells = row.split(" | ")
    cells[1] = "0.25"
    (folder / OLD).write_text(before.replace(row, " | ".join(cells)), "utf-8")
    assert synced(store, folder) == [(OLD, Action.READ)]
    assert store.read.decision(1).matrix.weights[first.slug] == 0.25
    assert "1 of " in (folder / OLD).read_text("utf-8")
    assert profile_of(store, folder, OLD) == profile
    assert synced(store, folder) == []
    store.decisions.undo()
    synced(store, folder)
    assert (folder / OLD).read_text("utf-8") == before


@profiles
def test_a_field_edited_here_changes_its_lines_alone(
    store: Store, folder: Path, profile: RecordFormat
) -> None:
    written(store, folder, profile)
    values: dict[str, Any] = {
        "title": "Another",
        "deciders": "Nobody",
        "context": "Why?\n\n* of 2 * 3 pages",
        "confirmation": "A person says so.",
        "consequences": "+ It is *tiny*\n- It grows [slowly]",
        "review_by": date(2098, 1, 2),
    }
    for field, value in values.items():
        before = parse((folder / OLD).read_bytes(), OLD)
        known = store.read.decision(1)
        store.decisions.revise(1, replace(draft_of(known), **{field: value}))
        synced(store, folder)
        after = parse((folder / OLD).read_bytes(), OLD)
        changed = changed_lines(before, after)
        assert [line[0] for line in changed] == ["-", "+"]


@profiles
def test_links_by_title_follow_the_title(store: Store, folder: Path, profile: RecordFormat) -> None:
    written(store, folder, profile)
    store.decisions.set_status(1, Status.SUPERSEDED, "It *grew*.", 2)
    synced(store, folder)
    old = (folder / OLD).read_text("utf-8")
    for number in (1, 2):
        known = store.read.decision(number)
        store.decisions.revise(number, replace(draft_of(known), title=f"Anew {number}"))
    synced(store, folder)
    one, two = ((folder / name).read_text("utf-8") for name in (OLD, NEW))
    assert one == old.replace(r"Use Flask for \*all\*", "Anew 1").replace(
        "[2. Use Django]", "[2. Anew 2]"
    )
    by_title = profile in (RecordFormat.NYGARD, RecordFormat.COMPAT)
    assert ("Supersedes [1. Anew 1]" in two) is by_title
    known = store.read.decision(2)
    store.decisions.revise(2, replace(draft_of(known), title="Use Django"))
    synced(store, folder)
    assert (folder / OLD).read_text("utf-8") == old.replace(r"Use Flask for \*all\*", "Anew 1")
    assert synced(store, folder) == []


@profiles
def test_what_is_shown_is_what_will_be_written(
    store: Store, folder: Path, profile: RecordFormat
) -> None:
    written(store, folder, profile)
    synced(store, folder)
    store.decisions.set_status(1, Status.SUPERSEDED, "It *grew*.", 2)
    store.decisions.revise(2, replace(draft_of(store.read.decision(2)), title="Anew"))
    shown = [export.record(store, number) for number in (1, 2)]
    synced(store, folder)
    assert shown == [(folder / name).read_text("utf-8") for name in (OLD, NEW)]


@profiles
def test_a_record_renumbered_by_hand_stays_shortlists(
    store: Store, folder: Path, profile: RecordFormat
) -> None:
    written(store, folder, profile)
    text = (folder / NEW).read_text("utf-8").replace("# 2. ", "# 9. ")
    (folder / NEW).unlink()
    (folder / "0009-use-django.md").write_text(text, "utf-8")
    synced(store, folder)
    assert profile_of(store, folder, "0009-use-django.md") == profile
    assert (folder / "0009-use-django.md").read_text("utf-8") == text
    assert [each.label for each in store.read.revisions(2)] == ["saved"]
