"""Copies of the store, and the way back."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from store.db import backup
from store.db.store_file import SCHEMA
from store.domain.errors import StoreError
from store.exchange.restore import restore
from store.store import Store
from tests.store.db.test_migrations import old
from tests.store.small import open_store, write_content

SLUG = "01-building"
SHORT = 0.1

__all__ = ["old"]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with content, and the store “store.sqlite3” in which the note says “first”."""
    folder = tmp_path_factory.mktemp("prepared")
    with closing(open_store(write_content(folder))) as store:
        store.topics.note(SLUG, "first")
    return folder


@pytest.fixture
def path(prepared: Path, tmp_path: Path) -> Path:
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    return tmp_path / "store.sqlite3"


def opened(path: Path) -> Store:
    return Store(path, content=path.parent / "content")


def note(path: Path) -> str:
    with closing(opened(path)) as store:
        return store.topics.get(SLUG).note


def write(path: Path, text: str) -> None:
    with closing(opened(path)) as store:
        store.topics.note(SLUG, text)


def files(path: Path) -> set[str]:
    return {each.name for each in path.parent.iterdir()} - {"content"}


@pytest.fixture
def copy(path: Path) -> Path:
    """A backup whose note says “first”, of a store whose note says “second” by now."""
    target = path.with_name("copy.sqlite3")
    backup.back_up(path, target, SHORT)
    write(path, "second")
    return target


# Out


def test_a_backup_holds_what_was_saved_while_the_store_is_in_use(path: Path) -> None:
    target = path.with_name("copy.sqlite3")
    with closing(opened(path)) as store:
        store.topics.note(SLUG, "in the log")
        with store.writing() as session:
            session.connection().exec_driver_sql("UPDATE mark SET note = 'not committed'")
            backup.back_up(path, target, SHORT)
    assert {"copy.sqlite3-wal", "copy.sqlite3-shm"}.isdisjoint(files(path))
    assert note(target) == "in the log"


def test_a_file_that_is_there_is_replaced_only_where_one_says_so(path: Path) -> None:
    target = path.with_name("copy.sqlite3")
    target.write_text("mine")
    with pytest.raises(StoreError, match="is there already"):
        backup.back_up(path, target, SHORT)
    assert target.read_text() == "mine"
    backup.back_up(path, target, SHORT, overwrite=True)
    assert note(target) == "first"


def test_a_backup_is_read_by_those_who_may_read_the_store(path: Path) -> None:
    path.chmod(0o600)
    backup.back_up(path, path.with_name("copy"), SHORT)
    assert stat.S_IMODE(path.with_name("copy").stat().st_mode) == 0o600


def test_what_cannot_be_backed_up_is_told(path: Path, tmp_path: Path) -> None:
    before = files(path)
    for store, target, told in (
        (tmp_path / "none.sqlite3", tmp_path / "copy", "no store"),
        (path, path, "is the store itself"),
        (path, tmp_path / "no" / "copy", "could not be written"),
        (tmp_path / "content" / "sources.toml", tmp_path / "copy", "not a Shortlist store"),
    ):
        with pytest.raises(StoreError, match=told):
            backup.back_up(store, target, SHORT, overwrite=True)
    assert files(path) == before
    assert note(path) == "first"


# Back


def test_a_backup_takes_the_place_of_the_store_and_that_is_kept(path: Path, copy: Path) -> None:
    before = copy.read_bytes()
    kept = restore(path, copy, SHORT)
    assert kept == path.with_name("store.sqlite3.before-restore")
    assert (note(path), note(kept)) == ("first", "second")
    write(path, "third")
    again = restore(path, copy, SHORT)
    assert again == path.with_name("store.sqlite3.before-restore-2")
    assert [note(each) for each in (path, again, kept)] == ["first", "third", "second"]
    assert copy.read_bytes() == before
    assert not [name for name in files(path) if name.endswith(".tmp")]


