"""A folder of records and the decisions of the store, brought to say the same."""

from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

from store import atomic
from store.madr import Profile, Successor, record
from store.pieces import Progress, pieces, result
from store.records import changes, names, syncing
from store.records.changes import Change
from store.records.document import Document, RecordError
from store.records.formats import format_of_folder, profile_for
from store.records.glance import Glance, glance
from store.records.numbering import next_number, taken
from store.records.parsing import parse
from store.records.references import Reference
from store.records.saying import is_understood, said, written
from store.records.shelf import Shelf, read_file, shelving
from store.records.succession import in_order
from store.records.succession import numbers as numbers_for
from store.records.syncing import Action, Done, Kept, Side, Step, empty_shelf
from store.records.templates import check, fill
from store.revisions import compare
from store.store import Store
from store.types import Decision, KeptRecord, ReadRecord, RecordRow, StoreError
from store.words import robustness_sentences

CHOSEN = (Action.CONFLICT, Action.GONE)
"""What somebody has to choose a side of."""
INCOMING = (Action.READ, *CHOSEN)
"""What is read in, or may be."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How records that are new to a folder are written.

    Args:
        profile: who is to read them; None for what fits the records that are there.
        template: the team's own, in place of a profile; empty for none.
    """

    profile: Profile | None = None
    template: str = ""


FITTING = Manner()
"""As the folder has them."""


@dataclass(frozen=True)
class Plan:
    """What is to be done so that a folder and the store say the same; nothing is done yet.

    Args:
        folder: where the records lie.
        steps: one a record, in the order of the file names.
        index: the change to index.md, if one is due.
        note: what else is to be told, such as branches that could not be looked at; a sentence.
        shelf: the folder as it was found.
        rows: the decisions by number, as they were found.
        formats: the format of what is written, by the decision's number; see `RecordRow`.
        removed: the decisions that somebody chose to be gone from both sides, by number.
        glances: what was seen of the folder's records, by file name: of those that are to be
            read in; of all if index.md may have to be written.
    """

    folder: Path
    steps: tuple[Step, ...]
    index: Change | None
    note: str
    shelf: Shelf = field(repr=False)
    rows: Mapping[int, RecordRow] = field(repr=False)
    formats: Mapping[int, str] = field(repr=False)
    removed: frozenset[int] = frozenset()
    glances: Mapping[str, Glance] = field(default_factory=dict, repr=False)

    @property
    def open(self) -> tuple[Step, ...]:
        """The steps of which somebody has to choose a side."""
        return tuple(step for step in self.steps if step.action in CHOSEN)

    @property
    def due(self) -> tuple[Step, ...]:
        """The steps that change something or need somebody."""
        return tuple(step for step in self.steps if step.action is not Action.UNCHANGED)

    def choosing(self, sides: Mapping[int, Side]) -> "Plan":
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
) -> Plan:
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
) -> Generator[Progress, None, Plan]:
    """Plans in short pieces, between which the store may be used and changed; see `plan`.

    Tells how many of the files, then of the decisions, then of the records were looked at.
    """
    if manner.template:
        check(manner.template)
    found = (yield from shelving(folder)) if folder.exists() else empty_shelf(folder)
    rows = yield from _rows(store, found, numbers)
    files = found.record_files
    seen: dict[str, Glance] = {}
    new = [row for row in rows.values() if not row.file_name and not row.trashed]
    if new and not manner.profile:
        yield from _look(files, files, seen)
    filing = _Filing(store, found, rows, manner)
    yield from filing.name(new, seen.values())
    kept: list[Kept] = []
    failed: list[Step] = []
    for piece in pieces(rows.values()):
        for row in piece:
            _file(row, filing, found, kept, failed)
        yield Progress(len(kept) + len(failed), len(rows))
    planned = yield from syncing.planning(found, kept)
    yield Progress(len(rows), len(rows))
    left = {step.name for step in failed}
    known = [step for step in planned if step.name not in left]
    steps = tuple(sorted([*known, *failed], key=lambda step: step.name))
    listed = _INDEX in found.files and any(each.action is not Action.UNCHANGED for each in steps)
    coming = [each.name for each in steps if each.found is not None and each.action in INCOMING]
    yield from _look(files, files if listed else coming, seen)
    index = None
    if listed:
        then = dict(seen)
        writes = {each.name: each.stored or b"" for each in steps if each.action is Action.WRITE}
        for name in writes:
            then.pop(name, None)
        yield from _look(writes, writes, then)
        index = syncing.index_change(found.files[_INDEX], then.values())
    return Plan(folder, steps, index, filing.note, found, rows, filing.formats, glances=seen)


