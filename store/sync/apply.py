"""What is planned, done in short steps and remembered."""

from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import chain
from os.path import normpath
from pathlib import Path

from store.domain.decision import Decision
from store.domain.errors import StoreError
from store.domain.record import ReadRecord, RecordRow, Reference, WrittenRecord
from store.matrix.markdown_table import rounded
from store.matrix.sentences import robustness_sentences
from store.records import filenames, patch
from store.records.document import Document, RecordError
from store.records.folder import read_file
from store.records.formats import format_of_folder
from store.records.parse import parse
from store.records.patch import FileChange
from store.records.summary import RecordSummary, summarise
from store.store import Store
from store.sync import steps as syncing
from store.sync.mapping import Said, is_understood, said
from store.sync.ordering import in_order
from store.sync.ordering import numbers as numbers_for
from store.sync.plan import SyncPlan
from store.sync.recognise import own_profile, supplied
from store.sync.record_files import FITTING, Filing
from store.sync.steps import Action, Done, SyncStep
from store.util import atomic
from store.util.chunks import pieces

BATCH = 16
"""Records of one transaction."""

_CHANGED = (
    "Decision {} was changed meanwhile, and was left as it is. Sync again to see what it says now."
)
_READ_IN = "“{}” was read in meanwhile by another program. Nothing is left to be done about it."
_TAKEN = "“{}” appeared meanwhile and has the same number. Sync again to have another one."


def carry_out(store: Store, planned: SyncPlan) -> Generator[Done, None, None]:
    """Does what is planned, and remembers it; `SyncPlan.choosing` has what is to be chosen.

    Works in short pieces, one a step that is due, between which the store may be used and
    changed. A step that fails is told and keeps no other from being done; what has changed since
    it was planned is such a step. Whoever stops in the middle, or is killed, finds what is left
    by planning again.
    """
    atomic.clear_leftovers(planned.folder)
    for piece in pieces((row for row in planned.rows.values() if row.elsewhere is not None), BATCH):
        store.records.relocate(planned.folder, list(piece))
    seen = dict(planned.glances)
    listed: list[Done] = []
    # First, for who is killed right after the last record: nobody would look at it again. It is
    # right when all is done; the end sees to what was not, and so does the next run.
    for change in planned.indexes:
        yield _put(planned.folder, change)
    try:
        for work in (_write, _remember, _read, _rest):
            for done in work(store, planned):
                if not done.trouble:
                    _note(seen, planned, done.step)
                yield done
    finally:
        listed += _list(planned, seen.values())
        store.settle()
    yield from listed


def _write(store: Store, planned: SyncPlan) -> Iterator[Done]:
    """Writes what is to be written: what tells of others' changes before those are remembered."""
    steps = {step.name: step for step in planned.steps if step.action is Action.WRITE}
    rows = {step.name: planned.rows[step.key] for step in steps.values() if step.key is not None}
    file = {row.number: name for name, row in rows.items()}
    order = in_order(
        sorted(rows, key=lambda name: not rows[name].is_current),
        {name: file[by] for name, row in rows.items() if (by := row.superseded_by) in file},
    )
    return _write_all(store, planned, ([steps[name] for name in group] for group in order))


def _write_all(
    store: Store, planned: SyncPlan, writes: Iterable[Sequence[SyncStep]]
) -> Iterator[Done]:
    taken = _appeared(planned)
    for piece in pieces(writes, BATCH):
        steps = []
        for step in chain.from_iterable(piece):
            other = None if step.found else taken.get(filenames.number_of(step.name))
            if other in (None, step.name):
                steps.append(step)
            else:
                yield Done(step, _TAKEN.format(other))
        records = [_record(planned, step) for step in steps]
        changed = store.records.mark_pending(planned.folder, records)
        written = []
        for step, kept in zip(steps, records, strict=True):
            if kept.number in changed:
                yield Done(step, _CHANGED.format(kept.number))
                continue
            done = syncing.write(planned.folder, step)
            if not done.trouble:
                written.append(kept)
            yield done
        store.records.mark_written(planned.folder, written)


def _appeared(planned: SyncPlan) -> dict[int | None, str]:
    """The files that others have put into the folder since it was looked at, by number."""
    ours = {step.name for step in planned.steps}
    known = planned.shelf.files.keys() | planned.shelf.others | ours
    try:
        found = [path.name for path in planned.folder.iterdir() if path.name not in known]
    except OSError:  # it is not there yet, or whoever writes there says why
        return {}
    return {filenames.number_of(name): name for name in found if filenames.is_named(name)}


def _remember(store: Store, planned: SyncPlan) -> Iterator[Done]:
    """Remembers what is as it should be, and was not known to be."""
    for piece in pieces((step for step in planned.steps if _is_news(step, planned)), BATCH):
        steps = list(piece)
        store.records.mark_written(planned.folder, [_record(planned, step) for step in steps])
        yield from map(Done, steps)


