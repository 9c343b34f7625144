"""Folders of records: stable numbers, no torn file, and nothing of anyone else's overwritten."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from store.folder import Change, Planned, next_number, plan, write
from store.madr import record
from store.types import (
    Comparison,
    Criterion,
    Decision,
    Exported,
    Matrix,
    Option,
    Rating,
    Status,
    StoreError,
)

OPTIONS = (Option("flask", "Flask", "", ""), Option("django", "Django", "", ""))
CRITERION = Criterion("admin", "Group", "Admin", "Admin?", "none", "full", "topic", 1)
RATINGS = {("admin", "flask"): Rating(2.0, ""), ("admin", "django"): Rating(4.0, "")}
WEIGHTS = {"admin": 5.0}
COMPARISON = Comparison(
    "frameworks", "Frameworks", "Which one?", OPTIONS, (CRITERION,), RATINGS, WEIGHTS, ()
)
MATRIX = Matrix(1, "Ours", None, COMPARISON, WEIGHTS, RATINGS, {})


def decision(number: int, title: str = "Use Django") -> Decision:
    """A decision whose id is not its number, as in a store from which one was deleted."""
    return Decision(
        id=number + 100,
        number=number,
        title=title,
        status=Status.ACCEPTED,
        superseded_by=None,
        date=date(2026, 11, 23),
        chosen="django",
        context="",
        deciders="",
        consequences="",
        matrix=MATRIX,
        created=datetime(2026, 11, 23, tzinfo=UTC),
        updated=datetime(2026, 11, 23, tzinfo=UTC),
    )


def export(folder: Path, *decisions: Decision) -> dict[int, Exported]:
    """Writes decisions into a folder that knows none of them."""
    return {planned.decision.id: write(planned) for planned in plan(folder, decisions, {})}


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_numbers_follow_the_highest_in_the_folder(tmp_path: Path) -> None:
    assert next_number(tmp_path / "missing") == 1
    assert next_number(tmp_path) == 1
    for name in ["0003-a.md", "0010-b.md", "0011.md", "99-c.md", "0012-d.txt", "x0013-e.md"]:
        (tmp_path / name).touch()
    assert next_number(tmp_path) == 11
    (tmp_path / "10000-f.md").touch()
    assert next_number(tmp_path) == 10_001


def test_new_records_are_numbered_in_the_order_of_the_decisions(tmp_path: Path) -> None:
    folder = tmp_path / "docs" / "decisions"
    planned = plan(folder, [decision(9, "Second"), decision(4, "First")], {})
    assert [(p.path.name, p.change) for p in planned] == [
        ("0001-first.md", Change.NEW),
        ("0002-second.md", Change.NEW),
    ]
    assert not folder.exists()
    exported = [write(p) for p in planned]
    assert names(folder) == [e.file_name for e in exported]
    first = (folder / "0001-first.md").read_bytes()
    assert first == record(decision(4, "First")).encode()
    assert exported[0].sha256 == sha256(first).hexdigest()


def test_a_decision_keeps_its_file_and_its_number(tmp_path: Path) -> None:
    known = export(tmp_path, decision(1), decision(2, "Use Flask"))
    renamed = decision(1, "Use Django, again")
    changes = plan(tmp_path, [decision(3, "Third"), renamed, decision(2, "Use Flask")], known)
    assert [(p.path.name, p.change) for p in changes] == [
        ("0001-use-django.md", Change.UPDATED),
        ("0002-use-flask.md", Change.SAME),
        ("0003-third.md", Change.NEW),
    ]
    for planned in changes:
        known[planned.decision.id] = write(planned)
    assert names(tmp_path) == ["0001-use-django.md", "0002-use-flask.md", "0003-third.md"]
    assert "# Use Django, again\n" in (tmp_path / "0001-use-django.md").read_text("utf-8")
    again = plan(tmp_path, [renamed], known)
    assert [p.change for p in again] == [Change.SAME]


def test_a_file_that_is_gone_comes_back_and_its_number_is_not_given_away(tmp_path: Path) -> None:
    known = export(tmp_path, decision(1), decision(2, "Use Flask"))
    (tmp_path / "0002-use-flask.md").unlink()
    new, gone = plan(tmp_path, [decision(3, "Third"), decision(2, "Use Flask")], known)[::-1]
    assert (gone.path.name, gone.change) == ("0002-use-flask.md", Change.NEW)
    assert new.path.name == "0003-third.md"
    assert plan(tmp_path, [decision(3, "Third")], known)[0].path.name == "0003-third.md"


def test_a_file_changed_by_hand_is_a_conflict_and_is_kept(tmp_path: Path) -> None:
    known = export(tmp_path, decision(1))
    path = tmp_path / "0001-use-django.md"
    path.write_text("mine\n", encoding="utf-8")
    (conflict,) = plan(tmp_path, [decision(1)], known)
    assert conflict.change is Change.CONFLICT
    with pytest.raises(StoreError, match=r"0001-use-django\.md.*left as it is"):
        write(conflict)
    assert path.read_text("utf-8") == "mine\n"
    write(replace(conflict, change=Change.UPDATED))
    assert path.read_text("utf-8") == conflict.text


def test_a_file_edited_by_hand_to_the_new_text_is_the_same(tmp_path: Path) -> None:
    known = export(tmp_path, decision(1))
    revised = decision(1, "Use Flask")
    (tmp_path / "0001-use-django.md").write_text(record(revised), encoding="utf-8", newline="\n")
    (planned,) = plan(tmp_path, [revised], known)
    assert planned.change is Change.SAME
    assert write(planned).sha256 == sha256(record(revised).encode()).hexdigest()


def test_records_name_each_other_by_their_numbers_in_the_folder(tmp_path: Path) -> None:
    (tmp_path / "0041-theirs.md").touch()
    old = replace(decision(1), status=Status.SUPERSEDED, superseded_by=2)
    first, second = plan(tmp_path, [old, decision(2, "Use Flask")], {})
    assert "\nstatus: superseded by ADR-0043\n" in first.text
    assert "\n\nSupersedes [ADR-0042](0042-use-django.md)\n\n" in second.text
    (alone,) = plan(tmp_path, [old], {})
    assert "\nstatus: superseded\n" in alone.text


def planned_update(folder: Path) -> Planned:
    known = export(folder, decision(1))
    (planned,) = plan(folder, [decision(1, "Use Flask")], known)
    assert planned.change is Change.UPDATED
    return planned


def test_a_file_that_changes_after_the_plan_is_kept(tmp_path: Path) -> None:
    planned = planned_update(tmp_path)
    planned.path.write_text("mine\n", encoding="utf-8")
    with pytest.raises(StoreError, match="changed meanwhile"):
        write(planned)
    assert planned.path.read_text("utf-8") == "mine\n"
    assert names(tmp_path) == [planned.path.name]


@pytest.mark.parametrize("kind", ["file", "dangling link"])
def test_a_file_that_appears_after_the_plan_is_kept(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "records"
    (planned,) = plan(folder, [decision(1)], {})
    folder.mkdir()
    if kind == "file":
        planned.path.write_text("mine\n", encoding="utf-8")
    else:
        planned.path.symlink_to(tmp_path / "nowhere")
    with pytest.raises(StoreError, match="appeared meanwhile"):
        write(planned)
    assert names(folder) == [planned.path.name]
    assert planned.path.is_symlink() or planned.path.read_text("utf-8") == "mine\n"
    assert not (tmp_path / "nowhere").exists()


def test_replacing_keeps_the_mode(tmp_path: Path) -> None:
    planned = planned_update(tmp_path)
    planned.path.chmod(0o640)
    write(planned)
    assert planned.path.stat().st_mode & 0o777 == 0o640


def test_a_new_file_has_the_mode_that_the_user_asks_for(tmp_path: Path) -> None:
    umask = os.umask(0o027)
    try:
        export(tmp_path, decision(1))
    finally:
        os.umask(umask)
    assert (tmp_path / "0001-use-django.md").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("new", [True, False])
def test_a_rename_that_fails_leaves_the_folder_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, new: bool
) -> None:
    planned = plan(tmp_path, [decision(1)], {})[0] if new else planned_update(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", refuse)
        patch.setattr(Path, "hardlink_to", refuse)
        with pytest.raises(StoreError, match=r"0001-use-django\.md.*nothing was changed"):
            write(planned)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


WRITE_UNDER_A_LIMIT = """
import resource, signal, sys
sys.path[:0] = sys.argv[1:3]
from pathlib import Path
import test_folder
planned = test_folder.planned_update(Path(sys.argv[3]))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (64, resource.RLIM_INFINITY))
try:
    test_folder.write(planned)
