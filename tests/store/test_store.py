"""Opening a store: new, current, changed, broken, shared, killed."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from store.file import APPLICATION_ID, SCHEMA
from store.paths import content_folder, store_path
from store.store import Store
from store.types import DecisionDraft, Status, StoreError

TOPIC = "11-which-scales-better"

NEW_TOPIC = """+++
title = "New"
question = "What is new?"
category = "Outlook"
checked = 2026-11-23
+++

## In short

This topic.

## Claims

### 21.1 A brand-new claim

- verdict: opinion
- about: web

Nobody knows yet.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A private copy of the shipped content."""
    return Path(shutil.copytree(content_folder(), tmp_path / "content"))


def lived_in(path: Path) -> None:
    """Leaves something of every kind in the store."""
    store = Store(path)
    store.topics.star(TOPIC, on=True)
    store.topics.note(TOPIC, "mine")
    store.matrices.set_weight(1, "migrations", 9.5)
    store.decisions.save(DecisionDraft("Use it", Status.ACCEPTED, "django"), store.read.matrix())
    store.close()


def own_rows(store: Store) -> tuple[object, ...]:
    """What the user left there."""
    topic = store.read.topic(TOPIC)
    matrix = store.read.matrix()
    return (
        topic.starred,
        topic.note,
        matrix.weights["migrations"],
        store.read.decision(1).title,
        [hit.key for hit in store.read.search("mine", ["note"])],
    )


def test_a_new_store_is_safe_against_power_cuts_and_knows_its_version(tmp_path: Path) -> None:
    path = tmp_path / "not" / "there" / "yet.sqlite3"
    Store(path).close()
    with closing(sqlite3.connect(path)) as connection:

        def pragma(name: str) -> object:
            return connection.execute(f"PRAGMA {name}").fetchone()[0]

        assert pragma("journal_mode") == "wal"
        assert pragma("application_id") == APPLICATION_ID
        assert pragma("user_version") == SCHEMA
        head = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
        assert int(head) == SCHEMA


def test_writing_checks_foreign_keys_and_waits_for_the_disk(store: Store) -> None:
    with store._writing() as session:
        connection = session.connection()
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        full = 2
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == full


def test_a_current_store_opens_and_reads_without_an_orm(store_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from store.store import Store\n"
        "store = Store(Path(sys.argv[1])); store.read.topics(); store.read.matrix()\n"
        "heavy = {'sqlmodel', 'sqlalchemy', 'pydantic', 'alembic'} & set(sys.modules)\n"
        "store.topics.star('11-which-scales-better', on=True)\n"
        "print(sorted(heavy), 'alembic' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(store_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[] False"


def test_new_content_comes_in_and_the_users_rows_stay(store_path: Path, folder: Path) -> None:
    lived_in(store_path)
    file = folder / "topics" / f"{TOPIC}.md"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('title = "Which scales better"', 'title = "Scaling"'), "utf-8")
    (folder / "topics" / "21-new.md").write_text(NEW_TOPIC, encoding="utf-8")
    before = Store(store_path)
    left = own_rows(before)
    before.close()
    store = Store(store_path, content=folder)
    assert len(store.read.topics()) == 21
    assert store.read.topic("11").title == "Scaling"
    assert [hit.key for hit in store.read.search("brand-new", ["claim"])] == ["21.1"]
    assert own_rows(store) == left == (True, "mine", 9.5, "Use it", [TOPIC])
    store.close()


def test_broken_content_leaves_the_store_as_it_was(store_path: Path, folder: Path) -> None:
    lived_in(store_path)
    (folder / "sources.toml").write_text("[broken", encoding="utf-8")
    with pytest.raises(StoreError, match=r"sources\.toml:1: this is not TOML"):
        Store(store_path, content=folder)
    store = Store(store_path)
    assert len(store.read.topics()) == 20
    assert own_rows(store)[0]
    store.close()


def use(path: Path) -> None:
    """Opens a store and reads all of its topics."""
    store = Store(path, timeout=0.05)
    try:
        for row in store.read.topics():
            store.read.topic(row.slug)
    finally:
        store.close()


def refused(path: Path, match: str) -> None:
    """Opening must fail with that sentence, and leave the file as it was."""
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(StoreError, match=match) as told:
        use(path)
    assert str(told.value).endswith(".")
    assert (path.read_bytes() if path.is_file() else None) == before


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    refused(tmp_path, r"is a folder, and a store is a file\. Name a file in it")


def test_below_a_file_there_can_be_no_store(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    refused(tmp_path / "file" / "store", "lies below a file, not a folder")


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder nobody can write")
def test_a_place_where_nothing_can_be_made() -> None:
    refused(Path("/proc/shortlist/store.sqlite3"), "cannot be opened")


@pytest.mark.parametrize("size", [1, 15, 16, 5000])
def test_another_kind_of_file_is_no_store(tmp_path: Path, size: int) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(b"\xff" * size)
    refused(path, "is not a Shortlist store. It was left as it was")


def test_another_programs_database_is_no_store(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite3"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE song (title TEXT)")
    refused(path, "is not a Shortlist store. It was left as it was")


def test_a_newer_store_is_left_alone(store_path: Path) -> None:
    with closing(sqlite3.connect(store_path)) as other:
        other.execute("PRAGMA user_version=99")
    refused(store_path, r"comes from a newer Shortlist \(schema 99; this one knows")


def test_a_damaged_store_is_told_and_left_alone(store_path: Path) -> None:
    content = bytearray(store_path.read_bytes())
    content[4096 : len(content) // 2] = b"\xa5" * (len(content) // 2 - 4096)
    store_path.write_bytes(content)
    refused(store_path, "is damaged. It was left as it was")


def test_a_truncated_store_is_told_and_left_alone(store_path: Path) -> None:
    store_path.write_bytes(store_path.read_bytes()[:8192])
    refused(store_path, "is damaged. It was left as it was")


def test_a_locked_store_is_told_and_works_again_afterwards(store_path: Path) -> None:
    store = Store(store_path, timeout=0.05)
    with closing(sqlite3.connect(store_path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match=r"is locked by another program\. Nothing was saved"):
            store.topics.star(TOPIC, on=True)
        assert not store.read.topic(TOPIC).starred
        other.execute("ROLLBACK")
    store.topics.star(TOPIC, on=True)
    assert store.read.topic(TOPIC).starred
    store.close()


def test_a_store_locked_for_reading_too_is_told(store_path: Path) -> None:
    with closing(sqlite3.connect(store_path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="is locked by another program"):
            Store(store_path, timeout=0.05)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_a_read_only_store_can_be_read_and_says_so_when_written(store_path: Path) -> None:
    store_path.chmod(0o444)
    store_path.parent.chmod(0o555)
    try:
        store = Store(store_path)
        assert len(store.read.topics()) == 20
        with pytest.raises(StoreError, match=r"is read-only|cannot be opened"):
            store.topics.star(TOPIC, on=True)
        store.close()
    finally:
        store_path.parent.chmod(0o755)


def test_what_is_saved_survives_the_death_of_the_program(store_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from store.store import Store\n"
        "from store.types import DecisionDraft, Status\n"
        "store = Store(Path(sys.argv[1]))\n"
        "draft = DecisionDraft('Survives', Status.ACCEPTED, 'flask')\n"
        "store.decisions.save(draft, store.read.matrix())\n"
        "print('saved', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(store_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdout
        assert program.stdout.readline() == "saved\n"
        program.send_signal(signal.SIGKILL)
    store = Store(store_path)
    assert store.read.decision(1).title == "Survives"
    store.close()


def test_two_programs_write_one_store_and_each_sees_the_others_work(store_path: Path) -> None:
    def save(name: str) -> None:
        store = Store(store_path)
        for number in range(10):
            draft = DecisionDraft(f"{name} {number}", Status.PROPOSED, "flask")
            store.decisions.save(draft, store.read.matrix())
        store.close()

    onlooker = Store(store_path)
    seen = onlooker.read.version()
    with ThreadPoolExecutor(max_workers=2) as both:
        list(both.map(save, ["one", "two"]))
    assert onlooker.read.version() != seen
    rows = onlooker.read.decisions()
    assert sorted(row.number for row in rows) == list(range(1, 21))
    assert {row.title for row in rows} == {f"{n} {i}" for n in ("one", "two") for i in range(10)}
    onlooker.close()


def test_two_programs_may_make_the_same_new_store(tmp_path: Path) -> None:
    path = tmp_path / "new.sqlite3"
    command = [sys.executable, "-m", "tui_app", "--store", str(path), "topics"]
    programs = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [len(program.communicate()[0].splitlines()) for program in programs] == [20, 20]


@pytest.mark.parametrize(
    ("given", "environ", "expected"),
    [
        ("a/b.db", {"SHORTLIST_STORE": "/c.db"}, Path.cwd() / "a/b.db"),
        (None, {"SHORTLIST_STORE": "/c.db"}, Path("/c.db")),
        ("~/x.db", {}, Path.home() / "x.db"),
    ],
)
def test_the_place_is_the_one_given_or_the_environments(
    given: str | None, environ: dict[str, str], expected: Path
) -> None:
    assert store_path(given, environ) == expected


def test_without_a_word_the_place_is_the_users_data_folder_and_nothing_is_made() -> None:
    assert store_path(None, {}).name == "shortlist.sqlite3"
    assert "shortlist" in store_path(None, {}).parent.name.lower()
