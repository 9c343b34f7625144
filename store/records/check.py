"""What is wrong with a folder of records: rules with names, for people and for CI."""

import posixpath
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from store.domain.decision import Status
from store.domain.record import Reference
from store.domain.record_format import RecordFormat
from store.markdown.front_matter import Style
from store.markdown.inline import bare, day_in
from store.markdown.outline import before_comments
from store.records import filenames, index
from store.records.document import Document, RecordError
from store.records.folder import RecordFolder, linked, unseen
from store.records.formats import format_of
from store.records.matrix_table import matrix_of


class Severity(StrEnum):
    """How bad a finding is: a command fails for errors only."""

    ERROR = "error"
    WARNING = "warning"


RULES: Mapping[str, tuple[Severity, str]] = {
    "unreadable": (Severity.ERROR, "a file that cannot be read as text"),
    "title-missing": (Severity.ERROR, "a record without a heading"),
    "front-matter-unclosed": (Severity.ERROR, "front matter that no line of dashes ends"),
    "passed-over": (Severity.WARNING, "a Markdown file that is no record, nor known as another"),
    "sub-folder": (Severity.WARNING, "a sub-folder with records, which were not looked at"),
    "number-doubled": (Severity.ERROR, "two records with one number, here or with the base"),
    "number-gap": (Severity.WARNING, "a number that no record has"),
    "number-differs": (
        Severity.ERROR,
        "another number in the title or front matter than in the file's name",
    ),
    "status-missing": (Severity.WARNING, "a record without a status in a format that has one"),
    "status-unknown": (Severity.ERROR, "a status that is none of MADR's"),
    "status-differs": (Severity.ERROR, "places of one record that give it different statuses"),
    "date-invalid": (Severity.ERROR, "a date that is none, or can be read in several ways"),
    "date-future": (Severity.ERROR, "a date that is yet to come"),
    "section-missing": (Severity.ERROR, "a section that the format asks for"),
    "outcome-empty": (Severity.ERROR, "a decided record that does not say what was decided"),
    "chosen-unknown": (Severity.ERROR, "a chosen option that is not among those considered"),
    "link-broken": (Severity.ERROR, "a link to a file that is not there"),
    "supersede-unknown": (
        Severity.ERROR,
        "superseded by, or superseding, a record that is not there",
    ),
    "supersede-one-way": (Severity.ERROR, "a successor that does not say what it supersedes"),
    "supersede-unmarked": (Severity.ERROR, "a record whose successor says so, and that does not"),
    "successor-missing": (Severity.WARNING, "a superseded record that does not say by what"),
    "supersede-cycle": (Severity.ERROR, "records that supersede each other in a circle"),
    "matrix-invalid": (Severity.ERROR, "a matrix with a weight or a rating that is none"),
    "review-due": (Severity.WARNING, "a record whose review-by date has come"),
    "evidence-old": (Severity.WARNING, "evidence that was checked too long ago"),
    "index-outdated": (
        Severity.WARNING,
        "an index.md or README.md that does not list the records as they are",
    ),
}
"""Every rule: its severity, and what it finds."""

NAMED_MAX = 5
"""How many other records of a number are named with each of them."""

