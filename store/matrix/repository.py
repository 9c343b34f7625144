"""Writes matrices: makes, copies and trashes them, and changes what the user may undo."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, col, literal, select

from store.db import models
from store.db.engine import Writing
from store.db.models import validated
from store.domain.errors import Clock, InvalidError, NotFoundError, given_name, given_reason
from store.domain.matrix import ItemKind
from store.matrix import undo_log
from store.matrix.items import MatrixItems
from store.matrix.transaction import MatrixTransaction, matrix_row
from store.matrix.undo_log import OF_A_MATRIX, RowChange, rows_of

OwnRating = tuple[float | None, str]
"""A rating that the user gave, None for unknown, and the reason for it."""


class Matrices:
    """Writes matrices.

    Every change in a matrix is one step, which `undo` undoes at any later time. A matrix that is
    missing, or in the trash, raises `NotFoundError`, a value that breaks a rule `InvalidError`;
    nothing is changed then.

    Args:
        writing: opens a transaction on the store.
        clock: tells when a matrix goes to the trash.
    """

    def __init__(self, writing: Writing, clock: Clock) -> None:
        self._writing = writing
        self._clock = clock

    # Matrices

    def new(self, comparison: str, name: str) -> int:
        """Makes a matrix in which nothing is changed; returns its id.

        Args:
            comparison: the slug of what is compared.
            name: what to call it; no other matrix that can be opened may be called so.
        """
        with self._writing() as session:
            if session.get(models.Comparison, comparison) is None:
                raise NotFoundError(f"There is no comparison “{comparison}”.")
            values = {"comparison_slug": comparison, "name": _free_name(session, name)}
            return _added(session, values)

    def copy(self, matrix: int, name: str) -> int:
        """Makes a matrix that holds what this one does, without its history; returns its id."""
        with self._changing(matrix) as transaction:
            session = transaction.session
            values = transaction.row.model_dump(exclude={"id"}) | {
                "name": _free_name(session, name)
            }
            copied = _added(session, values)
            for table in OF_A_MATRIX:
                columns = [column for column in table.model_fields if column != "matrix_id"]
                rows = select(literal(copied), *(getattr(table, c) for c in columns))
                rows = rows.where(table.matrix_id == matrix)
                session.execute(insert(table).from_select(["matrix_id", *columns], rows))
            return copied

    def rename(self, matrix: int, name: str) -> None:
        """Gives a matrix another name."""
        with self._changing(matrix) as transaction:
            name = _free_name(transaction.session, name, matrix)
            transaction.save(f"rename to “{name}”", RowChange(models.Matrix, (), {"name": name}))

    def trash(self, matrix: int) -> None:
        """Moves a matrix to the trash; a new one is made if it was the last."""
        with self._changing(matrix) as transaction:
            transaction.row.trashed = self._clock()
            keep_one_matrix(transaction.session, transaction.row.comparison_slug)

    def restore(self, matrix: int) -> None:
        """Restores a matrix from the trash."""
        with self._writing() as session:
            matrix_row(session, matrix).trashed = None

    # Weights, ratings, minimums, rulings

    def set_weight(self, matrix: int, criterion: str, weight: float | None) -> None:
        """Sets a criterion's weight, 0 to 10; None resets it to the preset's."""
        self.set_weights(matrix, {criterion: weight})

    def set_weights(self, matrix: int, weights: Mapping[str, float | None]) -> None:
        """Sets the weights of several criteria, by slug, in one step."""
        with self._changing(matrix) as transaction:
            names = [
                transaction.name(ItemKind.CRITERION, slug, needed=weight is not None)
                for slug, weight in weights.items()
            ]
            changes = [
                RowChange(models.MatrixWeight, (slug,), _row(weight=weight))
                for slug, weight in weights.items()
            ]
            label = (
                f"weight of {names[0]}" if len(names) == 1 else _weights_of(transaction, weights)
            )
            transaction.save(label, *changes)

    def set_rating(
        self, matrix: int, criterion: str, option: str, rating: OwnRating | None
    ) -> None:
        """Replaces the shipped rating by the user's; None resets it."""
        with self._changing(matrix) as transaction:
            row = transaction.name(ItemKind.CRITERION, criterion, needed=rating is not None)
            column = transaction.name(ItemKind.OPTION, option, needed=rating is not None)
            values = None if rating is None else {"value": rating[0], "note": rating[1].strip()}
            change = RowChange(models.MatrixRating, (criterion, option), values)
            transaction.save(f"rating of {column} on {row}", change)

    def set_minimum(self, matrix: int, criterion: str, minimum: float | None) -> None:
        """Sets the least rating, 0 to 5, that keeps an option in the running; None removes it."""
        with self._changing(matrix) as transaction:
            name = transaction.name(ItemKind.CRITERION, criterion, needed=minimum is not None)
            change = RowChange(models.MatrixBar, (criterion,), _row(bar=minimum))
            transaction.save(f"bar on {name}", change)

    def rule_out(self, matrix: int, option: str, reason: str | None) -> None:
        """Rules an option out, with the reason; None puts it back on the shortlist."""
        given = None if reason is None else given_reason(reason)
        with self._changing(matrix) as transaction:
            name = transaction.name(ItemKind.OPTION, option, needed=given is not None)
            label = f"{name} {'ruled out' if given else 'put back'}"
            transaction.save(label, RowChange(models.MatrixRuling, (option,), _row(reason=given)))

    def use_preset(self, matrix: int, preset: str | None) -> None:
        """Sets all weights to a preset's, or to the balanced ones if None."""
        with self._changing(matrix) as transaction:
            label = "balanced weights"
            if preset is not None:
                row = transaction.session.get(
                    models.Preset, (transaction.row.comparison_slug, preset)
                )
                if row is None:
                    raise NotFoundError(f"There is no preset “{preset}”.")
                label = f"weights of “{row.name}”"
            transaction.save(
                label,
                RowChange(models.Matrix, (), {"preset_slug": preset}),
                *rows_of(transaction.session, matrix, models.MatrixWeight),
            )

    def reset(self, matrix: int) -> None:
        """Resets everything but the name of a matrix, in one step."""
        values = {"preset_slug": None, "option_order": "", "criterion_order": ""}
        with self._changing(matrix) as transaction:
            changes = rows_of(transaction.session, matrix, *OF_A_MATRIX)
            transaction.save("everything reset", RowChange(models.Matrix, (), values), *changes)

    # Options and criteria

    def items(self, kind: ItemKind) -> MatrixItems:
        """The options of matrices, or their criteria, to be added, edited, hidden and moved."""
        return MatrixItems(self._writing, kind)

    # History

    def undo(self, matrix: int) -> str | None:
        """Undoes the last change; returns its label, or None where there is none."""
        with self._writing() as session:
            return undo_log.undo(session, matrix)

    def redo(self, matrix: int) -> str | None:
        """Redoes what was undone last; returns its label, or None where there is none."""
        with self._writing() as session:
            return undo_log.redo(session, matrix)

    @contextmanager
    def _changing(self, matrix: int) -> Iterator[MatrixTransaction]:
        with self._writing() as session:
            yield MatrixTransaction(session, matrix)


