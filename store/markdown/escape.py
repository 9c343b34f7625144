"""Escapes text, so that Markdown shows it as it was typed. Pure."""

import re
from collections.abc import Callable, Sequence
from urllib.parse import quote

from store.domain.content import Source
from store.domain.text import visible

# Renderers disagree on escapes, so only what is special where it stands is touched.
_SPECIAL = re.compile(
    r"""
    [\\`*\[\]{}~$]
    | (?<![a-z0-9])_ | _(?![a-z0-9])          # inside a word it marks nothing
    | (?<=\{)%                                # a Liquid tag on GitHub Pages
    | <(?=[a-z/!?]|$)                         # HTML
    | &(?=\#?\w+;)                            # an entity
    | (?:(?<=http)|(?<=https)|(?<=ftp)):(?=//) | (?<=www)\.    # text that links itself
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_ENTITIES = {
    "~": "&#126;",
    "$": "&#36;",
    "%": "&#37;",
    "<": "&lt;",
    "&": "&amp;",
    ":": "&#58;",
    "|": "&#124;",
}
_OPENING = re.compile(r"^(?:[#>+|-]|:(?=\s)|!(?=!!))")
_NUMBERED = re.compile(r"^(\(?(?:[0-9]+|[a-z]|[ivxlcdm]+|@[\w-]*))([.)])(?=\s|$)", re.IGNORECASE)

_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_MAIL = rf"[a-z0-9._+-]+@{_LABEL}(?:\.{_LABEL})+"
_PAGE = (
    rf"https?://{_LABEL}(?:\.{_LABEL})*(?::[0-9]+)?"
    r"(?:[/?#](?:[a-z0-9/._~?=&#+:@,!-]|%[0-9a-f]{2}|\([a-z0-9_.,-]*\))*)?"
)
_ADDRESS = re.compile(rf"https?://[^\s<>]+|(?<![\w.+:/@-]){_MAIL}", re.IGNORECASE | re.ASCII)
_CLEAN_ADDRESS = re.compile(rf"{_PAGE}|{_MAIL}", re.IGNORECASE | re.ASCII)

_CODE = re.compile("`([^`]+)`")


def escape(text: str, *, table: bool = False) -> str:
    """Markdown that shows the text as it was typed, on one line.

    It reads the same in cmark-gfm, pandoc, remark, markdown-it and Python-Markdown, in a
    paragraph, a list item, a heading or, with `table`, a cell. Ends of line and tabs become
    spaces, control characters symbols; complete addresses become links to themselves.
    """
    return opened(_inline(line_of(text), table=table))


def prose(text: str) -> str:
    """Shipped text, where a pair of backticks encloses code."""
    return _prose(text, _inline)


def link(source: Source, url: str) -> str:
    """A link to a source, by its title."""
    target = quote(visible(url), safe="%/:?#@!&+,;=~-._")
    target = re.sub(r"&(?=\w+;)", "&amp;", target)
    return f"[{_prose(source.title, _plain)}]({target})"


def line_of(text: str) -> str:
    """The text on one line, with nothing hidden in it."""
    return visible(text).strip()


def lines_of(text: str) -> list[str]:
    """The lines of a text that say something."""
    return [line for line in map(line_of, visible(text, lines=True).split("\n")) if line]


def sentence(text: str) -> str:
    """The text with a full stop, if nothing ends it yet."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def bullets(items: Sequence[str]) -> str:
    """The items as a list."""
    return "\n".join(f"* {item}" for item in items)


def _prose(text: str, plain: Callable[[str], str]) -> str:
    parts = _CODE.split(line_of(text))
    for place, part in enumerate(parts):
        # GitHub Pages runs template tags even in code, where nothing can be escaped.
        is_code = place % 2 and "{{" not in part and "{%" not in part
        parts[place] = f"`{part}`" if is_code else plain(part)
    return opened("".join(parts).strip())


def opened(text: str) -> str:
    """Escaped text, with its beginning escaped where it would open a list, quote or heading."""
    return _NUMBERED.sub(r"\1\\\2", _OPENING.sub(_special, text))


def _inline(line: str, *, table: bool = False) -> str:
    """The line escaped but for what opens a block, with links for its addresses."""
    pieces = []
    end = 0
    for found in _ADDRESS.finditer(line):
        address = found[0].rstrip(".,:;!?'\")]}")
        if address.count("(") > address.count(")") and found[0].startswith(")", len(address)):
            address += ")"
        if _CLEAN_ADDRESS.fullmatch(address):
            pieces += [_plain(line[end : found.start()], table=table), f"<{address}>"]
            end = found.start() + len(address)
    return "".join(pieces) + _plain(line[end:], table=table)


def _plain(line: str, *, table: bool = False) -> str:
    """The line escaped but for what opens a block, with no links in it."""
    text = _SPECIAL.sub(_special, line)
    closing = len(line) - len(line.rstrip("#"))
    text = text[: len(text) - closing] + r"\#" * closing  # or they would close a heading
    return text.replace("|", r"\|") if table else text


def _special(found: re.Match[str]) -> str:
    return _ENTITIES.get(found[0], f"\\{found[0]}")
