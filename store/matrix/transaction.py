"""A matrix in the transaction that changes it."""

from typing import Any, NamedTuple

from sqlmodel import Session, SQLModel

from store.db import models
from store.domain.checked import Faults
from store.domain.errors import NotFoundError
from store.domain.matrix import ItemKind
from store.matrix import undo_log
from store.matrix.layout import Layout
from store.matrix.matrix_queries import MatrixQueries
from store.matrix.undo_log import RowChange


class _Tables(NamedTuple):
    """Where the items of one kind are, and how one is named in a sentence."""

    shipped: type[models.Option] | type[models.Criterion]
    own: type[models.MatrixOption] | type[models.MatrixCriterion]
    quoted: str


_TABLES = {
    ItemKind.OPTION: _Tables(models.Option, models.MatrixOption, "{}"),
    ItemKind.CRITERION: _Tables(models.Criterion, models.MatrixCriterion, "“{}”"),
}


class MatrixTransaction:
    """A matrix while it is changed, and its history.

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
        """Makes the changes as one step of the history."""
        undo_log.record(self.session, self.matrix, label, changes)

    def layout(self, kind: ItemKind) -> Layout[Any]:
        """All options or criteria of the matrix, in the user's order."""
        unreadable = Faults()  # what cannot be read stays as it is
        return MatrixQueries(self.session.exec, unreadable).layout(self.matrix, kind)

    def own_table(self, kind: ItemKind) -> type[models.MatrixOption] | type[models.MatrixCriterion]:
        """The table of the options or criteria that users added."""
        return _TABLES[kind].own

    def name(self, kind: ItemKind, slug: str, *, needed: bool = True) -> str:
        """The name of an option or a criterion, as it stands in a sentence.

        Raises:
            NotFoundError: there is none, and it is needed; else its slug is the name.
        """
        tables = _TABLES[kind]
        row: SQLModel | None = self.session.get(tables.own, (self.matrix, slug))
        row = row or self.session.get(tables.shipped, (self.row.comparison_slug, slug))
        if row is None and needed:
            raise NotFoundError(f"There is no {kind} “{slug}”.")
        return self.quoted(kind, getattr(row, "name", slug))

    def quoted(self, kind: ItemKind, name: str) -> str:
        """A name as it stands in a sentence."""
        return _TABLES[kind].quoted.format(name)


def matrix_row(session: Session, matrix: int) -> models.Matrix:
    """The row of a matrix, in the trash or not.

    Raises:
        NotFoundError: there is none.
    """
    row = session.get(models.Matrix, matrix)
    if row is None:
        raise NotFoundError("This matrix is no longer in the store.")
    return row
