"""decide, decisions and export: what was decided."""

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from store.store import Store
from store.text import visible
from store.types import DecisionDraft, Status, StoreError
from tui_app.commands.output import Answer, as_json, columns, text

if TYPE_CHECKING:
    from store.folder import Planned


def decide(store: Store, arguments: Namespace) -> Answer:
    """Saves a decision, with the matrix as it stands."""
    matrix = store.read.matrix(arguments.preset)
    draft = DecisionDraft(
        title=arguments.title,
        status=Status(arguments.status),
        chosen=matrix.comparison.option(arguments.chosen).slug,
        context=arguments.context,
        deciders=arguments.deciders,
        consequences=arguments.consequences,
    )
    number = store.decisions.save(draft, matrix)
    saved = next(row for row in store.read.decisions() if row.number == number)
    if arguments.json:
        return Answer(as_json(asdict(saved)))
    return Answer(f"Decision {number} saved: {visible(saved.title)}\n")


def decisions(store: Store, arguments: Namespace) -> Answer:
    """Lists the decisions, the newest first."""
    rows = store.read.decisions()
    if arguments.json:
        return Answer(as_json([asdict(row) for row in rows]))
    return Answer(
        text(
            columns(
                [
                    (str(row.number), row.status, row.date.isoformat(), row.chosen, row.title)
                    for row in rows
                ]
            )
        )
    )


def export(store: Store, arguments: Namespace) -> Answer:
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


def _printed(store: Store, numbers: Sequence[int], arguments: Namespace) -> Answer:
    from store import export

    records = {number: export.record(store, number) for number in numbers}
    if arguments.json:
        titles = {row.number: row.title for row in store.read.decisions()}
        value = [
            {"number": number, "title": titles[number], "record": text}
            for number, text in records.items()
        ]
        return Answer(as_json(value))
    return Answer("\n".join(records.values()))


def _written(store: Store, numbers: Sequence[int], arguments: Namespace) -> Answer:
    from store import export
    from store.folder import Change

    told: list[tuple[Planned, str, str]] = []
    trouble = ""
    for plan in export.plan(store, export.target(arguments.folder), numbers):
        conflict = plan.change is Change.CONFLICT
        if conflict and not arguments.overwrite:
            told.append((plan, "kept", " (changed by hand; --overwrite replaces it)"))
            trouble = "What was changed by hand was kept as it is."
            continue
        try:
            export.write(store, replace(plan, change=Change.UPDATED) if conflict else plan)
        except StoreError as error:  # what was written before it is worth telling
            trouble = str(error)
            break
        told.append((plan, "unchanged" if plan.change is Change.SAME else "written", ""))
    if arguments.json:
        value = [
            {"number": plan.decision.number, "path": str(plan.path), "result": result}
            for plan, result, _ in told
        ]
        return Answer(as_json(value), trouble)
    lines = [f"{result} {visible(str(plan.path))}{why}" for plan, result, why in told]
    return Answer(text(lines), trouble)
