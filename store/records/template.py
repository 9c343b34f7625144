"""Templates of records: Markdown with named places, filled from a decision.

Those of the formats lie in `templates/`; a team can have its own, as docs/records.md says.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

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
    front = outline(template).body
    lines = template[:front].splitlines(keepends=True)
    return "".join(
        [
            *(_front(each, values, in_front) for each in lines),
            *_body(template[front:], values, kept),
        ]
    )


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


def _body(body: str, values: Mapping[str, str], kept: Collection[str]) -> list[str]:
    """The sections of the body that have something to say."""
    found = outline(body)
    starts = [0, *(heading.lines.start for heading in found.headings), len(body)]
    levels = [0, *(heading.level for heading in found.headings)]
    said: list[str] = []
    below = 0  # the level of the section that follows and is kept
    for at in reversed(range(len(levels))):
        text = body[starts[at] : starts[at + 1]]
        under = body[found.headings[at - 1].lines.end : starts[at + 1]] if at else text
        has_sections = below > levels[at]
        if at and not has_sections and _is_empty(under, values, kept):
            continue
        below = levels[at]
        said.append("".join(_lines(text.splitlines(keepends=True), values)))
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
    found = _PLACE.findall(text)
    if not found or any(values[name] or name in kept for name in found):
        return False
    rest = _PLACE.sub("", text)
    rest = without(rest, comments(rest))
    return all(_NOTHING_ELSE.match(line) for line in rest.splitlines())
