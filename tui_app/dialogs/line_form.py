"""Asks for one or two lines of text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from store.domain.errors import InvalidError
from tui_app.dialogs.dialog import Problem, frame, hint
from tui_app.dialogs.form import Form
from tui_app.widgets.line_input import LineInput
from tui_app.widgets.rich_page import plain


@dataclass(frozen=True, slots=True)
class Field:
    """A line to fill in: its name, its label, and its first value."""

    name: str
    label: str
    value: str = ""


class LineFormDialog(Form[dict[str, str]]):
    """Lines to fill in; dismisses with their values by field name.

    Args:
        title: what it is about.
        fields: the lines.
        check: raises InvalidError with the problems by field; the dialog then stays.
    """

    def __init__(
        self,
        title: str,
        fields: Sequence[Field],
        check: Callable[[dict[str, str]], object] = lambda _: None,
    ) -> None:
        super().__init__()
        self._title = title
        self._fields = tuple(fields)
        self._check = check

    def compose(self) -> ComposeResult:
        """The fields, each with room for what is wrong with it."""
        with frame(self._title):
            for field in self._fields:
                yield Static(plain(field.label), classes="label")
                yield LineInput(field.value, compact=True, id=f"field-{field.name}")
                yield Problem(field.name)
            yield hint("⏎ or ^s accepts · esc cancels")

    @on(Input.Submitted)
    def action_accept(self) -> None:
        """Leaves with the values, or shows what is wrong with them."""
        values = {f.name: self.query_one(f"#field-{f.name}", Input).value for f in self._fields}
        try:
            self._check(values)
        except InvalidError as error:
            self.tell(error)
        else:
            self.dismiss(values)
