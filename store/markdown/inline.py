"""Plain text from inline Markdown."""

import html
import re
from datetime import date

from store.markdown import dates
from store.markdown.escape import escape
from store.markdown.links import SIMPLE

BARE_MAX = 10_000
"""Characters of a line that are looked at for its words."""

_ESCAPED = re.compile(
    r"\\([!-/:-@\[-`{-~])"
    r"|<((?i:https?)://[^\s<>]+|[^\s<>@]+@[^\s<>@]+)>"
    r"|(&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{1,31});)"
)
_MARK = re.compile(r"[*_`]")
_TICKS = re.compile(r"`++")


_PROSE = re.compile(f"(?P<code>`[^`]+`)|(?:{_ESCAPED.pattern})")


def plain(markdown: str) -> str:
    """What `store.markdown.escape.escape` was given: as typed, with no escapes and entities."""
    return _ESCAPED.sub(_plain, markdown)


def prose(markdown: str) -> str:
    """What `store.markdown.escape.prose` was given: code with its backticks, all else as typed."""
    return _PROSE.sub(lambda found: found["code"] or plain(found[0]), markdown)


def typed(markdown: str) -> str:
    """What was typed, if the Markdown is what escaping makes of it; else the Markdown."""
    text = plain(markdown)
    return text if escape(text) == markdown else markdown


def bare(markdown: str) -> str:
    """The words alone: no links, no emphasis, no code marks, no escapes."""
    text = SIMPLE.words(markdown[:BARE_MAX])
    for _ in range(3):  # marks within marks
        text = "\n".join(map(_unmarked, text.split("\n")))
    return " ".join(plain(text).split())


def day_in(text: str) -> date | None:
    """The first day in a text that can be read in one way only."""
    found = dates.first_in(text)
    return found.day if found else None


def _unmarked(line: str) -> str:
    """The line without the outermost of its pairs of marks, those of emphasis and of code."""
    if not _MARK.search(line):
        return line
    pieces = []
    done = 0
    marks = _Marks(line)
    for found in _MARK.finditer(line):
        start = found.start()
        if start < done or (start and (line[start - 1] == "\\" or _is_letter(line[start - 1]))):
            continue
        if pair := marks.pair(start):
            opening, closing, end = pair
            pieces += [line[done:start], line[opening:closing]]
            done = end
    return "".join([*pieces, line[done:]])


class _Marks:
    """Finds which marks of a line close those that open; each is looked at a few times at most."""

    def __init__(self, line: str) -> None:
        self._line = line
        self._gone: set[str] = set()
        """The marks that nothing closes any more."""
        self._ticks = [found.span() for found in _TICKS.finditer(line)]
        self._next = 0
        self._most: list[int] = []
        """How many ticks each run can close, or one behind it."""
        for start, end in reversed(self._ticks):
            here = end - start - line[start - 1 : start].isspace()
            here -= end < len(line) and _is_letter(line[end])
            self._most.append(max(here, self._most[-1] if self._most else 0))
        self._most.reverse()

    def pair(self, start: int) -> tuple[int, int, int] | None:
        """Where what stands between marks begins and ends, and where the closing one does."""
        line = self._line
        if line[start] == "`":
            return self._code(start)
        mark = line[start]
        for opening in (mark * 2, mark):
            if line.startswith(opening, start) and opening not in self._gone:
                inner = start + len(opening)
                if inner < len(line) and not line[inner].isspace():
                    closing = self._closing(opening, inner + 1)
                    if closing >= 0:
                        return inner, closing, closing + len(opening)
                    self._gone.add(opening)
        return None

    def _closing(self, mark: str, start: int) -> int:
        line = self._line
        while (start := line.find(mark, start)) >= 0:
            end = start + len(mark)
            follows = end < len(line) and _is_letter(line[end])
            if not (line[start - 1].isspace() or follows):
                return start
            start += 1
        return -1

    def _code(self, start: int) -> tuple[int, int, int] | None:
        line, ticks = self._line, self._ticks
        while ticks[self._next][1] <= start:
            self._next += 1
        end = ticks[self._next][1]
        for count in range(end - start, 0, -1):
            inner = start + count
            if inner == len(line) or line[inner].isspace():
                continue
            closing = self._closing_ticks(inner, count)
            if closing >= 0:
                return inner, closing, closing + count
        return None

    def _closing_ticks(self, inner: int, count: int) -> int:
        """Where so many ticks close what begins there, within the same run or in a later one."""
        line = self._line
        end = self._ticks[self._next][1]
        closing = inner + 1
        if closing + count <= end:
            follows = closing + count == end and end < len(line) and _is_letter(line[end])
            if not follows:
                return closing
        at = self._next + 1
        if at == len(self._ticks) or self._most[at] < count:
            return -1
        while True:
            start, end = self._ticks[at]
            start += line[start - 1].isspace()
            if end - start - (end < len(line) and _is_letter(line[end])) >= count:
                return start
            at += 1


def _is_letter(char: str) -> bool:
    return char.isalnum() or char == "_"


def _plain(found: re.Match[str]) -> str:
    return found[1] or found[2] or html.unescape(found[3])
