"""The tables of an index: what their columns are for, and a record's row."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from store.domain.decision import Status
from store.markdown.inline import bare, day_in
from store.markdown.outline import Span, cells, outline
from store.records.statuses import reading
from store.records.vocabulary import BUILT_IN

LINE = re.compile(r"[^\n]*\n|[^\n]+")
_RULE = re.compile(r"[ ]{0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t\r]*")
_NUMBER = re.compile(r"(?P<prefix>[^][()0-9\\]*)(?P<digits>[0-9]{1,9})")
_PIPE = re.compile(r"(?<!\\)((?:\\\\)*)\|")
_COLUMNS: Mapping[str, str] = {
    "adr": "number",
    "number": "number",
    "no": "number",
    "nr": "number",
    "id": "number",
    "": "number",
    "title": "title",
    "decision": "title",
    "name": "title",
    "record": "title",
    "status": "status",
    "date": "date",
    "deciders": "deciders",
    "decision makers": "deciders",
}


class Told(Protocol):
    """What a row tells of a record."""

    @property
    def number(self) -> int | None:
        """Its number; None for none."""

    @property
    def status(self) -> str:
        """Its status, in the record's words."""

    @property
    def day(self) -> date | None:
        """The day of its status; None where it is not known."""

    @property
    def deciders(self) -> tuple[str, ...]:
        """Who decided."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its line, as it is written, and its cells with the blanks around them."""

    line: int
    raw: str
    spans: Sequence[Span]
    columns: "IndexColumns"

    @property
    def cells(self) -> list[str]:
        """The cells without the blanks around them."""
        return [self.raw[span.start : span.end].strip() for span in self.spans]


