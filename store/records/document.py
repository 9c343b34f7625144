"""A record's file as a document: every byte of it, and what it says with where it stands.

Values are Markdown as it is written; `words.plain` and `words.bare` make words of them.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from store.records import names, words
from store.records.frontmatter import Entry, Style
from store.records.links import LINKED
from store.records.outline import Outline, Span, before_comments
from store.records.references import (
    DEFINED,
    MENTION,
    SUPERSEDES,
    Link,
    Mention,
    references,
    status_word,
    successors,
)
from store.types import Reference, StoreError, names_in

BEFORE_MAX = 200
"""Characters in front of a link that can say how it is meant."""


class RecordError(StoreError):
    """A file that cannot be read as a record, or a change that cannot be written into it."""


class Where(StrEnum):
    """In which part of a record a value stands."""

    FRONT = "front matter"
    LABEL = "line with a label"
    SECTION = "section"
    HEADING = "heading"


@dataclass(frozen=True, slots=True)
class Place:
    """A value as it is written, and where."""

    value: str
    span: Span
    where: Where
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list, and where."""

    text: str
    start: int


_ITEM = re.compile(
    r"^(?P<indent>[ \t]*)(?:[*+-]|[0-9]{1,9}[.)])[ \t]+(?P<text>\S[^\n]*)", re.MULTILINE
)


