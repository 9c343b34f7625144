"""Files that others renamed or renumbered between two syncs: each is the decision that it was."""

import shutil
from pathlib import Path

import pytest

from store.domain.decision import Status
from store.records import renumber
from store.records.folder import shelf
from store.records.numbers import taken
from store.store import Store
from store.sync.steps import Action
from tests.store.records.folders import FOLDERS
from tests.store.records.repository import Repository
from tests.store.sync.test_sync import DRAFT, edit, synced


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "team")


@pytest.fixture
def folder(store: Store, repository: Repository) -> Path:
    """adr-tools' records, and one of Shortlist's own that supersedes the first; synced."""
    shutil.copytree(FOLDERS / "adr-tools", repository.folder, dirs_exist_ok=True)
    synced(store, repository.folder)
    store.decisions.save(DRAFT, store.read.matrix())
    store.decisions.set_status(1, Status.SUPERSEDED, "Better.", 5)
    synced(store, repository.folder)
    repository.commit()
    return repository.folder


def history(store: Store) -> dict[int, list[str]]:
    numbers = sorted(row.number for row in store.read.decisions())
    return {number: [each.label for each in store.read.revisions(number)] for number in numbers}


def names(store: Store, folder: Path) -> dict[int, str]:
    return {row.number: row.file_name for row in store.read.records(folder)}


def move(repository: Repository, old: str, new: str) -> None:
    repository.git("mv", str(repository.folder / old), str(repository.folder / new))


OWN = "0005-use-flask-for-the-gateway.md"


def test_a_file_that_was_renamed_keeps_its_history(
    store: Store, repository: Repository, folder: Path
) -> None:
    before = history(store)
    move(repository, "0004-keep-mail-for-thirty-days.md", "0004-keep-mail.md")
    assert synced(store, folder) == []
    assert history(store) == before
    assert names(store, folder)[4] == "0004-keep-mail.md"
    store.decisions.set_status(4, Status.DEPRECATED, "No mail any more.")
    assert synced(store, folder) == [("0004-keep-mail.md", Action.WRITE)]
    assert len(list(folder.glob("0004*"))) == 1


@pytest.mark.parametrize("old", ["0003", OWN[:4]])
def test_a_record_that_was_renumbered_keeps_its_history(
    store: Store, folder: Path, old: str
) -> None:
    before = history(store)
    planned = renumber.renumbering(shelf(folder), old, taken(folder), 9)
    assert renumber.carry_out(folder, planned) == {}
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    synced(store, folder)
    assert synced(store, folder) == []
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == files
    after = history(store)
    assert after.keys() == before.keys()
    # What is the same in both stays one history; nothing that was decided has changed.
    for number, labels in before.items():
        assert after[number] == labels
    assert names(store, folder)[int(old)] == planned.new
    assert store.read.decision(2).superseded_by == 3
    assert store.read.decision(1).superseded_by == 5
    store.decisions.undo()
    synced(store, folder)
    text = (folder / "0001-record-decisions.md").read_text("utf-8")
    assert "\nAccepted\n" in text


def test_two_that_swapped_numbers_are_told_apart(
    store: Store, repository: Repository, folder: Path
) -> None:
    before = history(store)
    titles = {row.number: row.title for row in store.read.decisions()}
    move(repository, "0003-send-mail-through-a-service.md", "x")
    move(repository, "0004-keep-mail-for-thirty-days.md", "0003-keep-mail-for-thirty-days.md")
    move(repository, "x", "0004-send-mail-through-a-service.md")
    synced(store, folder)
    assert synced(store, folder) == []
    assert {row.number: row.title for row in store.read.decisions()} == titles
    assert history(store) == before
    assert names(store, folder)[3] == "0004-send-mail-through-a-service.md"
    assert names(store, folder)[4] == "0003-keep-mail-for-thirty-days.md"


def test_two_that_swapped_their_whole_names_are_read_as_they_say(
    store: Store, repository: Repository, folder: Path
) -> None:
    one, two = "0003-send-mail-through-a-service.md", "0004-keep-mail-for-thirty-days.md"
    titles = {row.number: row.title for row in store.read.decisions()}
    move(repository, one, "x")
    move(repository, two, one)
    move(repository, "x", two)
    synced(store, folder)
    assert synced(store, folder) == []
    assert {row.number: row.title for row in store.read.decisions()} == titles
    assert names(store, folder)[3] == two
    assert names(store, folder)[4] == one


@pytest.mark.parametrize("own", [False, True])
def test_a_file_renamed_and_edited_is_one_reading(
    store: Store, repository: Repository, folder: Path, *, own: bool
) -> None:
    before = history(store)
    number, old, new = (5, OWN, "0007-use-flask-for-the-gateway.md") if own else (
        4, "0004-keep-mail-for-thirty-days.md", "0004-keep-mail.md")  # fmt: skip
    move(repository, old, new)
    said = store.read.decision(number).context
    edit(folder / new, said, "Edited there.")
    assert synced(store, folder) == [(new, Action.READ)]
    assert synced(store, folder) == []
    assert history(store) == before | {number: [*before[number], "read in"]}
    assert store.read.decision(number).context == "Edited there."
    assert names(store, folder)[number] == new
    assert len(store.read.decisions()) == 5


def test_renamed_there_and_changed_here_is_written_into_the_new_file(
    store: Store, repository: Repository, folder: Path
) -> None:
    move(repository, "0004-keep-mail-for-thirty-days.md", "0012-keep-mail.md")
    store.decisions.set_status(4, Status.DEPRECATED, "No mail any more.")
    assert synced(store, folder) == [("0012-keep-mail.md", Action.WRITE)]
    assert not (folder / "0004-keep-mail-for-thirty-days.md").exists()
    assert "\nDeprecated\n" in (folder / "0012-keep-mail.md").read_text("utf-8")
    assert synced(store, folder) == []
