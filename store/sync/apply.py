"""Carries out a sync plan and tracks what was written and read."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import chain, islice
from os.path import normpath
from pathlib import Path
from typing import TypeVar

from store.domain.decision import Decision
from store.domain.errors import StoreError
from store.domain.record import ReadRecord, RecordRow, Reference, WrittenRecord
from store.matrix.markdown_table import rounded
from store.matrix.sentences import robustness_sentences
from store.records import filenames
from store.records.document import Document, RecordError
from store.records.folder import read_file
from store.records.formats import format_of_folder
from store.records.parse import parse
from store.records.patch import FileChange
from store.records.summary import RecordSummary, summarise
from store.store import Store
from store.sync.mapping import MappedRecord, from_record, is_lossless
from store.sync.ordering import in_order
from store.sync.ordering import numbers as numbers_for
from store.sync.plan import SyncPlan
from store.sync.recognise import own_profile, supplied
from store.sync.record_files import MATCH_FOLDER, RecordFiles
from store.sync.steps import Action, StepResult, SyncStep, index_change, write
from store.util import atomic
from store.util.progress import UNWATCHED, Progress

BATCH = 16
"""Records of one transaction."""

_CHANGED = (
    "Decision {} was changed meanwhile, and was left as it is. Sync again to see what it says now."
)
_TAKEN = "“{}” appeared meanwhile and has the same number. Sync again to have another one."

Item = TypeVar("Item")


def apply_plan(
    store: Store, planned: SyncPlan, progress: Progress = UNWATCHED
) -> Sequence[StepResult]:
    """Carries out a sync plan.

    A step that fails keeps no other from being done; a step whose decision or file has changed
    since the plan was made fails. What another program has done meanwhile is no failure.

    Cancelling stops after the current batch of records; indexes are brought up to date first.
    After that, or after being killed, the next plan has what is left.

    Args:
        store: the decisions.
        planned: the plan; `SyncPlan.with_choices` settles its conflicts.
        progress: reports how many of the steps are done.

    Raises:
        CancelledError: the work was cancelled; what was done stays done.
    """
    return _Run(store, planned, progress).run()


class _Run:
    """One plan as it is carried out, and the results so far."""

    def __init__(self, store: Store, planned: SyncPlan, progress: Progress) -> None:
        self._store = store
        self._planned = planned
        self._folder = planned.folder
        self._progress = progress
        self._summaries = dict(planned.summaries)
        self._results: list[StepResult] = []
        self._total = len(planned.due)

    def run(self) -> Sequence[StepResult]:
        """Does all of it."""
        atomic.clear_leftovers(self._folder)
        moved = (row for row in self._planned.rows.values() if row.elsewhere is not None)
        for batch in self._batches(moved):
            self._store.records.relocate(self._folder, batch)
        # Write the indexes first: a crash after the last record would leave them stale.
        for change in self._planned.indexes:
            self._add(_put(self._folder, change))
        try:
            self._write(self._planned, _ordered_writes(self._planned))
            self._remember()
            self._read()
            self._rest()
        finally:
            listed = self._list()
            self._store.settle()
        return [*self._results, *listed]

    def _add(self, result: StepResult) -> None:
        self._results.append(result)
        step = result.step
        if not result.trouble:
            is_record = step.key is not None  # else it is an index
            if step.action is Action.WRITE and is_record and self._planned.found.indexes:
                words = self._planned.found.vocabulary
                self._summaries[step.name] = summarise(step.stored or b"", step.name, words)
            elif step.action is Action.GONE and step.key in self._planned.removed:
                self._summaries.pop(step.name, None)
        done = len(self._results)
        self._progress.report(done, max(done, self._total))

    def _batches(self, items: Iterable[Item]) -> Iterator[list[Item]]:
        """The items in batches; stops between two of them if the work was cancelled."""
        rest = iter(items)
        while batch := list(islice(rest, BATCH)):
            self._progress.check()
            yield batch

    def _write(self, planned: SyncPlan, writes: Iterable[Sequence[SyncStep]]) -> None:
        store = self._store
        taken = _appeared(planned)
        for batch in self._batches(writes):
            steps = []
            for step in chain.from_iterable(batch):
                other = None if step.found else taken.get(filenames.number_of(step.name))
                if other in (None, step.name):
                    steps.append(step)
                else:
                    self._add(StepResult(step, _TAKEN.format(other)))
            records = [_record(planned, step) for step in steps]
            changed = store.records.mark_pending(self._folder, records)
            written = []
            for step, kept in zip(steps, records, strict=True):
                if kept.number in changed:
                    self._add(StepResult(step, _CHANGED.format(kept.number)))
                    continue
                result = write(self._folder, step)
                if not result.trouble:
                    written.append(kept)
                self._add(result)
            store.records.mark_written(self._folder, written)

    def _remember(self) -> None:
        """Tracks what both sides say and was not known to be the same."""
        planned = self._planned
        for steps in self._batches(step for step in planned.steps if _is_news(step, planned)):
            self._store.records.mark_written(
                self._folder, [_record(planned, step) for step in steps]
            )
            for step in steps:
                self._add(StepResult(step))

    def _read(self) -> None:
        """Reads in what is to be read in, successors first."""
        store, planned = self._store, self._planned
        steps = {step.name: step for step in planned.steps if step.action is Action.READ}
        if not steps:
            return
        find = _finder(self._folder, _here(planned, steps), steps)
        summaries = {name: planned.summaries[name] for name in steps}
        named = {name: find(each.superseded_by) for name, each in summaries.items()}
        named = {name: None if by in (name, steps[name].key) else by for name, by in named.items()}
        order = in_order(steps, {name: by for name, by in named.items() if isinstance(by, str)})
        recognised = _recognising(planned, steps, find, named)
        new = [summaries[name] for name, step in steps.items() if step.key is None]
        wanted = _numbers(planned, new)
        given: dict[str, int] = {}
        recalculated: list[int] = []
        for batch in self._batches(order):
            readings: list[ReadRecord] = []
            for name in chain.from_iterable(batch):
                try:
                    by = named[name]
                    by = given.get(by, by) if isinstance(by, str) else by
                    readings.append(
                        _reading(store, planned, steps[name], wanted.get(name), by, recognised)
                    )
                except StoreError as error:
                    trouble = f"“{name}” was not read in: {error}"
                    self._add(StepResult(steps[name], trouble))
            taken = store.records.adopt(self._folder, readings)
            for reading, number in zip(readings, taken, strict=True):
                step = steps[reading.file_name]
                if number is None:
                    self._add(_not_read(store, planned, step))
                    continue
                given[reading.file_name] = number
                recalculated += [number] if reading.is_stale else []
                self._add(StepResult(step))
        if recalculated:
            self._follow(recalculated)

    def _follow(self, numbers: Iterable[int]) -> None:
        """Writes into records that were read in what follows from them, such as the scores."""
        found = self._planned.found
        rows = {row.number: row for row in self._store.read.records(self._folder) if row.file_name}
        record_files = RecordFiles(self._store, found, rows, MATCH_FOLDER)
        now = replace(self._planned, rows=rows, formats=record_files.formats)
        self._write(now, _following(record_files, [rows[number] for number in numbers]))

    def _rest(self) -> None:
        """Removes what the user chose to remove, and reports what is left as it is."""
        for step in self._planned.steps:
            if step.action is Action.GONE:
                self._progress.check()
                self._add(_gone(self._store, self._planned, step))
            elif step.action in (Action.CONFLICT, Action.LEFT):
                self._add(StepResult(step))

    def _list(self) -> list[StepResult]:
        """Brings the indexes up to date."""
        results = []
        for name in self._planned.found.indexes:
            with suppress(StoreError):  # it is gone, or no text any more: not one to be kept
                data = read_file(self._folder / name)
                change = index_change(name, data, self._summaries.values(), self._folder)
                if change:
                    results.append(_put(self._folder, change))
        return results


def _ordered_writes(planned: SyncPlan) -> Iterator[Sequence[SyncStep]]:
    """What is to be written; what tells of others' changes before those are remembered."""
    steps = {step.name: step for step in planned.steps if step.action is Action.WRITE}
    rows = {step.name: planned.rows[step.key] for step in steps.values() if step.key is not None}
    file = {row.number: name for name, row in rows.items()}
    order = in_order(
        sorted(rows, key=lambda name: not rows[name].is_current),
        {name: file[by] for name, row in rows.items() if (by := row.superseded_by) in file},
    )
    return ([steps[name] for name in group] for group in order)


