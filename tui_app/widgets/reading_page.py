"""A page of text that opens at an anchor, or where its reader left it."""

from textual import on

from tui_app.widgets.page_scroll import Page
from tui_app.widgets.rich_page import RichPage


class ReadingPage(Page):
    """Scrolls its RichPage to an anchor, or to a line.

    Attributes:
        opened_for: the anchor that the page was opened for; empty if it was opened at a line.
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's own name
        super().__init__(id=id)
        self.opened_for = ""
        self._line: int | None = None  # to scroll to; None once it or the anchor was reached
        self._reached: int | None = None  # the line at the top when it was

    @property
    def place(self) -> int | None:
        """The line at the top; None while the page has not been scrolled to where it opens."""
        return None if self._line is not None else round(self.scroll_y)

    def open_at(self, anchor: str, line: int) -> None:
        """Opens what is shown next at an anchor, or if there is none at a line."""
        self.opened_for, self._line, self._reached = anchor, line, None

    @on(RichPage.LaidOut)
    def _go_to_target(self) -> None:
        """Scrolls to the anchor or the line, once the page has a width and so has lines.

        And again when it gets another width before it was scrolled: its scrollbar takes a cell.
        """
        if self._line is not None or (self.opened_for and self._unmoved):
            self.call_after_refresh(self._reach)

    @property
    def _unmoved(self) -> bool:
        """Whether the page stands where it was put, or at its end if it has become shorter."""
        line, end = round(self.scroll_y), round(self.max_scroll_y)
        return self._reached is not None and line in (self._reached, min(self._reached, end))

    def _reach(self) -> None:
        line = self.query_one(RichPage).line_of(self.opened_for) if self.opened_for else self._line
        if line is not None:
            self.scroll_to(y=line, animate=False, immediate=True)
            self._line, self._reached = None, round(self.scroll_y)
