"""A list of very many rows that draws only those in view."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import ClassVar, Protocol

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui_app import keys
from tui_app.widgets.line_widget import LineWidget


class LongListRow(Protocol):
    """A row: its height, which every row is asked for, and its lines, once it is in view."""

    def height(self, width: int) -> int:
        """How many lines the row takes in so many columns."""

    def lines(self, width: int) -> Sequence[Content]:
        """The lines; as many as `height` says."""


class LongList(LineWidget, ScrollView, can_focus=True):
    """Shows rows, one of them highlighted.

    An OptionList draws every row before it shows the first; with ten thousand that is a second in
    which nothing moves.
    """

    BINDINGS: ClassVar[list[BindingType]] = keys.LONG_LIST
    DEFAULT_CSS = """
    LongList { min-width: 8; overflow-x: hidden; scrollbar-gutter: stable; }
    """

    class Moved(Message):
        """Another row is highlighted, by a key or the mouse."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    class Chosen(Message):
        """A row was chosen, by `enter` or a click."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's own name
        super().__init__(id=id)
        self._rows: Sequence[LongListRow] = ()
        self._tops: list[int] = [0]  # the first line of every row, and the one after the last
        self._width = 0  # that the tops are for
        self._at = 0

    # Data in

    @property
    def highlighted(self) -> int | None:
        """The index of the highlighted row; None where there is none."""
        return self._at if self._rows else None

    def show(self, rows: Sequence[LongListRow], at: int = 0) -> None:
        """Shows these rows in place of those before, and highlights one of them."""
        self._rows = rows
        self._measure()
        self.highlight(at)
        self.refresh()

    def highlight(self, index: int) -> None:
        """Highlights that row, or the nearest there is, and brings it into view."""
        before, self._at = self._at, max(0, min(index, len(self._rows) - 1))
        if self._rows:
            self._repaint(before, self._at)
            self.scroll_to_region(self._region(self._at), animate=False, force=True, immediate=True)

    def _measure(self) -> None:
        self._width = self.scrollable_content_region.width
        heights = (row.height(self._width) for row in self._rows)
        self._tops = list(accumulate(heights, initial=0))
        self.virtual_size = Size(self._width, self._tops[-1])

    def _region(self, index: int) -> Region:
        top, end = self._tops[index : index + 2]
        return Region(0, top, self._width, end - top)

    def _repaint(self, *rows: int) -> None:
        for index in rows:
            if index < len(self._rows):
                region = self._region(index)
                self.refresh_lines(region.y, region.height)

    def _index_at(self, line: int) -> int | None:
        """The row on that line of all lines."""
        return bisect_right(self._tops, line) - 1 if 0 <= line < self._tops[-1] else None

    # Drawing

    def render_line(self, y: int) -> Strip:
        """Draws a line of the window."""
        width = self.scrollable_content_region.width
        line = y + round(self.scroll_y)
        index = self._index_at(line)
        if index is None:
            return Strip.blank(width, self.rich_style)
        text = self._rows[index].lines(self._width)[line - self._tops[index]]
        if index == self._at:
            style = "bold $foreground on $primary 45%" if self.has_focus else "on $primary 25%"
            text = text.truncate(width, pad=True).stylize(style)
        return self.draw(text, width)

    def on_resize(self) -> None:
        """Finds how many lines each row takes now."""
        self._measure()
        self.highlight(self._at)

    # Keys and mouse

    def action_cursor_down(self) -> None:
        """Highlights the next row."""
        self._move(self._at + 1)

    def action_cursor_up(self) -> None:
        """Highlights the row before."""
        self._move(self._at - 1)

    def action_first(self) -> None:
        """Highlights the first row."""
        self._move(0)

    def action_last(self) -> None:
        """Highlights the last row."""
        self._move(len(self._rows) - 1)

    def action_page_down(self) -> None:
        """Highlights a row a window further down."""
        self._page(1)

    def action_page_up(self) -> None:
        """Highlights a row a window further up."""
        self._page(-1)

    def action_select(self) -> None:
        """Chooses the highlighted row."""
        if self._rows:
            self.post_message(self.Chosen(self._at))

    def on_click(self, event: events.Click) -> None:
        """Highlights the row under the mouse, and chooses it."""
        at = event.get_content_offset(self)
        index = None if at is None else self._index_at(at.y + round(self.scroll_y))
        if index is not None:
            self._move(index)
            self.action_select()

    def _page(self, windows: int) -> None:
        if self._rows:
            line = self._tops[self._at] + windows * self.scrollable_content_region.height
            index = self._index_at(max(0, min(line, self._tops[-1] - 1)))
            self._move(self._at if index is None else index)

    def _move(self, index: int) -> None:
        before = self._at
        self.highlight(index)
        if self._at != before:
            self.post_message(self.Moved(self._at))
