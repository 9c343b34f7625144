"""Parses a record: finds the fields in a file's bytes, and keeps everything else."""

import re
from collections.abc import Mapping, Sequence

from store.markdown import front_matter, toml_front_matter
from store.markdown.front_matter import Entry, Style
from store.markdown.inline import bare
from store.markdown.outline import Outline, Span, before_comments, outline
from store.records import filenames
from store.records.chosen_option import chosen_in
from store.records.document import Document, FieldValue, RecordError, Where
from store.records.labels import Labelled, field_of, labelled
from store.records.statuses import Reading, reading
from store.records.vocabulary import BUILT_IN, Vocabulary

SIZE_MAX = 1_000_000
"""Bytes in a record; what is larger is no record."""

LINES_MAX = 20_000
"""Lines in a record."""


_NO_KEYS = frozenset({"data", "info", "review date"})
"""Names of labels that mean something else as keys of front matter."""

_DEEP = frozenset({"context", "options", "consequences", "positive", "negative", "evidence"})

_SAID_IN_HEADING = re.compile(r"(?P<name>[^\n:：–—-]{3,40}?)[ \t]*[:：–—-][ \t]+(?P<value>\S.*)")
_REVIEW = re.compile(
    r"^\W{0,6}Review[ -]by\W{1,6}?(?P<day>\d{4}-\d{2}-\d{2})", re.MULTILINE | re.IGNORECASE
)
_TITLE_NUMBER = re.compile(
    r"(?P<adr>ADR[- ]?)?(?P<digits>[0-9]{1,9})"
    r"(?:[.:)][ \t]+|[ \t]+[-–—:][ \t]+|(?(adr)[ \t]+|(?!)))(?=\S)",
    re.IGNORECASE,
)
_BULLET = re.compile(r"\s*(?:>\s*)*(?:[*+-][ \t]+|[0-9]{1,3}[.)][ \t]+)?(?:\[[ xX]\][ \t]+)?")
_BELOW = re.compile(r"[ \t\r]*\n(?:[ \t\r]*\n)?[ \t]*(?:[*+-][ \t]+)?(?P<value>[^\s#|][^\r\n]*)")
UNENDED = re.compile(r"\[[^\]]*\Z|\"[^\"]*\Z|'[^']*\Z")
"""A value whose bracket or quote is opened and not closed."""


def decode(data: bytes) -> str:
    """The text of a record's file, with all that is in it.

    Raises:
        RecordError: it is too large, not text, or not UTF-8.
    """
    if trouble := too_large(len(data)) or too_long(data):
        raise RecordError(f"It has {trouble}. It was left as it is.")
    if b"\0" in data:
        raise RecordError("It holds NUL bytes: it is no text. It was left as it is.")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise RecordError(
            f"It is not UTF-8: byte 0x{data[error.start]:02x} on line {line}. It was left as it "
            "is; save it as UTF-8 to have it read."
        ) from None


def too_large(size: int) -> str:
    """What to say of a record of so many bytes; empty if it may have them."""
    return f"{size:,} bytes, and a record at most {SIZE_MAX:,}" if size > SIZE_MAX else ""


def too_long(data: bytes) -> str:
    """What to say of a record's lines; empty if it may have as many."""
    lines = max(data.count(b"\n"), data.count(b"\r")) + 1
    return f"{lines:,} lines, and a record at most {LINES_MAX:,}" if lines > LINES_MAX else ""


def parse(data: bytes, name: str = "", vocabulary: Vocabulary = BUILT_IN) -> Document:
    """The document of a record's file; `document.data` is the same bytes again.

    Args:
        data: the whole file.
        name: the file's, which says the number.
        vocabulary: the words of its folder.

    Raises:
        RecordError: it is too large, not text, or not UTF-8.
    """
    return read(decode(data), name, vocabulary)


def read(text: str, name: str = "", vocabulary: Vocabulary = BUILT_IN) -> Document:
    """The document of a record's text; it may be anything that can be encoded in UTF-8."""
    found = outline(text)
    places: dict[str, list[FieldValue]] = {}
    reader = toml_front_matter if found.in_toml else front_matter
    entries = reader.entries(text, found.front) if found.front else ()
    title = _title(found, name, entries, places, vocabulary)
    for entry in entries:
        known = _field_of_key(entry.key)
        if known == "status":
            _add(places, known, _status_of_key(entry, vocabulary))
        elif known:
            _add(places, known, FieldValue(", ".join(entry.items), entry.value, Where.FRONT, entry))
    parts = _sections(found, title, vocabulary)
    _labels(found, title, parts, places, vocabulary)
    _parts(found, title, parts, places, vocabulary)
    _outcome(Document(name, text, found, {}, parts, vocabulary), places)
    if "review_by" not in places:
        _review(found, places)
    _day_beside_status(places)
    fixed = {key: tuple(value) for key, value in places.items()}
    return Document(name, text, found, fixed, parts, vocabulary)


