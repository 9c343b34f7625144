import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlmodel import col, select, update

from store.db import models
from store.db.read_connection import ReadConnection
from store.db.read_session import ReadSession, columns
from store.domain.checked import Faults
from store.domain.errors import StoreError
from store.store import Store


@pytest.fixture
def session(store_path: Path) -> Iterator[ReadSession]:
    connection = ReadConnection(store_path, timeout=0.1)
    yield ReadSession(connection, Faults())
    connection.close()


def test_rows_are_tuples_and_single_columns_are_values(session: ReadSession) -> None:
    topic = models.Topic
    by_number = col(topic.number)
    rows = session.all(columns(topic.number, topic.slug, topic.checked).order_by(by_number))
    assert len(rows) == 20
    assert [number for number, _, _ in rows] == session.all(
        select(topic.number).order_by(by_number)
    )
    assert all(type(checked) is date for _, _, checked in rows)
    assert session.first(select(topic.slug).where(topic.number == 16)) == "16-security"
    assert session.first(select(topic.slug).where(topic.number == 99)) is None


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        ("2026-12-01 10:30:00.000000", datetime(2026, 12, 1, 10, 30, tzinfo=UTC)),
        (None, None),
        ("9999-99-99", "9999-99-99"),
        (b"\x00", b"\x00"),
        (7, 7),
    ],
)
def test_what_is_no_time_is_handed_on(
    session: ReadSession, store_path: Path, stored: object, read: object
) -> None:
    _change(store_path, "UPDATE matrix SET trashed = ? WHERE id = 1", stored)
    assert session.first(select(models.Matrix.trashed).where(models.Matrix.id == 1)) == read


@pytest.mark.parametrize("stored", ["no such day", 0.5, b"2026-12-01", 7])
def test_what_is_no_day_is_handed_on(
    session: ReadSession, store_path: Path, stored: object
) -> None:
    _change(store_path, "UPDATE topic SET checked = ? WHERE number = 16", stored)
    found = session.first(select(col(models.Topic.checked)).where(models.Topic.number == 16))
    assert found == stored


@pytest.mark.parametrize(("stored", "read"), [(0, False), (1, True), (7, 7), ("yes", "yes")])
def test_what_is_neither_true_nor_false_is_handed_on(
    session: ReadSession, store_path: Path, stored: object, read: object
) -> None:
    _change(store_path, "INSERT INTO mark VALUES ('16-security', ?, 0, '', 0)", stored)
    found = session.first(select(models.Mark.starred))
    assert (found, type(found)) == (read, type(read))


def test_text_that_is_no_utf8_is_handed_on_as_bytes(session: ReadSession, store_path: Path) -> None:
    _change(store_path, "UPDATE topic SET title = CAST(? AS TEXT) WHERE number = 16", b"\xff")
    titles = session.all(select(models.Topic.title))
    assert b"\xff" in titles  # type: ignore[comparison-overlap]
    assert sum(isinstance(title, str) for title in titles) == 19


def test_a_block_reads_the_store_as_it_stood_at_one_time(
    session: ReadSession, store: Store
) -> None:
    notes = select(models.Mark.note)
    with session.at_once(), session.at_once():
        assert session.all(notes) == []
        store.topics.note("16-security", "written meanwhile")
        assert session.all(notes) == []
    assert session.all(notes) == ["written meanwhile"]


def test_reading_leaves_no_transaction_open(session: ReadSession, store: Store) -> None:
    assert session.all(select(models.Mark.note)) == []
    store.topics.note("16-security", "written after")
    assert session.all(select(models.Mark.note)) == ["written after"]


def test_nothing_can_be_written(session: ReadSession) -> None:
    with pytest.raises(StoreError, match="read-only"):
        session.all(update(models.Topic).values(title="").returning(col(models.Topic.slug)))  # type: ignore[call-overload]


def test_a_file_that_was_replaced_is_told(session: ReadSession, store_path: Path) -> None:
    store_path.rename(store_path.with_name("moved"))
    for _ in range(2):
        with pytest.raises(StoreError, match="was moved, removed or replaced"):
            session.all(select(models.Topic.slug))


def test_a_file_that_another_program_holds_is_waited_for(
    session: ReadSession, store_path: Path
) -> None:
    with closing(sqlite3.connect(store_path, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode=DELETE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="is locked by another program"):
            session.all(select(models.Topic.slug))
        other.execute("COMMIT")
    assert len(session.all(select(models.Topic.slug))) == 20


def _change(path: Path, sql: str, value: object) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(sql, [value])
