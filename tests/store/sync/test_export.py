"""Decisions as records: as they will be written, and written over nothing of anyone else's."""

import shutil
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from store.domain.decision import DecisionDraft, Status
from store.domain.errors import NotFoundError, StoreError
from store.domain.record_format import RecordFormat
from store.records.check import Terms, check
from store.records.folder import shelf
from store.records.parse import SIZE_MAX
from store.records.render import record
from store.store import Store
from store.sync import export
from store.sync.apply import apply_plan
from store.sync.plan import SyncPlan, plan
from store.sync.record_files import MATCH_FOLDER, RecordStyle
from store.sync.steps import Action, ConflictSide
from tests.store.records.folders import FOLDERS
from tests.store.records.repository import Repository
from tests.store.sync.test_sync import draft_of, synced

STYLES = sorted(path.name for path in FOLDERS.iterdir())
ONE, TWO, THREE = "0001-use-django.md", "0002-use-flask.md", "0003-third.md"
NYGARD = "0001-record-decisions.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "docs" / "decisions"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "team")


def save(store: Store, title: str = "Use Django") -> int:
    return store.decisions.save(
        DecisionDraft(title, Status.ACCEPTED, "django"), store.read.matrix()
    )


def retitle(store: Store, number: int, title: str) -> None:
    store.decisions.revise(number, replace(draft_of(store.read.decision(number)), title=title))


def planned(store: Store, folder: Path, *numbers: int) -> list[tuple[str, Action]]:
    steps = export.plan(store, folder, numbers).steps
    return [(step.name, step.action) for step in steps]


def troubles(store: Store, plan: SyncPlan) -> list[str]:
    return list(export.troubles(plan, apply_plan(store, plan)).values())


def write(
    store: Store, folder: Path, numbers: Collection[int], style: RecordStyle = MATCH_FOLDER
) -> None:
    assert troubles(store, export.plan(store, folder, numbers, style)) == []


def read_in(store: Store, style: str, folder: Path) -> None:
    """The folder of a team, and the decisions that are in it."""
    shutil.copytree(FOLDERS / style, folder, dirs_exist_ok=True)
    apply_plan(store, plan(store, folder))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# Into a folder


def test_new_records_are_numbered_in_the_order_of_the_decisions(store: Store, folder: Path) -> None:
    save(store, "Left out")
    first, second = save(store, "First"), save(store, "Second")
    assert planned(store, folder, second, first) == [
        ("0001-first.md", Action.WRITE),
        ("0002-second.md", Action.WRITE),
    ]
    assert not folder.exists()
    write(store, folder, [second, first])
    assert names(folder) == ["0001-first.md", "0002-second.md"]
    assert (folder / "0001-first.md").read_text("utf-8") == record(store.read.decision(first))


def test_a_decision_keeps_its_file_and_its_number(store: Store, folder: Path) -> None:
    one, two = save(store), save(store, "Use Flask")
    write(store, folder, [one, two])
    retitle(store, one, "Use Django, again")
    three = save(store, "Third")
    assert planned(store, folder, three, one, two) == [
        (ONE, Action.WRITE),
        (TWO, Action.UNCHANGED),
        (THREE, Action.WRITE),
    ]
    write(store, folder, [one, two, three])
    assert names(folder) == [ONE, TWO, THREE]
    assert "# Use Django, again\n" in (folder / ONE).read_text("utf-8")
    assert planned(store, folder, one) == [(ONE, Action.UNCHANGED)]


def test_a_file_that_is_gone_comes_back_and_its_number_is_not_given_away(
    store: Store, folder: Path
) -> None:
    one, two = save(store), save(store, "Use Flask")
    write(store, folder, [one, two])
    (folder / TWO).unlink()
    three = save(store, "Third")
    assert planned(store, folder, three) == [(THREE, Action.WRITE)]
    assert planned(store, folder, two, three) == [(TWO, Action.WRITE), (THREE, Action.WRITE)]
    retitle(store, two, "Use Flask, again")
    assert planned(store, folder, two) == [(TWO, Action.WRITE)]
    write(store, folder, [two])
    assert "# Use Flask, again\n" in (folder / TWO).read_text("utf-8")


@pytest.mark.parametrize("changed_here", [False, True])
def test_a_file_changed_by_hand_is_kept_until_somebody_says_otherwise(
    store: Store, folder: Path, *, changed_here: bool
) -> None:
    number = save(store)
    write(store, folder, [number])
    (folder / ONE).write_text("mine\n", "utf-8")
    if changed_here:
        retitle(store, number, "Use Flask")
    found = export.plan(store, folder, [number])
    assert [step.action for step in found.open] == [Action.CONFLICT]
    assert troubles(store, found) == []
    assert (folder / ONE).read_text("utf-8") == "mine\n"
    assert troubles(store, found.with_choices({number: ConflictSide.STORE})) == []
    assert (folder / ONE).read_text("utf-8") == record(store.read.decision(number))
    assert planned(store, folder, number) == [(ONE, Action.UNCHANGED)]


