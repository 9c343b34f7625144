"""Imports an archive: adds what is missing, and overwrites nothing unasked."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import inspect
from sqlmodel import Session, SQLModel, select

from store.db import models
from store.db.models import validated
from store.decisions.diff import FIELDS
from store.decisions.repository import next_number
from store.decisions.revisions import Revising
from store.domain.errors import InvalidError
from store.exchange import export_json
from store.exchange.json_format import Archive
from store.matrix import json_codec, undo_log
from store.matrix.undo_log import OF_A_MATRIX, RowChange, rows_of
from store.store import Store
from store.util.atomic import digest

LABEL = "imported"
"""What the history calls a change that came from a file."""


class ImportOutcome(StrEnum):
    """What became of one thing in an archive."""

    ADDED = "added"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    """The store says something else, and was left so."""

    REPLACED = "replaced"
    LEFT_OUT = "left out"
    """There is no place for it in this store."""


class Imported(NamedTuple):
    """A thing in an archive, what it is called, what became of it, and why if that needs saying."""

    kind: str
    name: str
    result: ImportOutcome
    why: str = ""


def import_json(store: Store, given: Archive, *, overwrite: bool = False) -> list[Imported]:
    """Adds what the store does not have, in one transaction.

    Args:
        store: where to.
        given: what to add.
        overwrite: put what differs in the place of what the store has, each as a change that can
            be undone; notes and marks cannot.

    Raises:
        InvalidError: a value breaks a rule; nothing was imported.
    """
    at, author = store.now(), store.author
    with store.writing() as session:
        revising = Revising(session, at, author)
        decisions = list(_Decisions(session, revising, given.decisions).add(overwrite=overwrite))
        return [
            *decisions,
            *_matrices(session, given.matrices, overwrite=overwrite),
            *_marks(session, given.marks, overwrite=overwrite),
        ]


class _Decisions:
    def __init__(
        self, session: Session, revising: Revising, given: Sequence[Mapping[str, Any]]
    ) -> None:
        self._session = session
        self._revising = revising
        self._given = given
        rows = {row.uid: row for row in session.exec(select(models.Decision))}
        self._known = {each["uid"]: rows[each["uid"]] for each in given if each["uid"] in rows}
        taken = {row.number for row in rows.values()}
        new = [each for each in given if each["uid"] not in rows]
        free = max([next_number(session) - 1, *(each["number"] for each in new)])
        self._numbers = {}
        """The number that each decision has here, by the one that it has in the file."""
        for each in given:
            number = each["number"]
            if known := self._known.get(each["uid"]):
                number = known.number
            elif number in taken:
                number = free = free + 1
            self._numbers[each["number"]] = number

    def add(self, *, overwrite: bool) -> Iterator[Imported]:
        for i, each in enumerate(self._given):
            with _at(f"decisions[{i}]"):
                yield self._add(each, overwrite=overwrite)

    def _add(self, each: Mapping[str, Any], *, overwrite: bool) -> Imported:
        number = self._numbers[each["number"]]
        moved = "" if number == each["number"] else f"number {each['number']} in the file"
        told = "decision", f"{number} {each['title']}"
        values = self._here(each) | {"matrix": _dumped(each["matrix"])}
        row = self._known.get(each["uid"])
        if row is None:
            self._new(each, {**values, "number": number})
            return Imported(*told, ImportOutcome.ADDED, moved)
        made = validated(models.Decision, row.model_dump(warnings=False) | values)
        if _said(row) == _said(made):
            return Imported(*told, ImportOutcome.UNCHANGED, moved)
        if not overwrite:
            return Imported(*told, ImportOutcome.KEPT, "it says something else here")
        self._revising.change(row, LABEL, values)
        return Imported(*told, ImportOutcome.REPLACED, moved)

    def _new(self, each: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        times = {name: each[name] for name in ("uid", "created", "updated")}
        row = validated(models.Decision, {**values, **times})
        self._session.add(row)
        self._session.flush()
        for revision in each["revisions"]:
            before = revision["matrix_before"]
            made = {
                **revision,
                "decision_id": row.id,
                "fields": json.dumps(self._checked(row, revision["fields"]), ensure_ascii=False),
                "matrix_before": None if before is None else _dumped(before),
            }
            self._session.add(validated(models.DecisionRevision, made))
        if each["record"] is not None:
            self._session.add(_record(row, each["record"]))

    def _checked(self, row: models.Decision, fields: Mapping[str, Any]) -> dict[str, Any]:
        """The fields of a revision, each one that the decision could have."""
        here = self._here(fields)
        made = validated(models.Decision, row.model_dump(warnings=False) | here)
        held = made.model_dump(mode="json", include=set(FIELDS), warnings=False)
        return {name: held[name] for name in FIELDS}

    def _here(self, said: Mapping[str, Any]) -> dict[str, Any]:
        """What a decision says, with the number of its successor as it is here."""
        values = {name: said[name] for name in FIELDS}
        by = values["superseded_by"]
        return values | {"superseded_by": self._numbers.get(by, by)}


def _record(row: models.Decision, record: Mapping[str, Any]) -> models.TrackedRecord:
    """What is known of a decision's record without its folder, which belongs to a machine."""
    data, original = record["text"].encode(), record["original"]
    values = {
        "decision_id": row.id,
        "folder": "",
        "file_name": record["file"],
        "sha256": digest(data),
        "data": data,
        "revision": record["revision"],
        "format": record["format"],
    }
    if original is not None:
        of = {"original": original["text"].encode(), "original_revision": original["revision"]}
        values |= of
    return validated(models.TrackedRecord, values)


