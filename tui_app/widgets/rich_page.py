"""Text that wraps with hanging indents, finds its anchors again, and leads elsewhere."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, count, groupby, islice, zip_longest
from typing import ClassVar

from rich.cells import chop_cells
from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style

from store.domain.content import StyledText
from store.domain.text import visible
from tui_app.widgets.line_widget import LineWidget, differ

MEASURE = 96
"""The widest line, in cells, that is still pleasant to read."""

CHARACTERS_MAX = 200_000
"""The most characters of a text that are shown: as many as a file of content may have."""

LINES_MAX = 5_000
"""The most lines of a paragraph that are shown, before they are wrapped."""

REST = "… The rest is too long to be shown."

LINK = "underline $text-primary"
"""How words look that lead elsewhere."""

_NOTHING = Content("")
_CODE = re.compile(r"`([^`]+)`")
_GAP = " │ "
_NUMBERS = count()
_LOOKS = {"": "", "strong": "bold", "em": "italic", "code": "$text-accent"}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph.

    Args:
        text: what it says; may hold line breaks.
        lead: what stands before its first line, within the indent.
        indent: cells before every line.
        space: empty lines before it.
        anchor: a name to scroll to; empty for none.
        code: whether it is shown as it is, on a ground of its own.
    """

    text: Content
    lead: Content = _NOTHING
    indent: int = 0
    space: int = 0
    anchor: str = ""
    code: bool = False


@dataclass(frozen=True, slots=True)
class Columns:
    """Blocks that stand side by side, two in a row, where each can have that many cells."""

    columns: tuple[tuple[Paragraph, ...], ...]
    least: int
    space: int = 1


@dataclass(frozen=True, slots=True)
class LinkSpot:
    """Words that lead elsewhere.

    Args:
        target: where they lead.
        parts: where they stand: of each line that they go over, its number, and the characters
            from start to end.
    """

    target: str
    parts: tuple[tuple[int, int, int], ...]

    @property
    def line(self) -> int:
        """The line in which they begin."""
        return self.parts[0][0]


def plain(text: str, style: str = "") -> Content:
    """Foreign text as it is: no markup is read in it, and control characters show as symbols."""
    shown = visible(_shortened(text), lines=True)
    return Content.styled(shown, style) if style else Content(shown)


def prose(text: str, style: str = "") -> Content:
    """Like `plain`, with `code` between backticks set apart."""
    parts: list[Content] = []
    at = 0
    shown = visible(_shortened(text), lines=True)
    for code in _CODE.finditer(shown):
        parts += [plain(shown[at : code.start()], style), Content.styled(code[1], "$text-accent")]
        at = code.end()
    return Content("").join([*parts, plain(shown[at:], style)])


def _shortened(text: str) -> str:
    """The text as far as it is shown."""
    return text if len(text) <= CHARACTERS_MAX else f"{text[:CHARACTERS_MAX]}\n{REST}"


def linked(text: Content, target: str) -> Content:
    """The text as words that lead to the target; whatever lines they go over, they are one link."""
    return text.stylize(Style.from_meta({"target": target, "link": next(_NUMBERS)}))


def button(text: str, target: str, before: str = "") -> Content:
    """Words of the app's own that do something; what is copied of a page does not hold them."""
    shown = linked(plain(text, LINK), target)
    return plain(before, "$foreground 60%").append(shown).stylize(Style.from_meta({"button": True}))


def spans(parts: Iterable[StyledText]) -> Content:
    """The words of a page, each as it looks, links underlined."""
    shown = []
    for link, group in groupby(parts, lambda part: part.link):
        text = Content("").join([plain(p.text, _LOOKS.get(p.look, "")) for p in group])
        shown.append(linked(text.stylize(LINK), link) if link else text)
    return Content("").join(shown)


