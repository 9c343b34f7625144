"""Lets the user write a note."""

from textual.app import ComposeResult
from textual.widgets import TextArea

from tui_app.dialogs.dialog import frame, hint
from tui_app.dialogs.form import Form


class NoteDialog(Form[str]):
    """A text of several lines; dismisses with it.

    Args:
        title: what the note is on.
        text: the note so far.
    """

    DEFAULT_CSS = """
    NoteDialog TextArea { height: 12; border: round $primary; }
    """

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title = title
        self._text = text

    def compose(self) -> ComposeResult:
        """The text and the keys."""
        with frame(f"Note · {self._title}"):
            yield TextArea(self._text, id="text", tab_behavior="focus")
            yield hint("^s saves · esc cancels · an empty note is removed")

    def action_accept(self) -> None:
        """Leaves with the text."""
        self.dismiss(self.query_one("#text", TextArea).text)
