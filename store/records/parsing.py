"""From a file's bytes to a document: what is understood is found, everything is kept."""

import re
from collections.abc import Mapping
from itertools import islice

from store.records import frontmatter, names
from store.records.document import Document, Place, RecordError, Where
from store.records.outline import Outline, Span, before_comments, outline
from store.records.references import LINK_LINE, superseded

SIZE_MAX = 10_000_000
"""Bytes in a record; what is larger is no record."""


KEYS: Mapping[str, str] = {
    "status": "status",
    "date": "date",
    "decision-makers": "deciders",
    "deciders": "deciders",
    "consulted": "consulted",
    "informed": "informed",
    "review-by": "review_by",
    "review": "review_by",
    "title": "title",
}
"""The fields by the keys of front matter and labels."""

SECTIONS: Mapping[str, str] = {
    "context and problem statement": "context",
    "context": "context",
    "problem statement": "context",
    "decision drivers": "drivers",
    "considered options": "options",
    "considered alternatives": "options",
    "options": "options",
    "alternatives": "options",
    "decision outcome": "outcome",
    "decision": "outcome",
    "consequences": "consequences",
    "positive consequences": "positive",
    "negative consequences": "negative",
    "confirmation": "confirmation",
    "validation": "confirmation",
    "status": "status",
    "date": "date",
    "deciders": "deciders",
    "decision makers": "deciders",
    "pros and cons of the options": "pros",
    "links": "links",
    "more information": "more",
    "evidence": "evidence",
}
"""The fields and parts by the names of sections."""

_DEEP = frozenset({"context", "options", "consequences", "positive", "negative", "evidence"})

_LABEL = re.compile(
    r"^\ {0,3}(?P<bullet>[*+-][ \t]+)?(?P<mark>\*\*|__|)"
    r"(?P<name>Status|Date|Deciders|Decision[ -]makers|Consulted|Informed|Review(?:[ -]by)?)"
    r"(?:(?P=mark)[ \t]*:|:(?P=mark))[ \t]*"
    r"(?P<value>[^\n]*(?:\n[ \t]{2,}(?![*+-][ \t])\S[^\n]*)*)",
    re.MULTILINE | re.IGNORECASE,
)
_REVIEW = re.compile(
    r"^\W{0,6}Review[ -]by\W{1,6}?(?P<day>\d{4}-\d{2}-\d{2})", re.MULTILINE | re.IGNORECASE
)
_TITLE_NUMBER = re.compile(
    r"(?:ADR[- ]?)?(?P<digits>[0-9]{1,9})(?:[.:)][ \t]+|[ \t]+[-–—:][ \t]+)(?=\S)|"
    r"ADR[- ]?(?P<more>[0-9]{1,9})[ \t]+(?=\S)",
    re.IGNORECASE,
)
_CHOSEN_MAX = 100
"""How often an outcome may begin to say what was chosen until it is not read any further."""

_CHOSEN_HEAD = re.compile(r"Chosen[ ](?:option|alternative)", re.IGNORECASE)
_CHOSEN = re.compile(
    r"""Chosen[ ](?:option|alternative)s?(?:\*\*)?[ \t]{0,9}:(?:\*\*)?[ \t]{0,9}(?:
        ["“«'‘](?P<before>[^\n]{0,400}?)["”»'’](?=\s{0,9},?\s{0,9}because\b)
      | ["“«'‘](?P<quoted>[^\n]{0,400}?)["”»'’](?=\s{0,9}(?:[,.;:(–—-]|\n|\Z))
      | (?P<open>[^\s"“«'‘][^\n]{0,400}?)
        (?=[ \t]{0,9}(?:,?[ \t]{1,9}because\b|[,;]|\.?[ \t\r]{0,9}(?:\n|\Z)))
    )(?:\*\*)?
    (?:\s{0,9}[,;:–—-]?\s{0,9}because\b[ \t\r]*(?P<because>:?))?""",
    re.VERBOSE | re.IGNORECASE,
)


def decode(data: bytes) -> str:
    """The text of a record's file, with all that is in it.

    Raises:
        RecordError: it is too large, not text, or not UTF-8.
    """
    if len(data) > SIZE_MAX:
        raise too_large(len(data))
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


def too_large(size: int) -> RecordError:
    """The refusal of a file of so many bytes."""
    return RecordError(
        f"It has {size:,} bytes, and a record at most {SIZE_MAX:,}. It was left as it is."
    )


def parse(data: bytes, name: str = "") -> Document:
    """The document of a record's file; `document.data` is the same bytes again.

    Args:
        data: the whole file.
        name: the file's, which says the number.

    Raises:
        RecordError: it is too large, not text, or not UTF-8.
    """
    return read(decode(data), name)


