"""Syncing a folder from the tab Decisions: the plan first, a choice, then it is done."""

import re
import shutil
from contextlib import closing
from pathlib import Path

import pytest
from textual.widgets import Input

from store.domain.decision import DecisionDraft, Status
from store.store import Store
from store.sync.apply import apply_plan
from store.sync.plan import plan
from store.util import folder_lock
from store.util.folder_lock import FolderLock
from tests.conftest import ada, fixed_clock
from tests.store.records.folders import FOLDERS
from tests.tui_app.driving import Driver, driving
from tui_app.widgets.page_scroll import Page
from tui_app.widgets.rich_page import RichPage

NAME = "0001-use-flask.md"


def opened(path: Path) -> closing[Store]:
    """The store at that path, until the block ends."""
    return closing(Store(path, clock=fixed_clock, author=ada))


def revise(path: Path, title: str, number: int = 1) -> None:
    """Gives a decision another title."""
    with opened(path) as store:
        store.decisions.revise(number, DecisionDraft(title, Status.PROPOSED, "flask"))


@pytest.fixture
def synced(store_path: Path, tmp_path: Path) -> Path:
    """A folder that says the same as the store: two decisions."""
    folder = tmp_path / "decisions"
    with opened(store_path) as store:
        for title in ("Use Flask", "Use SQLite"):
            store.decisions.save(
                DecisionDraft(title, Status.PROPOSED, "flask"), store.read.matrix()
            )
        apply_plan(store, plan(store, folder))
    return folder


async def sync(app: Driver, folder: Path) -> None:
    """Asks for the sync of a folder, by keys."""
    await app.press("4")
    await app.sees("saved")
    await app.press("S")
    await app.sees("Sync with a folder of records")
    app.one("#field-folder", Input).value = str(folder)
    await app.press("enter")


def differences(app: Driver) -> str:
    """All of the page of differences, seen or not."""
    return app.one("#prose", RichPage).text


async def test_records_of_a_folder_are_read_in_after_they_were_shown(
    store_path: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(FOLDERS / "madr2", tmp_path / "decisions"))
    before = {path: path.read_bytes() for path in folder.iterdir()}
    async with driving(store_path, 80, 24) as app:
        await app.press("4")
        await app.sees("S reads in the records that a folder of yours has")
        await sync(app, folder)
        await app.sees("3 to read in", "← read")
        await app.until(lambda: "+# " in differences(app))
        await app.press("escape")
        await app.sees("No decision yet.")
        await sync(app, folder)
        await app.sees("3 to read in")
        await app.press("ctrl+s")
        await app.sees("3 read in.", "Decisions ─ 3")
        await sync(app, folder)
        await app.sees("Nothing to sync")
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize(("width", "signs"), [(80, "- In Shortlist"), (120, "In the folder")])
async def test_a_conflict_is_shown_from_both_sides_and_left_unless_one_is_chosen(
    store_path: Path, synced: Path, width: int, signs: str
) -> None:
    file = synced / NAME
    file.write_text(file.read_text("utf-8").replace("# Use Flask", "# Use [/] theirs"), "utf-8")
    revise(store_path, "Use ours")
    theirs = file.read_bytes()
    async with driving(store_path, width, 30) as app:
        await sync(app, synced)
        await app.sees(
            "1 in conflict", "≠ conflict", "It was changed here and in the folder.", signs
        )
        await app.until(lambda: re.search(r"- ?# Use ours\b", differences(app)))
        assert re.search(r"\+ ?# Use \[/\] theirs\b", differences(app))
        await app.press("s")
        await app.sees("→ write", "Shortlist’s counts.")
        await app.press("backspace")
        await app.sees("≠ conflict")
        await app.press("ctrl+s")
        await app.sees("1 left, to be chosen another time")
        assert file.read_bytes() == theirs
        await sync(app, synced)
        await app.sees("≠ conflict")
        await app.press("s", "ctrl+s")
        await app.sees("1 written.")
    assert "# Use ours" in file.read_text("utf-8")


