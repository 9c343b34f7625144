"""The items that a section lists: of a list, or of what stands in its place."""

import re
from dataclasses import dataclass

from store.markdown.outline import Outline, Span, before_comments

_ITEM = re.compile(
    r"^(?P<indent>[ \t]*)(?:[*+-]|[0-9]{1,9}[.)])[ \t]+(?P<text>\S[^\n]*)", re.MULTILINE
)
_FIRST_CELL = re.compile(r"^[ \t]*\|[ \t]*(?P<text>[^|\n]*)\|", re.MULTILINE)
_BOLD = re.compile(r"^[ ]{0,3}(?P<text>\*\*[^\s*][^\n]*)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ListItem:
    """One item of a list, and where."""

    text: str
    start: int


def list_items(outline: Outline, place: int) -> tuple[ListItem, ...]:
    """The items of the list in a section.

    Where it has none, they are the headings in it, the first column of a table, or the
    paragraphs that begin in bold.

    Args:
        outline: of the record.
        place: of the section's heading in it.
    """
    span = outline.section(place, deep=True)
    near = outline.section(place, deep=False)
    level = outline.headings[place].level
    headings = tuple(
        ListItem(heading.words, heading.text.start)
        for heading in outline.headings[place + 1 :]
        if heading.lines.start < span.end and heading.level == level + 1
    )
    return _listed(outline, near) or headings or _rows(outline, near) or _bold(outline, near)


def _listed(outline: Outline, span: Span) -> tuple[ListItem, ...]:
    found = [
        each
        for each in _ITEM.finditer(outline.text, span.start, span.end)
        if not outline.hidden(each.start())
    ]
    least = min((len(each["indent"].expandtabs(4)) for each in found), default=0)
    return tuple(
        ListItem(before_comments(each["text"]), each.start("text"))
        for each in found
        if len(each["indent"].expandtabs(4)) == least
    )


def _rows(outline: Outline, span: Span) -> tuple[ListItem, ...]:
    """The first cells of a table, below its heading."""
    rows = list(_FIRST_CELL.finditer(outline.text, span.start, span.end))
    rule = next((at for at, row in enumerate(rows) if not row["text"].strip(" :-")), None)
    return tuple(
        ListItem(row["text"].strip(), row.start("text"))
        for row in rows[rule + 1 if rule is not None else len(rows) :]
        if row["text"].strip()
    )


def _bold(outline: Outline, span: Span) -> tuple[ListItem, ...]:
    return tuple(
        ListItem(before_comments(each["text"]), each.start("text"))
        for each in _BOLD.finditer(outline.text, span.start, span.end)
        if not outline.hidden(each.start())
    )
