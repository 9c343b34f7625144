"""What a sync does it does whole: taken back in one step, and finished by the next after a kill."""

import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import FrameType

import pytest

from store.domain.decision import DecisionDraft, DecisionStep, Status
from store.domain.errors import NotFoundError
from store.exchange import json_format
from store.exchange.export_json import export_json
from store.exchange.import_json import import_json
from store.store import Store
from store.sync.apply import apply_plan
from store.sync.plan import plan
from store.sync.steps import Action, ConflictSide
from store.util import atomic
from tests.store.small import new_store, open_store, write_content
from tests.store.sync.test_sync import edit, synced

DRAFT = DecisionDraft("Build of oak", Status.ACCEPTED, "oak", "A small house.")
OWN = "0001-build-of-oak.md"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return write_content(tmp_path)


@pytest.fixture
def small(content: Path) -> Iterator[Store]:
    opened = new_store(content)
    yield opened
    opened.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "decisions"


# The trash


def test_out_of_the_trash_and_read_in_are_one_step(small: Store, folder: Path) -> None:
    small.decisions.save(DRAFT, small.read.matrix())
    synced(small, folder)
    small.decisions.trash(1)
    edit(folder / OWN, "A small house.", "A large one.")
    assert synced(small, folder) == [(OWN, Action.CONFLICT)]
    planned = plan(small, folder).with_choices({1: ConflictSide.FOLDER})
    with pytest.raises(NotFoundError):
        small.read.decision(1)
    assert [each.trouble for each in apply_plan(small, planned)] == [""]
    assert small.read.decision(1).context == "A large one."
    assert [each.label for each in small.read.revisions(1)] == ["saved", "thrown away", "read in"]
    assert small.decisions.undo() == DecisionStep(1, "read in")
    assert [row.number for row in small.read.trashed_decisions()] == [1]


def test_what_cannot_be_read_stays_in_the_trash(small: Store, folder: Path) -> None:
    small.decisions.save(DRAFT, small.read.matrix())
    synced(small, folder)
    small.decisions.trash(1)
    edit(folder / OWN, "| Price | 5 |", "| Price | much |")
    planned = plan(small, folder).with_choices({1: ConflictSide.FOLDER})
    (done,) = apply_plan(small, planned)
    assert "“much” as a weight" in done.trouble
    assert [row.number for row in small.read.trashed_decisions()] == [1]


# Successors that are not there


def test_successors_that_lead_nowhere_are_carried_to_another_store(
    small: Store, folder: Path, tmp_path: Path
) -> None:
    folder.mkdir()
    for number, by in ((1, 1), (2, 3), (3, 2), (4, 99)):
        (folder / f"000{number}-a.md").write_text(
            f"---\nstatus: superseded by ADR-{by:04}\n---\n# A{number}\n", "utf-8"
        )
    synced(small, folder)
    led = {n: small.read.decision(n).superseded_by for n in (1, 2, 3, 4)}
    assert led == {1: None, 2: 3, 3: 2, 4: None}
    assert synced(small, folder) == []
    with closing(Store(tmp_path / "other.sqlite3", content=tmp_path / "content")) as other:
        import_json(other, json_format.parse(json.dumps(export_json(small))))
        assert {n: other.read.decision(n).superseded_by for n in led} == led


def test_nothing_is_superseded_by_what_is_in_the_trash(small: Store, folder: Path) -> None:
    for title in ("Build of oak", "Build of pine"):
        small.decisions.save(replace(DRAFT, title=title), small.read.matrix())
    synced(small, folder)
    small.decisions.trash(2)
    edit(folder / OWN, "status: accepted", "status: superseded by ADR-0002")
    synced(small, folder)
    assert small.read.decision(1).status is Status.SUPERSEDED
    assert small.read.decision(1).superseded_by is None


# Killed


