"""A parsed record: every byte of its file, and each field with its place.

Values are Markdown as it is written; `inline.plain` and `inline.bare` make words of them.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from store.domain.decision import Status, names_in
from store.domain.errors import StoreError
from store.domain.record import Reference
from store.domain.text import visible
from store.markdown import front_matter, inline, toml_front_matter
from store.markdown.front_matter import Entry, Style, is_unclosed
from store.markdown.links import LINKED
from store.markdown.outline import Outline, Span
from store.records import filenames
from store.records.chosen_option import name_of, option_meant
from store.records.list_items import ListItem, list_items
from store.records.references import DEFINED, MENTION, SUPERSEDES, Link, Mention, references
from store.records.statuses import Reading
from store.records.vocabulary import BUILT_IN, Vocabulary

SHOWN_MAX = 80
"""Characters of what is written that a sentence quotes."""


class RecordError(StoreError):
    """A file that cannot be read as a record, or a change that cannot be written into it."""


class Where(StrEnum):
    """In which part of a record a value stands."""

    FRONT = "front matter"
    LABEL = "line with a label"
    CELL = "cell of a table"
    SECTION = "section"
    STATUS = "beside the status"
    HEADING = "heading"


@dataclass(frozen=True, slots=True)
class FieldValue:
    """A value as it is written, and where.

    Args:
        value: what is written there.
        span: where; of front matter, with the quotes or brackets around it.
        where: in which part of the record.
        entry: of front matter, the key with its value.
        said: of a status, what it says; offsets are those of the value.
        prefix: what stands in front of the value and stays, such as the number of a title.
    """

    value: str
    span: Span
    where: Where
    entry: Entry | None = None
    said: Reading | None = None
    prefix: str = ""


_NUMBER_KEYS = frozenset({"adr", "adr-id", "adr-number", "id", "no", "nr", "number", "slug"})
"""The keys of front matter that hold a record's number."""


