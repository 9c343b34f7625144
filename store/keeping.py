"""What is remembered of the records in a folder, and what they say taken over into decisions."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from sqlmodel import Session, func, select

from store import models
from store.database import Writing
from store.decisions import ADOPTED, adopted, new_uid, revise_adopted
from store.models import validated
from store.revising import Revising
from store.types import Clock, KeptRecord, ReadRecord, RecordRow, Status


class Records:
    """Writes what folders hold of decisions; each call is one transaction.

    Args:
        writing: opens a transaction on the store.
        clock: tells the time of what is written.
        author: tells who writes.
    """

    def __init__(self, writing: Writing, clock: Clock, author: Callable[[], str]) -> None:
        self._writing = writing
        self._clock = clock
        self._author = author

    def settle(self, folder: Path, rows: Iterable[RecordRow]) -> None:
        """Takes records that are known from elsewhere for the folder's own."""
        with self._writing() as session:
            ids = _ids(session)
            for row in rows:
                there = session.get_one(models.Export, (ids[row.number], row.elsewhere))
                _put(session, ids[row.number], folder, {},
                     there.model_dump(exclude={"decision_id", "folder"}))  # fmt: skip

    def announce(self, folder: Path, records: Iterable[KeptRecord]) -> None:
        """Notes what is about to be written.

        Should the program be killed after it, nobody is taken for having changed the file.
        """
        with self._writing() as session:
            ids = _ids(session)
            for record in records:
                pending = {"file_name": record.file_name, "pending": _sha256(record.data)}
                _put(session, ids[record.number], folder, {"format": record.format, "sha256": ""},
                     pending)  # fmt: skip

    def keep(self, folder: Path, records: Iterable[KeptRecord]) -> None:
        """Remembers what was written, or was found to be there."""
        with self._writing() as session:
            ids = _ids(session)
            for record in records:
                _keep(session, ids[record.number], folder, record)

    def take_over(self, folder: Path, readings: Sequence[ReadRecord]) -> tuple[int, ...]:
        """Makes decisions of records, or puts what they say in place of what decisions do.

        Returns:
            The numbers of the decisions.
        """
        at, author = self._clock(), self._author()
        with self._writing() as session:
            revising = Revising(session, at, author)
            numbers = _numbers(session, readings)
            by_name = {
                reading.file_name: number for reading, number in zip(readings, numbers, strict=True)
            }
            for reading, number in zip(readings, numbers, strict=True):
                values = adopted(reading.draft, reading.matrix, reading.day)
                if reading.draft.status is Status.SUPERSEDED:
                    by = reading.superseded_by
                    values["superseded_by"] = by_name.get(by) if isinstance(by, str) else by
                if reading.number is None:
                    revising.add({**values, "number": number, "uid": new_uid()}, ADOPTED)
                else:
                    revise_adopted(session, revising, number, values)
                session.flush()
                session.expunge_all()  # a session gets slower with every row that it holds
            ids = _ids(session)
            for reading, number in zip(readings, numbers, strict=True):
                record = KeptRecord(
                    number, reading.file_name, reading.data, reading.format, reading.anew
                )
                _keep(session, ids[number], folder, record, by_others=True)
        return numbers

    def forget(self, folder: Path, number: int) -> None:
        """Forgets that the folder has had a record of that decision."""
        with self._writing() as session:
            row = session.get(models.Export, (_ids(session)[number], str(folder)))
            if row is not None:
                session.delete(row)


def _ids(session: Session) -> Mapping[int, int]:
    table = models.Decision
    return {number: key for number, key in session.exec(select(table.number, table.id)) if key}


def _put(
    session: Session,
    key: int,
    folder: Path,
    default: Mapping[str, object],
    values: Mapping[str, object],
) -> None:
    """Puts values into a row, or into a new one with those that it has by default."""
    row = session.get(models.Export, (key, str(folder)))
    held = row.model_dump() if row else {"decision_id": key, "folder": str(folder), **default}
    session.merge(validated(models.Export, {**held, **values}))


def _keep(
    session: Session, key: int, folder: Path, record: KeptRecord, *, by_others: bool = False
) -> None:
    table = models.DecisionRevision
    revision = session.exec(select(func.max(table.number)).where(table.decision_id == key)).one()
    values = {
        "file_name": record.file_name,
        "sha256": _sha256(record.data),
        "pending": "",
        "data": record.data,
        "revision": -revision if record.anew else revision,
        "format": record.format,
    }
    held = session.get(models.Export, (key, str(folder)))
    original, of = _original(held, record) if held and not by_others else (None, 0)
    _put(session, key, folder, {}, {**values, "original": original, "original_revision": of})


def _original(held: models.Export, record: KeptRecord) -> tuple[bytes | None, int]:
    """A record as others wrote it before Shortlist did, and the revision that is of."""
    if record.format or held.data is None:
        return None, 0
    original, of = held.original, held.original_revision
    if original is None:
        original, of = held.data, held.revision
    return (None, 0) if original == record.data else (original, of)


def _numbers(session: Session, readings: Sequence[ReadRecord]) -> tuple[int, ...]:
    """The numbers of the decisions that records are of, those of new ones given here."""
    taken = set(_ids(session))
    numbers: list[int] = []
    for reading in readings:
        number = reading.number
        if number is None:
            free = reading.wanted and reading.wanted not in taken
            number = reading.wanted if free and reading.wanted else max(taken, default=0) + 1
            taken.add(number)
        numbers.append(number)
    return tuple(numbers)


def _sha256(data: bytes) -> str:
    return sha256(data).hexdigest()
