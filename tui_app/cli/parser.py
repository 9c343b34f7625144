"""The registry of commands, and the parser of a command line.

The modules beside this one hold a command each, or a group of them: its arguments and what
answers it. Only the module of the command that was named is imported.
"""

from argparse import (
    SUPPRESS,
    Action,
    ArgumentError,
    ArgumentParser,
    Namespace,
    RawDescriptionHelpFormatter,
)
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, NoReturn

from store.domain.text import did_you_mean, visible
from store.util.paths import STORE_VARIABLE
from tui_app import __version__
from tui_app.cli.command import Command, CommandGroup
from tui_app.cli.output import CommandResult

COMMANDS = {
    "topics": (
        "topic_commands",
        "list the topics: number, marks (s starred, r read, n note), category, title",
    ),
    "topic": ("topic_commands", "show a topic: the page, and the claims with their sources"),
    "search": (
        "search_commands",
        "find topics, claims, examples, criteria, options, notes and decisions",
    ),
    "matrix": (
        "matrix_commands",
        "show weights, ratings, scores, what would flip them and how sure they are",
    ),
    "decide": ("decision_commands", "save a decision, with the matrix as it stands"),
    "decisions": (
        "decision_commands",
        "list the decisions: number, status, date, chosen option, title",
    ),
    "decision": (
        "decision_commands",
        "show a decision or its history, change its status, throw it away",
    ),
    "export": ("sync_commands", "write the decisions as MADR records"),
    "export-json": (
        "file_commands",
        "write decisions with their history, matrices, notes, marks as JSON",
    ),
    "import-json": ("file_commands", "add what such a file has and this store does not"),
    "html": ("file_commands", "write the decisions and matrices as one page, to mail or to print"),
    "backup": ("file_commands", "copy the store into a file, while it is in use or not"),
    "restore": (
        "file_commands",
        "put a backup in the place of the store, which is kept beside it",
    ),
    "where": ("file_commands", "show the paths in use, and create nothing"),
    "content": ("content_commands", "check, add, list and remove content of your own"),
    "check": (
        "record_commands",
        "say what is wrong with a folder of records, as file:line: rule: message",
    ),
    "renumber": (
        "record_commands",
        "give a record another number, and mend what points to it",
    ),
    "lab": ("lab_commands", "put claims to the test on this machine"),
    "sync": ("sync_commands", "bring a folder of records and the store to say the same"),
}
"""The module of each command, whose `COMMANDS` has it, and its one-line help."""


def parse(words: Sequence[str]) -> Namespace:
    """Parses the words of a command line.

    Returns:
        `command`, None for the app, `store`, and what the command takes.

    Raises:
        SystemExit: they ask for help, or make no sense; argparse has said so.
    """
    parser = _parser()
    found: tuple[Namespace, list[str]] = parser.parse_known_args(words)
    arguments, unknown = found
    if unknown:
        command = parser.of(arguments)
        near = did_you_mean(unknown[0].partition("=")[0], command.options)
        told = ", ".join(f"“{word}”" for word in unknown)
        command.error(f"{command.prog} does not know {told}.{near}")
    return arguments


def run(arguments: Namespace) -> CommandResult:
    """Runs the command of `arguments`.

    Raises:
        NotFoundError: an argument names something that there is not.
        InvalidError: an argument breaks a rule; nothing was saved.
        StoreError: the command failed.
    """
    result: CommandResult = arguments.run(arguments)
    return result


def _parser() -> "CommandParser":
    parser = CommandParser(
        prog="shortlist",
        description="Choose a Python back-end framework in the terminal, and keep the decision "
        "as a record. Without a command the app starts.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"shortlist {__version__}")
    parser.set_defaults(store=None, json=False)
    _add_store(parser)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for name, (module, summary) in COMMANDS.items():
        commands.add_parser(name, **_about(summary), declared=(module, name))
    return parser


def _about(summary: str) -> dict[str, Any]:
    """What the parser of a command is made with."""
    return {
        "help": summary,
        "description": f"{summary[0].upper()}{summary[1:]}.",
        "formatter_class": RawDescriptionHelpFormatter,
        "allow_abbrev": False,
    }


def _add_store(parser: ArgumentParser) -> None:
    # SUPPRESS: a command must not reset what stood in front of it.
    parser.add_argument(
        "--store",
        default=SUPPRESS,
        metavar="PATH",
        help=f"the store's file (default: ${STORE_VARIABLE}, else the user's data folder)",
    )


class CommandParser(ArgumentParser):
    """Parses a command, and suggests a spelling for a word that it does not know.

    A parser with `declared`, a command or where to import it from, adds its arguments when it
    is first used.
    """

    def __init__(
        self,
        *,
        declared: Command | CommandGroup | tuple[str, str] | None = None,
        **settings: Any,  # noqa: ANN401  # what ArgumentParser takes
    ) -> None:
        super().__init__(**settings)
        self.declared = declared

    @property
    def options(self) -> list[str]:
        """Every option that it takes."""
        return [word for action in self._actions for word in action.option_strings]

    def of(self, arguments: Namespace) -> "CommandParser":
        """Returns the parser of the command that was named, or itself."""
        for action in self._actions:
            chosen = getattr(arguments, action.dest, None)
            parsers = action.choices
            if isinstance(parsers, Mapping) and chosen in parsers:
                found: CommandParser = parsers[chosen]
                return found.of(arguments)
        return self

    def error(self, message: str) -> NoReturn:
        """Exits with code 2 after the usage and a message, shown without control characters."""
        super().error(visible(message))

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:  # noqa: ANN401
        """Parses words as ArgumentParser does, once the arguments have been added."""
        self._build()
        return super().parse_known_args(args, namespace)

    def _build(self) -> None:
        declared, self.declared = self.declared, None
        if declared is None:
            return
        if not isinstance(declared, Command | CommandGroup):
            module, name = declared
            declared = import_module(f"tui_app.cli.{module}").COMMANDS[name]
        self.epilog = f"example:\n  shortlist {declared.example}"
        self.add_argument("--json", action="store_true", default=SUPPRESS, help="answer in JSON")
        _add_store(self)
        if isinstance(declared, Command):
            declared.add_arguments(self)
            self.set_defaults(run=declared.run)
            return
        actions = self.add_subparsers(
            dest="action", metavar="ACTION", title="actions", required=True
        )
        for name, (summary, command) in declared.actions.items():
            actions.add_parser(name, **_about(summary), declared=command)

    def _check_value(self, action: Action, value: object) -> None:
        """Refuses a word that is none of the choices."""
        if action.choices is None or value in action.choices:
            return
        known = list(map(str, action.choices))
        what = "command" if isinstance(action.choices, Mapping) else "choice"
        near = did_you_mean(str(value), known)
        told = f"There is no {what} “{value}”.{near} {what.capitalize()}s: {', '.join(known)}."
        raise ArgumentError(None if what == "command" else action, told)