def test_a_file_edited_by_hand_to_the_new_text_is_the_same(store: Store, folder: Path) -> None:
    number = save(store)
    write(store, folder, [number])
    retitle(store, number, "Use Flask")
    (folder / ONE).write_text(export.record(store, number), "utf-8")
    assert planned(store, folder, number) == [(ONE, Action.UNCHANGED)]
    write(store, folder, [number])
    retitle(store, number, "Use Flask, again")
    assert planned(store, folder, number) == [(ONE, Action.WRITE)]


def test_nothing_is_read_in_and_no_other_record_is_written(store: Store, folder: Path) -> None:
    one, two = save(store), save(store, "Use Flask")
    write(store, folder, [one, two])
    retitle(store, one, "Use Django, again")
    retitle(store, two, "Use Flask, again")
    (folder / "0003-theirs.md").write_text("# Theirs\n", "utf-8")
    before = (folder / TWO).read_bytes()
    write(store, folder, [one])
    assert "# Use Django, again\n" in (folder / ONE).read_text("utf-8")
    assert (folder / TWO).read_bytes() == before
    assert [row.number for row in store.read.decisions()] == [two, one]


BY_NUMBER = "[ADR-0043](0043-use-flask.md)"
BY_SLUG = "[0043-use-flask](0043-use-flask.md)"
BY_TITLE = "[43. Use Flask](0043-use-flask.md)"
OF_NUMBER = "[ADR-0042](0042-use-django.md)"
LINKS = {
    RecordFormat.MADR4: (["status: superseded by ADR-0043"], f"Supersedes {OF_NUMBER}"),
    RecordFormat.COMPAT: (
        [
            "status: superseded by ADR-0043",
            f"* Status: superseded by {BY_SLUG}",
            f"Superseded by {BY_TITLE}",
        ],
        "Supersedes [42. Use Django](0042-use-django.md)",
    ),
    RecordFormat.MADR3: ([f"status: superseded by {BY_NUMBER}"], f"Supersedes {OF_NUMBER}"),
    RecordFormat.MADR2: ([f"* Status: superseded by {BY_NUMBER}"], f"* Supersedes {OF_NUMBER}"),
    RecordFormat.LOG4BRAINS: (
        [f"- Status: superseded by {BY_SLUG}"],
        "- Supersedes [0042-use-django](0042-use-django.md)",
    ),
    RecordFormat.NYGARD: (
        [f"Superseded by {BY_TITLE}"],
        "Supersedes [42. Use Django](0042-use-django.md)",
    ),
}


@pytest.mark.parametrize("profile", list(RecordFormat))
def test_records_name_each_other_by_their_numbers_in_the_folder(
    store: Store, folder: Path, profile: RecordFormat
) -> None:
    folder.mkdir(parents=True)
    (folder / "0041-theirs.md").write_text("# Theirs\n", "utf-8")
    one, two = save(store), save(store, "Use Flask")
    store.decisions.set_status(one, Status.SUPERSEDED, "Better.", two)
    write(store, folder, [one, two], RecordStyle(profile))
    old, new = (
        (folder / name).read_text("utf-8") for name in ("0042-use-django.md", "0043-use-flask.md")
    )
    told, tells = LINKS[profile]
    assert [line for line in old.splitlines() if "uperseded by" in line] == told
    assert f"\n\n{tells}\n" in new
    assert check(shelf(folder), Terms(date(2026, 11, 23))) == ()


def test_a_record_names_none_that_is_not_in_the_folder(store: Store, folder: Path) -> None:
    one, two = save(store), save(store, "Use Flask")
    store.decisions.set_status(one, Status.SUPERSEDED, "Better.", two)
    write(store, folder, [one])
    assert "\nstatus: superseded\n" in (folder / ONE).read_text("utf-8")


def test_the_index_lists_what_was_exported(store: Store, folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "index.md").write_text(
        "# Decisions\n\n<!-- adrlog -->\n<!-- adrlogstop -->\n", "utf-8"
    )
    write(store, folder, [save(store)])
    assert f"\n* [ADR-0001]({ONE}) - Use Django\n" in (folder / "index.md").read_text("utf-8")


def test_a_decision_that_there_is_not_is_told(store: Store, folder: Path) -> None:
    number = save(store)
    store.decisions.trash(number)
    for missing in (number, 9):
        with pytest.raises(NotFoundError, match=f"ecision {missing}"):
            export.plan(store, folder, [missing])
        with pytest.raises(NotFoundError, match=f"ecision {missing}"):
            export.record(store, missing)


