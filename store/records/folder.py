"""Reads a folder of records: which files are records, and which cannot be read."""

import errno
import os
import re
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import starmap
from pathlib import Path

from store.domain.decision import Status
from store.domain.errors import StoreError
from store.markdown.inline import bare
from store.records import filenames, index
from store.records.document import Document, RecordError
from store.records.filenames import Name
from store.records.formats import format_of
from store.records.parse import SIZE_MAX, decode, parse, too_large
from store.records.vocabulary import BUILT_IN, Vocabulary, of_folder
from store.util.atomic import failure
from store.util.progress import UNWATCHED, Progress

HEAD_MAX = 4096
"""Bytes of a file in which its title is looked for before all of it is read."""

FILES_MAX = 100_000
"""Files and folders in a folder of records."""

TOLD_MAX = 3
"""Files or sub-folders that a sentence names one by one."""

FOLDERS_MAX, DEPTH_MAX = 1000, 3
"""Sub-folders that are looked into for records, and how deep."""

_FOREIGN = frozenset({"node_modules", "vendor", "__pycache__"})
_MAY_BE_TEMPLATE = re.compile(
    rb"^(?:\xef\xbb\xbf)?#[^\n]*(?:[Tt]emplate|[Ss]hort title|NUMBER|NNN?|XXX?|[\[{<])",
    re.MULTILINE,
)
_PLACEHOLDER = re.compile(
    r"(?:M?ADR[- ])?(?:N{2,4}|X{2,4}|\d+)?[.:\s-]{0,3}"
    r"(?:\[[^\[\]]*[^\W\d][^\[\]]*\]|\{[^{}]*[^\W\d][^{}]*\}|<[^<>/]*[^\W\d][^<>]*>)",
    re.IGNORECASE,
)
_TEMPLATE_TITLE = re.compile(
    r"(?:NUMBER|N{2,4}|X{2,4})[.:]? (?:short )?title|short title(?: of .*)?"
    r"|(?:the |an? )?(?:(?:m?adr|nygard|any|architectur(?:e|al)|design|decision|records?)s?[ :-]+)*"
    r"(?:\d+[.:]? )?template(?: for .*)?",
    re.IGNORECASE,
)

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
class RecordFolder:
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
    def named(self) -> Mapping[str, Name]:
        """The names that are records', taken apart; of files that cannot be read, too."""
        return filenames.kin([*self.files, *(each.name for each in self.refused)])

    @cached_property
    def records(self) -> dict[str, Document]:
        """The records among the files, by name."""
        return {name: each for name, each in self.documents.items() if self._is_record(each)}

    @cached_property
    def record_files(self) -> dict[str, bytes]:
        """The bytes of the records, by name, without reading those whose names tell enough."""
        return {
            name: data
            for name, data in self._texts
            if (name in self.named and not _MAY_BE_TEMPLATE.search(data, 0, HEAD_MAX))
            or (
                not filenames.is_other(name) and self._is_record(parse(data, name, self.vocabulary))
            )
        }

    def records_of(self, known: Collection[str]) -> dict[str, bytes]:
        """The bytes of the records, and of what is known to be one, by name, in order."""
        found = self.record_files
        return {name: data for name, data in self._texts if name in found or name in known}

    @cached_property
    def passed_over(self) -> dict[str, str]:
        """Why a file is no record, by name, where it is not known to be something else."""
        return {
            name: (
                "Its title is still that of a template. Give it one to have it read."
                if name in self.named
                else "It is neither named nor written as a record."
            )
            for name, data in self._texts
            if name not in self.record_files and not self._is_known(name, data)
        }

    @cached_property
    def below(self) -> dict[str, int]:
        """How many records lie in each sub-folder that has some; they are not looked at."""
        return dict(sorted(_below(self.folder, sorted(self.others))))

    @cached_property
    def linked(self) -> tuple[str, ...]:
        """The links to folders with records in them, which are not followed."""
        return tuple(
            name
            for name in sorted(self.others)
            if (path := self.folder / name).is_symlink() and _records_in(path, _listed(path))
        )

    @property
    def indexes(self) -> tuple[str, ...]:
        """The files with a list of records to be kept, between marks."""
        return tuple(
            name for name, data in self._texts if index.is_index(name) and index.MARK in data
        )

    def _is_record(self, document: Document) -> bool:
        """Whether its name tells a record among the others, or it is written as one."""
        name = document.name
        if filenames.is_other(name) or is_template(document):
            return False
        return name in self.named or format_of(document) is not None

    def _is_known(self, name: str, data: bytes) -> bool:
        """Whether a file that is no record is what such a folder has beside records."""
        taken = self.named.get(name)
        if filenames.is_other(name) or (taken and taken.number == 0):
            return True
        return not taken and is_template(parse(data, name))


