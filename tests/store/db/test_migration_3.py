"""From the second schema to the third: the user's rows stay to the byte, and can be undone."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

from store.db.engine import MIGRATIONS, connect
from store.db.store_file import APPLICATION_ID, SCHEMA
from store.domain.matrix import Rating
from store.store import Store
from tests.store.small import open_store, write_content

USERS = {
    "setting": "name, value",
    "mark": "topic_slug, starred, read, note, place",
    "tick": "topic_slug, task",
    "matrix": "id, comparison_slug, name, preset_slug",
    "matrixweight": "matrix_id, criterion_slug, weight",
    "matrixrating": "matrix_id, criterion_slug, option_slug, value, note",
    "matrixruling": "matrix_id, option_slug, reason",
    "matrixedit": "id, matrix_id, label, before, after, undone",
    "decision": "id, number, title, status, superseded_by, date, chosen, context, deciders, "
    "consequences, matrix, created, updated",
    "export": "decision_id, folder, file_name, sha256",
}
"""The tables of the second schema that hold what the user wrote."""


def patch(**said: object) -> str:
    """An edit's side as the second schema kept it."""
    return json.dumps({"weights": {}, "ratings": {}, "ruled_out": {}, "preset": [], **said})


DECISION = {
    "version": 1,
    "name": "Materials",
    "comparison": {"slug": "materials", "title": "Materials", "question": "Build of what?"},
    "preset": None,
    "options": [{"slug": "oak", "name": "Oak", "summary": "oak", "url": "https://example.com"}],
    "criteria": [
        {
            **dict.fromkeys(("group", "name", "question", "zero", "five", "topic"), "text"),
            "slug": "price",
            "topic_number": 1,
            "weight": 9.0,
            "base": 5.0,
            "ratings": {
                "oak": {
                    "value": 3.0,
                    "rationale": "So it is.",
                    "sources": [],
                    "claims": [],
                    "changed": False,
                    "note": "",
                }
            },
        }
    ],
    "ruled_out": {},
    "sources": {},
}

PRICE = "weight of “Price”"
EDITS: list[tuple[str, dict[str, object], dict[str, object]]] = [
    (PRICE, {"weights": {"price": None}}, {"weights": {"price": 2}}),
    (
        "weights of “Cheap”",
        {"weights": {"price": 2.0}, "preset": [None]},
        {"weights": {"price": None}, "preset": ["cheap"]},
    ),
    (PRICE, {"weights": {"price": None}}, {"weights": {"price": 9.25}}),
    (
        "rating of Oak on “Price”",
        {"ratings": {"price oak": None}},
        {"ratings": {"price oak": [None, " not asked "]}},
    ),
    ("Brick ruled out", {"ruled_out": {"brick": None}}, {"ruled_out": {"brick": "too heavy"}}),
    ("Brick put back", {"ruled_out": {"brick": "too heavy"}}, {"ruled_out": {"brick": None}}),
]
"""Label, before, after; the last one was undone."""

KEPT = json.dumps(DECISION)
DAY, NOON = "2026-11-24", "2026-11-24 12:00:00.000000"
ROWS: dict[str, list[tuple[object, ...]]] = {
    "setting": [("matrix", "1")],
    "mark": [("01-building", True, False, "Ask\x00 the “team”", 3)],
    "tick": [("01-building", "oak")],
    "matrix": [(1, "materials", "Materials", "cheap"), (2, "gone", "Gone", None)],
    "matrixweight": [(1, "price", 9.25), (1, "gone", 0.0), (2, "price", 1.0)],
    "matrixrating": [(1, "price", "oak", None, "not asked"), (1, "upkeep", "pine", 0.5, "")],
    "matrixruling": [(1, "brick", "too heavy")],
    "matrixedit": [
        (i, 1, label, patch(**before), patch(**after), i == len(EDITS))
        for i, (label, before, after) in enumerate(EDITS, 1)
    ],
    "decision": [
        (1, 1, "Use Oak", "accepted", None, DAY, "oak", "", "", "+ it lasts", KEPT, NOON, NOON)
    ],
    "export": [(1, "/records", "0001-use-oak.md", "abc")],
}


def users_rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as connection:
        return {
            table: connection.execute(f"SELECT {columns} FROM {table}").fetchall()  # noqa: S608
            for table, columns in USERS.items()
        }


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A store of the second schema in which a user has lived."""
    path = tmp_path / "store.sqlite3"
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    engine = connect(path, timeout=1)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
        connection.exec_driver_sql("PRAGMA user_version=2")
        for table, rows in ROWS.items():
            for row in rows:
                places = ", ".join("?" * len(row))
                insert = f"INSERT INTO {table} ({USERS[table]}) VALUES ({places})"  # noqa: S608
                connection.exec_driver_sql(insert, row)
    engine.dispose()
    return path


@pytest.fixture
def store(old: Path) -> Iterator[Store]:
    opened = open_store(write_content(old.parent))
    yield opened
    opened.close()


def test_what_the_user_wrote_stays_to_the_byte(old: Path) -> None:
    before = users_rows(old)
    assert all(before.values())
    open_store(write_content(old.parent)).close()
    assert users_rows(old) == before
    copy = old.with_name(f"store.sqlite3.before-v{SCHEMA}")
    assert users_rows(copy) == before, "a copy of the older file is kept"


def test_the_matrix_is_what_it_was(store: Store) -> None:
    matrix = store.read.matrix()
    assert (matrix.id, matrix.name, matrix.preset) == (1, "Materials", "cheap")
    assert matrix.weights == {"price": 9.25, "upkeep": 1, "strength": 1, "looks": 1}
    assert {cell: r.value for cell, r in matrix.ratings.items() if r.changed} == {
        ("price", "oak"): None,
        ("upkeep", "pine"): 0.5,
    }
    assert matrix.ruled_out == {"brick": "too heavy"}
    assert (matrix.minimums, matrix.hidden_options, matrix.hidden_criteria) == ({}, (), ())
    assert [row.id for row in store.read.matrices()] == [1], "none for what is no longer compared"
    assert store.read.trashed_matrices() == ()


def test_older_changes_can_be_taken_back_and_made_again(store: Store) -> None:
    last = store.read.matrix()
    said = []
    while label := store.matrices.undo(1):
        said.append(label)
    assert said == [label for label, _, _ in reversed(EDITS[:-1])]
    first = store.read.matrix()
    assert first.preset is None
    assert first.weights == dict.fromkeys(first.weights, 5)
    assert first.ratings["price", "oak"] == first.comparison.ratings["price", "oak"]
    assert first.ruled_out == {}
    for _ in range(5):
        store.matrices.redo(1)
    assert store.read.matrix() == last
    assert store.matrices.redo(1) == "Brick put back"
    assert store.matrices.redo(1) is None


def test_older_and_newer_changes_stand_in_one_history(store: Store) -> None:
    before = store.read.matrix()
    store.matrices.set_minimum(1, "price", 2)
    store.matrices.undo(1)
    assert store.read.matrix() == before
    assert store.matrices.undo(1) == "Brick ruled out"
    assert store.matrices.redo(1) == "Brick ruled out"
    assert store.matrices.redo(1) == "bar on “Price”"


def test_an_older_decision_is_read(store: Store) -> None:
    matrix = store.read.decision(1).matrix
    assert matrix.ratings == {("price", "oak"): Rating(3.0, "So it is.")}
    assert not matrix.comparison.options[0].own
    assert not matrix.comparison.criteria[0].own
    assert matrix.minimums == {}
