"""The entries of an index, items and rows, and where a record that has none belongs."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from store.markdown.outline import Span
from store.records import filenames
from store.records.index_style import Listed, order
from store.records.index_table import IndexColumns, Row, Table


@dataclass(frozen=True, slots=True)
class IndexLink:
    """The first link of a text: what it says, where it leads, and where both stand."""

    words: str
    target: str
    whole: Span
    at: Span


@dataclass(slots=True)
class IndexEntry:
    """An item or a row that leads to a record, or to one that is gone.

    Args:
        start: its first line.
        text_end: the line behind what it says.
        end: the line behind all that is in it.
        record: the one it leads to; None of one that is gone.
        name: of the file that it leads to.
        link: in the item's text, or in a row's line.
        row: where it is one of a table.
        is_plain: whether nothing is in it but a link and words.
        is_strict: whether it begins with the link.
    """

    start: int
    text_end: int
    end: int
    record: Listed | None
    name: str
    link: IndexLink | None
    row: Row | None = None
    item: re.Match[str] | None = None
    is_plain: bool = True
    is_strict: bool = True

    @property
    def key(self) -> tuple[bool, int, str]:
        """Where it belongs in order."""
        if self.record:
            return order(self.record)
        number = filenames.number_of(self.name)
        return number is None, number or 0, self.name


class Places:
    """Finds where records that are missing from a list belong."""

    def __init__(self, entries: Sequence[IndexEntry], listed: Sequence[Table], lines: int) -> None:
        self._entries = [each for each in entries if each.record or each.name]
        keys = [each.key for each in self._entries]
        self.falls = len(keys) > 1 and keys == sorted(keys, reverse=True) and keys[0] != keys[-1]
        self._tables = listed
        self._lines = lines
        self._turns: Counter[int] = Counter()

    def of(self, record: Listed) -> tuple[int, "IndexEntry | IndexColumns | None", bool]:
        """A line, what stands there, and whether the record's line goes before it, not behind."""
        key = order(record)
        before = [each for each in self._entries if (each.key > key) == self.falls]
        after = [each for each in self._entries if each not in before]
        if before:
            pick = min if self.falls else max
            anchor = pick(reversed(before), key=lambda each: each.key)
            return anchor.end - 1, anchor, False
        if after:
            pick = max if self.falls else min
            anchor = pick(after, key=lambda each: each.key)
            return anchor.start, anchor, True
        for table in self._tables:
            return table.last - 1, table.columns, False
        return self._lines, None, False

    def turn(self, line: int) -> int:
        """How many were put in front of a line already."""
        self._turns[line] += 1
        return self._turns[line] - 1
