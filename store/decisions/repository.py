"""Writes decisions: saves, revises, changes their status, trashes and restores them."""

import json
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlmodel import Session, col, delete, func, select

from store.db import models
from store.db.engine import Writing
from store.db.models import validated
from store.decisions import status_flow
from store.decisions.revisions import Revising
from store.domain.checked import making_sense
from store.domain.decision import DecisionDraft, DecisionStep, Status
from store.domain.errors import Clock, InvalidError, NotFoundError, StoreError, given_reason
from store.domain.matrix import Matrix
from store.matrix import json_codec
from store.matrix.markdown_table import rounded
from store.matrix.sentences import robustness_sentences

ADOPTED = "read in"
"""The label in the history of a change that came from a record."""


class Decisions:
    """Writes decisions.

    Every change is a revision with its time and its author, and can be undone at any later time.
    A decision that is not there, or in the trash, is a `NotFoundError`; a value that breaks a
    rule is an `InvalidError`. Nothing is changed then.

    Args:
        writing: opens a transaction on the store.
        clock: tells the time of what is written.
        author: tells who writes.
    """

    def __init__(self, writing: Writing, clock: Clock, author: Callable[[], str]) -> None:
        self._writing = writing
        self._clock = clock
        self._author = author

    @contextmanager
    def _revising(self) -> Iterator[tuple[Session, Revising]]:
        at, author = self._clock(), self._author()
        with self._writing() as session:
            revising = Revising(session, at, author)
            yield session, revising

    def save(self, draft: DecisionDraft, matrix: Matrix) -> int:
        """Saves a new decision with a copy of its matrix; returns its number."""
        if draft.status is Status.SUPERSEDED:
            raise InvalidError({"status": "A new decision cannot be superseded already."})
        values = _checked(draft, [option.slug for option in matrix.comparison.options])
        values |= {"uid": new_uid(), "matrix": _to_json(matrix)}
        with self._revising() as (session, revising):
            number = next_number(session)
            values |= {"number": number, "date": revising.at.date()}
            revising.add(values)
        return number

    def revise(self, number: int, draft: DecisionDraft, matrix: Matrix | None = None) -> None:
        """Replaces the values of a decision by the draft's.

        Args:
            number: the decision's number.
            draft: the new values; its status must be the decision's own.
            matrix: replaces the decision's matrix, if given.
        """
        new = None if matrix is None else _to_json(matrix)
        with self._revising() as (session, revising):
            row = _decision(session, number)
            if draft.status != row.status:
                told = "A status is changed by itself, with a reason."
                raise InvalidError({"status": told})
            text = new or row.matrix
            options = [option["slug"] for option in json.loads(text)["options"]]
            revising.change(row, "edited", _checked(draft, options) | {"matrix": text})

    def set_status(
        self, number: int, status: Status, reason: str, superseded_by: int | None = None
    ) -> None:
        """Changes the status of a decision, as of today.

        Args:
            number: the decision's number.
            status: the new status, one of those that `store.decisions.status_flow` has for the
                present one.
            reason: why; it stands in the record.
            superseded_by: the number of the decision that takes its place, if superseded.
        """
        with self._revising() as (session, revising):
            row = _decision(session, number)
            status_flow.check_move(Status(row.status), status)
            label = str(status)
            if status is Status.SUPERSEDED:
                _check_successor(session, number, superseded_by)
                label += f" by {superseded_by}"
            else:
                superseded_by = None
            values = {
                "status": status,
                "superseded_by": superseded_by,
                "date": revising.at.date(),
                "reason": " ".join(given_reason(reason).split()),
            }
            revising.change(row, label, values)

    def trash(self, number: int) -> None:
        """Moves a decision to the trash; its number stays taken."""
        with self._revising() as (session, revising):
            row = _decision(session, number)
            _check_needless(session, number)
            revising.change(row, "thrown away", {"trashed": revising.at})

    def restore(self, number: int) -> None:
        """Takes a decision out of the trash."""
        with self._revising() as (session, revising):
            row = _row(session, number)
            if row.superseded_by is not None:
                successor = _row(session, row.superseded_by)
                if successor.trashed is not None:
                    raise StoreError(
                        f"Decision {number} is superseded by {successor.number}, which is in the "
                        "trash too. Nothing was changed. Restore that first."
                    )
            revising.change(row, "restored", {"trashed": None})

    def empty_trash(self) -> int:
        """Deletes the decisions in the trash with their history; returns how many there were."""
        table = models.Decision
        with self._writing() as session:
            trashed = col(table.trashed).is_not(None)
            removed = session.exec(delete(table).where(trashed).returning(col(table.id))).all()
        return len(removed)

    def undo(self) -> DecisionStep | None:
        """Undoes the last change of any decision; None where there is none."""
        with self._revising() as (_, revising):
            return revising.undo()

    def redo(self) -> DecisionStep | None:
        """Redoes the change that was undone last; None where there is none."""
        with self._revising() as (_, revising):
            return revising.redo()


