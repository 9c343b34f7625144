"""What commands say where something is wrong: what happened, what is safe, what to do."""

import json
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from store.domain.matrix import CriterionDraft, ItemKind, OptionDraft
from store.store import Store
from tests.store.sync.test_sync import DRAFT
from tests.tui_app.test_cli import Shortlist, answer, shortlist
from tests.tui_app.test_cli_disk import run
from tui_app.cli.output import columns

__all__ = ("shortlist",)

RECORD = "# A\n\n## Status\n\nAccepted\n\n## Context\n\na\n\n## Decision\n\nb\n"


def child(command: str, cwd: Path, store: Path) -> subprocess.CompletedProcess[str]:
    """Runs a line of a shell, in which $S is `shortlist`."""
    program = f'S="{sys.executable} -m tui_app"\n{command}'
    environment = {
        **os.environ,
        "SHORTLIST_STORE": str(store),
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    return subprocess.run(
        ["/bin/sh", "-c", program],
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("decisio", "decision"),
        ("lab shwo", "show"),
        ("matrix --jsn", "--json"),
        ("decision 1 --status acepted", "accepted"),
        ("content list --sotre x", "--store"),
        ("matrix --format makdown", "markdown"),
        ("decide --title T --chosen dajngo", "django"),
        ("topic whta-comes-next", "what-comes-next"),
    ],
)
def test_a_slip_is_told_with_what_may_have_been_meant(
    shortlist: Shortlist, words: str, meant: str
) -> None:
    code, out, err = shortlist(*words.split())
    assert (code, out) == (2, "")
    assert f"Did you mean “{meant}”?" in err


@pytest.mark.parametrize(
    "words",
    ["check . --base=", "matrix --samples 1000001", "matrix --file=", "matrix --preset="],
)
def test_what_makes_no_sense_is_a_wrong_use(shortlist: Shortlist, words: str) -> None:
    code, out, err = shortlist(*words.split())
    assert (code, out) == (2, "")
    assert "the name is empty" in err or "at most 1,000,000" in err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("decisions", "There are no decisions yet. Save one with `shortlist decide`."),
        ("decisions --due", "No decision is due for review."),
        ("decisions --trashed", "The trash is empty."),
        ("topics --starred", "No topic is starred."),
    ],
)
def test_an_empty_list_is_said_where_somebody_looks(
    shortlist: Shortlist, monkeypatch: pytest.MonkeyPatch, words: str, told: str
) -> None:
    assert shortlist(*words.split()) == (0, "", "")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert shortlist(*words.split()) == (0, "", f"shortlist: {told}\n")
    assert shortlist(*words.split(), "--json") == (0, "[]\n", "")


def test_a_dry_run_says_that_nothing_is_to_be_done(shortlist: Shortlist, tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    out = answer(shortlist, "sync", str(tmp_path / "records"), "--dry-run")
    assert out == f"{tmp_path / 'records'} and the store say the same\n"


def test_what_is_ones_own_is_called_by_its_name(shortlist: Shortlist, store_path: Path) -> None:
    with closing(Store(store_path)) as store:
        store.matrices.items(ItemKind.OPTION).add(1, OptionDraft("Litestar"))
        store.matrices.items(ItemKind.CRITERION).add(1, CriterionDraft("Joy"))
    assert "own_" not in answer(shortlist, "search", "litestar")
    assert "own_" not in answer(shortlist, "search", "joy")
    code, _, err = shortlist("decide", "--title", "T", "--chosen", "litestr")
    assert code == 2
    assert "Did you mean “Litestar”?" in err
    assert "own_" not in err


def test_the_times_of_a_history_are_written_as_everywhere(
    shortlist: Shortlist, store_path: Path
) -> None:
    with closing(Store(store_path)) as store:
        store.decisions.save(DRAFT, store.read.matrix())
    (revision,) = json.loads(answer(shortlist, "decision", "1", "--history", "--json"))
    assert revision["at"][10] == "T"
    assert answer(shortlist, "decision", "1", "--history").split()[1][:19] == revision["at"][:19]


def test_columns_are_as_wide_as_a_terminal_shows_them() -> None:
    assert columns([("漢字", "a"), ("abc", "b"), ("é👍", "c")]) == ["漢字  a", "abc   b", "é👍   c"]


def test_a_store_in_no_folder_is_not_made(tmp_path: Path) -> None:
    ran = child(f'$S --store "{tmp_path}/no/store" topics', tmp_path, tmp_path / "s")
    assert ran.returncode == 1
    assert f"There is no folder {tmp_path}/no for a store. Nothing was made." in ran.stderr
    assert not (tmp_path / "no").exists()


def test_a_pipe_is_no_store(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    ran = child('$S --store "$PWD/pipe" topics', tmp_path, tmp_path / "s")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "is no file, but a pipe" in ran.stderr


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("$S import-json - <&-", 1),
        ("$S topics >&-", 0),
        ("$S topic nothing 2>&-", 2),
        ("$S topic nothing >&- 2>&-", 2),
        ("$S --version >&-", 0),
    ],
)
def test_a_closed_stream_is_no_traceback(
    tmp_path: Path, store_path: Path, command: str, code: int
) -> None:
    ran = child(command, tmp_path, store_path)
    assert ran.returncode == code
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize(
    "command",
    [
        *("$S check .", "$S renumber . 1", "$S sync .", "$S import-json a.json", "$S backup a"),
        *("$S --store a topics", "SHORTLIST_STORE=a $S decide --chosen django --title T"),
    ],
)
def test_a_folder_that_was_deleted_is_said(tmp_path: Path, store_path: Path, command: str) -> None:
    ran = child(f"mkdir gone; cd gone; rmdir ../gone; {command}", tmp_path, store_path)
    assert ran.returncode in (1, 2)
    assert "was removed" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_on_a_read_only_disk_all_can_be_read_and_writing_says_why_not(tmp_path: Path) -> None:
    store = tmp_path / "shortlist.sqlite3"
    with closing(Store(store)) as opened:
        opened.decisions.save(DRAFT, opened.read.matrix())
    (tmp_path / "disk").mkdir()
    told = run(
        tmp_path,
        "mount -t tmpfs none disk; cp shortlist.sqlite3 disk; mkdir disk/records\n"
        f"cat > disk/records/0001-a.md <<'E'\n{RECORD}E\n"
        "mount -o remount,ro disk; export SHORTLIST_STORE=$PWD/disk/shortlist.sqlite3\n"
        "shortlist topics | wc -l; shortlist decisions | wc -l\n"
        "shortlist decide --title T --chosen flask; echo exit $?\n"
        "shortlist renumber disk/records 1 5; echo exit $?\n"
        "shortlist --store $PWD/disk/new topics; echo exit $?",
    )
    text = "\n".join(told)
    assert "20\n1\n" in text
    assert "is read-only: it can be read, and nothing was saved." in text
    assert "is 0005-a.md now" not in text
    assert "could not be written and nothing was changed: the disk is read-only" in text
    assert "There can be no new store" in text
    assert text.count("exit 1") == 3