@pytest.mark.parametrize(
    "title",
    [
        "a\nb/../../c\\d",
        "| a | [/] | `b` |",
        "<script>alert(1)</script>",
        "שלום \u202eevil",
        "🚀👩‍💻",
        "..",
        "x" * 200,
    ],
)
def test_any_title_makes_one_plain_file(store: Store, folder: Path, title: str) -> None:
    number = save(store, title)
    write(store, folder, [number])
    (path,) = folder.iterdir()
    assert path.is_file()
    assert path.read_text("utf-8").count("\n# ") == 1
    assert [action for _, action in planned(store, folder, number)] == [Action.UNCHANGED]
    assert planned(store, folder, save(store, "Next")) == [("0002-next.md", Action.WRITE)]


# What goes wrong


def test_a_file_that_changes_after_the_plan_is_kept_and_the_rest_is_written(
    store: Store, folder: Path
) -> None:
    numbers = [save(store), save(store, "Use Flask")]
    write(store, folder, numbers)
    for number in numbers:
        retitle(store, number, "Anew")
    found = export.plan(store, folder, numbers)
    (folder / ONE).write_text("mine\n", "utf-8")
    (told,) = troubles(store, found)
    assert "changed meanwhile" in told
    assert (folder / ONE).read_text("utf-8") == "mine\n"
    assert "# Anew\n" in (folder / TWO).read_text("utf-8")
    assert names(folder) == [ONE, TWO]
    assert planned(store, folder, *numbers) == [(ONE, Action.CONFLICT), (TWO, Action.UNCHANGED)]


@pytest.mark.parametrize("kind", ["file", "dangling link"])
def test_a_file_that_appears_after_the_plan_is_kept(
    store: Store, folder: Path, tmp_path: Path, kind: str
) -> None:
    found = export.plan(store, folder, [save(store)])
    folder.mkdir(parents=True)
    if kind == "file":
        (folder / ONE).write_text("mine\n", "utf-8")
    else:
        (folder / ONE).symlink_to(tmp_path / "nowhere")
    (told,) = troubles(store, found)
    assert "appeared meanwhile" in told
    assert names(folder) == [ONE]
    assert (folder / ONE).is_symlink() or (folder / ONE).read_text("utf-8") == "mine\n"
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("link", ["to a file", "to nothing"])
def test_a_link_is_neither_followed_nor_replaced(
    store: Store, folder: Path, tmp_path: Path, link: str
) -> None:
    number = save(store)
    write(store, folder, [number])
    before = (folder / ONE).read_bytes()
    elsewhere = tmp_path / "elsewhere"
    if link == "to a file":
        (folder / ONE).rename(elsewhere)
    else:
        (folder / ONE).unlink()
    (folder / ONE).symlink_to(elsewhere)
    retitle(store, number, "Use Flask")
    found = export.plan(store, folder, [number]).with_choices({number: ConflictSide.STORE})
    (told,) = troubles(store, found)
    assert f"“{folder / ONE}” was not written: It is a link" in told
    assert (folder / ONE).is_symlink()
    assert not elsewhere.exists() or elsewhere.read_bytes() == before


def test_a_file_that_cannot_be_read_is_told_and_the_rest_is_written(
    store: Store, folder: Path
) -> None:
    numbers = [save(store), save(store, "Use Flask"), save(store, "Third")]
    write(store, folder, numbers)
    for number in numbers:
        retitle(store, number, "Anew")
    (folder / ONE).write_bytes(b"\xff")
    with (folder / TWO).open("wb") as large:
        large.truncate(SIZE_MAX + 1)
    bad, big = troubles(store, export.plan(store, folder, numbers))
    assert "not UTF-8" in bad
    assert "at most" in big
    assert "# Anew\n" in (folder / THREE).read_text("utf-8")


@pytest.mark.parametrize(("line", "count"), [("é" * 60, 10_000), ("a", 20_000)])
def test_a_record_that_would_be_too_large_to_be_read_is_told(
    store: Store, folder: Path, line: str, count: int
) -> None:
    number = save(store)
    draft = replace(draft_of(store.read.decision(number)), context=f"{line}\n" * count)
    store.decisions.revise(number, draft)
    (told,) = troubles(store, export.plan(store, folder, [number]))
    assert "It would have" in told
    assert "Shorten" in told
    assert not (folder / ONE).exists()
    assert len(store.read.decision(number).context) > count


