"""Where both sides have changed: what is chosen counts, and what only one knows of is kept."""

from dataclasses import replace
from pathlib import Path

import pytest

from store.domain.decision import Status
from store.records.folder import shelf
from store.records.numbers import taken
from store.records.renumber import carry_out as renumber
from store.records.renumber import renumbering
from store.store import Store
from store.sync.plan import plan
from store.sync.steps import Action, ConflictSide
from tests.store.sync.test_sync import draft_of, edit, synced

THEIRS = """\
---
status: accepted
date: 2026-01-12
tags: [db]
---
# Use PostgreSQL

## Context and Problem Statement

Carts are lost.

## Considered Options

* PostgreSQL
* Files

## Decision Outcome

Chosen option: "PostgreSQL", because it is solid.

## Compliance

Audited.
"""
NYGARD = """\
# {number}. {title}

Date: 2026-01-12

## Status

{status}

## Context

Of {title}.

## Decision

We do.

## Consequences

Some.
"""


@pytest.fixture
def folder(store: Store, tmp_path: Path) -> Path:
    """One record of others, synced."""
    made = tmp_path / "decisions"
    made.mkdir()
    (made / "0001-a.md").write_text(THEIRS, "utf-8")
    synced(store, made)
    return made


def retitle(store: Store, title: str, number: int = 1) -> None:
    store.decisions.revise(number, replace(draft_of(store.read.decision(number)), title=title))


def test_the_stores_word_is_put_into_what_others_wrote(store: Store, folder: Path) -> None:
    file = folder / "0001-a.md"
    retitle(store, "Use MariaDB")
    edit(file, "Audited.", "Audited by Ada.")
    edit(file, "tags: [db]", "tags: [db, infra]")
    edit(file, "Carts are lost.", "Carts get lost.")
    theirs = file.read_text("utf-8")
    assert synced(store, folder) == [("0001-a.md", Action.CONFLICT)]
    synced(store, folder, {1: ConflictSide.STORE})
    ours = theirs.replace("Carts get lost.", "Carts are lost.").replace(
        "PostgreSQL\n\n##", "MariaDB\n\n##", 1
    )
    assert file.read_text("utf-8") == ours
    assert synced(store, folder) == []
    retitle(store, "Use SQLite")
    synced(store, folder)
    assert file.read_text("utf-8") == ours.replace("# Use MariaDB", "# Use SQLite")
    retitle(store, "Use MariaDB")
    synced(store, folder)
    assert file.read_text("utf-8") == ours


def test_both_changed_alike_is_no_conflict(store: Store, folder: Path) -> None:
    retitle(store, "Use MariaDB")
    edit(folder / "0001-a.md", "# Use PostgreSQL", "# Use MariaDB")
    edit(folder / "0001-a.md", "Audited.", "Audited by Ada.")
    before = (folder / "0001-a.md").read_bytes()
    assert synced(store, folder) == [("0001-a.md", Action.READ)]
    assert synced(store, folder) == []
    assert (folder / "0001-a.md").read_bytes() == before
    assert store.read.decision(1).title == "Use MariaDB"


def test_what_was_thrown_away_on_both_sides_comes_back_as_it_was(
    store: Store, folder: Path
) -> None:
    store.decisions.trash(1)
    synced(store, folder, {1: ConflictSide.STORE})
    assert list(folder.iterdir()) == []
    assert synced(store, folder) == []
    store.decisions.restore(1)
    assert synced(store, folder) == [("0001-a.md", Action.WRITE)]
    assert (folder / "0001-a.md").read_text("utf-8") == THEIRS
    assert synced(store, folder) == []


@pytest.mark.parametrize("edited", [1, 2])
@pytest.mark.parametrize("moved", ["1", "2"])
def test_a_record_renumbered_by_others_keeps_its_number_and_its_links(
    store: Store, tmp_path: Path, edited: int, moved: str
) -> None:
    folder = tmp_path / "decisions"
    folder.mkdir()
    a = NYGARD.format(number=1, title="A", status="Superseded by [2. B](0002-b.md)")
    b = NYGARD.format(number=2, title="B", status="Accepted\n\nSupersedes [1. A](0001-a.md)")
    (folder / "0001-a.md").write_text(a, "utf-8")
    (folder / "0002-b.md").write_text(b, "utf-8")
    synced(store, folder)
    retitle(store, "New", edited)
    assert renumber(folder, renumbering(shelf(folder), moved, taken(folder), 9)) == {}
    for _ in range(2):
        synced(store, folder)
    settled = {path.name: path.read_bytes() for path in folder.iterdir()}
    synced(store, folder, {edited: ConflictSide.STORE})
    assert synced(store, folder) == []
    names = {"1": ("0009-a.md", "0002-b.md"), "2": ("0001-a.md", "0009-b.md")}[moved]
    first, second = ((folder / name).read_text("utf-8") for name in names)
    numbers = [int(name[:4]) for name in names]
    titles = ["New" if edited == number else "AB"[number - 1] for number in (1, 2)]
    assert first.startswith(f"# {numbers[0]}. {titles[0]}\n")
    assert second.startswith(f"# {numbers[1]}. {titles[1]}\n")
    assert f"]({names[1]})" in first
    assert f"]({names[0]})" in second
    assert settled.keys() == {*names}


def test_a_status_that_is_guessed_is_told(store: Store, folder: Path) -> None:
    edit(folder / "0001-a.md", "status: accepted", "status: Perhaps")
    (step,) = plan(store, folder).due
    assert step.reason == "Its status “Perhaps” is not known, and counts as proposed."
    synced(store, folder)
    assert store.read.decision(1).status is Status.PROPOSED
