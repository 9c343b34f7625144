"""The list of records in index.md, between the marks that adr-log looks for."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from store.records.references import LINKED
from store.records.words import bare

FILE = "index.md"
"""The file that a folder's list of records is in."""

START, STOP = "<!-- adrlog -->", "<!-- adrlogstop -->"
"""What the list stands between."""

MARK = b"adrlog"
"""What an index.md holds that has a list to be kept."""

_START = re.compile(r"<!--[ \t]*adrlog(?!stop)\b(?:(?!-->).)*-->[ \t]*")
_STOP = re.compile(r"<!--[ \t]*adrlogstop\b[ \t]*-->")
_ITEM = re.compile(r"^[ ]{0,3}(?P<bullet>[*+-][ \t]+|[0-9]+[.)][ \t]+)(?=\[)", re.MULTILINE)
_CELL = re.compile(r"((?:[^|\\]|\\.)*)\|")
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


class Listed(Protocol):
    """What a list tells of a record."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def number(self) -> int | None: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def status(self) -> str: ...  # noqa: D102
    @property
    def day(self) -> date | None: ...  # noqa: D102
    @property
    def deciders(self) -> tuple[str, ...]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class _Style:
    """How the items of a list are written."""

    bullet: str = "* "
    words: str = "ADR"
    """"ADR" for `[ADR-0001](file) - title`, "number" for `[1. title](file)`, else "title"."""


def updated(index: str, records: Iterable[Listed]) -> str:
    """The text of an index with its list of records made new, or as it is if it has no marks.

    A list stays a list and a table a table, in the way that it is written; a line that says
    already what it should is not touched, nor are columns that are not known.

    Args:
        index: the text.
        records: those to list.
    """
    start = _START.search(index)
    stop = start and _STOP.search(index, start.end())
    if not (start and stop):
        return index
    newline = "\r\n" if "\r\n" in index else "\n"
    now = index[start.end() : stop.start()]
    ordered = sorted(records, key=_order)
    rows = [line.rstrip("\r") for line in now.split("\n") if line.lstrip().startswith("|")]
    lines = list(_table(rows, ordered) if len(rows) > 1 else _list(now, ordered))
    if lines == [line.rstrip() for line in now.splitlines() if line.strip()]:
        return index
    block = newline.join(lines)
    gap = newline * 2
    return index[: start.end()] + (f"{gap}{block}{gap}" if block else gap) + index[stop.start() :]


def new(records: Sequence[Listed]) -> str:
    """The text of an index for a folder that has none."""
    return updated(f"# Decisions\n\n{START}\n\n{STOP}\n", records)


def _order(record: Listed) -> tuple[bool, int, str]:
    return record.number is None, record.number or 0, record.name


def _title(record: Listed) -> str:
    return record.title or record.name.rpartition(".")[0]


def _list(now: str, records: Sequence[Listed]) -> Iterator[str]:
    there = {}
    for line in now.splitlines():
        link = LINKED.search(line)
        if link:
            there[link["target"]] = line.rstrip()
    style = _style(now)
    for record in records:
        line, item = there.get(record.name, ""), _item(style, record)
        kept = line and line != item and bare(_title(record)) in bare(line)
        yield line if kept else item


def _style(now: str) -> _Style:
    item = _ITEM.search(now)
    if not item:
        return _Style()
    link = LINKED.match(now, item.end())
    words = link["words"] if link else "ADR"
    kind = "title"
    if words.casefold().startswith("adr"):
        kind = "ADR"
    elif re.match(r"[0-9]+[.] ", words):
        kind = "number"
    bullet = item["bullet"] if not item["bullet"][0].isdigit() else "* "
    return _Style(bullet, kind)


def _item(style: _Style, record: Listed) -> str:
    title, number = _title(record), record.number
    if number is None or style.words == "title":
        return f"{style.bullet}[{title}]({record.name})"
    if style.words == "number":
        return f"{style.bullet}[{number}. {title}]({record.name})"
    return f"{style.bullet}[ADR-{number:04}]({record.name}) - {title}"


@dataclass(frozen=True, slots=True)
class _Columns:
    """How the rows of a table are written.

    Args:
        names: what each column is for, None where that is not known.
        linked: the column with the links.
        prefix: what stands before a number.
        width: the digits of a number.
    """

    names: Sequence[str | None]
    linked: int
    prefix: str = "ADR-"
    width: int = 4

    def row(self, record: Listed, old: Sequence[str]) -> list[str]:
        """The cells of a record; those of unknown columns are as they were."""
        number = "" if record.number is None else f"{self.prefix}{record.number:0{self.width}}"
        values = {
            "number": number,
            "title": _title(record),
            "status": record.status,
            "date": record.day.isoformat() if record.day else "",
            "deciders": ", ".join(record.deciders),
        }
        cells = []
        for at, name in enumerate(self.names):
            cell = old[at] if at < len(old) else ""
            if name:
                cell = _PIPE.sub(r"\1\\|", values[name])
            if at == self.linked:
                cell = f"[{(name and cell) or values['title']}]({record.name})"
            cells.append(cell)
        return cells


def _table(rows: Sequence[str], records: Sequence[Listed]) -> Iterator[str]:
    there: dict[str, tuple[list[str], str]] = {}
    for line in rows[2:]:
        link = LINKED.search(line)
        if link:
            there[link["target"]] = _cells(line), line.strip()
    model = next((cells for cells, _ in there.values()), [])
    columns = _columns(_cells(rows[0]), model)
    yield from (row.strip() for row in rows[:2])
    for record in records:
        old, line = there.get(record.name, ([], ""))
        cells = columns.row(record, old)
        same = [bare(cell) for cell in old] == [bare(cell) for cell in cells]
        yield line if same else f"| {' | '.join(cells)} |"


def _columns(heading: Sequence[str], model: Sequence[str]) -> _Columns:
    names = [_COLUMNS.get(" ".join(re.findall(r"\w+", cell.casefold()))) for cell in heading]
    known = [names.index(name) for name in ("number", "title") if name in names]
    linked = next(
        (at for at, cell in enumerate(model) if LINKED.search(cell) and at < len(names)),
        known[0] if known else 0,
    )
    at = names.index("number") if "number" in names else len(model)
    written = re.match(r"([^0-9]*)([0-9]+)", bare(model[at])) if at < len(model) else None
    if not written:
        return _Columns(names, linked)
    width = len(written[2]) if written[2].startswith("0") else 1
    return _Columns(names, linked, written[1], width)


def _cells(row: str) -> list[str]:
    row = row.strip()
    row = row if row.endswith("|") else f"{row}|"
    return [cell.strip() for cell in _CELL.findall(row, 1)]
