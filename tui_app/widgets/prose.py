"""Text that wraps with hanging indents, finds its anchors again, and can be selected."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from store.text import visible

MEASURE = 96
"""The widest line, in cells, that is still pleasant to read."""

_NOTHING = Content("")
_CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph.

    Args:
        text: what it says; may hold line breaks.
        lead: what stands before its first line, within the indent.
        indent: cells before every line.
        space: empty lines before it.
        anchor: a name to scroll to; empty for none.
    """

    text: Content
    lead: Content = _NOTHING
    indent: int = 0
    space: int = 0
    anchor: str = ""


def plain(text: str, style: str = "") -> Content:
    """Foreign text as it is: no markup is read in it, and control characters show as symbols."""
    shown = visible(text, lines=True)
    return Content.styled(shown, style) if style else Content(shown)


def prose(text: str, style: str = "") -> Content:
    """Like `plain`, with `code` between backticks set apart."""
    parts: list[Content] = []
    at = 0
    shown = visible(text, lines=True)
    for code in _CODE.finditer(shown):
        parts += [plain(shown[at : code.start()], style), Content.styled(code[1], "$text-accent")]
        at = code.end()
    return Content("").join([*parts, plain(shown[at:], style)])


class Prose(Static):
    """Blocks, laid out anew whenever the width changes."""

    DEFAULT_CSS = """
    Prose { height: auto; width: 1fr; padding: 0 1; }
    """

    class LaidOut(Message):
        """The text stands; from here on `line_of` is right."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's own name
        super().__init__(id=id)
        self._blocks: tuple[Block, ...] = ()
        self._anchors: dict[str, int] = {}
        self._width = 0

    @property
    def text(self) -> str:
        """What is shown, as plain text."""
        return str(self.content)

    def show(self, blocks: Iterable[Block]) -> None:
        """Shows these blocks in place of the ones before."""
        self._blocks = tuple(blocks)
        self._lay_out()

    def line_of(self, anchor: str) -> int:
        """The line of a block with that anchor; 0 if there is none."""
        return self._anchors.get(anchor, 0)

    def on_resize(self) -> None:
        """Wraps anew, if the width is another."""
        width = self.content_size.width
        if width != self._width:
            self._width = width
            self._lay_out()

    def _lay_out(self) -> None:
        width = min(self._width, MEASURE)
        if width < 1:
            return
        lines: list[Content] = []
        self._anchors = {}
        for block in self._blocks:
            lines += [Content("")] * block.space
            if block.anchor:
                self._anchors[block.anchor] = len(lines)
            indent = min(block.indent, width // 3)
            lead = block.lead
            if lead.cell_length >= indent > 0:  # no room beside the text: a line of its own
                lines.append(lead)
                lead = _NOTHING
            lead = lead.pad_right(indent - lead.cell_length)
            for number, line in enumerate(block.text.wrap(max(1, width - indent))):
                lines.append((Content(" " * indent) if number else lead).append(line))
        self.update(Content("\n").join(lines))
        self.post_message(self.LaidOut())
