"""A widget that draws lines, and caches them."""

from textual.content import Content
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget

REMEMBERED = 2_000
"""Lines that are kept: many windows full."""


def differ(one: Content, other: Content) -> bool:
    """Whether two lines look different."""
    return one.plain != other.plain or one.spans != other.spans


class LineWidget(Widget):
    """Renders lines to strips, and caches them.

    A key changes a line or two; to style all others again would be most of its cost.
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's own name
        super().__init__(id=id)
        self._drawn: dict[tuple[object, ...], Strip] = {}

    def draw(self, line: Content, width: int) -> Strip:
        """The line, cut or filled to that many cells."""
        key = (line.plain, tuple(line.spans), width)
        strip = self._drawn.get(key)
        if strip is None:
            if len(self._drawn) >= REMEMBERED:
                self._drawn.clear()
            shown = line.truncate(width, pad=True)
            strip = Visual.to_strips(self, shown, width, 1, self.visual_style)[0]
            self._drawn[key] = strip
        return strip

    def notify_style_update(self) -> None:
        """Forgets the lines: they look different now."""
        self._drawn.clear()
        super().notify_style_update()
