"""The outline of a Markdown text: where its front matter, headings, code and comments are.

Everything is told by offsets into the text, which itself is never changed: what is not
understood is kept by not being touched.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_BLOCK = re.compile(
    r"""^\ {0,3}(?:
        (?P<atx>\#{1,6})(?=[ \t\r\n]|\Z)
      | (?P<fence>`{3,}(?=[^`\n]*$)|~{3,})
      | (?P<comment><!--)
      | (?P<rule>=+|-+)(?=[ \t\r]*$)
    )""",
    re.VERBOSE | re.MULTILINE,
)
_FRONT = re.compile(r"\ufeff?---[ \t\r]*\n")
_FRONT_END = re.compile(r"^(?:---|\.\.\.)[ \t\r]*(?:\n|\Z)", re.MULTILINE)
_TOML = re.compile(r"\ufeff?\+\+\+[ \t\r]*\n")
_TOML_END = re.compile(r"^\+\+\+[ \t\r]*(?:\n|\Z)", re.MULTILINE)
_NO_PARAGRAPH = re.compile(
    r"\s*\Z| {4}|\t|\s{0,3}(?:[#>|]|[*+-][ \t]|[0-9]+[.)][ \t]|`{3}|~{3}|<!--)"
)
_BAR = re.compile(r"\||\\.")
_TICKS = re.compile(r"`++")
_BLANK = re.compile(r"[^\n]")

SPAN_MAX = 2_000
"""Characters on a line that marks of code can enclose."""


@dataclass(frozen=True, slots=True)
class Span:
    """A part of the text, from `start` up to `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its level, its words and where they are, and its whole lines."""

    level: int
    words: str
    text: Span
    lines: Span

    @property
    def name(self) -> str:
        """The words as they are compared: lower case, without marks and punctuation."""
        return " ".join(re.sub(r"[^\w\s]", " ", self.words).casefold().split())


@dataclass(frozen=True, slots=True)
class Outline:
    """What the text is made of.

    Args:
        text: all of it.
        front: what stands between the lines of the front matter, if there is one.
        body: where the front matter ends.
        headings: in order.
        fenced: fenced code and comments, which hide what is in them.
    """

    text: str
    front: Span | None
    body: int
    headings: tuple[Heading, ...]
    fenced: tuple[Span, ...]

    @property
    def in_toml(self) -> bool:
        """Whether the front matter is TOML, between lines of `+++`."""
        return self.front is not None and self.text[: self.front.start].lstrip("\ufeff")[:1] == "+"

    def section(self, place: int, *, deep: bool) -> Span:
        """What stands under a heading: up to the next one or, with `deep`, the next as high."""
        heading = self.headings[place]
        for other in self.headings[place + 1 :]:
            if not deep or other.level <= heading.level:
                return Span(heading.lines.end, other.lines.start)
        return Span(heading.lines.end, len(self.text))

    def trimmed(self, span: Span) -> Span:
        """The span without blank lines around it and comments behind it."""
        text = self.text[span.start : span.end]
        kept = before_comments(text)
        inner = kept.strip()
        if not inner:
            return Span(span.start, span.start)
        start = span.start + len(kept) - len(kept.lstrip())
        return Span(start, start + len(inner))

    def uncovered(self, span: Span) -> str:
        """The text of a span with fenced code and comments blanked, so that offsets stay."""
        text = self.text[span.start : span.end]
        for hidden in self.fenced:
            if hidden.start < span.end and span.start < hidden.end:
                start, end = (
                    max(hidden.start - span.start, 0),
                    min(hidden.end, span.end) - span.start,
                )
                text = text[:start] + _blank(text[start:end]) + text[end:]
        return text

    def hidden(self, offset: int) -> bool:
        """Whether fenced code or a comment is there."""
        return self._hiding(offset) is not None

    def in_code(self, offset: int) -> bool:
        """Whether fenced code is there."""
        span = self._hiding(offset)
        return span is not None and self.text[span.start : span.end].lstrip()[:1] in ("`", "~")

    def _hiding(self, offset: int) -> Span | None:
        at = bisect_right(self.fenced, offset, key=lambda span: span.start)
        return self.fenced[at - 1] if at and offset < self.fenced[at - 1].end else None

    def shown(self) -> str:
        """The text with code and comments blanked, so that offsets stay the same."""
        shown = _blanked(self.text, self.fenced)
        shown = _blanked(shown, _code_spans(shown))
        return _blanked(shown, comments(shown))


def comments(text: str) -> Iterator[Span]:
    """Where the comments in a text are."""
    end = 0
    while (start := text.find("<!--", end)) >= 0:
        closing = text.find("-->", start + 4)
        if closing < 0:
            return
        end = closing + 3
        yield Span(start, end)


def without(text: str, spans: Iterable[Span]) -> str:
    """The text without some spans, which are in order."""
    pieces = []
    end = 0
    for span in spans:
        pieces.append(text[end : span.start])
        end = span.end
    return "".join([*pieces, text[end:]])


def _blanked(text: str, spans: Iterable[Span]) -> str:
    """The text with blanks in place of spans, so that offsets stay the same."""
    pieces = []
    end = 0
    for span in spans:
        pieces += [text[end : span.start], _blank(text[span.start : span.end])]
        end = span.end
    return "".join([*pieces, text[end:]])


def _blank(text: str) -> str:
    """As many blanks as a text has characters, with its line ends."""
    return _BLANK.sub(" ", text) if "\n" in text else " " * len(text)


