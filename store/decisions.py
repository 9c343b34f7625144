"""Decisions: saved with the matrix that they came from, revised, exported."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from sqlmodel import Session, func, select

from store import models, robustness, snapshot
from store.database import Writing
from store.loading import index
from store.models import validated
from store.types import (
    Clock,
    Decision,
    DecisionDraft,
    Exported,
    InvalidError,
    Matrix,
    NotFoundError,
    Status,
)
from store.words import robustness_sentence


class Decisions:
    """Writes decisions.

    Args:
        writing: opens a transaction on the store.
        clock: tells the time of what is written.
    """

    def __init__(self, writing: Writing, clock: Clock) -> None:
        self._writing = writing
        self._clock = clock

    def save(self, draft: DecisionDraft, matrix: Matrix) -> int:
        """Saves a new decision with a copy of its matrix; returns its number.

        Raises:
            InvalidError: a field breaks a rule; nothing was saved.
        """
        now = self._clock()
        if draft.status is Status.SUPERSEDED:
            raise InvalidError({"status": "A new decision cannot be superseded already."})
        values = _checked(draft, [option.slug for option in matrix.comparison.options])
        # Sampled once and kept: a record is made anew whenever it is looked at.
        sure = [robustness_sentence(found) for found in robustness.both(matrix)]
        with self._writing() as session:
            number = (session.exec(select(func.max(models.Decision.number))).one() or 0) + 1
            values |= {
                "number": number,
                "date": now.date(),
                "matrix": json.dumps(snapshot.to_json(matrix, sure), ensure_ascii=False),
                "created": now,
                "updated": now,
            }
            session.add(validated(models.Decision, values))
            _index(session, number, values)
        return number

    def revise(self, number: int, draft: DecisionDraft) -> None:
        """Puts the draft's values in place of the decision's; its matrix and date stay.

        Raises:
            InvalidError: a field breaks a rule; the decision stays as it was.
        """
        with self._writing() as session:
            row = _decision(session, number)
            options = [option["slug"] for option in json.loads(row.matrix)["options"]]
            values = _checked(draft, options)
            if draft.status is not Status.SUPERSEDED:
                values["superseded_by"] = None
            elif row.superseded_by is None:
                raise InvalidError(
                    {"status": "Superseded by which decision? Set it with “Change status”."}
                )
            self._update(session, row, values)

    def set_status(self, number: int, status: Status, superseded_by: int | None = None) -> None:
        """Changes where a decision stands, as of today.

        Args:
            number: the decision's number.
            status: the new status.
            superseded_by: the number of the decision that takes its place, if superseded.
        """
        with self._writing() as session:
            row = _decision(session, number)
            if status is Status.SUPERSEDED:
                if superseded_by is None or superseded_by == number:
                    raise InvalidError(
                        {"superseded_by": "Give the number of the decision that takes its place."}
                    )
                _decision(session, superseded_by)
            else:
                superseded_by = None
            today = self._clock().date()
            self._update(
                session, row, {"status": status, "superseded_by": superseded_by, "date": today}
            )

    def exported(self, decision: Decision, folder: Path, written: Exported) -> None:
        """Remembers what was written of a decision into a folder."""
        values = {
            "decision_id": decision.id,
            "folder": str(folder),
            "file_name": written.file_name,
            "sha256": written.sha256,
        }
        with self._writing() as session:
            session.merge(validated(models.Export, values))

    def _update(self, session: Session, row: models.Decision, values: Mapping[str, object]) -> None:
        held = row.model_dump(warnings=False)  # the column gives the status as a plain text
        merged = {**held, **values, "updated": self._clock()}
        session.merge(validated(models.Decision, merged))
        _index(session, row.number, merged)


def _checked(draft: DecisionDraft, options: list[str]) -> dict[str, object]:
    """The draft's values as a row's.

    Raises:
        InvalidError: with a sentence for every field that is wrong.
    """
    kept = draft.check()
    if kept.chosen not in options:
        raise InvalidError({"chosen": f"Choose one of the options: {', '.join(options)}."})
    return asdict(kept)


def _decision(session: Session, number: int) -> models.Decision:
    row = session.exec(select(models.Decision).where(models.Decision.number == number)).first()
    if row is None:
        raise NotFoundError(f"There is no decision {number}.")
    return row


def _index(session: Session, number: int, values: Mapping[str, object]) -> None:
    body = " ".join(str(values[key]) for key in ("context", "consequences", "chosen", "deciders"))
    index(session, "decision", str(number), None, str(values["title"]), body)
