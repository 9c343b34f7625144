"""Asks a question that is answered yes or no."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from tui_app import keys
from tui_app.dialogs.dialog import Dialog, frame, hint
from tui_app.widgets.rich_page import plain


class ConfirmDialog(Dialog[bool]):
    """A question; dismisses with True for yes, False for no, None for neither.

    Args:
        title: the question.
        text: what it is about.
        yes: what `y` does, as a verb in the third person.
        no: what `n` does.
    """

    BINDINGS: ClassVar[list[BindingType]] = keys.CONFIRM

    def __init__(self, title: str, text: str, yes: str, no: str) -> None:
        super().__init__()
        self._title = title
        self._text = text
        self._keys = f"y {yes} · n {no} · esc cancels"

    def compose(self) -> ComposeResult:
        """The text and the keys."""
        with frame(self._title):
            yield Static(plain(self._text))
            yield hint(self._keys)

    def action_answer(self, answer: bool) -> None:  # noqa: FBT001  # called by a binding
        """Leaves with the answer."""
        self.dismiss(answer)

    def action_accept(self) -> None:
        """Does nothing: a question is answered by y or n."""
