"""A scrolling page with vi keys."""

from typing import ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.message import Message

from tui_app import keys
from tui_app.widgets.rich_page import RichPage


class Page(VerticalScroll):
    """A scrolling page with vi keys; takes the focus so that keys can scroll it."""

    BINDINGS: ClassVar[list[BindingType]] = keys.SCROLL

    class Finished(Message):
        """The reader has come to the end of the page."""

    @property
    def _prose(self) -> RichPage | None:
        """The text with links, if the page has one and it is mounted."""
        found = self.query(RichPage)
        return found.first() if found else None

    def action_spot(self, direction: int) -> None:
        """Moves to the next link, or the previous one."""
        if (prose := self._prose) is None:
            return
        top, height = round(self.scroll_y), self.scrollable_content_region.height
        if (spot := prose.next_spot(direction, top, height)) is not None:
            self.scroll_to_region(prose.spot_region(spot), animate=False)

    def action_follow(self) -> None:
        """Follows the link under the cursor."""
        prose = self._prose
        if prose is not None and prose.spot is not None:
            prose.post_message(RichPage.Followed(prose.spot.target))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Tells when the end is reached by a reader, not by a jump or by a page that shrank."""
        super().watch_scroll_y(old_value, new_value)
        at_end = 0 < self.max_scroll_y <= new_value
        if self.has_focus and at_end and new_value > old_value:
            self.post_message(self.Finished())
