"""A decision as a Markdown record, in the shape of one format or another.

Pure: it reads and writes no file.
"""

import json
import re
from collections.abc import Mapping, Sequence

from store.domain.decision import PEOPLE, Decision, Status
from store.domain.record import Reference
from store.domain.record_format import RecordFormat
from store.markdown.escape import bullets, escape, opened
from store.records.sections import by_number, people_in, sections, status_of

# The shapes. A line whose place has nothing to say is left out, with the heading right above it;
# a heading with a blank line below it stays. A blank line after the front matter would make
# adr-log show an empty title.

_MADR_4 = """\
---
status: {status}
date: {date}
decision-makers: {deciders}
consulted: {consulted}
informed: {informed}
---
# {title}
"""

# Readers that know no front matter would take its last line for a heading, if none were blank.
# Readers that draw graphs look for links under Status, or at all lines: in one place, then.
_COMPAT = """\
---
status: {status}
date: {date}
decision-makers: {deciders}
consulted: {consulted}
informed: {informed}

---
# {title}

* Status: {status-by-slug}
* Date: {date}

## Status

{status-by-title}

{supersedes-by-title}
"""

_MADR_4_BODY = """
## Context and Problem Statement

{context}

## Decision Drivers
{drivers}

## Considered Options

{options}

## Decision Outcome

{outcome}

### Consequences
{consequences}

### Confirmation
{confirmation}

## Pros and Cons of the Options
{pros-and-cons}

## More Information
"""

_SUPERSEDES = """
{supersedes}
"""

_MADR_3 = """\
---
status: {status-by-number}
date: {date}
deciders: {deciders}
consulted: {consulted}
informed: {informed}
---
# {title}

## Context and Problem Statement

{context}

## Decision Drivers
{drivers}

## Considered Options

{options}

## Decision Outcome

{outcome}

### Consequences
{consequences}

## Validation
{confirmation}

## Pros and Cons of the Options
{pros-and-cons}

## More Information
"""

_MADR_2 = """\
# {title}

* Status: {status-by-number}
* Deciders: {deciders}
* Date: {date}
* Consulted: {consulted}
* Informed: {informed}
"""

_LOG4BRAINS = """\
# {title}

- Status: {status-by-slug}
- Deciders: {deciders}
- Date: {date}
- Consulted: {consulted}
- Informed: {informed}
"""

_MADR_2_BODY = """
## Context and Problem Statement

{context}

## Decision Drivers
{drivers}

## Considered Options

{options}

## Decision Outcome

{outcome}

### Positive Consequences
{positive}

### Negative Consequences
{negative}

### Consequences
{consequences}

### Confirmation
{confirmation}

## Pros and Cons of the Options
{pros-and-cons}

## More Information
"""

_MADR_2_LINKS = """
## Links
{links-by-number}
"""

_LOG4BRAINS_LINKS = """
## Links
{links-by-slug}
"""

_NYGARD = """\
# {numbered-title}

Date: {date}

Deciders: {deciders}

Consulted: {consulted}

Informed: {informed}

## Status

{status-by-title}

{supersedes-by-title}

## Context

{context}

## Decision

{outcome}

## Consequences

{consequences}

## Confirmation
{confirmation}

## Decision Drivers
{drivers}

## Considered Options

{options}

## Pros and Cons of the Options
{pros-and-cons}

## More Information
"""

_IN_NUMBERS = """
{status-reason}

{weights}

{matrix}

{legend}

{chart}

### What would flip it
{what-would-flip-it}

### How sure it is
{how-sure-it-is}

### Reasons for the other ratings
{reasons}

### Evidence
{evidence}
"""

_SHAPES: Mapping[RecordFormat, str] = {
    RecordFormat.MADR4: _MADR_4 + _MADR_4_BODY + _SUPERSEDES + _IN_NUMBERS,
    RecordFormat.COMPAT: _COMPAT + _MADR_4_BODY + _IN_NUMBERS,
    RecordFormat.MADR3: _MADR_3 + _SUPERSEDES + _IN_NUMBERS,
    RecordFormat.MADR2: _MADR_2 + _MADR_2_BODY + _IN_NUMBERS + _MADR_2_LINKS,
    RecordFormat.LOG4BRAINS: _LOG4BRAINS + _MADR_2_BODY + _IN_NUMBERS + _LOG4BRAINS_LINKS,
    RecordFormat.NYGARD: _NYGARD + _IN_NUMBERS,
}

