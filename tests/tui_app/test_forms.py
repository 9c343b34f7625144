"""What is filled in: nothing of it is thrown away or cut without a word."""

from pathlib import Path

from textual import events
from textual.widgets import Input, TextArea

from tests.tui_app.driving import Driver, driving
from tests.tui_app.test_matrix import open_matrix
from tui_app.dialogs.confirm import ConfirmDialog
from tui_app.dialogs.decision_form import DecisionDialog
from tui_app.dialogs.line_form import LineFormDialog
from tui_app.dialogs.note import NoteDialog


async def paste(app: Driver, text: str) -> None:
    """Pastes a text into what has the focus."""
    focused = app.app.focused
    assert focused
    focused.post_message(events.Paste(text))
    await app.pilot.pause()


async def test_a_decision_is_thrown_away_only_when_one_says_so(store_path: Path) -> None:
    async with driving(store_path) as app:
        await open_matrix(app)
        await app.press("ctrl+s")
        await app.sees("Save decision")
        await app.press("escape")
        await app.until(lambda: not isinstance(app.app.screen, DecisionDialog))
        await app.press("ctrl+s")
        await app.sees("Save decision")
        app.one("#context", TextArea).text = "An hour's work"
        await app.press("escape")
        await app.sees("Throw it away?", "n goes on")
        await app.press("n")
        await app.until(lambda: isinstance(app.app.screen, DecisionDialog))
        assert app.one("#context", TextArea).text == "An hour's work"
        await app.press("escape")
        await app.sees("Throw it away?")
        await app.press("escape")
        await app.until(lambda: isinstance(app.app.screen, DecisionDialog))
        await app.press("escape")
        await app.sees("Throw it away?")
        await app.press("y")
        await app.until(lambda: not isinstance(app.app.screen, DecisionDialog | ConfirmDialog))
        await app.sees("Criterion")


async def test_a_note_is_asked_about_and_a_single_line_is_not(store_path: Path) -> None:
    async with driving(store_path) as app:
        await app.press("n")
        await app.until(lambda: isinstance(app.app.screen, NoteDialog))
        await app.write("mine")
        await app.press("escape")
        await app.sees("Throw it away?")
        await app.press("n", "ctrl+s")
        await app.saved()
        await open_matrix(app)
        await app.press("e")
        await app.until(lambda: isinstance(app.app.screen, LineFormDialog))
        await app.write("1")
        await app.press("escape")
        await app.until(lambda: not isinstance(app.app.screen, LineFormDialog))
        assert "Throw it away?" not in app.text


async def test_lines_that_are_pasted_into_one_are_joined(store_path: Path) -> None:
    async with driving(store_path) as app:
        await open_matrix(app)
        await app.press("ctrl+s")
        await app.sees("Save decision")
        title = app.one("#title", Input)
        for pasted, held in (
            ("Build it\n  on Django\r\n\n", "Build it on Django"),
            ("  as  it is ", "  as  it is "),
            ("\n", ""),
        ):
            title.value = ""
            await paste(app, pasted)
            assert title.value == held
        await app.press("escape")
        await app.press("y")
        await app.press("right", "e")
        await app.until(lambda: isinstance(app.app.screen, LineFormDialog))
        await app.press("tab")
        await paste(app, "one\ntwo")
        assert app.one("#field-note", Input).value == "one two"
