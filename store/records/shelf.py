"""A folder of records as it lies on the disk: what can be read of it, and what cannot."""

import errno
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from store.atomic import failure
from store.records import names
from store.records.document import Document, RecordError
from store.records.formats import Format, format_of
from store.records.parsing import SIZE_MAX, decode, read, too_large
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
        files: their bytes by name, in the order of the names.
        unread: those that could not be read.
        others: the names of everything else in the folder.
    """

    folder: Path
    files: dict[str, bytes]
    unread: tuple[Unread, ...]
    others: frozenset[str]

    @cached_property
    def _decoded(self) -> tuple[dict[str, str], tuple[Unread, ...]]:
        texts, refused = {}, []
        for name, data in self.files.items():
            try:
                texts[name] = decode(data)
            except RecordError as error:
                refused.append(Unread(name, str(error)))
        return texts, tuple(refused)

    @property
    def refused(self) -> tuple[Unread, ...]:
        """What is no text, too large, a link, or could not be read."""
        return tuple(sorted((*self.unread, *self._decoded[1]), key=lambda each: each.name))

    @cached_property
    def documents(self) -> dict[str, Document]:
        """All files that are text, by name: records, and index.md and its like."""
        return {name: read(text, name) for name, text in self._decoded[0].items()}

    @cached_property
    def records(self) -> dict[str, Document]:
        """The records among the files, by name."""
        return {name: each for name, each in self.documents.items() if is_record(each)}

    @cached_property
    def record_files(self) -> dict[str, bytes]:
        """The bytes of the records, by name, without reading those whose names tell enough."""
        return {
            name: self.files[name]
            for name, text in self._decoded[0].items()
            if names.is_named(name) or is_record(read(text, name))
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
    files: dict[str, bytes] = {}
    unread: list[Unread] = []
    others: set[str] = set()
    for name in _names(folder):
        if not names.is_markdown(name):
            others.add(name)
            continue
        if not names.is_text(name):
            unread.append(Unread(name, "Its name is not UTF-8. Rename it to have it read."))
            continue
        try:
            files[name] = read_file(folder / name)
        except StoreError as error:
            unread.append(Unread(name, str(error)))
    return Shelf(folder, files, tuple(unread), frozenset(others))


def read_file(path: Path) -> bytes:
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


def _names(folder: Path) -> Iterator[str]:
    try:
        names_ = sorted(os.listdir(folder))  # noqa: PTH208  # names, not paths: ten thousand of them
    except OSError as error:
        raise failure(folder, error, "could not be read") from error
    yield from names_
