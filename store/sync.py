"""A folder of records and the decisions of the store, brought to say the same."""

from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import starmap
from os.path import normpath
from pathlib import Path

from store.madr import Profile, record
from store.records import changes, names, syncing
from store.records.changes import Change
from store.records.document import Document, RecordError
from store.records.formats import format_of_folder, profile_for
from store.records.numbering import Taken, next_number, taken
from store.records.parsing import parse
from store.records.saying import is_named, is_understood, said, written
from store.records.shelf import Shelf, shelf, unseen
from store.records.syncing import Action, Done, Kept, Side, Step, are_alike, empty_shelf
from store.records.templates import check, fill
from store.revisions import compare
from store.store import Store
from store.types import Decision, KeptRecord, ReadRecord, RecordRow, Reference, StoreError

CHOSEN = (Action.CONFLICT, Action.GONE)
"""What somebody has to choose a side of."""


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
    """

    folder: Path
    steps: tuple[Step, ...]
    index: Change | None
    note: str
    shelf: Shelf = field(repr=False)
    rows: Mapping[int, RecordRow] = field(repr=False)
    formats: Mapping[int, str] = field(repr=False)
    removed: frozenset[int] = frozenset()

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
    if not names.is_text(str(folder)):
        raise StoreError("The folder's name is not UTF-8. Nothing was changed. Rename it first.")
    if manner.template:
        check(manner.template)
    found = shelf(folder) if _is_there(folder) else empty_shelf(folder)
    rows = {
        row.number: row
        for row in store.read.records(folder)
        if row.file_name or numbers is None or row.number in numbers
    }
    rows |= _known_elsewhere(store, found, rows)
    filing = Filing(store, found, rows, manner)
    kept: list[Kept] = []
    failed: list[Step] = []
    for row in rows.values():
        name = filing.names.get(row.number)
        if name is None:
            continue
        try:
            data = None if row.trashed else filing.data(row)
        except StoreError as error:
            failed.append(Step(Action.LEFT, name, row.number, None, None, str(error)))
            continue
        digests = (row.sha256,) if row.sha256 else ()
        kept.append(Kept(row.number, name, data, digests, row.pending))
    left = {step.name for step in failed}
    known = [step for step in syncing.plan(found, kept) if step.name not in left]
    steps = tuple(sorted([*known, *failed], key=lambda step: step.name))
    notes = [filing.note, *starmap(unseen, found.below.items())]
    note = " ".join(filter(None, notes))
    return Plan(folder, steps, _index(found, steps), note, found, rows, filing.formats)


def _known_elsewhere(
    store: Store, found: Shelf, rows: Mapping[int, RecordRow]
) -> dict[int, RecordRow]:
    """The decisions whose records are here as they were in another place of this folder."""
    strange = found.record_files.keys() - {row.file_name for row in rows.values()}
    homeless = {number for number, row in rows.items() if not row.file_name}
    known: dict[int, RecordRow] = {}
    if not strange or not homeless:
        return known
    there = [row for row in store.read.records_elsewhere(found.folder) if row.file_name in strange]
    # Of several folders, that counts which has the record as it is here.
    for row in sorted(there, key=lambda row: row.data != found.files[row.file_name]):
        data = found.files[row.file_name]
        if row.number in homeless and row.file_name in strange and are_alike(row.data or b"", data):
            known[row.number] = replace(row, pending="")
            homeless.discard(row.number)
            strange -= {row.file_name}
    return known


@dataclass(frozen=True)
class Looked:
    """How much of a folder was looked at, from 0 to 1."""

    share: float


def planning(store: Store, folder: Path) -> Generator[Looked, None, Plan]:
    """Like `plan`, in steps."""
    yield Looked(0.5)
    return plan(store, folder)


def carry_out(store: Store, planned: Plan) -> Generator[Done, None, None]:
    """Does what is planned, and remembers it; see `Plan.choosing` for what somebody has to choose.

    A step that fails is told and keeps no other from being done. Whoever stops in the middle, or
    is killed, finds what is left by planning again.
    """
    folder = planned.folder
    if moved := [row for row in planned.rows.values() if row.elsewhere is not None]:
        store.records.settle(folder, moved)
    # First, so that a run that is cut short leaves something to do wherever the list is not right.
    listed = list(_listing(folder, planned.index))
    readings, refused = _readings(store, planned)
    writes = [step for step in planned.steps if step.action is Action.WRITE]
    if writes:
        store.records.announce(folder, _records(planned, writes))
    done = list(syncing.carry_out(folder, writes))
    kept = [each.step for each in done if not each.trouble]
    kept += [step for step in planned.steps if _is_news(step, planned)]
    if kept:
        store.records.keep(folder, _records(planned, kept))
    if readings:
        store.records.take_over(folder, list(readings.values()))
        _follow(store, folder, {each.file_name for each in readings.values() if each.anew})
    results = {each.step.name: each for each in [*done, *refused]}
    for step in planned.steps:
        if step.action is Action.GONE:
            results[step.name] = _gone(store, planned, step)
        yield results.get(step.name, Done(step))
    if _INDEX in planned.shelf.files and (planned.index or readings or done):
        listed = list(_listed_again(folder)) or listed
    yield from listed


def _listed_again(folder: Path) -> Iterator[Done]:
    """Brings index.md to list the records as they are by now."""
    try:
        now = shelf(folder)
    except StoreError as error:
        yield Done(Step(Action.LEFT, _INDEX, None, None, None), str(error))
    else:
        yield from _listing(folder, syncing.index_change(now, list(now.records.values())))


def _listing(folder: Path, change: Change | None) -> Iterator[Done]:
    """Carries out the change to index.md."""
    if change:
        failure = changes.write_all(folder, [change])
        step = Step(Action.WRITE, change.name, None, change.after, change.before)
        yield Done(step, failure.get(change.name, ""))


_INDEX = "index.md"


def _is_there(folder: Path) -> bool:
    """Whether there is something of that name, be it no folder or closed to us."""
    try:
        folder.stat()
    except OSError as error:
        return not isinstance(error, FileNotFoundError)
    return True


class Filing:
    """The names of decisions' records in a folder, and what is to be in them.

    Args:
        store: where the decisions are.
        found: the folder; it is looked at only where a decision has no record in it yet.
        rows: the decisions by number.
        manner: how new records are written.
    """

    def __init__(
        self, store: Store, found: Shelf, rows: Mapping[int, RecordRow], manner: Manner
    ) -> None:
        self.names = {row.number: row.file_name for row in rows.values() if row.file_name}
        self.formats = {row.number: row.format for row in rows.values() if row.file_name}
        self.note = ""
        self._store = store
        self._rows = rows
        self._template = manner.template
        new = [row for row in rows.values() if not row.file_name and not row.trashed]
        if new:
            self._name(new, found, taken(found.folder), manner)
        changed = [row for row in rows.values() if row.revision != row.recorded]
        self._changed = {row.number for row in changed}
        self._stale = {
            *self._changed,
            *(row.superseded_by for row in changed),
            *(row.superseded_then for row in changed),
            *(row.number for row in rows.values() if row.superseded_by in self._changed),
        }

    def _name(self, new: Sequence[RecordRow], found: Shelf, known: Taken, manner: Manner) -> None:
        self.note = known.trouble
        fitting = manner.profile or profile_for(format_of_folder(found.records.values()))
        naming = names.MADR if not known.here and not known.branches else known.naming
        used = {*known.here, *self.names.values()}
        number = next_number([*known.here, *known.branches, *self.names.values()])
        for row in new:
            name = naming.file_name(number, row.title, row.date)
            again = 1
            while name in used:  # two of one day, where the folder counts by days
                again += 1
                name = naming.file_name(number, f"{row.title} {again}", row.date)
            number += 1
            used.add(name)
            self.names[row.number] = name
            self.formats[row.number] = "" if manner.template else fitting

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
        # Who said nothing of what it supersedes is not made to, unless that is new.
        said = parse(row.data, row.file_name).supersedes
        told = tuple(
            number
            for number in decision.supersedes
            if number in self._changed or is_named(self._refer(number), said)
        )
        original = row.data if row.original is None else row.original
        document = parse(original, row.file_name)
        decision = replace(decision, supersedes=told)
        return written(document, decision, self._since(row), self._refer).data

    def _since(self, row: RecordRow) -> set[str]:
        """The fields of a decision that have changed since others wrote its record."""
        since = row.recorded if row.original is None else row.original_revision
        then, *others = self._store.read.revisions(row.number)[abs(since) - 1 :]
        now = others[-1] if others else then
        fields = {change.field for change in compare(then, now)}
        return fields if since > 0 else {*fields, "matrix"}

    def _refer(self, number: int) -> Reference | None:
        name = self.names.get(number)
        if name is None:
            return None
        return Reference(names.number_of(name), name, self._rows[number].title)

    def _in_folder(self, decision: Decision) -> tuple[Decision, Reference | None, list[Reference]]:
        """A decision with its numbers as they are in the folder."""
        by = decision.superseded_by
        successor = None if by is None else self._refer(by)
        replaced = [other for each in decision.supersedes if (other := self._refer(each))]
        decision = replace(decision, superseded_by=successor.number if successor else None)
        return decision, successor, replaced

    def _whole(self, decision: Decision, profile: Profile) -> str:
        decision, successor, replaced = self._in_folder(decision)
        number = names.number_of(self.names[decision.number])
        return record(
            decision, supersedes=replaced, profile=profile, number=number, successor=successor
        )

    def _filled(self, decision: Decision) -> str:
        if not self._template:
            return self._whole(decision, Profile.MADR4)
        decision, _, replaced = self._in_folder(decision)
        return fill(self._template, decision, supersedes=replaced)


def _index(found: Shelf, steps: Sequence[Step]) -> Change | None:
    """The change to index.md once the steps are done."""
    writes = {step.name: step.stored for step in steps if step.action is Action.WRITE}
    if _INDEX not in found.files or not any(step.action is not Action.UNCHANGED for step in steps):
        return None
    files = found.files | {name: data for name, data in writes.items() if data is not None}
    then = Shelf(found.folder, dict(sorted(files.items())), found.unread, found.others)
    return syncing.index_change(then, list(then.records.values()))


def _is_news(step: Step, planned: Plan) -> bool:
    """Whether a record that nothing is to be done about is not remembered as it is."""
    if step.action is not Action.UNCHANGED or step.key is None or step.found is None:
        return False
    row = planned.rows[step.key]
    known = row.sha256 == step.digest and not row.pending and row.file_name == step.name
    return not known or row.data is None or row.recorded != row.revision


def _records(planned: Plan, steps: Iterable[Step]) -> Iterator[KeptRecord]:
    for step in steps:
        if step.key is not None:
            data = step.stored if step.action is Action.WRITE else step.found
            yield KeptRecord(step.key, step.name, data or b"", planned.formats[step.key])


def _readings(store: Store, planned: Plan) -> tuple[dict[str, ReadRecord], list[Done]]:
    """What is to be read in, by file name, and what cannot be."""
    steps = [step for step in planned.steps if step.action is Action.READ]
    # What is in the trash takes nobody's place, unless it is read in with the rest.
    gone = {number for number, row in planned.rows.items() if row.trashed}
    gone -= {step.key for step in steps if step.key is not None}
    here = {row.file_name: number for number, row in planned.rows.items() if row.file_name} | {
        step.name: step.key for step in planned.steps if step.key is not None
    }
    here = {name: number for name, number in here.items() if number not in gone}
    coming = {step.name for step in steps}
    find = _finder(planned.folder, here, coming)
    readings, refused = {}, []
    for step in steps:
        try:
            readings[step.name] = _reading(store, planned, step, find)
        except StoreError as error:
            refused.append(Done(step, f"“{step.name}” was not read in: {error}"))
    return readings, refused


def _finder(
    folder: Path, here: Mapping[str, int | None], coming: Iterable[str]
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


def _reading(
    store: Store,
    planned: Plan,
    step: Step,
    find: Callable[[Reference | None], str | int | None],
) -> ReadRecord:
    data = step.found or b""
    document = parse(data, step.name)
    row = None if step.key is None else planned.rows[step.key]
    known = None if row is None else store.read.decision(row.number, in_trash=True)
    before = parse(row.data, row.file_name) if row and row.data is not None else None
    # Both have changed, and somebody chose the folder's.
    counts = row is not None and row.revision != abs(row.recorded)
    found = said(document, known, before, counts=counts)
    profile = _still(document, row, known)
    moved = known is not None and found.matrix != known.matrix
    by = find(found.superseded_by)
    return ReadRecord(
        number=row.number if row else None,
        wanted=document.number,
        draft=found.draft,
        matrix=found.matrix,
        day=found.day or (known.date if known else store.today()),
        superseded_by=None if by in (step.name, step.key) else by,
        file_name=step.name,
        data=data,
        format=profile,
        anew=moved,
    )


def _still(document: Document, row: RecordRow | None, known: Decision | None) -> str:
    """The format of a record that somebody changed: as it was, if nothing is lost by that."""
    if row is None or known is None or not row.format or row.data is None:
        return ""
    try:
        understood = is_understood(parse(row.data, row.file_name), document, known.matrix)
    except RecordError:
        return ""
    return row.format if understood else ""


def _follow(store: Store, folder: Path, read: Collection[str]) -> None:
    """Writes into records that were read in what follows from them, such as the scores."""
    if not read:
        return
    planned = plan(store, folder)
    steps = [step for step in planned.steps if step.name in read]
    writes = [step for step in steps if step.action is Action.WRITE]
    store.records.announce(folder, _records(planned, writes))
    kept = [each.step for each in syncing.carry_out(folder, writes) if not each.trouble]
    kept += [step for step in steps if step.action is Action.UNCHANGED]
    store.records.keep(folder, _records(planned, kept))


def _gone(store: Store, planned: Plan, step: Step) -> Done:
    """Removes from one side what the other has no more, if somebody chose that."""
    if step.key is None or step.key not in planned.removed:
        return Done(step)
    try:
        if step.found is None:
            store.decisions.trash(step.key)
        else:
            changes.write(planned.folder, Change(step.name, step.found, None))
            store.records.forget(planned.folder, step.key)
    except StoreError as error:
        return Done(step, str(error))
    return Done(step)
