"""Writes the revisions of decisions: every change is one, with its author, and can be undone.

The changes of all decisions are one line of steps, so that undoing the last of them always leads
to the state before it. An undone change stays in the history; undoing it is a revision of its own.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy.exc import InvalidRequestError
from sqlmodel import Session, col, func, select

from store.db import models
from store.db.models import validated
from store.decisions.diff import FIELDS
from store.domain.checked import making_sense
from store.domain.decision import DecisionStep
from store.domain.errors import LINE_MAX, InvalidError


class StepState(Enum):
    """Whether a revision can be undone or redone, as the column `undone` has it."""

    DONE = False
    """It can be undone."""

    UNDONE = True
    """It can be redone."""

    NO_STEP = None
    """Neither: it is a first revision, or one that an undo or a redo made."""


class Revising:
    """Changes decisions within a transaction.

    Args:
        session: of the transaction.
        at: the time of the change.
        author: who makes it.
    """

    def __init__(self, session: Session, at: datetime, author: str) -> None:
        self.at = at
        self._session = session
        self._author = author

    def add(self, values: Mapping[str, Any], label: str = "saved") -> models.Decision:
        """Adds a decision, with its first revision."""
        times = {"created": self.at, "updated": self.at}
        row = validated(models.Decision, {**times, **values})
        self._session.add(row)
        self._session.flush()
        self._revision(row, label, number=1)
        return row

    def change(self, row: models.Decision, label: str, values: Mapping[str, Any]) -> None:
        """Changes a decision, as one step, and clears what could be redone.

        A change that changes nothing is no step.
        """
        if self._put(row, label, values, StepState.DONE):
            table = models.DecisionRevision
            redoable = select(table).where(table.undone == StepState.UNDONE.value)
            for revision in self._session.exec(redoable):
                revision.undone = StepState.NO_STEP.value

    def undo(self) -> DecisionStep | None:
        """Undoes the last change of any decision; None where there is none."""
        return self._step(StepState.DONE)

    def redo(self) -> DecisionStep | None:
        """Redoes the change that was undone last; None where there is none."""
        return self._step(StepState.UNDONE)

    def _step(self, state: StepState) -> DecisionStep | None:
        table = models.DecisionRevision
        is_redo = state is StepState.UNDONE
        order = col(table.id).asc() if is_redo else col(table.id).desc()
        change = self._session.exec(
            select(table).where(table.undone == state.value).order_by(order)
        ).first()
        if change is None:
            return None
        with making_sense(f"The change “{change.label}”", InvalidError, InvalidRequestError):
            row = self._session.get_one(models.Decision, change.decision_id)
            number = change.number if is_redo else change.number - 1
            label = f"{'made again' if is_redo else 'taken back'}: {change.label}"[:LINE_MAX]
            self._put(row, label, self._values_at(row, number), StepState.NO_STEP)
            change.undone = (StepState.DONE if is_redo else StepState.UNDONE).value
            return DecisionStep(row.number, change.label)

    def _put(
        self, row: models.Decision, label: str, values: Mapping[str, Any], state: StepState
    ) -> bool:
        held = row.model_dump(warnings=False)  # the column gives the status as a plain text
        made = validated(models.Decision, {**held, **values, "updated": self.at})
        # A matrix that was read from a record has its sources in another order.
        is_same = made.matrix == row.matrix or json.loads(made.matrix) == json.loads(row.matrix)
        replaced = None if is_same else row.matrix
        if replaced is None and to_json(made) == to_json(row):
            return False
        for column in (*FIELDS, "matrix", "updated"):
            setattr(row, column, getattr(made, column))
        self._revision(row, label, matrix_before=replaced, state=state)
        return True

    def _revision(
        self,
        row: models.Decision,
        label: str,
        *,
        number: int | None = None,
        matrix_before: str | None = None,
        state: StepState = StepState.NO_STEP,
    ) -> None:
        table = models.DecisionRevision
        if number is None:
            last = select(func.max(table.number)).where(table.decision_id == row.id)
            number = (self._session.exec(last).one() or 0) + 1
        values = {
            "decision_id": row.id,
            "number": number,
            "at": self.at,
            "author": self._author,
            "label": label[:LINE_MAX],
            "fields": to_json(row),
            "matrix_before": matrix_before,
            "undone": state.value,
        }
        self._session.add(validated(table, values))
        self._session.flush()

    def _values_at(self, row: models.Decision, number: int) -> dict[str, Any]:
        """The decision's values at that revision, by column."""
        table = models.DecisionRevision
        revision = self._session.exec(
            select(table).where(table.decision_id == row.id, table.number == number)
        ).one()
        replaced = self._session.exec(
            select(table.matrix_before)
            .where(table.decision_id == row.id, table.number > number)
            .where(col(table.matrix_before).is_not(None))
            .order_by(col(table.number))
        ).first()
        return {**json.loads(revision.fields), "matrix": replaced or row.matrix}


def to_json(row: models.Decision) -> str:
    """The fields of a decision that a revision keeps, as JSON."""
    held = row.model_dump(mode="json", include=set(FIELDS), warnings=False)
    return json.dumps({name: held[name] for name in FIELDS}, ensure_ascii=False)
