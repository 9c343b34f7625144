"""Sets a matrix up: which one, its options, criteria and groups."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import work

from store.domain.errors import InvalidError
from store.domain.matrix import (
    Criterion,
    CriterionDraft,
    ItemKind,
    Matrix,
    MatrixRow,
    Option,
    OptionDraft,
)
from store.matrix.groups import groups, with_group_share
from store.store import Store
from tui_app.dialogs.choose import ChooseDialog
from tui_app.dialogs.line_form import Field, LineFormDialog
from tui_app.dialogs.reorder import ReorderDialog, ReorderItem, Verb
from tui_app.screens.tab import Tab
from tui_app.store_worker import StoreWorker

if TYPE_CHECKING:
    from store.matrix.items import MatrixItems


@dataclass(frozen=True)
class _ItemSetup:
    """How options, or criteria, are listed and filled in."""

    title: str
    add: str
    rows: Callable[[Matrix], tuple[Sequence[Any], Sequence[Any]]]
    detail: Callable[[Any], str]
    fields: Callable[[Any], list[Field]]
    draft: Callable[[dict[str, str]], Any]
    kind: ItemKind


class MatrixSetup(Tab):
    """Opens matrices, and arranges their options and criteria; MatrixEditor weighs and rates.

    Args:
        desk: where the store is asked.
    """

    def __init__(self, desk: StoreWorker) -> None:
        super().__init__(desk)
        self._matrix: Matrix | None = None
        self._key: int | str | None = None  # of the matrix to show; None for the last one

    def _set_weights(self, weights: Mapping[str, float]) -> None:
        """Weighs several criteria in one step."""
        raise NotImplementedError

    async def _do(self, job: Callable[[Store], object]) -> None:
        """Has the store do something, and shows what came of it, whether it could or not."""
        with self.reporting_errors():
            await self.write(job)
        with self.reporting_errors():
            await self.reload()

    # Matrices

    @work
    async def action_matrices(self) -> None:
        """Asks which matrix to open, or what to do with this one."""
        with self.reporting_errors():
            rows = await self.desk.read(lambda store: store.read.matrices())
            trashed = await self.desk.read(lambda store: store.read.trashed_matrices())
            here = next((row for row in rows if self._matrix and row.id == self._matrix.id), None)
            choices = [(row.name, "") for row in rows]
            acts: list[tuple[str, str, Callable[[], Any]]] = [
                ("New …", "Begin another matrix", lambda: self._new(rows))
            ]
            if here:
                name = f"“{here.name}”"
                acts += [
                    (
                        "Copy …",
                        f"Begin another with all that is in {name}",
                        lambda: self._copy(here),
                    ),
                    ("Rename …", f"Call {name} something else", lambda: self._rename(here)),
                    ("Throw away", f"Move {name} to the trash", lambda: self._trash(here)),
                ]
            if trashed:
                told = ", ".join(row.name for row in trashed)
                acts.append(("Restore …", f"In the trash: {told}", lambda: self._restore(trashed)))
            at = rows.index(here) if here else 0
            choices += [(name, told) for name, told, _ in acts]
            chosen = await self.app.push_screen_wait(ChooseDialog("Matrices", choices, at))
            if chosen is None:
                return
            if chosen < len(rows):
                await self._open(rows[chosen].id)
            else:
                await acts[chosen - len(rows)][2]()

    async def _open(self, key: int | str) -> None:
        self._key = key
        with self.reporting_errors():
            await self.reload()

    async def _named(self, title: str, value: str = "") -> str | None:
        values = await self.app.push_screen_wait(
            LineFormDialog(title, [Field("name", "Name", value)])
        )
        return None if values is None else values["name"]

    async def _made(self, name: str | None, job: Callable[[Store, str], int]) -> None:
        if name is not None:
            await self._open(await self.write(lambda store: job(store, name)))

    async def _new(self, rows: Sequence[MatrixRow]) -> None:
        slugs = list(dict.fromkeys(row.comparison for row in rows))
        found = await self.desk.read(lambda store: [store.read.comparison(slug) for slug in slugs])
        chosen: int | None = 0
        if len(found) > 1:
            choices = [(comparison.title, comparison.question) for comparison in found]
            chosen = await self.app.push_screen_wait(ChooseDialog("What to compare", choices))
        if chosen is not None:
            slug = found[chosen].slug
            name = await self._named("New matrix")
            await self._made(name, lambda store, given: store.matrices.new(slug, given))

    async def _copy(self, row: MatrixRow) -> None:
        name = await self._named(f"Copy {row.name}", f"{row.name}, another")
        await self._made(name, lambda store, given: store.matrices.copy(row.id, given))

    async def _rename(self, row: MatrixRow) -> None:
        name = await self._named(f"Rename {row.name}", row.name)
        if name is not None:
            await self._do(lambda store: store.matrices.rename(row.id, name))

    async def _trash(self, row: MatrixRow) -> None:
        await self.write(lambda store: store.matrices.trash(row.id))
        self._key = None
        await self.reload()
        told = f"{row.name} is in the trash; m restores it."
        self.notify(told, timeout=6, markup=False)

    async def _restore(self, rows: Sequence[MatrixRow]) -> None:
        choices = [(row.name, row.comparison) for row in rows]
        chosen = await self.app.push_screen_wait(ChooseDialog("Restore from the trash", choices))
        if chosen is not None:
            await self.write(lambda store: store.matrices.restore(rows[chosen].id))
            await self._open(rows[chosen].id)

    # Options and criteria

    @work
    async def action_options(self) -> None:
        """Shows, hides, moves, adds, edits and removes options."""
        await self._arrange(_OPTIONS)

    @work
    async def action_criteria(self) -> None:
        """Shows, hides, moves, adds, edits and removes criteria."""
        await self._arrange(_CRITERIA)

    async def _arrange(self, setup: _ItemSetup) -> None:
        at = 0
        while (matrix := self._matrix) is not None:
            shown, hidden = setup.rows(matrix)
            rows = [*shown, *hidden]
            items = [
                ReorderItem(r.name, setup.detail(r), i < len(shown), r.own)
                for i, r in enumerate(rows)
            ]
            answer = await self.app.push_screen_wait(ReorderDialog(setup.title, items, at))
            if answer is None:
                return
            verb, at = answer
            row = rows[at] if rows else None
            await self._arranged(setup, verb, matrix.id, row, shown=at < len(shown))
            at = _after(verb, at, len(shown))

    async def _arranged(
        self,
        setup: _ItemSetup,
        verb: Verb,
        matrix: int,
        row: Any,  # noqa: ANN401  # an option or a criterion
        *,
        shown: bool,
    ) -> None:
        def items(store: Store) -> "MatrixItems":
            return store.matrices.items(setup.kind)

        if verb == "add":
            fill = partial(self._filled, setup, setup.add, None)
            await fill(lambda store, draft: items(store).add(matrix, draft))
        elif verb == "toggle":
            await self._do(
                lambda store: (items(store).hide if shown else items(store).show)(matrix, row.slug)
            )
        elif verb in ("up", "down"):
            by = -1 if verb == "up" else 1
            if shown:
                await self._do(lambda store: items(store).move(matrix, row.slug, by))
        elif not row.own:
            told = f"{row.name} is shipped: it can be hidden, and its ratings can be changed."
            self.notify(told, timeout=5, markup=False)
        elif verb == "edit":
            fill = partial(self._filled, setup, f"Edit {row.name}", row)
            await fill(lambda store, draft: items(store).edit(matrix, row.slug, draft))
        else:
            await self._do(lambda store: items(store).remove(matrix, row.slug))

    async def _filled(
        self,
        setup: _ItemSetup,
        title: str,
        row: Any,  # noqa: ANN401  # an option or a criterion, None for a new one
        job: Callable[[Store, Any], object],
    ) -> None:
        dialog = LineFormDialog(
            title, setup.fields(row), lambda values: setup.draft(values).check()
        )
        values = await self.app.push_screen_wait(dialog)
        if values is not None:
            await self._do(lambda store: job(store, setup.draft(values)))

    # Groups

    async def weigh_group(self, name: str) -> None:
        """Asks for a group's share of all weight, and weighs its criteria so."""
        matrix = self._matrix
        if matrix is None:
            return
        group = next(each for each in groups(matrix) if each.name == name)
        label = "Share of all weight, in %; the criteria keep their proportions"
        field = Field("share", label, f"{100 * group.share:.1f}")
        dialog = LineFormDialog(name, [field], lambda values: _shared(matrix, name, values))
        values = await self.app.push_screen_wait(dialog)
        if values is not None:
            self._set_weights(_shared(matrix, name, values))


