"""All that is the user's own, as JSON: written, and read with every value checked.

docs/json.md has the format. Nothing here writes into a store; `store.exchange.json_import` does.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, NoReturn

from store.db.rows import Rows, day, flag, number, split, text, time
from store.decisions.diff import FIELDS
from store.domain.checked import SENSELESS, Faults
from store.domain.decision import Status
from store.domain.errors import InvalidError
from store.domain.matrix import OWN, RATING_MAX, WEIGHT_MAX
from store.domain.record_format import RecordFormat
from store.matrix import json_codec
from store.records.filenames import is_plain
from store.records.parse import SIZE_MAX

FORMAT = "shortlist"
VERSION = 1
"""The version of the format that is written; earlier ones are read too."""

NUMBER_MAX = 1_000_000_000
"""The highest number that a decision, or a line of a page, can have."""

_OWN_SLUG = re.compile(re.escape(OWN) + "[a-z0-9-]+")
_REVISION = ("number", "at", "author", "label")
_OWN_OPTION = ("slug", "name", "summary", "url")
_OWN_CRITERION = ("slug", "group", "name", "question", "zero", "five", "weight")
_TABLES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "ratings": (("criterion", "option", "value", "note"), ("criterion", "option")),
    "shown": (("kind", "slug", "shown"), ("kind", "slug")),
    "options": (_OWN_OPTION, ("slug",)),
    "criteria": (_OWN_CRITERION, ("slug",)),
}
"""The parts of a matrix that are rows: their columns, and those that name a row."""

_MARK = ("topic", "starred", "read", "note", "place")


@dataclass(frozen=True, slots=True)
class Archive:
    """What a file of this format holds; each part is as docs/json.md has it, and sound."""

    decisions: Sequence[Mapping[str, Any]]
    matrices: Sequence[Mapping[str, Any]]
    marks: Sequence[Mapping[str, Any]]


# Out


def collect(rows: Rows, at: datetime, faults: Faults) -> dict[str, Any]:
    """All that is the user's own in a store.

    Args:
        rows: runs SQL on the store.
        at: the time to tell.
        faults: is told what is left out, since no store could read it in.
    """
    columns = ", ".join(FIELDS)
    decisions = rows(
        f"SELECT number, id, uid, created, updated, matrix, {columns} "  # noqa: S608  # ours
        "FROM decision ORDER BY number"
    )
    matrices = rows("SELECT id FROM matrix ORDER BY id")
    marks = rows(
        "SELECT topic_slug, starred, read, note, place FROM mark UNION "
        "SELECT topic_slug, 0, 0, '', 0 FROM tick "
        "WHERE topic_slug NOT IN (SELECT topic_slug FROM mark) ORDER BY 1"
    )

    return {
        "format": FORMAT,
        "version": VERSION,
        "written": at.astimezone(UTC).isoformat(timespec="seconds"),
        "decisions": list(faults.each("decision", decisions, partial(_told, rows))),
        "matrices": list(faults.each("matrix", matrices, partial(matrix, rows))),
        "marks": list(faults.each("marks and note on", marks, partial(_marked, rows))),
    }


def _told(
    rows: Rows,
    number: int,
    key: int,
    uid: str,
    created: str,
    updated: str,
    kept: str,
    *values: Any,  # noqa: ANN401  # it is looked at
) -> dict[str, Any]:
    """A decision with its history."""
    told = {
        "uid": text(uid),
        "number": number,
        **_said(dict(zip(FIELDS, values, strict=True))),
        "created": time(created).isoformat(),
        "updated": time(updated).isoformat(),
        "matrix": _kept(kept),
        "record": _record_of(rows, key),
        "revisions": [
            {
                "number": n,
                "at": time(at).isoformat(),
                "author": text(author),
                "label": text(label),
                "fields": {name: json.loads(text(fields))[name] for name in FIELDS},
                "matrix_before": None if before is None else _kept(before),
            }
            for n, at, author, label, fields, before in rows(
                "SELECT number, at, author, label, fields, matrix_before "
                "FROM decisionrevision WHERE decision_id = ? ORDER BY number",
                key,
            )
        ],
    }
    numbers = [revision["number"] for revision in told["revisions"]]
    if not _whole(number, 1) or not numbers or numbers != list(range(1, len(numbers) + 1)):
        raise ValueError("this is no decision's number, or its history has gaps")
    if told["chosen"] not in [option["slug"] for option in told["matrix"]["options"]]:
        raise ValueError("it chose what was no option")
    return told


def _kept(matrix: str) -> Any:  # noqa: ANN401  # as the json module has it
    """A decision's matrix as it is kept, if it can be shown and scored."""
    value = json.loads(text(matrix))
    json_codec.from_json(value)
    return value


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """What a decision says, if every value can be what its column is for."""
    for name, value in values.items():
        match name:
            case "status":
                Status(value)
            case "date" | "review_by":
                day(value)
            case "superseded_by":
                if not (value is None or _whole(value, 1)):
                    raise ValueError("this is no decision's number")
            case "trashed":
                values = {**values, name: _time(value)}
            case _:
                text(value)
    return values


