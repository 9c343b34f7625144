"""The file and its life: opening, new content, trouble with the file, two programs at a time."""

import os
import re
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from store.db.store_file import APPLICATION_ID, SCHEMA
from store.domain.content import Topic
from store.domain.decision import DecisionDraft, Status
from store.domain.errors import ContentError, StoreError
from store.domain.matrix import Matrix
from store.store import Store, fingerprint
from store.util.paths import content_folder, examples_folder
from tests.conftest import NOW, fixed_clock

ROOT = Path(__file__).parents[2]
SLUG = "08-what-flask-does-better"
TOPIC = f"topics/{SLUG}.md"
DRAFT = DecisionDraft("Use Flask", Status.ACCEPTED, "flask")


def python(program: str, *words: object) -> list[str]:
    """The command line that runs a program in an interpreter of its own, at the root."""
    return [sys.executable, "-c", f"import sys\nsys.path.insert(0, {str(ROOT)!r})\n{program}"] + [
        str(word) for word in words
    ]


def read_all(store: Store) -> tuple[list[Topic], Matrix, int]:
    """Everything that a user could look at."""
    topics = [store.topics.get(row.slug) for row in store.topics.all()]
    found = len(store.read.search("flask"))
    decisions = [store.read.decision(row.number) for row in store.read.decisions()]
    return topics, store.read.matrix(), found + len(decisions) + len(store.topics.settings())


def open_and_read(path: Path, timeout: float = 0.1) -> None:
    store = Store(path, timeout=timeout)
    try:
        read_all(store)
    finally:
        store.close()


# Opening


def test_a_new_file_becomes_a_store(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "shortlist.sqlite3"
    store = Store(path)
    assert len(store.topics.all()) == 20
    store.close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA,)
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        stamp = connection.execute("SELECT version_num FROM alembic_version").fetchall()
        assert stamp == [(f"{SCHEMA:04}",)]
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_commit_waits_for_the_disk(store: Store) -> None:
    with store.writing() as session:
        connection = session.connection()
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1


def test_closing_leaves_one_file(store_path: Path) -> None:
    store = Store(store_path)
    store.topics.star(SLUG, on=True)
    store.close()
    assert [path.name for path in store_path.parent.iterdir()] == [store_path.name]


def test_an_empty_file_becomes_a_store(tmp_path: Path) -> None:
    path = tmp_path / "empty.sqlite3"
    path.touch()
    open_and_read(path)


@pytest.mark.parametrize("name", ["what?", "100%", "a#b", "two words", "ünï", "?mode=ro&x=%00"])
def test_any_name_is_a_name(prepared_store: Path, tmp_path: Path, name: str) -> None:
    path = tmp_path / name / f"{name}.sqlite3"
    path.parent.mkdir()
    shutil.copy(prepared_store, path)
    store = Store(path)
    store.topics.star(SLUG, on=True)
    store.close()
    assert [child.name for child in path.parent.iterdir()] == [path.name]
    again = Store(path)
    assert again.topics.get(SLUG).starred
    again.close()


def test_a_current_store_opens_and_shows_its_first_screen_without_the_orm(store_path: Path) -> None:
    program = """
from pathlib import Path
from store.store import Store
store = Store(Path(sys.argv[1]))
first = store.first_look
first.settings(), first.all(), first.get("8"), store.read.search("csrf"), store.read.version()
store.close()
print(*({"sqlmodel", "sqlalchemy", "pydantic", "alembic"} & set(sys.modules)))
"""
    run = subprocess.run(
        python(program, store_path), capture_output=True, text=True, check=True, timeout=300
    )
    assert run.stdout.split() == []


def test_opening_and_reading_writes_nothing(store_path: Path) -> None:
    before = store_path.read_bytes()
    open_and_read(store_path)
    assert store_path.read_bytes() == before


def test_a_reader_cannot_write(store: Store) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        store.read.connection.driver.execute("DELETE FROM topic")


# New content


@pytest.fixture
def content(tmp_path: Path) -> Path:
    copy = Path(shutil.copytree(content_folder(), tmp_path / "content"))
    shutil.copytree(examples_folder(content_folder()), examples_folder(copy))
    return copy


def reword(folder: Path) -> None:
    path = folder / TOPIC
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("What Flask does better", "Grapefruit"), encoding="utf-8")


