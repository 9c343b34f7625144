"""Text of one mark over and over: twice as much of it takes about twice as many steps.

What is counted are the lines of Python that run; `make bench-hostile` times all readers.
"""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from store.markdown import inline
from store.markdown.links import LINKED, SIMPLE
from store.markdown.outline import outline
from store.util.matching import unified
from tests import hostile

READERS: dict[str, Callable[[str], object]] = {
    "words": inline.bare,
    "links": lambda text: list(LINKED.finditer(text)),
    "simple links": lambda text: SIMPLE.words(text),
    "outline": lambda text: outline(text).shown(),
    "difference": lambda text: list(
        unified(text.splitlines(keepends=True), ["a\n", *text.splitlines(keepends=True)], ("", ""))
    ),
}
MARKS = (
    "`", "``", "`a", "**a ", "_a ", "*", "[", "](", "[a](", "[a](b ", '[a](b "', "\\[", "[\\]",
    "<!--", "-->", "#", " #", "# a\n", "```\n", "a\n===\n", "a\n", "\n", "| ",
)  # fmt: skip


def steps(read: Callable[[str], object], text: str) -> int:
    count = 0

    def trace(_frame: FrameType, event: str, _value: object) -> Any:  # noqa: ANN401
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        read(text)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("name", READERS)
def test_twice_as_much_takes_about_twice_as_many_steps(name: str) -> None:
    read = READERS[name]
    for mark in MARKS:
        none, some, more = (steps(read, (mark * size)[:size]) for size in (0, 300, 600))
        assert more - none <= 3 * (some - none) + 100, mark


def test_every_case_is_read_or_refused_with_a_sentence() -> None:
    for place, case in enumerate(hostile.cases()):
        if case.name.startswith("topic"):  # each of these reads all shipped content as well
            continue
        case.run(case.text(hostile.UNITS[place * 7 % len(hostile.UNITS)], 40))
