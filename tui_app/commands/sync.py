"""sync: a folder of records and the store, brought to say the same."""

from argparse import Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from store.store import Store
from store.text import visible
from store.types import InvalidError
from tui_app.commands.manner import manner
from tui_app.commands.output import Answer, as_json, text

if TYPE_CHECKING:
    from store.records.syncing import Done, Side
    from store.sync.planning import Plan

SIDES = ("store", "file")
"""Whose record counts, as it is typed."""


def sync(store: Store, arguments: Namespace) -> Answer:
    """Writes what the folder has not, reads in what the store has not, and tells of conflicts."""
    from store.export import target
    from store.folder_lock import alone
    from store.sync.carrying import carry_out
    from store.sync.planning import plan

    folder = target(arguments.folder)

    def planned_now() -> "Plan":
        planned = plan(store, folder, manner(arguments)).choosing(_sides(arguments.take))
        _check_taken(planned, arguments.take)
        return planned

    if arguments.dry_run:
        planned = planned_now()
        if arguments.json:
            return Answer(as_json(_value(planned, [])))
        lines = list(_lines(planned, [])) or [_same(folder)]
        return Answer(text(lines) + visible(_diffs(planned), lines=True))
    with alone(folder):
        planned = planned_now()
        done = list(carry_out(store, planned))
    trouble = _trouble(planned, done)
    if arguments.json:
        return Answer(as_json(_value(planned, done)), trouble)
    lines = list(_lines(planned, done))
    if not (planned.due or planned.indexes):
        lines.insert(0, _same(folder))
    return Answer(text(lines), trouble)


def _same(folder: Path) -> str:
    return f"{visible(str(folder))} and the store say the same"


def _sides(take: Sequence[tuple[str, str]]) -> "dict[int, Side]":
    from store.records.syncing import Side

    sides: dict[int, Side] = {}
    for side, number in take:
        if side not in SIDES or not number.isdecimal() or len(number) > 9:
            told = "--take needs “store” or “file” and the number of a decision."
            raise InvalidError({"take": told})
        chosen = Side.STORE if side == "store" else Side.FOLDER
        if sides.setdefault(int(number), chosen) is not chosen:
            told = f"Both sides were given for decision {int(number)}. Nothing was changed."
            raise InvalidError({"take": told})
    return sides


def _check_taken(planned: "Plan", take: Sequence[tuple[str, str]]) -> None:
    """Refuses a side for what there is no decision of, before anything is done."""
    for _, number in take:
        if int(number) not in planned.rows:
            told = f"There is no decision {number}. Nothing was changed."
            raise InvalidError({"take": told})


def _lines(planned: "Plan", done: "Sequence[Done]") -> Iterator[str]:
    """One line a record that is not the same on both sides, and what else is to be told."""
    troubles = {each.step.name: each.trouble for each in done}
    for step in planned.due:
        number = "" if step.key is None else f" (decision {step.key})"
        why = troubles.get(step.name) or step.reason
        told = f": {why}" if why else ""
        action = "failed" if troubles.get(step.name) else str(step.action)
        yield visible(f"{action} {step.name}{number}{told}")
    yield from (visible(f"write {each.name}") for each in planned.indexes)
    if planned.note:
        yield visible(planned.note)


def _diffs(planned: "Plan") -> str:
    return "".join([*(step.diff for step in planned.due), *(each.diff for each in planned.indexes)])


def _value(planned: "Plan", done: "Sequence[Done]") -> dict[str, object]:
    from store.records.syncing import Action

    troubles = {each.step.name: each.trouble for each in done}
    return {
        "folder": str(planned.folder),
        "records": [
            {
                "action": step.action,
                "file": step.name,
                "decision": step.key,
                "reason": step.reason,
                "trouble": troubles.get(step.name, ""),
                "diff": step.diff if not done or step.action is Action.CONFLICT else "",
            }
            for step in planned.due
        ],
        "index": bool(planned.indexes),
        "note": planned.note,
    }


def _trouble(planned: "Plan", done: "Sequence[Done]") -> str:
    """What is left for somebody to do; empty where all is done."""
    from store.records.syncing import Action

    asked = [
        step for step in planned.open if step.key is not None and step.key not in planned.removed
    ]
    left = [step for step in planned.steps if step.action is Action.LEFT]
    failed = [each for each in done if each.trouble] + left
    told = []
    if asked:
        numbers = ", ".join(str(step.key) for step in asked)
        told.append(
            f"Choose for decision {numbers}: --take store N, or --take file N. "
            "Both were left as they are."
        )
    if failed:
        told.append(f"{len(failed)} could not be brought over; the rest was.")
    return " ".join(told)