def _appeared(planned: SyncPlan) -> dict[int | None, str]:
    """The files that others have put into the folder since it was looked at, by number."""
    ours = {step.name for step in planned.steps}
    known = planned.found.files.keys() | planned.found.others | ours
    try:
        found = [path.name for path in planned.folder.iterdir() if path.name not in known]
    except OSError:  # it is not there yet, or whoever writes there says why
        return {}
    return {filenames.number_of(name): name for name in found if filenames.is_named(name)}


def _not_read(store: Store, planned: SyncPlan, step: SyncStep) -> StepResult:
    """The result of a record that was read in meanwhile, or whose decision was changed."""
    if step.key is None or _now(store, planned, step.key).data == step.found:
        return StepResult(step, by_others=True)
    return StepResult(step, _CHANGED.format(step.key))


def _here(planned: SyncPlan, reading: Mapping[str, SyncStep]) -> dict[str, int | None]:
    """What may take another's place, by file name: not what is in the trash and stays there."""
    back = {step.key for step in reading.values()}
    here = {row.file_name: number for number, row in planned.rows.items() if row.file_name} | {
        step.name: step.key for step in planned.steps if step.key is not None
    }
    return {
        name: number
        for name, number in here.items()
        if number is None or number in back or not planned.rows[number].trashed
    }


