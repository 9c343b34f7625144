"""From the store into a folder of records, and what is remembered of it."""

import os
from collections.abc import Collection
from pathlib import Path

from store import folder, madr, sync
from store.folder import Change, Planned
from store.records import changes
from store.records.shelf import shelf
from store.records.syncing import Action, Step, digest, index_change
from store.store import Store
from store.sync import FITTING, Manner
from store.types import Exported, KeptRecord, StoreError


def target(text: str) -> Path:
    """The folder that a text names: one path, however it is written, so that it is known again."""
    return Path(os.path.realpath(os.path.expanduser(text)))  # noqa: PTH111  # Path's may raise


def record(store: Store, number: int) -> str:
    """The record of a decision, as a folder that holds no others would get it."""
    rows = store.read.decisions()
    replaced = [row for row in rows if row.superseded_by == number]
    names = [folder.file_name(row.number, row.title) for row in replaced]
    return madr.record(store.read.decision(number), supersedes=sorted(names))


def plan(
    store: Store, into: Path, numbers: Collection[int], manner: Manner = FITTING
) -> list[Planned]:
    """What is to be written so that the folder holds the decisions of those numbers.

    What others changed in a record since it was last written or read is a conflict.

    Raises:
        StoreError: the folder or a record in it cannot be read, or a decision has no place in it.
    """
    planned = sync.plan(store, into, manner, numbers)
    steps = {step.key: step for step in planned.steps if step.key in numbers}
    return [_planned(store, planned, number, steps[number]) for number in sorted(numbers)]


def _planned(store: Store, planned: sync.Plan, number: int, step: Step) -> Planned:
    if step.stored is None:
        raise StoreError(f"“{planned.folder / step.name}” was left as it is: {step.reason}")
    if step.action is Action.LEFT:
        change = Change.CONFLICT
    elif step.found is None:
        change = Change.NEW
    elif step.action is Action.WRITE:
        change = Change.UPDATED
    else:
        change = Change.SAME if step.action is Action.UNCHANGED else Change.CONFLICT
    row = planned.rows[number]
    kept = Exported(row.file_name, row.sha256) if row.recorded == row.revision else None
    return Planned(
        store.read.decision(number),
        planned.folder / step.name,
        step.stored.decode(),
        change,
        None if step.found is None else digest(step.found),
        kept,
        planned.formats[number],
    )


def write(store: Store, planned: Planned) -> None:
    """Writes one record, and remembers what was written.

    Raises:
        StoreError: the record was not written; the file that was there is as it was.
    """
    if planned.change is Change.SAME and planned.exported:
        return
    record = KeptRecord(
        planned.decision.number, planned.path.name, planned.text.encode(), planned.format
    )
    into = planned.path.parent
    if planned.change is not Change.SAME:
        folder.write(planned)
    store.records.keep(into, [record])


def write_index(into: Path) -> None:
    """Lists the records that are in a folder in its index.md, if that keeps a list.

    Raises:
        StoreError: the folder cannot be read, or index.md was not written and is as it was.
    """
    found = shelf(into)
    change = index_change(found, list(found.records.values()))
    if change:
        changes.write(into, change)
