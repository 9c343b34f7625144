"""Reads decisions, their history, and the people in them."""

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sqlmodel import col, func, select

from store.db import models
from store.db.read_session import columns
from store.db.rows import text
from store.domain.checked import checked, making_sense
from store.domain.decision import PEOPLE, Decision, DecisionRow, Revision, Status, names_in
from store.domain.errors import NotFoundError
from store.matrix import json_codec

if TYPE_CHECKING:
    from store.db.read_session import ReadSession

_FIELDS = (
    "id",
    "title",
    "superseded_by",
    "date",
    "chosen",
    "context",
    "deciders",
    "consequences",
    "created",
    "updated",
    "consulted",
    "informed",
    "confirmation",
    "review_by",
    "reason",
    "uid",
)
"""The columns whose values a `Decision` has as they are."""


class DecisionQueries:
    """Reads decisions.

    Args:
        session: of the store.
    """

    def __init__(self, session: "ReadSession") -> None:
        self._session = session

    def decisions(self) -> tuple[DecisionRow, ...]:
        """The decisions that are not in the trash, the newest first."""
        table = models.Decision
        return self._listed(col(table.trashed).is_(None), col(table.number).desc())

    def trashed(self) -> tuple[DecisionRow, ...]:
        """The decisions in the trash, the last trashed first."""
        table = models.Decision
        order = col(table.trashed).desc(), col(table.number).desc()
        return self._listed(col(table.trashed).is_not(None), *order)

    def _listed(self, where: Any, *order: Any) -> tuple[DecisionRow, ...]:  # noqa: ANN401  # clauses
        table = models.Decision
        matrix = func.iif(func.json_valid(table.matrix), table.matrix, "{}")
        option = func.json_each(matrix, "$.options").table_valued("value", "type")
        chosen = (
            select(func.json_extract(option.c.value, "$.name"))
            .where(
                option.c.type == "object",
                func.json_extract(option.c.value, "$.slug") == table.chosen,
            )
            .scalar_subquery()
        )
        rows = self._session.all(
            columns(
                table.number,
                table.title,
                table.status,
                table.date,
                chosen,
                table.superseded_by,
                table.review_by,
            )
            .where(where)
            .order_by(*order)
        )
        return tuple(self._session.faults.each("decision", rows, _decision_row))

    def decision(self, number: int, *, in_trash: bool = False) -> Decision:
        """The decision of that number; one in the trash only if `in_trash`.

        Raises:
            NotFoundError: there is none, or it is in the trash.
        """
        table = models.Decision
        row = self._session.first(
            columns(
                table.status,
                table.matrix,
                table.trashed,
                *(getattr(table, name) for name in _FIELDS),
            ).where(table.number == number)
        )
        if row is None:
            raise NotFoundError(
                f"There is no decision {number}. `shortlist decisions` lists those there are."
            )
        status, matrix, trashed, *values = row
        if trashed is not None and not in_trash:
            raise NotFoundError(
                f"Decision {number} is in the trash. `shortlist decision {number} --restore` "
                "takes it out again."
            )
        superseded = self._session.all(
            select(table.number)
            .where(table.superseded_by == number, col(table.trashed).is_(None))
            .order_by(col(table.number))
        )
        with making_sense(f"Decision {number}"):
            kept = json.loads(text(matrix))
            decision = Decision(
                number=number,
                status=Status(status),
                matrix=json_codec.from_json(kept),
                supersedes=tuple(superseded),
                robustness=json_codec.robustness_of(kept),
                **dict(zip(_FIELDS, values, strict=True)),
            )
            if decision.chosen not in [each.slug for each in decision.matrix.comparison.options]:
                raise ValueError("it chose what was no option")
            return checked(decision)

    def revisions(self, number: int) -> tuple[Revision, ...]:
        """The history of a decision, in the trash or not; the oldest revision first.

        Raises:
            NotFoundError: there is no such decision.
        """
        table, past = models.Decision, models.DecisionRevision
        found = self._session.first(select(table.id, table.matrix).where(table.number == number))
        if found is None:
            self.decision(number)  # says so
            return ()
        key, matrix = found
        rows = self._session.all(
            columns(past.number, past.at, past.author, past.label, past.fields, past.matrix_before)
            .where(past.decision_id == key)
            .order_by(col(past.number).desc())
        )
        with making_sense(f"The history of decision {number}"):
            return tuple(_revisions(rows, matrix))[::-1]

    def people(self) -> tuple[str, ...]:
        """Every name that a decision holds, those of the newest decisions first."""
        table = models.Decision
        names: dict[str, None] = {}
        rows = self._session.all(
            columns(table.number, *(getattr(table, name) for name in PEOPLE))
            .where(col(table.trashed).is_(None))
            .order_by(col(table.number).desc())
        )
        for found in self._session.faults.each("decision", rows, _people):
            names.update(dict.fromkeys(found))
        return tuple(names)


def _decision_row(number: int, title: str, status: str, *rest: Any) -> DecisionRow:  # noqa: ANN401  # it is checked
    return checked(DecisionRow(number, title, Status(status), *rest))


def _people(_: int, *lines: str) -> list[str]:
    return [name for line in lines for name in names_in(line)]


def _revisions(rows: Sequence[tuple[Any, ...]], newest: str) -> Iterator[Revision]:
    """The revisions from the newest to the oldest; `newest` is the matrix of the newest."""
    from store.decisions.diff import matrix_text  # the first screen needs no history

    matrix = json_codec.from_json(json.loads(text(newest)))
    for number, at, author, label, fields, before in rows:
        values = {key: "" if v is None else str(v) for key, v in json.loads(fields).items()}
        options = {option.slug: option.name for option in matrix.comparison.options}
        values["chosen"] = options.get(values["chosen"], values["chosen"])
        values["matrix"] = matrix_text(matrix)
        yield checked(Revision(number, at, author, label, values))
        if before is not None:
            matrix = json_codec.from_json(json.loads(text(before)))