class RichPage(LineWidget):
    """Blocks, laid out again whenever the width changes.

    Only the lines that are seen are drawn, so that a long page costs no more than a short one.
    """

    DEFAULT_CSS = """
    RichPage { height: auto; width: 1fr; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = []
    ALLOW_SELECT = True

    class LaidOut(Message):
        """The text stands; from here on `line_of` is right."""

    class Followed(Message):
        """The user wants to go where some words lead."""

        def __init__(self, target: str) -> None:
            super().__init__()
            self.target = target

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's own name
        super().__init__(id=id)
        self._parts: tuple[Paragraph | Columns, ...] = ()
        self._lines: list[Content] = []
        self._anchors: dict[str, int] = {}
        self._spots: list[LinkSpot] = []
        self._spot: int | None = None
        self._width = 0

    @property
    def text(self) -> str:
        """What the page says, as plain text: without the buttons on it."""
        return "\n".join(_said(line).rstrip() for line in self._lines)

    @property
    def spot(self) -> LinkSpot | None:
        """The words under the cursor that lead elsewhere."""
        return None if self._spot is None else self._spots[self._spot]

    def show(self, parts: Iterable[Paragraph | Columns], *, keep_spot: bool = False) -> None:
        """Shows these blocks in place of the ones before.

        Args:
            parts: what to show.
            keep_spot: whether the cursor stays on its words, if they are still there.
        """
        before, at = self.spot, self._spot
        self._parts = tuple(parts)
        self._spot = None
        if self._width:
            self._lay_out()
        if keep_spot and before and at is not None and at < len(self._spots):
            self._spot = at if self._spots[at].target == before.target else None

    def line_of(self, anchor: str) -> int:
        """The line of a block with that anchor; 0 if there is none."""
        return self._anchors.get(anchor, 0)

    def next_spot(self, direction: int, top: int, height: int) -> LinkSpot | None:
        """Moves the cursor to the next words that lead elsewhere, or the ones before.

        Args:
            direction: 1 or -1.
            top: the first line that is seen; out of sight the cursor starts from there.
            height: how many lines are seen.
        """
        if not self._spots:
            return None
        seen = range(top, top + height)
        at = self._spot
        if at is None or self._spots[at].line not in seen:
            inside = [i for i, spot in enumerate(self._spots) if spot.line in seen]
            after = [i for i, spot in enumerate(self._spots) if spot.line >= top]
            if direction > 0:
                at = inside[0] if inside else (after[0] if after else len(self._spots) - 1)
            else:
                at = inside[-1] if inside else (after[0] - 1 if after else len(self._spots) - 1)
        else:
            at += direction
        self._spot = max(0, min(len(self._spots) - 1, at))
        self.refresh()
        return self.spot

    def leave_spot(self) -> bool:
        """Takes the cursor away; False if there was none."""
        had, self._spot = self._spot is not None, None
        if had:
            self.refresh()
        return had

    def on_click(self, event: events.Click) -> None:
        """Follows the words that were clicked on."""
        if target := event.style.meta.get("target"):
            event.stop()
            self.post_message(self.Followed(str(target)))

    # Layout

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002  # Textual's own names
        """The number of lines at that width."""
        if width != self._width:
            self._width = width
            self._lay_out()
        return max(1, len(self._lines))

    def on_resize(self) -> None:
        """Wraps the text again if the width has changed."""
        if self.content_size.width != self._width:
            self._width = self.content_size.width
            self._lay_out()

    def _lay_out(self) -> None:
        before, spot = self._lines, self.spot
        self._lines, self._anchors = [], {}
        for part in self._parts if self._width else ():
            if isinstance(part, Columns):
                self._lay_out_columns(part)
            else:
                self._take(*_lines(part, min(self._width, MEASURE)), part.anchor)
        self._spots = _spots(self._lines)
        if self._spot is not None and self._spot >= len(self._spots):
            self._spot = None
        if len(self._lines) != len(before) or not self.is_attached:
            self.clear_cached_dimensions()
            self.refresh(layout=True)
        elif spot is not None or self.text_selection is not None:
            self.refresh()
        else:
            self._repaint(before)
        self.post_message(self.LaidOut())

    def _repaint(self, before: Sequence[Content]) -> None:
        """Paints the lines anew that have changed, and no other."""
        changed = [
            y for y, pair in enumerate(zip(before, self._lines, strict=True)) if differ(*pair)
        ]
        if changed:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))

    def _take(self, lines: Sequence[Content], skipped: int, anchor: str) -> None:
        if anchor:
            self._anchors[anchor] = len(self._lines) + skipped
        self._lines += lines

    def _lay_out_columns(self, part: Columns) -> None:
        width = (self._width - len(_GAP)) // 2
        side_by_side = len(part.columns) > 1 and width >= part.least
        if not side_by_side:
            for column in part.columns:
                self._lines += [Content("")] * part.space
                for block in column:
                    self._take(*_lines(block, min(self._width, MEASURE)), block.anchor)
            return
        for i in range(0, len(part.columns), 2):
            self._lines += [Content("")] * part.space
            sides = []
            for column in part.columns[i : i + 2]:
                lines: list[Content] = []
                for block in column:
                    more, skipped = _lines(block, width)
                    if block.anchor:
                        self._anchors[block.anchor] = len(self._lines) + len(lines) + skipped
                    lines += more
                sides.append(lines)
            gap = plain(_GAP, "$foreground 30%")
            for row in zip_longest(*sides, fillvalue=_NOTHING):
                self._lines.append(gap.join([side.truncate(width, pad=True) for side in row]))

    # Drawing

    def render_line(self, y: int) -> Strip:
        """One line."""
        width = self.content_size.width
        if y >= len(self._lines) or width < 1:
            return Strip.blank(width, self.rich_style)
        line = self._lines[y]
        for number, start, end in self.spot.parts if self.spot else ():
            if number == y:
                line = line.stylize("reverse", start, end)
        selection = self.text_selection
        if selection is not None and (span := selection.get_span(y)) is not None:
            start, end = span
            style = Style.from_styles(self.screen.get_component_styles("screen--selection"))
            line = line.stylize(style, start, len(line) if end == -1 else end)
        return self.draw(line, width).apply_offsets(0, y)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The text that is selected."""
        found = []
        for y, line in enumerate(self._lines):
            if (span := selection.get_span(y)) is not None:
                start, end = span
                found.append(line.plain[start : None if end == -1 else end].rstrip())
        return "\n".join(found), "\n"

    def selection_updated(self, selection: Selection | None) -> None:  # noqa: ARG002
        """Shows what is selected."""
        self.refresh()

    def spot_region(self, spot: LinkSpot) -> Region:
        """The lines in which words are, to scroll to."""
        return Region(0, spot.line, 1, len(spot.parts))


