"""A matrix in the transaction that changes it, and what can be done with options and criteria."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlmodel import Session, SQLModel, func, select

from store.db import models
from store.domain.checked import Faults
from store.domain.errors import InvalidError, NotFoundError
from store.domain.matrix import OWN_MAX
from store.matrix import undo_log
from store.matrix.layout import Layout, moved, own_slug
from store.matrix.reader import MatrixReader
from store.matrix.undo_log import OF_A_MATRIX, RowChange, rows_of


@dataclass(frozen=True)
class ItemKind:
    """What options and criteria differ in; `said` is how one is named on the screen."""

    name: str
    shipped: type[models.Option] | type[models.Criterion]
    own: type[models.MatrixOption] | type[models.MatrixCriterion]
    said: str


OPTION = ItemKind("option", models.Option, models.MatrixOption, "{}")
CRITERION = ItemKind("criterion", models.Criterion, models.MatrixCriterion, "“{}”")


class MatrixTransaction:
    """A matrix of the store while it is changed.

    Args:
        session: of the transaction.
        matrix: its id.

    Raises:
        NotFoundError: it is not there, or in the trash.
    """

    def __init__(self, session: Session, matrix: int) -> None:
        self.session = session
        self.matrix = matrix
        self.row = matrix_row(session, matrix)
        if self.row.trashed is not None:
            raise NotFoundError(
                f"The matrix “{self.row.name}” is in the trash. Nothing was changed. "
                "Restore it first."
            )

    def save(self, label: str, *changes: RowChange) -> None:
        """Makes the changes, as one step of the history."""
        undo_log.record(self.session, self.matrix, label, changes)

    @cached_property
    def _reader(self) -> MatrixReader:
        connection = self.session.connection()
        return MatrixReader(
            lambda sql, *values: [tuple(row) for row in connection.exec_driver_sql(sql, values)],
            Faults(),  # what is left out stays as it is
        )

    def arranged(self, kind: ItemKind) -> Layout[Any]:
        """All options or criteria of the matrix, as they stood when the transaction began."""
        if kind is OPTION:
            return self._reader.options(self.matrix)
        return self._reader.criteria(self.matrix)

    def name(self, kind: ItemKind, slug: str, *, needed: bool = True) -> str:
        """What an option or a criterion is called.

        Raises:
            NotFoundError: there is none, and it is needed; else its slug has to do.
        """
        row: SQLModel | None = self.session.get(kind.own, (self.matrix, slug))
        row = row or self.session.get(kind.shipped, (self.row.comparison_slug, slug))
        if row is None and needed:
            raise NotFoundError(f"There is no {kind.name} “{slug}”.")
        return kind.said.format(getattr(row, "name", slug))

    def add(self, kind: ItemKind, values: Mapping[str, Any]) -> str:
        """Adds one of the user's own; returns its slug."""
        arranged = self.arranged(kind)
        name = str(values["name"])
        _check_name(arranged, name)
        everything = *self.arranged(OPTION).items, *self.arranged(CRITERION).items
        if sum(item.own for item in everything) >= OWN_MAX:
            told = f"This matrix has {OWN_MAX:,} options and criteria of your own: no room is left."
            raise InvalidError({"name": told})
        slug = own_slug(name, {item.slug for item in arranged.items})
        last = select(func.max(kind.own.position)).where(kind.own.matrix_id == self.matrix)
        place = {"position": (self.session.exec(last).one() or 0) + 1}
        self.save(
            f"{kind.said.format(name)} added", RowChange(kind.own, (slug,), {**values, **place})
        )
        return slug

    def edit(self, kind: ItemKind, slug: str, values: Mapping[str, Any], *more: RowChange) -> None:
        """Puts values in place of those of one that the user added."""
        name = self._own_name(kind, slug)
        _check_name(self.arranged(kind), str(values["name"]), slug)
        self.save(f"{name} edited", RowChange(kind.own, (slug,), values), *more)

    def remove(self, kind: ItemKind, slug: str) -> None:
        """Takes one away that the user added, with every row that tells of it."""
        name = self._own_name(kind, slug)
        _check_last(self.arranged(kind), kind, slug)
        column = f"{kind.name}_slug"
        tables = [table for table in OF_A_MATRIX if column in table.model_fields]
        told_of = [
            change
            for change in rows_of(self.session, self.matrix, *tables)
            if change.named()[column] == slug
        ]
        shown = RowChange(models.MatrixShown, (kind.name, slug))
        self.save(f"{name} removed", RowChange(kind.own, (slug,)), shown, *told_of)

    def show(self, kind: ItemKind, slug: str, *, shown: bool) -> None:
        """Shows one, or hides it."""
        name = self.name(kind, slug)
        arranged = self.arranged(kind)
        if not shown:
            _check_last(arranged, kind, slug)
        said = None if shown == (slug in arranged.default) else {"shown": shown}
        label = f"{name} {'shown' if shown else 'hidden'}"
        self.save(label, RowChange(models.MatrixShown, (kind.name, slug), said))

    def move(self, kind: ItemKind, slug: str, by: int) -> None:
        """Moves one by so many places among those that show."""
        name = self.name(kind, slug)
        arranged = self.arranged(kind)
        if slug not in arranged.shown:
            told = f"{name} is hidden, so it has no place. Show it first."
            raise InvalidError({kind.name: told})
        order = moved(arranged, slug, by)
        if order != [item.slug for item in arranged.items]:
            values = {f"{kind.name}_order": ",".join(order)}
            self.save(f"{name} moved", RowChange(models.Matrix, (), values))

    def _own_name(self, kind: ItemKind, slug: str) -> str:
        name = self.name(kind, slug)
        if self.session.get(kind.own, (self.matrix, slug)) is None:
            told = f"{name} is not one of your own: it can be hidden, not edited or removed."
            raise InvalidError({kind.name: told})
        return name


def matrix_row(session: Session, matrix: int) -> models.Matrix:
    """The row of a matrix, in the trash or not.

    Raises:
        NotFoundError: there is none.
    """
    row = session.get(models.Matrix, matrix)
    if row is None:
        raise NotFoundError("This matrix is no longer in the store.")
    return row


def _check_name(arranged: Layout[Any], name: str, own: str = "") -> None:
    """Refuses a name that another has than the one with the slug `own`."""
    for item in arranged.items:
        if item.slug != own and item.name.casefold() == name.casefold():
            hidden = "" if item.slug in arranged.shown else " It is hidden; show it instead."
            raise InvalidError({"name": f"There is “{item.name}” already.{hidden}"})


def _check_last(arranged: Layout[Any], kind: ItemKind, slug: str) -> None:
    if [item.slug for item in arranged.visible] == [slug]:
        told = f"This is the last {kind.name} that shows. Show another one first."
        raise InvalidError({kind.name: told})
