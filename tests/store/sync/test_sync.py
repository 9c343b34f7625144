"""A folder and the store, brought to say the same."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path
from types import FrameType

import pytest

from store.decisions import record_tracking
from store.domain.decision import Decision, DecisionDraft, Status
from store.domain.errors import CancelledError
from store.domain.record import WrittenRecord
from store.domain.record_format import RecordFormat
from store.records.check import Terms, check
from store.records.folder import shelf
from store.records.formats import format_of, format_of_folder, possible_formats
from store.records.matrix_table import matrix_of
from store.records.parse import read
from store.store import Store
from store.sync import apply, export
from store.sync.apply import apply_plan
from store.sync.plan import SyncPlan, plan
from store.sync.record_files import RecordStyle
from store.sync.steps import Action, ConflictSide, StepResult
from store.util import atomic
from store.util.progress import Progress
from tests.conftest import ada, fixed_clock
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
    store: Store, folder: Path, sides: dict[int, ConflictSide] | None = None
) -> list[tuple[str, Action]]:
    """Syncs, and tells what was to be done."""
    planned = plan(store, folder).with_choices(sides or {})
    troubles = [each.trouble for each in apply_plan(store, planned) if each.trouble]
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
    repository.hold(FOLDERS / style)
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
    repository.hold(FOLDERS / style)
    synced(store, repository.folder)
    before = shelf(repository.folder)
    own = format_of_folder(map(possible_formats, before.records.values()))
    number = store.decisions.save(replace(DRAFT, deciders="Ada"), store.read.matrix())
    old = min(row.number for row in store.read.decisions() if row.status is Status.ACCEPTED)
    store.decisions.set_status(old, Status.SUPERSEDED, "Better.", number)
    synced(store, repository.folder)
    after = shelf(repository.folder)
    (name,) = after.records.keys() - before.records.keys()
    assert format_of(after.records[name]) is (own or RecordFormat.MADR4)
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
    synced(store, folder, {number: ConflictSide.FOLDER})
    assert store.read.decision(number).context == "Theirs."
    store.decisions.revise(number, replace(DRAFT, context="Ours again."))
    edit(folder / NAME, "Theirs.", "Theirs again.")
    synced(store, folder, {number: ConflictSide.STORE})
    assert "Ours again." in (folder / NAME).read_text("utf-8")
    assert synced(store, folder) == []


def test_what_one_side_has_no_more_is_asked_about(store: Store, folder: Path) -> None:
    number = store.decisions.save(DRAFT, store.read.matrix())
    synced(store, folder)
    (folder / NAME).unlink()
    assert synced(store, folder) == [(NAME, Action.GONE)]
    synced(store, folder, {number: ConflictSide.STORE})
    assert (folder / NAME).exists()
    store.decisions.trash(number)
    assert synced(store, folder) == [(NAME, Action.GONE)]
    synced(store, folder, {number: ConflictSide.STORE})
    assert not (folder / NAME).exists()
    store.decisions.restore(number)
    synced(store, folder)
    (folder / NAME).unlink()
    synced(store, folder, {number: ConflictSide.FOLDER})
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
    (folder / "0003-good.md").write_bytes(b"# Good\n\n* Status: accepted\n")
    done = apply_plan(store, plan(store, folder))
    assert {each.step.name: bool(each.trouble or each.step.reason) for each in done} == {
        "0001-bad.md": True,
        "0002-no-title.md": True,
        "0003-good.md": False,
    }
    assert [row.title for row in store.read.decisions()] == ["Good"]


def test_a_team_has_a_template_of_its_own(store: Store, folder: Path) -> None:
    number = store.decisions.save(DRAFT, store.read.matrix())
    template = "# {title}\n\n* Status: {status}\n\n## Why\n\n{context}\n"
    apply_plan(store, plan(store, folder, RecordStyle(template=template)))
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
    apply_plan(store, plan(store, folder, RecordStyle(RecordFormat.COMPAT)))
    assert "\n* Status: accepted\n" in (folder / NAME).read_text("utf-8")
    assert synced(store, folder) == []


@pytest.mark.parametrize("written", [False, True])
def test_a_run_killed_around_the_write_leaves_nothing_to_choose(
    store: Store, folder: Path, *, written: bool
) -> None:
    number = store.decisions.save(DRAFT, store.read.matrix())
    (step,) = plan(store, folder).steps
    data = step.stored or b""
    store.records.mark_pending(folder, [WrittenRecord(number, step.name, data, RecordFormat.MADR4)])
    if written:
        folder.mkdir()
        (folder / step.name).write_bytes(data)
        store.decisions.revise(number, replace(DRAFT, context="Changed meanwhile."))
    assert synced(store, folder) == [(NAME, Action.WRITE)]
    assert synced(store, folder) == []
    assert len(store.read.decisions()) == 1


def test_a_list_that_is_out_of_date_is_mended_though_nothing_else_is_to_be_done(
    store: Store, folder: Path
) -> None:
    store.decisions.save(DRAFT, store.read.matrix())
    folder.mkdir()
    index = folder / "index.md"
    index.write_text("# Ours\n\n<!-- adrlog -->\n<!-- adrlogstop -->\n", "utf-8")
    synced(store, folder)
    listed = index.read_text("utf-8")
    assert f"* [ADR-0001]({NAME}) - {DRAFT.title}" in listed
    edit(index, DRAFT.title, "Something else")
    planned = plan(store, folder)
    assert planned.due == ()
    assert [each.step.name for each in apply_plan(store, planned)] == ["index.md"]
    assert index.read_text("utf-8") == listed
    assert plan(store, folder).indexes == ()


def test_what_a_killed_writer_left_is_cleared_later(store: Store, tmp_path: Path) -> None:
    for name, age in (
        (".shortlist-old.tmp", 7200),
        (".shortlist-old.tmp-journal", 7200),
        (".shortlist-new.tmp", 0),
        (".other.tmp", 7200),
    ):
        (tmp_path / name).write_bytes(b"x")
        os.utime(tmp_path / name, (tmp_path.stat().st_mtime - age,) * 2)
    synced(store, tmp_path)
    assert sorted(path.name for path in tmp_path.glob(".*.tmp*")) == [
        ".other.tmp",
        ".shortlist-new.tmp",
    ]


# In pieces


def folder_of(path: Path, count: int) -> Path:
    """A folder of records: some by day, each superseded by the one four below, the last two by
    each other."""
    path.mkdir()
    names = [
        f"202601{n:02}-record-{n}.md" if n % 4 == 0 else f"{n:04}-record-{n}.md"
        for n in range(1, count + 1)
    ]
    for n, name in enumerate(names, 1):
        by = {count - 1: count, count: count - 1}.get(n, n + 4)
        status = f"superseded by [a]({names[by - 1]})" if by <= count else "accepted"
        text = f"# Record {n}\n\n- Status: {status}\n- Date: 2026-01-01\n\n## Context\n\nOf {n}.\n"
        (path / name).write_text(text, "utf-8")
    (path / "index.md").write_text("<!-- adrlog -->\n<!-- adrlogstop -->\n", "utf-8")
    return path


def state(store: Store, folder: Path) -> tuple[object, object]:
    """What the decisions say and the files hold."""
    found = {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix == ".md"}
    decisions = {
        row.number: (row.title, row.superseded_by, store.read.decision(row.number).context)
        for row in store.read.decisions()
    }
    return decisions, found


def several(store: Store, folder: Path) -> None:
    """Decisions and records of all kinds: to be written, to be read in, and both."""
    folder_of(folder, 11)
    synced(store, folder)
    for number in (1, 3, 5):
        edit(next(folder.glob(f"*record-{number}.md")), "## Context", "## Context\n\nMore.")
    for number in (2, 6, 7):
        before = store.read.decision(number)
        store.decisions.revise(number, replace(draft_of(before), title=f"New {number}"))
    (folder / "0020-new.md").write_text("# New\n\n- Status: superseded by [a](0021-newer.md)\n")
    (folder / "0021-newer.md").write_text("# Newer\n\n- Status: accepted\n")
    store.decisions.save(DRAFT, store.read.matrix())


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Transactions of two records at the most."""
    monkeypatch.setattr(apply, "BATCH", 2)