async def test_the_folders_side_of_all_conflicts_at_once(store_path: Path, synced: Path) -> None:
    for file in synced.iterdir():
        file.write_text(file.read_text("utf-8").replace("# Use", "# Really use"), "utf-8")
    for number in (1, 2):
        revise(store_path, f"Ours {number}", number)
    async with driving(store_path) as app:
        await sync(app, synced)
        await app.sees("2 in conflict")
        await app.press("F", "ctrl+s")
        await app.sees("2 read in.", "Really use Flask", "Really use SQLite")


async def test_what_is_gone_from_the_folder_can_go_into_the_trash(
    store_path: Path, synced: Path
) -> None:
    (synced / NAME).unlink()
    async with driving(store_path) as app:
        await sync(app, synced)
        await app.sees("1 gone", "∅ gone", "It was removed from the folder.")
        await app.press("f")
        await app.sees("← trash", "The folder’s counts.")
        await app.press("ctrl+s")
        await app.sees("1 removed.", "Decisions ─ 1")
        await app.press("R")
        await app.sees("1  Use Flask")


async def test_the_keys_walk_from_record_to_record_and_into_the_difference(
    store_path: Path, synced: Path
) -> None:
    for number, title in ((1, "One"), (2, "Two")):
        revise(store_path, title, number)
    async with driving(store_path, 80, 24) as app:
        await sync(app, synced)
        await app.sees("2 to write")
        await app.until(lambda: "+# One" in differences(app))
        await app.press("j")
        await app.until(lambda: "+# Two" in differences(app))
        await app.press("enter")
        assert app.app.screen.focused is app.one("#page", Page)
        await app.press("s", "ctrl+s")
        await app.sees("2 written.")


async def test_a_file_that_cannot_be_written_is_told_and_the_rest_is_done(
    store_path: Path, synced: Path
) -> None:
    for number, title in ((1, "One"), (2, "Two")):
        revise(store_path, title, number)
    async with driving(store_path) as app:
        await sync(app, synced)
        await app.sees("2 to write")
        (synced / NAME).write_text("changed meanwhile", "utf-8")
        await app.press("ctrl+s")
        await app.sees("Not all is synced", NAME, "1 written.")
    assert (synced / NAME).read_text("utf-8") == "changed meanwhile"


async def test_a_sync_that_is_stopped_goes_on_with_the_next(store_path: Path, synced: Path) -> None:
    for number, title in ((1, "One"), (2, "Two")):
        revise(store_path, title, number)
    before = {path: path.read_bytes() for path in synced.iterdir()}
    other = FolderLock(synced)
    async with driving(store_path) as app:
        await sync(app, synced)
        await app.sees("2 to write")
        assert other.acquire()
        await app.press("ctrl+s")
        await app.sees("Syncing", "esc cancels")
        await app.press("S")
        await app.sees("running already")
        await app.press("escape")
        await app.sees("Stopped")
        assert "esc cancels" not in app.text
        other.release()
        assert {path: path.read_bytes() for path in synced.iterdir()} == before
        await sync(app, synced)
        await app.sees("2 to write")
        await app.press("ctrl+s")
        await app.sees("2 written.")


async def test_a_sync_waits_for_a_command_that_is_at_work_in_the_folder(
    store_path: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(FOLDERS / "madr2", tmp_path / "decisions"))
    command = FolderLock(folder)
    async with driving(store_path) as app:
        await sync(app, folder)
        await app.sees("3 to read in")
        assert command.acquire()
        await app.press("ctrl+s")
        await app.sees("Syncing")
        with opened(store_path) as store:  # the app waits meanwhile, or it would read them too
            apply_plan(store, plan(store, folder))
        command.release()
        await app.sees("3 synced by another program meanwhile.", "Decisions ─ 3")
    with opened(store_path) as store:
        assert [row.number for row in store.read.decisions()] == [3, 2, 1]


async def test_a_sync_says_so_when_the_folder_stays_somebody_elses(
    store_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_lock, "PATIENCE", 0.1)
    folder = Path(shutil.copytree(FOLDERS / "madr2", tmp_path / "decisions"))
    command = FolderLock(folder)
    assert command.acquire()
    async with driving(store_path) as app:
        await sync(app, folder)
        await app.sees("3 to read in")
        await app.press("ctrl+s")
        await app.sees("Another program is syncing", "Nothing was changed")
        command.release()
        await sync(app, folder)
        await app.sees("3 to read in")
        await app.press("ctrl+s")
        await app.sees("3 read in.")