def _code_spans(text: str) -> Iterator[Span]:
    """Where code is within lines: between as many marks, with at most one line end there."""
    runs = [found.span() for found in _TICKS.finditer(text)]
    of_length: dict[int, list[int]] = {}
    for at in reversed(range(len(runs))):
        of_length.setdefault(runs[at][1] - runs[at][0], []).append(at)
    end = 0
    for at, (start, opened) in enumerate(runs):
        same = of_length[opened - start]
        while same and same[-1] <= at:
            same.pop()
        if start < end:
            continue
        for closing in reversed(same[-2:]):  # the next one may stand too near to a line's end
            if _encloses(text, opened, runs[closing][0]):
                end = runs[closing][1]
                yield Span(start, end)
                break


def _encloses(text: str, start: int, end: int) -> bool:
    if end - start > 2 * SPAN_MAX + 1:
        return False
    if text.find("\n", start, end) < 0:
        return end - start <= SPAN_MAX
    first, *rest = text[start:end].split("\n")
    return len(first) <= SPAN_MAX and len(rest) < 2 and all(0 < len(x) <= SPAN_MAX for x in rest)


def cells(text: str, start: int, end: int) -> Iterator[Span]:
    """The cells of a row of a table, between the bars that are not escaped.

    Args:
        text: what the row is in.
        start: behind its first bar.
        end: of the row; what stands there behind the last bar is a cell, unless it is blank.
    """
    for bar in _BAR.finditer(text, start, end):
        if bar[0] == "|":
            yield Span(start, bar.start())
            start = bar.end()
    if text[start:end].strip():
        yield Span(start, end)


def before_comments(text: str) -> str:
    """The text without the comments and blanks at its end."""
    end = _blanks_before(text, len(text))
    while text.endswith("-->", 0, end):
        opening = text.rfind("<!--", 0, end)
        if opening < 0 or text.find("-->", opening + 2, end - 3) >= 0:
            break
        end = _blanks_before(text, opening)
    return text[:end]


def _blanks_before(text: str, end: int) -> int:
    while end and text[end - 1].isspace():
        end -= 1
    return end


def outline(text: str) -> Outline:
    """The outline of a text."""
    front = _front(text)
    body = front[1] if front else int(text.startswith("\ufeff"))
    headings: list[Heading] = []
    fenced: list[Span] = []
    # A byte order mark is no part of the line that it stands on.
    for part in _parts(f"\n{text[1:]}" if text.startswith("\ufeff") else text, body):
        if isinstance(part, Heading):
            headings.append(part)
        else:
            fenced.append(part)
    return Outline(text, front[0] if front else None, body, tuple(headings), tuple(fenced))


def _front(text: str) -> tuple[Span, int] | None:
    opening = _FRONT.match(text)
    end = _FRONT_END
    if opening is None:
        opening, end = _TOML.match(text), _TOML_END
    closing = opening and end.search(text, opening.end())
    if not (opening and closing):
        return None
    return Span(opening.end(), closing.start()), closing.end()


def _parts(text: str, start: int) -> Iterator[Heading | Span]:
    place = start
    while found := _BLOCK.search(text, place):
        line_end = _line_end(text, found.end())
        place = line_end
        if found["atx"]:
            yield _atx(text, found, line_end)
        elif found["rule"]:
            heading = _underlined(text, start, found, line_end)
            if heading:
                yield heading
        else:
            if found["fence"]:
                place = _fence_end(text, found["fence"], line_end)
            else:
                closing = text.find("-->", found.start("comment") + 2)
                place = len(text) if closing < 0 else _line_end(text, closing)
            yield Span(found.start(), place)


def _line_end(text: str, offset: int) -> int:
    end = text.find("\n", offset)
    return len(text) if end < 0 else end + 1


def _fence_end(text: str, fence: str, start: int) -> int:
    closing = re.compile(
        rf"^ {{0,3}}{re.escape(fence[0])}{{{len(fence)},}}[ \t\r]*$", re.MULTILINE
    ).search(text, start)
    return _line_end(text, closing.end()) if closing else len(text)


def _atx(text: str, found: re.Match[str], line_end: int) -> Heading:
    line = text[found.end() : line_end].removesuffix("\n")
    line = _without_closing(before_comments(line))
    start = found.end() + len(line) - len(line.lstrip(" \t"))
    words = line.strip(" \t\r")
    return Heading(
        len(found["atx"]), words, Span(start, start + len(words)), Span(found.start(), line_end)
    )


def _without_closing(line: str) -> str:
    """The words of a heading without the marks that may close it."""
    words = line.rstrip("#")
    closed = len(words) < len(line) and words[-1:] in ("", " ", "\t")
    return words.rstrip(" \t") if closed else line


def _underlined(text: str, start: int, found: re.Match[str], line_end: int) -> Heading | None:
    """A heading of one line with `===` or `---` below it."""
    before = text.rfind("\n", start, max(found.start() - 1, start)) + 1
    before = max(before, start)
    line = text[before : found.start()]
    above = text.rfind("\n", start, max(before - 1, start)) + 1
    if before >= found.start() or _NO_PARAGRAPH.match(line):
        return None
    if before > start and text[max(above, start) : before].strip():
        return None
    words = line.strip()
    at = before + line.index(words)
    level = 1 if found["rule"][0] == "=" else 2
    return Heading(level, words, Span(at, at + len(words)), Span(before, line_end))
