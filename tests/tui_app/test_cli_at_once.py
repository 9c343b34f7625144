"""Several commands at a time on one folder of records."""

import os
import shutil
from collections import Counter
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from store.domain.decision import DecisionDraft, Status
from store.domain.errors import StoreError
from store.store import Store
from store.sync.apply import apply_plan
from store.sync.plan import plan
from store.sync.steps import Action
from store.util import folder_lock
from store.util.folder_lock import FolderLock, alone
from tests.store.processes import in_processes
from tui_app.__main__ import main

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

DRAFT = DecisionDraft("Use Flask", Status.ACCEPTED, "flask")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "decisions"
    folder.mkdir()
    for number in range(1, 6):
        (folder / f"000{number}-use-{number}.md").write_text(
            f"# Use {number}\n\n* Status: accepted\n* Date: 2026-11-24\n"
        )
    return folder


def titles(store: Path) -> Counter[str]:
    with closing(Store(store)) as opened:
        return Counter(row.title for row in opened.read.decisions())


def test_two_syncs_at_once_read_each_record_in_once(
    store_path: Path, folder: Path, tmp_path: Path
) -> None:
    sync = partial(main, ["--store", str(store_path), "sync", str(folder)])
    assert in_processes(tmp_path, *[sync] * 4) == []
    assert titles(store_path) == {f"Use {number}": 1 for number in range(1, 6)}


def test_sync_and_export_at_once_give_each_record_once(
    store: Store, folder: Path, tmp_path: Path
) -> None:
    for number in range(3):
        draft = DecisionDraft(f"Ours {number}", Status.ACCEPTED, "flask")
        store.decisions.save(draft, store.read.matrix())
    words = (["sync", str(folder)], ["export", str(folder)], ["sync", str(folder)])
    works = [partial(main, ["--store", str(store.path), *each]) for each in words]
    assert in_processes(tmp_path, *works) == []
    assert titles(store.path) == {
        **{f"Use {number}": 1 for number in range(1, 6)},
        **{f"Ours {number}": 1 for number in range(3)},
    }
    assert len(list(folder.iterdir())) == 8


def test_two_stores_on_one_folder_take_no_number_twice(
    store: Store, folder: Path, tmp_path: Path
) -> None:
    store.decisions.save(DRAFT, store.read.matrix())
    shutil.copy(store.path, tmp_path / "mate.sqlite3")
    with closing(Store(tmp_path / "mate.sqlite3")) as mate:
        mate.decisions.save(
            DecisionDraft("Use Django", Status.ACCEPTED, "django"), mate.read.matrix()
        )
    works = [
        partial(main, ["--store", str(path), "sync", str(folder)])
        for path in (store.path, tmp_path / "mate.sqlite3") * 2
    ]
    assert in_processes(tmp_path, *works) == []
    names = sorted(path.name for path in folder.iterdir())
    assert len({name[:4] for name in names}) == len(names)


def test_what_others_read_in_or_number_after_the_plan_is_not_done_twice(
    store: Store, folder: Path
) -> None:
    store.decisions.save(DRAFT, store.read.matrix())
    planned = plan(store, folder)
    (ours,) = [step.name for step in planned.steps if step.action is Action.WRITE]
    (folder / f"{ours[:4]}-theirs.md").write_text("# Theirs\n\n* Status: accepted\n")
    with closing(Store(store.path)) as other:
        steps = [each for each in apply_plan(other, plan(other, folder)) if each.trouble]
        assert steps == []
    done = {each.step.name: each for each in apply_plan(store, planned)}
    assert (done["0001-use-1.md"].trouble, done["0001-use-1.md"].by_others) == ("", True)
    assert len(store.read.decisions()) == 7


def test_a_folder_that_another_program_changes_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_lock, "PATIENCE", 0.0)
    refused = pytest.raises(StoreError, match="Another program is syncing")
    with alone(tmp_path), refused, alone(tmp_path):
        pass
    with alone(tmp_path):
        pass


def test_a_folder_made_for_nothing_is_taken_away(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "decisions"
    with alone(folder):
        assert folder.is_dir()
        assert not FolderLock(folder).acquire()
    assert not folder.exists()
