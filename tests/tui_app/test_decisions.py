"""The tab Decisions: the record, its changes, and its export."""

from pathlib import Path

from textual.widgets import Input, Static

from store import madr
from store.store import Store
from store.types import DecisionDraft, Status
from tests.tui_app.driving import Driver, driving

HOSTILE = "Pick | `x` <b> [/] list[int] \x1b[31m red \u202eلا 🦄\nnext"


def decide(path: Path, *titles: str) -> None:
    """Saves a decision of each title."""
    store = Store(path)
    for title in titles:
        draft = DecisionDraft(title, Status.PROPOSED, "django", consequences="+ one\n- two")
        store.decisions.save(draft, store.read.matrix())
    store.close()


async def export(app: Driver, folder: Path, key: str = "x") -> None:
    """Exports into a folder, by keys."""
    await app.press(key)
    await app.sees("Into the folder")
    app.one("#field-folder", Input).value = str(folder)
    await app.press("enter")


async def test_no_decision_yet_says_how_to_make_one(store_path: Path) -> None:
    async with driving(store_path, 80, 24) as app:
        await app.press("4")
        await app.sees("No decision yet.", "ctrl+s")
        await app.press("e", "c", "x", "X", "y")
        await app.sees("No decision yet.")


async def test_the_record_on_the_screen_is_the_one_that_is_exported(
    store_path: Path, tmp_path: Path
) -> None:
    decide(store_path, "Use Django")
    async with driving(store_path, 160, 45) as app:
        await app.press("4")
        await app.sees("○ proposed · Django", "# Use Django", "## Decision Drivers")
        await export(app, tmp_path / "docs" / "decisions")
        await app.sees("Written:", "0001-use-django.md")
    store = Store(store_path)
    text = (tmp_path / "docs/decisions/0001-use-django.md").read_text(encoding="utf-8")
    assert text == madr.record(store.read.decision(1))
    store.close()


async def test_a_file_changed_by_hand_is_kept_unless_one_says_so(
    store_path: Path, tmp_path: Path
) -> None:
    decide(store_path, "Use Django", "Use Flask")
    file = tmp_path / "0001-use-django.md"
    async with driving(store_path) as app:
        await app.press("4")
        await app.sees("# Use Flask")
        await export(app, tmp_path, "X")
        await app.sees("2 written, 0 unchanged")
        written = file.read_text(encoding="utf-8")
        file.write_text("by hand", encoding="utf-8")
        await export(app, tmp_path, "X")
        await app.sees("Changed by hand", "0001-use-django.md")
        await app.press("n")
        await app.sees("0 written, 1 unchanged")
        assert file.read_text(encoding="utf-8") == "by hand"
        await export(app, tmp_path, "X")
        await app.sees("Changed by hand")
        await app.press("y")
        await app.sees("1 written, 1 unchanged")
    assert file.read_text(encoding="utf-8") == written


async def test_a_folder_that_is_a_file_is_told_beside_the_field(
    store_path: Path, tmp_path: Path
) -> None:
    decide(store_path, "Use Django")
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    async with driving(store_path) as app:
        await app.press("4")
        await app.sees("# Use Django")
        await export(app, tmp_path / "file")
        await app.sees("is a file. Name a folder.")
        await app.press("escape")
        await export(app, tmp_path / "file" / "below")
        await app.sees("Not done")
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


async def test_edit_and_change_of_status_show_in_list_and_record(store_path: Path) -> None:
    decide(store_path, "Use Flask", "Use Django")
    async with driving(store_path) as app:
        await app.press("4")
        await app.sees("# Use Django")
        await app.press("e")
        await app.sees("Decision 2")
        await app.press("end")
        await app.write(" for the shop")
        await app.press("ctrl+s")
        await app.sees("# Use Django for the shop")
        await app.press("c")
        await app.press("down", "enter")
        await app.sees("● accepted", "status: accepted")
        await app.press("down", "c")
        await app.sees("Decision 1 is")
        await app.press("end", "enter")
        await app.sees("Superseded by")
        await app.write("7")
        await app.press("enter")
        await app.sees("The number of another decision: 2.")
        await app.press("backspace", "2", "enter")
        await app.sees("↷ superseded by 2", "status: superseded by ADR-0002")
        await app.press("up")
        link = "Supersedes [ADR-0001](0001-use-flask.md)"
        await app.until(lambda: link in str(app.one("#record", Static).content))


async def test_any_title_is_shown_rightly_and_nothing_raw_reaches_the_terminal(
    store_path: Path,
) -> None:
    decide(store_path, HOSTILE)
    async with driving(store_path, 160, 45) as app:
        await app.press("4")
        await app.sees("Pick | `x` <b> [/] list[int] ␛[31m red", "next")
        assert not any(
            ord(char) < 32 or char in "\x7f\u202e" for char in app.text.replace("\n", "")
        )