except test_folder.StoreError as error:
    sys.exit(str(error))
"""


def test_a_write_that_stops_half_way_leaves_the_old_file_whole(tmp_path: Path) -> None:
    here = Path(__file__).parent
    done = subprocess.run(
        [sys.executable, "-c", WRITE_UNDER_A_LIMIT, here.parents[1], here, tmp_path],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
        check=False,
    )
    assert "nothing was changed" in done.stderr
    assert "Traceback" not in done.stderr
    assert names(tmp_path) == ["0001-use-django.md"]
    assert (tmp_path / "0001-use-django.md").read_text("utf-8") == record(decision(1))


@pytest.mark.parametrize("link", ["to a file", "to nothing"])
def test_a_link_is_neither_followed_nor_replaced(tmp_path: Path, link: str) -> None:
    folder, elsewhere = tmp_path / "records", tmp_path / "elsewhere"
    known = export(folder, decision(1))
    path = folder / "0001-use-django.md"
    if link == "to a file":
        path.rename(elsewhere)
    else:
        path.unlink()
    path.symlink_to(elsewhere)
    (planned,) = plan(folder, [decision(1, "Use Flask")], known)
    assert planned.change is Change.CONFLICT
    with pytest.raises(StoreError, match="link to another file"):
        write(replace(planned, change=Change.UPDATED))
    assert path.is_symlink()
    assert not elsewhere.exists() or elsewhere.read_text("utf-8") == record(decision(1))


def test_a_file_where_the_folder_should_be_is_named(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("mine\n", encoding="utf-8")
    for folder in (file, file / "below"):
        with pytest.raises(StoreError, match=r"“.*file.*there is a file where a folder"):
            plan(folder, [decision(1)], {})
    (planned,) = plan(tmp_path / "later", [decision(1)], {})
    (tmp_path / "later").touch()
    with pytest.raises(StoreError, match=r"“.*later.*there is a file where a folder"):
        write(planned)


def test_a_name_too_long_for_the_disk_is_said_to_be(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="name is too long"):
        plan(tmp_path / ("x" * 300), [decision(1)], {})


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    (planned,) = plan(tmp_path, [decision(1)], {})
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(StoreError, match="it may not be written"):
            write(planned)
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.parametrize(
    "title",
    [
        "a\nb/../../c\\d",
        "| a | [/] | `b` |",
        "<script>alert(1)</script>",
        "שלום \u202eevil",
        "🚀👩‍💻",
        "..",
        "x" * 10_000,
        "\ud800",
    ],
)
def test_any_title_makes_one_plain_file(tmp_path: Path, title: str) -> None:
    known = export(tmp_path, decision(1, title))
    (path,) = tmp_path.iterdir()
    assert path.is_file()
    assert path.read_text("utf-8").count("\n# ") == 1
    assert next_number(tmp_path) == 2
    assert plan(tmp_path, [decision(1, title)], known)[0].change is Change.SAME