def _said(row: models.Decision) -> dict[str, Any]:
    """What a decision says, however an older release wrote its matrix."""
    kept = json.loads(row.matrix)
    matrix = json_codec.to_json(json_codec.from_json(kept), json_codec.robustness_of(kept))
    said = {name: getattr(row, name) for name in FIELDS}
    return said | {"matrix": matrix, "trashed": row.trashed is not None}


def _matrices(
    session: Session, given: Sequence[Mapping[str, Any]], *, overwrite: bool
) -> Iterator[Imported]:
    compared = set(session.exec(select(models.Comparison.slug)))
    for i, each in enumerate(given):
        with _at(f"matrices[{i}]"):
            if each["comparison"] not in compared:
                why = f"this store has no comparison {each['comparison']}"
                yield Imported("matrix", each["name"], ImportOutcome.LEFT_OUT, why)
            else:
                result, why = _matrix(session, each, overwrite=overwrite)
                yield Imported("matrix", each["name"], result, why)
    session.flush()


def _matrix(
    session: Session, each: Mapping[str, Any], *, overwrite: bool
) -> tuple[ImportOutcome, str]:
    trashed = each["trashed"] is not None
    rows = session.exec(select(models.Matrix)).all()
    same = [
        row
        for row in rows
        if row.name.casefold() == each["name"].casefold() and (row.trashed is not None) == trashed
    ]
    for row in same:
        if _made(session, row) == _made_of(each):
            return ImportOutcome.UNCHANGED, ""
    if not same or trashed:
        row = validated(models.Matrix, _head(each) | {"trashed": each["trashed"]})
        session.add(row)
        session.flush()
        for change in _changes(each):
            key = dict(zip(_keys(change.table), (row.id, *change.key), strict=True))
            session.add(validated(change.table, key | dict(change.values or {})))
        session.flush()
        return ImportOutcome.ADDED, ""
    row = same[0]
    if row.comparison_slug != each["comparison"]:
        return ImportOutcome.LEFT_OUT, "another comparison has a matrix of that name"
    untouched = not rows_of(session, row.id or 0, *OF_A_MATRIX) and _bare(row)
    if not (untouched or overwrite):
        return ImportOutcome.KEPT, "it is another one here"
    head = {k: v for k, v in _head(each).items() if k not in ("comparison_slug", "name")}
    gone = rows_of(session, row.id or 0, *OF_A_MATRIX)
    wanted = _changes(each)
    stays = {(change.table, change.key) for change in wanted}
    gone = [change for change in gone if (change.table, change.key) not in stays]
    undo_log.record(
        session, row.id or 0, LABEL, [RowChange(models.Matrix, (), head), *gone, *wanted]
    )
    return (ImportOutcome.ADDED if untouched else ImportOutcome.REPLACED), ""


def _made(session: Session, row: models.Matrix) -> dict[str, Any]:
    """What the user made of a matrix, as `export_json.matrix` has it."""
    told = export_json.matrix(lambda found: session.exec(found).all(), row.id or 0)
    return _made_of(told)


