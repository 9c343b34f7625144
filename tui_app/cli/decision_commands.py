"""decide, decisions, decision and export: what was decided."""

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict, fields
from itertools import pairwise

from store.decisions.status_flow import due
from store.domain.decision import Decision, DecisionDraft, DecisionRow, Status, given_day
from store.domain.errors import InvalidError, NotFoundError, StoreError
from store.domain.text import visible
from store.matrix.scoring import out_of_running
from store.store import Store
from tui_app.cli.output import CommandResult, as_json, columns, on_terminal, text
from tui_app.cli.style import manner


def decide(store: Store, arguments: Namespace) -> CommandResult:
    """Saves a decision, with the matrix as it stands."""
    matrix = store.read.matrix(arguments.preset)
    if left_out := store.read.left_out():
        raise StoreError(f"{left_out} A decision would keep a matrix that is not whole.")
    option = matrix.comparison.option(arguments.chosen)
    reason = out_of_running(matrix).get(option.slug)
    if reason is not None and not arguments.even_if_ruled_out:
        raise StoreError(
            f"{option.name} is out of the running: {reason}. Nothing was saved. "
            "To choose it all the same, add --even-if-ruled-out."
        )
    draft = DecisionDraft(
        title=arguments.title,
        status=Status(arguments.status),
        chosen=option.slug,
        context=arguments.context,
        deciders=arguments.deciders,
        consequences=arguments.consequences,
        consulted=arguments.consulted,
        informed=arguments.informed,
        confirmation=arguments.confirmation,
        review_by=given_day(arguments.review_by),
    )
    number = store.decisions.save(draft, matrix)
    saved = store.read.decision(number)
    if arguments.json:
        heir, review_by = saved.superseded_by, saved.review_by
        row = DecisionRow(
            number, saved.title, saved.status, saved.date, option.name, heir, review_by
        )
        return CommandResult(as_json(asdict(row)))
    return CommandResult(f"Decision {number} saved: {visible(saved.title)}\n")


def decisions(store: Store, arguments: Namespace) -> CommandResult:
    """Lists the decisions, the newest first; or changes something of all of them."""
    if arguments.undo or arguments.redo:
        return _stepped(store, arguments)
    if arguments.empty_trash:
        removed = store.decisions.empty_trash()
        if arguments.json:
            return CommandResult(as_json({"removed": removed}))
        return CommandResult(
            f"Removed for good: {removed} {'decision' if removed == 1 else 'decisions'}\n"
        )
    today = store.today()
    rows = store.read.trashed_decisions() if arguments.trashed else store.read.decisions()
    if arguments.due:
        rows = tuple(row for row in rows if due(row.status, row.review_by, today))
    if arguments.json:
        told = [{**asdict(row), "due": due(row.status, row.review_by, today)} for row in rows]
        return CommandResult(as_json(told))
    days = [row.review_by if arguments.due else row.date for row in rows]
    lines = [
        (str(row.number), row.status, str(day or "–"), row.chosen, row.title)
        for row, day in zip(rows, days, strict=True)
    ]
    return CommandResult(text(columns(lines)), note="" if rows else _nothing(arguments))


def _nothing(arguments: Namespace) -> str:
    if arguments.due:
        return "No decision is due for review."
    if arguments.trashed:
        return "The trash is empty."
    return "There are no decisions yet. Save one with `shortlist decide`."


def _stepped(store: Store, arguments: Namespace) -> CommandResult:
    step = store.decisions.undo() if arguments.undo else store.decisions.redo()
    if step is None:
        raise StoreError(f"There is nothing to {'undo' if arguments.undo else 'redo'}.")
    if arguments.json:
        return CommandResult(as_json(asdict(step)))
    done = "Taken back" if arguments.undo else "Made again"
    return CommandResult(f"{done}: {visible(step.label)}, decision {step.number}\n")


