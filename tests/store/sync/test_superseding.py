"""Superseding through a folder: told on both sides, and no longer once it is taken back."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from store.domain.decision import Status
from store.store import Store
from store.sync.steps import ConflictSide
from tests.store.records.folders import FOLDERS
from tests.store.records.repository import Repository
from tests.store.sync.test_sync import DRAFT, draft_of, synced

STYLES = ("adr-tools", "madr2", "madr3", "madr4", "bare", "madr4-template")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "team")


def supersede(store: Store) -> tuple[int, int]:
    """Supersedes an accepted decision by another; the numbers of the two."""
    accepted = sorted(row.number for row in store.read.decisions() if row.status is Status.ACCEPTED)
    if len(accepted) < 2:
        matrix = store.read.decision(accepted[0]).matrix
        draft = draft_of(store.read.decision(accepted[0]))
        accepted.append(store.decisions.save(replace(draft, title="Newer"), matrix))
    old, new = accepted[0], accepted[-1]
    store.decisions.set_status(old, Status.SUPERSEDED, "Better.", new)
    return old, new


@pytest.mark.parametrize("style", STYLES)
def test_undone_neither_record_tells_of_it(
    store: Store, repository: Repository, style: str
) -> None:
    repository.hold(FOLDERS / style)
    synced(store, repository.folder)
    supersede(store)
    synced(store, repository.folder)
    told = "".join(path.read_text("utf-8") for path in repository.folder.glob("[0-9]*"))
    assert "\nSupersedes [" in told or "\n* Supersedes [" in told
    store.decisions.undo()
    synced(store, repository.folder)
    assert repository.git("diff") == ""
    assert synced(store, repository.folder) == []


@pytest.mark.parametrize("style", STYLES)
def test_another_field_changed_meanwhile_stays(
    store: Store, repository: Repository, style: str
) -> None:
    repository.hold(FOLDERS / style)
    synced(store, repository.folder)
    _, new = supersede(store)
    synced(store, repository.folder)
    path = next(
        repository.folder / row.file_name
        for row in store.read.records(repository.folder)
        if row.number == new
    )
    said = path.read_text("utf-8")
    known = store.read.decision(new)
    store.decisions.revise(new, replace(draft_of(known), title="Something else"))
    synced(store, repository.folder)
    assert path.read_text("utf-8") != said
    assert path.read_text("utf-8").count("upersedes [") == said.count("upersedes [")
    assert len(path.read_text("utf-8").splitlines()) == len(said.splitlines())


def test_a_line_of_the_authors_own_stays(store: Store, repository: Repository) -> None:
    one, two = (repository.folder / name for name in ("0001-a.md", "0002-b.md"))
    one.write_text("---\nstatus: accepted\n---\n# A\n", "utf-8")
    two.write_text(
        "---\nstatus: accepted\n---\n# B\n\n## More Information\n\n"
        "Supersedes [ADR-0001](0001-a.md)\n",
        "utf-8",
    )
    repository.commit()
    synced(store, repository.folder)
    store.decisions.set_status(1, Status.SUPERSEDED, "Better.", 2)
    assert [name for name, _ in synced(store, repository.folder)] == ["0001-a.md"]
    store.decisions.undo()
    synced(store, repository.folder)
    assert repository.git("diff") == ""


def test_thrown_away_and_removed_it_is_superseded_by_nobody_any_more(
    store: Store, repository: Repository
) -> None:
    shutil.copytree(FOLDERS / "madr4", repository.folder, dirs_exist_ok=True)
    repository.commit()
    synced(store, repository.folder)
    store.decisions.set_status(1, Status.SUPERSEDED, "Better.", 2)
    synced(store, repository.folder)
    assert "+Supersedes [ADR-0001]" in repository.git("diff")
    store.decisions.trash(1)
    synced(store, repository.folder, {1: ConflictSide.STORE})
    assert synced(store, repository.folder) == []
    assert repository.git("diff", "--name-status").split("\t")[0] == "D"


def test_of_shortlists_own_records_neither_tells_of_it(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "decisions"
    for title in ("Use Flask for the gateway", "Use Flask for all"):
        store.decisions.save(replace(DRAFT, title=title), store.read.matrix())
    synced(store, folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    store.decisions.set_status(1, Status.SUPERSEDED, "Better.", 2)
    assert len(synced(store, folder)) == 2
    store.decisions.undo()
    assert len(synced(store, folder)) == 2
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
