"""sync as it is typed: the plan with its differences, then the same thing done."""

import json
import shutil
from pathlib import Path

import pytest

from store.domain.record_format import RecordFormat
from store.records.formats import format_of
from store.records.parse import parse
from tests.store.records.folders import FOLDERS
from tui_app.__main__ import main

Captured = pytest.CaptureFixture[str]
NAME = "0001-use-flask.md"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SHORTLIST_STORE", str(tmp_path / "store.sqlite3"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "decisions"


@pytest.fixture
def decided(folder: Path, capsys: Captured) -> Path:
    main(["decide", "--chosen", "flask", "--title", "Use Flask", "--context", "Small."])
    assert main(["sync", str(folder)]) == 0
    capsys.readouterr()
    return folder / NAME


def test_a_dry_run_shows_and_changes_nothing(folder: Path, capsys: Captured) -> None:
    main(["decide", "--chosen", "flask", "--title", "Use Flask"])
    capsys.readouterr()
    assert main(["sync", str(folder), "--dry-run"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith(f"write {NAME} (decision 1)\n--- /dev/null\n+++ {NAME}\n")
    assert err == ""
    assert not folder.exists()
    assert main(["sync", str(folder)]) == 0
    assert capsys.readouterr().out == f"write {NAME} (decision 1)\n"
    assert main(["sync", str(folder)]) == 0
    assert capsys.readouterr().out == f"{folder} and the store say the same\n"


def test_a_conflict_is_told_with_exit_code_1_until_a_side_is_taken(
    decided: Path, capsys: Captured
) -> None:
    decided.write_text(decided.read_text("utf-8").replace("Small.", "Large."), "utf-8")
    main(["decision", "1", "--status", "accepted", "--reason", "agreed"])
    capsys.readouterr()
    assert main(["sync", str(decided.parent)]) == 1
    out, err = capsys.readouterr()
    assert out == f"conflict {NAME} (decision 1): It was changed here and in the folder.\n"
    assert "--take store N, or --take file N" in err
    heads = f"--- {NAME} (Shortlist)\n+++ {NAME} (folder)\n"
    for more in ([], ["--dry-run"]):
        main(["sync", str(decided.parent), "--json", *more])
        (step,) = json.loads(capsys.readouterr().out)["records"]
        assert step["diff"].startswith(heads)
        assert "-Small.\n+Large.\n" in step["diff"]
    assert "Large." in decided.read_text("utf-8")
    assert main(["sync", str(decided.parent), "--take", "file", "1"]) == 0
    capsys.readouterr()
    main(["decision", "1", "--json"])
    assert json.loads(capsys.readouterr().out)["status"] == "proposed"


def test_both_sides_of_one_decision(decided: Path, capsys: Captured) -> None:
    decided.write_text(decided.read_text("utf-8").replace("Small.", "Large."), "utf-8")
    main(["decision", "1", "--status", "accepted", "--reason", "agreed"])
    capsys.readouterr()
    before = decided.read_bytes()
    both = ["--take", "store", "1", "--take", "file", "01"]
    assert main(["sync", str(decided.parent), *both]) == 2
    assert "Both sides were given for decision 1." in capsys.readouterr().err
    assert decided.read_bytes() == before
    main(["decision", "1", "--json"])
    assert json.loads(capsys.readouterr().out)["status"] == "accepted"


@pytest.mark.parametrize("take", [["both", "1"], ["store", "x"], ["store", "9"]])
def test_a_side_of_nothing(decided: Path, capsys: Captured, take: list[str]) -> None:
    before = decided.read_bytes()
    assert main(["sync", str(decided.parent), "--take", *take]) != 0
    assert capsys.readouterr().err
    assert decided.read_bytes() == before


def test_records_are_read_in_and_told_as_json(folder: Path, capsys: Captured) -> None:
    shutil.copytree(FOLDERS / "madr2", folder)
    assert main(["sync", str(folder), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [each["action"] for each in told["records"]] == ["read"] * 3
    assert {each["trouble"] for each in told["records"]} == {""}
    main(["decisions"])
    assert len(capsys.readouterr().out.splitlines()) == 3


def test_export_prints_a_record_that_was_read_in_to_the_byte(
    folder: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    folder.mkdir()
    data = (FOLDERS / "adr-tools" / "0001-record-decisions.md").read_bytes()
    (folder / "0001-record-decisions.md").write_bytes(data.replace(b"\n", b"\r\n"))
    assert main(["sync", str(folder)]) == 0
    capfdbinary.readouterr()
    assert main(["export", "-"]) == 0
    assert capfdbinary.readouterr().out == data.replace(b"\n", b"\r\n")


def test_an_export_tells_what_it_could_not_write_and_writes_the_rest(
    decided: Path, capsys: Captured
) -> None:
    main(["decide", "--chosen", "django", "--title", "Use Django"])
    decided.write_bytes(b"\xff")
    capsys.readouterr()
    other = decided.parent / "0002-use-django.md"
    assert main(["export", str(decided.parent)]) == 1
    out, err = capsys.readouterr()
    assert out == f"written {other}\n"
    assert f"“{decided}” was not written: It is not UTF-8" in err


def test_a_template_with_a_place_that_there_is_not(folder: Path, capsys: Captured) -> None:
    Path("ours.md").write_text("# {titel}\n", "utf-8")
    main(["decide", "--chosen", "flask", "--title", "Use Flask"])
    capsys.readouterr()
    for template in ("ours.md", "missing.md"):
        assert main(["sync", str(folder), "--template", template]) == 1
        assert "emplate" in "".join(capsys.readouterr())
    assert not folder.exists()


def test_export_too_is_told_how_to_write(folder: Path) -> None:
    Path("ours.md").write_text("# {title}\n\n{context}\n", "utf-8")
    main(["decide", "--chosen", "flask", "--title", "Use Flask", "--context", "Small."])
    assert main(["export", str(folder), "--template", "ours.md"]) == 0
    assert (folder / NAME).read_text("utf-8") == "# Use Flask\n\nSmall.\n"


@pytest.mark.parametrize("command", ["sync", "export"])
def test_every_format_can_be_named(folder: Path, command: str) -> None:
    main(["decide", "--chosen", "flask", "--title", "Use Flask", "--deciders", "Ada"])
    for profile in RecordFormat:
        into = Path(f"{folder}-{profile}")
        assert main([command, str(into), "--format", profile]) == 0
        assert format_of(parse((into / NAME).read_bytes(), NAME)) is profile


def test_what_is_left_is_told_with_exit_code_1_and_the_rest_is_done(
    folder: Path, capsys: Captured
) -> None:
    main(["decide", "--chosen", "flask", "--title", "Use Flask"])
    folder.mkdir()
    (folder / "0001-latin.md").write_bytes("# Zoë\n".encode("latin-1"))
    (folder / "0002-link.md").symlink_to("/etc/passwd")
    (folder / "0003-no-title.md").write_bytes(b"nothing\n")
    (folder / "0004-good.md").write_bytes(b"# Good\r\n")
    before = {path.name: path.read_bytes() for path in folder.glob("000[134]*")}
    capsys.readouterr()
    assert main(["sync", str(folder)]) == 1
    out, err = capsys.readouterr()
    assert [line.split(":")[0] for line in out.splitlines()] == [
        "left 0001-latin.md",
        "left 0002-link.md",
        "left 0003-no-title.md",
        "read 0004-good.md",
        "write 0005-use-flask.md (decision 1)",
    ]
    assert "3 could not be brought over; the rest was." in err
    assert {path.name: path.read_bytes() for path in folder.glob("000[134]*")} == before
    assert main(["sync", str(folder)]) == 1
    out, _ = capsys.readouterr()
    assert [line.split()[0] for line in out.splitlines()] == ["left", "left", "left"]
    for name in before.keys() - {"0004-good.md"} | {"0002-link.md"}:
        (folder / name).unlink()
    assert main(["sync", str(folder)]) == 0


def test_a_folder_that_cannot_be_one(folder: Path, capsys: Captured) -> None:
    folder.write_text("a file", "utf-8")
    assert main(["sync", str(folder)]) == 1
    assert str(folder) in capsys.readouterr().err
    assert folder.read_text("utf-8") == "a file"