def read(text: str, name: str = "") -> Document:
    """The document of a record's text; it may be anything that can be encoded in UTF-8."""
    found = outline(text)
    places: dict[str, list[Place]] = {}
    title = _title(found, name, places)
    if found.front:
        for entry in frontmatter.entries(text, found.front):
            known = KEYS.get(entry.key)
            if known and not (known == "title" and "title" in places):
                value = ", ".join(entry.items)
                _add(places, known, Place(value, entry.value, Where.FRONT, entry))
    _labels(found, title, places)
    parts = _parts(found, title, places)
    _outcome(found, parts, places)
    if "review_by" not in places:
        _review(found, places)
    return Document(name, text, found, {key: tuple(value) for key, value in places.items()}, parts)


def _add(places: dict[str, list[Place]], name: str, place: Place) -> None:
    places.setdefault(name, []).append(place)


def _title(found: Outline, name: str, places: dict[str, list[Place]]) -> int | None:
    """Finds the title, and returns its place among the headings."""
    headings = found.headings
    title = next((at for at, heading in enumerate(headings) if heading.level == 1), None)
    if title is None and headings and headings[0].name not in SECTIONS:
        title = 0
    if title is None:
        return None
    span = headings[title].text
    numbered = _TITLE_NUMBER.match(found.text, span.start, span.end)
    if numbered and numbered.end() < span.end:
        group = "digits" if numbered["digits"] else "more"
        of_file = names.number_of(name)
        # "# 2. Floor" of file 7 is a title that begins with a number.
        if of_file is None or of_file == int(numbered[group]):
            digits = Span(*numbered.span(group))
            _add(places, "title_number", Place(numbered[group], digits, Where.HEADING))
            span = Span(numbered.end(), span.end)
    _add(places, "title", Place(found.text[span.start : span.end], span, Where.HEADING))
    return title


def _labels(found: Outline, title: int | None, places: dict[str, list[Place]]) -> None:
    """Finds the lines with labels between the title and the first section."""
    after = -1 if title is None else title
    start = found.body if title is None else found.headings[title].lines.end
    later = found.headings[after + 1 :]
    end = later[0].lines.start if later else len(found.text)
    for line in _LABEL.finditer(found.text, start, end):
        if found.hidden(line.start()):
            continue
        key = KEYS[re.sub(" ", "-", line["name"].casefold())]
        value = before_comments(line["value"])
        span = Span(line.start("value"), line.start("value") + len(value))
        _add(places, key, Place(value, span, Where.LABEL))


def _parts(found: Outline, title: int | None, places: dict[str, list[Place]]) -> dict[str, int]:
    """Finds the sections that are known, and the fields that are sections of their own."""
    parts: dict[str, int] = {}
    for at, heading in enumerate(found.headings):
        part = SECTIONS.get(heading.name)
        if part is None or at == title or part in parts:
            continue
        parts[part] = at
        span = found.trimmed(found.section(at, deep=part in _DEEP))
        if part == "status":
            span = _status_line(found, span)
        if part in ("date", "deciders"):
            span = Span(span.start, min(_end_of_line(found.text, span.start), span.end))
        _add(places, part, Place(found.text[span.start : span.end], span, Where.SECTION))
    return parts


def _status_line(found: Outline, section: Span) -> Span:
    """The line of a section that says the status, and not how records are linked."""
    lines = []
    start = section.start
    while start < section.end:
        end = min(_end_of_line(found.text, start), section.end)
        line = before_comments(found.text[start:end])
        lead = len(line) - len(line.lstrip())
        bullet = re.match(r"[*+-][ \t]+", line[lead:])
        lead += bullet.end() if bullet else 0
        if line.strip() and not found.hidden(start):
            lines.append(Span(start + lead, start + len(line)))
        start = found.text.find("\n", start) + 1 or len(found.text)
    said = [(span, found.text[span.start : span.end]) for span in lines]
    for span, text in said:
        if superseded(text) is not None:
            return span
    for span, text in said:
        if not LINK_LINE.match(text):
            return span
    return Span(section.start, section.start)


def _end_of_line(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _outcome(found: Outline, parts: Mapping[str, int], places: dict[str, list[Place]]) -> None:
    """Finds the chosen option and the reason."""
    if "outcome" not in parts:
        return
    section = places["outcome"][0].span
    heads = islice(_CHOSEN_HEAD.finditer(found.text, section.start, section.end), _CHOSEN_MAX)
    tried = (_CHOSEN.match(found.text, head.start(), section.end) for head in heads)
    chosen = next(filter(None, tried), None)
    if not chosen or found.hidden(chosen.start()):
        return
    group = next(name for name in ("before", "quoted", "open") if chosen[name] is not None)
    span = Span(*chosen.span(group))
    _add(places, "chosen", Place(chosen[group], span, Where.SECTION))
    if chosen["because"] is None:
        return
    start = chosen.end()
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
    _add(places, "reason", Place(found.text[reason.start : reason.end], reason, Where.SECTION))


def _review(found: Outline, places: dict[str, list[Place]]) -> None:
    for line in _REVIEW.finditer(found.text, found.body):
        if not found.hidden(line.start()):
            place = Place(line["day"], Span(*line.span("day")), Where.SECTION)
            _add(places, "review_by", place)
            return
