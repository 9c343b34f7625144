"""Markdown of one line, as the words that it shows."""

import html
import re
from datetime import date

from store.markdown import escape

BARE_MAX = 10_000
"""Characters of a line that are looked at for its words."""

_ESCAPED = re.compile(
    r"\\([!-/:-@\[-`{-~])"
    r"|<((?i:https?)://[^\s<>]+|[^\s<>@]+@[^\s<>@]+)>"
    r"|(&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{1,31});)"
)
_LINK = re.compile(r"!?\[((?:[^\[\]\\]|\\.)*)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"]*\")?\)")
_MARKS = re.compile(r"(?<![\\\w])(\*\*|__|\*|_|`+)(?=\S)(.+?)(?<=\S)\1(?!\w)")
_DAY = re.compile(r"(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")


def plain(markdown: str) -> str:
    """What `store.markdown.escape` was given: as typed, with no escapes and entities."""
    return _ESCAPED.sub(_plain, markdown)


def typed(markdown: str) -> str:
    """What was typed, if the Markdown is what escaping makes of it; else the Markdown."""
    text = plain(markdown)
    return text if escape(text) == markdown else markdown


def bare(markdown: str) -> str:
    """The words alone: no links, no emphasis, no code marks, no escapes."""
    text = _LINK.sub(r"\1", markdown[:BARE_MAX])
    for _ in range(3):  # marks within marks
        text = _MARKS.sub(r"\2", text)
    return " ".join(plain(text).split())


def day_in(text: str) -> date | None:
    """The first day that is written out in a text, year first."""
    for found in _DAY.finditer(text):
        try:
            return date(int(found[1]), int(found[3]), int(found[4]))
        except ValueError:
            continue
    return None


def _plain(found: re.Match[str]) -> str:
    return found[1] or found[2] or html.unescape(found[3])