def _numbers(planned: SyncPlan, new: Iterable[RecordSummary]) -> Mapping[str, int]:
    """The numbers that new decisions are to have, by the file names of their records."""
    loose = {
        number
        for number, row in planned.rows.items()
        if row.file_name and filenames.number_of(row.file_name) is None
    }
    return numbers_for({each.name: each.number for each in new}, planned.rows, loose)


def _finder(
    folder: Path, here: Mapping[str, int | None], coming: Iterable[str]
) -> Callable[[Reference | None], str | int | None]:
    """What finds the record that a status names: among those here, or those read with it."""
    everything = {*here, *coming}
    by_number: dict[int, list[str]] = {}
    for name in everything:
        number = filenames.number_of(name)
        if number is not None:
            by_number.setdefault(number, []).append(name)

    def find(reference: Reference | None) -> str | int | None:
        if reference is None:
            return None
        name = reference.file.rpartition("/")[2]
        if reference.file.startswith("../") and normpath(folder / reference.file) != str(
            folder / name
        ):
            return None
        if name not in everything:
            same = by_number.get(reference.number, []) if reference.number is not None else []
            if len(same) != 1:
                return None
            name = same[0]
        return here.get(name) or name

    return find


def _recognising(
    planned: SyncPlan,
    steps: Mapping[str, SyncStep],
    find: Callable[[Reference | None], str | int | None],
    named: Mapping[str, str | int | None],
) -> Callable[[Document, MappedRecord], str]:
    """What tells the profile of a record of Shortlist's own; empty of any other.

    To be written anew as a whole, it must stand to the others as they say that it does.
    """
    fitting = format_of_folder(each.formats for each in planned.summaries.values())
    replaced: dict[str | int, set[str | int]] = {}
    for name, by in named.items():
        if by is not None:
            replaced.setdefault(by, set()).add(steps[name].key or name)
    for number, row in planned.rows.items():
        if row.superseded_by is not None and row.file_name not in steps:
            replaced.setdefault(row.superseded_by, set()).add(number)

    def profile(document: Document, found: MappedRecord) -> str:
        name = document.name
        told = {find(each) for each in document.supersedes}
        is_linked = (named[name] is None) == (found.superseded_by is None)
        if not is_linked or told != replaced.get(steps[name].key or name, set()):
            return ""
        return own_profile(document, found, fitting)

    return profile


