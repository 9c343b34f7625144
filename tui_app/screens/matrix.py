"""The tab Matrix: options side by side, weighed, with the reasons in view."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget

from store import drafting, madr
from store.scoring import number
from store.store import Store
from store.types import (
    RATING_MAX,
    STANDING_ALONE,
    WEIGHT_MAX,
    InvalidError,
    Matrix,
    NotFoundError,
    Option,
    Rating,
    given_reason,
)
from tui_app import keys
from tui_app.desk import Desk
from tui_app.screens.base import Goto, Tab
from tui_app.widgets.lists import Page
from tui_app.widgets.matrix_grid import Cell, MatrixGrid
from tui_app.widgets.prose import Prose, plain
from tui_app.widgets.why_panel import why_blocks

WEIGHT_STEP = 1.0
RATING_STEP = 0.5
UNKNOWN = "?"


class MatrixScreen(Tab):
    """Weigh, rate, rule out; see the scores move and why; save a decision.

    A change shows at once and is written behind the screen, in the order it was made.

    Args:
        desk: where the store is asked.
    """

    NAME = "Matrix"
    BINDINGS: ClassVar[list[BindingType]] = keys.MATRIX
    AUTO_FOCUS = "#grid"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._matrix: Matrix | None = None
        self._key: int | str | None = None  # of the matrix to show; None for the last one
        self._goto = ""

    def compose_body(self) -> Iterator[Widget]:
        """The grid, and the panel that says why."""
        yield MatrixGrid(id="grid")
        with Page(id="why"):
            yield Prose(id="reasons")

    async def reload(self) -> None:
        """Reads the matrix anew."""
        self._show(await self.desk.read(self._read))
        if self._goto:
            self._find()

    def _read(self, store: Store) -> Matrix:
        key = store.read.settings().get("matrix") if self._key is None else self._key
        try:
            return store.read.matrix(key=key)
        except NotFoundError:  # what it compares was removed
            return store.read.matrix()

    def goto(self, key: str) -> None:
        """Puts the cursor on a criterion, on an option's column, or on a topic's first row."""
        self._goto = key
        comparison = key.partition(":")[2].partition("/")[0]
        if self._matrix is None:
            if not key.startswith("topic:"):
                self._key = comparison
        elif key.startswith("topic:") or comparison == self._matrix.comparison.slug:
            self._find()
        else:
            self._open(comparison)

    def _find(self) -> None:
        kind, _, key = self._goto.partition(":")
        self._goto = ""
        grid = self.query_one(MatrixGrid)
        match kind:
            case "topic":
                grid.go_to(topic=key)
            case "criterion":
                grid.go_to(criterion=key.partition("/")[2])
            case "option":
                grid.go_to(option=key.partition("/")[2])

    def keepsakes(self) -> dict[str, str]:
        """The matrix to come back to."""
        return {"matrix": str(self._matrix.id)} if self._matrix else {}

    @work
    async def action_matrices(self) -> None:
        """Asks which matrix to open."""
        from tui_app.dialogs.pick import PickDialog

        with self.telling():
            rows = await self.desk.read(lambda store: store.read.matrices())
            ids = [row.id for row in rows]
            at = ids.index(self._matrix.id) if self._matrix and self._matrix.id in ids else 0
            choices = [(row.name, "") for row in rows]
            chosen = await self.app.push_screen_wait(PickDialog("Open a matrix", choices, at))
            if chosen is not None:
                self._open(ids[chosen])

    @work(exclusive=True, group="reload")
    async def _open(self, key: int | str) -> None:
        self._key = key
        with self.telling():
            await self.reload()

    def _show(self, matrix: Matrix) -> None:
        self._matrix = matrix
        grid = self.query_one(MatrixGrid)
        grid.show(matrix)
        grid.border_title = _title(matrix)
        self._explain()

    @on(MatrixGrid.Moved)
    def _explain(self) -> None:
        if self._matrix is not None and (cell := self._cell):
            self.query_one("#reasons", Prose).show(why_blocks(self._matrix, cell.criterion))

    @property
    def _cell(self) -> Cell | None:
        return self.query_one(MatrixGrid).cell

    # Changes

    def _change(self, matrix: Matrix, job: Callable[[Store], object]) -> None:
        """Shows the matrix as it will be, and has the store write it."""
        self._show(matrix)
        self._write_change(job)

    @work
    async def _write_change(self, job: Callable[[Store], object]) -> None:
        with self.telling():
            await self.write(job)
            return
        await self.reload()

    def _set_weight(self, cell: Cell, weight: float | None) -> None:
        matrix = self._matrix
        if matrix is None:
            return
        slug = cell.criterion.slug
        own = None if weight == matrix.base_weights[slug] else weight
        shown = matrix.base_weights[slug] if weight is None else weight
        if shown != matrix.weights[slug]:
            self._change(
                matrix.with_weight(slug, shown),
                lambda store: store.matrices.set_weight(matrix.id, slug, own),
            )

    def _set_rating(self, cell: Cell, option: Option, rating: Rating) -> None:
        matrix = self._matrix
        if matrix is None:
            return
        key = cell.criterion.slug, option.slug
        own = (rating.value, rating.note) if rating.changed else None
        if rating != matrix.ratings[key]:
            self._change(
                matrix.with_rating(*key, rating),
                lambda store: store.matrices.set_rating(matrix.id, *key, own),
            )

    def action_step(self, direction: int) -> None:
        """Raises or lowers what is under the cursor."""
        cell, matrix = self._cell, self._matrix
        if cell is None or matrix is None:
            return
        if cell.option is None:
            weight = matrix.weights[cell.criterion.slug] + direction * WEIGHT_STEP
            self._set_weight(cell, max(0.0, min(WEIGHT_MAX, weight)))
        else:
            rating = matrix.ratings[cell.criterion.slug, cell.option.slug]
            value = (rating.value or 0.0) + direction * RATING_STEP
            value = max(0.0, min(RATING_MAX, value))
            if value != rating.value:
                self._set_rating(cell, cell.option, replace(rating, value=value, changed=True))

    def action_reset(self) -> None:
        """Goes back to the shipped value of what is under the cursor."""
        cell, matrix = self._cell, self._matrix
        if cell is None or matrix is None:
            return
        if cell.option is None:
            self._set_weight(cell, None)
        else:
            shipped = matrix.comparison.ratings[cell.criterion.slug, cell.option.slug]
            self._set_rating(cell, cell.option, shipped)

    @work
    async def action_edit(self) -> None:
        """Asks for a weight, or for a rating and the reason for it."""
        from tui_app.dialogs.ask import AskDialog, Field

        cell, matrix = self._cell, self._matrix
        if cell is None or matrix is None:
            return
        criterion = cell.criterion
        if cell.option is None:
            now = number(matrix.weights[criterion.slug])
            label = "Weight: how much the step from worst to best counts, 0 to 10"
            dialog = AskDialog(criterion.name, [Field("value", label, now)], _weight)
        else:
            rating = matrix.ratings[criterion.slug, cell.option.slug]
            now = UNKNOWN if rating.value is None else number(rating.value)
            label = f"Rating from 0 ({criterion.zero}) to 5 ({criterion.five}); ? for unknown"
            fields = [Field("value", label, now), Field("note", "Why", rating.note)]
            dialog = AskDialog(f"{cell.option.name} · {criterion.name}", fields, _rating)
        values = await self.app.push_screen_wait(dialog)
        if values is None:
            return
        if cell.option is None:
            self._set_weight(cell, _weight(values))
        else:
            note = values["note"].strip()
            edited = replace(rating, value=_rating(values), note=note, changed=True)
            self._set_rating(cell, cell.option, edited)

    @work
    async def action_preset(self) -> None:
        """Lets the user choose a kind of project, and takes its weights."""
        from tui_app.dialogs.pick import PickDialog

        matrix = self._matrix
        if matrix is None:
            return
        presets = matrix.comparison.presets
        choices = [("Balanced", "Every criterion as it weighs for no project in particular.")]
        choices += [(preset.name, preset.description) for preset in presets]
        slugs = [None, *(preset.slug for preset in presets)]
        at = slugs.index(matrix.preset) if matrix.preset in slugs else 0
        chosen = await self.app.push_screen_wait(PickDialog("Take the weights for", choices, at))
        if chosen is None:
            return
        fresh = replace(matrix, preset=slugs[chosen], weights={})
        self._change(
            replace(fresh, weights=fresh.base_weights),
            lambda store: store.matrices.use_preset(matrix.id, slugs[chosen]),
        )

    @work
    async def action_rule_out(self) -> None:
        """Rules an option out, or puts it back."""
        from tui_app.dialogs.ask import AskDialog, Field

        matrix = self._matrix
        option = await self._option()
        if matrix is None or option is None:
            return
        out = dict(matrix.ruled_out)
        reason = None
        if option.slug in out:
            del out[option.slug]
        else:
            field = Field("reason", "Why is it out of the running?")
            dialog = AskDialog(
                f"Rule out {option.name}", [field], lambda v: given_reason(v["reason"])
            )
            values = await self.app.push_screen_wait(dialog)
            if values is None:
                return
            reason = out[option.slug] = given_reason(values["reason"])
        self._change(
            replace(matrix, ruled_out=out),
            lambda store: store.matrices.rule_out(matrix.id, option.slug, reason),
        )

    async def _option(self) -> Option | None:
        """The option under the cursor; where there is none, the one that the user picks."""
        from tui_app.dialogs.pick import PickDialog

        cell, matrix = self._cell, self._matrix
        if matrix is None or (cell and cell.option):
            return cell.option if cell else None
        options = matrix.comparison.options
        choices = [
            (option.name, "put back" if option.slug in matrix.ruled_out else option.summary)
            for option in options
        ]
        chosen = await self.app.push_screen_wait(PickDialog("Rule out, or put back", choices))
        return None if chosen is None else options[chosen]

    def action_undo(self) -> None:
        """Takes the last change back."""
        self._step(lambda store, matrix: store.matrices.undo(matrix), "Undone", "undo")

    def action_redo(self) -> None:
        """Makes the change again that was taken back last."""
        self._step(lambda store, matrix: store.matrices.redo(matrix), "Done again", "redo")

    @work
    async def _step(self, step: Callable[[Store, int], str | None], done: str, name: str) -> None:
        if (matrix := self._matrix) is None:
            return
        with self.telling():
            label = await self.write(lambda store: step(store, matrix.id))
            await self.reload()
            told = f"{done}: {label}." if label else f"There is nothing to {name}."
            self.notify(told, timeout=3, markup=False)

    # What else there is to do

    @work
    async def action_save(self) -> None:
        """Saves what the matrix says as a decision."""
        from tui_app.dialogs.decision import DecisionDialog

        matrix = self._matrix
        if matrix is None:
            return
        with self.telling():
            settings = await self.desk.read(lambda store: store.read.settings())
            draft = replace(drafting.draft(matrix), deciders=settings.get("deciders", ""))
            options = matrix.comparison.options
            filled = await self.app.push_screen_wait(
                DecisionDialog("Save decision", draft, options, STANDING_ALONE)
            )
            if filled is None:
                return
            number = await self.write(lambda store: store.decisions.save(filled, matrix))
            if filled.deciders:
                await self.write(lambda s: s.topics.remember(deciders=filled.deciders))
            told = f"Decision {number} saved: {filled.title}. Press 3 to see and export it."
            self.notify(told, markup=False)

    def action_why(self) -> None:
        """Goes into the panel that says why."""
        self.add_class("-detail")
        self.query_one("#why").focus()

    def action_back(self) -> None:
        """Goes back to the grid."""
        self.remove_class("-detail")
        self.query_one(MatrixGrid).focus()

    def action_topic(self) -> None:
        """Reads the topic that this row comes from."""
        if cell := self._cell:
            self.post_message(Goto("topics", cell.criterion.topic))

    @work
    async def action_sources(self) -> None:
        """Lists the sources of the row; opens the one that is chosen."""
        from tui_app.dialogs.pick import pick_source

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
            self.copy(madr.table(self._matrix), "The matrix, as a Markdown table,")


def _title(matrix: Matrix) -> Content:
    preset = next((p.name for p in matrix.comparison.presets if p.slug == matrix.preset), None)
    weights = sum(1 for slug, w in matrix.weights.items() if w != matrix.base_weights[slug])
    ratings = sum(rating.changed for rating in matrix.ratings.values())
    parts = [matrix.name, preset or "Balanced weights"]
    if weights or ratings:
        parts.append(f"{weights + ratings} changed *")
    return plain(" · ".join(parts), "bold")


def _between(text: str, high: float) -> float:
    with suppress(ValueError):
        value = float(text.strip().replace(",", "."))
        if 0 <= value <= high:
            return value
    raise InvalidError({"value": f"A number from 0 to {high:g}, such as 7 or 2.5."})


def _weight(values: dict[str, str]) -> float:
    return _between(values["value"], WEIGHT_MAX)


def _rating(values: dict[str, str]) -> float | None:
    return None if values["value"].strip() == UNKNOWN else _between(values["value"], RATING_MAX)