def test_a_backup_can_be_restored_where_there_is_no_store(path: Path, copy: Path) -> None:
    path.unlink()
    assert restore(path, copy, SHORT) is None
    assert note(path) == "first"
    path.write_bytes(b"")
    assert restore(path, copy, SHORT) is None
    assert note(path) == "first"
    deep = path.parent / "content" / "not" / "there.sqlite3"
    restore(deep, copy, SHORT)
    assert deep.exists()


def test_a_store_with_its_log_is_as_good_as_a_backup(path: Path, copy: Path) -> None:
    with closing(sqlite3.connect(copy, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("UPDATE mark SET note = 'in the log'")
        assert copy.with_name("copy.sqlite3-wal").stat().st_size
        restore(path, copy, SHORT)
    assert note(path) == "in the log"


def test_a_backup_of_an_older_release_is_brought_up_to_date(old: Path) -> None:
    older = old.rename(old.with_name("older.sqlite3"))
    write_content(old.parent)
    write(old, "new")
    kept = restore(old, older, SHORT)
    assert kept is not None
    with closing(opened(old)) as store:
        assert store.topics.settings()["folder"] == "/repo/docs/decisions"
    assert note(kept) == "new"


def test_a_backup_of_a_draft_is_told(path: Path, old: Path) -> None:
    with closing(sqlite3.connect(old)) as database, database:
        database.execute("PRAGMA user_version=3")
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"comes from a draft .* Nothing was changed\."):
        restore(path, old, SHORT)
    assert path.read_bytes() == before


def test_a_running_copy_of_the_app_is_not_pulled_the_rug(path: Path, copy: Path) -> None:
    with closing(opened(path)) as store:
        store.topics.note(SLUG, "at work")
        with pytest.raises(StoreError, match="locked by another program"):
            restore(path, copy, SHORT)
        assert store.topics.get(SLUG).note == "at work"
        store.topics.note(SLUG, "still at work")
    assert note(path) == "still at work"
    assert not [name for name in files(path) if "before-restore" in name or name.endswith(".tmp")]


def test_a_copy_that_only_reads_is_not_either(path: Path, copy: Path) -> None:
    with closing(opened(path)) as store:
        store.topics.all()
        with pytest.raises(StoreError, match="locked by another program"):
            restore(path, copy, SHORT)
    assert note(path) == "second"


def other_program(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as made:
        made.execute("CREATE TABLE theirs (x)")


def changed(sql: str) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        with closing(sqlite3.connect(path)) as made, made:
            made.execute("PRAGMA writable_schema=ON")
            made.execute(sql)

    return change


def garbled(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[8192:-4096] = b"\x55" * (len(data) - 12288)
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda path: path.write_bytes(b""), "no backup of a Shortlist store"),
        (
            lambda path: path.write_text("no database, but as long as one\n" * 9),
            "no backup that can be read",
        ),
        (other_program, "no backup of a Shortlist store"),
        (changed(f"PRAGMA user_version={SCHEMA + 1}"), "newer Shortlist"),
        (changed("PRAGMA application_id=7"), "no backup of a Shortlist store"),
        (changed(f"PRAGMA user_version={SCHEMA - 1}"), "not those of its schema"),
        (changed("DELETE FROM sqlite_master WHERE name = 'ix_decision_uid'"), "is damaged"),
        (lambda path: path.write_bytes(path.read_bytes()[:-8192]), "no backup that can be read"),
        (garbled, "no backup that can be read"),
        *(
            (changed(sql), "no backup that can be restored")
            for sql in (
                "CREATE TRIGGER wipe AFTER UPDATE ON mark BEGIN DELETE FROM decision; END",
                "CREATE VIEW theirs AS SELECT 1",
                "CREATE TABLE theirs (x)",
                "CREATE INDEX theirs ON mark (note)",
                "ALTER TABLE mark ADD COLUMN theirs",
                "UPDATE mark SET note = x'1b5b324a'",
                "UPDATE mark SET place = 'far'",
                "UPDATE mark SET place = -1",
                "UPDATE mark SET starred = 7",
                "UPDATE matrix SET trashed = 'yesterday'",
                "UPDATE matrix SET name = ''",
                "UPDATE topic SET checked = 'soon'",
                "UPDATE mark SET note = printf('%.*c', 1000001, 'x')",
                (
                    "INSERT INTO decision (number, title, status, date, chosen, matrix, created, "
                    "updated, context, deciders, consequences, uid) VALUES (1, 't', 'accepted', "
                    "'2026-11-24', 'oak', '{}', '2026-11-24', '2026-11-24', '', '', '', 'u')"
                ),
            )
        ),
        (Path.unlink, "There is no backup"),
        (lambda path: (path.unlink(), path.mkdir()), "There is no backup"),
        (lambda path: (path.unlink(), path.symlink_to("store.sqlite3")), "the store itself"),
    ],
)
def test_what_is_no_good_backup_changes_nothing(
    path: Path, copy: Path, spoil: Callable[[Path], object], told: str
) -> None:
    spoil(copy)
    before, data = files(path), path.read_bytes()
    with pytest.raises(StoreError, match=told) as caught:
        restore(path, copy, SHORT)
    assert "Nothing was changed" in str(caught.value)
    assert str(copy) in str(caught.value)
    assert (files(path), path.read_bytes()) == (before, data)
    assert note(path) == "second"


