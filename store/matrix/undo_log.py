"""The undo log of a matrix: the values of the changed rows before and after every change.

An edit keeps both as a list of `[table, key, values]`: the key is that of the row without the
matrix's id, `values` are the columns that change, or null where there is no such row. The first
two schemas kept an object of weights, ratings, rulings and a preset instead; it is still read.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import inspect
from sqlmodel import Session, SQLModel, col, select

from store.db import models
from store.db.models import validated
from store.domain.checked import making_sense
from store.domain.errors import LINE_MAX, InvalidError

OF_A_MATRIX: tuple[type[models.OfMatrix], ...] = (
    models.MatrixWeight,
    models.MatrixRating,
    models.MatrixRuling,
    models.MatrixBar,
    models.MatrixShown,
    models.MatrixOption,
    models.MatrixCriterion,
)
"""The tables of the user's changes to a matrix, beside the matrix's own row."""

_TABLES: dict[str, type[SQLModel]] = {"matrix": models.Matrix}
_TABLES |= {str(table.__tablename__): table for table in OF_A_MATRIX}


class RowChange(NamedTuple):
    """The change of one row.

    Args:
        table: where it is.
        key: its key without the matrix's id; empty for the matrix's own row.
        values: the columns to set; None takes the row away.
    """

    table: type[SQLModel]
    key: tuple[str, ...]
    values: Mapping[str, Any] | None = None

    def named(self) -> dict[str, str]:
        """The key, by column."""
        return dict(zip(_key(self.table)[1:], self.key, strict=True))


def record(session: Session, matrix: int, label: str, changes: Sequence[RowChange]) -> None:
    """Makes changes as one step, and clears what could be redone.

    Changes that change nothing are no step.
    """
    pairs = [(_current(session, matrix, change), change) for change in changes]
    pairs = [(before, after) for before, after in pairs if before != after]
    if not pairs:
        return
    _apply(session, matrix, [after for _, after in pairs])
    edits = select(models.MatrixEdit).where(
        models.MatrixEdit.matrix_id == matrix, col(models.MatrixEdit.undone)
    )
    for taken_back in session.exec(edits):
        session.delete(taken_back)
    values = {
        "matrix_id": matrix,
        "label": label[:LINE_MAX],
        "before": _to_json([before for before, _ in pairs]),
        "after": _to_json([after for _, after in pairs]),
    }
    session.add(validated(models.MatrixEdit, values))


def undo(session: Session, matrix: int) -> str | None:
    """Undoes the last change; returns its label, or None where there is none."""
    return _step(session, matrix, is_redo=False)


def redo(session: Session, matrix: int) -> str | None:
    """Redoes the change that was undone last; returns its label, or None where there is none."""
    return _step(session, matrix, is_redo=True)


def _step(session: Session, matrix: int, *, is_redo: bool) -> str | None:
    table = models.MatrixEdit
    order = col(table.id).asc() if is_redo else col(table.id).desc()
    edit = session.exec(
        select(table).where(table.matrix_id == matrix, table.undone == is_redo).order_by(order)
    ).first()
    if edit is None:
        return None
    with making_sense(f"The change “{edit.label}”", InvalidError):
        _apply(session, matrix, _from_json(edit.after if is_redo else edit.before))
    edit.undone = not is_redo
    return edit.label


def rows_of(session: Session, matrix: int, *tables: type[models.OfMatrix]) -> list[RowChange]:
    """For every row of the matrix in these tables, the change that deletes it."""
    return [
        RowChange(table, tuple(inspect(table).primary_key_from_instance(row)[1:]))
        for table in tables
        for row in session.exec(select(table).where(table.matrix_id == matrix))
    ]


def _current(session: Session, matrix: int, change: RowChange) -> RowChange:
    """The change that restores the present row."""
    row = session.get(change.table, (matrix, *change.key))
    if row is None:
        return change._replace(values=None)
    held = row.model_dump(exclude=set(_key(change.table)))
    wanted = held if change.values is None else change.values
    return change._replace(values={column: held[column] for column in wanted})


def _apply(session: Session, matrix: int, changes: Sequence[RowChange]) -> None:
    for table, key, values in changes:
        row = session.get(table, (matrix, *key))
        if values is None:
            if row is not None:
                session.delete(row)
            continue
        held = row.model_dump() if row else dict(zip(_key(table), (matrix, *key), strict=True))
        made = validated(table, held | dict(values))
        if row is None:
            session.add(made)
        else:
            for column in values:
                setattr(row, column, getattr(made, column))


def _key(table: type[SQLModel]) -> list[str]:
    return [column.name for column in inspect(table).primary_key]


def _to_json(changes: Sequence[RowChange]) -> str:
    kept = [(table.__tablename__, key, values) for table, key, values in changes]
    return json.dumps(kept, ensure_ascii=False)


def _from_json(text: str) -> list[RowChange]:
    kept = json.loads(text)
    if isinstance(kept, dict):
        return list(_from_old(kept))
    return [RowChange(_TABLES[table], tuple(key), values) for table, key, values in kept]


def _from_old(patch: Mapping[str, Any]) -> Iterator[RowChange]:
    """The changes of an edit in the format of the first two schemas."""
    for criterion, weight in patch["weights"].items():
        values = None if weight is None else {"weight": weight}
        yield RowChange(models.MatrixWeight, (criterion,), values)
    for cell, rating in patch["ratings"].items():
        values = None if rating is None else {"value": rating[0], "note": rating[1].strip()}
        yield RowChange(models.MatrixRating, tuple(cell.split()), values)
    for option, reason in patch["ruled_out"].items():
        values = None if reason is None else {"reason": reason}
        yield RowChange(models.MatrixRuling, (option,), values)
    for preset in patch["preset"]:
        yield RowChange(models.Matrix, (), {"preset_slug": preset})
