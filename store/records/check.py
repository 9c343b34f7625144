"""Checks a folder of records by named rules, for people and for CI."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from store.domain.decision import Status
from store.domain.record_format import RecordFormat
from store.markdown.front_matter import Style
from store.markdown.inline import bare, day_in
from store.markdown.outline import before_comments
from store.records import filenames, index
from store.records.check_relations import SCHEME, Base, Relations
from store.records.check_rules import RULES, Finding
from store.records.document import Document, RecordError
from store.records.folder import RecordFolder, linked, unseen
from store.records.formats import format_of
from store.records.matrix_table import matrix_of
from store.records.parse import UNENDED

_DECIDED = frozenset({"accepted", "deprecated", "superseded"})
_NEEDED: Mapping[RecordFormat, Sequence[tuple[str, str]]] = {
    **dict.fromkeys(
        (
            RecordFormat.MADR2,
            RecordFormat.MADR3,
            RecordFormat.MADR4,
            RecordFormat.COMPAT,
            RecordFormat.LOG4BRAINS,
        ),
        (
            ("context", "Context and Problem Statement"),
            ("options", "Considered Options"),
            ("outcome", "Decision Outcome"),
        ),
    ),
    RecordFormat.NYGARD: (
        ("status", "Status"),
        ("context", "Context"),
        ("outcome", "Decision"),
        ("consequences", "Consequences"),
    ),
}
_WITH_STATUS = frozenset(
    {RecordFormat.MADR2, RecordFormat.LOG4BRAINS, RecordFormat.NYGARD, RecordFormat.COMPAT}
)
_PLACEHOLDER = re.compile(r"\{[^{}\n]{2,}\}|\[[^\[\]\n]{2,}\](?!\()")
_EVIDENCE_DAY = re.compile(
    r"(?:checked[ ]|\()(\d{4}-\d{2}-\d{2})\)?(?::[ ]|[ \t\r]*$)", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Terms:
    """The settings of a check.

    Args:
        today: the day that dates are compared with.
        base: another branch, whose new numbers must not be taken again.
        max_age: how many days evidence is good for; None for ever.
        ignored: the rules that are not checked.
    """

    today: date
    base: Base | None = None
    max_age: int | None = None
    ignored: Collection[str] = field(default=frozenset())


def check(shelf: RecordFolder, terms: Terms) -> tuple[Finding, ...]:
    """Checks the records of a folder; returns findings by file and line.

    Raises:
        RecordError: an ignored rule is none; the message lists the rules.
    """
    unknown = sorted(set(terms.ignored) - RULES.keys())
    if unknown:
        known = ", ".join(RULES)
        raise RecordError(f"There is no rule “{unknown[0]}”. Rules: {known}.")
    found = _Checker(shelf, terms).findings()
    return tuple(sorted({each for each in found if each.rule not in terms.ignored}))


class _Checker:
    def __init__(self, shelf: RecordFolder, terms: Terms) -> None:
        self._shelf = shelf
        self._terms = terms
        self._records = shelf.records
        self._there: dict[str, bool] = {}

    def findings(self) -> Iterator[Finding]:
        relations = Relations(self._shelf, self._terms.base)
        for unread in self._shelf.refused:
            yield Finding(unread.name, 1, "unreadable", unread.reason)
        for name, reason in self._shelf.passed_over.items():
            yield Finding(name, 1, "passed-over", reason)
        for name, records in self._shelf.below.items():
            yield Finding(name, 1, "sub-folder", unseen(name, records))
        for name in self._shelf.linked:
            yield Finding(name, 1, "sub-folder", linked(name))
        yield from relations.numbers()
        for record in self._records.values():
            yield from self._record(record)
            yield from self._outcome(record)
            yield from self._ages(record)
            yield from relations.supersedes(record)
        yield from relations.cycles()
        for document in self._shelf.documents.values():
            yield from self._links(document)
        yield from self._index()

    def _record(self, record: Document) -> Iterator[Finding]:
        def found(rule: str, message: str, part: str = "") -> Finding:
            return Finding(record.name, record.line_of(part), rule, message)

        if not record.title:
            yield found("title-missing", "The record has no heading.")
        yield from self._numbers_told(record)
        yield from self._status(record)
        if record.places.get("date"):
            written = record.value("date")
            if record.day is None and written:
                message = f"“{bare(written)}” is no date, or several. Write it as in 2026-11-23."
                yield found("date-invalid", message, "date")
            elif record.day and record.day > self._terms.today:
                yield found("date-future", f"{record.day} is yet to come.", "date")
        written_as = format_of(record)
        needed = _NEEDED[written_as] if written_as else ()
        missing = [heading for part, heading in needed if not _has(record, part)]
        if 2 * len(missing) <= len(needed):  # else its sections are of no format
            for heading in missing:
                yield found("section-missing", f"There is no section “{heading}”.", "title")
        try:
            matrix_of(record)
        except RecordError as error:
            yield Finding(record.name, _line_in(error), "matrix-invalid", str(error))

    def _numbers_told(self, record: Document) -> Iterator[Finding]:
        """Where a record tells another number than the name of its file."""
        of_name, of_title = filenames.number_of(record.name), _number_in_title(record)
        if of_name is None:
            return
        if of_title is not None and of_name != of_title:
            message = f"The title says {of_title}, and the name of the file {of_name}."
            yield Finding(record.name, record.line_of("title"), "number-differs", message)
        for key, number, span in record.front_numbers:
            if number != of_name:
                message = f"“{key}” says {number}, and the name of the file {of_name}."
                yield Finding(record.name, record.line(span.start), "number-differs", message)

    def _status(self, record: Document) -> Iterator[Finding]:
        places = [place for place in record.places.get("status", ()) if place.said]
        line = record.line_of("status")
        if record.is_unclosed:
            message = "The front matter has no end: no line “---” closes it."
            yield Finding(record.name, 1, "front-matter-unclosed", message)
            return
        if not places:
            if format_of(record) in _WITH_STATUS:
                message = "The record does not say its status."
                yield Finding(record.name, line, "status-missing", message)
            return
        entry = places[0].entry
        if entry and entry.style is Style.PLAIN and UNENDED.match(places[0].value):
            message = f"“{places[0].value}” is opened and not closed."
            yield Finding(record.name, line, "status-unknown", message)
        elif places[0].said and places[0].said.doubt:
            message = places[0].said.doubt
            yield Finding(record.name, line, "status-unknown", message)
        elif record.status not in list(Status):
            known = ", ".join(sorted(Status))
            message = f"“{bare(record.status_text)}” is no status. Statuses: {known}."
            yield Finding(record.name, line, "status-unknown", message)
        for place in places[1:]:
            said = place.said and place.said.status
            if said != record.status:
                here = said or bare(place.value)
                message = f"The status is “{here}” here, and “{record.status}” above."
                at = record.line(place.span.start)
                yield Finding(record.name, at, "status-differs", message)

    def _outcome(self, record: Document) -> Iterator[Finding]:
        if "outcome" in record.parts and (record.status in _DECIDED or not record.status):
            line = record.line_of("outcome")
            text = before_comments(record.outcome) or _below(record, "outcome")
            if not text or (record.places.get("chosen") and not record.chosen):
                message = "The record does not say what was decided."
                yield Finding(record.name, line, "outcome-empty", message)
            elif _PLACEHOLDER.fullmatch(record.chosen) or _PLACEHOLDER.fullmatch(text):
                message = "The outcome is still that of the template."
                yield Finding(record.name, line, "outcome-empty", message)
        names = record.option_names
        if record.chosen and names and record.option_chosen not in names:
            message = f"“{bare(record.chosen)}” is not among the considered options."
            yield Finding(record.name, record.line_of("chosen"), "chosen-unknown", message)

    def _ages(self, record: Document) -> Iterator[Finding]:
        today = self._terms.today
        if (
            record.review_by
            and record.review_by <= today
            and record.status
            not in (
                "superseded",
                "deprecated",
                "rejected",
            )
        ):
            message = f"It was to be reviewed by {record.review_by}."
            yield Finding(record.name, record.line_of("review_by"), "review-due", message)
        if self._terms.max_age is None or "evidence" not in record.parts:
            return
        oldest = today - timedelta(days=self._terms.max_age)
        span = record.outline.section(record.parts["evidence"], deep=True)
        for found in _EVIDENCE_DAY.finditer(record.text, span.start, span.end):
            day = day_in(found[1])
            if day and day < oldest:
                message = f"This was checked on {day}, {(today - day).days} days ago."
                yield Finding(record.name, record.line(found.start()), "evidence-old", message)

    def _links(self, document: Document) -> Iterator[Finding]:
        if filenames.is_template(document.name):
            return
        for link in (*document.links, *document.definitions):
            if not link.file or SCHEME.match(link.target) or _PLACEHOLDER.fullmatch(link.target):
                continue
            if not self._is_there(link.file):
                message = f"The link leads to “{link.file}”, which is not there."
                line = document.line(link.target_span.start)
                yield Finding(document.name, line, "link-broken", message)

    def _is_there(self, file: str) -> bool:
        if file not in self._there:
            self._there[file] = self._is_on_disk(file)
        return self._there[file]

    def _is_on_disk(self, file: str) -> bool:
        shelf = self._shelf
        if file in shelf.files or file in shelf.others:
            return True
        if file.startswith("/"):
            return True  # from the top of a site, which only the site knows
        try:
            return (shelf.folder / file).exists()
        except (OSError, ValueError):
            return False

    def _index(self) -> Iterator[Finding]:
        records, folder = self._records.values(), self._shelf.folder
        for document in self._shelf.documents.values():
            if not index.is_index(document.name):
                continue
            for offset, message in index.wrong_rows(document.text, records, folder):
                yield Finding(document.name, document.line(offset), "index-outdated", message)
            start, stop = index.marks(document.text)
            if start is None:
                continue
            line = document.line(start.start)
            if stop is None:
                message = f"The list is not kept: no {index.STOP} follows this mark."
                yield Finding(document.name, line, "index-outdated", message)
            elif index.updated(document.text, records, folder) != document.text:
                message = "The list does not name the records as they are."
                yield Finding(document.name, line, "index-outdated", message)


def _below(record: Document, part: str) -> str:
    """What stands below the headings within a section."""
    span = record.outline.section(record.parts[part], deep=True)
    at = span.start
    for line in record.text[span.start : span.end].split("\n"):
        is_shown = record.outline.in_code(at) or not record.outline.hidden(at)
        if line.strip() and line[0] != "#" and is_shown:
            return line
        at += len(line) + 1
    return ""


def _has(record: Document, part: str) -> bool:
    """Whether a record has a section, or says elsewhere what it would say."""
    said = part == "status" and any(place.value for place in record.places.get("status", ()))
    return part in record.parts or said


def _number_in_title(record: Document) -> int | None:
    if record.title_number is not None:
        return record.title_number
    # Elsewhere "2. Floor" may well be a title.
    if format_of(record) is not RecordFormat.NYGARD and record.title[:3].casefold() != "adr":
        return None
    found = re.match(r"(?:ADR[- ]?)?([0-9]{1,9})[.:] ", record.title, re.IGNORECASE)
    return int(found[1]) if found else None


def _line_in(error: RecordError) -> int:
    found = re.match(r"Line ([0-9]+) ", str(error))
    return int(found[1]) if found else 1
