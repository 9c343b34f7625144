"""Decisions: save one, list them, show one, change its status."""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict, fields
from itertools import pairwise

from store.decisions.status_flow import due
from store.domain.decision import (
    STANDING_ALONE,
    Decision,
    DecisionDraft,
    DecisionRow,
    Status,
    given_day,
)
from store.domain.errors import InvalidError, NotFoundError, StoreError
from store.domain.text import visible
from store.matrix.scoring import out_of_running
from store.store import Store
from tui_app.cli.arguments import add_preset, any_text, whole_number
from tui_app.cli.command import Command, with_store
from tui_app.cli.output import CommandResult, as_json, columns, text


def add_decide_arguments(parser: ArgumentParser) -> None:
    """Adds what the form of the app asks for."""
    parser.add_argument(
        "--chosen", type=any_text, required=True, metavar="OPTION", help="what wins"
    )
    parser.add_argument(
        "--even-if-ruled-out", action="store_true", help="choose an option that is ruled out, too"
    )
    parser.add_argument("--title", type=any_text, required=True, metavar="TEXT", help="one line")
    add_preset(parser)
    # Nothing can have taken the place of a decision that is not made yet.
    statuses = [str(status) for status in STANDING_ALONE]
    parser.add_argument(
        "--status",
        choices=statuses,
        default=str(Status.PROPOSED),
        metavar="STATUS",
        help=f"{', '.join(statuses)} (default: {Status.PROPOSED})",
    )
    for name, metavar, what in (
        ("context", "TEXT", "the problem to be solved"),
        ("deciders", "NAMES", "who decides, comma-separated"),
        (
            "consequences",
            "TEXT",
            "what follows, one a line; + in front of a good one, - of a bad one",
        ),
        ("consulted", "NAMES", "who was asked, comma-separated"),
        ("informed", "NAMES", "who is told, comma-separated"),
        ("confirmation", "TEXT", "how one will see that it is followed, and was right"),
        ("review-by", "YYYY-MM-DD", "the day by which to look at it again"),
    ):
        parser.add_argument(f"--{name}", type=any_text, default="", metavar=metavar, help=what)


@with_store
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


def add_decisions_arguments(parser: ArgumentParser) -> None:
    """Adds which decisions to list, or what to do instead."""
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--due", action="store_true", help="only those to be reviewed by now, with that date"
    )
    which.add_argument("--trashed", action="store_true", help="those in the trash instead")
    which.add_argument(
        "--empty-trash", action="store_true", help="list nothing: remove those for good"
    )
    which.add_argument(
        "--undo", action="store_true", help="list nothing: take the last change of one back"
    )
    which.add_argument("--redo", action="store_true", help="make that change again")


@with_store
def decisions(store: Store, arguments: Namespace) -> CommandResult:
    """Lists the decisions, the newest first; or undoes, redoes, empties the trash."""
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


def add_decision_arguments(parser: ArgumentParser) -> None:
    """Adds the number of the decision, and what to show of it or to do with it."""
    parser.add_argument("number", type=whole_number, metavar="N")
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--history", action="store_true", help="list its revisions: when, who, what changed"
    )
    what.add_argument(
        "--compare",
        type=whole_number,
        nargs=2,
        metavar=("A", "B"),
        help="two revisions, line by line",
    )
    what.add_argument(
        "--status",
        choices=[str(status) for status in Status],
        metavar="STATUS",
        help=f"{', '.join(Status)}; needs a reason",
    )
    what.add_argument("--trash", action="store_true", help="move it to the trash")
    what.add_argument("--restore", action="store_true", help="take it out of the trash")
    parser.add_argument(
        "--reason", type=any_text, default="", metavar="TEXT", help="why the status changes"
    )
    parser.add_argument(
        "--superseded-by", type=whole_number, metavar="N", help="the decision that takes its place"
    )


@with_store
def decision(store: Store, arguments: Namespace) -> CommandResult:
    """Shows a decision or its history, or changes its status."""
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


COMMANDS = {
    "decide": Command(
        'decide --chosen django --title "Use Django for the shop"', decide, add_decide_arguments
    ),
    "decisions": Command("decisions --due", decisions, add_decisions_arguments),
    "decision": Command(
        'decision 3 --status deprecated --reason "The shop is closed"',
        decision,
        add_decision_arguments,
    ),
}