def _field_of_key(key: str) -> str | None:
    words = key.replace("-", " ")
    return None if words in _NO_KEYS else field_of(words)


def _status_of_key(entry: Entry, vocabulary: Vocabulary) -> FieldValue:
    value = "\n\n".join(entry.items)
    said = reading(value, vocabulary)
    if entry.style is Style.PLAIN and UNENDED.match(value):
        whole = Span(0, len(value))
        said = Reading(None, whole, whole, value)
    return FieldValue(value, entry.value, Where.FRONT, entry, said)


def _add(places: dict[str, list[FieldValue]], name: str, place: FieldValue) -> None:
    places.setdefault(name, []).append(place)


def _title(
    found: Outline,
    name: str,
    entries: Sequence[Entry],
    places: dict[str, list[FieldValue]],
    vocabulary: Vocabulary,
) -> int | None:
    """Finds the title, and returns the place of the heading that is one.

    A title in the front matter is what every list and every site shows of the record; the first
    heading may be anything where there is one.
    """
    headings = found.headings
    first = next((at for at, heading in enumerate(headings) if heading.level == 1), None)
    entry = next((each for each in entries if each.key == "title" and any(each.items)), None)
    if entry:
        said = " ".join(entry.items)
        number = _number_in(said, name)
        value = said[number.end() :] if number else said
        prefix = said[: number.end()] if number else ""
        _add(places, "title", FieldValue(value, entry.value, Where.FRONT, entry, prefix=prefix))
        if number:
            written = found.text.find(number[0].rstrip(), entry.value.start, entry.value.end)
            if written >= 0:
                start = written + number.start("digits")
                digits = Span(start, start + len(number["digits"]))
                _add(places, "title_number", FieldValue(number["digits"], digits, Where.FRONT))
        if first is None and headings and headings[0].words in (said, value):
            first = 0
    elif first is None and headings and vocabulary.part(headings[0].name) is None:
        first = 0
    if first is None or (entry and vocabulary.part(headings[first].name)):
        return None
    span = headings[first].text
    number = _number_in(found.text[span.start : span.end], name)
    if number:
        start = span.start + number.start("digits")
        digits = Span(start, start + len(number["digits"]))
        _add(places, "title_number", FieldValue(number["digits"], digits, Where.HEADING))
        span = Span(span.start + number.end(), span.end)
    _add(places, "title", FieldValue(found.text[span.start : span.end], span, Where.HEADING))
    return first


def _number_in(title: str, name: str) -> re.Match[str] | None:
    """The number in front of a title; of one that names another than its file, none."""
    found = _TITLE_NUMBER.match(title)
    if not found or found.end() == len(title):
        return None
    of_file = filenames.number_of(name)
    # "# 2. Floor" of file 7 is a title that begins with a number.
    return found if of_file is None or of_file == int(found["digits"]) else None


def _labels(
    found: Outline,
    title: int | None,
    parts: Mapping[str, int],
    places: dict[str, list[FieldValue]],
    vocabulary: Vocabulary,
) -> None:
    """Finds the fields under the title, and in a section that is made for them."""
    start = found.body if title is None else found.headings[title].lines.end
    later = found.headings[0 if title is None else title + 1 :]
    spans = [Span(start, later[0].lines.start if later else len(found.text))]
    spans += [found.section(parts[name], deep=False) for name in ("fields",) if name in parts]
    for span in spans:
        for each in labelled(found, span.start, span.end):
            _add(places, each.field, _labelled(found, each, span.end, vocabulary))
    if "status" in parts:  # which has it as a line of its own
        span = found.section(parts["status"], deep=False)
        for each in labelled(found, span.start, span.end):
            if each.field != "status":
                _add(places, each.field, _labelled(found, each, span.end, vocabulary))


def _labelled(found: Outline, each: Labelled, end: int, vocabulary: Vocabulary) -> FieldValue:
    where = Where.CELL if each.in_table else Where.LABEL
    value = found.text[each.value.start : each.value.end]
    if each.field != "status":
        return FieldValue(value, each.value, where)
    said = reading(value, vocabulary)
    if said is None and not each.in_table:
        below = _BELOW.match(found.text, each.value.end, end)
        said = reading(below["value"], vocabulary) if below else None
        if below and said and said.status:
            return FieldValue(below["value"], Span(*below.span("value")), where, None, said)
        said = None
    return FieldValue(value, each.value, where, None, said)