def test_new_content_takes_the_place_of_the_old_and_the_users_rows_stay(
    store: Store, content: Path
) -> None:
    store.topics.star(SLUG, on=True)
    store.topics.note(SLUG, "mine")
    store.topics.remember(tab="matrix")
    store.matrices.set_weight(1, "migrations", 9.5)
    store.matrices.set_rating(1, "migrations", "flask", (1, "tried"))
    store.matrices.rule_out(1, "django", "too large")
    store.decisions.save(DRAFT, store.read.matrix())
    matrix, decision = store.read.matrix(), store.read.decision(1)
    matrices = store.read.matrices()
    reword(content)
    store._load_content(content)
    topic = store.topics.get(SLUG)
    assert (topic.title, topic.starred, topic.note) == ("Grapefruit", True, "mine")
    assert store.read.matrix() == matrix
    assert store.read.decision(1) == decision
    assert store.topics.settings() == {"tab": "matrix"}
    assert [hit.kind for hit in store.read.search("mine", ["note"])] == ["note"]
    assert [hit.key for hit in store.read.search("grapefruit", ["topic"])] == [SLUG]
    assert len(store.read.search("flask", ["decision"])) == 1
    assert store.matrices.undo(1) == "Django ruled out"
    assert store.read.matrices() == matrices


def test_content_is_loaded_again_only_when_it_changed(store: Store, content: Path) -> None:
    folders = (content, examples_folder(content))
    assert fingerprint(*folders) == store.read.content_hash()
    version = store.read.version()
    store._load_content(content)
    assert store.read.version() == version
    reword(content)
    assert fingerprint(*folders) != store.read.content_hash()
    store._load_content(content)
    assert store.read.version() != version


def test_a_program_that_changed_is_new_content(store: Store, content: Path) -> None:
    (side, *_) = store.topics.get("18").examples[0].sides
    path = examples_folder(content) / "a-test" / side.file
    path.write_text(f"{side.code}# grapefruit\n", encoding="utf-8")
    store._load_content(content)
    assert store.topics.get("18").examples[0].sides[0].code == f"{side.code}# grapefruit\n"
    assert [hit.key for hit in store.read.search("grapefruit")] == ["a-test"]


def test_what_running_the_programs_leaves_is_no_new_content(content: Path) -> None:
    folder = examples_folder(content)
    before = fingerprint(content, folder)
    (folder / "a-test" / "__pycache__").mkdir()
    (folder / "a-test" / "__pycache__" / "flask_app.cpython-311.pyc").write_bytes(b"compiled")
    assert fingerprint(content, folder) == before


def test_a_renamed_file_is_new_content(content: Path) -> None:
    before = fingerprint(content)
    (content / TOPIC).rename(content / "topics/08-renamed.md")
    assert fingerprint(content) != before


def test_a_fault_in_new_content_leaves_the_old_whole(store: Store, content: Path) -> None:
    before, sha256 = read_all(store), store.read.content_hash()
    reword(content)
    path = content / TOPIC
    path.write_text(path.read_text(encoding="utf-8").replace("- verdict:", "- verdikt:", 1))
    with pytest.raises(ContentError, match=f"{TOPIC}:"):
        store._load_content(content)
    assert read_all(store) == before
    assert store.read.content_hash() == sha256


def test_what_the_content_no_longer_holds_does_not_disturb_the_matrix(
    store: Store, content: Path
) -> None:
    store.matrices.set_weight(1, "migrations", 9.5)
    store.matrices.set_rating(1, "migrations", "flask", (1, "tried"))
    before = store.read.matrix().comparison.criteria
    for path in (content / "topics").iterdir():
        text = path.read_text(encoding="utf-8")
        kept_links = re.sub(r"\(criterion:[^)]*migrations\)", "(claim:8.1)", text)
        path.write_text(kept_links, encoding="utf-8")
    for path in (content / "comparisons/python-web-frameworks").iterdir():
        text = path.read_text(encoding="utf-8")
        blocks = text.split("\n\n")
        kept = [b for b in blocks if 'slug = "migrations"' not in b]
        kept = [b for b in kept if 'criterion = "migrations"' not in b]
        lines = "\n\n".join(kept).splitlines()
        kept_lines = [line for line in lines if not line.startswith("migrations = ")]
        path.write_text("\n".join(kept_lines) + "\n", encoding="utf-8")
    store._load_content(content)
    matrix = store.read.matrix()
    assert "migrations" not in matrix.weights
    assert len(matrix.comparison.criteria) == len(before) - 1
    assert matrix.ratings == matrix.comparison.ratings
    assert store.matrices.undo(1) == "rating of Flask on “Migrations”"
    assert store.matrices.undo(1) == "weight of “Migrations”"


# Trouble with the file