def carry_out(store: Store, planned: Plan) -> Generator[Done, None, None]:
    """Does what is planned, and remembers it; see `Plan.choosing` for what somebody has to choose.

    Works in short pieces, one a step that is due, between which the store may be used and
    changed. A step that fails is told and keeps no other from being done; what has changed since
    it was planned is such a step. Whoever stops in the middle, or is killed, finds what is left
    by planning again.
    """
    atomic.clear_leftovers(planned.folder)
    seen = dict(planned.glances)
    listed = None
    # First, for who is killed right after the last record: nobody would look at it again. It is
    # right when all is done; the end sees to what was not, and so does the next run.
    if planned.index:
        yield _put(planned.folder, planned.index)
    try:
        for work in (_write, _remember, _read, _rest):
            for done in work(store, planned):
                if not done.trouble:
                    _note(seen, planned, done.step)
                yield done
    finally:
        if planned.due and _INDEX in planned.shelf.files:
            listed = _list(planned.folder, seen.values())
    if listed:
        yield listed


ROWS = 500
"""Decisions that are read at once."""
BATCH = 16
"""Records of one transaction."""
_CHANGED = (
    "Decision {} was changed meanwhile, and was left as it is. Sync again to see what it says now."
)
_INDEX = "index.md"


class _Filing:
    """The names of decisions' records in a folder, and what is to be in them."""

    def __init__(
        self, store: Store, found: Shelf, rows: Mapping[int, RecordRow], manner: Manner
    ) -> None:
        self.names = {row.number: row.file_name for row in rows.values() if row.file_name}
        self.formats = {row.number: row.format for row in rows.values() if row.file_name}
        self.note = ""
        self._store = store
        self._folder = found.folder
        self._rows = rows
        self._manner = manner
        changed = [row for row in rows.values() if row.revision != row.recorded]
        self._changed = {row.number for row in changed}
        self._stale = {*self._changed, *(row.superseded_by for row in changed)}

    def name(
        self, new: Sequence[RecordRow], seen: Iterable[Glance]
    ) -> Generator[Progress, None, None]:
        """Names the records of decisions that are new to the folder, whose records were `seen`."""
        if not new:
            return
        known = taken(self._folder)
        self.note = known.trouble
        fitting = self._manner.profile or profile_for(format_of_folder(e.format for e in seen))
        naming = names.MADR if not known.here and not known.branches else known.naming
        used = {*known.here, *self.names.values()}
        number = next_number([*known.here, *known.branches, *self.names.values()])
        before = len(self.names)
        for piece in pieces(new):
            for row in piece:
                name = naming.file_name(number, row.title, row.date)
                again = 1
                while name in used:  # two of one day, where the folder counts by days
                    again += 1
                    name = naming.file_name(number, f"{row.title} {again}", row.date)
                number += 1
                used.add(name)
                self.names[row.number] = name
                self.formats[row.number] = "" if self._manner.template else fitting
            yield Progress(len(self.names) - before, len(new))

    def data(self, row: RecordRow) -> bytes:
        """What the record of a decision is to be.

        Raises:
            RecordError: what the decision says has no place in it.
        """
        if row.data is not None and row.number not in self._stale:
            return row.data
        decision = self._store.read.decision(row.number)
        profile = self.formats[row.number]
        if profile:
            return self._whole(decision, Profile(profile)).encode()
        if row.data is None:
            return self._filled(decision).encode()
        document = parse(row.data, row.file_name)
        # Who said nothing of what it supersedes is not made to, unless that is new.
        new = tuple(number for number in decision.supersedes if number in self._changed)
        decision = replace(decision, supersedes=new)
        return written(document, decision, self._since(row), self._refer).data

    def _since(self, row: RecordRow) -> set[str]:
        """The fields of a decision that have changed since its record was written or read."""
        then, *others = self._store.read.revisions(row.number)[abs(row.recorded) - 1 :]
        now = others[-1] if others else then
        return {change.field for change in compare(then, now)}

    def _refer(self, number: int) -> Reference | None:
        name = self.names.get(number)
        if name is None:
            return None
        return Reference(names.number_of(name), name, self._rows[number].title)

    def _in_folder(self, decision: Decision) -> tuple[Decision, Successor | None, list[str]]:
        """A decision with its numbers as they are in the folder."""
        by = decision.superseded_by
        reference = None if by is None else self._refer(by)
        successor = None
        if reference and reference.number is not None:
            successor = Successor(reference.number, reference.file, reference.title)
        replaced = [self.names[number] for number in decision.supersedes if number in self.names]
        decision = replace(decision, superseded_by=successor.number if successor else None)
        return decision, successor, replaced

    def _whole(self, decision: Decision, profile: Profile) -> str:
        decision, successor, replaced = self._in_folder(decision)
        return record(decision, supersedes=replaced, profile=profile, successor=successor)

    def _filled(self, decision: Decision) -> str:
        if not self._manner.template:
            return self._whole(decision, Profile.MADR4)
        decision, _, replaced = self._in_folder(decision)
        return fill(self._manner.template, decision, supersedes=replaced)


