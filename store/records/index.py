"""The list of records in index.md or README.md, between the marks that adr-log looks for.

Only what is the folder's own and wrong is changed: items and rows that lead to its records.
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from store.markdown.outline import Span, outline
from store.records.index_items import Region
from store.records.index_style import Listed, order
from store.records.index_table import tables

FILES = ("index.md", "readme.md")
"""The files that a folder's list of records can be in, in lower case."""

START, STOP = "<!-- adrlog -->", "<!-- adrlogstop -->"
"""What the list stands between."""

MARK = b"adrlog"
"""What a file holds that has a list to be kept."""

_START = re.compile(r"(?<![`\\])<!--[ \t]*adrlog(?!stop)\b(?:(?!-->|<!--).)*+-->[ \t]*")
_STOP = re.compile(r"(?<![`\\])<!--[ \t]*adrlogstop\b[ \t]*-->")


def is_index(name: str) -> bool:
    """Whether a folder's list of records can be in a file of this name."""
    return name.casefold() in FILES


def updated(
    index: str, records: Iterable[Listed], folder: Path | None = None, moved: str = ""
) -> str:
    """The text of an index with its list of records made right, or as it is if it has no marks.

    Items and rows are changed where they stand, in the way that they are written; those of
    records that are gone are taken out, and those that are missing are put in, where their
    numbers belong. Everything else between the marks is kept, as is what leads elsewhere.

    Args:
        index: the text.
        records: those to list.
        folder: where they lie, to tell what leads to something else in it.
        moved: the file name of a record that has a new number, whose item moves.
    """
    start, stop = marks(index)
    if not (start and stop):
        return index
    region = Region(index, Span(start.end, stop.start), sorted(records, key=order), folder)
    return index[: start.end] + region.updated(moved) + index[stop.start :]


def wrong_rows(text: str, records: Iterable[Listed], folder: Path) -> Sequence[tuple[int, str]]:
    """Where rows of tables that no marks enclose tell another status or date than a record does.

    Returns:
        The offset of each such row, and a sentence.
    """
    start, stop = marks(text)
    spans = [Span(0, len(text))] if not (start and stop) else []
    if start and stop:
        spans = [Span(0, start.start), Span(stop.end, len(text))]
    listed = sorted(records, key=order)
    return [
        found
        for span in spans
        if any(tables(text, span))
        for found in Region(text, span, listed, folder).wrong_rows()
    ]


def marks(index: str) -> tuple[Span | None, Span | None]:
    """Where the marks of the list stand: its start, and its stop behind that."""
    start = _outside_code(index, _START, 0)
    return start, start and _outside_code(index, _STOP, start.end)


def _outside_code(index: str, mark: re.Pattern[str], begin: int) -> Span | None:
    outlined = outline(index)
    for found in mark.finditer(index, begin):
        line = index.rfind("\n", 0, found.start()) + 1
        in_code = index.count("`", line, found.start()) % 2 or outlined.in_code(found.start())
        if not in_code:
            return Span(*found.span())
    return None