def refused(path: Path, words: str) -> None:
    """Opening must fail with a sentence that holds those words, and change no byte."""
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(StoreError) as caught:
        open_and_read(path)
    sentence = str(caught.value)
    assert words in sentence
    assert str(path) in sentence
    assert sentence.endswith(".")
    assert (path.read_bytes() if path.is_file() else None) == before


def test_a_folder_is_refused(tmp_path: Path) -> None:
    refused(tmp_path, "is a folder")
    assert list(tmp_path.iterdir()) == []


def test_a_path_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("text")
    refused(tmp_path / "file" / "shortlist.sqlite3", "it lies below a file")
    assert (tmp_path / "file").read_text() == "text"


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("/dev/zero")])
def test_what_is_no_file_is_refused(tmp_path: Path, make: Callable[[Path], None]) -> None:
    path = tmp_path / "shortlist.sqlite3"
    make(path)
    refused(path, "is no file, but a pipe, a socket or a device")


def test_a_new_store_and_its_folder_are_their_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "shortlist.sqlite3"
    with closing(Store(path)) as store:
        store.topics.star(SLUG, on=True)
        made = [path.parent.parent, *path.parent.parent.rglob("*")]
        modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in made}
    assert modes == {
        "new": 0o700,
        "folder": 0o700,
        **{f"{path.name}{side}": 0o600 for side in ("", "-wal", "-shm")},
    }


def test_a_name_too_long_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened: File name too long"):
        open_and_read(tmp_path / ("x" * 300))


@pytest.mark.parametrize("data", [b"x", b"# A text\n" * 1000, b"SQLite format 2\x00", b"\0" * 4096])
def test_a_file_that_is_no_database_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(data)
    refused(path, "is not a Shortlist store. It was left as it was.")
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_the_database_of_another_program_is_refused(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "other.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA journal_mode={mode}")
        connection.execute("CREATE TABLE topic (slug)")
        connection.execute("PRAGMA user_version=1")
        connection.commit()
    refused(path, "is not a Shortlist store. It was left as it was.")
    assert list(tmp_path.iterdir()) == [path]


def test_a_store_of_a_newer_version_is_refused(store_path: Path) -> None:
    with closing(sqlite3.connect(store_path)) as connection:
        connection.execute(f"PRAGMA user_version={SCHEMA + 1}")
    refused(store_path, f"newer Shortlist (schema {SCHEMA + 1}; this one knows {SCHEMA})")


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.99])
def test_a_truncated_store_is_told(store_path: Path, kept: float) -> None:
    data = store_path.read_bytes()
    store_path.write_bytes(data[: int(len(data) * kept)])
    refused(store_path, "is damaged. It was left as it was.")


def test_a_store_full_of_garbage_is_told(store_path: Path) -> None:
    data = store_path.read_bytes()
    store_path.write_bytes(data[:4096] + b"\xab" * (len(data) - 4096))
    refused(store_path, "is damaged. It was left as it was.")


def test_garbage_on_any_one_page_never_ends_in_a_traceback(store_path: Path) -> None:
    data = store_path.read_bytes()
    told = []
    pages = len(data) // 4096
    for page in range(1, pages, 7):
        damaged = bytearray(data)
        damaged[page * 4096 : page * 4096 + 4096] = b"\xab" * 4096
        store_path.write_bytes(damaged)
        try:
            open_and_read(store_path)
        except StoreError as error:
            told.append(str(error))
        assert store_path.read_bytes() == damaged
    assert told
    # Garbage that SQLite takes for a value is told as one.
    named = ("is damaged", "cannot be read: the store holds a value there that is not allowed")
    assert [sentence for sentence in told if not any(name in sentence for name in named)] == []


def holds(path: Path, *statements: str) -> sqlite3.Connection:
    """Another program that has the file open and is in the middle of its work."""
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    return connection


def test_while_another_program_writes_all_can_be_read_and_saving_is_refused(
    store_path: Path,
) -> None:
    with closing(holds(store_path, "BEGIN IMMEDIATE", "DELETE FROM mark")):
        store = Store(store_path, timeout=0.1)
        try:
            before = read_all(store)
            for write in (
                lambda: store.topics.star(SLUG, on=True),
                lambda: store.matrices.set_weight(1, "migrations", 1),
                lambda: store.decisions.save(DRAFT, store.read.matrix()),
            ):
                with pytest.raises(StoreError, match="is locked by another program"):
                    write()
            assert read_all(store) == before
        finally:
            store.close()


