"""The tab Decisions: the record, its changes, and its export."""

import shutil
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from textual.widgets import Input, Static

from store.domain.decision import DecisionDraft, Status
from store.records import render
from store.store import Store
from store.sync import export as export_of
from store.sync.apply import apply_plan
from store.sync.plan import plan
from tests.conftest import ada, fixed_clock
from tests.store.records.folders import FOLDERS
from tests.tui_app.driving import Driver, driving
from tui_app.screens.tab import Goto

HOSTILE = "Pick | `x` <b> [/] list[int] \x1b[31m red \u202eلا 🦄\nnext"


def decide(path: Path, *titles: str, review_by: date | None = None, **names: str) -> None:
    """Saves a proposal of each title."""
    with closing(Store(path, clock=fixed_clock, author=ada)) as store:
        for title in titles:
            draft = DecisionDraft(title, Status.PROPOSED, "django", review_by=review_by, **names)
            store.decisions.save(draft, store.read.matrix())


async def export(app: Driver, folder: Path, key: str = "x") -> None:
    """Exports into a folder, by keys."""
    await app.press(key)
    await app.sees("Into the folder")
    app.one("#field-folder", Input).value = str(folder)
    await app.press("enter")


async def move(app: Driver, key: str, reason: str) -> None:
    """Moves the decision on to the status that the key chooses."""
    await app.press("c")
    await app.sees("and becomes")
    await app.press(key)
    await app.sees("Why?")
    await app.write(reason)
    await app.press("enter")


def record(app: Driver) -> str:
    """All of the record, seen or not."""
    return str(app.one("#record", Static).content)


async def test_no_decision_yet_says_how_to_make_one(store_path: Path) -> None:
    async with driving(store_path, 80, 24) as app:
        await app.press("4")
        await app.sees("No decision yet.", "ctrl+s")
        await app.press("e", "c", "H", "x", "X", "y", "u", "U", "delete", "R")
        await app.sees("No decision yet.")
        bar = app.text.splitlines()[-1]
        assert all(key in bar for key in ("S Sync", "u Undo", "? Help"))
        assert not any(key in bar for key in ("Edit", "status", "History", "Export", "Copy"))


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
    assert text == render.record(store.read.decision(1))
    store.close()


async def test_a_record_of_others_is_shown_as_it_is_kept(store_path: Path, tmp_path: Path) -> None:
    shutil.copytree(FOLDERS / "adr-tools", tmp_path / "docs")
    with closing(Store(store_path)) as store:
        apply_plan(store, plan(store, tmp_path / "docs"))
    text = (tmp_path / "docs" / "0001-record-decisions.md").read_text("utf-8")
    async with driving(store_path) as app:
        await app.press("4", "end")
        await app.until(lambda: record(app) == text)
        await app.press("e")
        await app.sees("Decision 1")
        await app.press("end")
        await app.write(" of note")
        await app.press("ctrl+s")
        after = text.replace("# 1. Record decisions\n", "# 1. Record decisions of note\n")
        await app.until(lambda: record(app) == after)


async def test_a_record_with_ends_of_line_of_windows_shows_none_of_them(
    store_path: Path, tmp_path: Path
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "0001-a.md").write_bytes(b"# A\r\n\r\nBecause.\r\n")
    with closing(Store(store_path)) as store:
        apply_plan(store, plan(store, tmp_path / "docs"))
    async with driving(store_path) as app:
        await app.press("4")
        await app.until(lambda: record(app) == "# A\n\nBecause.\n")


async def test_a_file_changed_by_hand_is_kept_unless_one_says_so(
    store_path: Path, tmp_path: Path
) -> None:
    decide(store_path, "Use Django", "Use Flask")
    file = tmp_path / "0001-use-django.md"
    index = tmp_path / "index.md"
    index.write_text("<!-- adrlog -->\n<!-- adrlogstop -->\n", encoding="utf-8")
    async with driving(store_path) as app:
        await app.press("4")
        await app.sees("# Use Flask")
        await export(app, tmp_path, "X")
        await app.sees("2 written, 0 unchanged")
        assert index.read_text(encoding="utf-8").count("\n* [ADR-") == 2
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