@dataclass(frozen=True)
class Document:
    """A record as it is written. Made by `store.records.parsing`.

    Args:
        name: of its file; empty where it has none.
        text: all of it, line endings and byte order mark as they are.
        outline: of the text.
        places: where each field stands, by its name; the first place is the one that counts.
        parts: where the sections stand that are known, by their names: the place of each heading
            in the outline.
    """

    name: str
    text: str
    outline: Outline = field(repr=False)
    places: Mapping[str, tuple[Place, ...]] = field(repr=False)
    parts: Mapping[str, int] = field(repr=False)

    @property
    def data(self) -> bytes:
        """The file's bytes."""
        return self.text.encode()

    @property
    def newline(self) -> str:
        """How its first line ends."""
        end = self.text.find("\n")
        return "\r\n" if end > 0 and self.text[end - 1] == "\r" else "\n"

    @cached_property
    def number(self) -> int | None:
        """Its number, from the name of the file or else from the title."""
        number = names.number_of(self.name)
        if number is None and not names.is_named(self.name):
            number = self.title_number
        return number

    @cached_property
    def title_number(self) -> int | None:
        """The number that stands in front of the title."""
        place = self.places.get("title_number")
        return int(place[0].value) if place else None

    def value(self, name: str) -> str:
        """What a field says, its lines with LF; empty where it is not there."""
        places = self.places.get(name)
        return _joined(places[0]) if places else ""

    @property
    def title(self) -> str:
        """The title without its number."""
        return self.value("title")

    @property
    def status_text(self) -> str:
        """The status as it is written."""
        return self.value("status")

    @property
    def status(self) -> str:
        """The status in one word, lower case; as it is written if it is none of those known."""
        return status_word(self.status_text)

    @property
    def superseded_by(self) -> tuple[Reference, ...]:
        """The records that the status names as this one's successors."""
        return successors(self.status_text)

    @property
    def day(self) -> date | None:
        """Its date, if it is one that is written year first."""
        return words.day_in(self.value("date"))

    @property
    def deciders(self) -> tuple[str, ...]:
        """Who decided."""
        return self.people("deciders")

    @property
    def consulted(self) -> tuple[str, ...]:
        """Who was asked."""
        return self.people("consulted")

    @property
    def informed(self) -> tuple[str, ...]:
        """Who was told."""
        return self.people("informed")

    @property
    def review_by(self) -> date | None:
        """The day by which it is to be looked at again."""
        return words.day_in(self.value("review_by"))

    @property
    def context(self) -> str:
        """The problem that called for the decision."""
        return self.value("context")

    @property
    def outcome(self) -> str:
        """The whole section that says what was decided, without those within it."""
        return self.value("outcome")

    @property
    def chosen(self) -> str:
        """The name of the chosen option."""
        return self.value("chosen")

    @property
    def reason(self) -> str:
        """Why it was chosen."""
        return self.value("reason")

    @property
    def consequences(self) -> str:
        """What follows; of MADR 2, `value("positive")` and `value("negative")` say it."""
        return self.value("consequences")

    def people(self, name: str) -> tuple[str, ...]:
        """The names in a field."""
        places = self.places.get(name)
        if not places:
            return ()
        return _people(places[0])

    @cached_property
    def options(self) -> tuple[str, ...]:
        """The considered options."""
        return tuple(item.text for item in self.items("options"))

    def items(self, part: str) -> tuple[Item, ...]:
        """The items of the list in a section, or the headings in it where there is no list."""
        if part not in self.parts:
            return ()
        place = self.parts[part]
        span = self.outline.section(place, deep=True)
        found = [
            each
            for each in _ITEM.finditer(self.text, span.start, span.end)
            if not self.outline.hidden(each.start())
        ]
        if found:
            least = min(len(each["indent"].expandtabs(4)) for each in found)
            return tuple(
                Item(before_comments(each["text"]), each.start("text"))
                for each in found
                if len(each["indent"].expandtabs(4)) == least
            )
        level = self.outline.headings[place].level
        return tuple(
            Item(heading.words, heading.text.start)
            for heading in self.outline.headings[place + 1 :]
            if heading.lines.start < span.end and heading.level == level + 1
        )

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Every link in the text that is not in code."""
        shown = self._shown
        return tuple(self._link(shown, found) for found in LINKED.finditer(shown))

    @cached_property
    def definitions(self) -> tuple[Link, ...]:
        """Every link that is defined on a line of its own, as in `[words]: target`."""
        shown = self._shown
        return tuple(self._link(shown, found) for found in DEFINED.finditer(shown))

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """Every record named by a number, in front matter and text but not in code blocks."""
        return tuple(
            Mention(int(found["digits"]), Span(*found.span("digits")))
            for found in MENTION.finditer(self.text)
            if not self.outline.hidden(found.start())
        )

    @cached_property
    def supersedes(self) -> tuple[Reference, ...]:
        """The records that this one says it supersedes."""
        found: list[Reference] = []
        for line in self._shown.splitlines():
            start = SUPERSEDES.match(line)
            if start:
                found += references(line[start.end() :])
        return tuple(dict.fromkeys(found))

    def line(self, offset: int) -> int:
        """The number of an offset's line, from 1."""
        return bisect_left(self._ends, offset) + 1

    def line_of(self, name: str) -> int:
        """The line of a field or a section; 1 where it is not there."""
        places = self.places.get(name, ())
        if places and (places[0].value or name not in self.parts):
            return self.line(places[0].span.start)
        if name in self.parts:
            return self.line(self.outline.headings[self.parts[name]].lines.start)
        return 1

    @cached_property
    def _ends(self) -> list[int]:
        return [found.start() for found in re.finditer("\n", self.text)]

    @cached_property
    def _shown(self) -> str:
        return self.outline.shown()

    def _link(self, shown: str, found: re.Match[str]) -> Link:
        near = max(0, found.start() - BEFORE_MAX)
        start = max(near, shown.rfind("\n", near, found.start()) + 1)
        before = re.sub(r"^\s*(?:[*+-]\s+)?", "", shown[start : found.start()])
        return Link(
            before.strip(),
            self.text[found.start("words") : found.end("words")],
            self.text[found.start("target") : found.end("target")],
            Span(*found.span("words")),
            Span(*found.span("target")),
        )


def _joined(place: Place) -> str:
    if place.where is Where.LABEL or place.where is Where.FRONT:
        return " ".join(place.value.split())
    return place.value.replace("\r\n", "\n")


def _people(place: Place) -> tuple[str, ...]:
    if place.where is not Where.FRONT:
        return tuple(map(words.typed, names_in(place.value)))
    listed = place.entry and place.entry.style in (Style.FLOW, Style.BLOCK)
    items = place.entry.items if place.entry and listed else place.value.split(",")
    said = (" ".join(item.split()) for item in items)
    return tuple(item for item in said if item)
