"""The matrix: weights, ratings and scores, from the store or from a file."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from store.domain.errors import InvalidError
from store.domain.matrix import Matrix
from store.domain.text import visible
from store.store import Store
from tui_app.cli.arguments import add_preset, nonempty, whole_number
from tui_app.cli.command import Command, with_store
from tui_app.cli.output import CommandResult, as_json, text

if TYPE_CHECKING:
    from store.domain.errors import ContentError

FORMATS = ("table", "markdown", "csv", "json", "toml")
"""The forms in which a matrix is printed; a table unless one asks for another."""

SAMPLES_MAX = 1_000_000
"""Weightings that are drawn at most: more would tell no more, and take minutes."""


def add_matrix_arguments(parser: ArgumentParser) -> None:
    """Adds which matrix to show, in which form, and how many weightings to draw."""
    add_preset(parser)
    parser.add_argument(
        "--matrix", type=nonempty, metavar="NAME|ID", help="this one of yours (default: the first)"
    )
    parser.add_argument(
        "--file",
        type=nonempty,
        metavar="PATH",
        help="one in a file, with no store: see docs/matrix.md",
    )
    parser.add_argument(
        "--format",
        choices=FORMATS,
        metavar="FORMAT",
        help=f"{', '.join(FORMATS)} (default: {FORMATS[0]})",
    )
    parser.add_argument(
        "--samples",
        type=_samples,
        metavar="N",
        help="weightings to draw (default: 10000, or fewer of a large one)",
    )
    parser.add_argument(
        "--seed", type=whole_number, metavar="N", help="where the random numbers begin (default: 1)"
    )


def _samples(argument: str) -> int:
    samples = whole_number(argument)
    if samples > SAMPLES_MAX:
        raise ArgumentTypeError(f"at most {SAMPLES_MAX:,}")
    return samples


def matrix(arguments: Namespace) -> CommandResult:
    """Shows weights, ratings and scores, who leads, what would flip it, and how sure it is."""
    return of_store(arguments) if arguments.file is None else of_file(arguments)


@with_store
def of_store(store: Store, arguments: Namespace) -> CommandResult:
    """Shows the matrix of a preset, or one of the user's."""
    form = _format(arguments)
    return _shown(store.read.matrix(arguments.preset, arguments.matrix), form, arguments)


def of_file(arguments: Namespace) -> CommandResult:
    """Shows the matrix of a file, with no store."""
    from store.domain.errors import ContentError
    from store.matrix import toml_file

    form = _format(arguments)
    for name in ("matrix", "preset"):
        if getattr(arguments, name) is not None:
            raise InvalidError({name: "This names what is in the store; --file reads none."})
    try:
        found = toml_file.read(Path(arguments.file))
    except ContentError as error:
        return _faulty(error, arguments.file, form)
    return _shown(found, form, arguments)


def _format(arguments: Namespace) -> str:
    if not arguments.json:
        return arguments.format or FORMATS[0]
    if arguments.format not in (None, "json"):
        raise InvalidError({"json": f"It cannot be both JSON and {arguments.format}."})
    return "json"


def _shown(matrix: Matrix, form: str, arguments: Namespace) -> CommandResult:
    from store.matrix import robustness, toml_file
    from tui_app.cli import matrix_output as formats

    if form == "csv":
        return CommandResult(formats.as_csv(matrix))
    if form == "toml":
        return CommandResult(toml_file.write(matrix))
    robust = robustness.monte_carlo(matrix, arguments.samples, arguments.seed or robustness.SEED)
    if form == "json":
        return CommandResult(as_json(formats.as_value(matrix, robust)))
    if form == "markdown":
        return CommandResult(formats.as_markdown(matrix, robust))
    return CommandResult(formats.as_table(matrix, robust))


def _faulty(error: "ContentError", file: str, form: str) -> CommandResult:
    count = len(error.faults)
    trouble = f"{count:,} {'fault' if count == 1 else 'faults'} to mend; see docs/matrix.md."
    if form == "json":
        parts = [fault.removeprefix(f"{Path(file)}:").split(":", 1) for fault in error.faults]
        faults = [{"file": file, "line": int(line), "fault": told.strip()} for line, told in parts]
        return CommandResult(as_json({"faults": faults}), trouble)
    return CommandResult(text([*map(visible, error.faults)]), trouble)


COMMANDS = {
    "matrix": Command("matrix --file queues.toml --json", matrix, add_matrix_arguments),
}
