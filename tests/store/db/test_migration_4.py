"""From the third schema to the fourth: decisions stay to the byte, and get a history."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

from store.db.engine import MIGRATIONS, connect
from store.db.store_file import APPLICATION_ID, SCHEMA
from store.domain.decision import DecisionDraft, DecisionStep, Status
from store.store import Store
from tests.store.db.test_migration_3 import DECISION
from tests.store.small import open_store, write_content

COLUMNS = (
    "id, number, title, status, superseded_by, date, chosen, context, deciders, consequences, "
    "matrix, created, updated"
)
NOON, LATER = "2026-11-22 12:00:00.000000", "2026-11-23 09:30:00.000000"
TITLE = "Use Oak: 'naïve' [/] “x”"
MATRIX = json.dumps(DECISION)
DECISIONS: list[tuple[object, ...]] = [
    (
        *(7, 1, TITLE, "superseded", 2, "2026-11-23", "oak", "Line\n\x00 two"),
        *("Ann, Bo", "+ it lasts", MATRIX, NOON, LATER),
    ),
    (9, 2, "Use Oak", "accepted", None, "2026-11-22", "oak", "", "", "", MATRIX, NOON, NOON),
]


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "store.sqlite3"
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    engine = connect(path, timeout=1)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
        connection.exec_driver_sql("PRAGMA user_version=3")
        for row in DECISIONS:
            places = ", ".join("?" * len(row))
            insert = f"INSERT INTO decision ({COLUMNS}) VALUES ({places})"  # noqa: S608
            connection.exec_driver_sql(insert, row)
    engine.dispose()
    return path


@pytest.fixture
def store(old: Path) -> Iterator[Store]:
    opened = open_store(write_content(old.parent))
    yield opened
    opened.close()


def rows(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(f"SELECT {COLUMNS} FROM decision").fetchall()  # noqa: S608


def test_old_decisions_stay_to_the_byte_and_a_copy_is_kept(old: Path) -> None:
    open_store(write_content(old.parent)).close()
    assert rows(old) == DECISIONS
    assert rows(old.with_name(f"store.sqlite3.before-v{SCHEMA}")) == DECISIONS


def test_an_old_decision_says_nothing_new(store: Store) -> None:
    decision = store.read.decision(1)
    assert (decision.consulted, decision.informed, decision.confirmation) == ("", "", "")
    assert (decision.reason, decision.review_by, decision.supersedes) == ("", None, ())
    assert store.read.decision(2).supersedes == (1,)
    assert store.read.trashed_decisions() == ()


def test_an_old_decision_has_a_first_revision_by_nobody_known(store: Store) -> None:
    (first,) = store.read.revisions(1)
    assert (first.number, first.author, first.label) == (1, "", "saved")
    assert first.at == store.read.decision(1).updated
    assert first.values["title"] == TITLE
    assert first.values["status"] == "superseded"
    assert first.values["superseded_by"] == "2"
    assert first.values["date"] == "2026-11-23"
    assert first.values["chosen"] == "Oak"
    assert first.values["context"] == "Line\n\x00 two"


def test_an_old_decision_goes_on_from_there(store: Store) -> None:
    assert store.decisions.undo() is None
    draft = DecisionDraft("Use Oak", Status.ACCEPTED, "oak", review_by=date(2027, 1, 1))
    store.decisions.revise(2, draft)
    before, after = store.read.revisions(2)
    assert [k for k in before.values if before.values[k] != after.values[k]] == ["review_by"]
    assert store.decisions.undo() == DecisionStep(2, "edited")
    assert store.read.decision(2).review_by is None


def test_two_copies_of_one_store_know_the_same_decision(old: Path, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    copy = tmp_path / "copy" / old.name
    copy.write_bytes(old.read_bytes())
    with closing(open_store(write_content(old.parent))) as one:
        uids = [one.read.decision(n).uid for n in (1, 2)]
    with closing(open_store(write_content(copy.parent))) as other:
        assert [other.read.decision(n).uid for n in (1, 2)] == uids
    assert len(set(uids)) == 2
