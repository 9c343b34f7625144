"""A terminal for tests: it takes what the app writes, and knows what a person would see."""

import re

from rich.cells import cell_len, get_character_cell_size
from textual._context import visible_screen_stack
from textual.drivers.headless_driver import HeadlessDriver
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import TextArea

SEQUENCE = re.compile(
    r"\x1b\[(?P<numbers>[\d;?]*)(?P<final>[A-Za-z])"  # a cursor, a colour, a mode
    r"|\x1b\](?P<command>.*?)(?:\x07|\x1b\\)"  # a link, a title, the clipboard
    r"|(?P<text>[^\x00-\x1f]+)"
    r"|(?P<other>.)",
    re.DOTALL,
)


class Terminal:
    """Cells, each a character and how it looks; of what is never written nothing shows."""

    def __init__(self, width: int, height: int) -> None:
        self._width = width
        self._characters = [[" "] * width for _ in range(height)]
        self._looks = [[""] * width for _ in range(height)]
        self._x = self._y = 0
        self._look = ""

    @property
    def size(self) -> tuple[int, int]:
        """Columns and lines."""
        return self._width, len(self._characters)

    @property
    def text(self) -> str:
        """What is on the screen, line by line; a wide character stands once."""
        return "\n".join(map("".join, self._characters))

    def write(self, data: str) -> None:
        """Takes what a program writes."""
        for found in SEQUENCE.finditer(data):
            if found["text"]:
                self._put(found["text"])
            elif found["final"] == "H":
                line, column = (int(number) for number in found["numbers"].split(";"))
                self._x, self._y = column - 1, line - 1
            elif found["final"] == "m":
                self._look = "" if found["numbers"] in ("", "0") else found["numbers"]
            elif found["other"] == "\n":
                self._y += 1

    def differences(self, other: "Terminal") -> list[str]:
        """The lines that differ in their text or their look, as they are here and there."""
        told = []
        for y, (one, two) in enumerate(zip(self._characters, other._characters, strict=True)):
            if one != two:
                told += [f"{y:>3} shown {''.join(one)}", f"{y:>3} wants {''.join(two)}"]
            elif self._looks[y] != other._looks[y]:
                pairs = zip(self._looks[y], other._looks[y], strict=True)
                columns = [x for x, (mine, theirs) in enumerate(pairs) if mine != theirs]
                where = f"columns {columns[0]} to {columns[-1]}"
                told.append(f"{y:>3} looks another way, {where}: {''.join(one)}")
        return told

    def _put(self, text: str) -> None:
        cells = list(text)
        if cell_len(text) != len(text):
            cells = [cell for character in text for cell in _cells(character)]
        x, end = self._x, min(self._x + len(cells), self._width)
        self._x += len(cells)
        if x >= end or not 0 <= self._y < len(self._characters):
            return
        line = self._characters[self._y]
        if not line[x]:  # the second half of a wide one, which is gone now
            line[x - 1] = " "
        if end < self._width and not line[end]:
            line[end] = " "
        line[x:end] = cells[: end - x]
        self._looks[self._y][x:end] = [self._look] * (end - x)


def _cells(character: str) -> list[str]:
    """The cells of a character: the second of a wide one is empty, a mark of no width has none."""
    return [character, ""][: get_character_cell_size(character)]


class TerminalDriver(HeadlessDriver):
    """Has the app write as it does for a person, into a `Terminal`."""

    terminal = Terminal(0, 0)

    @property
    def is_headless(self) -> bool:
        """Whether nothing is written."""
        return False

    def write(self, data: str) -> None:
        """Takes what the app writes; a terminal of another size is empty at first."""
        if self.terminal.size != (size := self._get_terminal_size()):
            self.terminal = Terminal(*size)
        self.terminal.write(data)


def being_laid_out(screen: Screen[object]) -> bool:
    """Whether widgets have come or gone that the screen has yet to make room for.

    To draw it now would have Textual (8.2.8) forget to paint where a widget was.
    """
    gone = any(not widget.is_attached for widget in screen._compositor.widgets)
    return gone or screen._layout_required or screen._scroll_required


def painted_anew(screen: Screen[object]) -> Terminal:
    """What the terminal would show if every widget were drawn again, from nothing kept."""
    for each in (*screen.app._background_screens, screen):
        for widget in (each, *each.walk_children(Widget)):
            if isinstance(widget, TextArea):
                continue  # wraps anew as it is drawn, a cell narrower (textual 8.2.8)
            widget._styles_cache.clear()
            widget._dirty_regions.add(widget.outer_size.region)
    visible_screen_stack.set(screen.app._background_screens)
    terminal = Terminal(*screen._compositor.size)
    for y, strip in enumerate(screen._compositor.render_strips()):
        terminal.write(f"\x1b[{y + 1};1H{strip.render(screen.app.console)}")
    return terminal
