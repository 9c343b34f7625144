"""The rows of the list of decisions."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content

from store.domain.decision import DecisionRow, Status
from tui_app.widgets.rich_page import plain

STATUSES = {
    Status.PROPOSED: ("○", "$text-warning"),
    Status.ACCEPTED: ("●", "$text-success"),
    Status.REJECTED: ("✗", "$text-error"),
    Status.DEPRECATED: ("◌", "$foreground 60%"),
    Status.SUPERSEDED: ("↷", "$foreground 60%"),
}
"""The glyph of each status and its style; the word always stands beside them."""

_FAINT = "$foreground 60%"
_LATE = "bold $text-warning"
_TITLE_LINES = 2


@dataclass(frozen=True, slots=True)
class DecisionLines:
    """A decision: its number and title, its status, what was chosen, and whether it is due."""

    row: DecisionRow
    late: bool

    def height(self, width: int) -> int:
        """Returns how many lines the row takes."""
        wrapped = cell_len(self._head + self.row.title) > width
        return 2 + wrapped + (not self._fits(width)) + self.late

    def lines(self, width: int) -> Sequence[Content]:
        """Returns the lines."""
        row, head = self.row, self._head
        glyph, style = STATUSES[row.status]
        indent = plain(" " * len(head))
        status = indent.append(plain(f"{glyph} {self._status}", style))
        if self._fits(width):
            below = [status.append(plain(f" · {self._rest}", _FAINT))]
        else:
            below = [status, indent.append(plain(self._rest, _FAINT))]
        if self.late:
            below.append(indent.append(plain(f"⚑ review due {row.review_by:%-d %b %Y}", _LATE)))
        first, *others = self._title(width - len(head))
        return [plain(head, _FAINT).append(first), *(indent.append(t) for t in others), *below]

    @property
    def _head(self) -> str:
        return f"{self.row.number:>3}  "

    @property
    def _status(self) -> str:
        by = self.row.superseded_by
        return f"{self.row.status} by {by}" if by else str(self.row.status)

    @property
    def _rest(self) -> str:
        day = self.row.date
        return f"{self.row.chosen} · {f'{day:%-d %b %Y}' if day else '–'}"

    def _fits(self, width: int) -> bool:
        # Counted and not put together, since it is asked of every row.
        row = self.row
        by = len(f" by {row.superseded_by}") if row.superseded_by else 0
        day = len("1 Jan 2026") + (row.date.day > 9) if row.date else len("–")
        signs = len(self._head) + len("● ") + len(" · ") + len(" · ")
        return signs + len(row.status) + by + cell_len(row.chosen) + day <= width

    def _title(self, room: int) -> list[Content]:
        """The title on one line, or on two with what is too much cut off."""
        title = plain(self.row.title, "bold")
        if title.cell_length <= room:
            return [title]
        first, *others = title.wrap(max(room, 1))
        rest = Content(" ").join([line.rstrip() for line in others])
        return [first, rest.truncate(room, ellipsis=True)][:_TITLE_LINES]
