"""A decision as a Markdown record, in one of the formats whose templates lie in `templates/`."""

import json
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from store.domain.decision import PEOPLE, Decision, Status
from store.domain.record import Reference
from store.domain.record_format import RecordFormat
from store.markdown.escape import bullets, escape, opened
from store.records.references import link_to
from store.records.sections import people_in, sections, status_of
from store.records.template import filled

_TEMPLATES = Path(__file__).parent / "templates"
_REQUIRED = {RecordFormat.NYGARD: ("context", "consequences")}
"""The sections that a format asks for even where they say nothing."""

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
    template = _template(record_format)
    said = sections(decision, supersedes=supersedes)
    said |= _standing(decision, supersedes, successor)
    said["numbered-title"] = said["title"] if number is None else f"{number}. {said['title']}"
    if "{positive}" in template:
        said |= _by_kind(said["consequences"])
    names = {field: people_in(getattr(decision, field)) for field in PEOPLE}
    said |= {field: ", ".join(map(escape, each)) for field, each in names.items()}
    in_front = said | {field: _scalar(", ".join(each)) for field, each in names.items() if each}
    kept = _REQUIRED.get(record_format, ("context",))
    text = filled(template, said, in_front=in_front, kept=kept).rstrip("\n") + "\n"
    if record_format is RecordFormat.LOG4BRAINS:
        # No text that was typed begins a line with a star: it would be escaped.
        text = text.replace("\n* ", "\n- ")
    return text


@cache
def _template(record_format: RecordFormat) -> str:
    return (_TEMPLATES / f"{record_format}.md").read_text("utf-8")


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
        "status-by-number": f"superseded by {link_to(by, 'number')}" if by else status_of(decision),
        "status-by-slug": f"superseded by {link_to(by, 'slug')}" if by else status,
        "status-by-title": f"Superseded by {link_to(by, 'title')}" if by else status.capitalize(),
        "supersedes-by-title": "\n\n".join(f"Supersedes {link_to(e, 'title')}" for e in supersedes),
        "links-by-number": bullets([f"Supersedes {link_to(e, 'number')}" for e in supersedes]),
        "links-by-slug": bullets([f"Supersedes {link_to(e, 'slug')}" for e in supersedes]),
    }


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
