"""Front matter in TOML, between lines of `+++`, as Hugo and Zola have it."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from store.markdown.front_matter import Entry, Style
from store.markdown.outline import Span

TABLES = ("", "extra", "params", "taxonomies")
"""The tables that hold fields of a record; the first is the top of all."""

_TABLE = re.compile(r"[ \t]*\[([A-Za-z0-9_.-]+)\][ \t]*(?:#.*)?\r?")
_KEY = re.compile(r"[ \t]*\"?([A-Za-z][\w -]{0,60}?)\"?[ \t]*=[ \t]*")
_ONE_LINE = re.compile(
    r"""\"(?:[^"\\\n]|\\.)*\"(?!\") | '[^'\n]*'(?!')
      | \[[^\[\]\n"']*(?:(?:"(?:[^"\\\n]|\\.)*"|'[^'\n]*')[^\[\]\n"']*)*\]
      | [^\s"'\[#{][^\n#]*""",
    re.VERBOSE,
)


def entries(text: str, front: Span) -> tuple[Entry, ...]:
    """The entries of front matter in TOML, in order; none where it cannot be read."""
    try:
        found = tomllib.loads(text[front.start : front.end].replace("\r\n", "\n"))
    except (ValueError, RecursionError):
        return ()
    return tuple(_entries(text, front, found))


def _entries(text: str, front: Span, found: dict[str, Any]) -> Iterator[Entry]:
    table = ""
    start = front.start
    while start < front.end:
        end = text.find("\n", start, front.end)
        end = front.end if end < 0 else end
        if heading := _TABLE.fullmatch(text, start, end):
            table = heading[1]
        elif (key := _KEY.match(text, start, end)) and table in TABLES:
            values = found.get(table, {}) if table else found
            value = values.get(key[1]) if isinstance(values, dict) else None
            written = _ONE_LINE.match(text, key.end(), end)
            items = _items(value)
            if items is not None:
                yield _entry(text, key, Span(start, min(end + 1, front.end)), written, items)
        start = end + 1


def _entry(
    text: str,
    key: re.Match[str],
    lines: Span,
    written: re.Match[str] | None,
    items: tuple[str, ...],
) -> Entry:
    name = re.sub(r"[ _]", "-", key[1].casefold())
    at = Span(key.end(), key.end() + (len(written[0].rstrip()) if written else 0))
    first = text[at.start : at.start + 1]
    style = {'"': Style.DOUBLE, "'": Style.SINGLE, "[": Style.FLOW}.get(first, Style.PLAIN)
    return Entry(name, lines, at, style, items, quote=Style.DOUBLE, is_toml=True)


def _items(value: object) -> tuple[str, ...] | None:
    """What a value says: one text, or those of a list."""
    if isinstance(value, datetime):
        return (value.isoformat(),)
    if isinstance(value, (str, date, int)):
        return (str(value),)
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return tuple(value)
    return None