_PLACE = re.compile(r"\{([a-z-]+)\}")
_PLAIN_SCALAR = re.compile(r"[^\W\d_][\w ,.'’()&/+-]*")
_YAML_WORDS = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
_GOOD_OR_BAD = re.compile(
    r"\* (?P<kind>good|bad), because (?P<text>(?!(?:good|bad|neutral)[ ,]).+)", re.IGNORECASE
)


def record(
    decision: Decision,
    *,
    supersedes: Sequence[Reference] = (),
    record_format: RecordFormat = RecordFormat.MADR4,
    number: int | None = None,
    successor: Reference | None = None,
) -> str:
    """The record of a decision, with LF ends of line and one at its end.

    Args:
        decision: what was decided; `superseded_by` is the number in the status.
        supersedes: the records, in the same folder, that this one replaces.
        record_format: its format.
        number: the record's in its folder, for formats with it in the title; None where it has
            none.
        successor: the record that replaces this one, for formats that link to it.

    Raises:
        NotFoundError: the chosen option is not one of the matrix's.
    """
    shape = _SHAPES[record_format]
    said = sections(decision, supersedes=supersedes)
    said |= _people(decision, in_front=shape.startswith("---"))
    said |= _standing(decision, supersedes, successor)
    said["numbered-title"] = said["title"] if number is None else f"{number}. {said['title']}"
    if "{positive}" in shape:
        said |= _by_kind(said["consequences"])
    text = _filled(shape, said)
    if record_format is RecordFormat.LOG4BRAINS:
        # No text that was typed begins a line with a star: it would be escaped.
        text = text.replace("\n* ", "\n- ")
    return text


def _filled(shape: str, said: Mapping[str, str]) -> str:
    blocks = []
    for block in shape.strip("\n").split("\n\n"):
        lines = block.split("\n")
        kept = [line for line in lines if all(said[name] for name in _PLACE.findall(line))]
        if kept == lines or any(map(_PLACE.search, kept)):
            blocks.append(("\n\n" if block.startswith("##") else "\n").join(kept))
    return _PLACE.sub(lambda place: said[place[1]], "\n\n".join(blocks)) + "\n"


def _people(decision: Decision, *, in_front: bool) -> dict[str, str]:
    """The names, as YAML in front matter and as Markdown elsewhere."""
    names = {field: people_in(getattr(decision, field)) for field in PEOPLE}
    if in_front:
        return {field: _scalar(", ".join(each)) if each else "" for field, each in names.items()}
    return {field: ", ".join(map(escape, each)) for field, each in names.items()}


def _scalar(text: str) -> str:
    """The text as a YAML scalar, in quotes only where YAML would take it for something else."""
    if _PLAIN_SCALAR.fullmatch(text) and text.casefold() not in _YAML_WORDS:
        return text
    return json.dumps(text, ensure_ascii=False)


def _standing(
    decision: Decision, supersedes: Sequence[Reference], successor: Reference | None
) -> dict[str, str]:
    """How the record stands to others, with their links as each format words them."""
    status = str(decision.status)
    by = successor if decision.status is Status.SUPERSEDED else None
    return {
        "status-by-number": f"superseded by {by_number(by)}" if by else status_of(decision),
        "status-by-slug": f"superseded by {_by_slug(by)}" if by else status,
        "status-by-title": f"Superseded by {_by_title(by)}" if by else status.capitalize(),
        "supersedes-by-title": "\n\n".join(f"Supersedes {_by_title(each)}" for each in supersedes),
        "links-by-number": bullets([f"Supersedes {by_number(each)}" for each in supersedes]),
        "links-by-slug": bullets([f"Supersedes {_by_slug(each)}" for each in supersedes]),
    }


def _by_slug(other: Reference) -> str:
    return f"[{other.file.removesuffix('.md')}]({other.file})"


def _by_title(other: Reference) -> str:
    number = "" if other.number is None else f"{other.number}. "
    return f"[{number}{escape(other.title) or 'Decision'}]({other.file})"


def _by_kind(consequences: str) -> dict[str, str]:
    """Consequences in sections for the good and the bad, if they are nothing else."""
    found = [_GOOD_OR_BAD.fullmatch(line) for line in consequences.split("\n")]
    lines: dict[str, list[str]] = {"good": [], "bad": []}
    for each in found:
        if each is None:
            return {"positive": "", "negative": ""}
        lines[each["kind"].casefold()].append(opened(each["text"]))
    return {
        "positive": bullets(lines["good"]),
        "negative": bullets(lines["bad"]),
        "consequences": "",
    }
