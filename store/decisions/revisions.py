"""Writes the revisions of decisions: every change is one, with its author, and its way back.

The changes of all decisions are one line of steps, so that taking back the last of them always
leads to how things stood before. A change that was taken back stays in the history; taking it
back is a revision of its own.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.exc import InvalidRequestError
from sqlmodel import Session, col, func, select

from store.db import models
from store.db.models import validated
from store.decisions.diff import FIELDS
from store.domain.checked import making_sense
from store.domain.decision import DecisionStep
from store.domain.errors import LINE_MAX, InvalidError


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
        """Changes a decision, as one step; what could be made again until now no longer can.

        A change that changes nothing is no step.
        """
        if self._put(row, label, values, undone=False):
            table = models.DecisionRevision
            later = select(table).where(col(table.undone).is_(True))
            for taken_back in self._session.exec(later):
                taken_back.undone = None

    def step(self, *, undone: bool) -> DecisionStep | None:
        """Takes the last change back, or makes it again if it is `undone`.

        Returns:
            What it was; None where there is none.
        """
        table = models.DecisionRevision
        order = col(table.id).asc() if undone else col(table.id).desc()
        change = self._session.exec(
            select(table).where(table.undone == undone).order_by(order)
        ).first()
        if change is None:
            return None
        with making_sense(f"The change “{change.label}”", InvalidError, InvalidRequestError):
            row = self._session.get_one(models.Decision, change.decision_id)
            number = change.number if undone else change.number - 1
            label = f"{'made again' if undone else 'taken back'}: {change.label}"[:LINE_MAX]
            self._put(row, label, self._values_at(row, number), undone=None)
            change.undone = not undone
            return DecisionStep(row.number, change.label)

    def _put(
        self, row: models.Decision, label: str, values: Mapping[str, Any], *, undone: bool | None
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
        self._revision(row, label, matrix_before=replaced, undone=undone)
        return True

    def _revision(
        self,
        row: models.Decision,
        label: str,
        *,
        number: int | None = None,
        matrix_before: str | None = None,
        undone: bool | None = None,
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
            "undone": undone,
        }
        self._session.add(validated(table, values))
        self._session.flush()

    def _values_at(self, row: models.Decision, number: int) -> dict[str, Any]:
        """What the decision held at that revision, by column."""
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
    """What a revision keeps of a decision."""
    held = row.model_dump(mode="json", include=set(FIELDS), warnings=False)
    return json.dumps({name: held[name] for name in FIELDS}, ensure_ascii=False)
