"""What two texts have in common, line by line, found in a time that their lengths bound. Pure."""

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import takewhile
from typing import Literal

LINES_MAX = 5_000
"""Lines that differ, or stand between such, of which the common ones are looked for."""

PAIRS_MAX = 1_000_000
"""Pairs of equal lines among them that are looked at."""

CONTEXT = 3
"""Lines around a difference that are shown with it."""

Opcode = tuple[Literal["replace", "delete", "insert", "equal"], int, int, int, int]


class Matcher(SequenceMatcher[str]):
    """What must change in some lines to make others of them.

    What both begin and end with is found first. Where too much is left to be compared in a time
    that anybody would wait, all that is left counts as replaced.
    """

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        self._sizes = len(old), len(new)
        self._head = _alike(old, new)
        rest = old[self._head :], new[self._head :]
        self._tail = _alike(*(lines[::-1] for lines in rest))
        old, new = (lines[: len(lines) - self._tail] for lines in rest)
        self._within = _is_within(old, new)
        super().__init__(None, *((old, new) if self._within else ((), ())), autojunk=False)

    def get_opcodes(self) -> list[Opcode]:
        """The changes as `difflib` has them."""
        return list(self._opcodes())

    def _opcodes(self) -> Iterator[Opcode]:
        head, (old, new) = self._head, self._sizes
        old_end, new_end = old - self._tail, new - self._tail
        if head:
            yield "equal", 0, head, 0, head
        if not self._within:
            yield "replace", head, old_end, head, new_end
        for kind, start, end, from_, to in super().get_opcodes():
            yield kind, start + head, end + head, from_ + head, to + head
        if self._tail:
            yield "equal", old_end, old, new_end, new


def unified(old: Sequence[str], new: Sequence[str], heads: tuple[str, str]) -> Iterator[str]:
    """The lines of a unified difference; nothing where both are the same.

    Args:
        old: lines with their ends.
        new: likewise.
        heads: what each is called.
    """
    if old == new:
        return
    yield f"--- {heads[0]}\n"
    yield f"+++ {heads[1]}\n"
    for group in Matcher(old, new).get_grouped_opcodes(CONTEXT):
        first, last = group[0], group[-1]
        yield f"@@ -{_range(first[1], last[2])} +{_range(first[3], last[4])} @@\n"
        for kind, start, end, from_, to in group:
            if kind == "equal":
                yield from (f" {line}" for line in old[start:end])
                continue
            yield from (f"-{line}" for line in old[start:end])
            yield from (f"+{line}" for line in new[from_:to])


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    """How many lines both begin with."""
    return sum(1 for _ in takewhile(bool, (a == b for a, b in zip(old, new, strict=False))))


def _is_within(old: Sequence[str], new: Sequence[str]) -> bool:
    if max(len(old), len(new)) > LINES_MAX:
        return False
    counts = Counter(new)
    return sum(counts[line] for line in old) <= PAIRS_MAX


def _range(start: int, end: int) -> str:
    """Lines as the head of a hunk names them."""
    count = end - start
    return f"{start + bool(count)}" if count == 1 else f"{start + bool(count)},{count}"
