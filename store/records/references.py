"""How records refer to each other: by links, by numbers, and by their status."""

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

from store.domain.record import Reference
from store.markdown import inline
from store.markdown.escape import escape
from store.markdown.links import LINKED
from store.markdown.outline import Span
from store.records import filenames

DEFINED = re.compile(
    r"^[ ]{0,3}\[(?P<words>(?!\^)(?:[^\[\]\n\\]|\\.)+)\]:[ \t]*<?(?P<target>[^\s<>]+)>?"
    r"(?=[ \t]*(?:[ \t][\"'(][^\n]*)?\r?$)",
    re.MULTILINE,
)
"""Where a link is defined that others name: `[words]: target`."""

MENTION = re.compile(
    r"(?<![\w/.-])ADR[- ]?(?P<digits>[0-9]{1,9})(?![\w-]*\.\w|[\w-]+/|\w)", re.IGNORECASE
)
SUPERSEDES = re.compile(
    r"\W*(?:this (?:record|decision|ADR) )?(?:super[sc]edes|replaces)\b", re.IGNORECASE
)
_TITLED = re.compile(r"[0-9]{1,9}\.[ \t]+(\S.*)")
"""The words of a link as adr-tools makes it."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a file: its words, its target, and where they stand."""

    words: str
    target: str
    text_span: Span
    target_span: Span

    @property
    def file(self) -> str:
        """The target without its fragment, percent escapes decoded."""
        return unquote(self.target.partition("#")[0].partition("?")[0])


@dataclass(frozen=True, slots=True)
class Mention:
    """A record named by its number, as in ADR-0012; `digits` is where the number is written."""

    number: int
    digits: Span


def link_to(other: Reference, words: Literal["number", "slug", "title"]) -> str:
    """A link to a record, in the words that a format has for it.

    A record without a number is called by its slug; "title" is "3. Use Flask", as adr-tools has it.
    """
    said = other.file.rpartition("/")[2].rpartition(".")[0]
    if words == "title":
        title = escape(other.title) or said
        said = title if other.number is None else f"{other.number}. {title}"
    elif words == "number" and other.number is not None:
        said = f"ADR-{other.number:04}"
    return f"[{said}]({other.file})"


def references(text: str, *, lone: bool = False) -> tuple[Reference, ...]:
    """The records that a text refers to: by links, as ADR-0012 or, if `lone`, by a number alone."""
    found: list[Reference] = []
    for link in LINKED.finditer(text):
        file = link["target"].partition("#")[0]
        name = file.rpartition("/")[2]
        number = filenames.number_of(name)
        mention = MENTION.search(link["words"])
        if number is None and mention and not filenames.is_named(name):
            number = int(mention["digits"])
        titled = _TITLED.fullmatch(link["words"])
        found.append(Reference(number, file, inline.plain(titled[1]) if titled else ""))
    rest = LINKED.without(text)
    found += [Reference(int(each["digits"])) for each in MENTION.finditer(rest)]
    number_alone = re.match(r"\W*([0-9]{1,9})\b", rest)
    if lone and not found and number_alone:
        found.append(Reference(int(number_alone[1])))
    return tuple(dict.fromkeys(found))