@pytest.mark.parametrize(
    "damage", [garbled, lambda path: path.write_bytes(path.read_bytes()[:5000])]
)
def test_a_damaged_store_is_kept_to_the_byte_or_to_the_page(
    path: Path, copy: Path, damage: Callable[[Path], object]
) -> None:
    damage(path)
    kept = restore(path, copy, SHORT)
    assert note(path) == "first"
    assert kept is not None
    assert kept.stat().st_size > 0


def test_a_log_left_over_from_a_damaged_store_is_not_taken_for_the_new_ones(
    path: Path, copy: Path
) -> None:
    with closing(opened(path)) as store:
        store.topics.note(SLUG, "in the log")
        log = path.with_name("store.sqlite3-wal").read_bytes()
    path.write_bytes(path.read_bytes()[:200])
    path.with_name("store.sqlite3-wal").write_bytes(log)
    restore(path, copy, SHORT)
    assert note(path) == "first"


def test_a_file_that_is_no_store_is_not_replaced(path: Path, copy: Path) -> None:
    path.write_text("somebody's text, by a slip in --store\n")
    with pytest.raises(StoreError, match="is not a Shortlist store"):
        restore(path, copy, SHORT)
    assert path.read_text().startswith("somebody")


def test_a_store_of_a_newer_release_is_not_replaced(path: Path, copy: Path) -> None:
    changed("PRAGMA user_version=99")(path)
    with pytest.raises(StoreError, match="newer Shortlist"):
        restore(path, copy, SHORT)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_whenever_it_is_killed_the_store_is_the_old_or_the_new_one(
    path: Path, copy: Path, tmp_path: Path
) -> None:
    start = tmp_path / "start"
    start.mkdir()
    shutil.move(path, start / "store.sqlite3")
    shutil.move(copy, start / "backup.sqlite3")
    ran = subprocess.run(
        [sys.executable, "-m", "tests.store.killed", str(tmp_path)],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=True,
    )
    deaths = [line.split("\t")[1:] for line in ran.stdout.splitlines()]
    assert len(deaths) > 50
    states = [("second", "-"), ("second", "second"), ("first", "second")]
    seen = [(store, kept) for store, kept, _ in deaths]
    assert [each for each in states if each in seen] == states
    assert sorted(seen, key=states.index) == seen, "once restored, it stays so"
    assert {source for _, _, source in deaths} == {"first"}