def test_a_locked_store_is_told(store_path: Path) -> None:
    alone = ("PRAGMA locking_mode=EXCLUSIVE", "BEGIN EXCLUSIVE", "DELETE FROM mark")
    locked = pytest.raises(StoreError, match="is locked by another program")
    with closing(holds(store_path, *alone)), locked:
        open_and_read(store_path)
    open_and_read(store_path)


def test_a_write_that_had_to_give_up_works_when_the_other_is_done(store: Store) -> None:
    impatient = Store(store.path, timeout=0.1)
    try:
        with closing(holds(store.path, "BEGIN IMMEDIATE")), pytest.raises(StoreError):
            impatient.topics.star(SLUG, on=True)
        impatient.topics.star(SLUG, on=True)
        assert store.topics.get(SLUG).starred
    finally:
        impatient.close()


@pytest.fixture
def as_a_user(prepared_store: Path) -> Iterator[Path]:
    """A folder with a store, both owned by whom the test runs as: never root, whom nothing stops.

    The folder of the tests is closed to others, so this one lies beside it.
    """
    folder = Path(tempfile.mkdtemp())
    path = Path(shutil.copy(prepared_store, folder / "shortlist.sqlite3"))
    root = os.geteuid() == 0
    nobody = 65534
    if root:
        os.chown(folder, nobody, -1)
        os.chown(path, nobody, -1)
        with closing(Store(path)) as store:
            store.topics.keep_place(SLUG, 1)  # imports what nobody may not read
        os.seteuid(nobody)
    yield folder
    if root:
        os.seteuid(0)
    folder.chmod(0o700)
    shutil.rmtree(folder)


def test_a_read_only_file_can_be_read_and_saving_is_refused(as_a_user: Path) -> None:
    path = as_a_user / "shortlist.sqlite3"
    path.chmod(0o400)
    before = path.read_bytes()
    store = Store(path)
    try:
        shown = read_all(store)
        with pytest.raises(StoreError, match="is read-only"):
            store.topics.star(SLUG, on=True)
        assert read_all(store) == shown
    finally:
        store.close()
    assert path.read_bytes() == before


def test_a_store_in_a_read_only_folder_is_refused(as_a_user: Path) -> None:
    as_a_user.chmod(0o500)
    refused(as_a_user / "shortlist.sqlite3", "is read-only: it can be read, and nothing was saved")


def test_a_new_store_in_a_read_only_folder_is_refused(as_a_user: Path) -> None:
    as_a_user.chmod(0o500)
    refused(as_a_user / "new.sqlite3", "cannot be opened")
    refused(as_a_user / "new" / "new.sqlite3", "cannot be opened: Permission denied")


def test_a_folder_that_may_not_be_entered_is_told(as_a_user: Path) -> None:
    as_a_user.chmod(0o000)
    with pytest.raises(StoreError, match="cannot be opened: Permission denied"):
        open_and_read(as_a_user / "shortlist.sqlite3")


# What is said to be saved is saved


SAVE_AND_WAIT = """
from pathlib import Path
from store.store import Store
from store.domain.decision import DecisionDraft, Status
store = Store(Path(sys.argv[1]))
store.topics.note("16-security", "kept")
store.matrices.set_weight(1, "migrations", 9.5)
store.decisions.save(DecisionDraft("Use Flask", Status.ACCEPTED, "flask"), store.read.matrix())
print("saved", flush=True)
sys.stdin.read()
"""


