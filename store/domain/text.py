"""Text that somebody typed, made safe to show."""

import re
from collections.abc import Container, Iterable

_BREAK = re.compile("\r\n?|[\n\u0085\u2028\u2029]")

_SYMBOLS: dict[int, int | str] = {
    **{code: 0x2400 + code for code in range(0x20) if code != 0x0A},
    0x09: " ",
    0x7F: "\u2421",
    **dict.fromkeys(
        [
            *range(0x80, 0xA0),
            *range(0x202A, 0x202F),
            *range(0x2066, 0x206A),
            *range(0xD800, 0xE000),
            0xFFFE,
            0xFFFF,
        ],
        "\ufffd",
    ),
}


_ADDRESS = re.compile(r"https?://[^\s/]\S*|mailto:[^\s@]+@[^\s@]+", re.IGNORECASE)

ADDRESS_RULE = "an address begins with http://, https:// or mailto: and has no blanks in it"
"""What `is_address` asks for."""


def is_address(text: str) -> bool:
    """Whether a text is an address that a browser or a mail program may be given."""
    return bool(_ADDRESS.fullmatch(text)) and visible(text) == text


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A question, with a blank before it, after what may have been meant; empty if nothing was."""
    from difflib import get_close_matches  # only who has mistyped something waits for it

    names = {name.casefold(): name for name in known}
    near = get_close_matches(word[:100].casefold(), names, n=1, cutoff=0.6)
    return f" Did you mean “{names[near[0]]}”?" if near else ""


def visible(text: str, *, lines: bool = False) -> str:
    """The text with nothing hidden in it.

    A control character, a bidirectional override or half of a surrogate pair can make a terminal
    act, make text read differently from what it says, or make a file that is not UTF-8. They
    become symbols; tabs become spaces.

    Args:
        text: anything.
        lines: keep the ends of lines, each as a line feed; else they become spaces.
    """
    return _BREAK.sub("\n" if lines else " ", text).translate(_SYMBOLS)


def unique(stem: str, taken: Container[str]) -> str:
    """The stem, with the first number from 2 behind it that makes it none of those taken."""
    found, count = stem, 1
    while found in taken:
        count += 1
        found = f"{stem}-{count}"
    return found
