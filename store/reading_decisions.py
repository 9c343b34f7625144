"""Reads decisions, their revisions, and the people in them."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from store import snapshot
from store.rows import Rows
from store.types import (
    PEOPLE,
    Decision,
    DecisionRow,
    NotFoundError,
    RecordRow,
    Revision,
    Status,
    names_in,
)

_LISTED = (
    "SELECT number, title, status, date, json_extract(value, '$.name'), superseded_by, review_by "
    "FROM decision, json_each(matrix, '$.options') "
    "WHERE json_extract(value, '$.slug') = chosen AND "
)

_RECORDS = (
    "SELECT number, title, date, superseded_by, trashed IS NOT NULL, "
    "(SELECT max(number) FROM decisionrevision WHERE decision_id = decision.id), "
    "coalesce(file_name, ''), coalesce(sha256, ''), coalesce(pending, ''), data, "
    "coalesce(revision, 0), coalesce(format, ''), "
    "original, coalesce(original_revision, 0), "
    "(SELECT json_extract(fields, '$.superseded_by') FROM decisionrevision AS past "
    "WHERE past.decision_id = decision.id AND past.number = abs(export.revision))"
)
_RECORDED = "JOIN export ON export.decision_id = decision.id AND folder"


class DecisionReader:
    """Reads decisions.

    Args:
        rows: runs SQL on the store.
    """

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def decisions(self) -> tuple[DecisionRow, ...]:
        """Those that are not in the trash, the newest first."""
        return self._listed("trashed IS NULL ORDER BY number DESC")

    def trashed(self) -> tuple[DecisionRow, ...]:
        """Those in the trash, the last thrown away first."""
        return self._listed("trashed IS NOT NULL ORDER BY trashed DESC, number DESC")

    def _listed(self, where: str) -> tuple[DecisionRow, ...]:
        return tuple(
            DecisionRow(number, title, Status(status), _day(day), chosen, by, _day(review_by))
            for number, title, status, day, chosen, by, review_by in self._rows(_LISTED + where)
        )

    def decision(self, number: int, *, in_trash: bool = False) -> Decision:
        """The decision of that number; one in the trash only if `in_trash`.

        Raises:
            NotFoundError: there is none, or it is in the trash.
        """
        rows = self._rows(
            "SELECT id, title, status, superseded_by, date, chosen, context, deciders, "
            "consequences, matrix, created, updated, consulted, informed, confirmation, review_by, "
            "reason, uid, trashed FROM decision WHERE number = ?",
            number,
        )
        if not rows:
            raise NotFoundError(
                f"There is no decision {number}. `shortlist decisions` lists those there are."
            )
        key, title, status, by, day, chosen, context, deciders, consequences, matrix = rows[0][:10]
        created, updated, consulted, informed, confirmation, review_by, *rest = rows[0][10:]
        reason, uid, trashed = rest
        if trashed is not None and not in_trash:
            raise NotFoundError(
                f"Decision {number} is in the trash. `shortlist decision {number} --restore` "
                "takes it out again."
            )
        kept = json.loads(matrix)
        return Decision(
            id=key,
            number=number,
            title=title,
            status=Status(status),
            superseded_by=by,
            date=_day(day),
            chosen=chosen,
            context=context,
            deciders=deciders,
            consequences=consequences,
            matrix=snapshot.from_json(kept),
            created=_time(created),
            updated=_time(updated),
            consulted=consulted,
            informed=informed,
            confirmation=confirmation,
            review_by=_day(review_by),
            reason=reason,
            supersedes=tuple(
                other
                for (other,) in self._rows(
                    "SELECT number FROM decision WHERE superseded_by = ? AND trashed IS NULL "
                    "ORDER BY number",
                    number,
                )
            ),
            uid=uid,
            robustness=snapshot.robustness_of(kept),
        )

    def revisions(self, number: int) -> tuple[Revision, ...]:
        """The history of a decision, in the trash or not; the oldest revision first.

        Raises:
            NotFoundError: there is no such decision.
        """
        found = self._rows("SELECT id, matrix FROM decision WHERE number = ?", number)
        if not found:
            self.decision(number)  # says so
        key, matrix = found[0]
        rows = self._rows(
            "SELECT number, at, author, label, fields, matrix_before FROM decisionrevision "
            "WHERE decision_id = ? ORDER BY number DESC",
            key,
        )
        return tuple(_revisions(rows, matrix))[::-1]

    def records(self, folder: Path, after: int = 0, most: int = -1) -> tuple[RecordRow, ...]:
        """The decisions, in the trash or not, each with its record in that folder, by number."""
        where = "number > ? ORDER BY number LIMIT ?"
        return self._records(str(folder), where, after, most)

    def record(self, number: int) -> tuple[RecordRow, ...]:
        """A decision and those that it supersedes or is superseded by, with their records.

        The records are those of the folder that has the decision's newest.
        """
        folders = self._rows(
            "SELECT folder FROM export JOIN decision ON decision_id = decision.id "
            "WHERE number = ? AND (sha256 <> '' OR data IS NOT NULL) "
            "ORDER BY abs(revision) DESC, export.rowid DESC LIMIT 1",
            number,
        )
        return self._records(
            folders[0][0] if folders else None,
            "number = ? OR superseded_by = ? "
            "OR number = (SELECT superseded_by FROM decision WHERE number = ?) ORDER BY number",
            *[number] * 3,
        )

    def _records(self, folder: str | None, where: str, *values: int) -> tuple[RecordRow, ...]:
        rows = self._rows(
            f"{_RECORDS}, NULL FROM decision LEFT {_RECORDED} = ? WHERE {where}", folder, *values
        )
        return tuple(map(_record_row, rows))

    def records_elsewhere(self, folder: Path) -> tuple[RecordRow, ...]:
        """The records that decisions have in other folders."""
        rows = self._rows(
            f"{_RECORDS}, folder FROM decision {_RECORDED} <> ? ORDER BY number", str(folder)
        )
        return tuple(row for row in map(_record_row, rows) if row.data is not None)

    def people(self) -> tuple[str, ...]:
        """Every name that a decision holds, those of the newest decisions first."""
        names: dict[str, None] = {}
        for row in self._rows(
            f"SELECT {', '.join(PEOPLE)} FROM decision "  # noqa: S608  # names of columns
            "WHERE trashed IS NULL ORDER BY number DESC"
        ):
            for line in row:
                names.update(dict.fromkeys(names_in(line)))
        return tuple(names)


def _revisions(rows: list[tuple[Any, ...]], text: str) -> Iterator[Revision]:
    """The revisions from the newest to the oldest, `text` being the newest one's matrix."""
    from store.revisions import matrix_text  # the first screen needs no history

    matrix = snapshot.from_json(json.loads(text))
    for number, at, author, label, fields, before in rows:
        values = {key: "" if v is None else str(v) for key, v in json.loads(fields).items()}
        options = {option.slug: option.name for option in matrix.comparison.options}
        values["chosen"] = options.get(values["chosen"], values["chosen"])
        values["matrix"] = matrix_text(matrix)
        yield Revision(number, _time(at), author, label, values)
        if before is not None:
            matrix = snapshot.from_json(json.loads(before))


def _record_row(row: tuple[Any, ...]) -> RecordRow:
    number, title, day, by, trashed, revision, *kept = row
    return RecordRow(number, title, _day(day), by, bool(trashed), revision, *kept)


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None


def _time(stored: str) -> datetime:
    return datetime.fromisoformat(stored).replace(tzinfo=UTC)
