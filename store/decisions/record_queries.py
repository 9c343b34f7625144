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
        table, export = models.Decision, models.Export
        rows = self._session.all(
            columns(*_row_columns(), export.folder)
            .join(export, col(export.decision_id) == table.id)
            .where(export.folder != str(folder))
            .order_by(col(table.number))
        )
        made = strictly("the record of decision", rows, _record_row)
        return tuple(row for row in made if row.data is not None)

    def files_beside(self, number: int) -> Mapping[str, bytes]:
        """The records, by file name, of the folder that has the decision's newest."""
        export = models.Export
        rows = self._session.all(
            columns(export.file_name, export.data)
            .where(export.folder == self._newest_folder(number), col(export.data).is_not(None))
            .order_by(col(export.file_name))
        )
        return dict(rows)

    def _newest_folder(self, number: int) -> str | None:
        table, export = models.Decision, models.Export
        key = select(table.id).where(table.number == number).scalar_subquery()
        written = or_(col(export.sha256) != "", col(export.data).is_not(None))
        return self._session.first(
            select(export.folder)
            .where(export.decision_id == key, written)
            .order_by(func.abs(export.revision).desc(), column("rowid").desc())
        )

    def _in_folder(self, folder: str | None, where: Any, most: int = -1) -> tuple[RecordRow, ...]:  # noqa: ANN401  # a clause
        table, export = models.Decision, models.Export
        rows = self._session.all(
            columns(*_row_columns(), null())
            .outerjoin(
                export, (col(export.decision_id) == table.id) & (col(export.folder) == folder)
            )
            .where(where)
            .order_by(col(table.number))
            .limit(most)
        )
        return tuple(strictly("decision", rows, _record_row))


def _row_columns() -> tuple[Any, ...]:
    """The columns of a `RecordRow`, in the order of its fields."""
    table, export, past = models.Decision, models.Export, models.DecisionRevision
    last = select(func.max(past.number)).where(past.decision_id == table.id).scalar_subquery()
    superseded_then = (
        select(func.json_extract(past.fields, "$.superseded_by"))
        .where(past.decision_id == table.id, past.number == func.abs(export.revision))
        .scalar_subquery()
    )
    return (
        table.number,
        table.title,
        table.date,
        table.superseded_by,
        col(table.trashed).is_not(None),
        last,
        func.coalesce(export.file_name, ""),
        func.coalesce(export.sha256, ""),
        func.coalesce(export.pending, ""),
        export.data,
        func.coalesce(export.revision, 0),
        func.coalesce(export.format, ""),
        export.original,
        func.coalesce(export.original_revision, 0),
        superseded_then,
    )


def _record_row(
    number: int,
    title: str,
    day: date | None,
    superseded_by: int | None,
    trashed: int,
    *rest: Any,  # noqa: ANN401  # it is checked
) -> RecordRow:
    return checked(RecordRow(number, title, day, superseded_by, flag(trashed), *rest))
