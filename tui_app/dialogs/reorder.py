"""Lets the user show, hide, move, add, edit and remove the rows or the columns of a matrix."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui_app import keys
from tui_app.dialogs.dialog import Dialog, frame, hint
from tui_app.widgets.option_list import List
from tui_app.widgets.rich_page import plain

Verb = Literal["toggle", "up", "down", "add", "edit", "remove"]
"""What is to be done with a row."""


@dataclass(frozen=True, slots=True)
class ReorderItem:
    """A row: its name, a detail, whether it is shown, and whether it is the user's own."""

    name: str
    detail: str
    shown: bool
    own: bool


class ReorderDialog(Dialog[tuple[Verb, int]]):
    """A list; dismisses with what to do and the index of the row to do it with.

    It does nothing itself: whoever asked does it, and asks again at the same place.

    Args:
        title: what it is about.
        items: the rows, those that are shown first.
        at: the index to begin on.
    """

    BINDINGS: ClassVar[list[BindingType]] = keys.ARRANGE

    def __init__(self, title: str, items: Sequence[ReorderItem], at: int = 0) -> None:
        super().__init__()
        self._title = title
        self._items = tuple(items)
        self._at = min(at, len(self._items) - 1)

    def compose(self) -> ComposeResult:
        """The list and the keys."""
        with frame(self._title):
            yield List(*(Option(_row(item)) for item in self._items), markup=False)
            yield hint(
                "⏎ shows or hides · J K move down, up · a adds · e edits, ⌫ removes your own · "
                "esc goes back"
            )

    def on_mount(self) -> None:
        """Highlights the row where it was left."""
        self.query_one(List).highlighted = self._at

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Shows or hides the row."""
        self.dismiss(("toggle", event.option_index))

    def action_do(self, verb: Verb) -> None:
        """Leaves with a verb and the highlighted row."""
        self.dismiss((verb, self.query_one(List).highlighted or 0))

    def action_accept(self) -> None:
        """Leaves; everything is done already."""
        self.dismiss(None)


def _row(item: ReorderItem) -> Content:
    box = plain("☑ ", "$text-success") if item.shown else plain("☐ ", "$foreground 60%")
    name = box.append(plain(item.name, "bold" if item.shown else ""))
    if item.own:
        name = name.append(plain("  + yours", "$text-secondary"))
    return name.append("\n").append(plain(item.detail, "$foreground 60%")) if item.detail else name
