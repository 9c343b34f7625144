"""Many programs write at a time: they wait for each other, and nobody for somebody's arithmetic."""

import json
import os
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from types import FrameType

import pytest

from store.domain.decision import DecisionDraft, Status
from store.exchange import json_format
from store.exchange.export_json import export_json
from store.exchange.import_json import ImportOutcome, import_json
from store.store import Store
from store.sync.apply import apply_plan
from store.sync.plan import plan
from tests.store.processes import in_processes
from tests.store.small import open_store, write_content

DRAFT = DecisionDraft("Build of oak", Status.ACCEPTED, "oak")
SLUG = "01-building"

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def saved_by(content: Path, number: int) -> None:
    """Opens the store, saves two decisions and changes the matrix in between."""
    draft = DecisionDraft(f"Decision of program {number}", Status.ACCEPTED, "oak")
    with closing(open_store(content)) as store:
        matrix = store.read.matrix()
        store.decisions.save(draft, matrix)
        store.matrices.set_weight(1, "price", number % 10)
        store.decisions.save(draft, matrix)


@pytest.mark.parametrize(("programs", "new"), [(20, False), (4, True)])
def test_many_programs_write_at_once_and_all_succeed(
    tmp_path: Path, programs: int, *, new: bool
) -> None:
    content = write_content(tmp_path)
    saved_by(content, 1)  # which also makes ready what all share
    if new:
        (tmp_path / "store.sqlite3").unlink()
    works = [partial(saved_by, content, number) for number in range(new, programs)]
    assert in_processes(tmp_path, *works) == []
    with closing(open_store(content)) as store:
        rows = store.read.decisions()
        assert Counter(row.title for row in rows) == {
            f"Decision of program {number}": 2 if new or number != 1 else 4
            for number in range(new, programs)
        }
        assert [row.number for row in rows] == list(range(len(rows), 0, -1))
        assert len(store.read.matrices()) == 1
    with closing(sqlite3.connect(tmp_path / "store.sqlite3")) as made:
        assert made.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_writer_waits_for_one_that_takes_its_time(tmp_path: Path) -> None:
    content = write_content(tmp_path)
    with closing(open_store(content)) as store:
        tries = []

        def tried(statement: str) -> None:
            if statement == "BEGIN IMMEDIATE":
                tries.append(statement)
                if len(tries) == 50:
                    other.execute("ROLLBACK")

        store.topics.star(SLUG, on=False)
        with store._engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.set_trace_callback(tried)
        with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            store.topics.note(SLUG, "waited")
        assert store.topics.get(SLUG).note == "waited"


@contextmanager
def free_while_computing(path: Path) -> Iterator[set[str]]:
    """Fails the code in the block if it computes, reads or parses while it locks the store.

    Gives the modules that were at work.
    """
    root = str(Path(__file__).parents[3] / "store")
    work = (
        *("content/library", "content/topic_file", "content/comparison_folder", "content/page"),
        *("matrix/robustness", "matrix/scoring", "matrix/sentences", "records"),
    )
    seen: set[str] = set()
    locked: set[str] = set()
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as other:

        def look(frame: FrameType, event: str, _: object) -> None:
            file = frame.f_code.co_filename
            name = file.removeprefix(f"{root}/")
            if event != "call" or name == file or not name.startswith(work):
                return
            seen.add(name)
            try:
                other.execute("BEGIN IMMEDIATE")
                other.execute("ROLLBACK")
            except sqlite3.OperationalError:
                locked.add(f"{name}:{frame.f_code.co_name}")

        sys.setprofile(look)
        try:
            yield seen
        finally:
            sys.setprofile(None)
    assert locked == set()


def saves(store: Store, _: Path) -> None:
    number = store.decisions.save(DRAFT, store.read.matrix())
    store.decisions.revise(number, DRAFT, store.read.matrix(preset="cheap"))


def loads(store: Store, folder: Path) -> None:
    topic = folder / "content" / "topics" / "01-building.md"
    topic.write_text(topic.read_text().replace("It depends.", "It does."))
    store._load_content(folder / "content")


def adds_content(store: Store, folder: Path) -> None:
    added = write_content(folder / "other", options=("clay", "glass"))
    (added / "comparisons" / "materials").rename(added / "comparisons" / "more")
    (added / "topics" / f"{SLUG}.md").unlink()
    store.libraries.add(added, "more")


def syncs(store: Store, folder: Path) -> None:
    records = folder / "records"
    records.mkdir()
    for number in range(3):
        record = (
            f"# Use {number}\n\n* Status: accepted\n* Date: 2026-11-24\n\n## Decision Outcome\n"
        )
        (records / f"000{number + 1}-use.md").write_text(record)
    store.decisions.save(DRAFT, store.read.matrix())
    assert [each.trouble for each in apply_plan(store, plan(store, records))] == [""] * 4


def imports(store: Store, folder: Path) -> None:
    store.decisions.save(DRAFT, store.read.matrix())
    given = json.dumps(export_json(store))
    with closing(Store(folder / "other.sqlite3", content=folder / "content")) as other:
        other.decisions.save(DRAFT, other.read.matrix())
        text = json.dumps(export_json(other))
    assert {each.result for each in import_json(store, json_format.parse(given))} == {
        ImportOutcome.UNCHANGED
    }
    added = import_json(store, json_format.parse(text))
    assert (added[0].kind, added[0].result) == ("decision", ImportOutcome.ADDED)


@pytest.mark.parametrize("works", [saves, loads, adds_content, syncs, imports])
def test_nothing_is_computed_while_others_wait(
    tmp_path: Path, works: Callable[[Store, Path], None]
) -> None:
    with closing(open_store(write_content(tmp_path))) as store:
        store.topics.star(SLUG, on=True)
        with free_while_computing(store.path) as seen:
            works(store, tmp_path)
    assert seen
