"""Keeps the reports of the Lab, and reads them."""

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sqlmodel import col, delete, func, select

from store.db import models
from store.db.engine import Writing
from store.db.models import validated
from store.domain.errors import InvalidError
from store.domain.lab import FORM, Report, as_value, from_value

if TYPE_CHECKING:
    from store.db.read_session import ReadSession

KEPT = 50
"""Reports that are kept of each experiment, the last ones."""


class Reports:
    """Writes reports of the Lab.

    Args:
        writing: opens a transaction on the store.
    """

    def __init__(self, writing: Writing) -> None:
        self._writing = writing

    def save(self, report: Report) -> None:
        """Keeps a report, whole or not at all; the oldest of its experiment makes room.

        Raises:
            InvalidError: it cannot be kept; nothing was saved.
        """
        try:
            text = json.dumps(as_value(report), allow_nan=False)
        except ValueError as error:
            raise InvalidError({"report": f"It holds what is no number: {error}."}) from error
        values = {"experiment": report.experiment, "report": text}
        row, table = validated(models.LabReport, values), models.LabReport
        with self._writing() as session:
            session.add(row)
            session.flush()
            of_it = select(table.id).where(table.experiment == report.experiment)
            last = of_it.order_by(col(table.id).desc()).limit(KEPT)
            of_it_too = col(table.experiment) == report.experiment
            session.execute(delete(table).where(of_it_too, col(table.id).not_in(last)))


class ReportQueries:
    """Reads reports of the Lab.

    Args:
        session: of the store.
    """

    def __init__(self, session: "ReadSession") -> None:
        self._session = session

    def last(self) -> Mapping[str, Report]:
        """The last report on each experiment that was run, by its slug."""
        table = models.LabReport
        last = select(func.max(table.id)).group_by(col(table.experiment))
        rows = self._session.all(
            select(table.experiment, table.report).where(col(table.id).in_(last))
        )
        return {report.experiment: report for report in self._reports(rows)}

    def reports(self, experiment: str) -> tuple[Report, ...]:
        """All reports on an experiment that are kept, the newest first."""
        table = models.LabReport
        rows = self._session.all(
            select(table.experiment, table.report)
            .where(table.experiment == experiment)
            .order_by(col(table.id).desc())
        )
        return tuple(self._reports(rows))

    def _reports(self, rows: Iterable[tuple[Any, ...]]) -> Iterable[Report]:
        """The reports in those rows, without those in the form of another release."""

        def report(_: str, kept: str) -> Report | None:
            value = json.loads(kept)
            return from_value(value) if value["form"] == FORM else None

        made = self._session.faults.each("a report of the Lab on", rows, report)
        return filter(None, made)