def test_a_change_that_has_no_place_in_a_record_is_told_and_the_rest_is_written(
    store: Store, folder: Path
) -> None:
    read_in(store, "adr-tools", folder)
    with (folder / NYGARD).open("a", encoding="utf-8") as file:
        file.write("\nReview by 2027-03-01, or when it rains.\n")
    synced(store, folder)
    draft = draft_of(store.read.decision(1))
    store.decisions.revise(1, replace(draft, review_by=None))
    retitle(store, 2, "Anew")
    before = (folder / NYGARD).read_bytes()
    (told,) = troubles(store, export.plan(store, folder, [1, 2]))
    assert told.startswith(f"“{folder / NYGARD}” was not written: The day of review was not")
    assert (folder / NYGARD).read_bytes() == before
    assert any("# 2. Anew\n" in path.read_text("utf-8") for path in folder.iterdir())
    assert export.record(store, 1) == record(store.read.decision(1))


def test_a_file_where_the_folder_should_be_is_named(store: Store, tmp_path: Path) -> None:
    number = save(store)
    file = tmp_path / "file"
    file.write_text("mine\n", "utf-8")
    for folder in (file, file / "below"):
        with pytest.raises(StoreError, match=r"“.*file.*there is a file where a folder"):
            export.plan(store, folder, [number])
    found = export.plan(store, tmp_path / "later", [number])
    (tmp_path / "later").touch()
    (told,) = troubles(store, found)
    assert "later" in told
    assert "there is a file where a folder" in told


def test_a_name_too_long_for_the_disk_is_said_to_be(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="name is too long"):
        export.plan(store, tmp_path / ("x" * 300), [save(store)])


# The records of others


def test_an_export_changes_a_foreign_record_as_a_sync_does(
    store: Store, repository: Repository
) -> None:
    read_in(store, "adr-tools", repository.folder)
    repository.commit()
    found = export.plan(store, repository.folder, [1, 2, 3, 4])
    assert {step.action for step in found.steps} == {Action.UNCHANGED}
    retitle(store, 1, "Something else")
    write(store, repository.folder, [1])
    lines = repository.git("diff", "--unified=0").splitlines()[5:]
    assert [line[:1] for line in lines] == ["-", "+"]
    assert plan(store, repository.folder).due == ()


# One to look at


def test_without_a_folder_it_is_the_one_that_a_new_folder_would_get(
    store: Store, folder: Path
) -> None:
    one, two = save(store), save(store, "Use Flask")
    store.decisions.set_status(one, Status.SUPERSEDED, "Better.", two)
    shown = [export.record(store, number) for number in (one, two)]
    write(store, folder, [one, two])
    assert shown == [(folder / name).read_text("utf-8") for name in (ONE, TWO)]


@pytest.mark.parametrize("style", STYLES)
def test_a_foreign_record_is_shown_to_the_byte_without_its_folder(
    store: Store, folder: Path, style: str
) -> None:
    read_in(store, style, folder)
    shutil.rmtree(folder)
    shown = {export.record(store, row.number).encode() for row in store.read.decisions()}
    assert shown == {path.read_bytes() for path in (FOLDERS / style).glob("[0-9]*.md")}


def test_a_change_of_a_foreign_record_is_shown_as_it_will_be_written(
    store: Store, folder: Path
) -> None:
    read_in(store, "adr-tools", folder)
    retitle(store, 1, "Something else")
    store.decisions.set_status(1, Status.SUPERSEDED, "Better.", 4)
    shown = {number: export.record(store, number).encode() for number in (1, 2, 3, 4)}
    apply_plan(store, plan(store, folder))
    assert shown == {int(path.name[:4]): path.read_bytes() for path in folder.iterdir()}
    assert b"\n# 1. Something else\n" in b"\n" + shown[1]


def test_after_a_change_of_its_title_only_that_line_differs(store: Store, folder: Path) -> None:
    read_in(store, "adr-tools", folder)
    retitle(store, 1, "Something else")
    lines = export.record(store, 1).splitlines()
    old = (folder / NYGARD).read_text("utf-8").splitlines()
    assert [pair for pair in zip(old, lines, strict=True) if pair[0] != pair[1]] == [
        ("# 1. Record decisions", "# 1. Something else")
    ]


def test_of_several_folders_the_one_with_the_newest_record_counts(
    store: Store, folder: Path, tmp_path: Path
) -> None:
    number = save(store)
    write(store, folder, [number], RecordStyle(RecordFormat.COMPAT))
    assert "\n## Status\n" in export.record(store, number)
    write(store, tmp_path / "second", [number])
    assert "\n## Status\n" not in export.record(store, number)
    retitle(store, number, "Use Flask")
    write(store, folder, [number])
    assert "\n## Status\n" in export.record(store, number)


def test_a_record_that_was_only_announced_is_not_shown(store: Store, folder: Path) -> None:
    folder.parent.mkdir()
    found = export.plan(store, folder, [save(store)], RecordStyle(RecordFormat.COMPAT))
    folder.touch()
    assert troubles(store, found) != []
    assert "\n## Status\n" not in export.record(store, 1)
