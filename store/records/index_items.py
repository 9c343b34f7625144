"""Finds the items and rows of an index that link to records, and corrects them."""

import os
import posixpath
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TypeVar
from urllib.parse import unquote

from store.markdown.inline import bare
from store.markdown.links import LINKED
from store.markdown.outline import Span, outline
from store.records import filenames
from store.records.index_entries import IndexEntry, IndexLink, Places
from store.records.index_style import (
    JOINT,
    LINK_WORDS,
    ItemStyle,
    Listed,
    quoted,
    renumbered,
    retitled,
    words_of,
)
from store.records.index_table import LINE, IndexColumns, Row, tables

_T = TypeVar("_T")
_ITEM = re.compile(
    r"(?P<indent>[ \t]*)(?P<bullet>[*+-][ \t]+|[0-9]{1,9}[.)][ \t]+)"
    r"(?:\[[ xX]\][ \t]+)?(?P<text>\S)"
)
_NO_TEXT = re.compile(
    r"[ \t]*(?:#{1,6}[ \t]|<!--|\||```|~~~|[*+-][ \t]|[0-9]{1,9}[.)][ \t]|\r?\n?\Z)"
)
_REFERENCE = re.compile(r"\[(?P<words>[^\[\]\n]+)\](?:\[(?P<name>[^\[\]\n]*)\])?(?![(\[:])")
_DEFINED = re.compile(
    r"^[ ]{0,3}\[(?P<name>[^\[\]\n]+)\]:[ \t]*<?(?P<target>[^\s<>]+)", re.MULTILINE
)
_WIKI = re.compile(r"\[\[(?P<target>[^\[\]|#\n]+)(?:[|#](?P<words>[^\[\]\n]*))?\]\]")
_ANGLED = re.compile(r"\[(?P<words>[^\[\]\n]*)\]\(<(?P<target>[^<>\n]+)>\)")


