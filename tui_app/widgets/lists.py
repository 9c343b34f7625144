"""A list and a page with vi keys."""

from typing import ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.message import Message
from textual.reactive import Reactive, reactive
from textual.widgets import OptionList

from tui_app import keys


class List(OptionList):
    """An OptionList with vi keys, of which a key repaints two rows and not all of them.

    Its width has a floor, because an OptionList four cells wide or less stops the app
    (textual 8.2.8).
    """

    BINDINGS: ClassVar[list[BindingType]] = keys.LIST
    DEFAULT_CSS = """
    List { min-width: 8; }
    List > .option-list--option-highlighted { background: $primary 25%; color: $foreground; }
    List:focus > .option-list--option-highlighted {
        background: $primary 45%; color: $foreground; text-style: bold;
    }
    """

    highlighted: Reactive[int | None] = reactive(None, repaint=False)
    _painted: int | None = None

    def watch_highlighted(self, highlighted: int | None) -> None:
        """Repaints the row that was highlighted, and the one that is."""
        super().watch_highlighted(highlighted)
        for index in (self._painted, highlighted):
            if index is not None and index in self._index_to_line:
                self.refresh_lines(self._index_to_line[index], self._heights[index])
        self._painted = highlighted


class Page(VerticalScroll):
    """A scrolling page with vi keys; takes the focus so that keys can scroll it."""

    BINDINGS: ClassVar[list[BindingType]] = keys.SCROLL

    class Finished(Message):
        """The reader has come to the end of the page."""

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Tells when the end is reached by a reader, not by a jump to a claim."""
        super().watch_scroll_y(old_value, new_value)
        if self.has_focus and self.max_scroll_y and new_value >= self.max_scroll_y:
            self.post_message(self.Finished())
