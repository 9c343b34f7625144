"""A folder of records as it lies on the disk: what can be read of it, and what cannot."""

import errno
import os
import stat
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from store.atomic import failure
from store.pieces import Progress, pieces, result
from store.records import names
from store.records.document import Document, RecordError
from store.records.formats import Format, format_of
from store.records.parsing import SIZE_MAX, decode, parse, too_large
from store.records.vocabulary import BUILT_IN, Vocabulary, of_folder
from store.types import StoreError

_REASONS = {
    errno.EACCES: "It may not be read. Change its permissions to have it read.",
    errno.EPERM: "It may not be read. Change its permissions to have it read.",
    errno.ENOENT: "It vanished while the folder was read.",
    errno.ELOOP: "It is a link to another file, and links are not followed.",
}


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that was left out, and why: a sentence."""

    name: str
    reason: str


@dataclass(frozen=True)
class Shelf:
    """The Markdown files of a folder.

    Args:
        folder: where they lie.
        files: the bytes of all that could be read, by name, in the order of the names.
        refused: what is no text, too large, a link, or could not be read, in the same order.
        others: the names of everything else in the folder.
        vocabulary: the folder's words for statuses and sections.
    """

    folder: Path
    files: dict[str, bytes]
    refused: tuple[Unread, ...]
    others: frozenset[str]
    vocabulary: Vocabulary = BUILT_IN

    @property
    def _texts(self) -> Iterator[tuple[str, bytes]]:
        refused = {each.name for each in self.refused}
        return (each for each in self.files.items() if each[0] not in refused)

    @cached_property
    def documents(self) -> dict[str, Document]:
        """All files that are text, by name: records, and index.md and its like."""
        return {name: parse(data, name, self.vocabulary) for name, data in self._texts}

    @cached_property
    def records(self) -> dict[str, Document]:
        """The records among the files, by name."""
        return {name: each for name, each in self.documents.items() if is_record(each)}

    @cached_property
    def record_files(self) -> dict[str, bytes]:
        """The bytes of the records, by name, without reading those whose names tell enough."""
        return {
            name: data
            for name, data in self._texts
            if names.is_named(name) or is_record(parse(data, name, self.vocabulary))
        }

    @cached_property
    def below(self) -> dict[str, int]:
        """How many records lie in each sub-folder that has some; they are not looked at."""
        found = {name: _records_in(self.folder / name) for name in sorted(self.others)}
        return {name: records for name, records in found.items() if records}


def unseen(name: str, records: int) -> str:
    """The sentence on a sub-folder whose records were not looked at."""
    told = "1 record" if records == 1 else f"{records} records"
    was = "was" if records == 1 else "were"
    return f"{told} in the sub-folder “{name}” {was} not looked at; name it on its own."


def is_record(document: Document) -> bool:
    """Whether a file is a record: its name has a number or a day, or it is written as one."""
    if names.is_named(document.name):
        return True
    return not names.is_other(document.name) and format_of(document) is not Format.BARE


def shelf(folder: Path) -> Shelf:
    """What lies in a folder. Links are not followed, and sub-folders are not looked into.

    Raises:
        StoreError: the folder is missing, or cannot be read.
    """
    return result(shelving(folder))


def shelving(folder: Path) -> Generator[Progress, None, Shelf]:
    """What lies in a folder, looked at in pieces; see `shelf`.

    Raises:
        StoreError: the folder is missing, or cannot be read.
    """
    files: dict[str, bytes] = {}
    refused: list[Unread] = []
    others: set[str] = set()
    listed = _names(folder)
    vocabulary = of_folder(folder)
    place = os.fspath(folder)
    for piece in pieces(listed):
        for name in piece:
            if not names.is_markdown(name):
                others.add(name)
                continue
            try:
                files[name] = _read_text(place, name)
            except StoreError as error:
                refused.append(Unread(name, str(error)))
        yield Progress(len(files) + len(others), len(listed))
    return Shelf(folder, files, tuple(refused), frozenset(others), vocabulary)


def _read_text(place: str, name: str) -> bytes:
    if not names.is_text(name):
        raise RecordError("Its name is not UTF-8. Rename it to have it read.")
    if not names.is_line(name):
        raise RecordError("There is a line break in its name. Rename it to have it read.")
    data = read_file(os.path.join(place, name))  # noqa: PTH118  # ten thousand of them
    decode(data)
    return data


def read_file(path: str | Path) -> bytes:
    """The bytes of a plain file of at most 10 MB.

    Raises:
        RecordError: it is larger, a link, no plain file, or cannot be read.
    """
    try:
        # Not to wait where somebody has put a pipe.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            return _read_plain(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        told = _REASONS.get(error.errno or 0, f"It could not be read: {error.strerror}.")
        raise RecordError(told) from error


def _read_plain(descriptor: int) -> bytes:
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        raise RecordError("It is no plain file.")
    if status.st_size > SIZE_MAX:
        raise too_large(status.st_size)
    with open(descriptor, "rb", closefd=False) as file:  # of a descriptor
        return file.read(SIZE_MAX + 1)


def _records_in(folder: Path) -> int:
    """How many files of a sub-folder are named as records are; 0 where it is none."""
    if folder.name.startswith(".") or folder.is_symlink():
        return 0
    try:
        return sum(map(names.is_named, os.listdir(folder)))  # noqa: PTH208  # names, not paths
    except OSError:
        return 0


def _names(folder: Path) -> list[str]:
    try:
        return sorted(os.listdir(folder))  # noqa: PTH208  # names, not paths: ten thousand of them
    except OSError as error:
        raise failure(folder, error, "could not be read") from error
