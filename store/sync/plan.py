"""Computes the sync plan of a folder of records."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from store.domain.errors import StoreError
from store.domain.record import RecordRow
from store.records import filenames
from store.records.folder import RecordFolder, left_out, shelf
from store.records.patch import FileChange
from store.records.summary import RecordSummary, summarise
from store.records.template import check
from store.records.vocabulary import Vocabulary
from store.store import Store
from store.sync.record_files import MATCH_FOLDER, RecordFiles, RecordStyle
from store.sync.steps import (
    Action,
    ConflictSide,
    StoredRecord,
    SyncStep,
    are_alike,
    compare,
    empty_shelf,
    index_change,
    renamed,
)
from store.util.progress import UNWATCHED, Progress

CHOSEN = (Action.CONFLICT, Action.GONE)
"""What the user has to choose a side for."""

INCOMING = (Action.READ, *CHOSEN)
"""What is read in, or may be."""

ROWS = 500
"""Decisions read at once."""


@dataclass(frozen=True)
class SyncPlan:
    """What makes a folder and the store say the same; nothing is done yet.

    Args:
        folder: where the records lie.
        steps: one a record, in the order of the file names.
        indexes: the changes to index.md and README.md that are due.
        note: sentences for the user, such as about branches that could not be looked at.
        found: the folder's content.
        rows: the decisions by number.
        formats: the format of what is written, by the decision's number; see `RecordRow`.
        removed: the numbers of the decisions that the user chose to remove from both sides.
        summaries: of the folder's records by file name: those to be read in; all of them if
            index.md lists the records.
    """

    folder: Path
    steps: tuple[SyncStep, ...]
    indexes: tuple[FileChange, ...]
    note: str
    found: RecordFolder = field(repr=False)
    rows: Mapping[int, RecordRow] = field(repr=False)
    formats: Mapping[int, str] = field(repr=False)
    removed: frozenset[int] = frozenset()
    summaries: Mapping[str, RecordSummary] = field(default_factory=dict, repr=False)

    @property
    def open(self) -> tuple[SyncStep, ...]:
        """The steps for which the user has to choose a side."""
        return tuple(step for step in self.steps if step.action in CHOSEN)

    @property
    def due(self) -> tuple[SyncStep, ...]:
        """The steps that change something or need a choice."""
        return tuple(step for step in self.steps if step.action is not Action.UNCHANGED)

    def with_choices(self, sides: Mapping[int, ConflictSide]) -> "SyncPlan":
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
    style: RecordStyle = MATCH_FOLDER,
    numbers: Collection[int] | None = None,
    progress: Progress = UNWATCHED,
) -> SyncPlan:
    """Computes the sync plan of a folder.

    Args:
        store: the decisions.
        folder: the records; it need not exist.
        style: how new records are written.
        numbers: of the decisions that the folder is to have beside those that it has; all if
            None.
        progress: reports how many of the files, then of the decisions, then of the records were
            compared.

    Raises:
        StoreError: the folder cannot be read, or is a file.
        RecordError: the template has an unknown placeholder.
        CancelledError: the work was cancelled.
    """
    if not filenames.is_text(str(folder)):
        raise StoreError("The folder's name is not UTF-8. Nothing was changed. Rename it first.")
    if style.template:
        check(style.template)
    found = shelf(folder, progress) if _is_there(folder) else empty_shelf(folder)
    rows = _rows(store, found, numbers, progress)
    rows |= _known_elsewhere(store, found, rows, progress)
    known_names = {row.file_name for row in rows.values()}
    files = found.records_of(known_names)
    summaries: dict[str, RecordSummary] = {}
    new = [row for row in rows.values() if not row.file_name and not row.trashed]
    if new and not style.profile:
        _summarise(files, files, summaries, found.vocabulary, progress)
    record_files = RecordFiles(store, found, rows, style)
    known = [row for row in rows.values() if row.file_name]
    if any(files.get(row.file_name) is not row.data for row in known):
        record_files.rename(renamed(files, [_stored(row, row.data) for row in known]))
    record_files.name(new, summaries.values())
    stored: list[StoredRecord] = []
    failed: list[SyncStep] = []
    for row in progress.over(rows.values()):
        _render(row, record_files, stored, failed)
    left = {step.name for step in failed}
    steps = [step for step in compare(found, stored, progress) if step.name not in left]
    steps = [_settled(step, rows, record_files) for step in progress.over(steps)]
    steps = sorted([*steps, *failed], key=lambda step: step.name)
    listed = found.indexes
    coming = [each.name for each in steps if each.found is not None and each.action in INCOMING]
    _summarise(files, files if listed else coming, summaries, found.vocabulary, progress)
    steps = [_guessed(step, summaries.get(step.name)) for step in steps]
    indexes = _index_changes(found, steps, summaries, progress) if listed else ()
    note = " ".join(filter(None, [record_files.note, left_out(found)]))
    formats = record_files.formats
    return SyncPlan(folder, tuple(steps), indexes, note, found, rows, formats, summaries=summaries)


def _settled(step: SyncStep, rows: Mapping[int, RecordRow], record_files: RecordFiles) -> SyncStep:
    """A conflict with the store's word put into what others wrote; none where that is the same."""
    key, found = step.key, step.found
    if step.action is not Action.CONFLICT or key is None or found is None or step.stored is None:
        return step
    try:
        stored = record_files.merged(rows[key], found)
    except StoreError:
        return step
    if stored == found:
        return replace(step, action=Action.READ, stored=stored, reason="")
    return replace(step, stored=stored)


