"""A team's own template: Markdown with named places, filled from a decision."""

import re
from collections.abc import Mapping, Sequence

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
"""The names of the places, in the order of a record."""

_PLACE = re.compile(r"(?<![{\\$%])\{([a-z]+(?:-[a-z]+)*)\}(?!\})")
_NOTHING_ELSE = re.compile(r"\s*+(?:[*+-][ \t]++)?(?:\**+[\w -]*+\**+:\**+)?\s*+\Z")
_KEY = re.compile(r"([\w-]+:[ \t]*)(\S.*)\Z")


def fill(template: str, decision: Decision, *, supersedes: Sequence[Reference] = ()) -> str:
    """A record made of a template.

    Each `{place}` is replaced by what `store.records.sections.sections` says for its name. A line
    in which nothing is left but a label, and a section in which nothing is left, are left out.
    Everything else stands as it is in the template.

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
    values = {name: value.replace("\n", newline) for name, value in values.items()}
    front = outline(template).body
    filled = [_front(line, values) for line in template[:front].splitlines(keepends=True)]
    filled += _body(template[front:], values)
    return "".join(filled)


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


def _front(line: str, values: Mapping[str, str]) -> str:
    """A line of the front matter, where values are YAML."""
    if not _PLACE.search(line):
        return line
    text = line.rstrip("\r\n")
    filled = _PLACE.sub(lambda place: plain(values[place[1]]), text)
    key = _KEY.fullmatch(filled.rstrip(" \t"))
    alone = re.fullmatch(rf"[\w-]+:[ \t]*{_PLACE.pattern}[ \t]*", text)
    if alone and key:
        filled = key[1] + scalar(key[2])
    return "" if _is_empty(text, values) else filled + line[len(text) :]


def _body(body: str, values: Mapping[str, str]) -> list[str]:
    """The sections of the body that have something to say."""
    found = outline(body)
    starts = [0, *(heading.lines.start for heading in found.headings), len(body)]
    levels = [0, *(heading.level for heading in found.headings)]
    kept: list[str] = []
    below = 0  # the level of the section that follows and is kept
    for at in reversed(range(len(levels))):
        text = body[starts[at] : starts[at + 1]]
        under = body[found.headings[at - 1].lines.end : starts[at + 1]] if at else text
        has_sections = below > levels[at]
        if at and not has_sections and _is_empty(under, values):
            continue
        below = levels[at]
        lines = text.splitlines(keepends=True)
        kept.append("".join(_lines(lines, values)))
    return kept[::-1]


def _lines(lines: Sequence[str], values: Mapping[str, str]) -> list[str]:
    filled: list[str] = []
    skips_blanks = False  # what is left out must leave no two blank lines behind
    for line in lines:
        if _is_empty(line, values):
            skips_blanks = not filled or not filled[-1].strip()
        elif line.strip() or not skips_blanks:
            skips_blanks = False
            filled.append(_PLACE.sub(lambda place: values[place[1]], line))
    return filled


def _is_empty(text: str, values: Mapping[str, str]) -> bool:
    """Whether a text has places, nothing to fill them with, and nothing else to say."""
    found = _PLACE.findall(text)
    if not found or any(values[name] for name in found):
        return False
    rest = _PLACE.sub("", text)
    rest = without(rest, comments(rest))
    return all(_NOTHING_ELSE.match(line) for line in rest.splitlines())