def _record_of(rows: Rows, key: int) -> dict[str, Any] | None:
    """The record of a decision, as it was last written into a folder or read there."""
    found = rows(
        "SELECT file_name, format, revision, data, original_revision, original FROM export "
        "WHERE decision_id = ? AND data IS NOT NULL ORDER BY abs(revision) DESC, folder DESC",
        key,
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


def matrix(rows: Rows, key: int) -> dict[str, Any]:
    """What the user made of a comparison: only that, and not what is shipped."""
    (head,) = rows(
        "SELECT comparison_slug, name, preset_slug, trashed, option_order, criterion_order "
        "FROM matrix WHERE id = ?",
        key,
    )
    comparison, name, preset, trashed, option_order, criterion_order = head

    def made(columns: Sequence[str], table: str, order: str) -> list[tuple[Any, ...]]:
        names = ", ".join(f'"{column}"' for column in columns)
        return rows(
            f"SELECT {names} FROM {table} WHERE matrix_id = ? ORDER BY {order}",  # noqa: S608
            key,
        )

    def listed(columns: Sequence[str], table: str) -> list[dict[str, Any]]:
        found = made(columns, table, "position")
        return [
            {
                column: number(value, WEIGHT_MAX) if column == "weight" else text(value)
                for column, value in zip(columns, row, strict=True)
            }
            for row in found
        ]

    rated = ("criterion_slug", "option_slug", "value", "note")
    return {
        "comparison": text(comparison),
        "name": text(name),
        "preset": None if preset is None else text(preset),
        "trashed": _time(trashed),
        "option_order": list(split(option_order)),
        "criterion_order": list(split(criterion_order)),
        "weights": {
            text(slug): number(weight, WEIGHT_MAX)
            for slug, weight in made(("criterion_slug", "weight"), "matrixweight", "1")
        },
        "ratings": [
            {
                "criterion": text(criterion),
                "option": text(option),
                "value": None if value is None else number(value, RATING_MAX),
                "note": text(note),
            }
            for criterion, option, value, note in made(rated, "matrixrating", "1, 2")
        ],
        "ruled_out": {
            text(slug): text(reason)
            for slug, reason in made(("option_slug", "reason"), "matrixruling", "1")
        },
        "bars": {
            text(slug): number(bar, RATING_MAX)
            for slug, bar in made(("criterion_slug", "bar"), "matrixbar", "1")
        },
        "shown": [
            {"kind": text(kind), "slug": text(slug), "shown": flag(shown)}
            for kind, slug, shown in made(("kind", "slug", "shown"), "matrixshown", "1, 2")
        ],
        "options": listed(_OWN_OPTION, "matrixoption"),
        "criteria": listed(_OWN_CRITERION, "matrixcriterion"),
    }


def _marked(
    rows: Rows, topic: str, starred: int, read: int, note: str, place: int
) -> dict[str, Any]:
    ticked = rows("SELECT task FROM tick WHERE topic_slug = ? ORDER BY task", topic)
    if not _whole(place, 0):
        raise ValueError("this is no line of a page")
    return {
        "topic": text(topic),
        "starred": flag(starred),
        "read": flag(read),
        "note": text(note),
        "place": place,
        "ticked": [text(task) for (task,) in ticked],
    }


def _time(stored: str | None) -> str | None:
    return None if stored is None else time(stored).isoformat()


# In


def parse(text: str | bytes) -> Archive:
    """What a file holds.

    Raises:
        InvalidError: it is of another format, or something in it is missing or of the wrong
            kind; `problems` says what, by where it stands.
    """
    try:
        value = json.loads(text, parse_constant=_refuse)
        json.dumps(value, ensure_ascii=False).encode()  # half of a surrogate pair is no text
    except (ValueError, RecursionError) as error:
        raise InvalidError({"file": f"It is no JSON that can be read: {error}."}) from error
    top = _object(value, "file")
    if top.get("format") != FORMAT:
        raise InvalidError({"file": f"It was not written by `{FORMAT} export-json`."})
    version = top.get("version")
    if type(version) is not int or version < 1:  # True is an int, too
        raise InvalidError({"file": "Its version is no whole number from 1 on."})
    if version > VERSION:
        told = f"It is of version {version}; this Shortlist reads up to {VERSION}. Update it."
        raise InvalidError({"file": told})
    archive = checked(top)
    _check_numbers(archive.decisions)
    return archive


def checked(top: Mapping[str, Any]) -> Archive:
    """The parts of an archive, each thing in them sound by itself.

    Raises:
        InvalidError: something is missing or of the wrong kind.
    """
    return Archive(
        *(
            [check(_object(each, f"{part}[{i}]"), f"{part}[{i}]") for i, each in enumerate(given)]
            for part, check in (("decisions", _decision), ("matrices", _matrix), ("marks", _mark))
            for given in [_array(top.get(part, []), part)]
        )
    )


def _decision(value: dict[str, Any], where: str) -> dict[str, Any]:
    head = ("uid", "number", "created", "updated", "matrix", "revisions")
    kept = _picked(value, (*head, *FIELDS), where)
    if not isinstance(kept["uid"], str) or not _whole(kept["number"], 1):
        _wrong(where, "needs a text as uid and a whole number from 1 on as number")
    kept["matrix"] = _sound(kept["matrix"], f"{where}.matrix")
    if kept["chosen"] not in [option["slug"] for option in kept["matrix"]["options"]]:
        _wrong(f"{where}.chosen", "is none of the options of its matrix")
    revisions = []
    for i, each in enumerate(_array(kept["revisions"], f"{where}.revisions")):
        here = f"{where}.revisions[{i}]"
        names = (*_REVISION, "fields", "matrix_before")
        revision = _picked(_object(each, here), names, here)
        fields = _object(revision["fields"], f"{here}.fields")
        revision["fields"] = _picked(fields, FIELDS, f"{here}.fields")
        if revision["matrix_before"] is not None:
            before = revision["matrix_before"]
            revision["matrix_before"] = _sound(before, f"{here}.matrix_before")
        if revision["number"] != i + 1:
            _wrong(f"{here}.number", f"must be {i + 1}")
        revisions.append(revision)
    if not revisions:
        _wrong(f"{where}.revisions", "must hold the first one at least")
    record = value.get("record")  # earlier releases wrote none
    if record is not None:
        record = _record(_object(record, f"{where}.record"), len(revisions), f"{where}.record")
    return {**kept, "revisions": revisions, "record": record}


def _record(value: dict[str, Any], revisions: int, where: str) -> dict[str, Any]:
    kept = _picked(value, ("file", "format", "revision", "text", "original"), where)
    if not isinstance(kept["file"], str) or not is_plain(kept["file"]):
        _wrong(f"{where}.file", "must be the name of a file")
    if kept["format"] not in ("", *RecordFormat):
        _wrong(f"{where}.format", f"must be empty or one of {', '.join(RecordFormat)}")
    texts = [kept]
    if kept["original"] is not None:
        here = f"{where}.original"
        texts.append(_picked(_object(kept["original"], here), ("revision", "text"), here))
    for each in texts:
        revision = each["revision"]
        if not isinstance(revision, int) or not 1 <= abs(revision) <= revisions:
            _wrong(where, "is of a revision that there is not")
        if not isinstance(each["text"], str) or len(each["text"].encode()) > SIZE_MAX:
            _wrong(where, f"needs texts of at most {SIZE_MAX:,} bytes")
    return kept


def _check_numbers(decisions: Sequence[Mapping[str, Any]]) -> None:
    """Refuses decisions that are there twice, or that point to none."""
    numbers = Counter(decision["number"] for decision in decisions)
    uids = Counter(decision["uid"] for decision in decisions)
    for i, decision in enumerate(decisions):
        where = f"decisions[{i}]"
        if numbers[decision["number"]] > 1 or uids[decision["uid"]] > 1:
            _wrong(where, "has the number or the uid of another one")
        heir = decision["superseded_by"]
        if heir is None:
            continue
        if decision["status"] != Status.SUPERSEDED:
            _wrong(f"{where}.superseded_by", "does not fit its status")
        if heir == decision["number"] or heir not in numbers:
            _wrong(f"{where}.superseded_by", "leads to no other decision in the file")


def _matrix(value: dict[str, Any], where: str) -> dict[str, Any]:
    orders, objects = ("option_order", "criterion_order"), ("weights", "ruled_out", "bars")
    head = ("comparison", "name", "preset", "trashed")
    kept = _picked(value, (*head, *orders, *objects, *_TABLES), where)
    if not isinstance(kept["comparison"], str) or not isinstance(kept["name"], str):
        _wrong(where, "needs texts as comparison and name")
    for name in objects:
        _object(kept[name], f"{where}.{name}")
    for name in orders:
        order = _array(kept[name], f"{where}.{name}")
        if not all(isinstance(slug, str) and "," not in slug for slug in order):
            _wrong(f"{where}.{name}", "must hold slugs")
    for name in _TABLES:
        kept[name] = _table(kept[name], name, f"{where}.{name}")
    for item in (*kept["options"], *kept["criteria"]):
        if not _OWN_SLUG.fullmatch(item["slug"]):
            _wrong(where, f"has one of your own with a slug that does not begin with {OWN}")
    if not all(row["kind"] in ("option", "criterion") for row in kept["shown"]):
        _wrong(f"{where}.shown", "has a kind that is neither option nor criterion")
    return kept


def _table(value: object, name: str, where: str) -> list[dict[str, Any]]:
    """The rows of a part of a matrix, each with its own key."""
    columns, key = _TABLES[name]
    rows = [
        _picked(_object(each, f"{where}[{i}]"), columns, f"{where}[{i}]")
        for i, each in enumerate(_array(value, where))
    ]
    keys = [tuple(row[column] for column in key) for row in rows]
    if not all(isinstance(part, str) for each in keys for part in each):
        _wrong(where, f"needs texts as {' and '.join(key)}")
    if len(set(keys)) < len(keys):
        _wrong(where, f"has the same {' and '.join(key)} twice")
    return rows


def _mark(value: dict[str, Any], where: str) -> dict[str, Any]:
    kept = _picked(value, (*_MARK, "ticked"), where)
    ticked = _array(kept["ticked"], f"{where}.ticked")
    texts = (kept["topic"], kept["note"], *ticked)
    if not all(isinstance(text, str) for text in texts) or len(set(ticked)) < len(ticked):
        _wrong(where, "needs texts as topic, note and ticked, none of them twice")
    if not _whole(kept["place"], 0):
        _wrong(f"{where}.place", "must be a whole number from 0 on")
    return kept


def _sound(value: object, where: str) -> dict[str, Any]:
    """A decision's matrix as `store.matrix.json_codec` writes it, if it can be shown and scored."""
    try:
        held = _object(value, where)
        matrix, sure = json_codec.from_json(held), json_codec.robustness_of(held)
        list(map(text, sure))
    except SENSELESS as error:
        raise InvalidError({where: f"{where} is not a matrix: {error!r}."}) from error
    return json_codec.to_json(matrix, sure)


def _whole(value: object, least: int) -> bool:
    return isinstance(value, int) and least <= value <= NUMBER_MAX


def _picked(value: Mapping[str, Any], names: Sequence[str], where: str) -> dict[str, Any]:
    for name in names:
        if name not in value:
            _wrong(f"{where}.{name}", "is missing")
    return {name: value[name] for name in names}


def _object(value: object, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        _wrong(where, "must be an object")
    return value


def _array(value: object, where: str) -> list[Any]:
    if not isinstance(value, list):
        _wrong(where, "must be an array")
    return value


def _wrong(where: str, what: str) -> NoReturn:
    raise InvalidError({where: f"{where} {what}."})


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")