def stopped_after(steps: int) -> Progress:
    """Cancels the work when so many steps are done."""
    done = 0

    def report(at: int, _: int) -> None:
        nonlocal done
        done = at

    return Progress(report, lambda: done >= steps)


def interrupted(
    store: Store, planned: SyncPlan, meanwhile: Callable[[], object], after: int = 1
) -> Sequence[StepResult]:
    """Carries out a plan; something else happens when so many steps are done."""

    def report(done: int, _: int) -> None:
        if done == after:
            meanwhile()

    return apply_plan(store, planned, Progress(report))


@pytest.fixture
def copies(prepared_store: Path, tmp_path: Path) -> Iterator[Callable[[], tuple[Store, Path]]]:
    """Makes copies of a store and a folder, each as `several` leaves them."""
    first = tmp_path / "first"
    first.mkdir()
    shutil.copy(prepared_store, first / "store.sqlite3")
    folder = tmp_path / "decisions"
    with closing(Store(first / "store.sqlite3", clock=fixed_clock, author=ada)) as store:
        several(store, folder)
    shutil.copytree(folder, first / "decisions")
    opened: list[Store] = []

    def copy() -> tuple[Store, Path]:
        place = tmp_path / f"copy-{len(opened)}"
        place.mkdir()
        shutil.copy(first / "store.sqlite3", place)
        shutil.rmtree(folder)
        shutil.copytree(first / "decisions", folder)  # the store knows it by its path
        opened.append(Store(place / "store.sqlite3", clock=fixed_clock, author=ada))
        return opened[-1], folder

    yield copy
    for store in opened:
        store.close()


