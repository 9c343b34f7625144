"""Reads decisions, their revisions, and the people in them."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from store.db.rows import Rows, day, flag, text, time
from store.domain.checked import Faults, checked, making_sense, strictly
from store.domain.decision import PEOPLE, Decision, DecisionRow, Revision, Status, names_in
from store.domain.errors import NotFoundError
from store.domain.record import RecordRow
from store.matrix import json_codec

_LISTED = (
    "SELECT number, title, status, date, (SELECT json_extract(value, '$.name') "
    "FROM json_each(iif(json_valid(matrix), matrix, '{}'), '$.options') "
    "WHERE type = 'object' AND json_extract(value, '$.slug') = chosen), "
    "superseded_by, review_by FROM decision WHERE "
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
        faults: is told what is left out.
    """

    def __init__(self, rows: Rows, faults: Faults) -> None:
        self._rows = rows
        self._faults = faults

    def decisions(self) -> tuple[DecisionRow, ...]:
        """Those that are not in the trash, the newest first."""
        return self._listed("trashed IS NULL ORDER BY number DESC")

    def trashed(self) -> tuple[DecisionRow, ...]:
        """Those in the trash, the last thrown away first."""
        return self._listed("trashed IS NOT NULL ORDER BY trashed DESC, number DESC")

    def _listed(self, where: str) -> tuple[DecisionRow, ...]:
        return tuple(self._faults.each("decision", self._rows(_LISTED + where), _decision_row))

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
        key, title, status, by, since, chosen, context, deciders, consequences, matrix = rows[0][
            :10
        ]
        created, updated, consulted, informed, confirmation, review_by, *rest = rows[0][10:]
        reason, uid, trashed = rest
        if trashed is not None and not in_trash:
            raise NotFoundError(
                f"Decision {number} is in the trash. `shortlist decision {number} --restore` "
                "takes it out again."
            )
        replaced = self._rows(
            "SELECT number FROM decision WHERE superseded_by = ? AND trashed IS NULL "
            "ORDER BY number",
            number,
        )
        with making_sense(f"Decision {number}"):
            kept = json.loads(text(matrix))
            decision = Decision(
                id=key,
                number=number,
                title=title,
                status=Status(status),
                superseded_by=by,
                date=day(since),
                chosen=chosen,
                context=context,
                deciders=deciders,
                consequences=consequences,
                matrix=json_codec.from_json(kept),
                created=time(created),
                updated=time(updated),
                consulted=consulted,
                informed=informed,
                confirmation=confirmation,
                review_by=day(review_by),
                reason=reason,
                supersedes=tuple(other for (other,) in replaced),
                uid=uid,
                robustness=json_codec.robustness_of(kept),
            )
            if chosen not in [option.slug for option in decision.matrix.comparison.options]:
                raise ValueError("it chose what was no option")
            return checked(decision)

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
        with making_sense(f"The history of decision {number}"):
            return tuple(_revisions(rows, matrix))[::-1]

    def records(self, folder: Path, after: int = 0, most: int = -1) -> tuple[RecordRow, ...]:
        """The decisions, in the trash or not, each with its record in that folder, by number."""
        where = "number > ? ORDER BY number LIMIT ?"
        return self._records(str(folder), where, after, most)

    def record(self, number: int) -> tuple[RecordRow, ...]:
        """A decision and those that it supersedes or is superseded by, with their records.

        The records are those of the folder that has the decision's newest.
        """
        return self._records(
            self._folder(number),
            "number = ? OR superseded_by = ? "
            "OR number = (SELECT superseded_by FROM decision WHERE number = ?) ORDER BY number",
            *[number] * 3,
        )

    def files_beside(self, number: int) -> Mapping[str, bytes]:
        """The records, by file name, of the folder that has the decision's newest."""
        return dict(
            self._rows(
                "SELECT file_name, data FROM export WHERE folder = ? AND data IS NOT NULL "
                "ORDER BY file_name",
                self._folder(number),
            )
        )

    def _folder(self, number: int) -> str | None:
        folders = self._rows(
            "SELECT folder FROM export JOIN decision ON decision_id = decision.id "
            "WHERE number = ? AND (sha256 <> '' OR data IS NOT NULL) "
            "ORDER BY abs(revision) DESC, export.rowid DESC LIMIT 1",
            number,
        )
        return folders[0][0] if folders else None

    def _records(self, folder: str | None, where: str, *values: int) -> tuple[RecordRow, ...]:
        rows = self._rows(
            f"{_RECORDS}, NULL FROM decision LEFT {_RECORDED} = ? WHERE {where}", folder, *values
        )
        return tuple(strictly("decision", rows, _record_row))

    def records_elsewhere(self, folder: Path) -> tuple[RecordRow, ...]:
        """The records that decisions have in other folders."""
        rows = self._rows(
            f"{_RECORDS}, folder FROM decision {_RECORDED} <> ? ORDER BY number", str(folder)
        )
        made = strictly("the record of decision", rows, _record_row)
        return tuple(row for row in made if row.data is not None)

    def people(self) -> tuple[str, ...]:
        """Every name that a decision holds, those of the newest decisions first."""
        names: dict[str, None] = {}
        rows = self._rows(
            f"SELECT number, {', '.join(PEOPLE)} FROM decision "  # noqa: S608  # names of columns
            "WHERE trashed IS NULL ORDER BY number DESC"
        )
        for found in self._faults.each("decision", rows, _people):
            names.update(dict.fromkeys(found))
        return tuple(names)


def _decision_row(
    number: int,
    title: str,
    status: str,
    since: str | None,
    chosen: str,
    by: int | None,
    review_by: str | None,
) -> DecisionRow:
    row = DecisionRow(number, title, Status(status), day(since), chosen, by, day(review_by))
    return checked(row)


def _people(_: int, *lines: str) -> list[str]:
    return [name for line in lines for name in names_in(line)]


def _revisions(rows: list[tuple[Any, ...]], kept: str) -> Iterator[Revision]:
    """The revisions from the newest to the oldest, `kept` being the newest one's matrix."""
    from store.decisions.diff import matrix_text  # the first screen needs no history

    matrix = json_codec.from_json(json.loads(text(kept)))
    for number, at, author, label, fields, before in rows:
        values = {key: "" if v is None else str(v) for key, v in json.loads(fields).items()}
        options = {option.slug: option.name for option in matrix.comparison.options}
        values["chosen"] = options.get(values["chosen"], values["chosen"])
        values["matrix"] = matrix_text(matrix)
        yield checked(Revision(number, time(at), author, label, values))
        if before is not None:
            matrix = json_codec.from_json(json.loads(text(before)))


def _record_row(
    number: int,
    title: str,
    since: str | None,
    by: int | None,
    trashed: int,
    revision: int,
    *kept: Any,  # noqa: ANN401  # it is looked at
) -> RecordRow:
    return checked(RecordRow(number, title, day(since), by, flag(trashed), revision, *kept))