def decision(store: Store, arguments: Namespace) -> CommandResult:
    """Shows a decision or its history, or changes where it stands."""
    number = arguments.number
    if arguments.history:
        return _history(store, arguments)
    if arguments.compare:
        return _compared(store, arguments)
    told = ""
    if arguments.status:
        status = Status(arguments.status)
        store.decisions.set_status(number, status, arguments.reason, arguments.superseded_by)
        told = f"Decision {number} is {status}.\n"
    elif arguments.reason or arguments.superseded_by:
        raise InvalidError({"status": "Say which status this is about."})
    elif arguments.trash:
        store.decisions.trash(number)
        if not arguments.json:
            return CommandResult(f"Decision {number} is in the trash.\n")
        row = next(row for row in store.read.trashed_decisions() if row.number == number)
        return CommandResult(as_json(asdict(row)))
    elif arguments.restore:
        store.decisions.restore(number)
        told = f"Decision {number} is restored.\n"
    decision = store.read.decision(number)
    if arguments.json:
        value = {**_fields(decision), "due": _due(store, decision)}
        return CommandResult(as_json(value))
    return CommandResult(told or text(columns(_shown(decision, due=_due(store, decision)))))


def _due(store: Store, decision: Decision) -> bool:
    return due(decision.status, decision.review_by, store.today())


def _fields(decision: Decision) -> dict[str, object]:
    left_out = ("id", "matrix")
    return {f.name: getattr(decision, f.name) for f in fields(decision) if f.name not in left_out}


def _shown(decision: Decision, *, due: bool) -> list[tuple[str, str]]:
    """What a decision says but for its matrix, a field or a sentence of one a row.

    What it says nothing about is left out.
    """
    values = _fields(decision) | {
        "chosen": decision.matrix.comparison.option(decision.chosen).name,
        "supersedes": ", ".join(map(str, decision.supersedes)),
        "review_by": f"{decision.review_by or ''}{', due' if due else ''}",
    }
    hidden = ("uid", "created", "updated")
    return [
        (name.replace("_", " "), str(line))
        for name, value in values.items()
        if value and name not in hidden
        for line in (value if isinstance(value, tuple) else (value,))
    ]


def _history(store: Store, arguments: Namespace) -> CommandResult:
    from store.decisions.diff import compare

    revisions = store.read.revisions(arguments.number)
    changes = [(), *(compare(*pair) for pair in pairwise(revisions))]
    if arguments.json:
        value = [
            {**asdict(revision), "changes": [asdict(change) for change in changed]}
            for revision, changed in zip(revisions, changes, strict=True)
        ]
        return CommandResult(as_json(value))
    rows = [
        (
            str(revision.number),
            revision.at.isoformat(timespec="seconds"),
            revision.author or "-",
            revision.label,
            ", ".join(change.name for change in changed),
        )
        for revision, changed in zip(revisions, changes, strict=True)
    ]
    return CommandResult(text(columns(rows)))


def _compared(store: Store, arguments: Namespace) -> CommandResult:
    from store.decisions.diff import compare

    revisions = {str(r.number): r for r in store.read.revisions(arguments.number)}
    for number in arguments.compare:
        if str(number) not in revisions:
            known = ", ".join(revisions)
            raise NotFoundError(f"There is no revision {number}. Revisions: {known}.")
    changes = compare(*(revisions[str(number)] for number in arguments.compare))
    if arguments.json:
        return CommandResult(as_json([asdict(change) for change in changes]))
    rows = [(change.field, sign, line) for change in changes for sign, line in change.lines()]
    return CommandResult(text(columns(rows)))


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
    from store.sync.apply import carry_out
    from store.sync.steps import Action, ConflictSide
    from store.util.folder_lock import alone

    folder = export.target(arguments.folder)
    with alone(folder):
        planned = export.plan(store, folder, numbers, manner(arguments))
        if arguments.overwrite:
            planned = planned.choosing(dict.fromkeys(numbers, ConflictSide.STORE))
        done = list(carry_out(store, planned))
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
