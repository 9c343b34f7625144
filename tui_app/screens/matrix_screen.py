"""The tab Matrix: options side by side, weighed, with the reasons in view."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget
from textual.worker import get_current_worker

from store.decisions import prefill
from store.domain.decision import STANDING_ALONE
from store.domain.errors import InvalidError, NotFoundError, given_reason
from store.domain.matrix import RATING_MAX, WEIGHT_MAX, Criterion, Matrix, Option, Rating
from store.matrix import markdown_table
from store.matrix.groups import groups, with_share
from store.matrix.robustness import Robustness, Vary, robustness
from store.matrix.scoring import number, out_of_running
from store.store import Store
from tui_app import keys
from tui_app.screens.matrix_setup import MatrixSetup
from tui_app.screens.tab import Goto
from tui_app.store_worker import StoreWorker
from tui_app.widgets.analysis_panel import judgement_blocks
from tui_app.widgets.lists import Page
from tui_app.widgets.matrix_grid import GridCell, GridView, MatrixGrid
from tui_app.widgets.rich_page import RichPage
from tui_app.widgets.why_panel import why_blocks

if TYPE_CHECKING:
    from textual.widgets import Input

    from store.lab.evidence import Evidence

WEIGHT_STEP = 1.0
RATING_STEP = 0.5
UNKNOWN = "?"


class Sampled(Message):
    """A matrix was sampled, with its weights varied in that way; None if nothing could be."""

    def __init__(self, matrix: Matrix, vary: Vary, found: Robustness | None) -> None:
        super().__init__()
        self.matrix = matrix
        self.vary = vary
        self.found = found


class MatrixScreen(MatrixSetup):
    """Weigh, rate, rule out; see the scores move, why, and what would flip it; save a decision.

    A change shows at once and is written behind the screen, in the order it was made.

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
        """Reads the matrix anew."""
        self._show(await self.desk.read(self._read))
        if self._goto:
            self._find()
        self._look_up_evidence()

    @work(exclusive=True, group="evidence")
    async def _look_up_evidence(self) -> None:
        """The matrix is there before the folder of the experiments has been read."""
        with self.telling():
            self._evidence = await self.desk.read(lambda store: store.evidence())
            self._explain()

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
            self._go_and_open(comparison)

    @work(exclusive=True, group="reload")
    async def _go_and_open(self, key: str) -> None:
        await self._open(key)

    def _find(self) -> None:
        kind, _, key = self._goto.partition(":")
        self._goto = ""
        grid = self.query_one(MatrixGrid)
        self._look(GridView(transposed=grid.view.transposed))
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

    def keepsakes(self) -> dict[str, str]:
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
            reasons.show(judgement_blocks(matrix, self._robust))
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

    @property
    def _cell(self) -> GridCell | None:
        return self.query_one(MatrixGrid).cell

    # Changes

    def _change(self, matrix: Matrix, job: Callable[[Store], object]) -> None:
        """Shows the matrix as it will be, and has the store write it."""
        self._show(matrix)
        self._write_change(job)

    @work(group="write")
    async def _write_change(self, job: Callable[[Store], object]) -> None:
        with self.telling():
            await self.write(job)
            return
        await self.reload()  # what the store says counts

    def _set_weight(self, cell: GridCell, weight: float | None) -> None:
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

    def _set_weights(self, weights: Mapping[str, float]) -> None:
        """Weighs several criteria in one step."""
        matrix = self._matrix
        if matrix is None:
            return
        changed = {slug: w for slug, w in weights.items() if w != matrix.weights[slug]}
        if changed:
            base = matrix.base_weights
            own = {slug: None if w == base[slug] else w for slug, w in changed.items()}
            self._change(
                replace(matrix, weights={**matrix.weights, **changed}),
                lambda store: store.matrices.set_weights(matrix.id, own),
            )

    def _set_rating(self, cell: GridCell, option: Option, rating: Rating) -> None:
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
                self._set_rating(cell, cell.option, rating.rated(value))

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
        from tui_app.dialogs.line_form import Field, LineFormDialog

        cell, matrix = self._cell, self._matrix
        if cell is None or matrix is None:
            return
        criterion = cell.criterion
        if cell.option is None:
            now = number(matrix.weights[criterion.slug])
            label = "How much the step from worst to best counts, 0 to 10; or a share, like 25 %"
            weigh = partial(_weighed, matrix, criterion)
            dialog = LineFormDialog(
                f"Weight: {criterion.name}", [Field("value", label, now)], weigh
            )
        else:
            rating = matrix.ratings[criterion.slug, cell.option.slug]
            now = UNKNOWN if rating.value is None else number(rating.value)
            label = f"Rating from 0 ({criterion.zero}) to 5 ({criterion.five}); ? for unknown"
            fields = [Field("value", label, now), Field("note", "Why", rating.note)]
            dialog = LineFormDialog(f"{cell.option.name} · {criterion.name}", fields, _rating)
        values = await self.app.push_screen_wait(dialog)
        if values is None:
            return
        if cell.option is None:
            self._set_weights(_weighed(matrix, criterion, values))
        else:
            note = values["note"].strip()
            self._set_rating(cell, cell.option, rating.rated(_rating(values), note))

    @work
    async def action_preset(self) -> None:
        """Lets the user choose a kind of project, and takes its weights."""
        from tui_app.dialogs.choose import ChooseDialog

        matrix = self._matrix
        if matrix is None:
            return
        presets = matrix.comparison.presets
        choices = [("Balanced", "Every criterion as it weighs for no project in particular.")]
        choices += [(preset.name, preset.description) for preset in presets]
        slugs = [None, *(preset.slug for preset in presets)]
        at = slugs.index(matrix.preset) if matrix.preset in slugs else 0
        chosen = await self.app.push_screen_wait(ChooseDialog("Take the weights for", choices, at))
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
        from tui_app.dialogs.line_form import Field, LineFormDialog

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
            dialog = LineFormDialog(
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
        from tui_app.dialogs.choose import ChooseDialog

        cell, matrix = self._cell, self._matrix
        if matrix is None or (cell and cell.option):
            return cell.option if cell else None
        options = matrix.comparison.options
        choices = [
            (option.name, "put back" if option.slug in matrix.ruled_out else option.summary)
            for option in options
        ]
        chosen = await self.app.push_screen_wait(ChooseDialog("Rule out, or put back", choices))
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
        from tui_app.dialogs.decision_form import DecisionDialog, texts_of

        matrix = self._matrix
        if matrix is None:
            return
        with self.telling():
            settings = await self.desk.read(lambda store: store.read.settings())
            draft = replace(prefill.draft(matrix), deciders=settings.get("deciders", ""))
            options, out = matrix.comparison.options, out_of_running(matrix)
            names = await self.desk.read(lambda store: store.people())
            filled = await self.app.push_screen_wait(
                DecisionDialog("Save decision", draft, options, STANDING_ALONE, names, out)
            )
            if filled is None:
                return
        with self.telling(typed=texts_of(filled)):
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
            self._look(replace(grid.view, group="", differing=False))
        elif self._flipping:
            self._flip_to(flipping=False)

    # Views

    def _look(self, view: GridView) -> None:
        self.query_one(MatrixGrid).look(view)
        self._explain()

    def action_differing(self) -> None:
        """Shows only the rows on which the options differ, or all."""
        view = self.query_one(MatrixGrid).view
        self._look(replace(view, differing=not view.differing))

    def action_deciding(self) -> None:
        """Puts the rows that decide most first, or back into their groups."""
        view = self.query_one(MatrixGrid).view
        self._look(replace(view, deciding=not view.deciding))

    def action_transpose(self) -> None:
        """Puts the options down and the criteria across, or back."""
        view = self.query_one(MatrixGrid).view
        self._look(replace(view, transposed=not view.transposed))

    @work
    async def action_view(self) -> None:
        """Asks for the group whose criteria are to be shown."""
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
            self._look(replace(view, group=names[chosen]))

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
        self._look(replace(self.query_one(MatrixGrid).view, text=event.value))

    def on_input_submitted(self) -> None:
        """Goes to what is left; the filter stays."""
        self.query_one(MatrixGrid).focus()

    def _leave_filter(self) -> None:
        self.query("#filter").remove()
        self._look(replace(self.query_one(MatrixGrid).view, text=""))
        self.query_one(MatrixGrid).focus()

    # Musts and groups

    @work
    async def action_bar(self) -> None:
        """Asks for the least rating that an option must have on this row."""
        from tui_app.dialogs.line_form import Field, LineFormDialog

        cell, matrix = self._cell, self._matrix
        if cell is None or matrix is None:
            return
        slug = cell.criterion.slug
        now = matrix.minimums.get(slug)
        label = "The least rating an option must have to stay in the running; empty for none"
        field = Field("value", label, "" if now is None else number(now))
        dialog = LineFormDialog(f"A must: {cell.criterion.name}", [field], _bar)
        values = await self.app.push_screen_wait(dialog)
        if values is not None:
            await self._do(lambda store: store.matrices.set_minimum(matrix.id, slug, _bar(values)))

    @work
    async def action_group(self) -> None:
        """Gives the group of this row a share of all weight."""
        if cell := self._cell:
            with self.telling():
                await self.weigh_group(cell.criterion.group)

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


def _between(text: str, high: float) -> float:
    with suppress(ValueError):
        value = float(text.strip().replace(",", "."))
        if 0 <= value <= high:
            return value
    raise InvalidError({"value": f"A number from 0 to {high:g}, such as 7 or 2.5."})


def _weighed(matrix: Matrix, criterion: Criterion, values: dict[str, str]) -> dict[str, float]:
    """The weights with which a criterion has the weight, or the share of all, that was typed."""
    text = values["value"].strip()
    if not text.endswith("%"):
        return {criterion.slug: _between(text, WEIGHT_MAX)}
    try:
        return with_share(matrix, [criterion], _between(text.rstrip("%"), 100.0) / 100)
    except InvalidError as error:
        raise InvalidError({"value": str(error)}) from error


def _bar(values: dict[str, str]) -> float | None:
    return _between(values["value"], RATING_MAX) if values["value"].strip() else None


def _rating(values: dict[str, str]) -> float | None:
    return None if values["value"].strip() == UNKNOWN else _between(values["value"], RATING_MAX)
