"""From the store into a folder of records, and what is remembered of it."""

import os
from collections.abc import Collection
from pathlib import Path

from store import folder, madr
from store.folder import Planned
from store.store import Store


def target(text: str) -> Path:
    """The folder that a text names: one path, however it is written, so that it is known again."""
    return Path(os.path.realpath(os.path.expanduser(text)))  # noqa: PTH111  # Path's may raise


def record(store: Store, number: int) -> str:
    """The record of a decision, as a folder that holds no others would get it."""
    rows = store.read.decisions()
    replaced = [row for row in rows if row.superseded_by == number]
    names = [folder.file_name(row.number, row.title) for row in replaced]
    return madr.record(store.read.decision(number), supersedes=sorted(names))


def plan(store: Store, into: Path, numbers: Collection[int]) -> list[Planned]:
    """What is to be written so that the folder holds the decisions of those numbers.

    The records that it holds already are looked at too, so that all refer to each other rightly.
    """
    known = store.read.exports(into)
    everything = [store.read.decision(row.number) for row in store.read.decisions()]
    together = [each for each in everything if each.number in numbers or each.id in known]
    plans = folder.plan(into, together, known)
    return [planned for planned in plans if planned.decision.number in numbers]


def write(store: Store, planned: Planned) -> None:
    """Writes one record, and remembers what was written.

    Raises:
        StoreError: the record was not written; the file that was there is as it was.
    """
    written = folder.write(planned)
    if written != planned.exported:
        store.decisions.exported(planned.decision, planned.path.parent, written)