async def test_what_cannot_be_written_is_told_and_the_rest_is_written(
    store_path: Path, tmp_path: Path
) -> None:
    decide(store_path, "Use Django", "Use Flask")
    (tmp_path / "docs").mkdir()
    async with driving(store_path) as app:
        await app.press("4")
        await app.sees("# Use Flask")
        await export(app, tmp_path / "docs", "X")
        await app.sees("2 written, 0 unchanged")
        (tmp_path / "docs/0001-use-django.md").write_bytes(b"\xff")
        (tmp_path / "docs/0002-use-flask.md").unlink()
        await export(app, tmp_path / "docs", "X")
        await app.sees("1 written, 0 unchanged", "Not done", "UTF-8")
    assert (tmp_path / "docs/0002-use-flask.md").exists()


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
        await move(app, "enter", "all agree")
        await app.sees("● accepted", "status: accepted")
        await app.press("down", "c")
        await app.sees("Decision 1 is proposed, and becomes")
        await app.press("end", "enter")
        await app.sees("that takes its place: 2")
        await app.press("7", "enter")
        await app.sees("The number of an accepted decision: 2.", "Say why")
        await app.press("backspace", "2", "tab")
        await app.write("a shop by now")
        await app.press("enter")
        await app.sees("↷ superseded by 2", "status: superseded by ADR-0002")
        await app.press("up")
        link = "Supersedes [ADR-0001](0001-use-flask.md)"
        await app.until(lambda: link in record(app))
        await app.press("down", "u")
        await app.sees("Taken back: superseded by 2, decision 1.", "○ proposed")
        await app.press("up")
        await app.until(lambda: "# Use Django" in record(app) and link not in record(app))


async def test_what_is_superseded_leads_nowhere_and_says_so(store_path: Path) -> None:
    decide(store_path, "Use Flask", "Use Django")
    with closing(Store(store_path)) as store:
        store.decisions.set_status(1, Status.ACCEPTED, "agreed")
        store.decisions.set_status(2, Status.SUPERSEDED, "no", 1)
    async with driving(store_path, 80, 24) as app:
        await app.press("4")
        await app.sees("↷ superseded by 1")
        await app.press("c")
        await app.sees("The decision in its place")


async def test_the_history_tells_what_was_changed_when_and_by_whom(store_path: Path) -> None:
    decide(store_path, "Use [/] Flask", "Use Django")
    async with driving(store_path, 80, 24) as app:
        await app.press("4", "down")
        await move(app, "enter", "all agree")
        await app.sees("● accepted")
        await app.press("H")
        await app.sees("history", "2  accepted", "Nov 2026", "Ada Example")
        await app.sees("Status: proposed → accepted", "Reason:", "+ all agree", "1  saved")
        await app.press("escape")
        await app.sees("2  Use Django", "1  Use [/] Flask")
        await app.press("enter")
        await app.sees("# Use \\[/\\] Flask")


async def test_the_history_of_an_edited_text_is_shown_line_by_line(store_path: Path) -> None:
    decide(store_path, "Use Flask", context="one\ntwo")
    with closing(Store(store_path, author=lambda: "Bo [/b]")) as store:
        draft = DecisionDraft("Use Flask", Status.PROPOSED, "django", context="one\n[red]2")
        store.decisions.revise(1, draft)
    async with driving(store_path) as app:
        await app.press("4")
        await app.sees("# Use Flask")
        await app.press("H")
        await app.sees("Context:", "− two", "+ [red]2", "Bo [/b]")
        await app.press("H")
        await app.sees("# Use Flask")