def _weights_of(transaction: MatrixTransaction, weights: Collection[str]) -> str:
    criteria = transaction.layout(ItemKind.CRITERION).items
    groups = {item.group for item in criteria if item.slug in weights}
    one = f"“{groups.pop()}”" if len(groups) == 1 else f"{len(weights)} criteria"
    return f"weights of {one}"


def _row(**values: object) -> dict[str, object] | None:
    """The values of a row; None, for no row, where one is None."""
    return None if None in values.values() else values


def _added(session: Session, values: Mapping[str, Any]) -> int:
    row = validated(models.Matrix, values)
    session.add(row)
    session.flush()
    return int(row.id or 0)


def _free_name(session: Session, name: str, matrix: int = 0) -> str:
    """The name as it is kept, if no matrix outside the trash has it."""
    name = given_name(name)
    for row in session.exec(select(models.Matrix).where(col(models.Matrix.trashed).is_(None))):
        if row.id != matrix and row.name.casefold() == name.casefold():
            raise InvalidError({"name": f"There is a matrix “{row.name}” already."})
    return name


def keep_one_matrix(session: Session, comparison: str = "") -> None:
    """Makes a matrix if all are in the trash: of that comparison, if the store has it."""
    listed = select(models.Matrix.id).where(
        col(models.Matrix.trashed).is_(None),
        col(models.Matrix.comparison_slug).in_(select(models.Comparison.slug)),
    )
    if session.exec(listed).first() is not None:
        return
    slug, order = col(models.Comparison.slug), col(models.Comparison.order)
    best = select(models.Comparison).order_by(slug != comparison, order, slug)
    first = session.exec(best).first()
    if first is not None:
        values = {"comparison_slug": first.slug, "name": first.title}
        session.add(validated(models.Matrix, values))
