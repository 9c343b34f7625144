"""A decision as a Markdown record: MADR 4.0, and what other readers want beside it.

Pure: it reads and writes no file.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from store.markdown import escape
from store.sections import judged, people_in, sections, status_of, titled
from store.types import Decision, Status

_PLAIN_SCALAR = re.compile(r"[^\W\d_][\w ,.'’()&/+-]*")

_YAML_WORDS = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})


class Profile(StrEnum):
    """Who is to read a record."""

    MADR4 = "madr4"
    """MADR 4.0 and nothing else."""

    COMPAT = "compat"
    """MADR 4.0 with the status where MADR 2, log4brains and adr-tools look for it."""


@dataclass(frozen=True, slots=True)
class Successor:
    """The record that took another one's place, by its number, its file and its title."""

    number: int
    file: str
    title: str


def record(
    decision: Decision,
    *,
    supersedes: Sequence[str] = (),
    profile: Profile = Profile.MADR4,
    successor: Successor | None = None,
) -> str:
    """The record of a decision, with LF ends of line and one at its end.

    Args:
        decision: what was decided; `superseded_by` is the number in the status.
        supersedes: file names, in the same folder, of the records that this one replaces.
        profile: who is to read it.
        successor: the record that replaces this one, for profiles that link to it.

    Raises:
        NotFoundError: the chosen option is not one of the matrix's.
    """
    found = sections(decision, supersedes=supersedes)
    blocks = [
        _head(decision, profile),
        *(_labels(decision, successor) if profile is Profile.COMPAT else ()),
        f"## Context and Problem Statement\n\n{found['context']}",
        *titled("## Decision Drivers", found["drivers"]),
        f"## Considered Options\n\n{found['options']}",
        f"## Decision Outcome\n\n{found['outcome']}",
        *titled("### Consequences", found["consequences"]),
        *titled("### Confirmation", found["confirmation"]),
        *titled("## Pros and Cons of the Options", found["pros-and-cons"]),
        "## More Information",
        *filter(None, [found["supersedes"], found["status-reason"]]),
        found["weights"],
        *judged(found, "###"),
        *titled("### Evidence", found["evidence"]),
    ]
    return "\n\n".join(blocks) + "\n"


def _scalar(text: str) -> str:
    """The text as a YAML scalar, in quotes only where YAML would take it for something else."""
    if _PLAIN_SCALAR.fullmatch(text) and text.casefold() not in _YAML_WORDS:
        return text
    return json.dumps(text, ensure_ascii=False)


def _head(decision: Decision, profile: Profile) -> str:
    lines = ["---", f"status: {status_of(decision)}", f"date: {decision.date.isoformat()}"]
    people = {
        "decision-makers": decision.deciders,
        "consulted": decision.consulted,
        "informed": decision.informed,
    }
    for key, line in people.items():
        if names := people_in(line):
            lines.append(f"{key}: {_scalar(', '.join(names))}")
    if profile is Profile.COMPAT:
        # Readers that know no front matter would else take its last line for a heading.
        lines.append("")
    # A blank line after the front matter makes adr-log show an empty title.
    return "\n".join([*lines, "---", f"# {escape(decision.title) or 'Decision'}"])


def _labels(decision: Decision, successor: Successor | None) -> Iterator[str]:
    """The status once more, for log4brains by the slug and for adr-tools by the title."""
    label, section = str(decision.status), decision.status.capitalize()
    if decision.status is Status.SUPERSEDED and successor:
        slug = successor.file.removesuffix(".md")
        label = f"superseded by [{slug}]({successor.file})"
        title = f"{successor.number}. {escape(successor.title) or 'Decision'}"
        section = f"Superseded by [{title}]({successor.file})"
    yield f"* Status: {label}\n* Date: {decision.date.isoformat()}"
    yield f"## Status\n\n{section}"
