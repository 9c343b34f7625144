"""sync: a folder of records and the store, brought to say the same."""

from argparse import Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from store.domain.errors import InvalidError
from store.domain.text import visible
from store.store import Store
from tui_app.cli.output import CommandResult, as_json, text
from tui_app.cli.style import manner

if TYPE_CHECKING:
    from store.sync.plan import SyncPlan
    from store.sync.steps import ConflictSide, Done

SIDES = ("store", "file")
"""Whose record counts, as it is typed."""


def sync(store: Store, arguments: Namespace) -> CommandResult:
    """Writes what the folder has not, reads in what the store has not, and tells of conflicts."""
    from store.sync.apply import carry_out
    from store.sync.export import target
    from store.sync.plan import plan
    from store.util.folder_lock import alone

    folder = target(arguments.folder)

    def planned_now() -> "SyncPlan":
        planned = plan(store, folder, manner(arguments)).choosing(_sides(arguments.take))
        _check_taken(planned, arguments.take)
        return planned

    if arguments.dry_run:
        planned = planned_now()
        if arguments.json:
            return CommandResult(as_json(_value(planned, [])))
        lines = list(_lines(planned, [])) or [_same(folder)]
        return CommandResult(text(lines) + visible(_diffs(planned), lines=True))
    with alone(folder):
        planned = planned_now()
        done = list(carry_out(store, planned))
    trouble = _trouble(planned, done)
    if arguments.json:
        return CommandResult(as_json(_value(planned, done)), trouble)
    lines = list(_lines(planned, done))
    if not (planned.due or planned.indexes):
        lines.insert(0, _same(folder))
    return CommandResult(text(lines), trouble)


def _same(folder: Path) -> str:
    return f"{visible(str(folder))} and the store say the same"


def _sides(take: Sequence[tuple[str, str]]) -> "dict[int, ConflictSide]":
    from store.sync.steps import ConflictSide

    sides: dict[int, ConflictSide] = {}
    for side, number in take:
        if side not in SIDES or not number.isdecimal() or len(number) > 9:
            told = "--take needs “store” or “file” and the number of a decision."
            raise InvalidError({"take": told})
        chosen = ConflictSide.STORE if side == "store" else ConflictSide.FOLDER
        if sides.setdefault(int(number), chosen) is not chosen:
            told = f"Both sides were given for decision {int(number)}. Nothing was changed."
            raise InvalidError({"take": told})
    return sides


def _check_taken(planned: "SyncPlan", take: Sequence[tuple[str, str]]) -> None:
    """Refuses a side for what there is no decision of, before anything is done."""
    for _, number in take:
        if int(number) not in planned.rows:
            told = f"There is no decision {number}. Nothing was changed."
            raise InvalidError({"take": told})


def _lines(planned: "SyncPlan", done: "Sequence[Done]") -> Iterator[str]:
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


def _diffs(planned: "SyncPlan") -> str:
    return "".join([*(step.diff for step in planned.due), *(each.diff for each in planned.indexes)])


def _value(planned: "SyncPlan", done: "Sequence[Done]") -> dict[str, object]:
    from store.sync.steps import Action

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


def _trouble(planned: "SyncPlan", done: "Sequence[Done]") -> str:
    """What is left for somebody to do; empty where all is done."""
    from store.sync.steps import Action

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