def _sections(found: Outline, title: int | None, vocabulary: Vocabulary) -> dict[str, int]:
    """The places of the sections that are known."""
    parts: dict[str, int] = {}
    for at, heading in enumerate(found.headings):
        part = vocabulary.part(heading.name)
        if part is not None and at != title:
            parts.setdefault(part, at)
    return parts


def _parts(
    found: Outline,
    title: int | None,
    parts: dict[str, int],
    places: dict[str, list[FieldValue]],
    vocabulary: Vocabulary,
) -> None:
    """Finds the fields that are sections of their own, or stand in a heading."""
    for part, at in parts.items():
        span = found.trimmed(found.section(at, deep=part in _DEEP))
        said = None
        if part == "status":
            span, said = _status_line(found, span, vocabulary)
        if part in ("date", "deciders"):
            span = Span(span.start, min(_end_of_line(found.text, span.start), span.end))
        value = found.text[span.start : span.end]
        _add(places, part, FieldValue(value, span, Where.SECTION, None, said))
    for at, heading in enumerate(found.headings):
        told = None if at == title else _SAID_IN_HEADING.fullmatch(heading.words)
        field = told and field_of(told["name"])
        if told and field in ("status", "date"):
            start = heading.text.start + told.start("value")
            span = Span(start, heading.text.end)
            said = reading(told["value"], vocabulary) if field == "status" else None
            _add(places, field, FieldValue(told["value"], span, Where.HEADING, None, said))


def _status_line(
    found: Outline, section: Span, vocabulary: Vocabulary
) -> tuple[Span, Reading | None]:
    """The line of a section that says the status, and what it says."""
    text = found.uncovered(section)
    said = reading(text, vocabulary)
    if said is None:
        return Span(section.start, section.start), None
    line = before_comments(text[said.line.start : said.line.end])
    lead = _BULLET.match(line)
    start = said.line.start + (lead.end() if lead else 0)
    end = max(said.line.start + len(line), said.span.end)
    span = Span(section.start + start, section.start + end)
    return span, said.moved(-start)


def _day_beside_status(places: dict[str, list[FieldValue]]) -> None:
    """Takes the day that stands beside the status for the date, where there is no other."""
    if any(place.value for place in places.get("date", ())):
        return
    for place in places.get("status", ()):
        day = place.said and place.said.day
        if day and place.where is not Where.FRONT:
            value = place.value[day.start : day.end]
            span = Span(place.span.start + day.start, place.span.start + day.end)
            places["date"] = [FieldValue(value, span, Where.STATUS)]
            return


def _end_of_line(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _outcome(document: Document, places: dict[str, list[FieldValue]]) -> None:
    """Finds the chosen option and the reason."""
    found = document.outline
    if "outcome" not in document.parts:
        return
    section = found.section(document.parts["outcome"], deep=True)
    chosen = chosen_in(
        found.text,
        section.start,
        section.end,
        lambda: [n for item in document.options for n in (item, bare(item))],
    )
    if not chosen or found.hidden(chosen[0].start):
        return
    span, start, has_reason = chosen
    _add(places, "chosen", FieldValue(found.text[span.start : span.end], span, Where.SECTION))
    if not has_reason:
        return
    section = next(
        (
            Span(section.start, heading.lines.start)
            for heading in found.headings
            if start <= heading.lines.start < section.end
        ),
        section,
    )
    blank = re.compile(r"\n[ \t\r]*\n").search(found.text, start, section.end)
    end = blank.start() if blank else section.end
    reason = found.trimmed(Span(start, end))
    if reason.start == reason.end:  # a list below
        reason = found.trimmed(Span(end, section.end))
    text = found.text[reason.start : reason.end]
    if text.endswith(".") and not text.endswith(".."):
        reason = Span(reason.start, reason.end - 1)
    if reason.start == reason.end:
        reason = Span(start, start)
    _add(places, "reason", FieldValue(found.text[reason.start : reason.end], reason, Where.SECTION))


def _review(found: Outline, places: dict[str, list[FieldValue]]) -> None:
    for line in _REVIEW.finditer(found.text, found.body):
        if not found.hidden(line.start()):
            place = FieldValue(line["day"], Span(*line.span("day")), Where.SECTION)
            _add(places, "review_by", place)
            return
