"""The commands that need no screen: what they take, and what answers each."""

import os
from argparse import (
    SUPPRESS,
    Action,
    ArgumentError,
    ArgumentParser,
    ArgumentTypeError,
    Namespace,
    RawDescriptionHelpFormatter,
)
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, NoReturn

from store.domain.decision import STANDING_ALONE, Status
from store.domain.record_format import RecordFormat
from store.domain.text import did_you_mean, visible
from store.util.paths import STORE_VARIABLE, content_folder, store_path, store_to_open
from tui_app import __version__
from tui_app.cli import (
    content_commands,
    decision_commands,
    lab_commands,
    matrix_commands,
    record_commands,
    store_commands,
    sync_commands,
    topic_commands,
)
from tui_app.cli.output import CommandResult, as_json, columns, text

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from store.store import Store

SAMPLES_MAX = 1_000_000
"""Weightings that are drawn at most: more would tell no more, and take minutes."""

NUMBER_MAX = 1_000_000_000
"""The largest number that an argument can be."""


def parse(words: Sequence[str]) -> Namespace:
    """The words of a command line as arguments: `command`, None for the app, `store`, and more.

    Raises:
        SystemExit: they ask for help, or make no sense; the user was told.
    """
    parser = _parser()
    arguments, unknown = parser.parse_known_args(words)
    if unknown:
        command = parser.of(arguments)
        near = did_you_mean(unknown[0].partition("=")[0], command.options)
        told = ", ".join(f"“{word}”" for word in unknown)
        command.error(f"{command.prog} does not know {told}.{near}")
    return arguments


def run(arguments: Namespace) -> CommandResult:
    """Runs the command of `arguments` on its store.

    Raises:
        NotFoundError: an argument names something that there is not.
        InvalidError: an argument breaks a rule; nothing was saved.
        StoreError: the command failed.
    """
    command = " ".join(filter(None, [arguments.command, getattr(arguments, "action", "")]))
    if command == "matrix" and arguments.file is not None:
        command = "matrix --file"
    if command in WITHOUT_STORE:
        return WITHOUT_STORE[command](arguments)
    from store.store import Store

    with closing(Store(store_to_open(arguments.store))) as store:
        return COMMANDS[command](store, arguments).but(store.read.left_out())


# What is typed


class _Parser(ArgumentParser):
    """A parser that says what may have been meant by a word that it does not know."""

    def error(self, message: str) -> NoReturn:
        super().error(visible(message))

    @property
    def options(self) -> list[str]:
        """Every option that it takes."""
        return [word for action in self._actions for word in action.option_strings]

    def of(self, arguments: Namespace) -> "_Parser":
        """The parser of the command that was named, or itself."""
        for action in self._actions:
            chosen = getattr(arguments, action.dest, None)
            parsers = action.choices
            if isinstance(parsers, Mapping) and chosen in parsers:
                found: _Parser = parsers[chosen]
                return found.of(arguments)
        return self

    def _check_value(self, action: Action, value: object) -> None:
        """Refuses a word that is none of the choices."""
        if action.choices is None or value in action.choices:
            return
        known = list(map(str, action.choices))
        what = "command" if isinstance(action.choices, Mapping) else "choice"
        near = did_you_mean(str(value), known)
        told = f"There is no {what} “{value}”.{near} {what.capitalize()}s: {', '.join(known)}."
        raise ArgumentError(None if what == "command" else action, told)


