"""Links in Markdown, found in one pass over a text, however many brackets are in it."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator

_SPECIAL = re.compile(r"[\[\]\n\\]")
_CLOSED = re.compile(r"\s*+\)")
_TITLE = re.compile(r"\s++[\"']")
_TITLE_END = re.compile(r"\n|[\"'](?=\s*+\))")


class _Scan:
    """Where the words of each link that a text may hold end.

    What stands between brackets is read from its end: so every bracket is looked at once, and
    not once for every bracket before it.
    """

    def __init__(self, text: str, *, nested: bool) -> None:
        self.starts: list[int] = []
        """Where a bracket opens behind which words end with `](`."""
        self.ends: list[int] = []
        """Where they end."""
        found = [each.start() for each in _SPECIAL.finditer(text)]
        after: list[int | None] = [None] * (len(found) + 2)  # where words end, read from there
        bracket = len(found)  # the next one that is no backslash
        for at in reversed(range(len(found))):
            place = found[at]
            match text[place]:
                case "]":
                    after[at], bracket = place, at
                case "[":
                    end = after[at + 1]
                    if end is not None and text.startswith("(", end + 1):
                        self.starts.append(place)
                        self.ends.append(end)
                    if nested and bracket < len(found) and text[found[bracket]] == "]":
                        after[at] = after[bracket + 1]
                    bracket = at
                case "\n":
                    after[at] = None if nested else after[at + 1]
                    bracket = at
                case _ if place + 1 < len(text) and text[place + 1] != "\n":
                    skipped = at + 1 < len(found) and found[at + 1] == place + 1
                    after[at] = after[at + 1 + skipped]
        self.starts.reverse()
        self.ends.reverse()


class Links:
    """Finds links as a pattern does, which alone would look at the same text again and again.

    Args:
        pattern: of a whole link.
        target: of what follows its words, at least up to the target's end.
        nested: whether its words may hold brackets, and are on one line; then a title may stand
            behind the target.
    """

    def __init__(self, pattern: str, target: str, *, nested: bool) -> None:
        self._pattern = re.compile(pattern)
        self._target = re.compile(target)
        self._nested = nested

    def match(self, text: str, start: int) -> re.Match[str] | None:
        """The link that begins there."""
        return self._pattern.match(text, start)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Every link, in order."""
        if "](" not in text:
            return
        scan = _Scan(text, nested=self._nested)
        titles: list[int] | None = None
        done = 0
        fails: set[int] = set()
        for start, end in zip(scan.starts, scan.ends, strict=True):
            if start < done or end in fails:
                continue
            target = self._target.match(text, end + 1)
            if target and self._nested and not _CLOSED.match(text, target.end()):
                if titles is None:
                    titles = [found.start() for found in _TITLE_END.finditer(text)]
                target = target if _is_titled(text, target.end(), titles) else None
            first = start - (not self._nested and text.startswith("!", max(done, start - 1)))
            found = self._pattern.match(text, first) if target else None
            if found:
                done = found.end()
                yield found
            else:
                fails.add(end)

    def without(self, text: str) -> str:
        """The text with a blank in place of every link."""
        return self._replaced(text, lambda _: " ")

    def words(self, text: str) -> str:
        """The text with its words in place of every link."""
        return self._replaced(text, lambda found: found[1])

    def _replaced(self, text: str, written: Callable[[re.Match[str]], str]) -> str:
        pieces = []
        end = 0
        for found in self.finditer(text):
            pieces += [text[end : found.start()], written(found)]
            end = found.end()
        return "".join([*pieces, text[end:]])


def _is_titled(text: str, at: int, ends: list[int]) -> bool:
    """Whether a title follows, and the end of a link behind it on its line."""
    opening = _TITLE.match(text, at)
    if not opening:
        return False
    place = bisect_left(ends, opening.end())
    return place < len(ends) and text[ends[place]] != "\n"


LINKED = Links(
    r"\[(?P<words>(?:[^\[\]\n\\]|\\.|\[[^\[\]\n]*\])*)\]"
    r"\(\s*<?(?P<target>(?:[^()\s<>]|\([^()\s]*\))+)>?(?:\s+[\"'][^\n]*?[\"'])?\s*\)",
    r"\(\s*+<?+(?:[^()\s<>]|\([^()\s]*+\))++>?+",
    nested=True,
)
"""Links with their `words` and their `target`."""

SIMPLE = Links(
    r"!?\[((?:[^\[\]\\]|\\.)*)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"]*\")?\)",
    r"\((?:[^()\s]|\([^()\s]*+\))*+(?:\s++\"[^\"]*\")?\)",
    nested=False,
)
"""Links and pictures with no brackets in their words, which are the first group."""