def _made_of(told: Mapping[str, Any]) -> dict[str, Any]:
    ratings = sorted(told["ratings"], key=lambda each: (each["criterion"], each["option"]))
    shown = sorted(told["shown"], key=lambda each: (each["kind"], each["slug"]))
    left_out = ("name", "trashed")
    kept = {name: value for name, value in told.items() if name not in left_out}
    return {**kept, "ratings": ratings, "shown": shown}


def _bare(row: models.Matrix) -> bool:
    return not (row.preset_slug or row.option_order or row.criterion_order)


def _head(each: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "comparison_slug": each["comparison"],
        "name": each["name"],
        "preset_slug": each["preset"],
        "option_order": ",".join(each["option_order"]),
        "criterion_order": ",".join(each["criterion_order"]),
    }


def _changes(each: Mapping[str, Any]) -> list[RowChange]:
    """The rows of a matrix, as the changes that make them."""
    own = [
        RowChange(table, (item["slug"],), {k: v for k, v in item.items() if k != "slug"} | place)
        for name, table in (("options", models.MatrixOption), ("criteria", models.MatrixCriterion))
        for place, item in (({"position": i}, item) for i, item in enumerate(each[name], 1))
    ]
    return [
        *own,
        *(
            RowChange(models.MatrixWeight, (slug,), {"weight": weight})
            for slug, weight in each["weights"].items()
        ),
        *(
            RowChange(
                models.MatrixRating,
                (rating["criterion"], rating["option"]),
                {"value": rating["value"], "note": rating["note"]},
            )
            for rating in each["ratings"]
        ),
        *(
            RowChange(models.MatrixRuling, (slug,), {"reason": reason})
            for slug, reason in each["ruled_out"].items()
        ),
        *(RowChange(models.MatrixBar, (slug,), {"bar": bar}) for slug, bar in each["bars"].items()),
        *(
            RowChange(models.MatrixShown, (shown["kind"], shown["slug"]), {"shown": shown["shown"]})
            for shown in each["shown"]
        ),
    ]


def _keys(table: type[SQLModel]) -> list[str]:
    return [column.name for column in inspect(table).primary_key]


def _marks(
    session: Session, given: Sequence[Mapping[str, Any]], *, overwrite: bool
) -> Iterator[Imported]:
    for i, each in enumerate(given):
        with _at(f"marks[{i}]"):
            yield _mark(session, each, overwrite=overwrite)


def _mark(session: Session, each: Mapping[str, Any], *, overwrite: bool) -> Imported:
    """Adds a star, a read mark, ticks, and the note if there is none."""
    slug = each["topic"]
    made = validated(
        models.Mark,
        {"topic_slug": slug, **{k: each[k] for k in ("starred", "read", "note", "place")}},
    )
    row = session.get(models.Mark, slug)
    before = (row.starred, row.read, row.note) if row else None
    differs = bool(row and row.note and made.note and row.note != made.note)
    if row is None:
        row = made
        session.add(row)
    else:
        row.starred, row.read = row.starred or made.starred, row.read or made.read
        if made.note and (overwrite or not row.note):
            row.note = made.note
    ticks = [validated(models.Tick, {"topic_slug": slug, "task": t}) for t in each["ticked"]]
    new = [tick for tick in ticks if session.get(models.Tick, (slug, tick.task)) is None]
    session.add_all(new)
    session.flush()
    if differs and not overwrite:
        return Imported("marks on", slug, ImportOutcome.KEPT, "the note here is another one")
    if differs:
        return Imported("marks on", slug, ImportOutcome.REPLACED)
    same = before == (row.starred, row.read, row.note) and not new
    return Imported("marks on", slug, ImportOutcome.UNCHANGED if same else ImportOutcome.ADDED)


def _dumped(matrix: Mapping[str, Any]) -> str:
    return json.dumps(matrix, ensure_ascii=False)


@contextmanager
def _at(where: str) -> Iterator[None]:
    """Says where in the file a value breaks a rule."""
    try:
        yield
    except InvalidError as error:
        told = {f"{where}.{name}": f"{where}: {text}" for name, text in error.problems.items()}
        raise InvalidError(told) from error
