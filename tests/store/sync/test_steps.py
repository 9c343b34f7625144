"""Between a folder and the store: nothing guessed, nothing half-written, the rest goes on."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from store.records.document import RecordError
from store.records.edit import edit
from store.records.folder import read_file, shelf
from store.records.parse import SIZE_MAX, parse
from store.sync.steps import (
    Action,
    ConflictSide,
    StepResult,
    StoredRecord,
    SyncStep,
    compare,
    empty_shelf,
    index_change,
    write,
)
from store.util.atomic import digest
from tests.store.records.folders import FOLDERS

OLD, OURS, THEIRS = b"# A\n\nold\n", b"# A\n\nours\n", b"# A\n\ntheirs\n"
NAME = "0001-a.md"


def kept(data: bytes | None, *last: bytes, name: str = NAME, key: int = 1) -> StoredRecord:
    return StoredRecord(key, name, data, tuple(map(digest, last)))


def carry_out(folder: Path, steps: Sequence[SyncStep]) -> list[StepResult]:
    """Writes what is to be written; what is to be read is for others."""
    return [
        write(folder, step) if step.action is Action.WRITE else StepResult(step) for step in steps
    ]


def planned(folder: Path, *records: StoredRecord) -> list[SyncStep]:
    return list(compare(shelf(folder), records))


def actions(folder: Path, *records: StoredRecord) -> list[tuple[str, Action]]:
    return [(step.name, step.action) for step in planned(folder, *records)]


def done(folder: Path, *records: StoredRecord) -> list[StepResult]:
    return carry_out(folder, planned(folder, *records))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize(
    ("stored", "last", "found", "action"),
    [
        (OURS, None, None, Action.WRITE),
        (None, None, THEIRS, Action.READ),
        (OLD, OLD, OLD, Action.UNCHANGED),
        (OURS, OLD, OURS, Action.UNCHANGED),
        (OURS, None, OURS, Action.UNCHANGED),
        (OURS, OLD, OLD, Action.WRITE),
        (OLD, OLD, THEIRS, Action.READ),
        (OURS, OLD, THEIRS, Action.CONFLICT),
        (OURS, None, THEIRS, Action.CONFLICT),
        (OLD, OLD, None, Action.GONE),
        (OURS, OLD, None, Action.CONFLICT),
        ("thrown away", OLD, OLD, Action.GONE),
        ("thrown away", OLD, THEIRS, Action.CONFLICT),
        ("thrown away", OLD, None, Action.UNCHANGED),
    ],
)
def test_what_is_to_be_done(
    tmp_path: Path,
    stored: bytes | str | None,
    last: bytes | None,
    found: bytes | None,
    action: Action,
) -> None:
    if found is not None:
        (tmp_path / NAME).write_bytes(found)
    data = stored if isinstance(stored, bytes) else None
    records = [] if stored is None else [kept(data, *([last] if last else []))]
    before = contents(tmp_path)
    (step,) = planned(tmp_path, *records)
    assert (step.name, step.action) == (NAME, action)
    (finished,) = carry_out(tmp_path, [step])
    assert finished == StepResult(step)
    if action is Action.WRITE:
        assert contents(tmp_path) == {NAME: data}
        assert step.stored == data
        assert actions(tmp_path, kept(data, data or b"")) == [(NAME, Action.UNCHANGED)]
    else:
        assert contents(tmp_path) == before


def test_a_conflict_shows_both_and_one_side_is_chosen(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(THEIRS)
    (step,) = planned(tmp_path, kept(OURS, OLD))
    heads = "--- 0001-a.md (Shortlist)\n+++ 0001-a.md (folder)\n"
    assert step.diff == f"{heads}@@ -1,3 +1,3 @@\n # A\n \n-ours\n+theirs\n"
    (read,) = carry_out(tmp_path, [step.resolved(ConflictSide.FOLDER)])
    assert (read.step.action, read.step.found) == (Action.READ, THEIRS)
    assert contents(tmp_path) == {NAME: THEIRS}
    (written,) = carry_out(tmp_path, [step.resolved(ConflictSide.STORE)])
    assert (written.trouble, written.step.stored) == ("", OURS)
    assert contents(tmp_path) == {NAME: OURS}


def test_what_is_gone_comes_back_or_goes(tmp_path: Path) -> None:
    (step,) = planned(tmp_path, kept(OLD, OLD))
    assert step.reason == "It was removed from the folder."
    assert "+++ /dev/null\n@@ -1,3 +0,0 @@\n-# A\n-\n-old\n" in step.diff
    assert f"--- /dev/null\n+++ {NAME}\n" in step.resolved(ConflictSide.STORE).diff
    assert step.resolved(ConflictSide.FOLDER).action is Action.GONE
    assert [each.trouble for each in carry_out(tmp_path, [step.resolved(ConflictSide.STORE)])] == [
        ""
    ]
    assert contents(tmp_path) == {NAME: OLD}


@pytest.mark.parametrize("folder", [path.name for path in FOLDERS.iterdir()])
def test_a_folder_read_in_and_written_out_is_the_same(tmp_path: Path, folder: str) -> None:
    first = compare(shelf(FOLDERS / folder), [])
    assert {step.action for step in first} == {Action.READ}
    records = [
        kept(parse(data, step.name).data, data, name=step.name, key=key)
        for key, step in enumerate(first)
        if (data := step.found) is not None
    ]
    again = compare(shelf(FOLDERS / folder), records)
    assert {step.action for step in again} == {Action.UNCHANGED}
    new = tmp_path / "new"
    assert [each.trouble for each in carry_out(new, compare(empty_shelf(new), [
        StoredRecord(each.key, each.name, each.data) for each in records
    ]))] == [""] * len(records)  # fmt: skip
    assert contents(new) == {step.name: step.found for step in first}


def test_one_field_edited_here_is_one_line_there(tmp_path: Path) -> None:
    data = (FOLDERS / "madr2" / "0001-keep-sessions-in-redis.md").read_bytes()
    data = data.replace(b"\n", b"\r\n")
    (tmp_path / NAME).write_bytes(data)
    edited = edit(parse(data, NAME), deciders=["Ada", "Linus"]).data
    (step,) = planned(tmp_path, kept(edited, data))
    lines = step.diff.split("\n")[2:]
    changed = [line for line in lines if line.startswith(("+", "-"))]
    assert changed == [
        "-* Deciders: Ada, Grace <!-- optional -->\r",
        "+* Deciders: Ada, Linus <!-- optional -->\r",
    ]
    carry_out(tmp_path, [step])
    assert contents(tmp_path) == {NAME: data.replace(b"Ada, Grace", b"Ada, Linus")}


LONG = b"# A\n\n" + b"".join(b"line %d\n" % number for number in range(9))


@pytest.mark.parametrize(
    ("new_name", "data", "action"),
    [
        ("0001-b.md", LONG, Action.UNCHANGED),
        ("0007-other.md", LONG, Action.UNCHANGED),
        ("0001-b.md", LONG + b"more\n", Action.READ),
        ("0007-a.md", LONG + b"more\n", Action.READ),
    ],
)
def test_a_file_that_was_renamed_is_found_again(
    tmp_path: Path, new_name: str, data: bytes, action: Action
) -> None:
    (tmp_path / new_name).write_bytes(data)
    (step,) = planned(tmp_path, kept(LONG, LONG))
    assert (step.name, step.action) == (new_name, action)


def test_another_record_with_the_number_is_not_taken_for_it(tmp_path: Path) -> None:
    (tmp_path / "0001-theirs.md").write_bytes(b"# Theirs\n\nquite another\n")
    assert actions(tmp_path, kept(LONG, LONG)) == [
        (NAME, Action.GONE),
        ("0001-theirs.md", Action.READ),
    ]


def test_of_two_that_it_may_be_none_is_taken(tmp_path: Path) -> None:
    for name in ("0001-b.md", "0001-c.md"):
        (tmp_path / name).write_bytes(LONG + name.encode())
    steps = planned(tmp_path, kept(LONG, LONG))
    assert [step.action for step in steps] == [Action.GONE, Action.READ, Action.READ]
    assert steps[1].reason == "“0001-a.md” and “0001-c.md” have the same number."


def test_files_that_cannot_be_read_are_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.md"
    elsewhere.write_bytes(OLD)
    folder = tmp_path / "records"
    folder.mkdir()
    (folder / "0001-link.md").symlink_to(elsewhere)
    (folder / "0002-latin.md").write_bytes("# Zoë\n".encode("latin-1"))
    (folder / "0003-binary.md").write_bytes(b"\x89PNG\0")
    with (folder / "0004-large.md").open("wb") as file:
        file.truncate(SIZE_MAX + 1)
    os.mkfifo(folder / "0005-pipe.md")
    (folder / "0006-fine.md").write_bytes(b"\xef\xbb\xbf" + OLD.replace(b"\n", b"\r\n"))
    (folder / os.fsdecode(b"0007-\xff.md")).write_bytes(THEIRS)
    (folder / "notes").mkdir()
    records = [
        StoredRecord(1, "0001-link.md", OURS, [digest(OLD)]),
        StoredRecord(2, "../elsewhere.md", OURS, [digest(OLD)]),
        StoredRecord(8, "0008-new.md", OURS),
    ]
    finished = done(folder, *records)
    assert [(each.step.action, each.step.reason.partition(".")[0]) for each in finished] == [
        (Action.LEFT, "“"),
        (Action.LEFT, "It is a link to another file, and links are not followed"),
        (Action.LEFT, "It is not UTF-8: byte 0xeb on line 1"),
        (Action.LEFT, "It holds NUL bytes: it is no text"),
        (Action.LEFT, "It has 1,000,001 bytes, and a record at most 1,000,000"),
        (Action.LEFT, "It is no plain file"),
        (Action.READ, ""),
        (Action.LEFT, "Its name is not UTF-8"),
        (Action.WRITE, ""),
    ]
    assert elsewhere.read_bytes() == OLD
    assert (folder / "0008-new.md").read_bytes() == OURS


def test_what_changes_between_plan_and_write_is_kept(tmp_path: Path) -> None:
    records = [kept(OURS, OLD, name=f"000{n}-a.md") for n in range(1, 5)]
    for each in records[:3]:
        (tmp_path / each.name).write_bytes(OLD)
    records[3] = StoredRecord(4, "0004-a.md", OURS)
    steps = planned(tmp_path, *records)
    (tmp_path / "0001-a.md").write_bytes(THEIRS)
    (tmp_path / "0002-a.md").unlink()
    (tmp_path / "0004-a.md").write_bytes(THEIRS)
    troubles = [each.trouble for each in carry_out(tmp_path, steps)]
    assert "changed meanwhile" in troubles[0]
    assert "0002-a.md” could not be written" in troubles[1]
    assert troubles[2] == ""
    assert "appeared meanwhile" in troubles[3]
    assert contents(tmp_path) == {"0001-a.md": THEIRS, "0003-a.md": OURS, "0004-a.md": THEIRS}


def test_a_file_that_vanishes_while_the_folder_is_read(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="vanished"):
        read_file(tmp_path / NAME)


def records_to_write() -> list[StoredRecord]:
    return [
        StoredRecord(1, "0001-a.md", OURS * 50, [digest(OLD)]),
        StoredRecord(2, "0002-b.md", OURS * 60),
        StoredRecord(3, "0003-c.md", OURS * 70, [digest(OLD)]),
    ]


def prepared(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "0001-a.md").write_bytes(OLD)
    (folder / "0003-c.md").write_bytes(OLD)
    return folder


def killed_at(folder: Path, operation: int) -> bool:
    """Syncs in a process that dies at its nth operation on a file; tells whether it did."""
    child = os.fork()
    if child == 0:
        left = operation

        def die(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal left
            if event in ("open", "os.rename", "os.link", "os.remove", "os.chmod") and any(
                str(folder) in str(argument) for argument in arguments
            ):
                left -= 1
                if left < 0:
                    os._exit(9)

        sys.addaudithook(die)
        done(folder, *records_to_write())
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def test_killed_at_any_operation_every_file_is_old_or_new_and_the_next_run_ends_it(
    tmp_path: Path,
) -> None:
    new = {each.name: each.data for each in records_to_write()}
    operation = 0
    folder = prepared(tmp_path / str(operation))
    while killed_at(folder, operation):
        there = {name: data for name, data in contents(folder).items() if name.endswith(".md")}
        assert all(data in (OLD, new[name]) for name, data in there.items())
        assert {"0001-a.md", "0003-c.md"} <= there.keys()
        assert [each.trouble for each in done(folder, *records_to_write())] == ["", "", ""]
        there = {name: data for name, data in contents(folder).items() if name.endswith(".md")}
        assert there == new
        operation += 1
        folder = prepared(tmp_path / str(operation))
    assert operation > 12
    assert contents(folder) == new


ON_A_SMALL_DISK = """
import sys
from pathlib import Path
from tests.store.sync import test_steps as tests
folder = Path(sys.argv[1])
for each in tests.done(folder, *tests.records_to_write()):
    print(each.step.name, each.trouble)
