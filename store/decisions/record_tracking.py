"""Tracks the records in folders, and adopts what they say into decisions."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy.dialects.sqlite import insert
from sqlmodel import Session, col, func, select

from store.db import models
from store.db.engine import Writing
from store.db.models import validated
from store.decisions.repository import ADOPTED, adopted, new_uid, revise_adopted
from store.decisions.revisions import Revising
from store.domain.decision import Status
from store.domain.errors import Clock
from store.domain.record import ReadRecord, RecordRow, WrittenRecord
from store.util.atomic import digest


class RecordTracking:
    """Writes what is known of the records in folders; each call is one transaction.

    Args:
        writing: opens a transaction on the store.
        clock: tells the time of what is written.
        author: tells who writes.
    """

    def __init__(self, writing: Writing, clock: Clock, author: Callable[[], str]) -> None:
        self._writing = writing
        self._clock = clock
        self._author = author

    def relocate(self, folder: Path, rows: Iterable[RecordRow]) -> None:
        """Re-attaches records whose folder was moved, or that came from another store."""
        with self._writing() as session:
            rows = list(rows)
            known = _known(session, [row.number for row in rows])
            for row in rows:
                moved = session.get_one(models.TrackedRecord, (known[row.number][0], row.elsewhere))
                here = moved.model_dump() | {
                    "folder": str(folder),
                    "sha256": row.sha256,
                    "pending": row.pending_sha256,
                }
                _put(session, [here], here.keys() - {"decision_id", "folder"})

    def mark_pending(self, folder: Path, records: Sequence[WrittenRecord]) -> frozenset[int]:
        """Notes records before they are written.

        If the program is killed in between, the file's change is known to be Shortlist's own.

        Returns:
            The numbers of the decisions that have changed since the revision that their record
            is of; nothing is noted of those.
        """
        with self._writing() as session:
            known = _known(session, [record.number for record in records])
            changed = {
                record.number
                for record in records
                if record.revision not in (None, known[record.number][1])
            }
            rows = [
                {
                    "decision_id": known[record.number][0],
                    "folder": str(folder),
                    "file_name": record.file_name,
                    "sha256": "",
                    "pending": digest(record.data),
                    "format": record.format,
                }
                for record in records
                if record.number not in changed
            ]
            _put(session, rows, {"file_name", "pending"})
        return frozenset(changed)

    def mark_written(self, folder: Path, records: Sequence[WrittenRecord]) -> None:
        """Notes records that were written, or found in the folder as they are."""
        with self._writing() as session:
            _mark_written(session, folder, records)

    def adopt(self, folder: Path, readings: Sequence[ReadRecord]) -> tuple[int | None, ...]:
        """Makes decisions of records, or revises the decisions that they are of.

        Returns:
            The numbers of the decisions; None where a decision has changed since `readings` were
            made, or another program has adopted the record: that one is left as it is.
        """
        at, author = self._clock(), self._author()
        with self._writing() as session:
            revising = Revising(session, at, author)
            numbers = _numbers(session, readings)
            by_name = {
                reading.file_name: number for reading, number in zip(readings, numbers, strict=True)
            }
            known = _known(session, numbers)
            there = _files(session, folder)
            taken: list[int | None] = []
            for reading, number in zip(readings, numbers, strict=True):
                is_new = reading.number is None
                if reading.file_name in there if is_new else known[number][1] != reading.revision:
                    taken.append(None)
                    continue
                values = _values(reading, by_name)
                if reading.number is None:
                    given = {"number": number, "uid": new_uid(), "reason": reading.reason or ""}
                    revising.add({**values, **given}, ADOPTED)
                else:
                    revise_adopted(session, revising, number, values, reading.reason)
                taken.append(number)
                session.flush()
                session.expunge_all()  # a session gets slower with every row that it holds
            _mark_written(
                session,
                folder,
                [
                    WrittenRecord(
                        number,
                        each.file_name,
                        each.data,
                        each.format,
                        is_stale=each.is_stale,
                        by_others=True,
                    )
                    for each, number in zip(readings, taken, strict=True)
                    if number is not None
                ],
            )
        return tuple(taken)

    def untrack(self, folder: Path, number: int) -> None:
        """Notes that the folder no longer has a record of that decision.

        The bytes are kept, in case the decision is restored from the trash.
        """
        with self._writing() as session:
            key, _ = _known(session, [number])[number]
            row = session.get(models.TrackedRecord, (key, str(folder)))
            if row is not None:
                row.sha256 = row.pending = ""


def _files(session: Session, folder: Path) -> frozenset[str]:
    """The file names of the folder's tracked records."""
    table = models.TrackedRecord
    return frozenset(
        session.exec(
            select(table.file_name).where(table.folder == str(folder), col(table.sha256) != "")
        )
    )