async def test_thrown_away_restored_undone_and_made_again_by_keys(store_path: Path) -> None:
    decide(store_path, "Use Flask", "Use Django")
    async with driving(store_path, 80, 24) as app:
        await app.press("4")
        await app.sees("2  Use Django")
        await app.press("delete")
        await app.sees("Decision 2 is in the trash; R", "Decisions ─ 1")
        await app.press("delete")
        await app.sees("No decision yet.")
        await app.press("R")
        await app.sees("Restore from the trash", "1  Use Flask", "2  Use Django")
        await app.press("enter")
        await app.sees("Decisions ─ 1", "2  Use Django")
        await app.press("u")
        await app.sees("Taken back: restored", "No decision yet.")
        await app.press("u")
        await app.sees("Decisions ─ 1", "1  Use Flask")
        await app.press("U")
        await app.sees("Made again: thrown away", "No decision yet.")
        await app.press("u", "u", "u")
        await app.sees("There is nothing to undo.", "Decisions ─ 2")


async def test_the_trash_is_emptied_after_a_question(store_path: Path) -> None:
    decide(store_path, "Use Flask", "Use Django")
    async with driving(store_path, 80, 24) as app:
        await app.press("4")
        await app.sees("2  Use Django")
        await app.press("delete")
        await app.sees("Decisions ─ 1")
        await app.press("R")
        await app.sees("Empty the trash")
        await app.press("end", "enter")
        await app.sees("Removes the decision that is in the trash")
        await app.press("n", "R")
        await app.sees("2  Use Django")
        await app.press("end", "enter", "y")
        await app.sees("The trash is empty.", "Decisions ─ 1")
        await app.press("u")
        await app.sees("There is nothing to undo.")


async def test_any_two_revisions_are_compared(store_path: Path) -> None:
    decide(store_path, "One", "Other")
    with closing(Store(store_path, clock=fixed_clock, author=ada)) as store:
        for title in ("Two", "Three", "Four"):
            store.decisions.revise(1, DecisionDraft(title, Status.PROPOSED, "django"))
    async with driving(store_path, 120, 30) as app:
        await app.press("4")
        await app.sees("# Other")
        await app.press("equals_sign")
        await app.sees("It was never changed")
        await app.press("down", "equals_sign")
        await app.sees("Compare this revision", "1  saved", "4  edited")
        await app.press("down", "enter")
        await app.sees("Compare revision 2 with", "1  saved", "3  edited", "4  edited")
        assert "2  edited" not in app.text
        await app.press("enter")
        await app.sees("revisions 2 and 4", "Title: Two → Four")
        await app.press("escape")
        await app.sees("# Four")
        await app.press("H", "equals_sign")
        await app.sees("Compare this revision")
        await app.press("end", "enter", "home", "enter")
        await app.sees("revisions 1 and 4", "Title: One → Four")
        await app.press("equals_sign")
        await app.sees("Compare this revision")
        await app.press("home", "enter", "home", "enter")
        await app.sees("revisions 1 and 2", "Title: One → Two")
        await app.press("escape")
        await app.sees("─ history")


