"""A folder of decision records on disk: numbering, and writes that cannot tear or overrun."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from store import atomic
from store.atomic import failure
from store.madr import Profile, Successor, record, slug
from store.types import Decision, Exported, StoreError

_RECORD = re.compile(r"([0-9]{4,})-.+\.md")


class Change(StrEnum):
    """What writing a record means for the file of its name."""

    NEW = "new"
    SAME = "same"
    UPDATED = "updated"
    CONFLICT = "conflict"
    """A file of that name is there whose bytes are not what was last written."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A record as it is to stand in a folder.

    `replaces` is the SHA-256 of the file that was there when the plan was made, if one was;
    `exported` is what was last written of the decision, as far as is known. `format` is as of
    `store.types.RecordRow`.
    """

    decision: Decision
    path: Path
    text: str
    change: Change
    replaces: str | None = None
    exported: Exported | None = None
    format: str = Profile.MADR4


def next_number(folder: Path) -> int:
    """The number after the highest one in the folder; 1 if it is empty or missing.

    Raises:
        StoreError: the folder cannot be read, or is a file.
    """
    try:
        names = [path.name for path in folder.iterdir()]
    except FileNotFoundError:
        names = []
    except OSError as error:
        raise failure(folder, error, "could not be read") from error
    return _number_after(names)


def file_name(number: int, title: str) -> str:
    """The name of a record: `NNNN-title.md`."""
    return f"{number:04}-{slug(title)}.md"


def plan(
    folder: Path,
    decisions: Sequence[Decision],
    known: Mapping[int, Exported],
    profile: Profile = Profile.MADR4,
) -> tuple[Planned, ...]:
    """What to write so that the folder holds these decisions; nothing is written yet.

    A decision that was written before keeps its file name, and so its number, even when its
    title has changed. A status of superseded names the number in this folder; it names none if
    the decision that took its place is not among `decisions`.

    Args:
        folder: where the records go; it need not exist.
        decisions: what to write.
        known: what was last written into this folder, by decision id.
        profile: who is to read the records.

    Returns:
        One plan a decision, in the order of their numbers.

    Raises:
        StoreError: the folder or one of the files in it cannot be read, or the folder is a file.
    """
    ordered = sorted(decisions, key=lambda decision: decision.number)
    names = {
        decision.number: known[decision.id].file_name
        for decision in ordered
        if decision.id in known
    }
    written = [exported.file_name for exported in known.values()]
    number = max(next_number(folder), _number_after(written))
    for decision in ordered:
        if decision.number not in names:
            names[decision.number] = file_name(number, decision.title)
            number += 1
    return tuple(
        _planned(folder / names[decision.number], decision, text, known.get(decision.id))
        for decision, text in zip(ordered, _texts(ordered, names, profile), strict=True)
    )


def write(planned: Planned) -> Exported:
    """Writes a record, whole or not at all, and makes its folder if need be.

    To replace a file in conflict, ask first and then plan it as `Change.UPDATED`; a file that
    has changed since the plan was made is kept all the same.

    Returns:
        What to remember of it for the next plan.

    Raises:
        StoreError: it was not written, and the file that was there is as it was.
    """
    path, data = planned.path, planned.text.encode()
    if planned.change is Change.CONFLICT:
        raise StoreError(
            f"“{path}” is not as it was last written, and was left as it is. "
            "Compare it with the decision before you replace it."
        )
    if planned.change is not Change.SAME:
        atomic.make_folder(path.parent)
        if planned.change is Change.NEW:
            atomic.create(path, data)
        else:
            atomic.replace(path, data, planned.replaces)
    return Exported(path.name, sha256(data).hexdigest())


def _number_after(names: Iterable[str]) -> int:
    found = [int(match[1]) for name in names if (match := _RECORD.fullmatch(name))]
    return max(found, default=0) + 1


def _texts(decisions: Sequence[Decision], names: Mapping[int, str], profile: Profile) -> list[str]:
    """The records, with every number that they mention as it is in the folder."""
    titles = {decision.number: decision.title for decision in decisions}
    texts = []
    for decision in decisions:
        by = decision.superseded_by
        successor = None
        if by is not None and by in names:
            number = int(names[by].partition("-")[0])
            successor = Successor(number, names[by], titles[by])
        replaced = [
            names[other.number] for other in decisions if other.superseded_by == decision.number
        ]
        in_folder = replace(decision, superseded_by=successor.number if successor else None)
        texts.append(record(in_folder, supersedes=replaced, profile=profile, successor=successor))
    return texts


def _planned(path: Path, decision: Decision, text: str, exported: Exported | None) -> Planned:
    data = text.encode()
    try:
        if path.is_symlink() or path.is_dir():
            return Planned(decision, path, text, Change.CONFLICT, exported=exported)
        found = path.read_bytes()
    except FileNotFoundError:
        return Planned(decision, path, text, Change.NEW, exported=exported)
    except OSError as error:
        raise failure(path, error, "could not be read") from error
    digest = sha256(found).hexdigest()
    if found == data:
        change = Change.SAME
    elif exported is not None and digest == exported.sha256:
        change = Change.UPDATED
    else:
        change = Change.CONFLICT
    return Planned(decision, path, text, change, digest, exported)
