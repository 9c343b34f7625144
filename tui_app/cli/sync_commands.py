"""Sync and export: the decisions as a folder of records."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from store.domain.errors import InvalidError, StoreError
from store.domain.record_format import RecordFormat
from store.domain.text import visible
from store.store import Store
from tui_app.cli.arguments import (
    add_dry_run,
    add_overwrite,
    nonempty,
    utf8_path,
    whole_number,
)
from tui_app.cli.command import Command, with_store
from tui_app.cli.output import CommandResult, as_json, on_terminal, text

if TYPE_CHECKING:
    from store.sync.plan import SyncPlan
    from store.sync.record_files import RecordStyle
    from store.sync.steps import ConflictSide, StepResult

SIDES = ("store", "file")
"""Whose record counts, as it is typed."""


# sync


def add_sync_arguments(parser: ArgumentParser) -> None:
    """Adds the folder, whose record counts in a conflict, and how new ones are written."""
    parser.add_argument("folder", type=utf8_path, metavar="DIR", help="see docs/records.md")
    add_dry_run(parser)
    parser.add_argument(
        "--take",
        nargs=2,
        action="append",
        default=[],
        metavar=("store|file", "N"),
        help="whose record counts where both have changed; may be given several times",
    )
    _add_record_style(parser)


def _add_record_style(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--format",
        choices=[str(each) for each in RecordFormat],
        metavar="FORMAT",
        help=f"of new records: {', '.join(RecordFormat)} (default: the folder's own)",
    )
    parser.add_argument(
        "--template", type=nonempty, metavar="FILE", help="of new records: see docs/records.md"
    )


def _record_style(arguments: Namespace) -> "RecordStyle":
    """How new records are to be written.

    Raises:
        StoreError: the template cannot be read.
    """
    from store.sync.record_files import RecordStyle

    profile = None if arguments.format is None else RecordFormat(arguments.format)
    if arguments.template is None:
        return RecordStyle(profile)
    try:
        return RecordStyle(profile, Path(arguments.template).read_bytes().decode())
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(
            f"The template “{arguments.template}” cannot be read: {error}. Nothing was written."
        ) from error


@with_store
def sync(store: Store, arguments: Namespace) -> CommandResult:
    """Syncs a folder with the store both ways, and reports conflicts."""
    from store.sync.apply import apply_plan
    from store.sync.export import target
    from store.sync.plan import plan
    from store.util.folder_lock import alone

    folder = target(arguments.folder)

    def planned_now() -> "SyncPlan":
        planned = plan(store, folder, _record_style(arguments)).with_choices(_sides(arguments.take))
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
        done = apply_plan(store, planned)
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


def _lines(planned: "SyncPlan", done: "Sequence[StepResult]") -> Iterator[str]:
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


def _value(planned: "SyncPlan", done: "Sequence[StepResult]") -> dict[str, object]:
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


def _trouble(planned: "SyncPlan", done: "Sequence[StepResult]") -> str:
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


# export


def add_export_arguments(parser: ArgumentParser) -> None:
    """Adds the folder, which decisions to write, and how."""
    parser.add_argument(
        "folder", type=utf8_path, metavar="DIR|-", help="where they go; - prints them"
    )
    parser.add_argument("--decision", type=whole_number, metavar="N", help="this decision only")
    add_overwrite(parser, "replace records that were changed by hand")
    _add_record_style(parser)


@with_store
def export(store: Store, arguments: Namespace) -> CommandResult:
    """Writes decisions as records into a folder, or prints them."""
    numbers = sorted(row.number for row in store.read.decisions())
    if not numbers:
        raise StoreError("There are no decisions yet. Save one with `shortlist decide`.")
    if arguments.decision is not None:
        store.read.decision(arguments.decision)  # says so if there is none
        numbers = [arguments.decision]
    if arguments.folder == "-":
        return _printed(store, numbers, arguments)
    return _written(store, numbers, arguments)


def _printed(store: Store, numbers: Sequence[int], arguments: Namespace) -> CommandResult:
    from store.sync import export

    records = {number: export.record(store, number) for number in numbers}
    if arguments.json:
        titles = {row.number: row.title for row in store.read.decisions()}
        value = [
            {"number": number, "title": titles[number], "record": text}
            for number, text in records.items()
        ]
        return CommandResult(as_json(value))
    printed = "\n".join(records.values())
    # A record that others wrote may hold what makes a terminal act.
    return CommandResult(visible(printed, lines=True) if on_terminal() else printed)


def _written(store: Store, numbers: Sequence[int], arguments: Namespace) -> CommandResult:
    from store.sync import export
    from store.sync.apply import apply_plan
    from store.sync.steps import Action, ConflictSide
    from store.util.folder_lock import alone

    folder = export.target(arguments.folder)
    with alone(folder):
        planned = export.plan(store, folder, numbers, _record_style(arguments))
        if arguments.overwrite:
            planned = planned.with_choices(dict.fromkeys(numbers, ConflictSide.STORE))
        done = apply_plan(store, planned)
    failed = export.troubles(planned, done)
    listed = [each.step for each in done if each.step.key is None]  # index.md
    results = {Action.WRITE: "written", Action.UNCHANGED: "unchanged", Action.CONFLICT: "kept"}
    told = [
        (step.key, str(planned.folder / step.name), results[step.action])
        for step in [*planned.steps, *listed]
        if step.name not in failed
    ]
    kept = ["What was changed by hand was kept as it is."] if planned.open else []
    trouble = " ".join([*failed.values(), *kept])
    if arguments.json:
        value = [
            {"number": number, "path": path, "result": result} for number, path, result in told
        ]
        return CommandResult(as_json(value), trouble)
    why = {"kept": " (changed by hand; --overwrite replaces it)"}
    lines = [f"{result} {visible(path)}{why.get(result, '')}" for _, path, result in told]
    return CommandResult(text(lines), trouble)


COMMANDS = {
    "sync": Command("sync docs/decisions --dry-run", sync, add_sync_arguments),
    "export": Command("export docs/decisions", export, add_export_arguments),
}