assert tests.contents(folder).items() >= {"0001-a.md": tests.OLD, "0003-c.md": tests.OLD}.items()
"""


def on_a_disk(folder: Path, commands: str) -> list[str]:
    """Syncs in a mount namespace of its own, where `commands` prepare the folder."""
    mount = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-ec"]
    tried = ["sh", "-c", '"$@"', "sh", *mount, "mount -t tmpfs -o size=16k none /mnt"]
    if subprocess.run(tried, capture_output=True, check=False).returncode:
        pytest.skip("no user namespaces here")
    ran = subprocess.run(
        [*mount, f'{commands}\n"$0" -c "$1" "$2"; ls -a "$2" >&2',
         sys.executable, ON_A_SMALL_DISK, folder],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )  # fmt: skip
    assert ".tmp" not in ran.stderr
    return ran.stdout.splitlines()


@pytest.mark.skipif(sys.platform != "linux", reason="mounts as Linux does")
def test_a_full_disk_is_told_for_each_file(tmp_path: Path) -> None:
    told = on_a_disk(
        tmp_path,
        'mount -t tmpfs -o size=12k none "$2"\nprintf "# A\\n\\nold\\n" > "$2/0001-a.md"\n'
        'cp "$2/0001-a.md" "$2/0003-c.md"\ndd if=/dev/zero of="$2/fill" bs=4096 count=9 2>&- || :',
    )
    assert len(told) == 3
    assert all("the disk is full" in line for line in told)


@pytest.mark.skipif(sys.platform != "linux", reason="mounts as Linux does")
def test_a_read_only_folder_is_told_for_each_file(tmp_path: Path) -> None:
    told = on_a_disk(
        tmp_path,
        'mount -t tmpfs -o size=64k none "$2"\nprintf "# A\\n\\nold\\n" > "$2/0001-a.md"\n'
        'cp "$2/0001-a.md" "$2/0003-c.md"\nmount -o remount,ro "$2"',
    )
    assert len(told) == 3
    assert all("the disk is read-only" in line for line in told)


def test_the_index_lists_what_was_synced(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(OLD)
    before = b"# Decisions\n\n<!-- adrlog -->\n<!-- adrlogstop -->\n"
    assert index_change("index.md", before, []) is None
    change = index_change("index.md", before, shelf(tmp_path).records.values())
    assert change is not None
    assert b"\n* [ADR-0001](0001-a.md) - A\n" in (change.after or b"")
