"""Writes all that is the user's own as JSON; docs/json.md has the format."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from sqlmodel import SQLModel, col, func, select

from store.db import models
from store.db.read_session import ReadSession, columns
from store.db.rows import flag, number, split, text
from store.decisions.diff import FIELDS
from store.domain.decision import Status
from store.domain.matrix import RATING_MAX, WEIGHT_MAX
from store.exchange.json_format import FORMAT, VERSION, is_whole
from store.matrix import json_codec
from store.store import Store

Select = Callable[[Any], Sequence[Any]]
"""Runs a `select()` of columns, and returns its rows."""

OWN_OPTION = ("slug", "name", "summary", "url")
OWN_CRITERION = ("slug", "group", "name", "question", "zero", "five", "weight")


def export_json(store: Store) -> dict[str, Any]:
    """All that is the user's own in a store.

    What no store could read in is left out; `store.read.left_out()` names it.
    """
    return collect(store.read.session, store.now())


def collect(read: ReadSession, at: datetime) -> dict[str, Any]:
    """All that is the user's own in a store, as it stood at one time.

    Args:
        read: reads the store; its faults are told what is left out.
        at: the time that the export names.
    """
    rows, each = read.all, read.faults.each
    with read.at_once():
        named = ("number", "id", "uid", "created", "updated", "matrix", *FIELDS)
        decisions = rows(_columns(models.Decision, *named).order_by(col(models.Decision.number)))
        matrices = rows(_columns(models.Matrix, "id", "name").order_by(col(models.Matrix.id)))
        marks = rows(_columns(models.Mark, "topic_slug", "starred", "read", "note", "place"))
        marked = {topic for topic, *_ in marks}
        ticked = rows(select(models.Tick.topic_slug).distinct())
        marks += [(topic, False, False, "", 0) for topic in ticked if topic not in marked]
        marks.sort(key=lambda mark: str(mark[0]))
        return {
            "format": FORMAT,
            "version": VERSION,
            "written": at.astimezone(UTC).isoformat(timespec="seconds"),
            "decisions": list(each("decision", decisions, partial(_decision, rows))),
            "matrices": list(each("matrix", matrices, lambda key, _: matrix(rows, key))),
            "marks": list(each("marks and note on", marks, partial(_mark, rows))),
        }


def _columns(table: type[SQLModel], *names: str) -> Any:  # noqa: ANN401  # as SQLModel has them
    return columns(*(getattr(table, name) for name in names))


def _decision(
    rows: Select,
    number: int,
    key: int,
    uid: str,
    created: datetime,
    updated: datetime,
    kept: str,
    *values: Any,  # noqa: ANN401  # it is looked at
) -> dict[str, Any]:
    """A decision with its history."""
    revision = models.DecisionRevision
    named = ("number", "at", "author", "label", "fields", "matrix_before")
    history = rows(
        _columns(revision, *named)
        .where(col(revision.decision_id) == key)
        .order_by(col(revision.number))
    )
    told = {
        "uid": text(uid),
        "number": number,
        **{name: _said(name, value) for name, value in zip(FIELDS, values, strict=True)},
        "created": _time(created),
        "updated": _time(updated),
        "matrix": _kept(kept),
        "record": _record(rows, key),
        "revisions": [
            {
                "number": n,
                "at": _time(at),
                "author": text(author),
                "label": text(label),
                "fields": {name: json.loads(text(fields))[name] for name in FIELDS},
                "matrix_before": None if before is None else _kept(before),
            }
            for n, at, author, label, fields, before in history
        ],
    }
    numbers = [revision["number"] for revision in told["revisions"]]
    if not is_whole(number, 1) or not numbers or numbers != list(range(1, len(numbers) + 1)):
        raise ValueError("this is no decision's number, or its history has gaps")
    if told["chosen"] not in [option["slug"] for option in told["matrix"]["options"]]:
        raise ValueError("it chose what was no option")
    return told


def _kept(matrix: str) -> Any:  # noqa: ANN401  # as the json module has it
    """A decision's matrix as it is kept, if it can be shown and scored."""
    value = json.loads(text(matrix))
    json_codec.from_json(value)
    return value


