"""Where a field goes that a record does not have yet, and how its format writes it."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence

from store.domain.decision import PEOPLE, names_in
from store.domain.record_format import RecordFormat
from store.markdown import front_matter
from store.markdown.escape import escape
from store.markdown.front_matter import Style
from store.markdown.outline import Span, before_comments
from store.records.document import Document, FieldValue, RecordError, Where

_ORDER = ("status", "date", "deciders", "consulted", "informed", "review_by")
IN_OUTCOME = ("consequences", "positive", "negative", "confirmation")
HEADINGS: Mapping[str, str] = {
    "context": "Context and Problem Statement",
    "consequences": "Consequences",
    "positive": "Positive Consequences",
    "negative": "Negative Consequences",
    "confirmation": "Confirmation",
}
_LABELS = {"status": "Status", "deciders": "Deciders", "date": "Date"}
_SECTIONS = ("status", "context", "outcome")
_BULLETS = {RecordFormat.NYGARD: "", RecordFormat.LOG4BRAINS: "- "}
_BLANK_LINES = re.compile(r"[ \t\r]*\n(?:[ \t\r]*\n)+")


class Insertion:
    """Collects the changes that add fields to a document.

    Args:
        document: what is there.
        record_format: the format to add fields in; None for MADR 4.
    """

    def __init__(self, document: Document, record_format: RecordFormat | None) -> None:
        self.changes: list[tuple[Span, str]] = []
        self._document = document
        self._format = record_format

    def _put(self, span: Span, text: str) -> None:
        self.changes.append((span, text))

    def fill(self, name: str, place: FieldValue, text: str) -> None:
        """Writes into a section that is there, and may be empty."""
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

    def field(self, name: str, text: str) -> None:
        """Adds a field of one line where the format has it; nothing where the text is empty."""
        if not text:
            return
        has_front = self._document.outline.front is not None
        labels = self._format in (RecordFormat.MADR2, RecordFormat.LOG4BRAINS, RecordFormat.NYGARD)
        if has_front and self._at_title is None:
            self.key(name, text)  # there is no line to write it under
        elif self._format is RecordFormat.COMPAT and name in ("status", "date"):
            self.key(name, text)
            self.label(name, text)
        elif labels and (name in _LABELS or not has_front):
            shown = ", ".join(map(escape, names_in(text))) if name in PEOPLE else text
            self.label(name, shown)
        else:
            self.key(name, text)

    def key(self, name: str, text: str) -> None:
        """Adds a key to the front matter, which is made where there is none."""
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

    def label(self, name: str, text: str) -> None:
        """Adds a line with a label behind the last one, or under the title."""
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

    def text(self, name: str, text: str) -> None:
        """Adds the title, the choice or a section; nothing where the text is empty."""
        if not text:
            return
        if name == "title":
            start, newline = self._document.outline.body, self._document.newline
            self._put(Span(start, start), f"# {text}{newline}{newline}")
            return
        if name in ("chosen", "reason"):
            self._choice(name, text)
            return
        words = HEADINGS[name]
        within = self._format is not RecordFormat.NYGARD
        if not within:
            words = words.split(maxsplit=1)[0]
        if name == "context":
            later = [part for part in self._document.parts if part not in _LABELS]
            self.section(words, text, before=later)
        elif "outcome" not in self._document.parts:
            self.section(words, text, before=("pros", "links", "more"))
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
        before = IN_OUTCOME[: IN_OUTCOME.index(name)]
        found = [outline.section(parts[part], deep=True) for part in before if part in parts]
        if within:
            ends = [each.end for each in found if whole.start <= each.start < whole.end]
            return max(ends, default=outline.section(parts["outcome"], deep=False).end)
        return max([whole.end, *(each.end for each in found)])

    def _choice(self, name: str, text: str) -> None:
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
                self.fill("outcome", place, line)
            return
        self.section("Decision Outcome", line, before=("pros", "links", "more"))

    def section(self, words: str, text: str, before: Sequence[str] | None) -> None:
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