@pytest.mark.usefixtures("small_batches")
def test_what_was_stopped_in_the_middle_is_ended_by_the_next_sync(
    copies: Callable[[], tuple[Store, Path]],
) -> None:
    store, folder = copies()
    synced(store, folder)
    whole = state(store, folder)
    assert b"New 2" in (folder / "index.md").read_bytes()
    for steps in count(1):
        store, folder = copies()
        was_stopped = False
        try:
            apply_plan(store, plan(store, folder), stopped_after(steps))
        except CancelledError:
            was_stopped = True
        synced(store, folder)
        assert state(store, folder) == whole
        assert synced(store, folder) == []
        if not was_stopped:
            break
    assert steps > 8


def killed_at(store: Store, folder: Path, call: int) -> bool:
    """Syncs in another process, and kills it at one of the calls that write."""
    if not (child := os.fork()):
        left = count(call, -1)
        writing = {record_tracking.__file__, atomic.__file__}

        def die(frame: FrameType, event: str, _: object) -> None:
            if event == "call" and frame.f_code.co_filename in writing and not next(left):
                os._exit(9)

        here = Store(store.path, clock=fixed_clock, author=ada)
        sys.setprofile(die)
        apply_plan(here, plan(here, folder))
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


@pytest.mark.usefixtures("small_batches")
def test_what_was_killed_in_the_middle_is_ended_by_the_next_sync(
    copies: Callable[[], tuple[Store, Path]],
) -> None:
    store, folder = copies()
    synced(store, folder)
    whole = state(store, folder)
    for call in count(0, 11):
        store, folder = copies()
        was_killed = killed_at(store, folder, call)
        synced(store, folder)
        assert state(store, folder) == whole
        assert synced(store, folder) == []
        if not was_killed:
            break
    assert call > 100


@pytest.mark.usefixtures("small_batches")
def test_a_folder_half_read_in_comes_out_as_in_one_go(prepared_store: Path, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "decisions", 11)
    index = (folder / "index.md").read_bytes()
    states = []
    for steps in (12, 1, 4, 7, 10):
        (folder / "index.md").write_bytes(index)
        path = Path(shutil.copy(prepared_store, tmp_path / f"{steps}.sqlite3"))
        with closing(Store(path, clock=fixed_clock, author=ada)) as store:
            with suppress(CancelledError):
                done = apply_plan(store, plan(store, folder), stopped_after(steps))
                assert [each.trouble for each in done if each.trouble] == []
            # Nothing refers to what is not there yet.
            there = {row.number: row for row in store.read.decisions()}
            assert all(row.superseded_by in {None, *there} for row in there.values())
            synced(store, folder)
            states.append(state(store, folder))
    assert states == [states[0]] * 5
    decisions, _ = states[0]
    assert isinstance(decisions, dict)
    titles = {number: title for number, (title, _, _) in decisions.items()}
    assert titles == {n: f"Record {n}" for n in (1, 2, 3, 5, 6, 7, 9, 10, 11)} | {
        12: "Record 4",
        13: "Record 8",
    }
    assert {titles[n]: titles.get(by) for n, (_, by, _) in decisions.items()} == {
        **{f"Record {n}": f"Record {n + 4}" for n in range(1, 8)},
        "Record 8": None,
        "Record 9": None,
        "Record 10": "Record 11",
        "Record 11": "Record 10",
    }


