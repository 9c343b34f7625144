"""Templates of records: Markdown with named places, filled from a decision.

Those of the formats lie in `templates/`; a team can have its own, as docs/records.md says.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from store.domain.decision import Decision
from store.domain.record import Reference
from store.markdown.front_matter import scalar
from store.markdown.inline import plain
from store.markdown.outline import comments, outline, without
from store.records.document import RecordError
from store.records.sections import sections

PLACES = (
    "title",
    "status",
    "date",
    "deciders",
    "consulted",
    "informed",
    "context",
    "drivers",
    "options",
    "outcome",
    "chosen",
    "reason",
    "consequences",
    "confirmation",
    "pros-and-cons",
    "supersedes",
    "status-reason",
    "weights",
    "matrix",
    "legend",
    "chart",
    "what-would-flip-it",
    "how-sure-it-is",
    "reasons",
    "evidence",
)
"""The names of the places in a team's template, in the order of a record."""

_PLACE = re.compile(r"(?<![{\\$%])\{([a-z]+(?:-[a-z]+)*)\}(?!\})")
_NOTHING_ELSE = re.compile(r"\s*+(?:[*+-][ \t]++)?(?:\**+[\w -]*+\**+:\**+)?\s*+\Z")
_KEY = re.compile(r"([\w-]+:[ \t]*)(\S.*)\Z")


def fill(template: str, decision: Decision, *, supersedes: Sequence[Reference] = ()) -> str:
    """Fills a team's template.

    Args:
        template: Markdown; its line endings are kept.
        decision: what was decided.
        supersedes: the records that this one replaces.

    Raises:
        RecordError: the template has a place of a name that there is not, or none at all.
        NotFoundError: the chosen option is not one of the matrix's.
    """
    values = sections(decision, supersedes=supersedes)
    check(template)
    newline = "\r\n" if "\r\n" in template else "\n"
    return filled(template, {name: each.replace("\n", newline) for name, each in values.items()})


def check(template: str) -> None:
    """Refuses a template that cannot be filled.

    Raises:
        RecordError: it has a place of a name that there is not, or none at all.
    """
    found = list(_PLACE.finditer(template))
    for place in found:
        if place[1] not in PLACES:
            line = template.count("\n", 0, place.start()) + 1
            known = ", ".join(f"{{{name}}}" for name in PLACES)
            raise RecordError(
                f"Line {line} of the template has {place[0]}, and there is no such place. "
                f"Nothing was written. Places: {known}."
            )
    if not found:
        raise RecordError(
            "The template has no place such as {title} in it, so every record would be the same. "
            "Nothing was written."
        )


def filled(
    template: str,
    values: Mapping[str, str],
    *,
    in_front: Mapping[str, str] | None = None,
    kept: Collection[str] = (),
) -> str:
    """Replaces each `{place}` of a template by its value.

    A line in which nothing is left but a label, and a section in which nothing is left, are left
    out. Everything else stands as it is in the template.

    Args:
        template: Markdown.
        values: Markdown, by the name of the place.
        in_front: values of the front matter, as YAML; without them, `values` are quoted there.
        kept: the places whose sections stay without a value.
    """
    front, parts = _parsed(template)
    return "".join(
        [*(_front(each, values, in_front) for each in front), *_body(parts, values, kept)]
    )


@dataclass(frozen=True, slots=True)
class _Section:
    """A section of a template: its level, its lines, and what stands under its heading."""

    level: int
    lines: Sequence[str]
    under: str


@lru_cache(maxsize=16)
def _parsed(template: str) -> tuple[Sequence[str], Sequence[_Section]]:
    """The lines of a template's front matter, and its sections; the first has no heading."""
    front = outline(template).body
    body = template[front:]
    headings = outline(body).headings
    starts = [0, *(heading.lines.start for heading in headings), len(body)]
    ends = [0, *(heading.lines.end for heading in headings)]
    levels = [0, *(heading.level for heading in headings)]
    parts = [
        _Section(level, body[start:stop].splitlines(keepends=True), body[end:stop])
        for level, start, stop, end in zip(levels, starts, starts[1:], ends, strict=False)
    ]
    return template[:front].splitlines(keepends=True), parts


def _front(line: str, values: Mapping[str, str], in_front: Mapping[str, str] | None) -> str:
    """A line of the front matter, where values are YAML."""
    text = line.rstrip("\r\n")
    if _is_empty(text, values):
        return ""
    if in_front is not None:
        return _PLACE.sub(lambda place: in_front[place[1]], line)
    said = _PLACE.sub(lambda place: plain(values[place[1]]), text)
    key = _KEY.fullmatch(said.rstrip(" \t"))
    if key and re.fullmatch(rf"[\w-]+:[ \t]*{_PLACE.pattern}[ \t]*", text):
        said = key[1] + scalar(key[2])
    return said + line[len(text) :]


def _body(parts: Sequence[_Section], values: Mapping[str, str], kept: Collection[str]) -> list[str]:
    """The sections that have something to say."""
    said: list[str] = []
    below = 0  # the level of the section that follows and is kept
    for part in reversed(parts):
        if part.level and below <= part.level and _is_empty(part.under, values, kept):
            continue
        below = part.level
        said.append("".join(_lines(part.lines, values)))
    return said[::-1]


def _lines(lines: Sequence[str], values: Mapping[str, str]) -> Iterator[str]:
    last = ""
    skips_blanks = False  # what is left out must leave no two blank lines behind
    for line in lines:
        if _is_empty(line, values):
            skips_blanks = not last.strip()
        elif line.strip() or not skips_blanks:
            skips_blanks = False
            last = _PLACE.sub(lambda place: values[place[1]], line)
            yield last


def _is_empty(text: str, values: Mapping[str, str], kept: Collection[str] = ()) -> bool:
    """Whether a text has places, nothing to fill them with, and nothing else to say."""
    found = _PLACE.findall(text) if "{" in text else ()
    if not found or any(values[name] or name in kept for name in found):
        return False
    rest = _PLACE.sub("", text)
    rest = without(rest, comments(rest))
    return all(_NOTHING_ELSE.match(line) for line in rest.splitlines())