def _lines(block: Paragraph, width: int) -> tuple[list[Content], int]:
    """The lines of a block, and how many empty ones are before it."""
    lines = [Content("")] * block.space
    indent = min(block.indent, width // 3)
    lead = block.lead
    room = max(1, width - indent)
    text = _cut(block.text)
    if block.code:
        for line in text.split("\n", allow_blank=True):
            for part in _folded(line, room - 1):
                shown = Content(" ").append(part).truncate(room, pad=True).stylize("on $panel")
                lines.append(Content(" " * indent).append(shown))
        return lines, block.space
    if lead and lead.cell_length >= indent:  # no room beside the text: lines of its own
        lines += lead.wrap(width)
        lead = _NOTHING
    lead = lead.pad_right(indent - lead.cell_length)
    for number, line in enumerate(text.wrap(room)):
        lines.append((Content(" " * indent) if number else lead).append(line))
    return lines, block.space


def _cut(text: Content) -> Content:
    """The lines that are shown."""
    if text.plain.count("\n") <= LINES_MAX:
        return text
    *_, last = islice(re.finditer("\n", text.plain), LINES_MAX)
    return text.divide([last.end()])[0].append(REST)


def _folded(line: Content, width: int) -> list[Content]:
    """The line cut where it has no room; unlike Textual's own (8.2.8) with nothing lost."""
    ends = accumulate(map(len, chop_cells(line.plain, max(2, width))))
    return line.divide(list(ends)[:-1])


def _said(line: Content) -> str:
    """The text of a line, blank where its buttons are."""
    said = line.plain
    for span in line.spans:
        if isinstance(span.style, Style) and span.style.meta.get("button"):
            said = said[: span.start] + " " * (span.end - span.start) + said[span.end :]
    return said


def _spots(lines: Sequence[Content]) -> list[LinkSpot]:
    """All words that lead elsewhere, as they come; what goes on in the next line is one link."""
    targets: dict[int, str] = {}
    parts: dict[int, list[tuple[int, int, int]]] = {}
    for number, line in enumerate(lines):
        for span in sorted(line.spans, key=lambda span: span.start):
            if isinstance(span.style, Style) and "link" in (meta := span.style.meta):
                targets[meta["link"]] = meta["target"]
                parts.setdefault(meta["link"], []).append((number, span.start, span.end))
    return [LinkSpot(targets[link], tuple(found)) for link, found in parts.items()]
