"""Changes to the files of a folder: shows the diff, then writes them one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from store.domain.errors import StoreError
from store.records import filenames
from store.records.document import RecordError
from store.util import atomic, matching

COMPARED_MAX = 1_000_000
"""Bytes of a file whose lines are compared."""


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file before and after a change; None where there is none."""

    name: str
    before: bytes | None
    after: bytes | None

    @property
    def diff(self) -> str:
        """The difference as `git diff` shows it, for people to read."""
        return diff(self.name, self.before, self.after)


def diff(
    name: str, before: bytes | None, after: bytes | None, sides: tuple[str, str] = ("", "")
) -> str:
    """The unified difference of two texts; line endings that differ are shown.

    Args:
        name: of the file.
        before: what it says; None where there is none.
        after: what it is to say, or what the other side says.
        sides: what tells the two apart where both are there.
    """
    if before == after:
        return ""
    if max(len(before or b""), len(after or b"")) > COMPARED_MAX:
        return f"{name}: too large to compare line by line\n"
    old, new = (_lines(data) for data in (before, after))
    old_head, new_head = (
        "/dev/null" if data is None else f"{name} ({side})" if side else name
        for data, side in zip((before, after), sides, strict=True)
    )
    lines = matching.unified(old, new, (old_head, new_head))
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )


def write(folder: Path, change: FileChange) -> None:
    """Carries a change out, whole or not at all.

    Raises:
        StoreError: the file is not as it was when the change was made, or cannot be written; it
            is as it was.
    """
    if not filenames.is_plain(change.name):
        raise RecordError(
            f"“{change.name}” leads out of the folder. Nothing was written; name a file in it."
        )
    path = folder / change.name
    if change.after is None:
        atomic.remove(path, atomic.digest(change.before or b""))
    elif change.before is None:
        atomic.make_folder(folder)
        atomic.create(path, change.after)
    elif change.before != change.after:
        atomic.replace(path, change.after, atomic.digest(change.before or b""))


def write_all(folder: Path, changes: Sequence[FileChange]) -> dict[str, str]:
    """Carries changes out, one after the other; what fails does not keep the rest from it.

    Returns:
        Why a file was not written, by its name.
    """
    failed = {}
    for change in changes:
        try:
            write(folder, change)
        except StoreError as error:
            failed[change.name] = str(error)
    return failed


def _lines(data: bytes | None) -> list[str]:
    *lines, rest = (data or b"").decode("utf-8", "replace").split("\n")
    return [*(f"{line}\n" for line in lines), *filter(None, [rest])]
