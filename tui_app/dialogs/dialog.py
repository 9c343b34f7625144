"""What all dialogs have in common."""

from typing import ClassVar, TypeVar

from textual.await_complete import AwaitComplete
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from store.domain.errors import InvalidError
from tui_app import keys

Result = TypeVar("Result")


class Dialog(ModalScreen[Result | None]):
    """A modal that `ctrl+s` accepts and `escape` leaves with None."""

    BINDINGS: ClassVar[list[BindingType]] = keys.DIALOG
    SCOPED_CSS = False
    DEFAULT_CSS = """
    Dialog { align: center middle; background: $background 60%; }
    Dialog > .dialog {
        width: 76; max-width: 94%; height: auto; max-height: 94%; padding: 1 2 0 2;
        border: round $primary; border-title-color: $text-primary; border-title-style: bold;
        background: $surface; scrollbar-size-vertical: 1;
    }
    Dialog .row { layout: horizontal; height: auto; }
    Dialog .row > .label { width: 14; height: auto; }
    Dialog .row > Input, Dialog .row > Select, Dialog .row > TextArea { width: 1fr; }
    Dialog List, Dialog List:focus {
        height: auto; max-height: 60vh; border: none; padding: 0; background: $surface;
        background-tint: $foreground 0%;
    }
    Dialog Input, Dialog TextArea, Dialog SelectCurrent { background: $panel; }
    Dialog Input:focus, Dialog TextArea:focus, Dialog Select:focus SelectCurrent {
        background: $primary 25%;
    }
    Dialog .label { color: $foreground 70%; }
    Dialog .problem { color: $text-error; height: auto; display: none; padding-left: 14; }
    Dialog .problem.-shown { display: block; }
    Dialog .hint { color: $foreground 60%; margin: 1 0; height: auto; }
    """

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Leaves with the result; does nothing where the dialog was left already."""
        return super().dismiss(result) if self.is_active else AwaitComplete()

    def action_cancel(self) -> None:
        """Leaves without a value."""
        self.dismiss(None)

    def action_accept(self) -> None:
        """Leaves with the value, if it is a good one."""
        raise NotImplementedError

    def tell(self, error: InvalidError) -> None:
        """Shows beside each field what is wrong with it."""
        for problem in self.query(Problem):
            problem.tell(error.problems.get(problem.field, ""))


class Problem(Static):
    """The sentence beside a field that says what is wrong with it; hidden while nothing is."""

    def __init__(self, field: str) -> None:
        super().__init__(classes="problem", markup=False)
        self.field = field

    def tell(self, sentence: str) -> None:
        """Shows the sentence; an empty one hides it."""
        self.update(Content(f"✗ {sentence}" if sentence else ""))
        self.set_class(bool(sentence), "-shown")


def frame(title: str) -> VerticalScroll:
    """The box of a dialog."""
    box = VerticalScroll(classes="dialog", can_focus=False)
    box.border_title = Content(f" {title} ")
    return box


def row(label: str, field: Widget) -> Horizontal:
    """A field with its label in front of it."""
    return Horizontal(Static(Content(label), classes="label"), field, classes="row")


def hint(text: str) -> Static:
    """The last line of a dialog: its keys."""
    return Static(Content(text), classes="hint")
