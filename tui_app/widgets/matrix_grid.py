"""The matrix as a grid: criteria down, weight and options across, the scores below."""

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget

from store import scoring
from store.scoring import LEADING, Lead, number, percent
from store.types import RATING_MAX, WEIGHT_MAX, Criterion, Matrix, Option
from tui_app import keys
from tui_app.widgets.prose import plain

CELL = 11
"""Columns of a weight or a rating."""

NAME = 25
"""Columns of a criterion's name, at least."""

_BAR = 5
_HEAD = 2
_FOOT = 2


@dataclass(frozen=True, slots=True)
class Cell:
    """A place in the grid: a criterion, and an option or None for the weight."""

    criterion: Criterion
    option: Option | None


class MatrixGrid(Widget, can_focus=True):
    """Shows a matrix, a line a criterion, and moves a cursor over its cells.

    It draws line by line, so that a key costs the lines that change and not the grid.
    """

    BINDINGS: ClassVar[list[BindingType]] = keys.GRID
    DEFAULT_CSS = """
    MatrixGrid { height: 1fr; width: 1fr; background: $surface; }
    """

    class Moved(Message):
        """The cursor stands on another cell."""

        def __init__(self, cell: Cell) -> None:
            super().__init__()
            self.cell = cell

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's own name
        super().__init__(id=id)
        self._matrix: Matrix | None = None
        self._lines: list[Criterion | str] = []
        self._row = 0
        self._column = 0
        self._top = 0
        self._left = 0

    # Data in

    def show(self, matrix: Matrix) -> None:
        """Shows this matrix in place of the one before; the cursor stays."""
        self._matrix = matrix
        self._lines = []
        group = ""
        for criterion in matrix.comparison.criteria:
            if criterion.group != group:
                group = criterion.group
                self._lines.append(group)
            self._lines.append(criterion)
        self._column = min(self._column, len(matrix.comparison.options))
        self._move_to(self._row)
        self.refresh()

    @property
    def cell(self) -> Cell | None:
        """Where the cursor stands."""
        if self._matrix is None or not self._lines:
            return None
        line = self._lines[self._row]
        if isinstance(line, str):
            return None
        options = self._matrix.comparison.options
        return Cell(line, options[self._column - 1] if self._column else None)

    def go_to(self, *, criterion: str = "", topic: str = "", option: str = "") -> None:
        """Puts the cursor on a criterion, the first of a topic, or an option's column, by slug."""
        for index, line in enumerate(self._lines):
            if isinstance(line, Criterion) and (
                line.slug == criterion or line.topic == topic != ""
            ):
                self._move_to(index)
                self._moved()
                return
        slugs = [o.slug for o in self._matrix.comparison.options] if self._matrix else []
        if option in slugs:
            self.action_move(0, slugs.index(option) + 1 - self._column)

    # Keys and mouse

    def action_move(self, rows: int, columns: int) -> None:
        """Moves the cursor; headings are stepped over."""
        if self._matrix is None:
            return
        last = len(self._matrix.comparison.options)
        row, window = self._row, (self._top, self._left)
        self._column = max(0, min(last, self._column + columns))
        if rows:
            self._move_to(self._row + rows, 1 if rows > 0 else -1)
        else:
            self._move_to(self._row)
        if (self._top, self._left) == window:
            self._repaint(row, self._row)
        else:
            self.refresh()
        self._tell()

    def action_page(self, pages: int) -> None:
        """Moves the cursor by a window's height."""
        self.action_move(pages * max(1, self._room - 1), 0)

    def on_click(self, event: events.Click) -> None:
        """Puts the cursor where the mouse is."""
        at = event.get_content_offset(self)
        index = self._top + at.y - _HEAD if at else len(self._lines)
        if at is None or not _HEAD <= at.y < _HEAD + self._room or index >= len(self._lines):
            return
        if isinstance(self._lines[index], str):
            return
        self._row = index
        if at.x >= self._name_width:
            column = (at.x - self._name_width) // CELL
            self._column = min(column + self._left if column else 0, self._options_count)
        self._moved()

    def on_mouse_scroll_down(self, _: events.MouseScrollDown) -> None:
        """Scrolls down."""
        self._scroll(2)

    def on_mouse_scroll_up(self, _: events.MouseScrollUp) -> None:
        """Scrolls up."""
        self._scroll(-2)

    def on_resize(self) -> None:
        """Keeps the cursor in the window."""
        self._move_to(self._row)

    def _scroll(self, lines: int) -> None:
        self._top = max(0, min(self._top + lines, len(self._lines) - self._room))
        self.refresh()

    def _move_to(self, row: int, direction: int = 1) -> None:
        if not self._lines:
            return
        last = len(self._lines) - 1
        row = max(0, min(last, row))
        while isinstance(self._lines[row], str):
            # A heading is always followed by a criterion; the first line is one.
            direction = 1 if row == 0 else direction
            row += direction
        self._row = row
        above = row - 1 if isinstance(self._lines[row - 1], str) else row
        if above < self._top:
            self._top = max(0, above)
        elif row >= self._top + self._room:
            self._top = row - self._room + 1
        self._top = max(0, min(self._top, len(self._lines) - self._room))
        visible = self._visible_columns
        if 0 < self._column <= self._left:
            self._left = self._column - 1
        elif self._column > self._left + visible:
            self._left = self._column - visible
        self._left = max(0, min(self._left, self._options_count - visible))

    def _moved(self) -> None:
        self._move_to(self._row)
        self.refresh()
        self._tell()

    def _repaint(self, *rows: int) -> None:
        """Paints those rows anew, and no other line."""
        lines = (row - self._top + _HEAD for row in rows)
        self.refresh(*(Region(0, line, self.size.width, 1) for line in lines))

    def _tell(self) -> None:
        if cell := self.cell:
            self.post_message(self.Moved(cell))

    # Measures

    @property
    def _room(self) -> int:
        return max(1, self.size.height - _HEAD - _FOOT)

    @property
    def _options_count(self) -> int:
        return len(self._matrix.comparison.options) if self._matrix else 0

    @property
    def _visible_columns(self) -> int:
        """How many options there is room for beside the name and the weight; at least one."""
        return max(1, min(self._options_count, (self.size.width - NAME) // CELL - 1))

    @property
    def _name_width(self) -> int:
        return max(8, self.size.width - CELL * (1 + self._visible_columns))

    @property
    def _shown_options(self) -> tuple[Option, ...]:
        if self._matrix is None:
            return ()
        options = self._matrix.comparison.options
        return options[self._left : self._left + self._visible_columns]

    # Drawing

    def render_line(self, y: int) -> Strip:
        """One line of the grid."""
        width, height = self.size
        if self._matrix is None or width < 1:
            return Strip.blank(width, self.rich_style)
        if y == 0:
            line = self._head(self._matrix)
        elif y == 1 or y == height - _FOOT:
            line = Content.styled("─" * width, "$primary 40%")
        elif y == height - 1:
            line = self._foot(self._matrix)
        else:
            index = self._top + y - _HEAD
            line = self._body(self._matrix, index) if index < len(self._lines) else Content("")
        return self._strip(line, width)

    def _strip(self, line: Content, width: int) -> Strip:
        line = line.truncate(width, pad=True)
        return Visual.to_strips(self, line, width, 1, self.visual_style)[0]

    def _head(self, matrix: Matrix) -> Content:
        more = self._options_count - self._visible_columns
        label = "Criterion" + (f"  ({more} more options: ← →)" if more > 0 else "")
        parts = [_fit(plain(label, "bold"), self._name_width), _fit(plain("Weight", "bold"), CELL)]
        out = scoring.out_of_running(matrix)
        for option in self._shown_options:
            name = plain(option.name, "bold")
            if option.slug in out:
                name = plain(f"✗ {option.name}", "$text-error")
            parts.append(_fit(name, CELL))
        return Content("").join(parts)

    def _foot(self, matrix: Matrix) -> Content:
        standing = scoring.outcome(matrix)
        first = {score.option.slug for score in standing.first}
        by_slug = {score.option.slug: score for score in standing.ranked}
        parts = [_fit(plain("Score", "bold"), self._name_width + CELL)]
        for option in self._shown_options:
            if option.slug not in by_slug:
                parts.append(_fit(plain("ruled out", "$foreground 60%"), CELL))
                continue
            text = percent(by_slug[option.slug])
            if len(text) > CELL - 1:
                text = text.replace(" to ", "–").replace(" %", "%")
            leads = option.slug in first and standing.lead in LEADING
            style = "bold $text-success" if leads else "bold"
            if leads:
                text += " ◀"
            elif option.slug in first and standing.lead is Lead.TIE:
                text += " ="
            parts.append(_fit(plain(text, style), CELL))
        return Content("").join(parts)

    def _body(self, matrix: Matrix, index: int) -> Content:
        line = self._lines[index]
        if isinstance(line, str):
            return plain(line, "bold $text-secondary")
        here = index == self._row
        weight = matrix.weights[line.slug]
        own = weight != matrix.base_weights[line.slug]
        name = plain(line.name, "" if weight else "$foreground 60%")
        out = scoring.out_of_running(matrix)
        cells = [_meter(weight, WEIGHT_MAX, "●", "○", "$text-accent", changed=own)]
        for option in self._shown_options:
            rating = matrix.ratings[line.slug, option.slug]
            style = "$foreground 60%" if option.slug in out else "$text-primary"
            cells.append(_meter(rating.value, RATING_MAX, "■", "□", style, changed=rating.changed))
        shown = [_fit(name, self._name_width), *(_fit(cell, CELL) for cell in cells)]
        if here:
            at = 1 + self._column - self._left if self._column else 1
            row, cursor = "on $primary 20%", "bold on $primary 60%"
            shown = [
                part.stylize(cursor if self.has_focus and i == at else row)
                for i, part in enumerate(shown)
            ]
        return Content("").join(shown)


def _meter(
    value: float | None, best: float, full: str, empty: str, style: str, *, changed: bool
) -> Content:
    if value is None:
        text = plain("?     ?", "$text-warning")
    else:
        filled = int(value / best * _BAR + 0.5)
        bar = plain(full * filled, style).append(plain(empty * (_BAR - filled), "$foreground 35%"))
        text = bar.append(f" {number(value)}")
    return text.append(plain("*", "bold $text-warning")) if changed else text


def _fit(content: Content, width: int) -> Content:
    """The content on exactly that many cells, the last of them blank."""
    return content.truncate(max(0, width - 1), ellipsis=True).truncate(width, pad=True)
