"""Edits the fields of a record: changes only their lines, in the record's own format."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypedDict, Unpack

from store.domain.decision import PEOPLE, names_in
from store.domain.record import Reference
from store.domain.record_format import RecordFormat
from store.markdown import dates, front_matter, inline
from store.markdown.escape import escape
from store.markdown.front_matter import Entry, Style
from store.markdown.outline import Span
from store.records import parse
from store.records.document import Document, FieldValue, RecordError, Where
from store.records.formats import format_of
from store.records.insertion import HEADINGS, IN_OUTCOME, Insertion
from store.records.record_style import HouseStyle
from store.records.references import link_to

_BREAKS = re.compile(r"[ \t]*[\r\n]+[ \t]*")
_LINES = frozenset({"context", "reason", *IN_OUTCOME})
PLAIN = HouseStyle()
"""MADR's words."""

_LISTS = (Style.FLOW, Style.BLOCK)


class RecordEdit(TypedDict, total=False):
    """The fields that an edit changes, each with what it is to say; None changes nothing.

    Names of people are as they are typed, days are days; everything else is Markdown. `title` has
    no number, `chosen` is the name of an option and `reason` one paragraph; `positive` and
    `negative` are MADR 2's sections. `status` is a word; `superseded_by` is the successor of
    "superseded", with its title where the format is Nygard's.
    """

    status: str
    superseded_by: Reference | None
    day: date | None
    review_by: date | None
    deciders: Sequence[str]
    consulted: Sequence[str]
    informed: Sequence[str]
    title: str
    context: str
    chosen: str
    reason: str
    consequences: str
    positive: str
    negative: str
    confirmation: str


def edit(
    document: Document,
    *,
    style: RecordFormat | None = None,
    house: HouseStyle = PLAIN,
    **changes: Unpack[RecordEdit],
) -> Document:
    """Returns the document with fields changed; what a field says already changes nothing.

    Args:
        document: what is there.
        style: the format to add fields in that are not there, where the record itself has none.
        house: how the folder's other records are written.
        changes: the fields.

    Raises:
        RecordError: a value cannot be written so that it is read again, or has no place there.
    """
    by = changes.get("superseded_by")
    # One by one: where the second goes may depend on where the first has gone.
    for name in RecordEdit.__annotations__:
        value: Any = changes.get(name)
        if value is None or name == "superseded_by":
            continue
        editor = _Editor(document, style, house)
        if name == "status":
            document = editor.with_status(value, by)
        elif name in ("day", "review_by"):
            document = editor.with_day("date" if name == "day" else name, value)
        elif name in PEOPLE:
            document = editor.with_people(name, value)
        else:
            document = editor.with_text(name, value)
    return document


def rewritten(document: Document, changes: Sequence[tuple[Span, str]]) -> Document:
    """The document with text in place of spans, which do not overlap."""
    pieces = []
    end = 0
    for span, text in sorted(changes, key=lambda change: change[0].start):
        pieces += [document.text[end : span.start], text]
        end = span.end
    text = "".join([*pieces, document.text[end:]])
    return parse.read(text, document.name, document.vocabulary)


def with_line(document: Document, name: str, text: str, where: str) -> Document:
    """The document with a field of one line more: a key of its front matter, or a label.

    Args:
        document: what is there.
        name: of the field.
        text: Markdown.
        where: "front" or "label".
    """
    return _Editor(document, None, PLAIN).with_line(name, text, where)


