"""A folder and the store, brought to say the same."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from store import export
from store.madr import Profile
from store.records.checking import Terms, check
from store.records.formats import Format, format_of, format_of_folder
from store.records.matrices import matrix_of
from store.records.parsing import read
from store.records.shelf import shelf
from store.records.syncing import Action, Side
from store.store import Store
from store.sync import Manner, carry_out, plan
from store.types import Decision, DecisionDraft, KeptRecord, Status
from tests.store.records.folders import FOLDERS
from tests.store.records.repository import Repository

STYLES = sorted(path.name for path in FOLDERS.iterdir())
DRAFT = DecisionDraft("Use Flask for the gateway", Status.ACCEPTED, "flask", "A small service.")
NAME = "0001-use-flask-for-the-gateway.md"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "team")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "decisions"


def synced(
    store: Store, folder: Path, sides: dict[int, Side] | None = None
) -> list[tuple[str, Action]]:
    """Syncs, and tells what was to be done."""
    planned = plan(store, folder).choosing(sides or {})
    troubles = [each.trouble for each in carry_out(store, planned) if each.trouble]
    assert troubles == []
    return [(step.name, step.action) for step in planned.due]


def draft_of(decision: Decision) -> DecisionDraft:
    names = DecisionDraft.__dataclass_fields__
    return DecisionDraft(**{name: getattr(decision, name) for name in names})


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


# Folders of others


@pytest.mark.parametrize("style", STYLES)
def test_a_teams_folder_read_in_and_written_out_has_no_difference(
    store: Store, repository: Repository, style: str
) -> None:
    shutil.copytree(FOLDERS / style, repository.folder, dirs_exist_ok=True)
    repository.commit()
    names = sorted(path.name for path in repository.folder.glob("[0-9]*.md"))
    assert synced(store, repository.folder) == [(name, Action.READ) for name in names]
    assert len(store.read.decisions()) == len(names)
    assert synced(store, repository.folder) == []
    assert repository.git("status", "--porcelain") == ""


@pytest.mark.parametrize("style", STYLES)
def test_one_field_edited_changes_the_lines_of_that_field_alone(
    store: Store, repository: Repository, style: str
) -> None:
    shutil.copytree(FOLDERS / style, repository.folder, dirs_exist_ok=True)
    (repository.folder / "index.md").unlink(missing_ok=True)
    repository.commit()
    synced(store, repository.folder)
    first = store.read.decision(min(row.number for row in store.read.decisions()))
    store.decisions.revise(first.number, replace(draft_of(first), title="Something else"))
    ((_, action),) = synced(store, repository.folder)
    assert action is Action.WRITE
    lines = repository.git("diff", "--unified=0").splitlines()[5:]
    assert [line[:1] for line in lines] == ["-", "+"]
    assert lines[1].endswith("Something else")
    assert synced(store, repository.folder) == []


def test_what_records_say_is_in_the_decisions(store: Store, folder: Path) -> None:
    shutil.copytree(FOLDERS / "adr-tools", folder)
    synced(store, folder)
    found = {row.number: store.read.decision(row.number) for row in store.read.decisions()}
    assert {n: (each.status, each.superseded_by) for n, each in found.items()} == {
        1: (Status.ACCEPTED, None),
        2: (Status.SUPERSEDED, 3),
        3: (Status.ACCEPTED, None),
        4: (Status.ACCEPTED, None),
    }
    assert found[3].supersedes == (2,)
    assert [each.label for each in store.read.revisions(2)] == ["read in"]


# Own records


def test_new_decisions_are_written_and_nothing_twice(store: Store, folder: Path) -> None:
    store.decisions.save(DRAFT, store.read.matrix())
    assert synced(store, folder) == [(NAME, Action.WRITE)]
    assert (folder / NAME).read_text("utf-8").startswith("---\nstatus: accepted\n")
    assert synced(store, folder) == []


@pytest.mark.parametrize("style", STYLES)
def test_a_new_record_is_written_as_the_others_in_the_folder(
    store: Store, repository: Repository, style: str
) -> None:
    shutil.copytree(FOLDERS / style, repository.folder, dirs_exist_ok=True)
    repository.commit()
    synced(store, repository.folder)
    before = shelf(repository.folder)
    own = format_of_folder(before.records.values())
    number = store.decisions.save(replace(DRAFT, deciders="Ada"), store.read.matrix())
    old = min(row.number for row in store.read.decisions() if row.status is Status.ACCEPTED)
    store.decisions.set_status(old, Status.SUPERSEDED, "Better.", number)
    synced(store, repository.folder)
    after = shelf(repository.folder)
    (name,) = after.records.keys() - before.records.keys()
    assert format_of(after.records[name]) is (own or Format.MADR4)
    found = check(after, Terms(date(2026, 11, 24)))
    assert [each for each in found if each.file == name] == []
    assert export.record(store, number).encode() == after.files[name]


def test_a_new_record_goes_on_from_every_branch_in_the_folders_format(
    store: Store, repository: Repository
) -> None:
    shutil.copytree(FOLDERS / "adr-tools", repository.folder, dirs_exist_ok=True)
    repository.commit()
    repository.branch("other", "0008-elsewhere.md")
    synced(store, repository.folder)
    store.decisions.save(DRAFT, store.read.matrix())
    name = "0009-use-flask-for-the-gateway.md"
    assert synced(store, repository.folder) == [(name, Action.WRITE)]
    assert "\n## Status\n\nAccepted\n" in (repository.folder / name).read_text("utf-8")


def test_a_weight_edited_in_the_file_comes_back_into_the_same_matrix(
    store: Store, folder: Path
) -> None:
    number = store.decisions.save(DRAFT, store.read.matrix())
    before = store.read.decision(number).matrix
    synced(store, folder)
    row = next(
        line for line in (folder / NAME).read_text("utf-8").splitlines() if "| Admin" in line
    )
    cells = row.split(" | ")
    edit(folder / NAME, row, " | ".join([cells[0], "1.5", *cells[2:]]))
    assert synced(store, folder) == [(NAME, Action.READ)]
    (criterion,) = [each for each in before.comparison.criteria if each.name == cells[0][2:]]
    assert store.read.decision(number).matrix == before.with_weight(criterion.slug, 1.5)
    text = (folder / NAME).read_text("utf-8")
    recorded = matrix_of(read(text))
    assert recorded is not None
    assert recorded.weights[criterion.name] == 1.5
    assert synced(store, folder) == []
    # What follows from the weight was written with it, and not only in the table.
    store.decisions.set_status(number, Status.DEPRECATED, "Closed")
    synced(store, folder)
    assert "\nstatus: deprecated\n" in (folder / NAME).read_text("utf-8")


def test_both_changed_is_a_conflict_until_a_side_is_chosen(store: Store, folder: Path) -> None:
    number = store.decisions.save(DRAFT, store.read.matrix())
    synced(store, folder)
    store.decisions.revise(number, replace(DRAFT, context="Ours."))
    edit(folder / NAME, "A small service.", "Theirs.")
    assert synced(store, folder) == [(NAME, Action.CONFLICT)]
    assert "Theirs." in (folder / NAME).read_text("utf-8")
    assert store.read.decision(number).context == "Ours."
    synced(store, folder, {number: Side.FOLDER})
    assert store.read.decision(number).context == "Theirs."
    store.decisions.revise(number, replace(DRAFT, context="Ours again."))
    edit(folder / NAME, "Theirs.", "Theirs again.")
    synced(store, folder, {number: Side.STORE})
    assert "Ours again." in (folder / NAME).read_text("utf-8")
    assert synced(store, folder) == []


def test_what_one_side_has_no_more_is_asked_about(store: Store, folder: Path) -> None:
    number = store.decisions.save(DRAFT, store.read.matrix())
    synced(store, folder)
    (folder / NAME).unlink()
    assert synced(store, folder) == [(NAME, Action.GONE)]
    synced(store, folder, {number: Side.STORE})
    assert (folder / NAME).exists()
    store.decisions.trash(number)
    assert synced(store, folder) == [(NAME, Action.GONE)]
    synced(store, folder, {number: Side.STORE})
    assert not (folder / NAME).exists()
    store.decisions.restore(number)
    synced(store, folder)
    (folder / NAME).unlink()
    synced(store, folder, {number: Side.FOLDER})
    assert store.read.decisions() == ()
    assert synced(store, folder) == []


def test_a_record_superseded_here_tells_so_on_both_sides(
    store: Store, repository: Repository
) -> None:
    shutil.copytree(FOLDERS / "adr-tools", repository.folder, dirs_exist_ok=True)
    repository.commit()
    synced(store, repository.folder)
    store.decisions.set_status(1, Status.SUPERSEDED, "Better.", 3)
    assert len(synced(store, repository.folder)) == 2
    one, _, three, _ = shelf(repository.folder).records.values()
    assert [each.number for each in one.superseded_by] == [3]
    assert {each.number for each in three.supersedes} == {1, 2}
    assert synced(store, repository.folder) == []


def test_undo_of_what_was_read_in_goes_back_into_the_folder(store: Store, folder: Path) -> None:
    store.decisions.save(DRAFT, store.read.matrix())
    synced(store, folder)
    before = (folder / NAME).read_bytes()
    edit(folder / NAME, "A small service.", "A large one.")
    synced(store, folder)
    store.decisions.undo()
    assert synced(store, folder) == [(NAME, Action.WRITE)]
    assert (folder / NAME).read_bytes() == before


def test_a_record_that_cannot_be_read_is_told_and_the_rest_goes_on(
    store: Store, folder: Path
) -> None:
    folder.mkdir()
    (folder / "0001-bad.md").write_bytes(b"# A \xff")
    (folder / "0002-no-title.md").write_bytes(b"nothing\n")
    (folder / "0003-good.md").write_bytes(b"# Good\n")
    done = list(carry_out(store, plan(store, folder)))
    assert {each.step.name: bool(each.trouble or each.step.reason) for each in done} == {
        "0001-bad.md": True,
        "0002-no-title.md": True,
        "0003-good.md": False,
    }
    assert [row.title for row in store.read.decisions()] == ["Good"]


def test_a_team_has_a_template_of_its_own(store: Store, folder: Path) -> None:
    number = store.decisions.save(DRAFT, store.read.matrix())
    template = "# {title}\n\n* Status: {status}\n\n## Why\n\n{context}\n"
    list(carry_out(store, plan(store, folder, Manner(template=template))))
    assert (folder / NAME).read_text("utf-8") == (
        "# Use Flask for the gateway\n\n* Status: accepted\n\n## Why\n\nA small service.\n"
    )
    store.decisions.set_status(number, Status.DEPRECATED, "Closed")
    synced(store, folder)
    assert (folder / NAME).read_text("utf-8") == (
        "# Use Flask for the gateway\n\n* Status: deprecated\n\n## Why\n\nA small service.\n"
    )
    edit(folder / NAME, "# Use Flask", "# Drop Flask")
    synced(store, folder)
    kept = store.read.decision(number)
    assert (kept.title, kept.context) == ("Drop Flask for the gateway", DRAFT.context)
    assert (kept.chosen, kept.status) == ("flask", Status.DEPRECATED)


def test_the_manner_is_chosen(store: Store, folder: Path) -> None:
    store.decisions.save(DRAFT, store.read.matrix())
    list(carry_out(store, plan(store, folder, Manner(Profile.COMPAT))))
    assert "\n* Status: accepted\n" in (folder / NAME).read_text("utf-8")
    assert synced(store, folder) == []


@pytest.mark.parametrize("written", [False, True])
def test_a_run_killed_around_the_write_leaves_nothing_to_choose(
    store: Store, folder: Path, *, written: bool
) -> None:
    number = store.decisions.save(DRAFT, store.read.matrix())
    (step,) = plan(store, folder).steps
    data = step.stored or b""
    store.records.announce(folder, [KeptRecord(number, step.name, data, Profile.MADR4)])
    if written:
        folder.mkdir()
        (folder / step.name).write_bytes(data)
        store.decisions.revise(number, replace(DRAFT, context="Changed meanwhile."))
    assert synced(store, folder) == [(NAME, Action.WRITE)]
    assert synced(store, folder) == []
    assert len(store.read.decisions()) == 1
