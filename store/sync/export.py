"""Decisions as records: one to look at, or some of them into a folder; nothing is read in."""

import os
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from store.domain.record import RecordRow
from store.domain.record_format import RecordFormat
from store.records import filenames
from store.records.document import RecordError
from store.store import Store
from store.sync.plan import CHOSEN, SyncPlan
from store.sync.plan import plan as everything
from store.sync.record_files import MATCH_FOLDER, RecordFiles, RecordStyle
from store.sync.steps import Action, ConflictSide, StepResult, SyncStep, empty_shelf
from store.util.paths import absolute
from store.util.progress import UNWATCHED, Progress


def target(text: str) -> Path:
    """The folder that a text names: one path, however it is written, so that it is known again."""
    return Path(os.path.realpath(absolute(text)))


def record(store: Store, number: int) -> str:
    """The record of a decision as it would be written, without a look at the disk.

    It is the one of the folder that has the newest; where no folder has one, or what was changed
    has no place in that, it is the one that a folder without others would get.

    Raises:
        NotFoundError: there is no such decision, or it is in the trash.
    """
    rows = {row.number: row for row in store.read.record(number)}
    _check_there(store, number, rows)
    if rows[number].file_name:
        with suppress(RecordError):
            return _text(store, [row for row in rows.values() if row.file_name], number)
    return _text(store, [_anew(row) for row in rows.values() if not row.trashed], number)


def plan(
    store: Store,
    into: Path,
    numbers: Collection[int],
    style: RecordStyle = MATCH_FOLDER,
    progress: Progress = UNWATCHED,
) -> SyncPlan:
    """Computes what to write so that the folder has the decisions of those numbers.

    What others changed in a record since it was last written or read is a conflict, which
    `SyncPlan.with_choices` settles. A record that is gone comes back. See
    `store.sync.apply.apply_plan`.

    Raises:
        StoreError: the folder cannot be read, or is a file.
        RecordError: the template has a place that there is not.
        NotFoundError: there is no such decision, or it is in the trash.
    """
    wanted = frozenset(numbers)
    planned = everything(store, into, style, wanted, progress)
    for number in wanted:
        _check_there(store, number, planned.rows)
    steps = tuple(_written(step) for step in planned.steps if step.key in wanted)
    return replace(planned, steps=steps, indexes=())


def troubles(planned: SyncPlan, done: Iterable[StepResult]) -> dict[str, str]:
    """Why records could not be written, each a sentence, by the names of their files."""
    left = (step for step in planned.steps if step.action is Action.LEFT)
    told = {
        step.name: f"“{planned.folder / step.name}” was not written: {step.reason}" for step in left
    }
    return told | {each.step.name: each.trouble for each in done if each.trouble}


def _check_there(store: Store, number: int, rows: Mapping[int, RecordRow]) -> None:
    if number not in rows or rows[number].trashed:
        store.read.decision(number)  # says so


def _written(step: SyncStep) -> SyncStep:
    """The step where only writing will do."""
    if step.action is Action.READ:
        return replace(step, action=Action.CONFLICT)
    if step.action in CHOSEN and step.found is None:
        return step.resolved(ConflictSide.STORE)
    return step


def _anew(row: RecordRow) -> RecordRow:
    """A decision of which there is no record yet."""
    name = filenames.MADR.file_name(row.number, row.title)
    return replace(row, file_name=name, data=None, format=RecordFormat.MADR4)


def _text(store: Store, rows: Collection[RecordRow], number: int) -> str:
    filed = {row.number: row for row in rows}
    beside = partial(store.read.files_beside, number)
    record_files = RecordFiles(store, empty_shelf(Path()), filed, MATCH_FOLDER, beside)
    return record_files.data(filed[number]).decode()
