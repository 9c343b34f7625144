"""The same folder at another place, or beside another store: its records are known again."""

import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from store.domain.decision import Status
from store.domain.errors import InvalidError
from store.exchange import json_format
from store.exchange.export_json import export_json
from store.exchange.import_json import import_json
from store.store import Store
from store.sync.steps import Action, ConflictSide
from tests.conftest import ada, fixed_clock
from tests.store.records.folders import FOLDERS
from tests.store.sync.test_sync import DRAFT, draft_of, edit, synced


@pytest.fixture
def folder(store: Store, tmp_path: Path) -> Path:
    """adr-tools' records and one of Shortlist's own, synced."""
    made = tmp_path / "one" / "decisions"
    shutil.copytree(FOLDERS / "adr-tools", made)
    synced(store, made)
    store.decisions.save(DRAFT, store.read.matrix())
    synced(store, made)
    return made


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def cloned(folder: Path) -> Path:
    return Path(shutil.copytree(folder, folder.parents[1] / "two" / "decisions"))


def test_a_folder_that_was_moved_holds_the_same_decisions(store: Store, folder: Path) -> None:
    other = cloned(folder)
    before = contents(other)
    assert synced(store, other) == []
    assert contents(other) == before
    assert len(store.read.decisions()) == 5
    store.decisions.revise(1, replace(draft_of(store.read.decision(1)), title="Else"))
    assert synced(store, other) == [("0001-record-decisions.md", Action.WRITE)]
    assert b"\n# 1. Else" in b"\n" + (other / "0001-record-decisions.md").read_bytes()


def test_of_what_was_changed_there_nobody_knows_which_is_newer(store: Store, folder: Path) -> None:
    other = cloned(folder)
    edit(other / "0004-keep-mail-for-thirty-days.md", "Support asks", "Nobody asks")
    store.decisions.set_status(3, Status.DEPRECATED, "Closed")
    for _ in range(2):  # it stays so until somebody chooses
        assert ("0004-keep-mail-for-thirty-days.md", Action.CONFLICT) in synced(store, other)
    assert synced(store, other, {4: ConflictSide.FOLDER}) == [
        ("0004-keep-mail-for-thirty-days.md", Action.READ)
    ]
    assert store.read.decision(4).context == "Nobody asks what was sent."
    assert synced(store, other) == []


def test_a_clone_that_lags_behind_does_not_turn_the_clock_back(store: Store, folder: Path) -> None:
    other = cloned(folder)
    store.decisions.revise(1, replace(draft_of(store.read.decision(1)), title="Else"))
    synced(store, folder)
    assert synced(store, other) == [("0001-record-decisions.md", Action.CONFLICT)]
    assert store.read.decision(1).title == "Else"
    synced(store, other, {1: ConflictSide.STORE})
    assert contents(other) == contents(folder)
    assert synced(store, folder) == synced(store, other) == []


def test_another_teams_folder_is_another_one(store: Store, folder: Path) -> None:
    other = folder.parents[1] / "other"
    other.mkdir()
    (other / "0001-record-decisions.md").write_text("# Theirs\n\nQuite another.\n", "utf-8")
    planned = synced(store, other)
    assert ("0001-record-decisions.md", Action.READ) in planned
    assert len(store.read.decisions()) == 6
    assert store.read.decision(1).title == "Record decisions"


@pytest.fixture
def second(prepared_store: Path, tmp_path: Path) -> Iterator[Store]:
    path = Path(shutil.copy(prepared_store, tmp_path / "second.sqlite3"))
    with closing(Store(path, clock=fixed_clock, author=ada)) as store:
        yield store


def test_imported_decisions_are_those_of_the_folder(
    store: Store, folder: Path, second: Store
) -> None:
    store.decisions.revise(2, replace(draft_of(store.read.decision(2)), title="Else"))
    synced(store, folder)
    text = json.dumps(export_json(store))
    import_json(second, json_format.parse(text))
    assert export_json(second)["decisions"] == export_json(store)["decisions"]
    other = cloned(folder)
    before = contents(other)
    assert synced(second, other) == []
    assert contents(other) == before
    assert len(second.read.decisions()) == 5
    second.decisions.revise(
        2, replace(draft_of(second.read.decision(2)), title="Send mail from a queue")
    )
    synced(second, other)
    original = (FOLDERS / "adr-tools" / "0002-send-mail-from-a-queue.md").read_bytes()
    assert (other / "0002-send-mail-from-a-queue.md").read_bytes() == original


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("file", "../0001-a.md"),
        ("file", None),
        ("format", "madr9"),
        ("revision", 0),
        ("revision", 99),
        ("text", 7),
        ("original", {"text": "x"}),
        ("original", {"revision": 7, "text": "x"}),
    ],
)
def test_a_record_with_a_fault_is_told_and_nothing_is_imported(
    store: Store, folder: Path, second: Store, key: str, value: object
) -> None:
    given = export_json(store)
    assert {each["record"]["file"] for each in given["decisions"]} == {*contents(folder)}
    given["decisions"][1]["record"][key] = value
    with pytest.raises(InvalidError) as caught:
        import_json(second, json_format.parse(json.dumps(given)))
    assert next(iter(caught.value.problems)).startswith("decisions[1].record")
    assert second.read.decisions() == ()


def test_what_earlier_releases_wrote_is_read(store: Store, folder: Path, second: Store) -> None:
    given = export_json(store)
    assert len(given["decisions"]) == len(contents(folder))
    for each in given["decisions"]:
        del each["record"]
    import_json(second, json_format.parse(json.dumps(given)))
    assert {each["record"] for each in export_json(second)["decisions"]} == {None}