class _Editor:
    """Changes one field of a document, and checks that it reads as it was meant."""

    def __init__(self, document: Document, style: RecordFormat | None, house: HouseStyle) -> None:
        self._document = document
        self._house = house
        self._format = format_of(document) or style
        self._new = Insertion(document, self._format)
        self._changes = self._new.changes

    def with_text(self, name: str, text: str) -> Document:
        now = self._document.value(name)
        if text == now:
            return self._document
        lines = text.replace("\r\n", "\n").strip()
        wanted = lines if name in _LINES else _BREAKS.sub(" ", text).strip()
        if name == "reason" and wanted.endswith(".") and not wanted.endswith(".."):
            wanted = wanted[:-1]
        if wanted == now:
            return self._document
        places = self._document.places.get(name)
        ended = wanted.replace("\n", self._document.newline)
        if not places:
            self._new.text(name, ended)
        elif places[0].entry:
            self._replace(places[0], wanted)
        elif name in HEADINGS:
            self._new.fill(name, places[0], ended)
        else:
            span = places[0].span
            is_behind = span.start == span.end and name in ("title", "reason")
            lead = " " if is_behind and self._document.text[span.start - 1].strip() else ""
            self._put(span, lead + ended)
        return self._edited(name, lambda edited: edited.value(name) == wanted)

    def with_line(self, name: str, text: str, where: str) -> Document:
        if where == "front" and self._document.outline.front:
            self._new.key(name, text)
        else:
            self._new.label(name, text)
        return rewritten(self._document, self._changes)

    def with_status(self, status: str, by: Reference | None) -> Document:
        word = " ".join(status.split()).casefold()
        by = by if word == "superseded" else None
        if self._says(self._document, word, by):
            return self._document
        places = self._document.places.get("status", ())
        for place in places:
            self._put_status(place, word, by)
        if not places:
            self._add_status(word, by)
        return self._edited("status", lambda edited: self._says(edited, word, by))

    def _put_status(self, place: FieldValue, word: str, by: Reference | None) -> None:
        """Writes a status in place of the words that said the old one, and as they were written."""
        written = self._status(word, by, place.where)
        said = place.said
        if said is None:
            if place.where is Where.SECTION:
                self._new.fill("status", place, written)
            else:
                self._replace(place, written)
            return
        if said.doubt or said.is_listed or "![" in place.value:
            raise RecordError(
                "The status was not changed: the record tells it in a list, with an image, or in "
                "words that are not clear. Change it there."
            )
        written = _in_case_of(said.word, written)
        line = f"{place.value[: said.span.start]}{written}{place.value[said.span.end :]}"
        if place.entry:
            self._replace(place, line)
        else:
            start = place.span.start
            self._put(Span(start + said.span.start, start + said.span.end), written)

    def with_people(self, name: str, names: Sequence[str]) -> Document:
        wanted = tuple(line for each in names if (line := " ".join(each.split())))
        if wanted == self._document.people(name):
            return self._document
        places = self._document.places.get(name, ())
        for place in places:
            if place.entry and place.entry.style in _LISTS and wanted:
                written = front_matter.written(place.entry, wanted, self._document.newline)
                self._put(place.span, written)
            elif place.entry:
                self._replace(place, ", ".join(wanted))
            else:
                there = {inline.typed(each): each for each in names_in(place.value)}
                self._replace(place, ", ".join(there.get(each, escape(each)) for each in wanted))
        if not places:
            self._new.field(name, ", ".join(wanted))
        return self._edited(name, lambda edited: edited.people(name) == wanted)

    def with_day(self, name: str, value: date) -> Document:
        if inline.day_in(self._document.value(name)) == value:
            return self._document
        places = self._document.places.get(name, ())
        for place in places:
            there = None if place.entry else dates.first_in(place.value)
            if there:
                start = place.span.start
                span = Span(start + there.span.start, start + there.span.end)
                self._put(span, dates.written_as(place.value[there.span.start :], value))
            else:
                self._replace(place, value.isoformat())
        if not places:
            self._new.field(name, value.isoformat())
        return self._edited(name, lambda edited: inline.day_in(edited.value(name)) == value)

    def _edited(self, name: str, is_meant: Callable[[Document], bool]) -> Document:
        edited = rewritten(self._document, self._changes)
        if not is_meant(edited):
            raise RecordError(
                f"The {name.replace('_', ' ')} was not changed: written into this record, "
                "it would not be read again as it was given."
            )
        return edited

    @staticmethod
    def _says(document: Document, word: str, by: Reference | None) -> bool:
        named = document.superseded_by
        if document.status != word or bool(named) != (by is not None):
            return False
        return by is None or any(map(by.means_same, named))

    def _add_status(self, word: str, by: Reference | None) -> None:
        if self._format is RecordFormat.NYGARD:
            written = self._status(word, by, Where.SECTION)
            self._new.section("Status", written, before=None)
            return
        labels = self._format in (RecordFormat.MADR2, RecordFormat.LOG4BRAINS)
        where = Where.LABEL if labels else Where.FRONT
        self._new.field("status", self._status(word, by, where))

    def _status(self, word: str, by: Reference | None, where: Where) -> str:
        spelled = self._house.replaced if by else self._house.spelled(word)
        return _status(spelled, by, where, self._format)

    # What is there

    def _put(self, span: Span, text: str) -> None:
        self._changes.append((span, text))

    def _replace(self, place: FieldValue, text: str) -> None:
        """Writes a value of one line where the old one stands."""
        if place.entry:
            text = self._in_front(place.entry, place.prefix + text) if text else ""
            if text and place.entry.style is Style.BLOCK:
                text = f"  {text}"  # on the line of the list's first item
        before = self._document.text[: place.span.start]
        if text and place.span.start == place.span.end and not before.endswith((" ", "\t", "\n")):
            text = f" {text}"
        span = place.span
        if not text and place.where in (Where.FRONT, Where.LABEL):
            # Up to the colon: no blank is to stay behind it, and no empty line below.
            span = Span(len(before.rstrip()), span.end)
        self._put(span, text)

    @staticmethod
    def _in_front(entry: Entry, text: str) -> str:
        """A value of one line as it is to stand behind its key."""
        if entry.is_toml:
            if entry.value.start == entry.value.end:
                raise RecordError(
                    f"“{entry.key}” was not changed: its value in the front matter is on several "
                    "lines. Change it there."
                )
            return front_matter.written(entry, [text], "")
        style = Style.PLAIN if entry.style in _LISTS else entry.style
        return front_matter.scalar(text, style)


def _in_case_of(old: str, new: str) -> str:
    """What is written in the place of a word, with its capitals."""
    if old.isupper() and len(old) > 1:
        word, by, rest = new.partition(" ")
        return f"{word.upper()}{by}{rest}"
    first = new[:1]
    return (first.upper() if old[:1].isupper() else first.lower()) + new[1:]


def _status(spelled: str, by: Reference | None, where: Where, style: RecordFormat | None) -> str:
    """A status as a format writes it in that part of a record."""
    if by is None:
        return _capital(spelled) if where is Where.SECTION else spelled
    number = f"ADR-{by.number:04}" if by.number is not None else ""
    if not by.file:
        target = number
    elif where is Where.SECTION:
        target = link_to(by, "title")
    elif where is Where.LABEL and style in (RecordFormat.COMPAT, RecordFormat.LOG4BRAINS):
        target = link_to(by, "slug")
    elif where is Where.FRONT and style is not RecordFormat.MADR3 and number:
        target = number
    else:
        target = link_to(by, "number")
    written = f"{spelled} {target}"
    return _capital(written) if where is Where.SECTION else written


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
