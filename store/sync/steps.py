"""Compares a folder of records with the store: what to write, what to read in, what differs.

Comparing changes nothing; files are written one by one, each whole or not at all. After a run that
was cut short, comparing again finds what is left to do.
"""

import os
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from store.domain.errors import StoreError
from store.records import filenames, index, patch
from store.records.document import RecordError
from store.records.folder import RecordFolder, read_file
from store.records.index_style import Listed
from store.records.parse import decode
from store.records.patch import FileChange
from store.records.vocabulary import of_folder
from store.util.atomic import digest
from store.util.progress import UNWATCHED, Progress


class Action(StrEnum):
    """What a sync does about one record."""

    WRITE = "write"
    """The store has changed since, or the folder never had it."""

    READ = "read"
    """The folder has changed since, or the store never had it."""

    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    """Both have changed, each in its own way: somebody has to choose."""

    GONE = "gone"
    """One side has it no more, and the other has not changed since: somebody has to choose."""

    LEFT = "left"
    """The file cannot be read, and is left as it is."""


class ConflictSide(StrEnum):
    """Whose record counts in a conflict."""

    STORE = "store"
    FOLDER = "folder"


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record as the store has it.

    Args:
        key: what the store knows it by.
        name: of its file in the folder.
        data: what the store would write; None where it was thrown away.
        digests: the SHA-256 of what was last written or read.
        pending: that of what was about to be written; a run that is killed right after the
            write leaves no conflict behind.
    """

    key: int
    name: str
    data: bytes | None
    digests: Collection[str] = ()
    pending: str = ""

    def wrote(self, found: bytes) -> bool:
        """Whether what the folder has is what was last written or read there."""
        return digest(found) in (*self.digests, self.pending)


@dataclass(frozen=True, slots=True)
class SyncStep:
    """What a sync does about one record, and what both sides have.

    Args:
        action: what.
        name: of the file in the folder.
        key: what the store knows it by; None for what is new to the store.
        stored: what the store would write; None where it has nothing.
        found: what the folder has; None where it has nothing.
        reason: why, in a sentence, where that is worth telling.
    """

    action: Action
    name: str
    key: int | None
    stored: bytes | None
    found: bytes | None
    reason: str = ""

    @property
    def diff(self) -> str:
        """The unified difference that doing it makes; of a conflict, from store to folder.

        Of what is gone from one side, that is the other's going too.
        """
        if self.action is Action.WRITE:
            return patch.diff(self.name, self.found, self.stored)
        if self.action is Action.GONE:
            return patch.diff(self.name, self.stored or self.found, None)
        sides = ("Shortlist", "folder") if self.action is Action.CONFLICT else ("", "")
        return patch.diff(self.name, self.stored, self.found, sides)

    def resolved(self, side: ConflictSide) -> "SyncStep":
        """The step that a choice between the two makes of a conflict, or of what is gone.

        Where the chosen side has nothing, it stays gone, for the other side to remove.
        """
        chosen = self.stored if side is ConflictSide.STORE else self.found
        if chosen is None:
            return replace(self, action=Action.GONE)
        return replace(self, action=Action.WRITE if side is ConflictSide.STORE else Action.READ)


@dataclass(frozen=True, slots=True)
class StepResult:
    """What became of a step.

    Args:
        step: the step.
        trouble: why it was not carried out, a sentence; empty if it was.
        by_others: whether another program had done it by then.
    """

    step: SyncStep
    trouble: str = ""
    by_others: bool = False


def compare(
    found: RecordFolder, stored: Sequence[StoredRecord], progress: Progress = UNWATCHED
) -> tuple[SyncStep, ...]:
    """Computes what makes a folder and the store say the same, in the order of the names.

    A record whose file was renamed is found again by its bytes, or by half of its lines where
    the number or the words in the name are the same.

    Args:
        found: the folder; see `empty_shelf` for one that does not exist yet.
        stored: the records that the store has, or has thrown away, for this folder.
        progress: reports how many of them were compared.

    Raises:
        CancelledError: the work was cancelled.
    """
    files = found.records_of({each.name for each in stored})
    unread = {each.name: each.reason for each in found.refused}
    new_names = renamed(files, [each for each in stored if each.name not in unread])
    steps = []
    for each in progress.over(stored):
        name = new_names.get(each.name, each.name)
        if not filenames.is_plain(name):
            reason = f"“{name}” leads out of the folder."
            steps.append(SyncStep(Action.LEFT, name, each.key, each.data, None, reason))
        elif name in unread:
            steps.append(SyncStep(Action.LEFT, name, each.key, each.data, None, unread.pop(name)))
        else:
            steps.append(_step(each, name, files.pop(name, None)))
    steps += [
        SyncStep(Action.LEFT, name, None, None, None, reason) for name, reason in unread.items()
    ]
    steps += [SyncStep(Action.READ, name, None, None, data) for name, data in files.items()]
    steps.sort(key=lambda step: step.name)
    return tuple(_with_doubles(steps))


def write(folder: Path, step: SyncStep) -> StepResult:
    """Writes or removes one file, whole or not at all."""
    try:
        patch.write(folder, FileChange(step.name, step.found, step.stored))
    except StoreError as error:
        if filenames.is_plain(step.name) and _has(folder / step.name, step.stored):
            return StepResult(step, by_others=True)
        return StepResult(step, str(error))
    return StepResult(step)


def _has(path: Path, data: bytes | None) -> bool:
    """Whether a file has these bytes; None for no file."""
    try:
        return read_file(path) == data
    except RecordError:
        return data is None and not os.path.lexists(path)


def index_change(
    name: str, data: bytes, records: Iterable[Listed], folder: Path | None = None
) -> FileChange | None:
    """The change to an index of these bytes that lists these records; None where none is due."""
    try:
        text = decode(data)
    except RecordError:
        return None
    new = index.updated(text, records, folder)
    return None if new == text else FileChange(name, data, new.encode())


def empty_shelf(folder: Path) -> RecordFolder:
    """A folder that is not there yet."""
    return RecordFolder(folder, {}, (), frozenset(), of_folder(folder))


def _step(kept: StoredRecord, name: str, found: bytes | None) -> SyncStep:
    """What the two sides of one record come to."""
    if found is None or kept.data is None:
        action, reason = _one(kept, found)
    else:
        action, reason = _both(kept, kept.data, found)
    return SyncStep(action, name, kept.key, kept.data, found, reason)


def _both(kept: StoredRecord, stored: bytes, found: bytes) -> tuple[Action, str]:
    if found == stored:
        return Action.UNCHANGED, ""
    if kept.wrote(found):
        return Action.WRITE, ""
    if digest(stored) in kept.digests:
        return Action.READ, ""
    if kept.digests:
        return Action.CONFLICT, "It was changed here and in the folder."
    return Action.CONFLICT, "The folder has another record of that name."


def _one(kept: StoredRecord, found: bytes | None) -> tuple[Action, str]:
    """What it comes to where a side has the record no more, or not yet."""
    if found is None and kept.data is None:
        return Action.UNCHANGED, ""
    if found is not None:
        if kept.wrote(found):
            return Action.GONE, "It was thrown away here, and is in the folder still."
        return Action.CONFLICT, "It was thrown away here, and changed in the folder."
    if not kept.digests:
        return Action.WRITE, ""
    if digest(kept.data or b"") in kept.digests:
        return Action.GONE, "It was removed from the folder."
    return Action.CONFLICT, "It was removed from the folder, and changed here."


def renamed(found: Mapping[str, bytes], kept: Sequence[StoredRecord]) -> dict[str, str]:
    """The new names of records whose files were renamed, by the old names."""
    known = {each.name for each in kept}
    missing = [each for each in kept if each.name not in found and each.digests]
    strangers = {name: data for name, data in found.items() if name not in known}
    new_names = _swapped(found, kept)
    taken = {*new_names.values()}
    if not missing or not strangers:
        return new_names
    by_digest = _groups((digest(data), name) for name, data in strangers.items())
    by_part = _groups((part, name) for name in strangers for part in _name_parts(name))
    for each in missing:
        candidates = {name for key in each.digests for name in by_digest.get(key, ())} or {
            name
            for part in _name_parts(each.name)
            for name in by_part.get(part, ())
            if are_alike(each.data or b"", strangers[name])
        }
        candidates -= taken
        if len(candidates) == 1:
            new_names[each.name] = candidates.pop()
            taken.add(new_names[each.name])
    return new_names


def _swapped(found: Mapping[str, bytes], kept: Sequence[StoredRecord]) -> dict[str, str]:
    """The new names of records whose files took each other's names, by the old names."""
    changed = [each for each in kept if found.get(each.name, each.data) != each.data]
    now = {digest(found[each.name]): each.name for each in changed}
    swapped = {each.name: now[key] for each in changed for key in each.digests if key in now}
    swapped = {old: new for old, new in swapped.items() if old != new}
    while loose := [old for old, new in swapped.items() if new not in swapped]:
        for old in loose:
            del swapped[old]
    return swapped if len({*swapped.values()}) == len(swapped) else {}


