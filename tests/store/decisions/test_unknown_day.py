"""A decision of which nobody knows when it was made: no day is made up anywhere."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

from store.db.engine import MIGRATIONS, connect
from store.db.store_file import APPLICATION_ID
from store.domain.decision import DecisionRow, Status
from store.domain.record_format import RecordFormat
from store.exchange.export_json import export_json
from store.exchange.html_page import DecisionHistory, page
from store.exchange.import_json import import_json
from store.exchange.json_format import parse
from store.records.check import Terms, check
from store.records.folder import shelf
from store.records.render import record
from store.store import Store
from tests.conftest import NOW
from tests.store.records.test_render import DECISION
from tests.store.sync.test_sync import synced
from tui_app.__main__ import main
from tui_app.widgets.decision_rows import DecisionLines

UNDATED = """\
# 1. Use a queue

## Status

Accepted

## Context

Text.

## Decision

We use one.

## Consequences

Some.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "decisions"
    folder.mkdir()
    (folder / "0001-use-a-queue.md").write_text(UNDATED, "utf-8")
    return folder


@pytest.mark.parametrize("line", ["", "Date: 03/04/2021\n\n", "Date: soon\n\n", "Date:\n\n"])
def test_a_record_without_a_day_that_can_be_read_has_none(
    store: Store, folder: Path, line: str
) -> None:
    path = folder / "0001-use-a-queue.md"
    path.write_text(UNDATED.replace("## Status", f"{line}## Status"), "utf-8")
    before = path.read_bytes()
    synced(store, folder)
    assert store.read.decision(1).date is None
    assert [row.date for row in store.read.decisions()] == [None]
    assert synced(store, folder) == []
    assert path.read_bytes() == before


def test_it_is_dated_from_the_next_status_on_and_undone_again(store: Store, folder: Path) -> None:
    synced(store, folder)
    store.decisions.set_status(1, Status.DEPRECATED, "Nobody needs it")
    assert store.read.decision(1).date == NOW.date()
    store.decisions.undo()
    assert store.read.decision(1).date is None


def test_a_day_that_is_written_later_is_read_and_one_that_is_garbled_is_unknown(
    store: Store, folder: Path
) -> None:
    path = folder / "0001-use-a-queue.md"
    for line, day in (("2024-05-06", date(2024, 5, 6)), ("03/04/2021", None)):
        path.write_text(UNDATED.replace("## Status", f"Date: {line}\n\n## Status"), "utf-8")
        synced(store, folder)
        assert store.read.decision(1).date == day


@pytest.mark.parametrize("profile", RecordFormat)
def test_its_record_has_no_date(profile: RecordFormat, tmp_path: Path) -> None:
    text = record(replace(DECISION, date=None, reason=""), record_format=profile, number=1)
    assert "ate:" not in text.partition("\n## Context")[0]
    (tmp_path / "0001-a.md").write_text(text, "utf-8")
    assert check(shelf(tmp_path), Terms(NOW.date())) == ()


def test_the_page_tells_no_day() -> None:
    kept = DecisionHistory(replace(DECISION, date=None), ())
    assert "since" not in page([kept], [], NOW.date()).partition("<h3")[0]


def test_lists_show_a_dash(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SHORTLIST_STORE", str(tmp_path / "store.sqlite3"))
    main(["sync", str(folder)])
    capsys.readouterr()
    main(["decisions"])
    assert capsys.readouterr().out.split()[:3] == ["1", "accepted", "–"]
    main(["decisions", "--json"])
    assert json.loads(capsys.readouterr().out)[0]["date"] is None


@pytest.mark.parametrize("width", [20, 40, 100])
def test_the_rows_of_the_app_are_as_high_as_they_say(width: int) -> None:
    row = DecisionRow(1, "Use a queue", Status.ACCEPTED, None, "Queue")
    lines = DecisionLines(row, late=False)
    assert len(lines.lines(width)) == lines.height(width)
    assert "–" in "".join(line.plain for line in lines.lines(width))


def test_it_goes_out_as_json_and_comes_in_again(store: Store, folder: Path, tmp_path: Path) -> None:
    synced(store, folder)
    text = json.dumps(export_json(store))
    assert json.loads(text)["decisions"][0]["date"] is None
    with closing(Store(tmp_path / "other.sqlite3")) as other:
        import_json(other, parse(text))
        assert other.read.decision(1).date is None


def test_an_older_store_keeps_its_days_its_history_and_its_records(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite3"
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    engine = connect(path, timeout=1)
    columns = "number, title, status, date, chosen, context, deciders, consequences, matrix, uid"
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0007")
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
        connection.exec_driver_sql("PRAGMA user_version=7")
        connection.exec_driver_sql(
            f"INSERT INTO decision (id, created, updated, {columns}) VALUES "  # noqa: S608
            "(4, '2025-01-02 00:00:00.000000', '2025-01-02 00:00:00.000000', "
            "7, 'A', 'accepted', '2025-01-02', 'a', '', '', '', '{}', 'one')"
        )
        connection.exec_driver_sql(
            "INSERT INTO decisionrevision (decision_id, number, at, author, label, fields) "
            "VALUES (4, 1, '2025-01-02 00:00:00.000000', '', 'saved', '{}')"
        )
        connection.exec_driver_sql(
            "INSERT INTO export (decision_id, folder, file_name, sha256) "
            "VALUES (4, 'f', 'a.md', '')"
        )
    engine.dispose()
    Store(path).close()
    with closing(sqlite3.connect(path)) as migrated:
        assert migrated.execute("SELECT id, number, date FROM decision").fetchall() == [
            (4, 7, "2025-01-02")
        ]
        for table in ("decisionrevision", "export"):
            rows = migrated.execute(f"SELECT decision_id FROM {table}").fetchall()  # noqa: S608
            assert rows == [(4,)]
        migrated.execute("UPDATE decision SET date = NULL")