def _reading(
    store: Store,
    planned: SyncPlan,
    step: SyncStep,
    wanted: int | None,
    superseded_by: str | int | None,
    recognised: Callable[[Document, MappedRecord], str],
) -> ReadRecord:
    data = step.found or b""
    words = planned.found.vocabulary
    document = parse(data, step.name, words)
    row = None if step.key is None else planned.rows[step.key]
    known = None if row is None else store.read.decision(row.number, in_trash=True)
    before = parse(row.data, row.file_name, words) if row and row.data is not None else None
    # Both have changed, and somebody chose the folder's.
    counts = row is not None and row.revision != row.synced_revision
    found = from_record(document, known, before, counts=counts)
    profile = _still(document, row, known)
    sure = None if known is None else known.robustness
    if not profile and (profile := recognised(document, found)):
        sure = found.sure
        if known is None:
            found = replace(found, matrix=supplied(found.matrix))
    moved = known is not None and found.matrix != known.matrix
    if sure is None or moved:
        sure = robustness_sentences(rounded(found.matrix))
    day = found.day
    if day is None and known and not document.value("date"):
        day = known.date
    return ReadRecord(
        number=row.number if row else None,
        revision=row.revision if row else 0,
        wanted=wanted,
        draft=found.draft,
        matrix=found.matrix,
        robustness=sure,
        day=day,
        superseded_by=superseded_by,
        file_name=step.name,
        data=data,
        format=profile,
        is_stale=moved,
        reason=found.reason,
    )


def _still(document: Document, row: RecordRow | None, known: Decision | None) -> str:
    """The format of a record that somebody changed: as it was, if nothing is lost by that."""
    if row is None or known is None or not row.format or row.data is None:
        return ""
    try:
        before = parse(row.data, row.file_name, document.vocabulary)
        understood = is_lossless(before, document, known.matrix)
    except RecordError:
        return ""
    return row.format if understood else ""


def _following(record_files: RecordFiles, rows: Iterable[RecordRow]) -> Iterator[tuple[SyncStep]]:
    for row in rows:
        with suppress(StoreError):  # told by the next sync
            data = record_files.data(row)
            yield (SyncStep(Action.WRITE, row.file_name, row.number, data, row.data),)


def _gone(store: Store, planned: SyncPlan, step: SyncStep) -> StepResult:
    """Removes from one side what the other has no more, if the user chose that."""
    if step.key is None or step.key not in planned.removed:
        return StepResult(step)
    row = _now(store, planned, step.key)
    if step.found is None and row.trashed and not planned.rows[step.key].trashed:
        return StepResult(step, by_others=True)
    if row.revision != planned.rows[step.key].revision:
        return StepResult(step, _CHANGED.format(step.key))
    try:
        if step.found is None:
            store.decisions.trash(step.key)
            return StepResult(step)
        result = write(planned.folder, replace(step, stored=None))
        if not result.trouble:
            store.records.untrack(planned.folder, step.key)
    except StoreError as error:
        return StepResult(step, str(error))
    return replace(result, step=step)


def _now(store: Store, planned: SyncPlan, number: int) -> RecordRow:
    """A decision and its record as the store has them now."""
    (row,) = store.read.records(planned.folder, number - 1, 1)
    return row


def _is_news(step: SyncStep, planned: SyncPlan) -> bool:
    """Whether a record that nothing is to be done about is not remembered as it is."""
    if step.action is not Action.UNCHANGED or step.key is None or step.found is None:
        return False
    row = planned.rows[step.key]
    known = row.data == step.found and not row.pending_sha256 and row.file_name == step.name
    return not known or not row.is_current


def _record(planned: SyncPlan, step: SyncStep) -> WrittenRecord:
    assert step.key is not None  # noqa: S101  # of a record that the store has
    data = step.stored if step.action is Action.WRITE else step.found
    row = planned.rows[step.key]
    others = step.action is Action.WRITE and step.found not in (None, row.data)
    return WrittenRecord(
        step.key, step.name, data or b"", planned.formats[step.key], row.revision, by_others=others
    )


def _put(folder: Path, change: FileChange) -> StepResult:
    step = SyncStep(Action.WRITE, change.name, None, change.after, change.before)
    return write(folder, step)
