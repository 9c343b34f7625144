"""Changing a record: only the lines of the field that changes, in the format's own way."""

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from store.domain.decision import PEOPLE, names_in
from store.domain.record import Reference
from store.domain.record_format import RecordFormat
from store.markdown import dates, front_matter, inline
from store.markdown.escape import escape
from store.markdown.front_matter import Entry, Style
from store.markdown.outline import Span, before_comments
from store.records import parse
from store.records.document import Document, FieldValue, RecordError, Where
from store.records.formats import format_of
from store.records.record_style import HouseStyle

_ORDER = ("status", "date", "deciders", "consulted", "informed", "review_by")
_IN_OUTCOME = ("consequences", "positive", "negative", "confirmation")
_LINES = frozenset({"context", "reason", *_IN_OUTCOME})
_HEADINGS: Mapping[str, str] = {
    "context": "Context and Problem Statement",
    "consequences": "Consequences",
    "positive": "Positive Consequences",
    "negative": "Negative Consequences",
    "confirmation": "Confirmation",
}
_LABELS = {"status": "Status", "deciders": "Deciders", "date": "Date"}
_SECTIONS = ("status", "context", "outcome")
_BULLETS = {RecordFormat.NYGARD: "", RecordFormat.LOG4BRAINS: "- "}
_BREAKS = re.compile(r"[ \t]*[\r\n]+[ \t]*")
_BLANK_LINES = re.compile(r"[ \t\r]*\n(?:[ \t\r]*\n)+")
PLAIN = HouseStyle()
"""MADR's words."""

_LISTS = (Style.FLOW, Style.BLOCK)


