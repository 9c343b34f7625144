"""The list of records in index.md, between the marks that adr-log looks for."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from urllib.parse import unquote

from store.records import names
from store.records.links import LINKED
from store.records.outline import Span, cells, outline
from store.records.statuses import reading
from store.records.vocabulary import BUILT_IN
from store.records.words import bare

FILE = "index.md"
"""The file that a folder's list of records is in."""

START, STOP = "<!-- adrlog -->", "<!-- adrlogstop -->"
"""What the list stands between."""

MARK = b"adrlog"
"""What an index.md holds that has a list to be kept."""

_START = re.compile(r"(?<!`)<!--[ \t]*adrlog(?!stop)\b(?:(?!-->|<!--).)*+-->[ \t]*")
_STOP = re.compile(r"(?<!`)<!--[ \t]*adrlogstop\b[ \t]*-->")
_ITEM = re.compile(r"^[ ]{0,3}(?P<bullet>[*+-][ \t]+|[0-9]+[.)][ \t]+)(?=\[)", re.MULTILINE)
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
    start, stop = marks(index)
    if not (start and stop):
        return index
    newline = "\r\n" if "\r\n" in index else "\n"
    now = index[start.end : stop.start]
    ordered = sorted(records, key=_order)
    rows = [line.rstrip("\r") for line in now.split("\n") if line.lstrip().startswith("|")]
    lines = list(_table(rows, ordered) if len(rows) > 1 else _list(now, ordered))
    if lines == [line.rstrip() for line in now.splitlines() if line.strip()]:
        return index
    block = newline.join(lines)
    gap = newline * 2
    return index[: start.end] + (f"{gap}{block}{gap}" if block else gap) + index[stop.start :]


def marks(index: str) -> tuple[Span | None, Span | None]:
    """Where the marks of the list stand: its start, and its stop behind that."""
    start = _outside_code(index, _START, 0)
    return start, start and _outside_code(index, _STOP, start.end)


def new(records: Sequence[Listed]) -> str:
    """The text of an index for a folder that has none."""
    return updated(f"# Decisions\n\n{START}\n\n{STOP}\n", records)


def _outside_code(index: str, mark: re.Pattern[str], begin: int) -> Span | None:
    outlined = outline(index)
    for found in mark.finditer(index, begin):
        if not outlined.in_code(found.start()):
            return Span(*found.span())
    return None


def _order(record: Listed) -> tuple[bool, int, str]:
    return record.number is None, record.number or 0, record.name


def _title(record: Listed) -> str:
    return record.title or record.name.rpartition(".")[0]


def _list(now: str, records: Sequence[Listed]) -> Iterator[str]:
    there = {_file(line): line.rstrip() for line in now.splitlines()}
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

    def cell(self, row: Sequence[str], name: str) -> str:
        """What a row says in a column, in words; empty where it has no such column."""
        at = self.names.index(name) if name in self.names else len(row)
        return bare(row[at]) if at < len(row) else ""

    def number(self, row: Sequence[str]) -> int | None:
        """The number that a row says."""
        found = _NUMBER.fullmatch(self.cell(row, "number"))
        return int(found["digits"]) if found else None

    def row(self, record: Listed, old: Sequence[str]) -> list[str]:
        """The cells of a record; those of unknown columns are as they were."""
        number = "" if record.number is None else f"{self.prefix}{record.number:0{self.width}}"
        if old and self.number(old) == record.number:
            number = self.cell(old, "number")
        values = {
            "number": number,
            "title": _title(record),
            "status": _status(self.cell(old, "status"), record.status),
            "date": record.day.isoformat() if record.day else "",
            "deciders": ", ".join(record.deciders),
        }
        values = {name: _PIPE.sub(r"\1\\|", value) for name, value in values.items()}
        cells = []
        for at, name in enumerate(self.names):
            cell = values[name] if name else old[at] if at < len(old) else ""
            if at == self.linked:
                cell = f"[{(name and cell) or values['title']}]({record.name})"
            cells.append(cell)
        return cells

    def is_same(self, old: Sequence[str], new: Sequence[str]) -> bool:
        """Whether a row says what it should; it need not have a link, but none elsewhere."""
        return [bare(cell) for cell in old] == [bare(cell) for cell in new] and (
            _file(old[self.linked]) in ("", _file(new[self.linked]))
        )


def _status(cell: str, status: str) -> str:
    """What a row is to say of a status: its own word where that means the same."""
    said = reading(cell, BUILT_IN)
    return cell if said and said.status == status else status


def _table(rows: Sequence[str], records: Sequence[Listed]) -> Iterator[str]:
    there = [_cells(row) for row in rows[2:]]
    columns = _columns(_cells(rows[0]), there)
    places = _places(columns, there, records)
    yield from (row.strip() for row in rows[:2])
    for record in records:
        old = there[places[record.name]] if record.name in places else []
        cells = columns.row(record, old)
        if old and columns.is_same(old, cells):
            yield rows[2 + places[record.name]].strip()
        else:
            yield f"| {' | '.join(cells)} |"


def _places(
    columns: _Columns, rows: Sequence[Sequence[str]], records: Sequence[Listed]
) -> Mapping[str, int]:
    """Which row is whose, by the records' names: told by its link, its number or its title."""
    ways: Sequence[tuple[Callable[[Sequence[str]], object], Callable[[Listed], object]]] = (
        (lambda row: _file(" | ".join(row)), lambda record: record.name),
        (columns.number, lambda record: record.number),
        (lambda row: columns.cell(row, "title"), lambda record: bare(_title(record))),
    )
    found: dict[str, int] = {}
    for of_row, of_record in ways:
        left = set(range(len(rows))) - set(found.values())
        meant = _single((of_row(rows[at]), at) for at in left)
        wanted = _single(
            (of_record(each), at) for at, each in enumerate(records) if each.name not in found
        )
        found |= {records[at].name: meant[key] for key, at in wanted.items() if key in meant}
    return found


def _single(pairs: Iterable[tuple[object, int]]) -> Mapping[object, int]:
    """The places by their keys, where a key has one place and not several."""
    listed = list(pairs)
    times = Counter(key for key, _ in listed)
    return {key: at for key, at in listed if key not in (None, "") and times[key] == 1}


def _columns(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> _Columns:
    found = [_COLUMNS.get(" ".join(re.findall(r"\w+", cell.casefold()))) for cell in heading]
    known = [found.index(name) for name in ("number", "title") if name in found]
    usual = known or [*range(max(len(found), 1))]
    linked = next(
        (at for row in rows for at in usual if at < len(row) and _file(row[at])), usual[0]
    )
    columns = _Columns(found, linked)
    numbers = (_NUMBER.match(columns.cell(row, "number")) for row in rows)
    written = next(filter(None, numbers), None)
    if not written:
        return columns
    width = len(written["digits"]) if written["digits"].startswith("0") else 1
    return _Columns(found, linked, written["prefix"], width)


def _file(text: str) -> str:
    """The Markdown file that a text links to; empty where there is none."""
    for link in LINKED.finditer(text):
        file = unquote(link["target"].partition("#")[0]).removeprefix("./")
        if names.is_markdown(file) and ":" not in file:
            return file
    return ""


def _cells(row: str) -> list[str]:
    row = row.strip()
    return [row[span.start : span.end].strip() for span in cells(row, 1, len(row))]
