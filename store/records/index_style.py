"""How the items of an index are written, and the words of their links."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol
from urllib.parse import quote

from store.markdown.links import SIMPLE
from store.markdown.outline import before_comments, comments, without
from store.records.index_table import Told

LINK_WORDS = re.compile(
    r"(?P<lead>(?:[A-Za-z]{2,12}[-_ #]*)?)(?P<digits>[0-9]{1,9})"
    r"(?P<gap>[.:)]*[ ]*[-–—:]?[ ]*)(?P<rest>.*)"
)
JOINT = re.compile(r"[ \t]*(?:[-–—:]+[ \t]*)?")


class Listed(Told, Protocol):
    """What a list tells of a record."""

    @property
    def name(self) -> str:
        """The name of its file."""

    @property
    def title(self) -> str:
        """Its title."""


@dataclass(frozen=True, slots=True)
class ItemStyle:
    """How the items of a list are written.

    Args:
        indent: what stands before the bullet.
        bullet: the bullet with the blanks behind it.
        lead: what stands before a number.
        width: the digits of a number; 0 where items show none.
        gap: what stands between the number and the title in the words of the link; empty where
            the title stands behind the link.
        joint: what stands between the link and a title behind it.
        shows_title: whether items show titles.
        path: what stands before the file's name in the link.
        ending: whether that has its ending.
    """

    indent: str = ""
    bullet: str = "* "
    lead: str = "ADR-"
    width: int = 4
    gap: str = ""
    joint: str = " - "
    shows_title: bool = True
    path: str = ""
    ending: bool = True

    def item(self, record: Listed) -> str:
        """The item of a record."""
        title, number = words_of(record), record.number
        file = record.name if self.ending else record.name.rpartition(".")[0]
        link = f"({self.path}{quoted(file)})"
        if number is None or not self.width:
            return f"{self.indent}{self.bullet}[{title}]{link}"
        written = f"{self.lead}{number:0{self.width}}"
        if self.gap:
            return f"{self.indent}{self.bullet}[{written}{self.gap}{title}]{link}"
        tail = f"{self.joint}{title}" if self.shows_title else ""
        return f"{self.indent}{self.bullet}[{written}]{link}{tail}"


def order(record: Listed) -> tuple[bool, int, str]:
    """Where a record belongs in a list."""
    return record.number is None, record.number or 0, record.name


def words_of(record: Listed) -> str:
    """A record's title as it can stand in a list: no comment, no link, no bracket left open."""
    return _words(record.title) or record.name.rpartition(".")[0]


@lru_cache(maxsize=4)  # of one record it is asked several times
def _words(title: str) -> str:
    title = SIMPLE.words(without(title, comments(title)))
    title = " ".join(title.replace("<!--", "&lt;!--").split())
    depth = 0
    for bracket in re.findall(r"[\[\]]", re.sub(r"\\.", "", title)):
        depth += 1 if bracket == "[" else -1
        if depth < 0:
            break
    if depth:
        title = re.sub(r"(?<!\\)([\[\]])", r"\\\1", title)
    if (len(title) - len(title.rstrip("\\"))) % 2:
        title += "\\"
    return title


def renumbered(words: str, record: Listed) -> str:
    """The words of a link with the record's number, where they say another."""
    found = LINK_WORDS.fullmatch(words)
    if not found or record.number in (None, int(found["digits"])):
        return words
    is_number = found["lead"] or not found["rest"] or found["gap"].startswith((".", ":", ")"))
    if not is_number:
        return words
    width = len(found["digits"]) if found["digits"].startswith("0") else 1
    return f"{found['lead']}{record.number:0{width}}{found['gap']}{found['rest']}"


def retitled(words: str, tail: str, title: str) -> tuple[str, str]:
    """A link's words and what stands behind it, with another title where they have one."""
    found = LINK_WORDS.fullmatch(words)
    if not found:
        return title, tail
    if found["rest"]:
        return f"{found['lead']}{found['digits']}{found['gap']}{title}", tail
    body = before_comments(tail)
    joint = JOINT.match(body)
    shown = joint[0] if joint and joint[0] else " - "
    return words, f"{shown}{title}{tail[len(body) :]}"


def quoted(name: str) -> str:
    """A file name as the target of a link."""
    return "".join(quote(char) if char in " ()<>%#?\\\"'" else char for char in name)
