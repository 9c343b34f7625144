"""Whose name stands in the history, and where a repository keeps its records."""

import os
import subprocess
from pathlib import Path
from shutil import which

import pytest

from store.util.author import UNKNOWN, author
from store.util.paths import records_folder


@pytest.fixture
def nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which git knows no name, and a login as “logname”."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.setenv("LOGNAME", "logname")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.skipif(which("git") is None, reason="needs git")
@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Zoë [/] Example", "Zoë [/] Example"),
        ("\x1b[31mred", "␛[31mred"),
        ("two\nlines", "two lines"),
        ("x" * 500, "x" * 200),
        ("  ", "logname"),
    ],
)
def test_the_name_that_git_signs_with(nobody: Path, name: str, told: str) -> None:
    subprocess.run(["git", "init", "-q"], check=True, cwd=nobody)  # noqa: S607
    subprocess.run(["git", "config", "user.name", name], check=True, cwd=nobody)  # noqa: S607
    assert author() == told


@pytest.mark.usefixtures("nobody")
def test_without_a_name_in_git_it_is_the_login() -> None:
    assert author() == "logname"


def test_without_git_it_is_the_login(nobody: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(nobody))
    assert author() == "logname"


def test_a_git_that_cannot_run_is_no_trouble(nobody: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (nobody / "git").write_text("no program")
    (nobody / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(nobody))
    assert author() == "logname"


@pytest.mark.usefixtures("nobody")
def test_there_is_always_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "\t")
    assert author() == UNKNOWN


def test_the_folder_of_records_is_found_from_anywhere_in_the_repository(tmp_path: Path) -> None:
    deep = tmp_path / "repo" / "src" / "deep"
    deep.mkdir(parents=True)
    (tmp_path / "docs" / "decisions").mkdir(parents=True)
    assert records_folder(deep) is None
    (tmp_path / "repo" / ".git").write_text("gitdir: elsewhere")  # as in a worktree
    assert records_folder(deep) is None
    for name in ("doc/adr", "docs/adr", "docs/decisions"):
        (tmp_path / "repo" / name).mkdir(parents=True)
        assert records_folder(deep) == tmp_path / "repo" / name
        assert records_folder(tmp_path / "repo") == tmp_path / "repo" / name