def next_number(session: Session) -> int:
    """The number after the highest one that any decision has, in the trash or not."""
    return (session.exec(select(func.max(models.Decision.number))).one() or 0) + 1


def adopted(
    said: DecisionDraft, matrix: Matrix, day: date | None, sure: Sequence[str] | None = None
) -> dict[str, Any]:
    """The values of a decision's row that a record says, without its successor.

    Args:
        said: what the record says.
        matrix: the matrix in it.
        day: the day of its status; None where it is not known.
        sure: the sentences on robustness; sampled here if None.

    Raises:
        InvalidError: a field breaks a rule.
    """
    values = _checked(said, [option.slug for option in matrix.comparison.options])
    return values | {
        "date": day,
        "matrix": _to_json(matrix, sure),
        "superseded_by": None,
    }


def revise_adopted(
    session: Session,
    revising: Revising,
    number: int,
    values: Mapping[str, Any],
    reason: str | None = None,
) -> None:
    """Revises the decision of that number to what its record says.

    One in the trash is restored. Its reason stays if its status does and the record has no other.
    """
    row = _row(session, number)
    if reason is None:
        reason = row.reason if row.status == values["status"] else ""
    revising.change(row, ADOPTED, {**values, "reason": reason, "trashed": None})


def new_uid() -> str:
    """A random id, by which a decision is the same in every store."""
    return secrets.token_hex(16)


def _to_json(matrix: Matrix, sure: Sequence[str] | None = None) -> str:
    # Sampled once and kept: a record is rendered whenever it is looked at.
    kept = robustness_sentences(rounded(matrix)) if sure is None else sure
    return json.dumps(json_codec.to_json(matrix, list(kept)), ensure_ascii=False)


def _checked(draft: DecisionDraft, options: list[str]) -> dict[str, object]:
    """The draft's values as a row's.

    Raises:
        InvalidError: with a sentence for every field that is wrong.
    """
    kept = draft.check()
    if kept.chosen not in options:
        raise InvalidError({"chosen": f"Choose one of the options: {', '.join(options)}."})
    return asdict(kept)


def _row(session: Session, number: int) -> models.Decision:
    with making_sense(f"Decision {number}", InvalidError):
        row = session.exec(select(models.Decision).where(models.Decision.number == number)).first()
        if row is not None:
            validated(models.Decision, row.model_dump(warnings=False))
            options = json_codec.from_json(json.loads(row.matrix)).comparison.options
            if row.chosen not in [option.slug for option in options]:
                raise ValueError("it chose what was no option")
    if row is None:
        raise NotFoundError(f"There is no decision {number}.")
    return row


def _decision(session: Session, number: int) -> models.Decision:
    row = _row(session, number)
    if row.trashed is not None:
        raise NotFoundError(
            f"Decision {number} is in the trash. Nothing was changed. Restore it first."
        )
    return row


def _check_successor(session: Session, number: int, successor: int | None) -> None:
    """Refuses a successor that cannot supersede the decision of that number."""
    if successor is None or successor == number:
        told = "Give the number of the decision that takes its place."
        raise InvalidError({"superseded_by": told})
    other = _decision(session, successor)
    if other.status != Status.ACCEPTED:
        told = f"Decision {successor} is {other.status}. Only an accepted one takes another's place"
        raise InvalidError({"superseded_by": f"{told}."})


def _check_needless(session: Session, number: int) -> None:
    """Refuses to trash a decision that another one is superseded by."""
    replaced = session.exec(
        select(models.Decision.number)
        .where(models.Decision.superseded_by == number, col(models.Decision.trashed).is_(None))
        .order_by(col(models.Decision.number))
    ).all()
    if replaced:
        raise StoreError(
            f"Decision {', '.join(map(str, replaced))} is superseded by decision {number}, and "
            "would point to nothing. Nothing was changed. Throw that away first, or undo it."
        )
