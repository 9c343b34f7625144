"""What is to be done so that a folder and the store say the same."""

from collections.abc import Collection, Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from store.domain.errors import StoreError
from store.domain.record import RecordRow
from store.records import filenames
from store.records.folder import RecordFolder, left_out, shelving
from store.records.patch import FileChange
from store.records.summary import RecordSummary, summarise
from store.records.template import check
from store.records.vocabulary import Vocabulary
from store.store import Store
from store.sync import steps as syncing
from store.sync.record_files import FITTING, Filing, Manner
from store.sync.steps import Action, ConflictSide, StoredRecord, SyncStep, are_alike, empty_shelf
from store.util.chunks import Progress, pieces, result

CHOSEN = (Action.CONFLICT, Action.GONE)
"""What somebody has to choose a side of."""

INCOMING = (Action.READ, *CHOSEN)
"""What is read in, or may be."""

ROWS = 500
"""Decisions that are read at once."""


@dataclass(frozen=True)
class SyncPlan:
    """What is to be done so that a folder and the store say the same; nothing is done yet.

    Args:
        folder: where the records lie.
        steps: one a record, in the order of the file names.
        indexes: the changes to index.md and README.md that are due.
        note: what else is to be told, such as branches that could not be looked at; a sentence.
        shelf: the folder as it was found.
        rows: the decisions by number, as they were found.
        formats: the format of what is written, by the decision's number; see `RecordRow`.
        removed: the decisions that somebody chose to be gone from both sides, by number.
        glances: what was seen of the folder's records, by file name: of those that are to be
            read in; of all if there is a list in index.md.
    """

    folder: Path
    steps: tuple[SyncStep, ...]
    indexes: tuple[FileChange, ...]
    note: str
    shelf: RecordFolder = field(repr=False)
    rows: Mapping[int, RecordRow] = field(repr=False)
    formats: Mapping[int, str] = field(repr=False)
    removed: frozenset[int] = frozenset()
    glances: Mapping[str, RecordSummary] = field(default_factory=dict, repr=False)

    @property
    def open(self) -> tuple[SyncStep, ...]:
        """The steps of which somebody has to choose a side."""
        return tuple(step for step in self.steps if step.action in CHOSEN)

    @property
    def due(self) -> tuple[SyncStep, ...]:
        """The steps that change something or need somebody."""
        return tuple(step for step in self.steps if step.action is not Action.UNCHANGED)

    def choosing(self, sides: Mapping[int, ConflictSide]) -> "SyncPlan":
        """The plan with sides chosen, by the decision's number, where there is a choice."""
        steps = []
        removed = set(self.removed)
        for step in self.steps:
            side = None if step.key is None else sides.get(step.key)
            if side is None or step.action not in CHOSEN or step.key is None:
                steps.append(step)
                continue
            steps.append(step.resolved(side))
            if steps[-1].action is Action.GONE:
                removed.add(step.key)
        return replace(self, steps=tuple(steps), removed=frozenset(removed))


def plan(
    store: Store,
    folder: Path,
    manner: Manner = FITTING,
    numbers: Collection[int] | None = None,
) -> SyncPlan:
    """What is to be done so that the folder and the store say the same.

    Args:
        store: where the decisions are.
        folder: where the records lie; it need not exist.
        manner: how new ones are written.
        numbers: of the decisions that the folder is to have, beside those that it has; all if
            None.

    Raises:
        StoreError: the folder cannot be read, or is a file.
        RecordError: the template has a place that there is not.
    """
    return result(planning(store, folder, manner, numbers))


def planning(
    store: Store,
    folder: Path,
    manner: Manner = FITTING,
    numbers: Collection[int] | None = None,
) -> Generator[Progress, None, SyncPlan]:
    """Plans in short pieces, between which the store may be used and changed; see `plan`.

    Tells how many of the files, then of the decisions, then of the records were looked at.
    """
    if not filenames.is_text(str(folder)):
        raise StoreError("The folder's name is not UTF-8. Nothing was changed. Rename it first.")
    if manner.template:
        check(manner.template)
    found = (yield from shelving(folder)) if _is_there(folder) else empty_shelf(folder)
    rows = yield from _rows(store, found, numbers)
    rows |= yield from _known_elsewhere(store, found, rows)
    known_names = {row.file_name for row in rows.values()}
    files = found.records_of(known_names)
    seen: dict[str, RecordSummary] = {}
    new = [row for row in rows.values() if not row.file_name and not row.trashed]
    if new and not manner.profile:
        yield from _look(files, files, seen, found.vocabulary)
    filing = Filing(store, found, rows, manner)
    known = [row for row in rows.values() if row.file_name]
    if any(files.get(row.file_name) is not row.data for row in known):
        filing.rename(syncing.renamed(files, [_kept(row, row.data) for row in known]))
    yield from filing.name(new, seen.values())
    kept: list[StoredRecord] = []
    failed: list[SyncStep] = []
    for piece in pieces(rows.values()):
        for row in piece:
            _file(row, filing, kept, failed)
        yield Progress(len(kept) + len(failed), len(rows))
    planned = yield from syncing.planning(found, kept)
    yield Progress(len(rows), len(rows))
    left = {step.name for step in failed}
    settled: list[SyncStep] = []
    for some in pieces(step for step in planned if step.name not in left):
        settled += [_settled(step, rows, filing) for step in some]
        yield Progress(len(settled), len(planned))
    steps = tuple(sorted([*settled, *failed], key=lambda step: step.name))
    listed = found.indexes
    coming = [each.name for each in steps if each.found is not None and each.action in INCOMING]
    yield from _look(files, files if listed else coming, seen, found.vocabulary)
    steps = tuple(_guessed(step, seen.get(step.name)) for step in steps)
    listing = (yield from _listing(found, steps, seen)) if listed else ()
    note = " ".join(filter(None, [filing.note, left_out(found)]))
    return SyncPlan(folder, steps, listing, note, found, rows, filing.formats, glances=seen)