def _guessed(step: SyncStep, summary: RecordSummary | None) -> SyncStep:
    """A step that says so where it is not sure what the record says that is read in.

    One that is new and cannot be read in is left.
    """
    if step.action is Action.READ and step.key is None and summary and summary.trouble:
        return replace(step, action=Action.LEFT, reason=summary.trouble)
    if step.action is not Action.READ or summary is None or not summary.doubts:
        return step
    return replace(step, reason=" ".join(filter(None, [step.reason, *summary.doubts])))


def _index_changes(
    found: RecordFolder,
    steps: Sequence[SyncStep],
    summaries: Mapping[str, RecordSummary],
    progress: Progress,
) -> tuple[FileChange, ...]:
    """The changes to index.md and README.md that are due once the steps are done."""
    writes = {each.name: each.stored or b"" for each in steps if each.action is Action.WRITE}
    then = {name: each for name, each in summaries.items() if name not in writes}
    _summarise(writes, writes, then, found.vocabulary, progress)
    changed = (
        index_change(name, found.files[name], then.values(), found.folder) for name in found.indexes
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
    store: Store, found: RecordFolder, numbers: Collection[int] | None, progress: Progress
) -> dict[int, RecordRow]:
    """The decisions by number that the folder has or is to have."""
    rows: dict[int, RecordRow] = {}
    last = 0
    while some := store.read.records(found.folder, last, ROWS):
        progress.check()
        last = some[-1].number
        for row in some:
            data = found.files.get(row.file_name)
            if data is not None and data == row.data:
                row = replace(row, data=data)  # one copy of both
            if row.file_name or numbers is None or row.number in numbers:
                rows[row.number] = row
    return rows


def _known_elsewhere(
    store: Store, found: RecordFolder, rows: Mapping[int, RecordRow], progress: Progress
) -> dict[int, RecordRow]:
    """The decisions whose records are here as they were in another place of this folder."""
    strange = {*found.record_files} - {row.file_name for row in rows.values()}
    homeless = {number for number, row in rows.items() if not row.file_name}
    known: dict[int, RecordRow] = {}
    if not strange or not homeless:
        return known
    there = [row for row in store.read.records_elsewhere(found.folder) if row.file_name in strange]
    # Of several folders, that counts which has the record as it is here.
    there.sort(key=lambda row: row.data != found.files[row.file_name])
    for row in progress.over(there):
        name, data = row.file_name, found.files[row.file_name]
        if row.number in homeless and name in strange and are_alike(row.data or b"", data):
            # If it is not as it was there, nobody knows which of the two is the newer.
            sha256 = row.sha256 if row.data == data else ""
            known[row.number] = replace(row, sha256=sha256, pending_sha256="")
            homeless.discard(row.number)
            strange.discard(name)
    return known


def _summarise(
    files: Mapping[str, bytes],
    wanted: Collection[str],
    summaries: dict[str, RecordSummary],
    words: Vocabulary,
    progress: Progress,
) -> None:
    """Adds the summaries of the records of those names that have none yet."""
    missing = [name for name in wanted if name not in summaries]
    summaries |= {name: summarise(files[name], name, words) for name in progress.over(missing)}


def _render(
    row: RecordRow, record_files: RecordFiles, stored: list[StoredRecord], failed: list[SyncStep]
) -> None:
    """Adds what the store has for a record, or why it has nothing."""
    if row.number not in record_files.names:
        return
    try:
        data = None if row.trashed else record_files.data(row)
    except StoreError as error:
        name = record_files.names[row.number]
        failed.append(SyncStep(Action.LEFT, name, row.number, None, None, str(error)))
        return
    stored.append(_stored(row, data, record_files.names[row.number]))


def _stored(row: RecordRow, data: bytes | None, new_name: str = "") -> StoredRecord:
    digests = (row.sha256,) if row.sha256 else ()
    return StoredRecord(row.number, row.file_name or new_name, data, digests, row.pending_sha256)
