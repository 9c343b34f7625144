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
    SCOPED_CSS = False
    DEFAULT_CSS = """
    Dialog { align: center middle; background: $background 60%; }
    Dialog > .dialog {
        width: 76; max-width: 94%; height: auto; max-height: 94%;
        border: round $primary; border-title-color: $text-primary; border-title-style: bold;
        background: $surface; padding: 1 2;
    }
    Dialog .label { color: $text-muted; margin-top: 1; }
    Dialog .problem { color: $text-error; height: auto; display: none; }
    Dialog .problem.-shown { display: block; }
    Dialog .hint { color: $text-muted; margin-top: 1; height: auto; }
    Dialog Input, Dialog TextArea, Dialog Select { margin: 0; }
    """

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
