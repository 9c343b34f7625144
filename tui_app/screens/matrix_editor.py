"""Edits the matrix: weights, ratings, minimums, options ruled out; undo and redo."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial

from textual import work

from store.domain.errors import InvalidError, given_reason
from store.domain.matrix import RATING_MAX, WEIGHT_MAX, Criterion, Matrix, Option, Rating
from store.matrix.groups import with_share
from store.matrix.number_text import number
from store.store import Store
from tui_app.screens.matrix_setup import MatrixSetup
from tui_app.widgets.grid_view import GridCell
from tui_app.widgets.matrix_grid import MatrixGrid

WEIGHT_STEP = 1.0
RATING_STEP = 0.5
UNKNOWN = "?"


class MatrixEditor(MatrixSetup):
    """Weighs, rates and rules out; MatrixSetup adds and removes rows and columns.

    A change shows at once and is written behind the screen, in the order it was made.

    Args:
        desk: where the store is asked.
    """

    def _show(self, matrix: Matrix) -> None:
        """Shows the matrix as it is now."""
        raise NotImplementedError

    @property
    def _cell(self) -> GridCell | None:
        return self.query_one(MatrixGrid).cell

    def _change(self, matrix: Matrix, job: Callable[[Store], object]) -> None:
        """Shows the matrix as it will be, and has the store write it."""
        self._show(matrix)
        self._write_change(job)

    @work(group="write")
    async def _write_change(self, job: Callable[[Store], object]) -> None:
        with self.reporting_errors():
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
        with self.reporting_errors():
            label = await self.write(lambda store: step(store, matrix.id))
            await self.reload()
            told = f"{done}: {label}." if label else f"There is nothing to {name}."
            self.notify(told, timeout=3, markup=False)

    # Musts and groups

    @work
    async def action_minimum(self) -> None:
        """Asks for the least rating that an option must have on this row."""
        from tui_app.dialogs.line_form import Field, LineFormDialog

        cell, matrix = self._cell, self._matrix
        if cell is None or matrix is None:
            return
        slug = cell.criterion.slug
        now = matrix.minimums.get(slug)
        label = "The least rating an option must have to stay in the running; empty for none"
        field = Field("value", label, "" if now is None else number(now))
        dialog = LineFormDialog(f"A must: {cell.criterion.name}", [field], _minimum)
        values = await self.app.push_screen_wait(dialog)
        if values is not None:
            await self._do(
                lambda store: store.matrices.set_minimum(matrix.id, slug, _minimum(values))
            )

    @work
    async def action_group(self) -> None:
        """Gives the group of this row a share of all weight."""
        if cell := self._cell:
            with self.reporting_errors():
                await self.weigh_group(cell.criterion.group)


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


def _minimum(values: dict[str, str]) -> float | None:
    return _between(values["value"], RATING_MAX) if values["value"].strip() else None


def _rating(values: dict[str, str]) -> float | None:
    return None if values["value"].strip() == UNKNOWN else _between(values["value"], RATING_MAX)
