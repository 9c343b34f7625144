"""The tab Matrix: options side by side, weighed, with the reasons in view."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget
from textual.worker import get_current_worker

from store.decisions import prefill
from store.domain.decision import STANDING_ALONE
from store.domain.errors import NotFoundError
from store.domain.matrix import Matrix
from store.matrix import markdown_table
from store.matrix.groups import groups
from store.matrix.robustness import Robustness, Vary, robustness
from store.matrix.scoring import out_of_running
from store.store import Store
from tui_app import keys
from tui_app.screens.matrix_editor import MatrixEditor
from tui_app.screens.tab import Goto
from tui_app.store_worker import StoreWorker
from tui_app.widgets.analysis_panel import analysis_blocks
from tui_app.widgets.grid_view import GridView
from tui_app.widgets.matrix_grid import MatrixGrid
from tui_app.widgets.page_scroll import Page
from tui_app.widgets.rich_page import RichPage
from tui_app.widgets.why_panel import why_blocks

if TYPE_CHECKING:
    from textual.widgets import Input

    from store.lab.evidence import Evidence


class Sampled(Message):
    """A matrix was sampled, its weights varied in that way; None if it could not be."""

    def __init__(self, matrix: Matrix, vary: Vary, found: Robustness | None) -> None:
        super().__init__()
        self.matrix = matrix
        self.vary = vary
        self.found = found


class MatrixScreen(MatrixEditor):
    """Weigh, rate, rule out; see the scores move, why, and what would flip it; save a decision.

    Args:
        desk: where the store is asked.
    """

    NAME = "Matrix"
    BINDINGS: ClassVar[list[BindingType]] = keys.MATRIX
    AUTO_FOCUS = "#grid"

    def __init__(self, desk: StoreWorker) -> None:
        super().__init__(desk)
        self._goto = ""
        self._flipping = False  # the panel says what would flip it, and not why
        self._evidence: Mapping[str, Sequence[Evidence]] = {}
        self._robust: dict[Vary, Robustness | None] = {}

    def compose_body(self) -> Iterator[Widget]:
        """The grid with the line to filter it by, and the panel that says why."""
        with Vertical(id="table"):
            yield MatrixGrid(id="grid")
        with Page(id="why"):
            yield RichPage(id="reasons")

    async def reload(self) -> None:
        """Reads the matrix."""
        self._show(await self.desk.read(self._read))
        if self._goto:
            self._find()
        self._look_up_evidence()

    @work(exclusive=True, group="evidence")
    async def _look_up_evidence(self) -> None:
        """The matrix is there before the folder of the experiments has been read."""
        with self.reporting_errors():
            self._evidence = await self.desk.read(lambda store: store.evidence())
            self._explain()

    def _read(self, store: Store) -> Matrix:
        key = store.topics.settings().get("matrix") if self._key is None else self._key
        try:
            return store.read.matrix(key=key)
        except NotFoundError:  # what it compares was removed
            return store.read.matrix()

    def open_key(self, key: str) -> None:
        """Puts the cursor on a criterion, on an option's column, or on a topic's first row."""
        self._goto = key
        comparison = key.partition(":")[2].partition("/")[0]
        if self._matrix is None:
            if not key.startswith("topic:"):
                self._key = comparison
        elif key.startswith("topic:") or comparison == self._matrix.comparison.slug:
            self._find()
        else:
            self._go_and_open(comparison)

    @work(exclusive=True, group="reload")
    async def _go_and_open(self, key: str) -> None:
        await self._open(key)

    def _find(self) -> None:
        kind, _, key = self._goto.partition(":")
        self._goto = ""
        grid = self.query_one(MatrixGrid)
        self._set_view(GridView(transposed=grid.view.transposed))
        if kind == "topic":
            found = grid.go_to(topic=key)
        else:
            found = grid.go_to(**{kind: key.partition("/")[2]})
        if not found and kind != "topic":
            keys = {"criterion": "c shows criteria", "option": "o shows options"}[kind]
            self.notify(f"It is hidden in this matrix; {keys} again.", timeout=6)

    def follow(self, target: str) -> None:
        """Goes to the topic, the claim or the experiment that words of the panel lead to."""
        kind, _, key = target.partition(":")
        if kind == "topic":
            self.post_message(Goto("topics", key))
        elif kind == "claim":
            self.post_message(Goto("topics", f"{key.partition('.')[0]}#{key}"))
        elif kind == "experiment":
            self.post_message(Goto("lab", key))
        else:
            super().follow(target)

    def settings_to_save(self) -> dict[str, str]:
        """The matrix to come back to."""
        return {"matrix": str(self._matrix.id)} if self._matrix else {}

    def _show(self, matrix: Matrix) -> None:
        self._matrix = matrix
        grid = self.query_one(MatrixGrid)
        grid.show(matrix)
        grid.entitle(_title(matrix))
        self._robust = {}
        self._explain()
        if self._flipping:
            self._sample(matrix)

    @on(MatrixGrid.Moved)
    def _explain(self) -> None:
        matrix, reasons = self._matrix, self.query_one("#reasons", RichPage)
        if matrix is None:
            return
        if self._flipping:
            reasons.show(analysis_blocks(matrix, self._robust))
        elif cell := self._cell:
            key = f"{matrix.comparison.slug}/{cell.criterion.slug}"
            reasons.show(why_blocks(matrix, cell.criterion, self._evidence.get(key, ())))
        else:
            reasons.show(())

    @work(thread=True, exclusive=True, group="sample", exit_on_error=False)
    def _sample(self, matrix: Matrix) -> None:
        worker = get_current_worker()
        for vary in Vary:
            found = robustness(matrix, vary, cancelled=lambda: worker.is_cancelled)
            if worker.is_cancelled:
                return
            self.post_message(Sampled(matrix, vary, found))

    def on_sampled(self, message: Sampled) -> None:
        """Shows how sure the answer is, if the matrix is still the one that was sampled."""
        if message.matrix is self._matrix:
            self._robust[message.vary] = message.found
            if self._flipping:
                self._explain()

    # What else there is to do

    @work
    async def action_save(self) -> None:
        """Saves what the matrix says as a decision."""
        from tui_app.dialogs.decision_form import DecisionDialog, texts_of

        matrix = self._matrix
        if matrix is None:
            return
        with self.reporting_errors():
            settings = await self.desk.read(lambda store: store.topics.settings())
            draft = replace(prefill.draft(matrix), deciders=settings.get("deciders", ""))
            options, out = matrix.comparison.options, out_of_running(matrix)
            names = await self.desk.read(lambda store: store.people())
            filled = await self.app.push_screen_wait(
                DecisionDialog("Save decision", draft, options, STANDING_ALONE, names, out)
            )
            if filled is None:
                return
        with self.reporting_errors(typed=texts_of(filled)):
            number = await self.write(lambda store: store.decisions.save(filled, matrix))
            if filled.deciders:
                await self.write(lambda s: s.topics.remember(deciders=filled.deciders))
            told = f"Decision {number} saved: {filled.title}. Press 4 to see and export it."
            self.notify(told, markup=False)

    def action_why(self) -> None:
        """Goes into the panel that says why."""
        self._flip_to(flipping=False)
        self.add_class("-detail")
        self.query_one("#why").focus()

    def action_flip(self) -> None:
        """Shows what would flip the answer in the panel, or the reasons again."""
        self._flip_to(flipping=not self._flipping)
        self.set_class(self._flipping, "-detail")
        if self._flipping:
            self.query_one("#why").focus()
        else:
            self.query_one(MatrixGrid).focus()

    def _flip_to(self, *, flipping: bool) -> None:
        changed, self._flipping = flipping != self._flipping, flipping
        if not changed:
            return
        self.query_one("#why", Page).scroll_home(animate=False)
        self._explain()
        if flipping and self._matrix is not None and not self._robust:
            self._sample(self._matrix)

    def action_row(self, rows: int) -> None:
        """Goes to the next criterion or the one before, from the panel too."""
        self.query_one(MatrixGrid).next_criterion(rows)

    def action_back(self) -> None:
        """From the panel to the grid; from there out of what narrows it, one at a time."""
        grid = self.query_one(MatrixGrid)
        if self.query_one("#why").has_focus or self.has_class("-detail"):
            self.query_one("#reasons", RichPage).leave_spot()
            self.remove_class("-detail")
            grid.focus()
        elif self.query("#filter"):
            self._leave_filter()
        elif grid.view.group or grid.view.differing:
            self._set_view(replace(grid.view, group="", differing=False))
        elif self._flipping:
            self._flip_to(flipping=False)

    # Views

    def _set_view(self, view: GridView) -> None:
        self.query_one(MatrixGrid).set_view(view)
        self._explain()

    def action_differing(self) -> None:
        """Shows only the rows on which the options differ, or all."""
        view = self.query_one(MatrixGrid).view
        self._set_view(replace(view, differing=not view.differing))

    def action_deciding(self) -> None:
        """Puts the rows that decide most first, or back into their groups."""
        view = self.query_one(MatrixGrid).view
        self._set_view(replace(view, deciding=not view.deciding))

    def action_transpose(self) -> None:
        """Puts the options down and the criteria across, or back."""
        view = self.query_one(MatrixGrid).view
        self._set_view(replace(view, transposed=not view.transposed))

    @work
    async def action_view(self) -> None:
        """Asks for the group whose criteria to show."""
        from tui_app.dialogs.choose import ChooseDialog

        if (matrix := self._matrix) is None:
            return
        found = groups(matrix)
        shares = [f"{100 * group.share:.0f} % of all weight" for group in found]
        choices = [("All groups", ""), *zip((g.name for g in found), shares, strict=True)]
        view = self.query_one(MatrixGrid).view
        names = ["", *(group.name for group in found)]
        at = names.index(view.group) if view.group in names else 0
        chosen = await self.app.push_screen_wait(ChooseDialog("Show the criteria of", choices, at))
        if chosen is not None:
            self._set_view(replace(view, group=names[chosen]))

    async def action_filter(self) -> None:
        """Opens the line to filter criteria by."""
        from tui_app.widgets.line_input import LineInput

        self.remove_class("-detail")
        if not self.query("#filter"):
            line = LineInput(placeholder="Criteria whose name or group holds …", id="filter")
            await self.query_one("#table").mount(line, before="#grid")
        self.query_one("#filter").focus()

    def on_input_changed(self, event: "Input.Changed") -> None:
        """Filters as one types."""
        self._set_view(replace(self.query_one(MatrixGrid).view, text=event.value))

    def on_input_submitted(self) -> None:
        """Goes to the grid; the filter stays."""
        self.query_one(MatrixGrid).focus()

    def _leave_filter(self) -> None:
        self.query("#filter").remove()
        self._set_view(replace(self.query_one(MatrixGrid).view, text=""))
        self.query_one(MatrixGrid).focus()

    def action_topic(self) -> None:
        """Reads the topic that this row comes from."""
        if cell := self._cell:
            if cell.criterion.topic:
                self.post_message(Goto("topics", cell.criterion.topic))
            else:
                self.notify("This row comes from no topic.", timeout=3)

    @work
    async def action_sources(self) -> None:
        """Lists the sources of the row; opens the one that is chosen."""
        from tui_app.dialogs.choose import pick_source

        cell, matrix = self._cell, self._matrix
        if cell and matrix:
            ratings = [
                matrix.ratings[cell.criterion.slug, option.slug]
                for option in matrix.comparison.options
            ]
            sources = {source.slug: source for rating in ratings for source in rating.sources}
            await pick_source(self, list(sources.values()))

    def action_copy(self) -> None:
        """Copies the matrix as a Markdown table."""
        if self._matrix is not None:
            self.copy(markdown_table.table(self._matrix), "The matrix, as a Markdown table,")


def _title(matrix: Matrix) -> str:
    preset = next((p.name for p in matrix.comparison.presets if p.slug == matrix.preset), None)
    weights = sum(1 for slug, w in matrix.weights.items() if w != matrix.base_weights[slug])
    ratings = sum(rating.changed for rating in matrix.ratings.values())
    parts = [matrix.name, preset or "Balanced weights"]
    if weights or ratings:
        parts.append(f"{weights + ratings} changed *")
    return " · ".join(parts)