def _read(store: Store, planned: SyncPlan) -> Iterator[Done]:
    """Reads in what is to be read in, what supersedes a record before it."""
    steps = {step.name: step for step in planned.steps if step.action is Action.READ}
    if not steps:
        return
    find = _finder(planned.folder, _here(planned, steps), steps)
    seen = {name: planned.glances[name] for name in steps}
    named = {name: find(each.superseded_by) for name, each in seen.items()}
    named = {name: None if by in (name, steps[name].key) else by for name, by in named.items()}
    order = in_order(steps, {name: by for name, by in named.items() if isinstance(by, str)})
    recognised = _recognising(planned, steps, find, named)
    wanted = _numbers(planned, [seen[name] for name, step in steps.items() if step.key is None])
    given: dict[str, int] = {}
    anew: list[int] = []
    for piece in pieces(order, BATCH):
        readings: list[ReadRecord] = []
        done: list[Done] = []
        for name in chain.from_iterable(piece):
            try:
                by = named[name]
                by = given.get(by, by) if isinstance(by, str) else by
                readings.append(
                    _reading(store, planned, steps[name], wanted.get(name), by, recognised)
                )
            except StoreError as error:
                done.append(Done(steps[name], f"“{name}” was not read in: {error}"))
        taken = store.records.adopt(planned.folder, readings)
        for reading, number in zip(readings, taken, strict=True):
            trouble = ""
            if number is None and reading.number is None:
                trouble = _READ_IN.format(reading.file_name)
            elif number is None:
                trouble = _CHANGED.format(reading.number)
            done.append(Done(steps[reading.file_name], trouble))
            if number is not None:
                given[reading.file_name] = number
                anew += [number] if reading.is_stale else []
        yield from done
    if anew:
        yield from _follow(store, planned, anew)


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
) -> Callable[[Document, Said], str]:
    """What tells the profile of a record of Shortlist's own; empty of any other.

    To be written anew as a whole, it must stand to the others as they say that it does.
    """
    fitting = format_of_folder(each.formats for each in planned.glances.values())
    replaced: dict[str | int, set[str | int]] = {}
    for name, by in named.items():
        if by is not None:
            replaced.setdefault(by, set()).add(steps[name].key or name)
    for number, row in planned.rows.items():
        if row.superseded_by is not None and row.file_name not in steps:
            replaced.setdefault(row.superseded_by, set()).add(number)

    def profile(document: Document, found: Said) -> str:
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
    recognised: Callable[[Document, Said], str],
) -> ReadRecord:
    data = step.found or b""
    words = planned.shelf.vocabulary
    document = parse(data, step.name, words)
    row = None if step.key is None else planned.rows[step.key]
    known = None if row is None else store.read.decision(row.number, in_trash=True)
    before = parse(row.data, row.file_name, words) if row and row.data is not None else None
    # Both have changed, and somebody chose the folder's.
    counts = row is not None and row.revision != row.synced_revision
    found = said(document, known, before, counts=counts)
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
        understood = is_understood(before, document, known.matrix)
    except RecordError:
        return ""
    return row.format if understood else ""


def _follow(store: Store, planned: SyncPlan, read: Iterable[int]) -> Iterator[Done]:
    """Writes into records that were read in what follows from them, such as the scores."""
    rows = {row.number: row for row in store.read.records(planned.folder) if row.file_name}
    filing = Filing(store, planned.shelf, rows, FITTING)
    now = replace(planned, rows=rows, formats=filing.formats)
    yield from _write_all(store, now, _following(filing, [rows[number] for number in read]))


def _following(filing: Filing, rows: Iterable[RecordRow]) -> Iterator[tuple[SyncStep]]:
    for row in rows:
        with suppress(StoreError):  # told by the next sync
            data = filing.data(row)
            yield (SyncStep(Action.WRITE, row.file_name, row.number, data, row.data),)


def _rest(store: Store, planned: SyncPlan) -> Iterator[Done]:
    """Removes what somebody chose to be gone, and tells of what is left as it is."""
    for step in planned.steps:
        if step.action is Action.GONE:
            yield _gone(store, planned, step)
        elif step.action in (Action.CONFLICT, Action.LEFT):
            yield Done(step)


def _gone(store: Store, planned: SyncPlan, step: SyncStep) -> Done:
    """Removes from one side what the other has no more, if somebody chose that."""
    if step.key is None or step.key not in planned.removed:
        return Done(step)
    try:
        if _has_changed(store, planned, planned.rows[step.key]):
            return Done(step, _CHANGED.format(step.key))
        if step.found is None:
            store.decisions.trash(step.key)
        else:
            patch.write(planned.folder, FileChange(step.name, step.found, None))
            store.records.untrack(planned.folder, step.key)
    except StoreError as error:
        return Done(step, str(error))
    return Done(step)


def _has_changed(store: Store, planned: SyncPlan, row: RecordRow) -> bool:
    (now,) = store.read.records(planned.folder, row.number - 1, 1)
    return now.revision != row.revision


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


def _note(seen: dict[str, RecordSummary], planned: SyncPlan, step: SyncStep) -> None:
    """Notes for the indexes what has become of a record."""
    if step.action is Action.WRITE and planned.shelf.indexes:
        seen[step.name] = summarise(step.stored or b"", step.name, planned.shelf.vocabulary)
    elif step.action is Action.GONE and step.key in planned.removed:
        seen.pop(step.name, None)


def _list(planned: SyncPlan, seen: Collection[RecordSummary]) -> Iterator[Done]:
    """Brings the indexes up to date."""
    for name in planned.shelf.indexes:
        with suppress(StoreError):  # it is gone, or no text any more: not one to be kept
            data = read_file(planned.folder / name)
            change = syncing.index_change(name, data, seen, planned.folder)
            if change:
                yield _put(planned.folder, change)


def _put(folder: Path, change: FileChange) -> Done:
    step = SyncStep(Action.WRITE, change.name, None, change.after, change.before)
    return syncing.write(folder, step)
