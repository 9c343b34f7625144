"""The next number is one that nobody has taken, and names look as the folder's do."""

import os
from datetime import date
from pathlib import Path

import pytest

from store.domain.errors import StoreError
from store.records.filenames import MADR, Naming, naming, number_of, renamed
from store.records.numbers import taken
from store.util.git import GitError
from store.util.git import Repository as Known
from tests.store.records.repository import Repository


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "team")


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("0003-use-it.md", 3),
        ("0000-use-it.md", 0),
        ("12-use-it.markdown", 12),
        ("adr-007_use_it.md", 7),
        ("ADR-0008 Use it.MD", 8),
        ("0011.md", 11),
        ("0017-new\nline.md", 17),
        ("20200401-use-it.md", None),
        ("2020-04-01-use-it.md", None),
        ("99999999-use-it.md", 99_999_999),
        ("index.md", None),
        ("0003-use-it.txt", None),
        ("x0003-use-it.md", None),
        ("00000000000000000001-a.md", None),
    ],
)
def test_numbers_in_names(name: str, number: int | None) -> None:
    assert number_of(name) == number


@pytest.mark.parametrize(
    ("names", "style", "next_name"),
    [
        ([], MADR, "0012-use-it.md"),
        (["0001-a-b.md", "0011-c.md", "10000-d.md"], MADR, "0012-use-it.md"),
        (["001-a.md", "002-b.md"], Naming(width=3), "012-use-it.md"),
        (["1-a.md", "10-b.md"], Naming(width=1), "12-use-it.md"),
        (["adr-0001_a_b.markdown"], Naming("adr-", 4, "_", "_", "markdown"),
         "adr-0012_use_it.markdown"),
        (["20200401-a.md", "20210401-b.md"], Naming(width=0, day="%Y%m%d"), "20261123-use-it.md"),
        (["0001-a.md", "README.md", "template.md"], MADR, "0012-use-it.md"),
    ],
)  # fmt: skip
def test_new_names_look_as_the_old_ones(names: list[str], style: Naming, next_name: str) -> None:
    assert naming(names) == style
    assert style.file_name(12, "Use it!", date(2026, 11, 23)) == next_name


def test_renamed_keeps_everything_but_the_number() -> None:
    assert renamed("adr-0003_a.md", 12) == "adr-0012_a.md"
    assert renamed("3-a.md", 12) == "12-a.md"
    assert renamed("0003-a.md", 10_000) == "10000-a.md"


def test_without_a_repository_the_folder_counts(tmp_path: Path) -> None:
    assert taken(tmp_path / "missing").next_number == 1
    (tmp_path / "0004-a.md").touch()
    found = taken(tmp_path)
    assert (found.next_number, found.trouble) == (5, "")


def test_every_branch_counts(repository: Repository) -> None:
    repository.commit("0001-a.md")
    repository.branch("ours", "0002-b.md")
    repository.branch("theirs/deep", "0007-c.md", "index.md")
    (repository.folder / "0003-not-committed.md").touch()
    found = taken(repository.folder)
    assert found.next_number == 8
    assert found.branches == {"0001-a.md", "0002-b.md", "0007-c.md", "index.md"}
    assert repository.git("branch", "--show-current") == "main\n"


def test_branches_elsewhere_count_as_they_were_last_fetched(
    repository: Repository, tmp_path: Path
) -> None:
    repository.commit("0001-a.md")
    repository.branch("theirs", "0009-c.md")
    clone = tmp_path / "clone"
    repository.git("clone", "--quiet", str(repository.top), str(clone))
    assert taken(clone / "docs" / "our decisions").next_number == 10


def test_a_folder_that_is_only_on_a_branch_counts(repository: Repository) -> None:
    repository.commit()
    repository.branch("ours", "005-b.md")
    assert not repository.folder.is_dir() or not list(repository.folder.iterdir())
    found = taken(repository.folder)
    assert (found.next_number, found.naming.width) == (6, 3)


def test_records_elsewhere_in_the_repository_do_not_count(repository: Repository) -> None:
    (repository.top / "0099-a.md").touch()
    repository.commit("0001-a.md")
    assert taken(repository.folder).next_number == 2
    assert taken(repository.top).next_number == 100


def test_a_repository_without_commits(repository: Repository) -> None:
    assert taken(repository.folder).next_number == 1


def test_a_hooks_environment_does_not_mislead(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit("0001-a.md")
    repository.branch("ours", "0002-b.md")
    other = Repository(tmp_path / "other")
    monkeypatch.setenv("GIT_DIR", str(other.top / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", "nowhere")
    assert taken(repository.folder).next_number == 3


def test_without_git_the_folder_counts(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit("0001-a.md")
    repository.branch("ours", "0002-b.md")
    monkeypatch.setenv("PATH", os.devnull)
    assert taken(repository.folder).next_number == 2


def test_a_broken_repository_is_told_and_the_folder_counts(repository: Repository) -> None:
    repository.commit("0001-a.md")
    (repository.top / ".git" / "HEAD").write_text("nonsense", encoding="utf-8")
    found = taken(repository.folder)
    assert found.next_number == 2
    assert found.trouble.startswith("Other branches were not looked at: ")


def test_git_that_hangs_is_not_waited_for(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = tmp_path / "bin" / "git"
    slow.parent.mkdir()
    slow.write_text("#!/bin/sh\nexec sleep 60\n", encoding="utf-8")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", f"{slow.parent}:{os.environ['PATH']}")
    found = taken(repository.folder, limit=0.2)
    assert "took too long" in found.trouble


def test_a_revision_that_is_none_is_told(repository: Repository) -> None:
    repository.commit("0001-a.md")
    known = Known.around(repository.folder)
    assert known is not None
    assert known.names_at("HEAD") == {"0001-a.md"}
    for revision in ("nowhere", "--all", "-h", "HEAD:docs", "main..HEAD"):
        with pytest.raises(GitError, match="there is no revision"):
            known.names_at(revision)


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="could not be read"):
        taken(tmp_path / "file")