@pytest.mark.parametrize("no_color", ["", "1"])
async def test_what_is_due_has_a_word_and_a_glyph(
    store_path: Path, no_color: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", no_color)
    decide(store_path, "Use Flask", review_by=date(2026, 11, 23))
    decide(store_path, "Use Django", review_by=date(2026, 11, 24))
    async with driving(store_path, 80, 24) as app:
        await app.press("4")
        await app.sees("Decisions ─ 2 · ⚑ 1 due", "⚑ review due 23 Nov 2026")
        assert "due 24 Nov" not in app.text


async def test_the_form_offers_names_and_wants_a_day(store_path: Path) -> None:
    decide(store_path, "Use Flask", deciders="Zoë Berg, Bo", consulted="Cy")
    async with driving(store_path, 80, 24) as app:
        await app.press("4")
        await app.sees("1  Use Flask")
        await app.press("e")
        await app.sees("Decision 1")
        await app.press("tab", "tab", "tab", "end")
        await app.write(", zo")
        await app.until(lambda: app.one("#consulted", Input)._suggestion == "Cy, Zoë Berg")
        await app.press("right", "tab")
        await app.write("ad")
        await app.until(lambda: app.one("#informed", Input)._suggestion)
        await app.press("right", "tab", "tab", "tab")
        await app.write("A test says so.")
        await app.press("tab")
        await app.write("soon")
        await app.press("ctrl+s")
        await app.sees("A day such as 2027-03-01, or nothing.")
        await app.press(*["backspace"] * 4)
        await app.write("2027-03-01")
        await app.press("ctrl+s")
        await app.until(lambda: "Decision 1" not in app.text)
        await app.saved()
    with closing(Store(store_path)) as store:
        decision = store.read.decision(1)
        assert (decision.consulted, decision.informed) == ("Cy, Zoë Berg", "Ada Example")
        assert (decision.confirmation, decision.review_by) == ("A test says so.", date(2027, 3, 1))


async def test_the_folder_of_the_repository_is_offered_first(
    store_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(store_path, "Use Flask")
    with closing(Store(store_path)) as store:
        store.topics.remember(folder="/elsewhere")
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    (tmp_path / "repo" / "doc" / "adr").mkdir(parents=True)
    (tmp_path / "repo" / "src").mkdir()
    for place, offered in (
        ("repo", "doc/adr"),
        ("repo/src", str(tmp_path / "repo/doc/adr")),
        (".", "/elsewhere"),
    ):
        monkeypatch.chdir(tmp_path / place)
        async with driving(store_path) as app:
            await app.press("4")
            await app.sees("# Use Flask")
            await app.press("x")
            await app.sees("Into the folder")
            assert app.one("#field-folder", Input).value == offered


async def test_the_palette_leads_to_a_decision(store_path: Path) -> None:
    decide(store_path, "Tangerine", "Use Django")
    async with driving(store_path) as app:
        app.app.screen.post_message(Goto("decisions", "1"))
        await app.sees("# Tangerine")
        await app.press("1")
        app.app.screen.post_message(Goto("decisions", "2"))
        await app.sees("# Use Django")


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


async def test_the_record_is_copied_to_the_letter(
    store_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[str] = []
    monkeypatch.setattr("tui_app.system.copy", copied.append)
    decide(store_path, "One", "Two")
    async with driving(store_path) as app:
        await app.press("4")
        await app.sees("# Two")
        await app.press("down")
        await app.sees("# One")
        await app.press("y")
        await app.until(lambda: copied)
    with closing(Store(store_path)) as store:
        assert copied == [export_of.record(store, 1)]


async def test_the_last_rows_are_thrown_away_one_by_one(store_path: Path) -> None:
    decide(store_path, "One", "Two", "Three")
    async with driving(store_path) as app:
        await app.press("4")
        await app.sees("Decisions ─ 3", "# Three")
        for left, shown in ((2, "# Two"), (1, "# Three")):
            await app.press("end")
            await app.saved()
            await app.press("delete")
            await app.sees(f"Decisions ─ {left}", shown)
        await app.press("delete")
        await app.sees("No decision yet.", "Decisions ─ 0")
        await app.press("delete", "e")
        await app.sees("No decision yet.")
        assert "e Edit" not in app.text.splitlines()[-1]
    with closing(Store(store_path)) as store:
        assert len(store.read.trashed_decisions()) == 3


async def test_only_accepted_decisions_are_offered_as_successors(store_path: Path) -> None:
    decide(store_path, "One", "Two", "Three", "Four")
    with closing(Store(store_path, clock=fixed_clock, author=ada)) as store:
        for number in (1, 3):
            store.decisions.set_status(number, Status.ACCEPTED, "agreed")
        store.decisions.set_status(2, Status.REJECTED, "too large")
    async with driving(store_path) as app:
        await app.press("4")
        await app.sees("# Four")
        await app.press("c")
        await app.sees("and becomes", "superseded")
        await app.press("end", "enter")
        await app.sees("takes its place: 1, 3")
        for wrong in ("2", "4", "5", ""):
            app.one("#field-superseded_by", Input).value = wrong
            await app.press("ctrl+s")
            await app.sees("✗ The number of an accepted decision: 1, 3.")
        app.one("#field-superseded_by", Input).value = "3"
        app.one("#field-reason", Input).value = "Three says it better"
        await app.press("ctrl+s")
        await app.sees("superseded by 3")
