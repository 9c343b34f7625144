"""Folders as they should not be: told for each file, the rest goes on, nothing is half-written."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from store.domain.errors import StoreError
from store.records.parse import SIZE_MAX
from store.store import Store
from store.sync.apply import apply_plan
from store.sync.plan import plan
from store.sync.steps import Action, ConflictSide
from tests.conftest import ada
from tests.store.sync.test_sync import DRAFT, NAME, draft_of, edit, synced

GOOD = "# Good\n\n## Context and Problem Statement\n\nAll is well.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "decisions"
    made.mkdir()
    return made


def told(
    store: Store, folder: Path, sides: dict[int, ConflictSide] | None = None
) -> dict[str, str]:
    """Syncs; what is told of each file that was not simply done."""
    done = apply_plan(store, plan(store, folder).with_choices(sides or {}))
    found = {each.step.name: each.trouble or each.step.reason for each in done}
    return {name: why for name, why in found.items() if why}


def titles(store: Store) -> list[str]:
    return sorted(row.title for row in store.read.decisions())


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


# What lies there


def test_what_is_no_record_is_told_and_the_rest_goes_on(store: Store, folder: Path) -> None:
    outside = folder.parent / "outside.md"
    outside.write_text("# Outside\n", "utf-8")
    (folder / "0001-link.md").symlink_to(outside)
    (folder / "0002-dangling.md").symlink_to("nowhere.md")
    (folder / "0003-latin.md").write_bytes("# Zoë\n".encode("latin-1"))
    (folder / "0004-binary.md").write_bytes(b"# A\n\0\xff")
    with (folder / "0005-large.md").open("wb") as file:
        file.truncate(SIZE_MAX + 1)
    os.mkfifo(folder / "0006-pipe.md")
    (folder / "0007-folder.md").mkdir()
    (folder / "0008-empty.md").write_bytes(b"")
    (folder / "0009-good.md").write_text(GOOD, "utf-8")
    (folder / "0009-again.md").write_text("# Another\n", "utf-8")
    (folder / os.fsdecode(b"0010-\xff.md")).write_text("# Odd name\n", "utf-8")
    (folder / "0011-new\nline.md").write_text("# Two lines\n", "utf-8")
    store.decisions.save(DRAFT, store.read.matrix())
    before = {name: data for name, data in contents(folder).items() if "pipe" not in name}
    found = told(store, folder)
    assert {name[:4]: why.partition(".")[0] for name, why in found.items()} == {
        "0001": "It is a link to another file, and links are not followed",
        "0002": "It is a link to another file, and links are not followed",
        "0003": "It is not UTF-8: byte 0xeb on line 1",
        "0004": "It holds NUL bytes: it is no text",
        "0005": "It has 1,000,001 bytes, and a record at most 1,000,000",
        "0006": "It is no plain file",
        "0007": "It is no plain file",
        "0008": "It has no title",
        "0009": found["0009-good.md"].partition(".")[0],
        "0010": found[os.fsdecode(b"0010-\xff.md")].partition(".")[0],
        "0011": "There is a line break in its name",
    }
    assert found["0009-good.md"].startswith("“0009-again.md” has the same number. ")
    assert {"Good", "Another"} <= {*titles(store)}
    after = contents(folder)
    assert {name: after[name] for name in before} == before
    assert outside.read_text("utf-8") == "# Outside\n"
    again = told(store, folder)
    assert again.keys() == {name for name in found if not name.startswith("0009")}
    assert len(list(folder.glob("*flask*"))) == 1


def test_records_in_a_sub_folder_are_told_and_left(store: Store, folder: Path) -> None:
    for name in ("backend", "pictures", ".hidden"):
        (folder / name).mkdir()
    for name in ("backend/0001-a.md", "backend/0002-b.md", "backend/x.md", ".hidden/0001-a.md"):
        (folder / name).write_text("# A\n", "utf-8")
    (folder / "linked").symlink_to(folder / "backend")
    (folder / "0001-a.md").write_text("# A\n", "utf-8")
    planned = plan(store, folder)
    assert planned.note == (
        "2 records in the sub-folder “backend” were not looked at; name it on its own. "
        "“linked” is a link to a folder, and links are not followed; name it on its own."
    )
    assert [step.name for step in planned.steps] == ["0001-a.md"]
    (folder / "backend" / "0002-b.md").unlink()
    assert plan(store, folder).note.startswith("1 record in the sub-folder “backend” was not")


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
def test_a_byte_order_mark_and_line_ends_stay(
    store: Store, folder: Path, mark: bytes, ending: bytes
) -> None:
    data = mark + b"---\nstatus: accepted\n---\n# A\n\n## Context\n\nWhy.  \n".replace(
        b"\n", ending
    )
    (folder / "0001-a.md").write_bytes(data)
    synced(store, folder)
    known = draft_of(store.read.decision(1))
    assert (known.title, known.context) == ("A", "Why.")
    store.decisions.revise(1, replace(known, title="B"))
    synced(store, folder)
    assert (folder / "0001-a.md").read_bytes() == data.replace(b"# A", b"# B")


def test_nothing_out_of_the_folder_takes_a_records_place(store: Store, folder: Path) -> None:
    (folder.parent / "0002-b.md").write_text("# Outside\n", "utf-8")
    statuses = {
        "0001-a.md": "superseded by [ADR-0002](../0002-b.md)",
        "0002-b.md": "accepted",
        "0003-c.md": "superseded by [x](../../../../etc/0002-b.md)",
        "0004-d.md": "superseded by [ADR-0002](../decisions/0002-b.md)",
        "0005-e.md": "superseded by [ADR-0002](./0002-b.md)",
        "0006-f.md": "superseded by [ADR-0002](/docs/decisions/0002-b.md)",
    }
    for name, status in statuses.items():
        (folder / name).write_text(f"---\nstatus: {status}\n---\n# {name}\n", "utf-8")
    before = contents(folder)
    synced(store, folder)
    found = [store.read.decision(number).superseded_by for number in range(1, 7)]
    assert found == [None, None, None, 2, 2, 2]
    assert contents(folder) == before
    assert (folder.parent / "0002-b.md").read_text("utf-8") == "# Outside\n"


# What changes meanwhile


def test_what_changes_between_plan_and_carry_out_is_left_for_the_next(
    store: Store, folder: Path
) -> None:
    matrix = store.read.matrix()
    for title in ("One", "Two", "Three", "Four"):
        store.decisions.save(replace(DRAFT, title=title), matrix)
    synced(store, folder)
    one, two, three, four = sorted(path for path in folder.iterdir())
    for number, title in enumerate(("One", "Two", "Three"), 1):
        store.decisions.revise(number, replace(DRAFT, title=title, context="Here."))
    edit(four, "A small service.", "There.")
    (folder / "0005-new.md").write_text(GOOD, "utf-8")
    planned = plan(store, folder)
    edit(one, "A small service.", "There.")
    two.unlink()
    edit(four, "There.", "There again.")
    (folder / "0005-new.md").unlink()
    troubles = {each.step.name: each.trouble for each in apply_plan(store, planned) if each.trouble}
    assert {name[:4]: "meanwhile" in why for name, why in troubles.items()} == {
        "0001": True, "0002": False,
    }  # fmt: skip
    assert "There." in one.read_text("utf-8")
    assert not two.exists()
    assert "Here." in three.read_text("utf-8")
    assert [(step.name[:4], step.action) for step in plan(store, folder).due] == [
        ("0001", Action.CONFLICT),
        ("0002", Action.CONFLICT),
        ("0004", Action.READ),
        ("0005", Action.GONE),
    ]
    synced(store, folder)
    assert store.read.decision(4).context == "There again."


@pytest.mark.parametrize("index", [False, True])
def test_a_folder_that_is_removed_meanwhile_is_told(
    store: Store, folder: Path, *, index: bool
) -> None:
    store.decisions.save(DRAFT, store.read.matrix())
    if index:
        (folder / "index.md").write_text("<!-- adrlog -->\n<!-- adrlogstop -->\n", "utf-8")
    synced(store, folder)
    store.decisions.revise(1, replace(DRAFT, context="Here."))
    (folder / "0002-new.md").write_text(GOOD, "utf-8")
    planned = plan(store, folder)
    shutil.rmtree(folder)
    done = {each.step.name: each.trouble for each in apply_plan(store, planned)}
    assert "could not be written" in done[NAME]
    assert not folder.exists()
    assert titles(store) == ["Good", DRAFT.title]
    assert {step.action for step in plan(store, folder).steps} == {Action.CONFLICT, Action.GONE}
    synced(store, folder, {1: ConflictSide.STORE, 2: ConflictSide.STORE})
    assert sorted(contents(folder)) == [NAME, "0002-new.md"]
    assert synced(store, folder) == []


# What may not be


@pytest.fixture
def as_a_user(prepared_store: Path, tmp_path: Path) -> Iterator[Path]:
    """A folder with a store and records, owned by whom the test runs as: never root."""
    top = Path(tempfile.mkdtemp())
    path = Path(shutil.copy(prepared_store, top / "shortlist.sqlite3"))
    (top / "decisions").mkdir()
    root = os.geteuid() == 0
    if root:
        warm = Path(shutil.copy(path, tmp_path / "warm.sqlite3"))
        with closing(Store(warm, author=ada)) as store:  # imports what nobody may not read
            store.decisions.save(DRAFT, store.read.matrix())
            synced(store, tmp_path / "warm")
        for each in (top, path, top / "decisions"):
            os.chown(each, 65534, -1)
        os.seteuid(65534)
    yield top
    if root:
        os.seteuid(0)
    (top / "decisions").chmod(0o700)
    shutil.rmtree(top)


def test_a_read_only_folder_is_told_and_what_is_new_there_is_read(as_a_user: Path) -> None:
    store = Store(as_a_user / "shortlist.sqlite3", author=ada)
    folder = as_a_user / "decisions"
    try:
        for title in ("One", "Two"):
            store.decisions.save(replace(DRAFT, title=title), store.read.matrix())
        synced(store, folder)
        store.decisions.revise(1, replace(DRAFT, title="One", context="Here."))
        store.decisions.save(replace(DRAFT, title="Three"), store.read.matrix())
        (folder / "0009-new.md").write_text(GOOD, "utf-8")
        (folder / "0002-two.md").chmod(0)
        folder.chmod(0o500)
        before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
        found = told(store, folder)
        refused = {name for name, why in found.items() if "may not be" in why}
        assert refused == {"0001-one.md", "0002-two.md", "0010-three.md"}
        assert "Good" in titles(store)
        assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before
        folder.chmod(0o700)
        (folder / "0002-two.md").chmod(0o600)
        assert [name for name, _ in synced(store, folder)] == ["0001-one.md", "0010-three.md"]
        assert synced(store, folder) == []
        folder.chmod(0)
        with pytest.raises(StoreError, match="could not be read"):
            plan(store, folder)
    finally:
        store.close()