KNOWN_STATUSES = frozenset(map(str, Status))
"""The statuses of MADR."""

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
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|#|@")
_PLACEHOLDER = re.compile(r"\{[^{}\n]{2,}\}|\[[^\[\]\n]{2,}\](?!\()")
_UNENDED = re.compile(r"\[[^\]]*\Z|\"[^\"]*\Z|'[^']*\Z")
_EVIDENCE_DAY = re.compile(
    r"(?:checked[ ]|\()(\d{4}-\d{2}-\d{2})\)?(?::[ ]|[ \t\r]*$)", re.MULTILINE
)


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that is wrong.

    Args:
        file: its name in the folder.
        line: from 1.
        rule: its name in `RULES`.
        message: a sentence.
    """

    file: str
    line: int
    rule: str
    message: str

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        return RULES[self.rule][0]


@dataclass(frozen=True, slots=True)
class Base:
    """What another branch has: the file names there, and where it parted from this one."""

    revision: str
    there: frozenset[str]
    parted: frozenset[str]


@dataclass(frozen=True, slots=True)
class Terms:
    """What a check goes by.

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
    """What is wrong with the records of a folder, by file and line.

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
        self._older: dict[str, Collection[str]] = {}
        self._there: dict[str, bool] = {}

    def findings(self) -> Iterator[Finding]:
        for unread in self._shelf.refused:
            yield Finding(unread.name, 1, "unreadable", unread.reason)
        for name, reason in self._shelf.passed_over.items():
            yield Finding(name, 1, "passed-over", reason)
        for name, records in self._shelf.below.items():
            yield Finding(name, 1, "sub-folder", unseen(name, records))
        for name in self._shelf.linked:
            yield Finding(name, 1, "sub-folder", linked(name))
        yield from self._numbers()
        for record in self._records.values():
            yield from self._record(record)
            yield from self._outcome(record)
            yield from self._ages(record)
            yield from self._supersedes(record)
        yield from self._cycles()
        for document in self._shelf.documents.values():
            yield from self._links(document)
        yield from self._index()

    def _numbers(self) -> Iterator[Finding]:
        for (_, number), having in sorted(self._by_series.items()):
            for name in having:
                others = [f"“{other}”" for other in having[: NAMED_MAX + 1] if other != name]
                if more := len(having) - 1 - len(others[:NAMED_MAX]):
                    others[NAMED_MAX:] = [f"{more:,} more"]
                if others:
                    have = "has" if len(others) == 1 else "have"
                    message = f"{' and '.join(others)} {have} the number {number}, too."
                    yield Finding(name, 1, "number-doubled", message)
            yield from self._taken_at_base(number, having)
        # A file that was not read has its number, too.
        numbered = {each.number: name for name, each in self._shelf.named.items()}
        numbers = sorted(number for number in numbered if number is not None)
        for before, after in pairwise(numbers):
            if after - before > 1:
                missing = str(before + 1) if after - before == 2 else f"{before + 1} to {after - 1}"
                name = self._by_number.get(after, [numbered[after]])[0]
                yield Finding(name, 1, "number-gap", f"No record has the number {missing}.")

    def _taken_at_base(self, number: int, having: Sequence[str]) -> Iterator[Finding]:
        base = self._terms.base
        if base is None:
            return
        # A record that was there before the branches parted and is called otherwise now was
        # renamed; only names that are new on both sides are two records.
        series = {self._series(name) for name in having}
        new_there = {
            name
            for name, each in filenames.kin(base.there).items()
            if name not in base.parted and each.number == number and each.series in series
        } - set(having)
        for name in having:
            if new_there and name not in base.parted:
                other = min(new_there)
                message = f"“{other}” on {base.revision} has the number {number}, too."
                yield Finding(name, 1, "number-doubled", message)

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
        if entry and entry.style is Style.PLAIN and _UNENDED.match(places[0].value):
            message = f"“{places[0].value}” is opened and not closed."
            yield Finding(record.name, line, "status-unknown", message)
        elif places[0].said and places[0].said.doubt:
            message = places[0].said.doubt
            yield Finding(record.name, line, "status-unknown", message)
        elif record.status not in KNOWN_STATUSES:
            known = ", ".join(sorted(KNOWN_STATUSES))
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

    # How records stand to each other

    @cached_property
    def _by_number(self) -> Mapping[int, Sequence[str]]:
        found: dict[int, list[str]] = defaultdict(list)
        for name in self._records:
            taken = self._shelf.named.get(name)
            number = taken.number if taken else None
            if number is not None:
                found[number].append(name)
        return found

    @cached_property
    def _by_series(self) -> Mapping[tuple[str, int], Sequence[str]]:
        found: dict[tuple[str, int], list[str]] = defaultdict(list)
        for number, having in self._by_number.items():
            for name in having:
                found[self._series(name), number].append(name)
        return found

    def _series(self, name: str) -> str:
        taken = self._shelf.named.get(name)
        return taken.series if taken else ""

    def _meant(self, reference: Reference) -> Document | None:
        """The record that a reference means, if it is there."""
        name = posixpath.normpath(reference.file).rpartition("/")[2] if reference.file else ""
        if name in self._records:
            return self._records[name]
        having = self._by_number.get(reference.number, ()) if reference.number is not None else ()
        return self._records[having[0]] if having and not filenames.is_markdown(name) else None

    def _supersedes(self, record: Document) -> Iterator[Finding]:
        line = record.line_of("status")
        if record.status == Status.SUPERSEDED and not record.superseded_by:
            message = "It is superseded, and does not say by what."
            yield Finding(record.name, line, "successor-missing", message)
        for reference in record.superseded_by:
            successor = self._meant(reference)
            if successor is None and _SCHEME.match(reference.file):
                continue
            if successor is None:
                message = f"{_called(reference)} is not in the folder."
                yield Finding(record.name, line, "supersede-unknown", message)
            elif record.name not in self._superseded_by(successor):
                message = f"It does not say that it supersedes “{record.name}”, which says so."
                yield Finding(successor.name, 1, "supersede-one-way", message)
        for reference in record.supersedes:
            older = self._meant(reference)
            if older is None and _SCHEME.match(reference.file):
                continue
            if older is None:
                message = f"{_called(reference)}, which it supersedes, is not in the folder."
                yield Finding(record.name, 1, "supersede-unknown", message)
            elif older.status != "superseded":
                message = f"“{record.name}” supersedes it, and its status does not say so."
                at = older.line_of("status")
                yield Finding(older.name, at, "supersede-unmarked", message)

    def _superseded_by(self, record: Document) -> Collection[str]:
        """The names of the records that one says it supersedes."""
        if record.name not in self._older:
            meant = map(self._meant, record.supersedes)
            self._older[record.name] = {older.name for older in meant if older}
        return self._older[record.name]

    def _cycles(self) -> Iterator[Finding]:
        after = {
            name: [other.name for each in record.superseded_by if (other := self._meant(each))]
            for name, record in self._records.items()
        }
        done: set[str] = set()
        for start in after:
            way: list[str] = []
            name = start
            while name not in done:
                done.add(name)
                way.append(name)
                name = next(iter(after[name]), name)
            if name in way and after[name]:
                circle = way[way.index(name) :]
                told = " → ".join([*circle, name])
                first = min(circle)
                line = self._records[first].line_of("status")
                message = f"Records supersede each other in a circle: {told}."
                yield Finding(first, line, "supersede-cycle", message)

    def _links(self, document: Document) -> Iterator[Finding]:
        if filenames.is_template(document.name):
            return
        for link in (*document.links, *document.definitions):
            if not link.file or _SCHEME.match(link.target) or _PLACEHOLDER.fullmatch(link.target):
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


def _called(reference: Reference) -> str:
    if reference.number is not None:
        return f"ADR-{reference.number:04}"
    return f"“{reference.file}”"
