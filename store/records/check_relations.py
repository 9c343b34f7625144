"""What is wrong between records: numbers that are doubled, successors that do not agree."""

import posixpath
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from store.domain.decision import Status
from store.domain.record import Reference
from store.records import filenames
from store.records.check_rules import Finding
from store.records.document import Document
from store.records.folder import RecordFolder

NAMED_MAX = 5
"""How many other records of a number are named with each of them."""

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|#|@")
"""What the target of a link begins with that leads to no file."""


@dataclass(frozen=True, slots=True)
class Base:
    """What another branch has: the file names there, and where it parted from this one."""

    revision: str
    there: frozenset[str]
    parted: frozenset[str]


class Relations:
    """Finds what is wrong between the records of a folder: their numbers and successors."""

    def __init__(self, shelf: RecordFolder, base: Base | None) -> None:
        self._shelf = shelf
        self._base = base
        self._records = shelf.records
        self._older: dict[str, Collection[str]] = {}

    def numbers(self) -> Iterator[Finding]:
        """Numbers that two records have, here or with the base, and numbers that none has."""
        for (_, number), having in sorted(self._by_series.items()):
            for name in having:
                others = [f"“{other}”" for other in having[: NAMED_MAX + 1] if other != name]
                if more := len(having) - 1 - len(others[:NAMED_MAX]):
                    others[NAMED_MAX:] = [f"{more:,} more"]
                if others:
                    have = "has" if len(others) == 1 else "have"
                    message = f"{' and '.join(others)} {have} the number {number}, too."
                    yield Finding(name, 1, "number-doubled", message)
            yield from self._taken_at_base(number, having)
        # A file that was not read has its number, too.
        numbered = {each.number: name for name, each in self._shelf.named.items()}
        numbers = sorted(number for number in numbered if number is not None)
        for before, after in pairwise(numbers):
            if after - before > 1:
                missing = str(before + 1) if after - before == 2 else f"{before + 1} to {after - 1}"
                name = self._by_number.get(after, [numbered[after]])[0]
                yield Finding(name, 1, "number-gap", f"No record has the number {missing}.")

    def _taken_at_base(self, number: int, having: Sequence[str]) -> Iterator[Finding]:
        base = self._base
        if base is None:
            return
        # A record that was there before the branches parted and is called otherwise now was
        # renamed; only names that are new on both sides are two records.
        series = {self._series(name) for name in having}
        new_there = {
            name
            for name, each in filenames.kin(base.there).items()
            if name not in base.parted and each.number == number and each.series in series
        } - set(having)
        for name in having:
            if new_there and name not in base.parted:
                other = min(new_there)
                message = f"“{other}” on {base.revision} has the number {number}, too."
                yield Finding(name, 1, "number-doubled", message)

    @cached_property
    def _by_number(self) -> Mapping[int, Sequence[str]]:
        found: dict[int, list[str]] = defaultdict(list)
        for name in self._records:
            taken = self._shelf.named.get(name)
            number = taken.number if taken else None
            if number is not None:
                found[number].append(name)
        return found

    @cached_property
    def _by_series(self) -> Mapping[tuple[str, int], Sequence[str]]:
        found: dict[tuple[str, int], list[str]] = defaultdict(list)
        for number, having in self._by_number.items():
            for name in having:
                found[self._series(name), number].append(name)
        return found

    def _series(self, name: str) -> str:
        taken = self._shelf.named.get(name)
        return taken.series if taken else ""

    def _meant(self, reference: Reference) -> Document | None:
        """The record that a reference means, if it is there."""
        name = posixpath.normpath(reference.file).rpartition("/")[2] if reference.file else ""
        if name in self._records:
            return self._records[name]
        having = self._by_number.get(reference.number, ()) if reference.number is not None else ()
        return self._records[having[0]] if having and not filenames.is_markdown(name) else None

    def supersedes(self, record: Document) -> Iterator[Finding]:
        """Successors that are not there, or do not agree with the record."""
        line = record.line_of("status")
        if record.status == Status.SUPERSEDED and not record.superseded_by:
            message = "It is superseded, and does not say by what."
            yield Finding(record.name, line, "successor-missing", message)
        for reference in record.superseded_by:
            successor = self._meant(reference)
            if successor is None and SCHEME.match(reference.file):
                continue
            if successor is None:
                message = f"{_called(reference)} is not in the folder."
                yield Finding(record.name, line, "supersede-unknown", message)
            elif record.name not in self._superseded_by(successor):
                message = f"It does not say that it supersedes “{record.name}”, which says so."
                yield Finding(successor.name, 1, "supersede-one-way", message)
        for reference in record.supersedes:
            older = self._meant(reference)
            if older is None and SCHEME.match(reference.file):
                continue
            if older is None:
                message = f"{_called(reference)}, which it supersedes, is not in the folder."
                yield Finding(record.name, 1, "supersede-unknown", message)
            elif older.status != "superseded":
                message = f"“{record.name}” supersedes it, and its status does not say so."
                at = older.line_of("status")
                yield Finding(older.name, at, "supersede-unmarked", message)

    def _superseded_by(self, record: Document) -> Collection[str]:
        """The names of the records that one says it supersedes."""
        if record.name not in self._older:
            meant = map(self._meant, record.supersedes)
            self._older[record.name] = {older.name for older in meant if older}
        return self._older[record.name]

    def cycles(self) -> Iterator[Finding]:
        """Records that supersede each other in a circle."""
        after = {
            name: [other.name for each in record.superseded_by if (other := self._meant(each))]
            for name, record in self._records.items()
        }
        done: set[str] = set()
        for start in after:
            way: list[str] = []
            name = start
            while name not in done:
                done.add(name)
                way.append(name)
                name = next(iter(after[name]), name)
            if name in way and after[name]:
                circle = way[way.index(name) :]
                told = " → ".join([*circle, name])
                first = min(circle)
                line = self._records[first].line_of("status")
                message = f"Records supersede each other in a circle: {told}."
                yield Finding(first, line, "supersede-cycle", message)


def _called(reference: Reference) -> str:
    if reference.number is not None:
        return f"ADR-{reference.number:04}"
    return f"“{reference.file}”"
