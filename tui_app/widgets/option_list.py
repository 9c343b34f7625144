"""An option list with vi keys."""

from typing import ClassVar, Literal

from textual.binding import BindingType
from textual.reactive import Reactive, reactive
from textual.widgets import OptionList

from tui_app import keys


class List(OptionList):
    """An OptionList with vi keys that repaints two rows for a key, and not all.

    Its width has a floor, because an OptionList four cells wide or less stops the app
    (textual 8.2.8). The scrollbar always has its place, because rows are wrapped before it shows
    and would be cut by it.
    """

    BINDINGS: ClassVar[list[BindingType]] = keys.LIST
    DEFAULT_CSS = """
    List { min-width: 8; scrollbar-gutter: stable; }
    List > .option-list--option-highlighted { background: $primary 25%; color: $foreground; }
    List:focus > .option-list--option-highlighted {
        background: $primary 45%; color: $foreground; text-style: bold;
    }
    """

    highlighted: Reactive[int | None] = reactive(None, repaint=False)
    _painted: int | None = None

    def _move_page(self, direction: Literal[-1, 1]) -> None:
        if self._index_to_line:  # there is none until the list has room (textual 8.2.8)
            super()._move_page(direction)

    def watch_highlighted(self, highlighted: int | None) -> None:
        """Repaints the row that was highlighted, and the one that is."""
        super().watch_highlighted(highlighted)
        for index in (self._painted, highlighted):
            if index is not None and index in self._index_to_line:
                self.refresh_lines(self._index_to_line[index], self._heights[index])
        self._painted = highlighted