def edit(
    document: Document,
    *,
    title: str | None = None,
    status: str | None = None,
    superseded_by: Reference | None = None,
    day: date | None = None,
    deciders: Sequence[str] | None = None,
    consulted: Sequence[str] | None = None,
    informed: Sequence[str] | None = None,
    review_by: date | None = None,
    context: str | None = None,
    chosen: str | None = None,
    reason: str | None = None,
    consequences: str | None = None,
    positive: str | None = None,
    negative: str | None = None,
    confirmation: str | None = None,
    style: RecordFormat | None = None,
    house: HouseStyle = PLAIN,
) -> Document:
    """The document with fields changed; None, and what a field says already, change nothing.

    Args:
        document: what is there.
        title: one line of Markdown, without the number.
        status: a word; of "superseded", `superseded_by` names the successor.
        superseded_by: the successor; its title is needed where the format is Nygard's.
        day: the record's date.
        deciders: names.
        consulted: names.
        informed: names.
        review_by: the day by which the decision is to be looked at again.
        context: Markdown of the section, its lines with LF.
        chosen: the name of the chosen option; one line of Markdown.
        reason: Markdown of one paragraph, without its full stop.
        consequences: Markdown of the section.
        positive: Markdown of MADR 2's section.
        negative: Markdown of MADR 2's section.
        confirmation: Markdown of the section.
        style: the format to add fields in that are not there, where the record itself has none.
        house: how the folder's other records are written.

    Raises:
        RecordError: a value cannot be written so that it is read again, or has no place there.
    """
    texts = {
        "title": title,
        "context": context,
        "chosen": chosen,
        "reason": reason,
        "consequences": consequences,
        "positive": positive,
        "negative": negative,
        "confirmation": confirmation,
    }
    people = {"deciders": deciders, "consulted": consulted, "informed": informed}
    days = {"date": day, "review_by": review_by}

    def editor() -> _Editor:
        return _Editor(document, style, house)

    # One by one: where the second goes may depend on where the first has gone.
    if status is not None:
        document = editor().with_status(status, superseded_by)
    for name, value in days.items():
        if value is not None:
            document = editor().with_day(name, value)
    for name, names in people.items():
        if names is not None:
            document = editor().with_people(name, names)
    for name, text in texts.items():
        if text is not None:
            document = editor().with_text(name, text)
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
        self._changes: list[tuple[Span, str]] = []

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
            self._add_text(name, ended)
        elif places[0].entry:
            self._replace(places[0], wanted)
        elif name in _HEADINGS:
            self._fill(name, places[0], ended)
        else:
            span = places[0].span
            is_behind = span.start == span.end and name in ("title", "reason")
            lead = " " if is_behind and self._document.text[span.start - 1].strip() else ""
            self._put(span, lead + ended)
        return self._edited(name, lambda edited: edited.value(name) == wanted)

    def with_line(self, name: str, text: str, where: str) -> Document:
        if where == "front" and self._document.outline.front:
            self._add_key(name, text)
        else:
            self._add_label(name, text)
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
                self._fill("status", place, written)
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
            self._add_field(name, ", ".join(wanted))
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
            self._add_field(name, value.isoformat())
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
        return by is None or any(_is_same(by, each) for each in named)

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

    def _fill(self, name: str, place: FieldValue, text: str) -> None:
        """Writes into a section, which may be empty."""
        if place.span.start < place.span.end:
            end = place.span.end
            if not text:  # as if nothing had been there
                blank = _BLANK_LINES.match(self._document.text, end)
                end = blank.end() if blank else end
            self._put(Span(place.span.start, end), text)
            return
        heading = self._document.outline.headings[self._document.parts[name]]
        end = heading.lines.end
        document, newline = self._document, self._document.newline
        lead = newline if document.text[:end].endswith("\n") else newline * 2
        rest = document.text[end:]
        tail = "" if not rest or re.match(r"[ \t]*\r?\n", rest) else newline
        self._put(Span(end, end), f"{lead}{text}{newline}{tail}")

    # What is not there yet

    def _add_field(self, name: str, text: str) -> None:
        if not text:
            return
        has_front = self._document.outline.front is not None
        labels = self._format in (RecordFormat.MADR2, RecordFormat.LOG4BRAINS, RecordFormat.NYGARD)
        if has_front and self._at_title is None:
            self._add_key(name, text)  # there is no line to write it under
        elif self._format is RecordFormat.COMPAT and name in ("status", "date"):
            self._add_key(name, text)
            self._add_label(name, text)
        elif labels and (name in _LABELS or not has_front):
            shown = ", ".join(map(escape, names_in(text))) if name in PEOPLE else text
            self._add_label(name, shown)
        else:
            self._add_key(name, text)

    def _add_status(self, word: str, by: Reference | None) -> None:
        if self._format is RecordFormat.NYGARD:
            written = self._status(word, by, Where.SECTION)
            self._add_section("Status", written, before=None)
            return
        labels = self._format in (RecordFormat.MADR2, RecordFormat.LOG4BRAINS)
        where = Where.LABEL if labels else Where.FRONT
        self._add_field("status", self._status(word, by, where))

    def _status(self, word: str, by: Reference | None, where: Where) -> str:
        spelled = self._house.replaced if by else self._house.spelled(word)
        return _status(spelled, by, where, self._format)

    def _add_key(self, name: str, text: str) -> None:
        document, newline = self._document, self._document.newline
        deciders = "deciders" if self._format is RecordFormat.MADR3 else "decision-makers"
        key = {"deciders": deciders}.get(name, name.replace("_", "-"))
        line = f"{key}: {front_matter.scalar(text)}{newline}"
        front = document.outline.front
        if front and document.outline.in_toml:
            value = (
                text if name in ("date", "review_by") else front_matter.scalar(text, Style.DOUBLE)
            )
            self._put(Span(front.start, front.start), f"{key} = {value}{newline}")
            return
        if front is None:
            start = int(document.text.startswith("\ufeff"))
            self._put(Span(start, start), f"---{newline}{line}---{newline}")
        else:
            at = self._place_of_key(name, front)
            self._put(Span(at, at), line)

    def _place_of_key(self, name: str, front: Span) -> int:
        """Where a new key goes: behind those that come before it in MADR, else before the rest."""
        before = _ORDER[: _ORDER.index(name)] if name in _ORDER else _ORDER[:1]
        entries = {
            other: place.entry
            for other in _ORDER
            for place in self._document.places.get(other, ())
            if place.entry
        }
        behind = [entries[other].lines.end for other in before if other in entries]
        if behind:
            return self._before_blanks(max(behind), front)
        ahead = [entries[other].lines.start for other in _ORDER if other in entries]
        return min(ahead) if ahead else self._before_blanks(front.end, front)

    def _before_blanks(self, end: int, front: Span) -> int:
        text = self._document.text[front.start : end]
        return front.start + len(re.sub(r"(?:(?<=\n)|\A)(?:[ \t\r]*\n)+\Z", "", text))

    def _add_label(self, name: str, text: str) -> None:
        document, newline = self._document, self._document.newline
        bullet = _BULLETS.get(self._format or RecordFormat.MADR2, "* ")
        label = _LABELS.get(name, name.replace("_", " ").capitalize())
        line = f"{bullet}{label}: {text}"
        last = max(
            (
                place.span.end
                for found in document.places.values()
                for place in found
                if place.where is Where.LABEL
            ),
            default=None,
        )
        if last is None:
            self._put(*self._after_title(f"{line}{newline}"))
            return
        end = document.text.find("\n", last)
        end = len(document.text) if end < 0 else end - document.text[:end].endswith("\r")
        gap = newline if bullet else newline * 2
        self._put(Span(end, end), f"{gap}{line}")

    def _after_title(self, block: str) -> tuple[Span, str]:
        """Where a block goes that is to follow the title, with the blank lines around it."""
        document, newline = self._document, self._document.newline
        title = self._at_title
        if title is None:
            raise RecordError("Nothing was changed: the record has no title to write it under.")
        at = document.outline.headings[title].lines.end
        lead = newline if document.text[:at].endswith("\n") else newline * 2
        rest = document.text[at:]
        tail = "" if not rest or re.match(r"[ \t]*\r?\n", rest) else newline
        return Span(at, at), f"{lead}{block}{tail}"

    def _add_text(self, name: str, text: str) -> None:
        if not text:
            return
        if name == "title":
            start, newline = self._document.outline.body, self._document.newline
            self._put(Span(start, start), f"# {text}{newline}{newline}")
            return
        if name in ("chosen", "reason"):
            self._add_choice(name, text)
            return
        words = _HEADINGS[name]
        within = self._format is not RecordFormat.NYGARD
        if not within:
            words = words.split(maxsplit=1)[0]
        if name == "context":
            later = [part for part in self._document.parts if part not in _LABELS]
            self._add_section(words, text, before=later)
        elif "outcome" not in self._document.parts:
            self._add_section(words, text, before=("pros", "links", "more"))
        else:
            heading = f"{'#' * (self._level + within)} {words}"
            self._insert(self._behind_outcome(name, within=within), heading, text)

    @property
    def _level(self) -> int:
        """How deep the record's sections are: as its title is, and one more."""
        document = self._document
        known = [document.parts[part] for part in _SECTIONS if part in document.parts]
        if known:
            return min(document.outline.headings[at].level for at in known)
        at = self._at_title
        return 2 if at is None else min(document.outline.headings[at].level + 1, 5)

    @property
    def _at_title(self) -> int | None:
        """The place of the heading that is the title."""
        title = next(iter(self._document.places.get("title", ())), None)
        if title is None or title.where is not Where.HEADING:
            return None
        starts = [heading.lines.start for heading in self._document.outline.headings]
        return bisect_right(starts, title.span.start) - 1

    def _behind_outcome(self, name: str, *, within: bool) -> int:
        """Where a new section goes: behind the outcome, and what comes before it in MADR."""
        outline, parts = self._document.outline, self._document.parts
        whole = outline.section(parts["outcome"], deep=True)
        before = _IN_OUTCOME[: _IN_OUTCOME.index(name)]
        found = [outline.section(parts[part], deep=True) for part in before if part in parts]
        if within:
            ends = [each.end for each in found if whole.start <= each.start < whole.end]
            return max(ends, default=outline.section(parts["outcome"], deep=False).end)
        return max([whole.end, *(each.end for each in found)])

    def _add_choice(self, name: str, text: str) -> None:
        if name == "reason":
            places = self._document.places.get("chosen")
            if not places:
                raise RecordError("The reason was not changed: the record names no chosen option.")
            line_end = self._document.text.find("\n", places[0].span.end)
            end = len(self._document.text) if line_end < 0 else line_end
            line = before_comments(self._document.text[places[0].span.end : end])
            at = places[0].span.end + len(line.rstrip("., "))
            self._put(Span(at, places[0].span.end + len(line)), f", because {text}.")
            return
        line = f'Chosen option: "{text}"'
        if "outcome" in self._document.parts:
            place = self._document.places["outcome"][0]
            if place.span.start < place.span.end:
                line += self._document.newline * 2
                self._put(Span(place.span.start, place.span.start), line)
            else:
                self._fill("outcome", place, line)
            return
        self._add_section("Decision Outcome", line, before=("pros", "links", "more"))

    def _add_section(self, words: str, text: str, before: Sequence[str] | None) -> None:
        """Adds a section in front of those parts; of all sections where `before` is None."""
        document, at_title = self._document, self._at_title
        ahead = [document.parts[part] for part in before or () if part in document.parts]
        if before is None:
            first = 0 if at_title is None else at_title + 1
            ahead = list(range(first, len(document.outline.headings)))
        starts = [document.outline.headings[at].lines.start for at in ahead]
        heading = f"{'#' * self._level} {words}"
        self._insert(min(starts, default=len(document.text)), heading, text)

    def _insert(self, at: int, heading: str, text: str) -> None:
        """Inserts a section at the beginning of a line, with blank lines around it."""
        newline = self._document.newline
        before = self._document.text[:at]
        lead = "" if not before or before.endswith("\n") else newline
        if before.strip("\ufeff") and not re.search(r"\n[ \t\r]*\n\Z", before):
            lead += newline
        tail = newline if self._document.text[at:] else ""
        self._put(Span(at, at), f"{lead}{heading}{newline}{newline}{text}{newline}{tail}")


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
    slug = by.file.rpartition("/")[2].rpartition(".")[0]
    if not by.file:
        target = number
    elif where is Where.SECTION:
        title = escape(by.title) or slug
        target = f"[{title if by.number is None else f'{by.number}. {title}'}]({by.file})"
    elif where is Where.LABEL and style in (RecordFormat.COMPAT, RecordFormat.LOG4BRAINS):
        target = f"[{slug}]({by.file})"
    elif where is Where.FRONT and style is not RecordFormat.MADR3 and number:
        target = number
    else:
        target = f"[{number or slug}]({by.file})"
    written = f"{spelled} {target}"
    return _capital(written) if where is Where.SECTION else written


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _is_same(one: Reference, other: Reference) -> bool:
    if one.number is not None and other.number is not None:
        return one.number == other.number
    return one.file == other.file
