"""check and renumber as they are typed, in CI and by hand; neither needs a store."""

import json
import shutil
from pathlib import Path

import pytest

from tests.store.records.folders import FOLDERS
from tests.store.records.repository import Repository
from tui_app.__main__ import main

Captured = pytest.CaptureFixture[str]
RECORD = """\
---
status: {status}
---
# A title

## Context and Problem Statement

Why?

## Considered Options

* Flask

## Decision Outcome

Chosen option: "Flask", because it is small.
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of a folder as a team has it, below the current one; there is no store."""
    shutil.copytree(FOLDERS / "madr2", tmp_path / "docs" / "decisions")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SHORTLIST_STORE", str(tmp_path / "no" / "store"))
    return Path("docs/decisions")


def test_a_folder_that_is_fine(folder: Path, capsys: Captured) -> None:
    assert main(["check", str(folder)]) == 0
    assert capsys.readouterr() == ("docs/decisions is fine: 3 records\n", "")
    assert not Path("no").exists()


def test_findings_one_a_line(folder: Path, capsys: Captured) -> None:
    (folder / "0004-a.md").write_text(RECORD.format(status="maybe"), "utf-8")
    (folder / "0006-b.md").write_text(RECORD.format(status="accepted"), "utf-8")
    assert main(["check", str(folder), "--ignore", "index-outdated"]) == 1
    out, err = capsys.readouterr()
    assert out == (
        "docs/decisions/0004-a.md:2: status-unknown: “maybe” is no status. Statuses: accepted, "
        "deprecated, proposed, rejected, superseded.\n"
        "docs/decisions/0006-b.md:1: number-gap: No record has the number 5.\n"
    )
    assert err == "shortlist: 1 error and 1 warning in 5 records.\n"


def test_warnings_alone_do_not_fail(folder: Path, capsys: Captured) -> None:
    (folder / "0009-b.md").write_text(RECORD.format(status="accepted"), "utf-8")
    assert main(["check", str(folder), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["records"] == 4
    assert [(each["rule"], each["severity"], each["line"]) for each in answer["findings"]] == [
        ("number-gap", "warning", 1),
        ("index-outdated", "warning", 3),
    ]


def test_findings_for_github(folder: Path, capsys: Captured) -> None:
    (folder / "0004-a,b%.md").write_text(RECORD.format(status="100%: yes"), "utf-8")
    (folder / "index.md").unlink()
    assert main(["check", str(folder), "--format", "github"]) == 1
    assert capsys.readouterr().out == (
        "::error file=docs/decisions/0004-a%2Cb%25.md,line=2,title=status-unknown"
        "::“100%25: yes” is no status. Statuses: accepted, deprecated, proposed, rejected, "
        "superseded.\n"
    )


def test_a_number_that_was_taken_on_the_base_since(tmp_path: Path, capsys: Captured) -> None:
    repository = Repository(tmp_path)
    repository.commit("0001-a.md")
    repository.branch("theirs", "0002-theirs.md")
    (repository.folder / "0002-ours.md").write_text("# 2. Ours\n", "utf-8")
    assert main(["check", str(repository.folder)]) == 0
    capsys.readouterr()
    assert main(["check", str(repository.folder), "--base", "theirs"]) == 1
    assert "0002-ours.md:1: number-doubled: “0002-theirs.md” on theirs" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["check", "nowhere"], "no folder “nowhere”"),
        (["check", "docs/decisions/index.md"], "no folder"),
        (["check", "docs/decisions", "--base", "main"], "in no repository of git"),
        (["check", "docs/decisions", "--ignore", "status"], "no rule “status”"),
        (["check", "docs/decisions", "--max-age", "soon"], "not a whole number"),
        (["check", "docs/decisions", "--format", "xml"], "There is no choice “xml”"),
        (["renumber", "nowhere", "1"], "no folder"),
        (["renumber", "docs/decisions", "1", "two"], "not a whole number"),
    ],
)
def test_a_wrong_use_is_told(folder: Path, capsys: Captured, words: list[str], said: str) -> None:
    assert folder.is_dir()
    assert main(words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err


def test_renumbering(folder: Path, capsys: Captured) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert main(["renumber", str(folder), "1", "--dry-run"]) == 0
    shown = capsys.readouterr().out
    assert "rename from 0001-keep-sessions-in-redis.md\nrename to 0004-keep-sessions" in shown
    assert "-* Refines [ADR-0001](0001-keep-sessions-in-redis.md)\n" in shown
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before

    assert main(["renumber", str(folder), "1"]) == 0
    assert capsys.readouterr().out == (
        "0001-keep-sessions-in-redis.md is 0004-keep-sessions-in-redis.md now\n"
        "mended 0002-name-session-keys-by-tenant.md\n"
        "mended 0003-sign-sessions-into-cookies.md\n"
        "mended index.md\n"
    )
    assert main(["check", str(folder)]) == 0


def test_what_was_left_is_told(folder: Path, capsys: Captured) -> None:
    (folder / "0003-b.md").write_text(RECORD.format(status="accepted") + "\nADR-0003\n", "utf-8")
    assert main(["renumber", str(folder), "3"]) == 1
    assert "Name the file that is meant" in capsys.readouterr().err
    assert main(["renumber", str(folder), "0003-b.md", "7", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["new"], answer["mended"]) == ("0007-b.md", ["index.md"])
    assert {"file": "0003-b.md", "line": 18, "text": "ADR-0003"} in answer["left"]
