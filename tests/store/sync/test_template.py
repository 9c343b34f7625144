"""The template of docs/records.md: its records are followed in both directions, and pass check."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from store.domain.decision import DecisionDraft, Status
from store.records.check import Terms, check
from store.records.folder import shelf
from store.records.parse import parse
from store.store import Store
from store.sync.apply import apply_plan
from store.sync.plan import plan
from store.sync.record_files import RecordStyle
from store.sync.steps import Action
from tests.store.records.folders import changed_lines
from tests.store.sync.test_sync import draft_of, edit, synced

DOCUMENT = Path(__file__).parents[3] / "docs" / "records.md"
(TEMPLATE,) = re.findall(
    r"^```markdown\n(.*?)^```$", DOCUMENT.read_text("utf-8"), re.MULTILINE | re.DOTALL
)
TERMS = Terms(date(2030, 1, 1))
NAME = "0001-use-flask.md"
DRAFT = DecisionDraft(
    "Use Flask",
    Status.ACCEPTED,
    "flask",
    "A small service.",
    "Ada, Bo",
    "+ It is small\n- It grows",
)


@pytest.fixture
def record(store: Store, tmp_path: Path) -> Path:
    """The record of a decision, made of the template."""
    folder = tmp_path / "decisions"
    store.decisions.save(DRAFT, store.read.matrix())
    done = apply_plan(store, plan(store, folder, RecordStyle(template=TEMPLATE)))
    assert [each.trouble for each in done] == [""]
    assert check(shelf(folder), TERMS) == ()
    return folder / NAME


@pytest.mark.parametrize(
    ("change", "lines"),
    [
        ({"title": "Use Flask here"}, ["- # Use Flask\n", "+ # Use Flask here\n"]),
        (
            {"deciders": "Ada, Cy"},
            ["- decision-makers: Ada, Bo\n", "+ decision-makers: Ada, Cy\n"],
        ),
        ({"context": "It is large."}, ["- A small service.\n", "+ It is large.\n"]),
        (
            {"consequences": "+ It is small\n- It ages"},
            ["- * Bad, because It grows\n", "+ * Bad, because It ages\n"],
        ),
    ],
)
def test_a_field_edited_in_the_store_changes_its_lines_alone(
    store: Store, record: Path, change: dict[str, Any], lines: list[str]
) -> None:
    before = parse(record.read_bytes(), NAME)
    draft = replace(draft_of(store.read.decision(1)), **change)
    store.decisions.revise(1, draft)
    assert synced(store, record.parent) == [(NAME, Action.WRITE)]
    assert changed_lines(before, parse(record.read_bytes(), NAME)) == lines
    assert check(shelf(record.parent), TERMS) == ()
    assert synced(store, record.parent) == []


def test_what_is_edited_in_the_record_is_read_in(store: Store, record: Path) -> None:
    edit(record, "A small service.", "A large service.")
    edit(record, "Ada, Bo", "Ada, Cy")
    after = record.read_bytes()
    assert synced(store, record.parent) == [(NAME, Action.READ)]
    decision = store.read.decision(1)
    assert draft_of(decision) == replace(DRAFT, context="A large service.", deciders="Ada, Cy")
    assert synced(store, record.parent) == []
    assert record.read_bytes() == after
