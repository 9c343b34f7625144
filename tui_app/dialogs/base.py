"""What all dialogs have in common."""

from typing import ClassVar, TypeVar

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui_app import keys

Result = TypeVar("Result")


class Dialog(ModalScreen[Result | None]):
    """A modal that `ctrl+s` accepts and `escape` leaves with None."""

    BINDINGS: ClassVar[list[BindingType]] = keys.DIALOG

    def action_cancel(self) -> None:
        """Leaves without a value."""
        self.dismiss(None)

    def action_accept(self) -> None:
        """Leaves with the value, if it is a good one."""
        raise NotImplementedError


class Problem(Static):
    """The sentence beside a field that says what is wrong with it; hidden while nothing is."""

    def __init__(self, field: str) -> None:
        super().__init__(classes="problem", id=f"problem-{field}", markup=False)

    def tell(self, sentence: str) -> None:
        """Shows the sentence; an empty one hides it."""
        self.update(Content(f"✗ {sentence}" if sentence else ""))
        self.set_class(bool(sentence), "-shown")


def frame(title: str) -> VerticalScroll:
    """The box of a dialog."""
    box = VerticalScroll(classes="dialog", can_focus=False)
    box.border_title = Content(f" {title} ")
    return box


def label(text: str) -> Static:
    """What stands above a field."""
    return Static(Content(text), classes="label")


def hint(text: str) -> Static:
    """What stands at the end of a dialog: the keys."""
    return Static(Content(text), classes="hint")