def _settled(step: SyncStep, rows: Mapping[int, RecordRow], filing: Filing) -> SyncStep:
    """A conflict with the store's word put into what others wrote; none where that is the same."""
    key, found = step.key, step.found
    if step.action is not Action.CONFLICT or key is None or found is None or step.stored is None:
        return step
    try:
        stored = filing.onto(rows[key], found)
    except StoreError:
        return step
    if stored == found:
        return replace(step, action=Action.READ, stored=stored, reason="")
    return replace(step, stored=stored)


def _guessed(step: SyncStep, seen: RecordSummary | None) -> SyncStep:
    """A step that says so where it is not sure what the record says that is read in.

    One that is new and cannot be read in is left.
    """
    if step.action is Action.READ and step.key is None and seen and seen.trouble:
        return replace(step, action=Action.LEFT, reason=seen.trouble)
    if step.action is not Action.READ or seen is None or not seen.doubts:
        return step
    return replace(step, reason=" ".join(filter(None, [step.reason, *seen.doubts])))


def _listing(
    found: RecordFolder, steps: Sequence[SyncStep], seen: Mapping[str, RecordSummary]
) -> Generator[Progress, None, tuple[FileChange, ...]]:
    """The changes to index.md and README.md that are due once the steps are done."""
    writes = {each.name: each.stored or b"" for each in steps if each.action is Action.WRITE}
    then = {name: each for name, each in seen.items() if name not in writes}
    yield from _look(writes, writes, then, found.vocabulary)
    changed = (
        syncing.index_change(name, found.files[name], then.values(), found.folder)
        for name in found.indexes
    )
    return tuple(filter(None, changed))


def _is_there(folder: Path) -> bool:
    """Whether there is something of that name, be it no folder or closed to us."""
    try:
        folder.stat()
    except OSError as error:
        return not isinstance(error, FileNotFoundError)
    return True


def _rows(
    store: Store, found: RecordFolder, numbers: Collection[int] | None
) -> Generator[Progress, None, dict[int, RecordRow]]:
    """The decisions by number, as far as they are in the folder or are to be."""
    rows: dict[int, RecordRow] = {}
    last = 0
    while some := store.read.records(found.folder, last, ROWS):
        last = some[-1].number
        for row in some:
            data = found.files.get(row.file_name)
            if data is not None and data == row.data:
                row = replace(row, data=data)  # one copy of both
            if row.file_name or numbers is None or row.number in numbers:
                rows[row.number] = row
        yield Progress(0, len(rows))
    return rows


def _known_elsewhere(
    store: Store, found: RecordFolder, rows: Mapping[int, RecordRow]
) -> Generator[Progress, None, dict[int, RecordRow]]:
    """The decisions whose records are here as they were in another place of this folder."""
    strange = {*found.record_files} - {row.file_name for row in rows.values()}
    homeless = {number for number, row in rows.items() if not row.file_name}
    known: dict[int, RecordRow] = {}
    if not strange or not homeless:
        return known
    there = [row for row in store.read.records_elsewhere(found.folder) if row.file_name in strange]
    # Of several folders, that counts which has the record as it is here.
    there.sort(key=lambda row: row.data != found.files[row.file_name])
    for piece in pieces(there):
        for row in piece:
            name, data = row.file_name, found.files[row.file_name]
            if row.number in homeless and name in strange and are_alike(row.data or b"", data):
                # If it is not as it was there, nobody knows which of the two is the newer.
                sha256 = row.sha256 if row.data == data else ""
                known[row.number] = replace(row, sha256=sha256, pending_sha256="")
                homeless.discard(row.number)
                strange.discard(name)
        yield Progress(len(known), len(there))
    return known


def _look(
    files: Mapping[str, bytes],
    wanted: Collection[str],
    seen: dict[str, RecordSummary],
    words: Vocabulary,
) -> Generator[Progress, None, None]:
    """Looks at the records of those names that were not seen yet."""
    missing = [name for name in wanted if name not in seen]
    before = len(seen)
    for piece in pieces(missing):
        seen |= {name: summarise(files[name], name, words) for name in piece}
        yield Progress(len(seen) - before, len(missing))


def _file(row: RecordRow, filing: Filing, kept: list[StoredRecord], failed: list[SyncStep]) -> None:
    """Tells what the store has for a record, or why it has nothing."""
    if row.number not in filing.names:
        return
    try:
        data = None if row.trashed else filing.data(row)
    except StoreError as error:
        name = filing.names[row.number]
        failed.append(SyncStep(Action.LEFT, name, row.number, None, None, str(error)))
        return
    kept.append(_kept(row, data, filing.names[row.number]))


def _kept(row: RecordRow, data: bytes | None, new_name: str = "") -> StoredRecord:
    digests = (row.sha256,) if row.sha256 else ()
    return StoredRecord(row.number, row.file_name or new_name, data, digests, row.pending_sha256)