def prepared(small: Store, folder: Path) -> None:
    """Something of everything that a sync can be about."""
    matrix = small.read.matrix()
    for title in ("Build of oak", "Roof of oak", "Floor of oak", "Door of oak"):
        small.decisions.save(replace(DRAFT, title=title), matrix)
    synced(small, folder)
    small.decisions.save(replace(DRAFT, title="New here"), matrix)
    small.decisions.revise(1, replace(DRAFT, context="Changed here."))
    edit(folder / "0002-roof-of-oak.md", "| Price | 5 |", "| Price | 2 |")
    small.decisions.trash(3)
    edit(folder / "0003-floor-of-oak.md", "A small house.", "Changed there.")
    (folder / "0006-new-there.md").write_text(
        "---\nstatus: superseded by ADR-0007\n---\n# New there\n", "utf-8"
    )
    (folder / "0007-newer.md").write_text("# Newer\n", "utf-8")
    (folder / "index.md").write_text("<!-- adrlog -->\n<!-- adrlogstop -->\n", "utf-8")


def everything(opened: Store, folder: Path) -> object:
    """What the folder and the store hold; what tells one run from another is left out."""
    told = export_json(opened)["decisions"]
    decisions = {
        (each["title"], each["context"], each["status"], each["trashed"] is None,
         len(each["revisions"]), str([c["weight"] for c in each["matrix"]["criteria"]]))
        for each in told
    }  # fmt: skip
    assert len(decisions) == len(told)
    return decisions, {
        path.name: path.read_bytes() for path in folder.iterdir() if path.suffix == ".md"
    }


def taken(opened: Store, folder: Path) -> list[str]:
    planned = plan(opened, folder).with_choices({3: ConflictSide.FOLDER})
    return [each.trouble for each in apply_plan(opened, planned) if each.trouble]


WATCHED = {"mark_pending", "mark_written", "adopt", "_follow"}
"""What writes into the store; each file is written in `store.util.atomic`."""


def sync_until(steps: int, content: Path, folder: Path) -> None:
    """Syncs, and ends the process when so many of what is watched have returned."""
    opened = open_store(content)
    left = steps

    def watch(frame: FrameType, event: str, _: object) -> None:
        nonlocal left
        code = frame.f_code
        if event == "return" and (
            code.co_filename == atomic.__file__ or code.co_qualname.split(".")[-1] in WATCHED
        ):
            left -= 1
            if left < 0:
                os._exit(9)

    planned = plan(opened, folder).with_choices({3: ConflictSide.FOLDER})
    sys.setprofile(watch)
    apply_plan(opened, planned)
    os._exit(0)


def test_killed_at_any_step_of_writing_and_reading_the_next_run_ends_it(
    small: Store, content: Path, folder: Path, tmp_path: Path
) -> None:
    prepared(small, folder)
    small.close()
    kept = tmp_path / "kept"
    store_file = content.parent / "store.sqlite3"
    copy(folder, store_file, kept)
    with closing(open_store(content)) as opened:
        assert taken(opened, folder) == []
        wanted = everything(opened, folder)
        assert b"(index.md)" not in (folder / "index.md").read_bytes()
        assert synced(opened, folder) == []
    step = 0
    while True:
        copy(kept / "decisions", kept / "store.sqlite3", content.parent)
        if not (child := os.fork()):
            sync_until(step, content, folder)
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        with closing(open_store(content)) as opened:
            assert (step, taken(opened, folder)) == (step, [])
            assert everything(opened, folder) == wanted
            assert synced(opened, folder) == []
        if ended == 0:
            break
        step += 1
    assert step > 30


def copy(folder: Path, store_file: Path, into: Path) -> None:
    into.mkdir(exist_ok=True)
    shutil.rmtree(into / folder.name, ignore_errors=True)
    shutil.copytree(folder, into / folder.name)
    for suffix in ("", "-wal", "-shm"):
        (into / f"{store_file.name}{suffix}").unlink(missing_ok=True)
    shutil.copy(store_file, into / store_file.name)