def _known(session: Session, numbers: Collection[int]) -> Mapping[int, tuple[int, int]]:
    """The ids of decisions and the last of their revisions, by number."""
    table, revision = models.Decision, models.DecisionRevision
    last = (
        select(func.max(revision.number)).where(revision.decision_id == table.id).scalar_subquery()
    )
    rows = session.exec(select(table.number, table.id, last).where(col(table.number).in_(numbers)))
    return {number: (key, count) for number, key, count in rows if key}


def _put(session: Session, rows: Sequence[Mapping[str, Any]], changed: Collection[str]) -> None:
    """Adds rows, or puts those values that are `changed` into the ones that are there."""
    if not rows:
        return
    table = models.TrackedRecord
    made = [validated(table, row).model_dump() for row in rows]
    new = insert(table)
    session.execute(
        new.on_conflict_do_update(
            index_elements=["decision_id", "folder"],
            set_={name: new.excluded[name] for name in changed},
        ),
        made,
    )


def _mark_written(session: Session, folder: Path, records: Sequence[WrittenRecord]) -> None:
    known = _known(session, [record.number for record in records])
    tracked = _tracked(session, folder, [key for key, _ in known.values()])
    rows = []
    for record in records:
        key, last = known[record.number]
        revision = last if record.revision is None else record.revision
        original, of = _original(tracked.get(key), record)
        rows.append(
            {
                "decision_id": key,
                "folder": str(folder),
                "file_name": record.file_name,
                "sha256": digest(record.data),
                "pending": "",
                "data": record.data,
                "revision": -revision if record.is_stale else revision,
                "format": record.format,
                "original": original,
                "original_revision": of,
            }
        )
    _put(session, rows, rows[0].keys() - {"decision_id", "folder"} if rows else ())


class _Tracked(NamedTuple):
    """The columns of a tracked record that tell how others wrote it."""

    data: bytes | None
    revision: int
    original: bytes | None
    original_revision: int


def _tracked(session: Session, folder: Path, keys: Collection[int]) -> Mapping[int, _Tracked]:
    table = models.TrackedRecord
    columns = (table.decision_id, table.data, table.revision, table.original)
    rows = session.execute(
        select(*columns, table.original_revision).where(  # type: ignore[call-overload]
            table.folder == str(folder), col(table.decision_id).in_(keys)
        )
    )
    return {key: _Tracked(*values) for key, *values in rows}


def _original(tracked: _Tracked | None, record: WrittenRecord) -> tuple[bytes | None, int]:
    """The bytes as others wrote them, and their revision as stored, negative if stale."""
    if tracked is None or record.by_others or record.format or tracked.data is None:
        return None, 0
    original, of = tracked.original, tracked.original_revision
    if original is None:
        original, of = tracked.data, tracked.revision
    return (None, 0) if original == record.data else (original, of)


def _values(reading: ReadRecord, by_name: Mapping[str, int]) -> Mapping[str, Any]:
    """The columns of the decision that a record makes."""
    values = adopted(reading.draft, reading.matrix, reading.day, sure=reading.robustness)
    if reading.draft.status is Status.SUPERSEDED:
        by = reading.superseded_by
        values["superseded_by"] = by_name.get(by) if isinstance(by, str) else by
    return values


def _numbers(session: Session, readings: Sequence[ReadRecord]) -> tuple[int, ...]:
    """The number of each record's decision; new ones get theirs here."""
    table = models.Decision
    wanted = [reading.wanted for reading in readings if reading.wanted]
    taken = set(session.exec(select(table.number).where(col(table.number).in_(wanted))))
    last = max([session.exec(select(func.max(table.number))).one() or 0, *wanted])
    numbers: list[int] = []
    for reading in readings:
        number = reading.number
        if number is None:
            number = reading.wanted
            if not number or number in taken:
                number = last = last + 1
            taken.add(number)
        numbers.append(number)
    return tuple(numbers)
