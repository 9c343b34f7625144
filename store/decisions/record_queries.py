"""Reads what is known of the records that folders have of decisions."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlmodel import col, column, func, null, or_, select

from store.db import models
from store.db.read_session import columns
from store.db.rows import flag
from store.domain.checked import checked, strictly
from store.domain.record import RecordRow

if TYPE_CHECKING:
    from store.db.read_session import ReadSession


class RecordQueries:
    """Reads tracked records.

    Args:
        session: of the store.
    """

    def __init__(self, session: "ReadSession") -> None:
        self._session = session

    def records(self, folder: Path, after: int = 0, most: int = -1) -> tuple[RecordRow, ...]:
        """The decisions, in the trash or not, each with its record in that folder, by number."""
        table = models.Decision
        return self._in_folder(str(folder), table.number > after, most)

    def record(self, number: int) -> tuple[RecordRow, ...]:
        """A decision and those that it supersedes or is superseded by, with their records.

        The records are those of the folder that has the decision's newest.
        """
        table = models.Decision
        successor = select(table.superseded_by).where(table.number == number).correlate(None)
        beside = or_(
            table.number == number,
            table.superseded_by == number,
            col(table.number) == successor.scalar_subquery(),
        )
        return self._in_folder(self._newest_folder(number), beside)

    def records_elsewhere(self, folder: Path) -> tuple[RecordRow, ...]:
        """The records that decisions have in other folders."""
        table, tracked = models.Decision, models.TrackedRecord
        rows = self._session.all(
            columns(*_row_columns(), tracked.folder)
            .join(tracked, col(tracked.decision_id) == table.id)
            .where(tracked.folder != str(folder))
            .order_by(col(table.number))
        )
        made = strictly("the record of decision", rows, _record_row)
        return tuple(row for row in made if row.data is not None)

    def files_beside(self, number: int) -> Mapping[str, bytes]:
        """The records, by file name, of the folder that has the decision's newest."""
        tracked = models.TrackedRecord
        rows = self._session.all(
            columns(tracked.file_name, tracked.data)
            .where(tracked.folder == self._newest_folder(number), col(tracked.data).is_not(None))
            .order_by(col(tracked.file_name))
        )
        return dict(rows)

    def _newest_folder(self, number: int) -> str | None:
        table, tracked = models.Decision, models.TrackedRecord
        key = select(table.id).where(table.number == number).scalar_subquery()
        written = or_(col(tracked.sha256) != "", col(tracked.data).is_not(None))
        return self._session.first(
            select(tracked.folder)
            .where(tracked.decision_id == key, written)
            .order_by(func.abs(tracked.revision).desc(), column("rowid").desc())
        )

    def _in_folder(self, folder: str | None, where: Any, most: int = -1) -> tuple[RecordRow, ...]:  # noqa: ANN401  # a clause
        table, tracked = models.Decision, models.TrackedRecord
        rows = self._session.all(
            columns(*_row_columns(), null())
            .outerjoin(
                tracked, (col(tracked.decision_id) == table.id) & (col(tracked.folder) == folder)
            )
            .where(where)
            .order_by(col(table.number))
            .limit(most)
        )
        return tuple(strictly("decision", rows, _record_row))


def _row_columns() -> tuple[Any, ...]:
    """The columns of a `RecordRow`, in the order of its fields."""
    table, tracked, past = models.Decision, models.TrackedRecord, models.DecisionRevision
    last = select(func.max(past.number)).where(past.decision_id == table.id).scalar_subquery()
    superseded_then = (
        select(func.json_extract(past.fields, "$.superseded_by"))
        .where(past.decision_id == table.id, past.number == func.abs(tracked.revision))
        .scalar_subquery()
    )
    return (
        table.number,
        table.title,
        table.date,
        table.superseded_by,
        col(table.trashed).is_not(None),
        last,
        func.coalesce(tracked.file_name, ""),
        func.coalesce(tracked.sha256, ""),
        func.coalesce(tracked.pending, ""),
        tracked.data,
        *_unsigned(tracked.revision),
        func.coalesce(tracked.format, ""),
        tracked.original,
        *_unsigned(tracked.original_revision),
        superseded_then,
    )


def _unsigned(revision: Any) -> tuple[Any, Any]:  # noqa: ANN401  # a column
    """A revision, 0 where there is none, and whether the record of it is stale."""
    known = func.coalesce(revision, 0)
    return func.abs(known), known < 0


def _record_row(
    number: int,
    title: str,
    day: date | None,
    superseded_by: int | None,
    trashed: int,
    *rest: Any,  # noqa: ANN401  # it is checked
) -> RecordRow:
    return checked(RecordRow(number, title, day, superseded_by, flag(trashed), *rest))