def _parser() -> _Parser:
    parser = _Parser(
        prog="shortlist",
        description="Choose a Python back-end framework in the terminal, and keep the decision "
        "as a record. Without a command the app starts.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"shortlist {__version__}")
    parser.set_defaults(store=None, json=False)
    _add_store(parser)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")

    def add(
        name: str,
        summary: str,
        example: str,
        among: "_SubParsersAction[_Parser]" = commands,
    ) -> ArgumentParser:
        command = among.add_parser(
            name,
            help=summary,
            description=f"{summary[0].upper()}{summary[1:]}.",
            epilog=f"example:\n  shortlist {example}",
            formatter_class=RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        command.add_argument("--json", action="store_true", default=SUPPRESS, help="answer in JSON")
        _add_store(command)
        return command

    def add_preset(command: ArgumentParser) -> None:
        command.add_argument(
            "--preset", type=_name, metavar="SLUG", help="this preset, and nothing of your own"
        )

    listing = add(
        "topics",
        "list the topics: number, marks (s starred, r read, n note), category, title",
        "topics --unread",
    )
    listing.add_argument("--starred", action="store_true", help="only those with a star")
    listing.add_argument("--unread", action="store_true", help="only those not read yet")

    topic = add("topic", "show a topic: the page, and the claims with their sources", "topic 11")
    topic.add_argument("topic", type=_text, metavar="NUMBER|SLUG")

    search = add(
        "search",
        "find topics, claims, examples, criteria, options, notes and decisions",
        "search csrf token",
    )
    search.add_argument("words", nargs="+", type=_text, metavar="WORDS")
    search.add_argument(
        "--limit", type=_number, default=50, metavar="N", help="at most N hits (default: 50)"
    )

    matrix = add(
        "matrix",
        "show weights, ratings, scores, what would flip them and how sure they are",
        "matrix --file queues.toml --json",
    )
    add_preset(matrix)
    _add_matrix(matrix)

    decide = add("decide", "save a decision, with the matrix as it stands",
                 'decide --chosen django --title "Use Django for the shop"')  # fmt: skip
    decide.add_argument("--chosen", type=_text, required=True, metavar="OPTION", help="what wins")
    decide.add_argument(
        "--even-if-ruled-out", action="store_true", help="choose an option that is ruled out, too"
    )
    decide.add_argument("--title", type=_text, required=True, metavar="TEXT", help="one line")
    add_preset(decide)
    # Nothing can have taken the place of a decision that is not made yet.
    statuses = [str(status) for status in STANDING_ALONE]
    decide.add_argument(
        "--status",
        choices=statuses,
        default=str(Status.PROPOSED),
        metavar="STATUS",
        help=f"{', '.join(statuses)} (default: {Status.PROPOSED})",
    )
    decide.add_argument(
        "--context", type=_text, default="", metavar="TEXT", help="the problem to be solved"
    )
    decide.add_argument(
        "--deciders", type=_text, default="", metavar="NAMES", help="who decides, comma-separated"
    )
    decide.add_argument(
        "--consequences",
        type=_text,
        default="",
        metavar="TEXT",
        help="what follows, one a line; + in front of a good one, - of a bad one",
    )

    _add_people(decide)
    _add_decisions(add)

    export = add("export", "write the decisions as MADR records", "export docs/decisions")
    export.add_argument(
        "folder", type=_folder, metavar="DIR|-", help="where they go; - prints them"
    )
    export.add_argument("--decision", type=_number, metavar="N", help="this decision only")
    export.add_argument(
        "--overwrite", action="store_true", help="replace records that were changed by hand"
    )
    _add_manner(export)

    _add_files(add)
    add("where", "show the paths in use, and create nothing", "where")
    _add_content(add)
    _add_records(add)
    _add_lab(add)
    _add_sync(add)
    return parser


def _add_matrix(command: ArgumentParser) -> None:
    command.add_argument(
        "--matrix", type=_name, metavar="NAME|ID", help="this one of yours (default: the first)"
    )
    command.add_argument(
        "--file",
        type=_name,
        metavar="PATH",
        help="one in a file, with no store: see docs/matrix.md",
    )
    command.add_argument(
        "--format", choices=matrix_commands.FORMATS, metavar="FORMAT",
        help=f"{', '.join(matrix_commands.FORMATS)} (default: {matrix_commands.FORMATS[0]})",
    )  # fmt: skip
    command.add_argument(
        "--samples",
        type=_samples,
        metavar="N",
        help="weightings to draw (default: 10000, or fewer of a large one)",
    )
    command.add_argument(
        "--seed", type=_number, metavar="N", help="where the random numbers begin (default: 1)"
    )


def _add_people(decide: ArgumentParser) -> None:
    for name, what in (("consulted", "who was asked"), ("informed", "who is told")):
        decide.add_argument(
            f"--{name}", type=_text, default="", metavar="NAMES", help=f"{what}, comma-separated"
        )
    decide.add_argument(
        "--confirmation",
        type=_text,
        default="",
        metavar="TEXT",
        help="how one will see that it is followed, and was right",
    )
    decide.add_argument(
        "--review-by",
        type=_text,
        default="",
        metavar="YYYY-MM-DD",
        help="the day by which to look at it again",
    )


def _add_decisions(add: Callable[..., ArgumentParser]) -> None:
    decisions = add("decisions", "list the decisions: number, status, date, chosen option, title",
                    "decisions --due")  # fmt: skip
    which = decisions.add_mutually_exclusive_group()
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

    decision = add("decision", "show a decision or its history, change its status, throw it away",
                   'decision 3 --status deprecated --reason "The shop is closed"')  # fmt: skip
    decision.add_argument("number", type=_number, metavar="N")
    what = decision.add_mutually_exclusive_group()
    what.add_argument(
        "--history", action="store_true", help="list its revisions: when, who, what changed"
    )
    what.add_argument(
        "--compare", type=_number, nargs=2, metavar=("A", "B"), help="two revisions, line by line"
    )
    what.add_argument(
        "--status", choices=[str(status) for status in Status], metavar="STATUS",
        help=f"{', '.join(Status)}; needs a reason",
    )  # fmt: skip
    what.add_argument("--trash", action="store_true", help="move it to the trash")
    what.add_argument("--restore", action="store_true", help="take it out of the trash")
    decision.add_argument(
        "--reason", type=_text, default="", metavar="TEXT", help="why the status changes"
    )
    decision.add_argument(
        "--superseded-by", type=_number, metavar="N", help="the decision that takes its place"
    )


def _add_files(add: Callable[..., ArgumentParser]) -> None:
    def file(command: ArgumentParser, metavar: str, what: str, overwrite: str = "") -> None:
        command.add_argument("file", type=_folder, metavar=metavar, help=what)
        if overwrite:
            command.add_argument("--overwrite", action="store_true", help=overwrite)

    replaces = "replace a file that is there"
    out = add("export-json", "write decisions with their history, matrices, notes, marks as JSON",
              "export-json shortlist.json")  # fmt: skip
    file(out, "FILE|-", "see docs/json.md; - prints it", replaces)
    into = add("import-json", "add what such a file has and this store does not",
               "import-json shortlist.json")  # fmt: skip
    file(into, "FILE|-", "- reads the standard input", "replace what differs; u takes it back")
    page = add("html", "write the decisions and matrices as one page, to mail or to print",
               "html decisions.html")  # fmt: skip
    file(page, "FILE|-", "it needs no other file; - prints it", replaces)
    copy = add("backup", "copy the store into a file, while it is in use or not",
               "backup shortlist.backup")  # fmt: skip
    file(copy, "FILE", "where to", replaces)
    back = add("restore", "put a backup in the place of the store, which is kept beside it",
               "restore shortlist.backup")  # fmt: skip
    file(back, "FILE", "the backup; it is checked first")


def _add_content(add: Callable[..., ArgumentParser]) -> None:
    command = add("content", "check, add, list and remove content of your own", "content list")
    actions = command.add_subparsers(
        dest="action", metavar="ACTION", title="actions", required=True
    )
    for action, summary in (
        ("check", "say what is wrong with a folder of content, as file:line: fault"),
        ("add", "add a folder of content to the store, or what has changed in it"),
    ):
        folder = add(action, summary, f"content {action} house-rules", actions)
        folder.add_argument("folder", type=_folder, metavar="DIR", help="see docs/content.md")
        folder.add_argument(
            "--name",
            type=_text,
            default="",
            metavar="NAME",
            help="what to call it (default: like the folder)",
        )
    add("list", "list the content that the store holds", "content list", actions)
    remove = add("remove", "take content out of the store; what you wrote stays",
                 "content remove house-rules", actions)  # fmt: skip
    remove.add_argument("name", type=_text, metavar="NAME")


def _add_records(add: Callable[..., ArgumentParser]) -> None:
    check = add("check", "say what is wrong with a folder of records, as file:line: rule: message",
                "check docs/decisions --base origin/main")  # fmt: skip
    check.add_argument("folder", type=_folder, metavar="DIR", help="see docs/records.md")
    check.add_argument(
        "--base",
        type=_name,
        metavar="REF",
        help="a branch of git whose new records must have other numbers",
    )
    check.add_argument(
        "--max-age", type=_number, metavar="DAYS", help="tell evidence checked longer ago"
    )
    check.add_argument(
        "--ignore",
        type=_text,
        action="append",
        default=[],
        metavar="RULE",
        help="do not check this rule; may be given several times",
    )
    check.add_argument(
        "--format",
        choices=("plain", "github"),
        default="plain",
        help="github marks the lines in a pull request",
    )
    renumber = add("renumber", "give a record another number, and mend what points to it",
                   "renumber docs/decisions 38 --dry-run")  # fmt: skip
    renumber.add_argument("folder", type=_folder, metavar="DIR")
    renumber.add_argument(
        "record", type=_text, metavar="OLD", help="its number, or its file's name where two have it"
    )
    renumber.add_argument(
        "number",
        type=_number,
        nargs="?",
        metavar="NEW",
        help="default: the next that is free in the folder and on every branch of git",
    )
    renumber.add_argument(
        "--dry-run", action="store_true", help="show what would change, and change nothing"
    )


def _add_lab(add: Callable[..., ArgumentParser]) -> None:
    command = add("lab", "put claims to the test on this machine", "lab run request-json")
    actions = command.add_subparsers(
        dest="action", metavar="ACTION", title="actions", required=True
    )
    add("list", "list the experiments: name, group, title, last result, its age",
        "lab list", actions)  # fmt: skip
    show = add("show", "show an experiment: what it tests, what it found, and its programs",
               "lab show request-json", actions)  # fmt: skip
    show.add_argument("experiment", type=_text, metavar="NAME")
    history = add("history", "list what an experiment found each time: date, result, versions",
                  "lab history request-json", actions)  # fmt: skip
    history.add_argument("experiment", type=_text, metavar="NAME")
    run = add("run", "run experiments and show what they found",
              "lab run --group security", actions)  # fmt: skip
    run.add_argument("experiments", nargs="*", type=_text, metavar="NAME")
    run.add_argument(
        "--group", action="append", default=[], type=_text, metavar="GROUP",
        help="all of performance, weight, security or batteries",
    )  # fmt: skip
    run.add_argument("--all", action="store_true", help="all there are; takes some six minutes")
    run.add_argument(
        "--option", action="append", default=[], type=_text, metavar="OPTION",
        help="only this framework; can be given several times",
    )  # fmt: skip
    run.add_argument("--quick", action="store_true", help="few repetitions, for a first look")
    run.add_argument(
        "--python", type=_folder, metavar="PATH",
        help="measure the frameworks of this interpreter, such as a project's own",
    )  # fmt: skip
    run.add_argument(
        "--no-save", action="store_true",
        help="only show what was found; so do --option and --python",
    )  # fmt: skip
    add("install", "install the frameworks for the Lab, apart from all else",
        "lab install", actions)  # fmt: skip


def _add_sync(add: Callable[..., ArgumentParser]) -> None:
    command = add("sync", "bring a folder of records and the store to say the same",
                  "sync docs/decisions --dry-run")  # fmt: skip
    command.add_argument("folder", type=_folder, metavar="DIR", help="see docs/records.md")
    command.add_argument(
        "--dry-run", action="store_true", help="show what would change, and change nothing"
    )
    command.add_argument(
        "--take",
        nargs=2,
        action="append",
        default=[],
        metavar=("store|file", "N"),
        help="whose record counts where both have changed; may be given several times",
    )
    _add_manner(command)


def _add_manner(command: ArgumentParser) -> None:
    command.add_argument(
        "--format",
        choices=[str(each) for each in RecordFormat],
        metavar="FORMAT",
        help=f"of new records: {', '.join(RecordFormat)} (default: the folder's own)",
    )
    command.add_argument(
        "--template", type=_name, metavar="FILE", help="of new records: see docs/records.md"
    )


def _add_store(parser: ArgumentParser) -> None:
    # SUPPRESS: a command must not reset what stood in front of it.
    parser.add_argument(
        "--store",
        default=SUPPRESS,
        metavar="PATH",
        help=f"the store's file (default: ${STORE_VARIABLE}, else the user's data folder)",
    )


def _text(argument: str) -> str:
    """An argument whose bytes need not be UTF-8 as text that can be saved."""
    return argument.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _name(argument: str) -> str:
    if not argument.strip():  # a variable that a script has not set
        raise ArgumentTypeError("the name is empty")
    return _text(argument)


def _samples(argument: str) -> int:
    number = _number(argument)
    if number > SAMPLES_MAX:
        raise ArgumentTypeError(f"at most {SAMPLES_MAX:,}")
    return number


def _folder(argument: str) -> str:
    if not argument:  # Path takes it for the current folder
        raise ArgumentTypeError("the name is empty")
    if _text(argument) != argument:
        raise ArgumentTypeError("the name must be UTF-8")
    return argument


def _number(argument: str) -> int:
    if not (argument.isdecimal() and len(argument) < 11 and 1 <= int(argument) <= NUMBER_MAX):
        raise ArgumentTypeError(f"{argument!r} is not a whole number from 1 on")
    return int(argument)


# What answers


def _where(arguments: Namespace) -> CommandResult:
    value = {
        "store": str(store_path(arguments.store)),
        "content": str(content_folder()),
        STORE_VARIABLE: os.environ.get(STORE_VARIABLE),
    }
    if arguments.json:
        return CommandResult(as_json(value))
    return CommandResult(
        text(columns([(name, path or "(not set)") for name, path in value.items()]))
    )


COMMANDS: dict[str, Callable[["Store", Namespace], CommandResult]] = {
    "topics": topic_commands.topics,
    "topic": topic_commands.topic,
    "search": topic_commands.search,
    "matrix": matrix_commands.matrix,
    "decide": decision_commands.decide,
    "decision": decision_commands.decision,
    "decisions": decision_commands.decisions,
    "export": decision_commands.export,
    "sync": sync_commands.sync,
    "export-json": store_commands.export_json,
    "html": store_commands.html,
    "import-json": store_commands.import_json,
    "content add": content_commands.add,
    "content list": content_commands.listed,
    "content remove": content_commands.remove,
    "lab history": lab_commands.history,
    "lab list": lab_commands.listed,
    "lab run": lab_commands.run,
    "lab show": lab_commands.show,
}
"""What answers each command on a store."""

WITHOUT_STORE: dict[str, Callable[[Namespace], CommandResult]] = {
    "backup": store_commands.backup,
    "check": record_commands.check,
    "content check": content_commands.check,
    "matrix --file": matrix_commands.of_file,
    "renumber": record_commands.renumber,
    "restore": store_commands.restore,
    "lab install": lab_commands.install,
    "where": _where,
}
"""What answers each command that needs no store."""

NAMES = tuple(dict.fromkeys(name.split()[0] for name in (*COMMANDS, *WITHOUT_STORE)))
"""The commands by the first word of each."""
