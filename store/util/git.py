"""What git knows of a folder: its files on every branch. Nothing is checked out or changed."""

import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from time import monotonic

TIME_LIMIT = 10.0
"""Seconds after which git is not waited for."""

_FOLDER = b"40000"
_TREE = re.compile(rb"([0-9a-f]+) tree [0-9]+")
# Where a hook of git runs us, these would name the hook's own repository.
_LOCATIONS = frozenset(
    {
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_PREFIX",
        "GIT_OBJECT_DIRECTORY",
        "GIT_COMMON_DIR",
        "GIT_NAMESPACE",
    }
)


class GitError(Exception):
    """Why git did not answer: a clause without a full stop."""


@dataclass(frozen=True, slots=True)
class Repository:
    """The git repository around a folder.

    Args:
        folder: the folder, which need not be there.
        prefix: its path within the repository, with a slash at its end; empty at the top.
    """

    folder: Path
    prefix: str
    _top: Path
    _until: float

    @classmethod
    def around(cls, folder: Path, limit: float = TIME_LIMIT) -> "Repository | None":
        """The repository that a folder is in; None where it is in none, or git is not there.

        Raises:
            GitError: there is one, and git does not read it.
        """
        folder = folder.resolve()
        start = next((each for each in (folder, *folder.parents) if each.is_dir()), None)
        inside = start and any((each / ".git").exists() for each in (start, *start.parents))
        if not start or not inside or which("git") is None:
            return None
        until = monotonic() + limit
        top = Path(os.fsdecode(_git(start, until, "rev-parse", "--show-toplevel").rstrip(b"\n")))
        if not folder.is_relative_to(top):
            return None
        prefix = folder.relative_to(top).as_posix()
        return cls(folder, "" if prefix == "." else f"{prefix}/", top, until)

    def names_on_branches(self) -> frozenset[str]:
        """The names of the files in the folder on any local or remote branch.

        Raises:
            GitError: git did not answer in time, or failed.
        """
        listed = self._git("for-each-ref", "--format=%(objectname)", "refs/heads", "refs/remotes")
        commits = dict.fromkeys(listed.decode("ascii").split())
        return frozenset(name for names in self._names(list(commits)) for name in names)

    def names_at(self, revision: str) -> frozenset[str]:
        """The names of the files in the folder at a revision.

        Raises:
            GitError: there is no such revision, or git failed.
        """
        commit = self._commit(revision)
        return frozenset(name for names in self._names([commit]) for name in names)

    def names_where_parted(self, revision: str) -> frozenset[str]:
        """The names of the files in the folder where HEAD and a revision have parted.

        None, where they have nothing in common.

        Raises:
            GitError: there is no such revision, or git failed.
        """
        commit = self._commit(revision)
        try:
            base = self._git("merge-base", commit, "HEAD").decode("ascii").strip()
        except GitError:
            return frozenset()
        return self.names_at(base)

    def _commit(self, revision: str) -> str:
        words = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        try:
            return self._git(*words).decode("ascii").strip()
        except GitError as error:
            raise GitError(f"there is no revision “{revision}”") from error

    def _names(self, commits: Sequence[str]) -> Iterator[frozenset[str]]:
        """The names in the folder at each commit where it is; trees are read once."""
        if not commits:
            return
        folder = self.prefix.removesuffix("/")
        asked = "".join(f"{commit}:{folder}\n" for commit in commits)
        found = self._git("cat-file", "--batch-check", given=os.fsencode(asked))
        trees = [tree[1] for line in found.splitlines() if (tree := _TREE.fullmatch(line))]
        unique = list(dict.fromkeys(trees))
        if not unique:
            return
        answers = self._git("cat-file", "--batch", given=b"\n".join(unique) + b"\n")
        yield from _trees(answers)

    def _git(self, *words: str, given: bytes = b"") -> bytes:
        return _git(self._top, self._until, *words, given=given)


def _git(folder: Path, until: float, *words: str, given: bytes = b"") -> bytes:
    program = which("git")
    if program is None:
        raise GitError("git is not there")
    try:
        done = subprocess.run(  # noqa: S603  # reads only; revisions come behind --end-of-options
            [program, "-C", folder, *words],
            input=given,
            capture_output=True,
            env=_environment(os.environ),
            timeout=max(0.1, until - monotonic()),
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise GitError("git took too long") from None
    except OSError as error:
        raise GitError(f"git did not start: {error.strerror}") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise GitError(said.removeprefix("fatal: ") or f"git {words[0]} found nothing")
    return done.stdout


def _environment(environ: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in environ.items() if name not in _LOCATIONS}
    # Neither asks for a password nor fetches what a partial clone has not got.
    quiet = {"GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1"}
    return {**kept, **quiet, "LC_ALL": "C"}


def _trees(answers: bytes) -> Iterator[frozenset[str]]:
    """The file names in each tree of an answer of `git cat-file --batch`."""
    place = 0
    while place < len(answers):
        end = answers.index(b"\n", place)
        name, kind, *size = answers[place:end].split()
        place = end + 1
        if kind != b"tree":
            continue
        tree = answers[place : place + int(size[0])]
        place += int(size[0]) + 1
        yield frozenset(_names_in(tree, len(name) // 2))


def _names_in(tree: bytes, hash_size: int) -> Iterator[str]:
    place = 0
    while place < len(tree):
        end = tree.index(b"\0", place)
        mode, _, name = tree[place:end].partition(b" ")
        if mode != _FOLDER:
            yield os.fsdecode(name)
        place = end + 1 + hash_size