def _after(verb: Verb, at: int, shown: int) -> int:
    """Where the cursor stands after something was done with the row at `at`."""
    if verb == "add":
        return shown  # an added one comes last of those that show
    by = {"up": -1, "down": 1}.get(verb, 0) if at < shown else 0
    return max(0, min(at + by, shown - 1)) if by else at


def _shared(matrix: Matrix, group: str, values: dict[str, str]) -> dict[str, float]:
    try:
        share = float(values["share"].strip().rstrip("%").replace(",", ".")) / 100
    except ValueError:
        raise InvalidError({"share": "A number from 0 to 100, such as 25."}) from None
    return with_group_share(matrix, group, share)


def _option_fields(option: Option | None) -> list[Field]:
    return [
        Field("name", "Name", option.name if option else ""),
        Field("summary", "What it is, in a line", option.summary if option else ""),
        Field("url", "Address", option.url if option else ""),
    ]


def _criterion_fields(criterion: Criterion | None) -> list[Field]:
    labels = {
        "name": "Name",
        "group": "Group",
        "question": "What it asks",
        "zero": "What 0 means, the worst",
        "five": "What 5 means, the best",
    }
    fields = [Field(k, label, getattr(criterion, k, "") or "") for k, label in labels.items()]
    return fields if criterion else [*fields, Field("weight", "Weight, 0 to 10", "5")]


def _criterion_draft(values: dict[str, str]) -> CriterionDraft:
    given = dict(values)
    weight = given.pop("weight", None)
    try:
        return CriterionDraft(**given, weight=None if weight is None else float(weight))
    except ValueError:
        raise InvalidError({"weight": "A number from 0 to 10, such as 7 or 2.5."}) from None


_OPTIONS = _ItemSetup(
    "Options",
    "Add an option",
    lambda matrix: (matrix.comparison.options, matrix.hidden_options),
    lambda option: option.summary,
    _option_fields,
    lambda values: OptionDraft(**values),
    ItemKind.OPTION,
)
_CRITERIA = _ItemSetup(
    "Criteria",
    "Add a criterion",
    lambda matrix: (matrix.comparison.criteria, matrix.hidden_criteria),
    lambda criterion: f"{criterion.group}: {criterion.question}",
    _criterion_fields,
    _criterion_draft,
    ItemKind.CRITERION,
)
