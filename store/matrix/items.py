"""Changes the options and the criteria of matrices: adds, edits, removes, hides and moves them."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlmodel import func, select

from store.db import models
from store.db.engine import Writing
from store.domain.errors import InvalidError
from store.domain.matrix import OWN_MAX, OWN_WEIGHT, CriterionDraft, ItemKind, OptionDraft
from store.matrix.layout import Layout, moved, own_slug
from store.matrix.transaction import MatrixTransaction
from store.matrix.undo_log import OF_A_MATRIX, RowChange, rows_of


class MatrixItems:
    """Changes the options of matrices, or their criteria.

    Every change is one step of the matrix's history, and fails as those of `Matrices` do.

    Args:
        writing: opens a transaction on the store.
        kind: which of the two.
    """

    def __init__(self, writing: Writing, kind: ItemKind) -> None:
        self._writing = writing
        self._kind = kind

    def add(self, matrix: int, draft: OptionDraft | CriterionDraft) -> str:
        """Adds one of the user's own, last in its group and rated nowhere; returns its slug."""
        values = _values(draft)
        if self._kind is ItemKind.CRITERION:
            values = {"weight": OWN_WEIGHT} | values
        name = str(values["name"])
        with self._writing() as session:
            change = MatrixTransaction(session, matrix)
            layout = change.layout(self._kind)
            _check_name(layout, name)
            everything = [item for kind in ItemKind for item in change.layout(kind).items]
            if sum(item.own for item in everything) >= OWN_MAX:
                told = f"This matrix has {OWN_MAX:,} options and criteria of your own"
                raise InvalidError({"name": f"{told}: no room is left."})
            slug = own_slug(name, {item.slug for item in layout.items})
            table = change.own_table(self._kind)
            last = select(func.max(table.position)).where(table.matrix_id == matrix)
            values |= {"position": (session.exec(last).one() or 0) + 1}
            change.save(
                f"{change.quoted(self._kind, name)} added", RowChange(table, (slug,), values)
            )
        return slug

    def edit(self, matrix: int, slug: str, draft: OptionDraft | CriterionDraft) -> None:
        """Replaces the values of one that the user added by the draft's.

        A weight in the draft replaces the one that the user gave since.
        """
        values = _values(draft)
        weight = [RowChange(models.MatrixWeight, (slug,))] if "weight" in values else []
        with self._writing() as session:
            change = MatrixTransaction(session, matrix)
            name = self._own_name(change, slug)
            _check_name(change.layout(self._kind), str(values["name"]), slug)
            table = change.own_table(self._kind)
            change.save(f"{name} edited", RowChange(table, (slug,), values), *weight)

    def remove(self, matrix: int, slug: str) -> None:
        """Removes one that the user added, with its weight, minimum, ratings and reasons."""
        column = f"{self._kind}_slug"
        tables = [table for table in OF_A_MATRIX if column in table.model_fields]
        with self._writing() as session:
            change = MatrixTransaction(session, matrix)
            name = self._own_name(change, slug)
            self._check_last(change.layout(self._kind), slug)
            rows = rows_of(session, matrix, *tables)
            change.save(
                f"{name} removed",
                RowChange(change.own_table(self._kind), (slug,)),
                RowChange(models.MatrixShown, (self._kind.value, slug)),
                *(row for row in rows if row.named()[column] == slug),
            )

    def hide(self, matrix: int, slug: str) -> None:
        """Hides one; what the user made of it is kept. The last one cannot be hidden."""
        self._set_shown(matrix, slug, shown=False)

    def show(self, matrix: int, slug: str) -> None:
        """Shows one that is hidden."""
        self._set_shown(matrix, slug, shown=True)

    def move(self, matrix: int, slug: str, by: int) -> None:
        """Moves one by so many places among those shown, up where `by` is negative.

        A criterion keeps its group.
        """
        with self._writing() as session:
            change = MatrixTransaction(session, matrix)
            name = change.name(self._kind, slug)
            layout = change.layout(self._kind)
            if slug not in layout.shown:
                told = f"{name} is hidden, so it has no place. Show it first."
                raise InvalidError({self._kind: told})
            order = moved(layout, slug, by)
            if order != [item.slug for item in layout.items]:
                values = {f"{self._kind}_order": ",".join(order)}
                change.save(f"{name} moved", RowChange(models.Matrix, (), values))

    def _set_shown(self, matrix: int, slug: str, *, shown: bool) -> None:
        with self._writing() as session:
            change = MatrixTransaction(session, matrix)
            name = change.name(self._kind, slug)
            layout = change.layout(self._kind)
            if not shown:
                self._check_last(layout, slug)
            values = None if shown == (slug in layout.default) else {"shown": shown}
            change.save(
                f"{name} {'shown' if shown else 'hidden'}",
                RowChange(models.MatrixShown, (self._kind.value, slug), values),
            )

    def _own_name(self, change: MatrixTransaction, slug: str) -> str:
        name = change.name(self._kind, slug)
        if change.session.get(change.own_table(self._kind), (change.matrix, slug)) is None:
            told = f"{name} is not one of your own: it can be hidden, not edited or removed."
            raise InvalidError({self._kind: told})
        return name

    def _check_last(self, layout: Layout[Any], slug: str) -> None:
        if [item.slug for item in layout.visible] == [slug]:
            told = f"This is the last {self._kind} that shows. Show another one first."
            raise InvalidError({self._kind: told})


def _values(draft: OptionDraft | CriterionDraft) -> dict[str, Any]:
    """The draft's values as a row's, without those that it leaves open."""
    given: Mapping[str, Any] = asdict(draft.check())
    return {key: value for key, value in given.items() if value is not None}


def _check_name(layout: Layout[Any], name: str, own: str = "") -> None:
    """Refuses the name of any item but the one with the slug `own`."""
    for item in layout.items:
        if item.slug != own and item.name.casefold() == name.casefold():
            hidden = "" if item.slug in layout.shown else " It is hidden; show it instead."
            raise InvalidError({"name": f"There is “{item.name}” already.{hidden}"})