def test_a_plan_tells_how_far_it_is_and_can_be_cancelled(store: Store, folder: Path) -> None:
    several(store, folder)
    told: list[tuple[int, int]] = []
    plan(store, folder, progress=Progress(lambda done, total: told.append((done, total))))
    assert all(0 <= done <= total for done, total in told)
    assert (14, 14) in told
    with pytest.raises(CancelledError):
        plan(store, folder, progress=Progress(cancelled=lambda: True))


@pytest.mark.usefixtures("small_batches")
def test_a_decision_changed_between_two_pieces_is_left_for_the_next_sync(
    store: Store, folder: Path
) -> None:
    several(store, folder)
    planned = plan(store, folder)

    def change() -> None:
        for number in (7, 3):  # one is to be written, one to be read in
            before = store.read.decision(number)
            store.decisions.revise(number, replace(draft_of(before), deciders="Grace"))

    results = interrupted(store, planned, change)
    left = {each.step.key: each.trouble for each in results if each.trouble}
    assert left.keys() == {7, 3}
    assert all("was changed meanwhile" in trouble for trouble in left.values())
    assert b"New 7" not in next(folder.glob("0007-*")).read_bytes()
    assert store.read.decision(3).deciders == "Grace"
    assert [action for _, action in synced(store, folder)] == [Action.CONFLICT, Action.WRITE]
    assert b"Grace" in next(folder.glob("0007-*")).read_bytes()
    synced(store, folder, {3: ConflictSide.FOLDER})
    assert store.read.decision(3).context == "More.\n\nOf 3."
    assert synced(store, folder) == []


def test_a_change_between_the_write_and_its_note_is_written_by_the_next_sync(
    store: Store, folder: Path
) -> None:
    number = store.decisions.save(DRAFT, store.read.matrix())
    store.decisions.save(replace(DRAFT, title="Another"), store.read.matrix())
    results = interrupted(
        store,
        plan(store, folder),
        lambda: store.decisions.revise(number, replace(DRAFT, context="Changed meanwhile.")),
    )
    assert [each.trouble for each in results] == ["", ""]
    assert "Changed meanwhile." not in (folder / NAME).read_text("utf-8")
    assert synced(store, folder) == [(NAME, Action.WRITE)]
    assert "Changed meanwhile." in (folder / NAME).read_text("utf-8")


def test_a_choice_is_not_made_of_a_decision_that_changed_since(store: Store, folder: Path) -> None:
    one = store.decisions.save(DRAFT, store.read.matrix())
    two = store.decisions.save(replace(DRAFT, title="Another"), store.read.matrix())
    synced(store, folder)
    store.decisions.trash(one)
    (folder / "0002-another.md").unlink()
    planned = plan(store, folder).with_choices({one: ConflictSide.STORE, two: ConflictSide.FOLDER})
    store.decisions.restore(one)
    store.decisions.revise(two, replace(DRAFT, title="Another", context="Needed."))
    assert all("was changed meanwhile" in each.trouble for each in apply_plan(store, planned))
    assert (folder / NAME).exists()
    assert [row.number for row in store.read.decisions()] == [two, one]


def test_a_number_taken_between_two_pieces_is_not_given_again(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apply, "BATCH", 1)
    folder_of(folder, 5)
    own: list[int] = []
    results = interrupted(
        store,
        plan(store, folder),
        lambda: own.append(store.decisions.save(DRAFT, store.read.matrix())),
        after=3,
    )
    assert [each.trouble for each in results if each.trouble] == []
    assert store.read.decision(own[0]).title == DRAFT.title
    by = {row.title: row.superseded_by for row in store.read.decisions()}
    numbers = {row.title: row.number for row in store.read.decisions()}
    assert by["Record 1"] == numbers["Record 5"]
    assert by["Record 4"] == numbers["Record 5"]
    assert len(numbers) == 6
    synced(store, folder)
    assert synced(store, folder) == []


def test_a_file_changed_between_two_pieces_is_left_for_the_next_sync(
    store: Store, folder: Path
) -> None:
    several(store, folder)
    results = interrupted(
        store,
        plan(store, folder),
        lambda: edit(next(folder.glob("0007-*")), "Of 7.", "Theirs."),
    )
    (left,) = [each for each in results if each.trouble]
    assert "was changed meanwhile" in left.trouble
    assert "Theirs." in next(folder.glob("0007-*")).read_text("utf-8")
    assert [action for _, action in synced(store, folder)] == [Action.CONFLICT]
