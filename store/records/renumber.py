"""Renumbers a record, and updates everything in the folder that refers to it."""

import posixpath
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from store.markdown.outline import Span
from store.records import filenames, index, patch
from store.records.document import Document, RecordError
from store.records.edit import rewritten
from store.records.folder import RecordFolder
from store.records.numbers import Taken
from store.records.parse import parse
from store.records.patch import FileChange
from store.records.references import Mention
from store.util import atomic

_DIGITS = re.compile("[0-9]+")
_LEADING = re.compile(r"\s*(?P<digits>[0-9]{1,9})(?=[.:)\s-]|\Z)")
_BY = re.compile(r"\bby\b\W{0,3}(?P<digits>[0-9]{1,9})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Left:
    """A mention left unchanged, because two records have its number."""

    file: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Renumbering:
    """The planned changes of a renumbering. Nothing is written yet.

    Args:
        old: the file's name.
        new: its name with the new number.
        changes: the new file first, then what is mended, and the old file's removal at last.
        left: what was left because it may mean another record.
    """

    old: str
    new: str
    changes: tuple[FileChange, ...]
    left: tuple[Left, ...]

    @property
    def diff(self) -> str:
        """The differences as `git diff` shows them: the file that moves, then the mended."""
        moved = next((each.after for each in self.changes if each.name == self.new), None)
        before = self.changes[-1].before
        shown = [f"rename from {self.old}\nrename to {self.new}\n"]
        if moved is not None:
            shown.append(patch.diff(self.new, before, moved))
        shown += [each.diff for each in self.changes if each.before and each.after]
        return "".join(shown)


def renumbering(
    shelf: RecordFolder, record: str, taken: Taken, number: int | None = None
) -> Renumbering:
    """Plans the renumbering of a record.

    Links, mentions as in ADR-0012, statuses and the record's own title follow, in all Markdown
    files of the folder, but not within fenced code. Where two records have the old number, only
    what names the file is mended.

    Args:
        shelf: the folder.
        record: its number or its file's name; the name, where two records have the number.
        taken: the numbers that are given away, as `numbering.taken` says.
        number: the new number; None for the next one that is free.

    Raises:
        RecordError: there is no such record, the number names two, or the new one is taken.
    """
    old = _named(shelf, record)
    document = shelf.records[old]
    now = filenames.number_of(old)
    if now is None:
        raise RecordError(f"“{old}” has no number in its name. Nothing was changed.")
    unique = [filenames.number_of(name) for name in shelf.records].count(now) == 1
    if number is None:
        number = _begun(shelf, document, now, unique=unique) or taken.next_number
    if number == now:
        raise RecordError(f"“{old}” has the number {number} already. Nothing was changed.")
    new = filenames.renamed(old, number)
    series = {each.series for name, each in shelf.named.items() if name == old}
    for name, each in sorted(filenames.kin(taken.here | taken.branches).items()):
        # A file of the new name is what a run that was cut short has left.
        if each.number == number and each.series in series and name != new:
            raise RecordError(
                f"The number {number} is taken by “{name}”. Nothing was changed; without a number, "
                f"{taken.next_number} is given."
            )
    mending = _Mending(shelf, document, number, unique=unique)
    mended = {name: mending.mended(each) for name, each in shelf.documents.items() if name != new}
    moved = mended.pop(old).data
    there = shelf.files.get(new)
    if there is not None and there != moved:
        raise RecordError(f"There is a file “{new}” already. Nothing was changed.")
    listed = [each for name, each in mended.items() if name in shelf.records]
    listed.append(parse(moved, new, shelf.vocabulary))
    for name in shelf.indexes:
        text = index.updated(mended[name].text, listed, shelf.folder, new)
        mended[name] = parse(text.encode(), name, shelf.vocabulary)
    before = {name: each.data for name, each in shelf.documents.items()}
    return Renumbering(
        old,
        new,
        (
            *([FileChange(new, None, moved)] if there is None else []),
            *(
                FileChange(name, before[name], each.data)
                for name, each in mended.items()
                if each.data != before[name]
            ),
            FileChange(old, document.data, None),
        ),
        tuple(dict.fromkeys(mending.left())),
    )


def _begun(shelf: RecordFolder, document: Document, now: int, *, unique: bool) -> int | None:
    """The number that a run which was cut short had begun to give the record."""
    for name in shelf.records:
        number = filenames.number_of(name)
        if number is not None and name != document.name == filenames.renamed(name, now):
            mending = _Mending(shelf, document, number, unique=unique)
            if mending.mended(document).data == shelf.files.get(name):
                return number
    return None


def carry_out(folder: Path, planned: Renumbering) -> dict[str, str]:
    """Renumbers: the new file is written first, and the old one removed when all is mended.

    Cut short at any point, it can be run again.

    Returns:
        Why a file was not written, by its name; the old one then stays.
    """
    atomic.clear_leftovers(folder)
    *before, last = planned.changes
    failed = patch.write_all(folder, before)
    return failed or patch.write_all(folder, [last])


def _named(shelf: RecordFolder, record: str) -> str:
    if record in shelf.records:
        return record
    found = []
    if re.fullmatch(r"(?:ADR-?)?[0-9]{1,9}", record, re.IGNORECASE):
        number = int(re.sub(r"\D", "", record))
        found = [name for name in shelf.records if filenames.number_of(name) == number]
    if len(found) > 1:
        listed = " and ".join(f"“{name}”" for name in found)
        raise RecordError(f"{listed} have the number {record}. Name the file that is meant.")
    if not found:
        raise RecordError(f"There is no record “{record}” in “{shelf.folder}”.")
    return found[0]


class _Mending:
    """Finds what points to a record, and writes the new number there."""

    def __init__(self, shelf: RecordFolder, record: Document, number: int, *, unique: bool) -> None:
        self._shelf = shelf
        self._folder = shelf.folder.resolve().name
        self._record = record
        self._old = filenames.number_of(record.name)
        self._number = number
        self._unique = unique
        stem, _, ending = record.name.rpartition(".")
        # Not of files beside it: 0001-a.png, 0001-a/notes.txt.
        self._stem = re.compile(
            rf"(?<![\w/%-])(?:\./)?{re.escape(stem)}(?:\.{ending})?(?![\w/-]|\.\w)"
        )

    def mended(self, document: Document) -> Document:
        """The document with everything that points to the record pointing to its new number."""
        digits = {(span.start, span.end) for span in self._digits(document)}
        return rewritten(
            document,
            [
                (Span(start, end), f"{self._number:0{_width(document.text[start:end])}}")
                for start, end in digits
            ],
        )

    def left(self) -> Iterator[Left]:
        """The mentions of the number that may mean another record."""
        if self._unique:
            return
        for name, document in self._shelf.documents.items():
            mended = {span.start for span in self._digits(document)}
            for mention in self._mentions(document):
                if mention.digits.start not in mended:
                    line = document.line(mention.digits.start)
                    yield Left(name, line, _line(document.text, mention.digits.start))

    def _digits(self, document: Document) -> Iterator[Span]:
        """Where a document writes the record's number and means the record."""
        own = document is self._record
        for link in document.links:
            if self._leads_here(link.file):
                yield from self._in_target(link.target_span, document)
                yield from self._in_words(link.text_span, document)
        for defined in document.definitions:
            if self._leads_here(defined.file):
                yield from self._in_target(defined.target_span, document)
        for found in self._stem.finditer(document.text):
            if not document.outline.hidden(found.start()):
                yield from self._numbers(document, Span(found.start(), found.end()))
        if self._unique:
            yield from (mention.digits for mention in self._mentions(document))
            yield from self._in_status(document)
        if own:
            for place in document.places.get("title_number", ()):
                yield place.span
            yield from self._in_keys(document)

    def _mentions(self, document: Document) -> Iterator[Mention]:
        """The mentions of the number, but not those in a link to a file."""
        links = (*document.links, *document.definitions)
        targets = sorted((link.target_span for link in links if link.file), key=_start)
        ends = list(accumulate((span.end for span in targets), max))
        for mention in document.mentions:
            at = bisect_right(targets, mention.digits.start, key=_start)
            if mention.number == self._old and not (at and mention.digits.start < ends[at - 1]):
                yield mention

    def _leads_here(self, file: str) -> bool:
        if not file or ":" in file or file.startswith("/"):
            return False
        folder = self._folder
        return posixpath.normpath(f"{folder}/{file}") == f"{folder}/{self._record.name}"

    def _in_target(self, span: Span, document: Document) -> Iterator[Span]:
        target = document.text[span.start : span.end].partition("#")[0].partition("?")[0]
        start = span.start + target.rfind("/") + 1
        yield from self._numbers(document, Span(start, span.start + len(target)))

    def _in_words(self, span: Span, document: Document) -> Iterator[Span]:
        found = _LEADING.match(document.text, span.start, span.end)
        if found and int(found["digits"]) == self._old:
            yield Span(*found.span("digits"))
        mentions = document.mentions
        at = bisect_left(mentions, span.start, key=lambda mention: mention.digits.start)
        while at < len(mentions) and mentions[at].digits.start < span.end:
            if mentions[at].number == self._old:
                yield mentions[at].digits
            at += 1

    def _in_status(self, document: Document) -> Iterator[Span]:
        for place in document.places.get("status", ()):
            found = _BY.search(document.text, place.span.start, place.span.end)
            if found and int(found["digits"]) == self._old:
                yield Span(*found.span("digits"))

    def _in_keys(self, document: Document) -> Iterator[Span]:
        yield from (span for _, number, span in document.front_numbers if number == self._old)

    def _numbers(self, document: Document, span: Span) -> Iterator[Span]:
        """The first digits in a span, which begin the record's file name."""
        found = _DIGITS.search(document.text, span.start, span.end)
        if found and int(found[0]) == self._old:
            yield Span(*found.span())


def _start(span: Span) -> int:
    return span.start


def _line(text: str, offset: int) -> str:
    end = text.find("\n", offset)
    return text[text.rfind("\n", 0, offset) + 1 : end if end >= 0 else len(text)].strip()


def _width(digits: str) -> int:
    return len(digits) if digits.startswith("0") else 1