def is_template(document: Document) -> bool:
    """Whether a file is one that records are begun from, by its name or its title."""
    if filenames.is_template(document.name):
        return True
    title = bare(document.title)
    if _PLACEHOLDER.fullmatch(document.title) or _TEMPLATE_TITLE.fullmatch(title):
        return True
    has_number = filenames.apart(document.name) is not None
    return (
        "template" in document.name.casefold()
        and not has_number
        and document.status not in list(Status)
    )


def unseen(name: str, records: int) -> str:
    """The sentence on a sub-folder whose records were not looked at."""
    told = "1 record" if records == 1 else f"{records} records"
    was = "was" if records == 1 else "were"
    return f"{told} in the sub-folder “{name}” {was} not looked at; name it on its own."


def linked(name: str) -> str:
    """The sentence on a link to a folder of records."""
    return f"“{name}” is a link to a folder, and links are not followed; name it on its own."


def left_out(shelf: RecordFolder) -> str:
    """The sentences on what of a folder was not read; empty where all of it was."""
    told = list(starmap(unseen, shelf.below.items()))
    if len(told) > TOLD_MAX:
        records, first = sum(shelf.below.values()), next(iter(shelf.below))
        places = f"{records} records in {len(told)} sub-folders, such as “{first}”,"
        told = [f"{places} were not looked at; name each on its own."]
    told += map(linked, shelf.linked)
    over = shelf.passed_over
    if len(over) > TOLD_MAX:
        *some, last = (f"“{name}”" for name in list(over)[:TOLD_MAX])
        told.append(
            f"{len(over)} Markdown files were passed over, such as {', '.join(some)} and {last}."
        )
    else:
        told += (f"“{name}” was passed over. {reason}" for name, reason in over.items())
    return " ".join(told)


def shelf(folder: Path, progress: Progress = UNWATCHED) -> RecordFolder:
    """What lies in a folder. Links are not followed, and sub-folders are not looked into.

    Raises:
        StoreError: the folder is missing, or cannot be read.
        CancelledError: the work was cancelled.
    """
    files: dict[str, bytes] = {}
    refused: list[Unread] = []
    others: set[str] = set()
    listed = _names(folder)
    vocabulary = of_folder(folder)
    place = os.fspath(folder)
    for name in progress.over(listed):
        if not filenames.is_markdown(name):
            others.add(name)
            continue
        try:
            files[name] = _read_text(place, name)
        except StoreError as error:
            refused.append(Unread(name, str(error)))
    return RecordFolder(folder, files, tuple(refused), frozenset(others), vocabulary)


def _read_text(place: str, name: str) -> bytes:
    if not filenames.is_text(name):
        raise RecordError("Its name is not UTF-8. Rename it to have it read.")
    if not filenames.is_line(name):
        raise RecordError("There is a line break in its name. Rename it to have it read.")
    data = read_file(os.path.join(place, name))  # noqa: PTH118  # ten thousand of them
    decode(data)
    return data


def read_file(path: str | Path) -> bytes:
    """The bytes of a plain file that is not too large for a record.

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
    if trouble := too_large(status.st_size):
        raise RecordError(f"It has {trouble}. It was left as it is.")
    with open(descriptor, "rb", closefd=False) as file:  # of a descriptor
        return file.read(SIZE_MAX + 1)


def _below(folder: Path, listed: Iterable[str]) -> Iterator[tuple[str, int]]:
    """The sub-folders with records in them, and how many; not what is behind links."""
    places = [(Path(name), 1) for name in listed]
    looked_at = 0
    while places and looked_at < FOLDERS_MAX:
        place, depth = places.pop()
        path = folder / place
        if place.name.startswith(".") or place.name in _FOREIGN or path.is_symlink():
            continue
        there = _listed(path)
        looked_at += 1
        if records := _records_in(path, there):
            yield place.as_posix(), records
        if depth < DEPTH_MAX:
            places += [(place / name, depth + 1) for name in there if "." not in name[1:]]


def _records_in(folder: Path, there: Sequence[str]) -> int:
    """How many files of a sub-folder are records by their names, or by its own name."""
    records = len(filenames.kin(there))
    own = filenames.is_named(f"{folder.name}.md") and any(map(filenames.is_markdown, there))
    return records or int(own)


def _listed(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208  # names, not paths
    except OSError:
        return []


def _names(folder: Path) -> list[str]:
    try:
        found = os.listdir(folder)  # noqa: PTH208  # names, not paths: ten thousand of them
    except OSError as error:
        raise failure(folder, error, "could not be read") from error
    if len(found) > FILES_MAX:
        raise StoreError(
            f"{folder} has {len(found):,} files, and a folder of records at most {FILES_MAX:,}. "
            "Nothing was changed. Name the folder that has the records."
        )
    return sorted(found)