def _name_parts(name: str) -> tuple[str, ...]:
    """What a name still has after its number or its words were changed."""
    number = filenames.number_of(name)
    slug = filenames.slug_of(name)
    return tuple(filter(None, [slug, None if number is None else str(number)]))


def are_alike(one: bytes, other: bytes) -> bool:
    """Whether half of the lines are the same, as git tells a file that was renamed and edited."""
    lines, others = Counter(one.splitlines()), Counter(other.splitlines())
    same = (lines & others).total()
    return 2 * same >= max(lines.total(), others.total(), 1)


def _groups(pairs: Iterable[tuple[str, str]]) -> Mapping[str, Sequence[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for key, name in pairs:
        groups[key].append(name)
    return groups


def _with_doubles(steps: Sequence[SyncStep]) -> Iterator[SyncStep]:
    """The steps, each telling which other file has its number."""
    taken = filenames.kin(step.name for step in steps)
    counted = {
        name: f"{each.series} {each.number}"
        for name, each in taken.items()
        if each.number is not None
    }
    having = _groups((key, name) for name, key in counted.items())
    for step in steps:
        others = [name for name in having.get(counted.get(step.name, ""), ()) if name != step.name]
        if step.reason or not others:
            yield step
        else:
            listed = " and ".join(f"“{name}”" for name in others)
            verb = "has" if len(others) == 1 else "have"
            yield replace(step, reason=f"{listed} {verb} the same number.")
