"""The output of commands: lines for grep, JSON for programs.

Plain answers are made of one record a line, columns two spaces apart, nothing cut off. JSON
answers are ASCII, whatever is in them.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from store.domain.text import visible


@dataclass(frozen=True, slots=True)
class CommandResult:
    """What a command has to say; where there is trouble it did not do all that it was asked.

    A note is for who looks at a terminal, and no failure: that a list is empty, say.
    """

    text: str
    trouble: str = ""
    note: str = ""

    def but(self, trouble: str) -> "CommandResult":
        """Adds trouble to the result, if there is any."""
        return replace(self, trouble=" ".join(filter(None, [self.trouble, trouble])))


def as_json(value: object) -> str:
    """Formats a value as JSON."""
    return json.dumps(value, indent=2, default=_as_text) + "\n"


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Formats rows as lines, each column as wide as its widest cell."""
    shown = [[visible(cell) for cell in row] for row in rows]
    cells = [[_cells(cell) for cell in row] for row in shown]
    widths = [max(column) for column in zip(*cells, strict=True)]
    return [
        "  ".join(
            cell + " " * (width - taken)
            for cell, taken, width in zip(row, sizes, widths, strict=True)
        )
        for row, sizes in zip(shown, cells, strict=True)
    ]


def _cells(text: str) -> int:
    """How many cells of a terminal a text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # what only wide letters wait for

    return cell_len(text)


def text(lines: Sequence[str]) -> str:
    """Joins lines to one text."""
    return "".join(f"{line.rstrip()}\n" for line in lines)


def counted(number: int, what: str) -> str:
    """Formats a count with its noun, such as “2 records”."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def wrapped(paragraphs: Sequence[str], lead: str = "") -> list[str]:
    """Wraps paragraphs to the terminal's width; without a terminal each is one line.

    Args:
        paragraphs: what to show.
        lead: what stands before each paragraph; its further lines are indented as far.
    """
    shown = [visible(paragraph) for paragraph in paragraphs]
    if not on_terminal():
        return [f"{lead}{paragraph}" for paragraph in shown]
    import shutil
    import textwrap

    wrapper = textwrap.TextWrapper(
        width=shutil.get_terminal_size().columns,
        initial_indent=lead,
        subsequent_indent=" " * len(lead),
        # An address must stay whole, or no terminal opens it.
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line for paragraph in shown for line in wrapper.wrap(paragraph) or [""]]


def on_terminal() -> bool:
    """Whether the output goes to a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()