def _rows(
    store: Store, found: Shelf, numbers: Collection[int] | None
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


def _look(
    files: Mapping[str, bytes], wanted: Collection[str], seen: dict[str, Glance]
) -> Generator[Progress, None, None]:
    """Looks at the records of those names that were not seen yet."""
    missing = [name for name in wanted if name not in seen]
    before = len(seen)
    for piece in pieces(missing):
        seen |= {name: glance(files[name], name) for name in piece}
        yield Progress(len(seen) - before, len(missing))


def _file(
    row: RecordRow, filing: _Filing, found: Shelf, kept: list[Kept], failed: list[Step]
) -> None:
    """Tells what the store has for a record, or why it has nothing."""
    name = filing.names.get(row.number)
    if name is None:
        return
    try:
        data = None if row.trashed else filing.data(row)
    except StoreError as error:
        failed.append(Step(Action.LEFT, name, row.number, None, None, str(error)))
        return
    digests = [row.sha256] if row.sha256 else []
    if row.pending and syncing.digest(found.files.get(name, b"")) == row.pending:
        digests.append(row.pending)  # it was about to be written, and was
    kept.append(Kept(row.number, name, data, tuple(digests)))


def _is_news(step: Step, planned: Plan) -> bool:
    """Whether a record that nothing is to be done about is not remembered as it is."""
    if step.action is not Action.UNCHANGED or step.key is None or step.found is None:
        return False
    row = planned.rows[step.key]
    known = row.data == step.found and not row.pending and row.file_name == step.name
    return not known or row.recorded != row.revision


def _record(planned: Plan, step: Step) -> KeptRecord:
    assert step.key is not None  # noqa: S101  # of a record that the store has
    data = step.stored if step.action is Action.WRITE else step.found
    revision = planned.rows[step.key].revision
    return KeptRecord(step.key, step.name, data or b"", planned.formats[step.key], revision)


def _write(store: Store, planned: Plan) -> Iterator[Done]:
    """Writes what is to be written: what tells of others' changes before those are remembered."""
    steps = {step.name: step for step in planned.steps if step.action is Action.WRITE}
    rows = {step.name: planned.rows[step.key] for step in steps.values() if step.key is not None}
    file = {row.number: name for name, row in rows.items()}
    order = in_order(
        sorted(rows, key=lambda name: rows[name].revision != rows[name].recorded),
        {name: file[by] for name, row in rows.items() if (by := row.superseded_by) in file},
    )
    return _write_all(store, planned, ([steps[name] for name in group] for group in order))


def _write_all(store: Store, planned: Plan, writes: Iterable[Sequence[Step]]) -> Iterator[Done]:
    for piece in pieces(writes, BATCH):
        steps = list(chain.from_iterable(piece))
        records = [_record(planned, step) for step in steps]
        changed = store.records.announce(planned.folder, records)
        written = []
        for step, kept in zip(steps, records, strict=True):
            if kept.number in changed:
                yield Done(step, _CHANGED.format(kept.number))
                continue
            done = syncing.write(planned.folder, step)
            if not done.trouble:
                written.append(kept)
            yield done
        store.records.keep(planned.folder, written)


def _remember(store: Store, planned: Plan) -> Iterator[Done]:
    """Remembers what is as it should be, and was not known to be."""
    for piece in pieces((step for step in planned.steps if _is_news(step, planned)), BATCH):
        steps = list(piece)
        store.records.keep(planned.folder, [_record(planned, step) for step in steps])
        yield from map(Done, steps)


def _rest(store: Store, planned: Plan) -> Iterator[Done]:
    """Removes what somebody chose to be gone, and tells of what is left as it is."""
    for step in planned.steps:
        if step.action is Action.GONE:
            yield _gone(store, planned, step)
        elif step.action in (Action.CONFLICT, Action.LEFT):
            yield Done(step)


def _note(seen: dict[str, Glance], planned: Plan, step: Step) -> None:
    """Notes for index.md what has become of a record."""
    if step.action is Action.WRITE and _INDEX in planned.shelf.files:
        seen[step.name] = glance(step.stored or b"", step.name)
    elif step.action is Action.GONE and step.key in planned.removed:
        seen.pop(step.name, None)


def _list(folder: Path, seen: Iterable[Glance]) -> Done | None:
    """Brings index.md up to date; None where it is."""
    try:
        change = syncing.index_change(read_file(folder / _INDEX), seen)
    except StoreError:  # it is gone, or no text any more: not one to be kept
        return None
    return _put(folder, change) if change else None


def _put(folder: Path, change: Change) -> Done:
    step = Step(Action.WRITE, change.name, None, change.after, change.before)
    return syncing.write(folder, step)


def _read(store: Store, planned: Plan) -> Iterator[Done]:
    """Reads in what is to be read in, what supersedes a record before it."""
    steps = {step.name: step for step in planned.steps if step.action is Action.READ}
    if not steps:
        return
    here = {row.file_name: number for number, row in planned.rows.items() if row.file_name} | {
        step.name: step.key for step in planned.steps if step.key is not None
    }
    find = _finder(here, steps)
    seen = {name: planned.glances[name] for name in steps}
    named = {name: find(each.superseded_by) for name, each in seen.items()}
    order = in_order(steps, {name: by for name, by in named.items() if isinstance(by, str)})
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
                readings.append(_reading(store, planned, steps[name], wanted.get(name), by))
            except StoreError as error:
                done.append(Done(steps[name], f"“{name}” was not read in: {error}"))
        taken = store.records.take_over(planned.folder, readings)
        for reading, number in zip(readings, taken, strict=True):
            trouble = _CHANGED.format(reading.number) if number is None else ""
            done.append(Done(steps[reading.file_name], trouble))
            if number is not None:
                given[reading.file_name] = number
                anew += [number] if reading.anew else []
        yield from done
    if anew:
        yield from _follow(store, planned, anew)


def _numbers(planned: Plan, new: Iterable[Glance]) -> Mapping[str, int]:
    """The numbers that new decisions are to have, by the file names of their records."""
    loose = {
        number
        for number, row in planned.rows.items()
        if row.file_name and names.number_of(row.file_name) is None
    }
    return numbers_for({each.name: each.number for each in new}, planned.rows, loose)


def _finder(
    here: Mapping[str, int | None], coming: Iterable[str]
) -> Callable[[Reference | None], str | int | None]:
    """What finds the record that a status names: among those here, or those read with it."""
    everything = {*here, *coming}
    by_number: dict[int, list[str]] = {}
    for name in everything:
        number = names.number_of(name)
        if number is not None:
            by_number.setdefault(number, []).append(name)

    def find(reference: Reference | None) -> str | int | None:
        if reference is None:
            return None
        name = reference.file.rpartition("/")[2]
        if name not in everything:
            same = by_number.get(reference.number, []) if reference.number is not None else []
            if len(same) != 1:
                return None
            name = same[0]
        return here.get(name) or name

    return find


def _reading(
    store: Store, planned: Plan, step: Step, wanted: int | None, superseded_by: str | int | None
) -> ReadRecord:
    data = step.found or b""
    document = parse(data, step.name)
    row = None if step.key is None else planned.rows[step.key]
    revision = row.revision if row else 0
    if row is not None and row.trashed:
        if _has_changed(store, planned, row):
            raise StoreError(_CHANGED.format(row.number))
        store.decisions.restore(row.number)
        revision += 1
    known = None if row is None else store.read.decision(row.number)
    before = parse(row.data, row.file_name) if row and row.data is not None else None
    # Both have changed, and somebody chose the folder's.
    counts = row is not None and row.revision != abs(row.recorded)
    found = said(document, known, before, counts=counts)
    profile = _still(document, row, known)
    moved = known is not None and found.matrix != known.matrix
    return ReadRecord(
        number=row.number if row else None,
        revision=revision,
        wanted=wanted,
        draft=found.draft,
        matrix=found.matrix,
        robustness=(
            robustness_sentences(found.matrix) if known is None or moved else known.robustness
        ),
        day=found.day or (known.date if known else store.today()),
        superseded_by=superseded_by,
        file_name=step.name,
        data=data,
        format=profile,
        anew=moved,
    )


def _has_changed(store: Store, planned: Plan, row: RecordRow) -> bool:
    (now,) = store.read.records(planned.folder, row.number - 1, 1)
    return now.revision != row.revision


def _still(document: Document, row: RecordRow | None, known: Decision | None) -> str:
    """The format of a record that somebody changed: as it was, if nothing is lost by that."""
    if row is None or known is None or not row.format or row.data is None:
        return ""
    try:
        understood = is_understood(parse(row.data, row.file_name), document, known.matrix)
    except RecordError:
        return ""
    return row.format if understood else ""


def _follow(store: Store, planned: Plan, read: Iterable[int]) -> Iterator[Done]:
    """Writes into records that were read in what follows from them, such as the scores."""
    rows = {row.number: row for row in store.read.records(planned.folder) if row.file_name}
    filing = _Filing(store, planned.shelf, rows, FITTING)
    now = replace(planned, rows=rows, formats=filing.formats)
    yield from _write_all(store, now, _following(filing, [rows[number] for number in read]))


def _following(filing: _Filing, rows: Iterable[RecordRow]) -> Iterator[tuple[Step]]:
    for row in rows:
        with suppress(StoreError):  # told by the next sync
            data = filing.data(row)
            yield (Step(Action.WRITE, row.file_name, row.number, data, row.data),)


def _gone(store: Store, planned: Plan, step: Step) -> Done:
    """Removes from one side what the other has no more, if somebody chose that."""
    if step.key is None or step.key not in planned.removed:
        return Done(step)
    try:
        if _has_changed(store, planned, planned.rows[step.key]):
            return Done(step, _CHANGED.format(step.key))
        if step.found is None:
            store.decisions.trash(step.key)
        else:
            changes.write(planned.folder, Change(step.name, step.found, None))
            store.records.forget(planned.folder, step.key)
    except StoreError as error:
        return Done(step, str(error))
    return Done(step)
