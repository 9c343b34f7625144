"""Front matter: the few keys of a record's YAML, read and changed where they stand.

Only what records use of YAML is understood: keys at the margin with a scalar or a list of
scalars. Everything else between the two lines of dashes is kept by not being touched.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from store.markdown.outline import Span

_OPENED = re.compile(r"\ufeff?---[ \t\r]*\n[A-Za-z][\w-]*:")
_HEADING = re.compile(r"^#{1,6}[ \t]+\S[^\n]*\n(?:[ \t\r]*\n)+(?=\S)(?![\w-]+:)", re.MULTILINE)
_KEY = re.compile(r"^([A-Za-z][\w -]{0,60}?)[ \t]*:(?=[ \t\r\n]|\Z)[ \t]*", re.MULTILINE)
_DOUBLE = re.compile(r'"((?:[^"\\]|\\.)*)"')
_SINGLE = re.compile(r"'((?:[^']|'')*)'")
_ITEM = re.compile(r"^([ \t]*-[ \t]+)([^\n]*)$", re.MULTILINE)
_ESCAPE = re.compile(r"\\(x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[^\n])")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "_": "\u00a0", "N": "\u0085", "e": "\x1b"}
_PART = rf"(?:{_DOUBLE.pattern}|{_SINGLE.pattern}|[^\s,\[\]\"'](?:[^,\[\]\n]*[^\s,\[\]])?)"
_FLOW_PART = re.compile(_PART)
_FLOW = re.compile(rf"\[\s*(?:{_PART}\s*(?:,\s*{_PART}\s*)*,?\s*)?\](?=\s*(?:\#[^\n]*)?(?:\n|\Z))")
_NO_PLAIN = re.compile(
    r"""\A[-?:,\[\]{}\#&*!|>'"%@`\s]   # begins as something else
      | :(?:\s|\Z) | \s\# | \s\Z | \A\Z  # ends as something else
      | [\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]
      | \A(?:null|true|false|yes|no|on|off|y|n|~|=|<<)\Z
      | \A[-+]?[.0-9][0-9_.,:eE+xXoOa-fA-F-]*\Z | \A[-+]?\.(?:inf|nan)\Z""",
    re.VERBOSE | re.IGNORECASE,
)
_NULL = re.compile(r"~|null|Null|NULL")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_FLOW_SPECIAL = re.compile(r"[,\[\]{}?:]")


class Style(StrEnum):
    """How a value is written."""

    PLAIN = "plain"
    SINGLE = "in single quotes"
    DOUBLE = "in double quotes"
    FLOW = "a list in brackets"
    BLOCK = "a list of lines"


@dataclass(frozen=True, slots=True)
class Entry:
    """A key with its value.

    Args:
        key: in lower case, with hyphens.
        lines: the whole entry, up to the next one.
        value: what is written behind the colon, without comments.
        style: how.
        items: what it says; one, unless it is a list.
        lead: of a list of lines, what stands in front of the first item.
        quote: how the first item of a list is quoted.
        is_toml: whether it is written in TOML and not in YAML.
    """

    key: str
    lines: Span
    value: Span
    style: Style
    items: tuple[str, ...]
    lead: str = ""
    quote: Style = Style.PLAIN
    is_toml: bool = False


def is_unclosed(text: str, front: Span | None, body: int) -> bool:
    """Whether front matter begins that no line of dashes ends, or only one far below does.

    Args:
        text: all of it.
        front: what stands in the front matter, if it is closed.
        body: where that ends.
    """
    if not _OPENED.match(text):
        return False
    if front is None:
        return True
    within = text[front.start : front.end]
    return bool(_HEADING.search(within)) and not _HEADING.search(text, body)


def entries(text: str, front: Span) -> tuple[Entry, ...]:
    """The entries of the front matter, in order."""
    keys = list(_KEY.finditer(text, front.start, front.end))
    ends = [*(found.start() for found in keys[1:]), front.end]
    return tuple(_entry(text, found, end) for found, end in zip(keys, ends, strict=False))


def written(entry: Entry, items: Sequence[str], newline: str) -> str:
    """The items as they are to stand in place of the entry's value, in its own style.

    Of a scalar they are one, separated by commas.
    """
    if entry.is_toml:
        parts = [scalar(item, Style.DOUBLE) for item in items]
        return f"[{', '.join(parts)}]" if entry.style is Style.FLOW else _in_toml(entry, items)
    if entry.style is Style.BLOCK:
        lines = [f"{entry.lead}{scalar(item, entry.quote)}" for item in items]
        return newline.join(lines)
    if entry.style is Style.FLOW:
        parts = []
        for item in items:
            in_quotes = entry.quote is Style.PLAIN and _FLOW_SPECIAL.search(item)
            parts.append(scalar(item, Style.DOUBLE if in_quotes else entry.quote))
        return f"[{', '.join(parts)}]"
    return scalar(", ".join(items), entry.style)


def scalar(text: str, style: Style = Style.PLAIN) -> str:
    """A scalar in a style, or in double quotes where that style cannot say it.

    A day is left plain, as the readers of records want it.
    """
    printable = text.isprintable()
    if style is Style.SINGLE and printable:
        return "'" + text.replace("'", "''") + "'"
    if style is Style.PLAIN and (_DAY.fullmatch(text) or not _NO_PLAIN.search(text)):
        return text
    return '"' + "".join(map(_escaped, text)) + '"'


def _in_toml(entry: Entry, items: Sequence[str]) -> str:
    text = ", ".join(items)
    if entry.style is Style.PLAIN and _DAY.fullmatch(text):
        return text
    if entry.style is Style.SINGLE and text.isprintable() and "'" not in text:
        return f"'{text}'"
    return scalar(text, Style.DOUBLE)


def _escaped(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    if char.isprintable():
        return char
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"


def _entry(text: str, found: re.Match[str], end: int) -> Entry:
    key = re.sub(r"[ _]", "-", found[1].casefold())
    lines = Span(found.start(), end)
    first = text.find("\n", found.end(), end)
    line_end = end if first < 0 else first
    rest = text[line_end:end]
    inline = text[found.end() : line_end].rstrip()
    block = _block(text, line_end, end) if not inline or inline.startswith("#") else None
    if block:
        return Entry(key, lines, *block)
    if inline.startswith("["):
        flow = _flow(text, found.end(), end)
        if flow:
            return Entry(key, lines, *flow)
    style, length, said = _scalar(inline)
    span = Span(found.end(), found.end() + length)
    more = [line.strip() for line in rest.split("\n") if line[:1] in (" ", "\t")]
    more = [line for line in more if line and not line.startswith("#")]
    if more and style is Style.PLAIN:
        # A scalar on several lines: read as one, and replaced as one.
        last = text.rindex(more[-1], line_end, end) + len(more[-1])
        head = [] if re.fullmatch(r"[|>][-+0-9]*", said) else [said]
        return Entry(key, lines, Span(span.start, last), style, (" ".join([*head, *more]).strip(),))
    return Entry(key, lines, span, style, (said,))


def _scalar(inline: str) -> tuple[Style, int, str]:
    """The style of a scalar at the beginning of a line, its length there, and what it says.

    YAML's null says nothing.
    """
    for style, pattern in ((Style.DOUBLE, _DOUBLE), (Style.SINGLE, _SINGLE)):
        found = pattern.match(inline)
        if found and re.fullmatch(r"\s*(?:#.*)?", inline[found.end() :]):
            return style, found.end(), _unquoted(found[1], style)
    comment = re.search(r"(?:\A|(?<=[ \t]))#", inline)
    said = inline[: comment.start()].rstrip(" \t") if comment else inline
    return Style.PLAIN, len(said), "" if _NULL.fullmatch(said) else said


def _unquoted(text: str, style: Style) -> str:
    if style is Style.SINGLE:
        return text.replace("''", "'")
    return _ESCAPE.sub(_unescaped, text)


def _unescaped(found: re.Match[str]) -> str:
    name = found[1]
    if name[0] in "xuU" and len(name) > 1:
        code = int(name[1:], 16)
        return chr(code) if code < 0x110000 else "\ufffd"
    return _ESCAPES.get(name, name)


def _flow(
    text: str, start: int, end: int
) -> tuple[Span, Style, tuple[str, ...], str, Style] | None:
    found = _FLOW.match(text, start, end)
    if not found:  # a link, say
        return None
    parts = [_scalar(part[0]) for part in _FLOW_PART.finditer(found[0][1:-1])]
    items = tuple(said for _, _, said in parts)
    quote = parts[0][0] if parts else Style.PLAIN
    return Span(start, found.end()), Style.FLOW, items, "", quote


def _block(
    text: str, start: int, end: int
) -> tuple[Span, Style, tuple[str, ...], str, Style] | None:
    found = list(_ITEM.finditer(text, start, end))
    if not found:
        return None
    said = [_scalar(item[2].rstrip()) for item in found]
    last = found[-1].start(2) + said[-1][1]
    return (
        Span(found[0].start(), last),
        Style.BLOCK,
        tuple(words for _, _, words in said),
        found[0][1],
        said[0][0],
    )
