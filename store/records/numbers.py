"""Chooses the number of a new record: the next one that no branch has taken."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from store.records import filenames
from store.records.filenames import Naming
from store.util.atomic import failure
from store.util.git import TIME_LIMIT, GitError, Repository


@dataclass(frozen=True, slots=True)
class Taken:
    """The file names that count when a number is given, and how the folder writes them.

    Args:
        here: in the folder.
        branches: on the branches of its repository.
        trouble: why branches were not looked at, though there is a repository; a sentence.
    """

    here: frozenset[str]
    branches: frozenset[str]
    trouble: str = ""

    @property
    def next_number(self) -> int:
        """The highest number, plus one; 1 where there is none."""
        return next_number([*self.here, *self.branches])

    @property
    def naming(self) -> Naming:
        """How the folder names its records, or its branches where it is empty."""
        return filenames.naming(filenames.kin(self.here) or filenames.kin(self.branches))


def taken(folder: Path, limit: float = TIME_LIMIT) -> Taken:
    """Lists the file names in a folder and on every local and remote branch of its git repository.

    Where there is no git or no repository, the folder alone counts; so it does, with a sentence
    to tell, where git fails or takes longer than `limit` seconds.

    Raises:
        StoreError: the folder cannot be read, or is a file.
    """
    try:
        here = frozenset(path.name for path in folder.iterdir())
    except FileNotFoundError:
        here = frozenset()
    except OSError as error:
        raise failure(folder, error, "could not be read") from error
    try:
        repository = Repository.around(folder, limit)
        branches = repository.names_on_branches() if repository else frozenset()
    except GitError as error:
        trouble = f"Other branches were not looked at: {error}. Their numbers may be taken."
        return Taken(here, frozenset(), trouble)
    return Taken(here, branches)


def next_number(file_names: Iterable[str]) -> int:
    """The number after the highest one among the file names that are records'."""
    numbers = (taken.number for taken in filenames.kin(file_names).values())
    return max((number for number in numbers if number is not None), default=0) + 1
