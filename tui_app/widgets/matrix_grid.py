"""The matrix as a grid: criteria down and options across with the scores below, or transposed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from store.domain.matrix import Criterion, Matrix, Option
from store.matrix import scoring
from tui_app import keys
from tui_app.widgets import grid_cells
from tui_app.widgets.grid_cells import CELL, fit, heading
from tui_app.widgets.grid_view import WEIGHT, GridCell, GridView, Line
from tui_app.widgets.line_widget import LineWidget
from tui_app.widgets.rich_page import plain

NAME = 25
"""Columns of a row's name, at least."""

NAME_MAX = 48
"""Columns of a row's name, at most: numbers far from their name are hard to read."""

_FOOT = 2


class MatrixGrid(LineWidget, can_focus=True):
    """Shows a matrix, and moves a cursor over its cells.

    It draws line by line, so that a key costs the lines that change and not the grid.
    """

    BINDINGS: ClassVar[list[BindingType]] = keys.GRID
    DEFAULT_CSS = """
    MatrixGrid { height: 1fr; width: 1fr; background: $surface; }
    """

    class Moved(Message):
        """The cursor stands on another cell."""

        def __init__(self, cell: GridCell) -> None:
            super().__init__()
            self.cell = cell

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's own name
        super().__init__(id=id)
        self._matrix: Matrix | None = None
        self._outcome: scoring.Outcome | None = None
        self._out: Mapping[str, str] = {}
        self._view = GridView()
        self._title = ""
        self._rows: list[Line] = []
        self._columns: list[Line] = []
        self._row = 0
        self._column = 0
        self._top = 0
        self._left = 0

    # Data in

    @property
    def view(self) -> GridView:
        """Which rows are shown, and how."""
        return self._view

    def entitle(self, title: str) -> None:
        """Sets the title; the same title again repaints nothing."""
        if title != self._title:
            self._title = title
            self.border_title = plain(title, "bold")

    def set_view(self, view: GridView) -> None:
        """Shows other rows, or the same in another way; the cursor stays on its cell if it can."""
        if view != self._view:
            self.border_subtitle = plain(str(view))
        self._view = view
        if self._matrix is not None:
            self.show(self._matrix)

    def show(self, matrix: Matrix) -> None:
        """Shows this matrix in place of the one before; the cursor stays on its cell if it can."""
        cell, before = self.cell, self._matrix
        frame = (self._rows, self._columns, self._out, self._top, self._left)
        self._matrix, self._outcome = matrix, scoring.outcome(matrix)
        self._out = scoring.out_of_running(matrix)
        self._rows, self._columns = self._view.rows_and_columns(matrix)
        self._column = max(0, min(len(self._columns) - 1, self._column))
        self._move_to(self._row)
        if cell is not None:
            self._find(cell)
        after = (self._rows, self._columns, self._out, self._top, self._left)
        if (
            before is None
            or frame != after
            or before.minimums != matrix.minimums
            or self._view.transposed
        ):
            self.refresh()
        else:
            self._repaint(*self._changed(before, matrix))
            height = self.size.height
            self.refresh(Region(0, height - 1, self.size.width, 1))

    def _changed(self, before: Matrix, after: Matrix) -> Iterator[int]:
        """The rows on which a weight or a rating is another than before."""
        base = before.base_weights, after.base_weights
        for index, line in enumerate(self._rows):
            if isinstance(line, Criterion):
                slug = line.slug
                cells = [(slug, option.slug) for option in after.comparison.options]
                if (
                    before.weights[slug] != after.weights[slug]
                    or base[0][slug] != base[1][slug]
                    or any(before.ratings[cell] != after.ratings[cell] for cell in cells)
                ):
                    yield index

    @property
    def cell(self) -> GridCell | None:
        """Where the cursor stands; None where there is nothing."""
        if not self._rows or not self._columns:
            return None
        row, column = self._rows[self._row], self._columns[self._column]
        criterion, other = (row, column) if isinstance(row, Criterion) else (column, row)
        if not isinstance(criterion, Criterion):
            return None
        return GridCell(criterion, other if isinstance(other, Option) else None)

    def go_to(self, *, criterion: str = "", topic: str = "", option: str = "") -> bool:
        """Puts the cursor on a criterion, the first of a topic, or an option, by slug.

        Returns:
            False if it does not show.
        """
        for lines in (self._rows, self._columns):
            for index, line in enumerate(lines):
                match line:
                    case Criterion(slug=slug, topic=source):
                        wanted = slug == criterion or source == topic != ""
                    case Option(slug=slug):
                        wanted = slug == option
                    case _:
                        wanted = False
                if wanted:
                    self._put(lines, index)
                    self._moved()
                    return True
        return False

    def _put(self, lines: Sequence[Line], index: int) -> None:
        if lines is self._rows:
            self._row = index
        else:
            self._column = index

    def _find(self, cell: GridCell) -> None:
        """Puts the cursor on that cell, wherever it is now."""
        slugs = {cell.criterion.slug}, {cell.option.slug} if cell.option else set()
        for lines in (self._rows, self._columns):
            for index, line in enumerate(lines):
                found = (isinstance(line, Criterion) and line.slug in slugs[0]) or (
                    isinstance(line, Option) and line.slug in slugs[1]
                )
                if found or (line is WEIGHT and cell.option is None):
                    self._put(lines, index)
        self._move_to(self._row)

    # Keys and mouse

    def action_move(self, rows: int, columns: int) -> None:
        """Moves the cursor; headings are stepped over."""
        if not self._rows or not self._columns:
            return
        row, window = self._row, (self._top, self._left)
        self._column = max(0, min(len(self._columns) - 1, self._column + columns))
        if rows:
            self._move_to(self._row + rows, 1 if rows > 0 else -1)
        else:
            self._move_to(self._row)
        if (self._top, self._left) == window:
            self._repaint(row, self._row)
        else:
            self.refresh()
        self._tell()

    def next_criterion(self, by: int) -> None:
        """Moves the cursor to the next criterion, or the one before."""
        self.action_move(*((0, by) if self._view.transposed else (by, 0)))

    def action_page(self, pages: int) -> None:
        """Moves the cursor by a window's height."""
        self.action_move(pages * max(1, self._room - 1), 0)

    def on_click(self, event: events.Click) -> None:
        """Puts the cursor where the mouse is."""
        at = event.get_content_offset(self)
        head = self._head_height
        index = self._top + at.y - head if at else len(self._rows)
        if at is None or not head <= at.y < head + self._room or index >= len(self._rows):
            return
        if isinstance(self._rows[index], str):
            return
        self._row = index
        if at.x >= self._name_width:
            place = (at.x - self._name_width) // CELL
            shown = self._shown_columns
            if place < len(shown):
                self._column = shown[place]
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
        self._top = max(0, min(self._top + lines, len(self._rows) - self._room))
        self.refresh()

    def _move_to(self, row: int, direction: int = 1) -> None:
        if not self._rows:
            self._row = 0
            return
        row = max(0, min(len(self._rows) - 1, row))
        while isinstance(self._rows[row], str):
            # A heading is always followed by a criterion; the first line is one.
            direction = 1 if row == 0 else direction
            row += direction
        self._row = row
        above = row - 1 if row and isinstance(self._rows[row - 1], str) else row
        if above < self._top:
            self._top = max(0, above)
        elif row >= self._top + self._room:
            self._top = row - self._room + 1
        self._top = max(0, min(self._top, len(self._rows) - self._room))
        fixed, visible = self._fixed, self._visible
        place = self._column - fixed
        if 0 <= place < self._left:
            self._left = place
        elif place >= self._left + visible:
            self._left = place - visible + 1
        self._left = max(0, min(self._left, len(self._columns) - fixed - visible))

    def _moved(self) -> None:
        self._move_to(self._row)
        self.refresh()
        self._tell()

    def _repaint(self, *rows: int) -> None:
        """Paints those rows anew, and no other line."""
        shown = range(self._top, self._top + self._room)
        lines = [row - self._top + self._head_height for row in rows if row in shown]
        if lines:
            self.refresh(*(Region(0, line, self.size.width, 1) for line in lines))

    def _tell(self) -> None:
        if cell := self.cell:
            self.post_message(self.Moved(cell))

    # Measures

    @property
    def _head_height(self) -> int:
        """A line of names and a rule; names of criteria need two lines."""
        return 3 if self._view.transposed else 2

    @property
    def _foot_height(self) -> int:
        return 0 if self._view.transposed else _FOOT

    @property
    def _room(self) -> int:
        """How many rows there is room for."""
        return max(1, self.size.height - self._head_height - self._foot_height)

    @property
    def _fixed(self) -> int:
        """How many columns never scroll: that of the weights."""
        return 0 if self._view.transposed else 1

    @property
    def _visible(self) -> int:
        """How many columns that scroll there is room for; at least one."""
        room = (self.size.width - NAME) // CELL - self._fixed
        return max(1, min(len(self._columns) - self._fixed, room))

    @property
    def _name_width(self) -> int:
        rest = self.size.width - CELL * (self._fixed + self._visible)
        return max(8, min(rest, NAME_MAX))

    @property
    def _shown_columns(self) -> list[int]:
        """The columns that are seen, by index."""
        first = self._fixed + self._left
        last = min(len(self._columns), first + self._visible)
        return [*range(self._fixed), *range(first, last)]

    # Drawing

    def render_line(self, y: int) -> Strip:
        """One line of the grid."""
        width, height = self.size
        if self._matrix is None or width < 1:
            return Strip.blank(width, self.rich_style)
        head, foot = self._head_height, self._foot_height
        if y < head - 1:
            line = self._head(self._matrix, y)
        elif y == head - 1 or (foot and y == height - foot):
            line = Content.styled("─" * width, "$primary 40%")
        elif foot and y == height - 1:
            line = self._foot()
        else:
            index = self._top + y - head
            line = self._body(self._matrix, index) if index < len(self._rows) else Content("")
        return self.draw(line, width)

    def _head(self, matrix: Matrix, y: int) -> Content:
        what = "Option" if self._view.transposed else "Criterion"
        more = len(self._columns) - self._fixed - self._visible
        of = "criteria" if self._view.transposed else "options"
        label = what + (f"  ({more} more {of}: ← →)" if more > 0 else "")
        if not self._rows or not self._columns:
            label = "Nothing to show: esc shows all criteria again"
        parts = [fit(plain("" if y else label, "bold"), self._name_width)]
        for index in self._shown_columns:
            name = heading(matrix, self._columns[index], self._out)
            lines = name.wrap(CELL - 1) if self._view.transposed else [name]
            last = self._head_height - 2
            shown = (
                Content(" ").join(lines[y:]) if y == last else Content("").join(lines[y : y + 1])
            )
            parts.append(fit(shown, CELL))
        return Content("").join(parts)

    def _foot(self) -> Content:
        parts = [fit(plain("Score", "bold"), self._name_width + CELL)]
        for index in self._shown_columns[1:]:
            line = self._columns[index]
            if isinstance(line, Option):
                parts.append(self._score(line))
        return Content("").join(parts)

    def _score(self, option: Option) -> Content:
        standing = self._outcome
        shown = grid_cells.score(standing, option, self._out) if standing else Content("")
        return fit(shown, CELL)

    def _body(self, matrix: Matrix, index: int) -> Content:
        line = self._rows[index]
        name = heading(matrix, line, self._out)
        if isinstance(line, str):
            return name
        if isinstance(line, Option):
            name = fit(name, self._name_width - CELL).append(self._score(line))
        else:
            name = fit(name, self._name_width)
        cells = [
            grid_cells.cell(matrix, line, self._columns[i], self._out) for i in self._shown_columns
        ]
        shown = [name, *(fit(cell, CELL) for cell in cells)]
        if index == self._row:
            here = self._shown_columns
            at = 1 + here.index(self._column) if self._column in here else 1
            row, cursor = "on $primary 20%", "bold on $primary 60%"
            shown = [
                part.stylize(cursor if self.has_focus and i == at else row)
                for i, part in enumerate(shown)
            ]
        return Content("").join(shown)