def test_what_was_saved_outlives_a_kill(store_path: Path) -> None:
    with subprocess.Popen(
        python(SAVE_AND_WAIT, store_path),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "saved\n"
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    store = Store(store_path)
    try:
        assert store.read.decision(1).title == "Use Flask"
        assert store.topics.get("16").note == "kept"
        assert store.read.matrix().weights["migrations"] == 9.5
        assert store.matrices.undo(1) == "weight of “Migrations”"
    finally:
        store.close()


def test_a_write_that_fails_half_way_leaves_nothing(store: Store) -> None:
    before = read_all(store)

    def half_a_write() -> None:
        with store.writing() as session:
            session.connection().exec_driver_sql("DELETE FROM matrixedit")
            session.connection().exec_driver_sql("UPDATE matrix SET name = 'half'")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        half_a_write()
    assert read_all(store) == before
    store.topics.star(SLUG, on=True)


# Two programs at a time


def test_each_of_two_open_stores_sees_what_the_other_saved(store: Store, store_path: Path) -> None:
    other = Store(store_path, clock=fixed_clock)
    try:
        version = store.read.version()
        other.topics.note(SLUG, "from the other")
        other.matrices.set_weight(1, "migrations", 1)
        assert store.read.version() != version
        assert store.topics.get(SLUG).note == "from the other"
        assert store.read.matrix().weights["migrations"] == 1
        number = store.decisions.save(DRAFT, store.read.matrix())
        assert other.read.decision(number).created == NOW
        other.decisions.trash(number)
        assert [row.number for row in store.read.trashed_decisions()] == [number]
    finally:
        other.close()


def in_threads(*works: Callable[[], None]) -> list[BaseException]:
    """Does the works at the same time; returns what went wrong in them."""
    wrong: list[BaseException] = []

    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 - a thread's failure must reach the test
            wrong.append(error)

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def test_writes_from_two_threads_do_not_fail_and_none_is_lost(store_path: Path) -> None:
    def save_ten(criterion: str) -> None:
        store = Store(store_path)
        try:
            for weight in range(10):
                store.decisions.save(DRAFT, store.read.matrix())
                store.matrices.set_weight(1, criterion, weight)
        finally:
            store.close()

    jobs = [partial(save_ten, criterion) for criterion in ("migrations", "first-route")]
    assert in_threads(*jobs) == []
    store = Store(store_path)
    try:
        assert [row.number for row in store.read.decisions()] == list(range(20, 0, -1))
        undone = 0
        while store.matrices.undo(1):
            undone += 1
        assert undone == 20
    finally:
        store.close()


SAVE_TEN = """
from pathlib import Path
from store.store import Store
from store.domain.decision import DecisionDraft, Status
store = Store(Path(sys.argv[1]))
for _ in range(10):
    store.decisions.save(DecisionDraft("Use Flask", Status.ACCEPTED, "flask"), store.read.matrix())
store.close()
"""


@pytest.mark.parametrize("new", [False, True])
def test_two_programs_may_write_at_a_time_even_on_a_file_that_is_new(
    store_path: Path, tmp_path: Path, *, new: bool
) -> None:
    path = tmp_path / "new.sqlite3" if new else store_path
    programs = [
        subprocess.Popen(python(SAVE_TEN, path), stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [program.communicate(timeout=300)[1] for program in programs]
    assert said == ["", ""]
    assert [program.returncode for program in programs] == [0, 0]
    store = Store(path)
    try:
        assert [row.number for row in store.read.decisions()] == list(range(20, 0, -1))
    finally:
        store.close()


# The file is another one by now


def removed(path: Path, _: Path) -> None:
    path.unlink()


def replaced_by(path: Path, other: Path) -> None:
    other.rename(path)


@pytest.mark.parametrize("change", [removed, replaced_by])
def test_a_store_that_is_another_file_by_now_is_neither_written_nor_read(
    store: Store, prepared_store: Path, tmp_path: Path, change: Callable[[Path, Path], None]
) -> None:
    other = Path(shutil.copy(prepared_store, tmp_path / "other.sqlite3"))
    store.topics.note(SLUG, "saved before")
    kept = tmp_path / "kept.sqlite3"
    kept.hardlink_to(store.path)
    change(store.path, other)
    told = "was moved, removed or replaced by another file while it was open"
    with pytest.raises(StoreError, match=told):
        store.topics.note(SLUG, "saved into nothing")
    for _ in range(2):
        with pytest.raises(StoreError, match=told):
            store.topics.all()
    if change is removed:
        assert not store.path.exists()
    with closing(Store(store.path)) as now:
        assert now.topics.get(SLUG).note == ""
    with closing(Store(kept)) as before:
        assert before.topics.get(SLUG).note == "saved before"


def test_what_is_saved_is_in_the_file_itself(store: Store) -> None:
    store.decisions.save(DRAFT, store.read.matrix())
    assert store.path.with_name(f"{store.path.name}-wal").stat().st_size == 0
    with closing(sqlite3.connect(f"{store.path.as_uri()}?immutable=1", uri=True)) as alone:
        assert alone.execute("SELECT title FROM decision").fetchall() == [(DRAFT.title,)]


def test_a_full_disk_is_told_and_what_there_was_stays(store: Store) -> None:
    def pages(limit: int) -> None:
        with store._engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute(f"PRAGMA max_page_count={limit}")

    store.topics.note(SLUG, "short")
    pages(1)  # which SQLite takes for as many as there are
    told = f"The disk of {store.path} is full. Nothing was saved. Make room and try again."
    with pytest.raises(StoreError) as caught:
        store.topics.note(SLUG, "x" * 100_000)
    assert str(caught.value) == told
    assert store.topics.get(SLUG).note == "short"
    pages(2**30)
    store.topics.note(SLUG, "x" * 100_000)
    assert store.topics.get(SLUG).note == "x" * 100_000