_PARTLY = re.compile(r"§|\b(?:partially|partly|in part|parts? of|sections?)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Document:
    """A record as it is written. Made by `store.records.parse`.

    Args:
        name: of its file; empty where it has none.
        text: all of it, line endings and byte order mark as they are.
        outline: of the text.
        places: where each field stands, by its name; the first place is the one that counts.
        parts: where the sections stand that are known, by their names: the place of each heading
            in the outline.
        vocabulary: the words for statuses and sections that it was read with.
    """

    name: str
    text: str
    outline: Outline = field(repr=False)
    places: Mapping[str, tuple[FieldValue, ...]] = field(repr=False)
    parts: Mapping[str, int] = field(repr=False)
    vocabulary: Vocabulary = field(default=BUILT_IN, repr=False)

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
        number = filenames.number_of(self.name)
        if number is None and not filenames.is_named(self.name):
            number = self.title_number
        return number

    @cached_property
    def title_number(self) -> int | None:
        """The number that stands in front of the title."""
        place = self.places.get("title_number")
        return int(place[0].value) if place else None

    @cached_property
    def front_numbers(self) -> tuple[tuple[str, int, Span], ...]:
        """Its number in the front matter: the key, the number, and where the digits are."""
        if self.outline.front is None:
            return ()
        own = filenames.apart(self.name)
        keys = {*_NUMBER_KEYS, own.prefix.strip("-_. ").casefold() if own else ""}
        found = []
        reader = toml_front_matter if self.outline.in_toml else front_matter
        for entry in reader.entries(self.text, self.outline.front):
            written = self.text[entry.value.start : entry.value.end]
            said = written.strip("\"'/").rpartition("/")[2]
            taken = (
                filenames.apart(f"{said}.md") if entry.key in keys and said.isprintable() else None
            )
            if taken and taken.number is not None:
                start = entry.value.start + written.rindex(said)
                start += len(f"{taken.prefix}{taken.day}{taken.gap}")
                span = Span(start, start + len(taken.digits))
                found.append((entry.key, taken.number, span))
        return tuple(found)

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
        place = self._status
        return " ".join(place.value.split()) if place else ""

    @cached_property
    def status(self) -> str:
        """The status in one of MADR's words; as it is written, lower case, if it is none known."""
        said = self._said
        if said is None:
            return ""
        return str(said.status) if said.status else inline.bare(said.word).strip(" .").casefold()

    @property
    def _said(self) -> Reading | None:
        return self._status.said if self._status else None

    @cached_property
    def _status(self) -> FieldValue | None:
        """The first place that says a status."""
        return next((place for place in self.places.get("status", ()) if place.said), None)

    @cached_property
    def superseded_by(self) -> tuple[Reference, ...]:
        """The records that the status, or a field beside it, names as this one's successors."""
        if self.status != Status.SUPERSEDED:
            return ()
        said = [place.said for place in self.places["status"] if place.said]
        named = next((each.by for each in said if each.by), ())
        return named or references(self.value("superseded_by"), lone=True)

    @cached_property
    def doubts(self) -> tuple[str, ...]:
        """Why it is not sure what the record says of its status and its date, in sentences."""
        return tuple(self._doubts())

    def _doubts(self) -> Iterator[str]:
        said = self._said
        if said is None:
            yield "It does not say its status, and counts as accepted."
            return
        told = f"Its status “{visible(inline.bare(said.word)[:SHOWN_MAX])}” is not known"
        if said.doubt:
            counted = "counts as proposed" if said.status is None else f"counts as {said.status}"
            yield f"Its status is unsure, and {counted}. {said.doubt}"
        elif said.status is None:
            yield f"{told}, and counts as proposed."
        others = {
            place.said.status
            for place in self.places["status"]
            if place.said and place.said.status is not said.status
        }
        if others:
            listed = " and ".join(sorted(str(each or "what is not known") for each in others))
            yield f"Its status is {self.status} in one place, and {listed} in another."
        if self.status != Status.SUPERSEDED and references(self.value("superseded_by"), lone=True):
            yield f"Its status is {self.status}, and another field says what it is superseded by."
        if self.value("date") and self.day is None:
            shown = visible(inline.bare(self.value("date"))[:SHOWN_MAX])
            yield f"Its date “{shown}” can be read in no way, or in several, and counts as unknown."

    @cached_property
    def day(self) -> date | None:
        """Its date, the day beside its status, or that in the file's name; None where none is."""
        written = self.value("date")
        return inline.day_in(written) if written else filenames.day_of(self.name)

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
        """Who was informed."""
        return self.people("informed")

    @property
    def review_by(self) -> date | None:
        """The day by which the decision must be reviewed."""
        return inline.day_in(self.value("review_by"))

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

    @property
    def is_unclosed(self) -> bool:
        """Whether its front matter has no end."""
        return is_unclosed(self.text, self.outline.front, self.outline.body)

    @property
    def trouble(self) -> str:
        """Why it cannot become a decision, in a sentence; empty where it can."""
        if self.is_unclosed:
            return "Its front matter has no end. Close it with a line “---” to have it read."
        if not self.title:
            return "It has no title. Give it a heading, as in “# Use a queue”, to have it read."
        return ""

    def people(self, name: str) -> tuple[str, ...]:
        """The names in a field."""
        places = self.places.get(name)
        if not places:
            return ()
        return _people(places[0])

    @cached_property
    def options(self) -> tuple[str, ...]:
        """The considered options, as they are listed."""
        return tuple(item.text for item in self.items("options"))

    @cached_property
    def option_names(self) -> tuple[str, ...]:
        """The names of the considered options, each once."""
        short = [name_of(option) for option in self.options]
        if len({*short}) < len(short):
            short = list(dict.fromkeys(map(inline.bare, self.options)))
        return tuple(short)

    @cached_property
    def option_chosen(self) -> str:
        """The name of the chosen option as it is listed; as it is written, if it is not listed."""
        if len(self.option_names) == len(self.options):
            items = self.options
            listed = option_meant(
                self.chosen, self.option_names, items, numbered=self._are_numbered
            )
        else:
            listed = option_meant(self.chosen, self.option_names)
        return listed or inline.bare(self.chosen)

    @property
    def _are_numbered(self) -> bool:
        items = self.items("options")
        before = self.text[max(items[0].start - 6, 0) : items[0].start] if items else ""
        return bool(re.search(r"[0-9][.)][ \t]+\Z", before))

    def items(self, part: str) -> tuple[ListItem, ...]:
        """The items of the list in a section; empty where that is not there."""
        return list_items(self.outline, self.parts[part]) if part in self.parts else ()

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Every link in the text that is not in code."""
        return tuple(map(self._link, LINKED.finditer(self._shown)))

    @cached_property
    def definitions(self) -> tuple[Link, ...]:
        """Every link that is defined on a line of its own, as in `[words]: target`."""
        return tuple(map(self._link, DEFINED.finditer(self._shown)))

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
        above = ""
        for line in self._shown.split("\n"):
            start = SUPERSEDES.match(line)
            goes_on = line[:1].islower() and above.strip() and above.lstrip()[0] not in "#*+-|>"
            if start and not goes_on and not _PARTLY.search(line):
                found += references(line[start.end() :])
            above = line
        for place in self.places.get("supersedes", ()):
            if not _PARTLY.search(place.value):
                found += references(place.value, lone=True)
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

    def _link(self, found: re.Match[str]) -> Link:
        words, target = Span(*found.span("words")), Span(*found.span("target"))
        text = self.text
        return Link(text[words.start : words.end], text[target.start : target.end], words, target)


def _joined(place: FieldValue) -> str:
    if place.where in (Where.LABEL, Where.FRONT):
        return " ".join(place.value.split())
    return place.value.replace("\r\n", "\n")


def _people(place: FieldValue) -> tuple[str, ...]:
    if place.where is not Where.FRONT:
        return tuple(map(inline.typed, names_in(place.value)))
    listed = place.entry and place.entry.style in (Style.FLOW, Style.BLOCK)
    items = place.entry.items if place.entry and listed else place.value.split(",")
    said = (" ".join(item.split()) for item in items)
    return tuple(item for item in said if item)