@dataclass(frozen=True, slots=True)
class IndexColumns:
    """How the rows of a table are written.

    Args:
        names: what each column is for, None where that is not known.
        linked: the column with the links.
        prefix: what stands before a number.
        width: the digits of a number.
        capitals: whether a status begins with a capital.
    """

    names: Sequence[str | None]
    linked: int = 0
    prefix: str = "ADR-"
    width: int = 4
    capitals: bool = False

    @property
    def usual(self) -> list[int]:
        """The columns that links to records are looked for in first."""
        return [self.names.index(name) for name in ("number", "title") if name in self.names]

    def said(self, row: Row, name: str) -> str:
        """What a row says in a column, in words; empty where it has no such column."""
        at = self.names.index(name) if name in self.names else len(row.cells)
        return bare(row.cells[at]) if at < len(row.cells) else ""

    def number(self, row: Row) -> int | None:
        """The number that a row says."""
        found = _NUMBER.fullmatch(self.said(row, "number"))
        return int(found["digits"]) if found else None

    def new_row(self, record: Told, title: str, target: str) -> str:
        """The row of a record that has none."""
        written = []
        for at, name in enumerate(self.names):
            cell = self._cell(name, record, title) if name else ""
            if at == self.linked:
                cell = f"[{cell or _piped(title)}]({target})"
            written.append(cell)
        return f"| {' | '.join(written)} |"

    def mended(self, row: Row, record: Told, title: str, target: str, link: object) -> str:
        """A row with what is wrong in it made right; everything else is as it was."""
        changed: dict[int, str] = {}
        for at, name in enumerate(self.names):
            old = row.cells[at] if at < len(row.cells) else ""
            if name and not self._is_right(name, old, record, title):
                new = self._cell(name, record, title)
                linked = re.search(r"\]\((.*)\)\Z", old)
                changed[at] = f"[{new}]({linked[1]})" if linked else new
        if link is None and (changed or "](" in (self._linked_cell(row))):
            cell = changed.get(self.linked, self._linked_cell(row))
            words = re.match(r"\[(.*)\]\(", cell)
            said = words[1] if words else cell
            changed[self.linked] = f"[{said or _piped(title)}]({target})"
        return self._written(row, changed) if changed else row.raw

    def against(self, row: Row, record: Told) -> Iterator[str]:
        """What a row says of a record's status or date that the record does not."""
        told = _status(self.said(row, "status"))
        known = list(Status)
        if told in known and record.status in known and told != record.status:
            yield f"is {record.status}, and {told} here."
        day = day_in(self.said(row, "date"))
        if day and record.day and day != record.day:
            yield f"is of {record.day}, and of {day} here."

    def _linked_cell(self, row: Row) -> str:
        return row.cells[self.linked] if self.linked < len(row.cells) else ""

    def _cell(self, name: str, record: Told, title: str) -> str:
        if name == "number":
            number = record.number
            return "" if number is None else f"{self.prefix}{number:0{self.width}}"
        if name == "date":
            return record.day.isoformat() if record.day else ""
        status = record.status.capitalize() if self.capitals else record.status
        values = {"title": title, "status": status, "deciders": ", ".join(record.deciders)}
        return _piped(values[name])

    def _is_right(self, name: str, cell: str, record: Told, title: str) -> bool:
        """Whether a cell says what the record does; a record that says nothing is not against."""
        said = bare(cell)
        if name == "number":
            found = _NUMBER.fullmatch(said)
            return record.number is None or bool(found and int(found["digits"]) == record.number)
        if name == "title":
            return bare(_piped(title)).casefold() in said.casefold()
        if name == "status":
            return not record.status or _status(said) == record.status
        if name == "date":
            return record.day is None or day_in(said) == record.day
        return not record.deciders or said == bare(_piped(", ".join(record.deciders)))

    def _written(self, row: Row, changed: Mapping[int, str]) -> str:
        pieces, end = [], 0
        for at, span in enumerate(row.spans):
            if at in changed:
                raw = row.raw[span.start : span.end]
                lead = raw[: len(raw) - len(raw.lstrip())] or " "
                new = f"{lead}{changed[at]} ".ljust(len(raw) if raw.strip() else 0)
                pieces += [row.raw[end : span.start], new]
                end = span.end
        return "".join([*pieces, row.raw[end:]])


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its lines from `first` up to `last`, counted from the beginning of a part."""

    first: int
    last: int
    columns: IndexColumns
    rows: Sequence[Row]


def tables(text: str, span: Span) -> Iterator[Table]:
    """The tables in a part of a text that have a column known to be of records."""
    lines = LINE.findall(text[span.start : span.end])
    hidden = outline(text).hidden
    offset, starts = span.start, []
    for line in lines:
        starts.append(offset)
        offset += len(line)
    at = 1
    while at < len(lines):
        is_rule = (
            "|" in lines[at - 1] and "-" in lines[at] and _RULE.fullmatch(lines[at].rstrip("\n"))
        )
        if not is_rule or hidden(starts[at]):
            at += 1
            continue
        last = at + 1
        while last < len(lines) and "|" in lines[last] and lines[last].strip():
            last += 1
        table = _table(lines, at - 1, last)
        if {"number", "title"} & {*table.columns.names}:
            yield table
        at = last + 1


def _table(lines: Sequence[str], first: int, last: int) -> Table:
    heading = [lines[first][span.start : span.end].strip() for span in _spans(lines[first])]
    found = [_column(re.findall(r"\w+", bare(cell).casefold())) for cell in heading]
    once = [name if name not in found[:at] else None for at, name in enumerate(found)]
    columns = IndexColumns(once)
    rows = [Row(at, lines[at], _spans(lines[at]), columns) for at in range(first + 2, last)]
    usual = columns.usual or [0]
    linked = next(
        (
            at
            for places in (usual, range(len(once)))
            for row in rows
            for at in places
            if at < len(row.spans) and "](" in row.cells[at]
        ),
        usual[0],
    )
    numbers = (_NUMBER.match(columns.said(row, "number")) for row in rows)
    written = next(filter(None, numbers), None)
    states = [columns.said(row, "status").lstrip("✅❌🟡 ")[:1] for row in rows]
    columns = replace(columns, linked=linked, capitals=any(state.isupper() for state in states))
    if written:
        width = len(written["digits"]) if written["digits"].startswith("0") else 1
        columns = replace(columns, prefix=written["prefix"], width=width)
    return Table(first, last, columns, [replace(row, columns=columns) for row in rows])


def _status(text: str) -> str:
    """The status that a cell says, in one of MADR's words; as it is written if it is none."""
    said = reading(text, BUILT_IN)
    return str(said.status) if said and said.status else text.casefold()


def _column(words: Sequence[str]) -> str | None:
    """What a column is for, by all or the last of the words of its heading."""
    return _COLUMNS.get(" ".join(words)) or _COLUMNS.get("".join(words[-1:]))


def _spans(line: str) -> list[Span]:
    """The cells of a row, with the blanks around them."""
    start = len(line) - len(line.lstrip())
    return list(cells(line, start + (line[start : start + 1] == "|"), len(line.rstrip())))


def _piped(text: str) -> str:
    return _PIPE.sub(r"\1\\|", text)
