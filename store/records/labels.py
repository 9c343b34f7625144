"""Finds the fields above the first section: lines with labels, and tables."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from store.markdown.outline import Outline, Span, before_comments
from store.records import languages
from store.records.vocabulary import compared

_LEAD = re.compile(r"[ \t]*(?:>[ \t]*)*(?:[*+-][ \t]+|[0-9]{1,2}[.)][ \t]+)?(?:\[[ xX]\][ \t]+)?")
_LABEL = re.compile(
    r"""(?P<open>\*{1,3}|_{1,3}|`|)
    (?P<name>[^\W\d_](?:[\w '’/&.-]{0,40}?[^\W_])?(?:\([sS]\))?)[ \t]*
    (?:(?P=open)[ \t]*[:：]|[:：][ \t]*(?P=open))(?!//)[ \t]*""",
    re.VERBOSE,
)
_DASHED = re.compile(r"(?P<open>\*\*|__|)(?P<name>[^\W\d_]+)(?P=open)[ \t]+[-–—][ \t]+")
_BEFORE = re.compile(r"(?:[|·•—–][ \t]*|[;,][ \t]+|[ \t]{2,}|<br ?/?>[ \t]*|\A[^\w\n]{1,8})\Z")
_DIVIDED = re.compile(r"[ \t][|·•—–][ \t]+\Z")
_BEHIND = re.compile(r"(?:[ \t]*(?:[|·•;,—–\\]|<br ?/?>))+[ \t]*\Z|[ \t\r]+\Z")
_ALONE = re.compile(r"(?P<open>\*\*|__)(?P<name>[^\n:*_]{2,40})(?P=open)[ \t\r]*")
_MORE = re.compile(r"(?:\n[ \t]{2,}(?![*+-][ \t]|[0-9]+[.)][ \t])\S[^\n]*)*")
_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t\r]*")
_CELL_END = re.compile(r"(?<!\\)(?:\\\\)*\|")


FIELDS_MAX = 20_000
"""Characters of a part that are looked at for fields."""

LINE_MAX = 4_000
"""Characters of a line of fields, at most."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A field, where its value stands, and whether that is a cell of a table."""

    field: str
    value: Span
    in_table: bool = False


def labelled(found: Outline, start: int, end: int) -> Iterator[Labelled]:
    """The fields in a part of a text, in order; a value may be empty."""
    at, end = start, min(end, start + FIELDS_MAX)
    while at < end:
        line = Span(at, _line_end(found.text, at, end))
        at = line.end + 1
        if found.hidden(line.start):
            continue
        below = Span(at, _line_end(found.text, at, end)) if at < end else None
        if below and "|" in found.text[line.start : line.end] and _is_rule(found.text, below):
            rows = [line]
            at = below.end + 1
            while at < end and "|" in found.text[at : (stop := _line_end(found.text, at, end))]:
                rows.append(Span(at, stop))
                at = stop + 1
            yield from _table(found.text, rows)
        else:
            yield from _line(found.text, line, end)


def field_of(name: str) -> str | None:
    """The field of a label with that name; None where it is none that is known."""
    name = compared(re.sub(r"[^\w\s'-]", " ", name))
    return languages.FIELDS.get(name) or languages.FIELDS.get(name.removesuffix(" s"))


def _line_end(text: str, at: int, end: int) -> int:
    found = text.find("\n", at, end)
    return end if found < 0 else found


def _is_rule(text: str, line: Span) -> bool:
    return bool(_RULE.fullmatch(text, line.start, line.end)) and "-" in text[line.start : line.end]


def _line(text: str, line: Span, end: int) -> Iterator[Labelled]:
    if line.end - line.start > LINE_MAX:  # no line of fields
        return
    lead = _LEAD.match(text, line.start, line.end)
    start = lead.end() if lead else line.start
    marks: list[tuple[str | None, int, int]] = []
    for found in _LABEL.finditer(text, start, line.end):
        before = text[start : found.start()] if not marks else text[marks[-1][2] : found.start()]
        first = not marks and not re.sub(r"[\W_]+|:[a-z_]+:", "", before)
        if first or _BEFORE.search(before):
            field = field_of(found["name"])
            if field or found["open"] or (marks and _DIVIDED.search(before)):
                marks.append((field, found.start(), found.end()))
    if not marks:
        alone = _ALONE.fullmatch(text, start, line.end) or _DASHED.match(text, start, line.end)
        if alone and (field := field_of(alone["name"])):
            marks.append((field, alone.start(), alone.end()))
    for at, (field, _, value_start) in enumerate(marks):
        last = at == len(marks) - 1
        stop = line.end if last else marks[at + 1][1]
        if last and value_start < line.end and (more := _MORE.match(text, line.end, end)):
            stop = more.end()
        if field:
            yield Labelled(field, _trimmed(text, value_start, stop, last=last))


def _trimmed(text: str, start: int, end: int, *, last: bool) -> Span:
    value = before_comments(text[start:end])
    behind = _BEHIND.search(value)
    if behind and not (last and behind[0].strip() not in ("", "\\")):
        value = value[: behind.start()]
    value = value.rstrip()
    return Span(start, start + len(value))


def _table(text: str, rows: Sequence[Span]) -> Iterator[Labelled]:
    """The fields of a table: named in its heading, or in front of each value."""
    cells = [_cells(text, row) for row in rows]
    names = [[field_of(text[cell.start : cell.end]) for cell in row] for row in cells]
    heading = [name for name in names[0] if name]
    beside = any(row and row[0] for row in names[1:]) or len(rows) == 1
    if heading and not beside:
        for name, cell in zip(names[0], cells[1], strict=False):
            if name:
                yield Labelled(name, cell, in_table=True)
        return
    for row, named in zip(cells, names, strict=True):
        for at in range(0, len(row) - 1, 2):
            if name := named[at]:
                yield Labelled(name, row[at + 1], in_table=True)


def _cells(text: str, row: Span) -> list[Span]:
    """The cells of a row, without the blanks around what is in them."""
    start = row.start
    line = text[start : row.end]
    start += len(line) - len(line.lstrip(" \t>"))
    start += text.startswith("|", start)
    cells = []
    while start < row.end:
        found = _CELL_END.search(text, start, row.end)
        stop = found.end() - 1 if found else row.end
        inner = text[start:stop]
        kept = inner.strip()
        at = start + (len(inner) - len(inner.lstrip()) if kept else min(1, len(inner)))
        cells.append(Span(at, at + len(kept)))
        start = stop + 1
        if not found or not text[start : row.end].strip():
            break
    return cells
