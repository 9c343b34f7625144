"""Keeps what the Lab found."""

import json

from sqlmodel import col, delete, select

from store.db import models
from store.db.engine import Writing
from store.db.models import validated
from store.domain.errors import InvalidError
from store.domain.lab import Report, as_value

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