@dataclass
class Region:
    """A part of a text in which a folder's records are listed.

    Args:
        text: all of it.
        span: the part.
        records: those to list, in order.
        folder: where they lie; None where nothing is known of what else lies there.
    """

    text: str
    span: Span
    records: Sequence[Listed]
    folder: Path | None = None
    _paths: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        part = self.text[self.span.start : self.span.end]
        self._lines = LINE.findall(part)
        self._newline = "\r\n" if "\r\n" in self.text else "\n"
        self._by_name = {each.name: each for each in self.records}
        self._by_stem = {each.name.rpartition(".")[0]: each for each in self.records}
        self._defined = {
            each["name"].casefold(): each["target"] for each in _DEFINED.finditer(self.text)
        }
        self._tables = list(tables(self.text, self.span))
        self._entries = sorted([*self._items(), *self._rows()], key=lambda each: each.start)
        self._adopt()

    # What is there

    @cached_property
    def _starts(self) -> list[int]:
        starts = [self.span.start]
        for line in self._lines:
            starts.append(starts[-1] + len(line))
        return starts

    @cached_property
    def _hidden(self) -> Callable[[int], bool]:
        return outline(self.text).hidden

    def _items(self) -> Iterator[IndexEntry]:
        at, self._mentioned = 0, set[str]()
        in_table = {each for table in self._tables for each in range(table.first, table.last)}
        while at < len(self._lines):
            line = self._lines[at]
            at += 1
            if at - 1 in in_table or self._hidden(self._starts[at - 1]):
                continue
            found = _ITEM.match(line)
            if not found:
                link = self._link(line) if line.lstrip(" \t#*_").startswith("[") else None
                leads = self._leads(link.target) if link else None
                if leads and leads[1]:
                    self._mentioned.add(leads[0])
                continue
            text_end, indent = at, len(found["indent"].expandtabs(4))
            while text_end < len(self._lines) and self._goes_on(text_end, indent):
                text_end += 1
            text = "".join(self._lines[at - 1 : text_end])[found.start("text") :]
            link = self._link(text)
            leads = self._leads(link.target) if link else None
            if not (link and leads):
                continue
            end = self._end_of(text_end, indent)
            is_strict = not text[: link.whole.start].strip("*_ ")
            is_plain = is_strict and text_end == at and "<!--" not in text
            yield IndexEntry(
                at - 1, text_end, end, leads[1], leads[0], link, None, found, is_plain, is_strict
            )
            at = text_end

    def _goes_on(self, at: int, indent: int) -> bool:
        """Whether a line goes on with what an item says, further in than its bullet."""
        line = self._lines[at]
        inner = line.expandtabs(4)
        return not _NO_TEXT.match(line) and len(inner) - len(inner.lstrip(" ")) > indent

    def _end_of(self, at: int, indent: int) -> int:
        """The line behind what stands below an item, further in than its bullet."""
        end = at
        while at < len(self._lines):
            line = self._lines[at]
            inner = line.expandtabs(4)
            if line.strip() and len(inner) - len(inner.lstrip(" ")) <= indent:
                break
            at += 1
            end = at if line.strip() else end
        return end

    def _rows(self) -> Iterator[IndexEntry]:
        for table in self._tables:
            columns = table.columns
            loose: list[tuple[Row, str]] = []
            for row in table.rows:
                link = self._link_in_row(row, columns)
                leads = self._leads(link.target) if link else ("", None)
                if leads and leads[1]:
                    yield IndexEntry(
                        row.line, row.line + 1, row.line + 1, leads[1], leads[0], link, row
                    )
                elif leads:
                    loose.append((row, leads[0]))
            for row, name in loose:
                yield IndexEntry(row.line, row.line + 1, row.line + 1, None, name, None, row)

    def _link_in_row(self, row: Row, columns: IndexColumns) -> IndexLink | None:
        usual = [at for at in columns.usual if at < len(row.cells)]
        for at in [*usual, *(each for each in range(len(row.cells)) if each not in usual)]:
            link = self._link(row.cells[at])
            if link and (at in usual or self._leads(link.target)):
                return link
        return None

    def _link(self, text: str) -> IndexLink | None:
        found = [
            IndexLink(
                each["words"] or "", each["target"], Span(*each.span()), Span(*each.span("target"))
            )
            for pattern in (LINKED, _WIKI, _ANGLED)
            if (each := next(iter(pattern.finditer(text)), None))
        ]
        if not found and self._defined:
            for each in _REFERENCE.finditer(text):
                target = self._defined.get((each["name"] or each["words"]).casefold())
                if target:
                    end = each.end()
                    return IndexLink(each["words"], target, Span(*each.span()), Span(end, end))
        return min(found, key=lambda link: link.whole.start, default=None)

    def _leads(self, target: str) -> tuple[str, Listed | None] | None:
        """The name of the file that a link leads to and its record, or None for one that is gone.

        None for what leads elsewhere.
        """
        path = unquote(target.partition("#")[0].partition("?")[0]).rstrip("/")
        *folders, last = [part for part in path.split("/") if part != "."] or [""]
        record = self._by_name.get(last) or self._by_stem.get(re.sub(r"\.html?\Z", "", last))
        if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", path):
            here = self.folder is not None and folders[-1:] == [self.folder.resolve().name]
            return (last, record) if record and here else None
        if ".." in folders and not path.startswith("/"):
            own = self.folder.resolve().name if self.folder else ""
            if not own or posixpath.normpath(f"{own}/{path}") != f"{own}/{last}":
                return None
            folders = []
        if folders and not path.startswith("/") and self._is_there(folders[0]):
            return None
        prefix = "/".join(folders)
        if record:
            self._paths[prefix] += 1
            return record.name, record
        name = last if filenames.is_markdown(last) else f"{last}.md"
        is_gone = bool(filenames.apart(name)) and not self._is_there(name)
        return (name, None) if is_gone and (not prefix or self._paths[prefix]) else None

    def _is_there(self, name: str) -> bool:
        try:
            return self.folder is not None and os.path.lexists(self.folder / name)
        except ValueError:
            return False

    def _adopt(self) -> None:
        """Assigns entries with dead links to unlisted records: they were renamed."""
        there = {each.record.name for each in self._entries if each.record}
        there |= self._mentioned
        free = [each for each in self.records if each.name not in there]
        loose = [each for each in self._entries if each.record is None]
        ways: Sequence[tuple[Callable[[IndexEntry], object], Callable[[Listed], object]]] = (
            (self._number_in, lambda record: record.number),
            (self._title_in, lambda record: bare(words_of(record))),
        )
        for of_entry, of_record in ways:
            meant = _single((of_entry(each), each) for each in loose if each.record is None)
            wanted = _single((of_record(each), each) for each in free if each.name not in there)
            for key, record in wanted.items():
                if key in meant:
                    meant[key].record = record
                    there.add(record.name)

    def _number_in(self, entry: IndexEntry) -> int | None:
        if entry.row:
            return entry.row.columns.number(entry.row)
        return filenames.number_of(entry.name)

    def _title_in(self, entry: IndexEntry) -> str:
        if entry.row:
            return entry.row.columns.said(entry.row, "title")
        return "" if entry.is_plain or not entry.link else bare(self._text(entry)).strip()

    def _text(self, entry: IndexEntry) -> str:
        assert entry.item is not None  # noqa: S101  # of a list
        return "".join(self._lines[entry.start : entry.text_end])[entry.item.start("text") :]

    # What should be there

    def updated(self, moved: str = "") -> str:
        """The part with its items and rows made right."""
        lines = [[line] for line in self._lines]
        for each in reversed(self._entries):  # what is nested first
            if each.record:
                self._mend(each, lines)
            elif self._is_ours(each, lines):
                lines[each.start : each.text_end] = [[] for _ in range(each.start, each.text_end)]
        return self._joined(lines, self._placed(lines, moved))

    def _placed(self, lines: list[list[str]], moved: str) -> str:
        """Puts what is missing in among the lines; returns the items that have no place there."""
        keyed = [each for each in self._entries if each.record or each.name]
        again = self._moving(keyed, moved)
        raw = ""
        if again:
            keyed.remove(again)
            raw = "".join(part for line in lines[again.start : again.end] for part in line)
            lines[again.start : again.end] = [[] for _ in range(again.start, again.end)]
        there = {each.record.name for each in keyed if each.record} | self._mentioned
        place = Places(keyed, self._tables, len(self._lines))
        loose = ""
        for record in reversed(self.records) if place.falls else self.records:
            if record.name in there:
                continue
            at, anchor, before = place.of(record)
            is_again = again and again.record is record
            new = raw if is_again else self._line_of(record, anchor) + self._newline
            if anchor is None:
                loose += new
                continue
            if not before and lines[at] and not lines[at][-1].endswith("\n"):
                lines[at].append(self._newline)
            lines[at].insert(place.turn(at) if before else len(lines[at]), new)
        return loose

    def _line_of(self, record: Listed, anchor: "IndexEntry | IndexColumns | None") -> str:
        """The line of a record that is missing, written as what stands beside it."""
        if isinstance(anchor, IndexEntry) and anchor.row is None:
            return self._style(anchor).item(record)
        columns = anchor.row.columns if isinstance(anchor, IndexEntry) and anchor.row else anchor
        style = self._style()
        if isinstance(columns, IndexColumns):
            target = f"{style.path}{quoted(record.name)}"
            return columns.new_row(record, words_of(record), target)
        return style.item(record)

    def _joined(self, lines: Sequence[Sequence[str]], loose: str) -> str:
        kept = "".join(part for line in lines for part in line)
        gap = self._newline * 2
        loose = loose.removesuffix(self._newline)
        if loose and kept.strip() and self._hidden(self.span.end - 1):  # a comment without an end
            return f"{gap}{loose}{gap}{kept.lstrip(self._newline)}"
        if loose:
            return f"{kept.rstrip()}{gap}{loose}{gap}"
        return kept if kept.strip() or kept == "".join(self._lines) else gap

    def _is_ours(self, entry: IndexEntry, lines: Sequence[Sequence[str]]) -> bool:
        """Whether an item or a row of a record that is gone may go: nobody wrote more there."""
        below = (part for line in lines[entry.start + 1 : entry.end] for part in line)
        alone = entry.is_plain and not any(part.strip() for part in below)
        return bool(entry.name) and (entry.row is not None or alone)

    def _moving(self, keyed: Sequence[IndexEntry], moved: str) -> IndexEntry | None:
        """The item of a record with a new number, where the list is in order but for it."""
        own = [each for each in keyed if each.record and each.record.name == moved]
        others = [each.key for each in keyed if each not in own]
        is_sorted = others in (sorted(others), sorted(others, reverse=True))
        alone = len(own) == 1 and own[0].is_plain and own[0].end == own[0].start + 1
        return own[0] if alone and is_sorted else None

    @cached_property
    def _describes(self) -> bool:
        """Whether most items say something of their own in place of the title."""
        told = [each for each in self._entries if each.item and each.record and each.is_strict]
        listed = {each.record.name for each in self._entries if each.record} | self._mentioned
        missing = sum(each.name not in listed for each in self.records)
        saying = sum(map(self._says, told))
        return len(told) - saying > max(1, saying + missing)

    def _says(self, entry: IndexEntry) -> bool:
        """Whether an item says its record's title, or nothing but its number."""
        if not (entry.record and entry.link):
            return False
        tail = self._text(entry)[entry.link.whole.end :]
        at = entry.text_end
        while at < entry.text_end + 2 and at < len(self._lines):  # words that are not set in
            if _NO_TEXT.match(self._lines[at]):
                break
            tail += self._lines[at]
            at += 1
        said = " ".join(bare(f"{entry.link.words} {tail}").split()).casefold()
        titles = {bare(words_of(entry.record)), bare(entry.record.title)} - {""}
        numbered = LINK_WORDS.fullmatch(entry.link.words)
        if numbered and not numbered["rest"] and not tail.strip():
            return True
        return any(title.casefold() in said for title in titles)

    def _mend(self, entry: IndexEntry, lines: list[list[str]]) -> None:
        record, link = entry.record, entry.link
        if record and entry.row:
            target = f"{self._style().path}{quoted(record.name)}"
            title = words_of(record)
            lines[entry.start] = [entry.row.columns.mended(entry.row, record, title, target, link)]
        if not (record and link and entry.item and entry.is_strict):
            return
        text = old = self._text(entry)
        words, tail = link.words, text[link.whole.end :]
        if bare(words) != bare(words_of(record)):  # which may begin with a number
            words = renumbered(words, record)
        is_one_line = entry.text_end == entry.start + 1  # else nobody knows what the title is
        if is_one_line and not (self._says(entry) or self._describes):
            words, tail = retitled(words, tail, words_of(record))
        inner = text[link.whole.start : link.whole.end]
        before, _, after = inner.partition(link.words)
        if before or after:
            inner = f"{before}{words}{after}"
        if entry.name != record.name:
            inner = inner.replace(link.target, self._retargeted(link.target, record), 1)
        text = text[: link.whole.start] + inner + tail
        if text != old:
            lines[entry.start : entry.text_end] = [[] for _ in range(entry.start, entry.text_end)]
            lines[entry.start] = [self._lines[entry.start][: entry.item.start("text")] + text]

    def _retargeted(self, target: str, record: Listed) -> str:
        path, mark, rest = target.partition("#")
        folder, slash, last = path.rpartition("/")
        name = record.name if filenames.is_markdown(last) else record.name.rpartition(".")[0]
        return f"{folder}{slash}{quoted(name)}{mark}{rest}"

    def _style(self, like: IndexEntry | None = None) -> ItemStyle:
        """How an item is written, or the first of them."""
        items = (each for each in self._entries if each.item and each.is_strict)
        if like and not (like.item and like.is_strict):
            like = None
        entry = like or next(items, None)
        common = self._paths.most_common(1)
        path = f"{common[0][0]}/" if common and common[0][0] else ""
        if not (entry and entry.item and entry.link):
            return ItemStyle(path=path)
        target = entry.link.target.partition("#")[0]
        path = target[: target.rfind("/") + 1]
        bullet = entry.item["bullet"]
        tail = self._text(entry)[entry.link.whole.end :]
        numbered = LINK_WORDS.fullmatch(entry.link.words)
        style = ItemStyle(
            entry.item["indent"], bullet, path=path, ending=filenames.is_markdown(unquote(target))
        )
        number = filenames.number_of(entry.name)
        own = entry.record.number if entry.record else number
        if not numbered or int(numbered["digits"]) not in (own, number):
            return replace(style, width=0)
        width = len(numbered["digits"]) if numbered["digits"].startswith("0") else 1
        if numbered["rest"]:
            return replace(style, lead=numbered["lead"], width=width, gap=numbered["gap"] or " ")
        joint = JOINT.match(tail)
        shown = joint[0] if joint and joint[0].strip() else " - "
        titled = bool(tail.strip())
        return replace(style, lead=numbered["lead"], width=width, joint=shown, shows_title=titled)

    def wrong_rows(self) -> Iterator[tuple[int, str]]:
        """Where rows tell another status or date than the record that they lead to."""
        for each in self._entries:
            if each.row and each.record and each.link:
                for what in each.row.columns.against(each.row, each.record):
                    yield self._starts[each.start], f"“{each.record.name}” {what}"


def _single(pairs: Iterable[tuple[object, _T]]) -> Mapping[object, _T]:
    listed = list(pairs)
    times = Counter(key for key, _ in listed)
    return {key: value for key, value in listed if key not in (None, "") and times[key] == 1}