def _said(name: str, value: Any) -> Any:  # noqa: ANN401  # it is looked at
    """What a decision says in a field, if the value can be what its column is for."""
    match name:
        case "status":
            return str(Status(value))
        case "date" | "review_by" if value is not None:
            if not isinstance(value, date):
                raise TypeError("this is no day")
            return value.isoformat()
        case "trashed" if value is not None:
            return _time(value)
        case "date" | "review_by" | "trashed":
            return None
        case "superseded_by":
            if not (value is None or is_whole(value, 1)):
                raise ValueError("this is no decision's number")
            return value
        case _:
            return text(value)


def _record(rows: Select, key: int) -> dict[str, Any] | None:
    """The record of a decision, as it was last written into a folder or read there."""
    table = models.TrackedRecord
    named = ("file_name", "format", "revision", "data", "original_revision", "original")
    found = rows(
        _columns(table, *named)
        .where(col(table.decision_id) == key, col(table.data).is_not(None))
        .order_by(func.abs(table.revision).desc(), col(table.folder).desc())
        .limit(1)
    )
    if not found:
        return None
    file, profile, revision, data, of, original = found[0]
    return {
        "file": text(file),
        "format": text(profile),
        "revision": revision,
        "text": data.decode(),
        "original": original and {"revision": of, "text": original.decode()},
    }


def matrix(rows: Select, key: int) -> dict[str, Any]:
    """What the user made of a comparison: only that, and not what is shipped."""
    table = models.Matrix
    named = ("comparison_slug", "name", "preset_slug", "trashed", "option_order", "criterion_order")
    (head,) = rows(_columns(table, *named).where(col(table.id) == key))
    comparison, name, preset, trashed, option_order, criterion_order = head

    def made(table: type[models.OfMatrix], *names: str, order: int = 1) -> Sequence[Any]:
        found = _columns(table, *names).where(col(table.matrix_id) == key)
        return rows(found.order_by(*(getattr(table, name) for name in names[:order])))

    def own(table: type[models.OfMatrix], *names: str) -> list[dict[str, Any]]:
        return [
            {
                column: number(value, WEIGHT_MAX) if column == "weight" else text(value)
                for column, value in zip(names, row, strict=True)
            }
            for _, *row in made(table, "position", *names)
        ]

    rated = ("criterion_slug", "option_slug", "value", "note")
    return {
        "comparison": text(comparison),
        "name": text(name),
        "preset": None if preset is None else text(preset),
        "trashed": None if trashed is None else _time(trashed),
        "option_order": list(split(option_order)),
        "criterion_order": list(split(criterion_order)),
        "weights": {
            text(slug): number(weight, WEIGHT_MAX)
            for slug, weight in made(models.MatrixWeight, "criterion_slug", "weight")
        },
        "ratings": [
            {
                "criterion": text(criterion),
                "option": text(option),
                "value": None if value is None else number(value, RATING_MAX),
                "note": text(note),
            }
            for criterion, option, value, note in made(models.MatrixRating, *rated, order=2)
        ],
        "ruled_out": {
            text(slug): text(reason)
            for slug, reason in made(models.MatrixRuling, "option_slug", "reason")
        },
        "bars": {
            text(slug): number(bar, RATING_MAX)
            for slug, bar in made(models.MatrixBar, "criterion_slug", "bar")
        },
        "shown": [
            {"kind": text(kind), "slug": text(slug), "shown": flag(shown)}
            for kind, slug, shown in made(models.MatrixShown, "kind", "slug", "shown", order=2)
        ],
        "options": own(models.MatrixOption, *OWN_OPTION),
        "criteria": own(models.MatrixCriterion, *OWN_CRITERION),
    }


def _mark(
    rows: Select, topic: str, starred: int, read: int, note: str, place: int
) -> dict[str, Any]:
    table = models.Tick
    ticked = rows(
        select(table.task).where(col(table.topic_slug) == topic).order_by(col(table.task))
    )
    if not is_whole(place, 0):
        raise ValueError("this is no line of a page")
    return {
        "topic": text(topic),
        "starred": flag(starred),
        "read": flag(read),
        "note": text(note),
        "place": place,
        "ticked": list(map(text, ticked)),
    }


def _time(stored: object) -> str:
    """A time, with its zone.

    Raises:
        TypeError: it is none.
    """
    if not isinstance(stored, datetime):
        raise TypeError("this is no time")
    return stored.isoformat()
