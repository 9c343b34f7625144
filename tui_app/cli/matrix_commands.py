"""matrix: what is weighed, and what comes of it, from the store or from a file."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from store.domain.errors import InvalidError
from store.domain.matrix import Matrix
from store.domain.text import visible
from store.store import Store
from tui_app.cli.output import CommandResult, as_json, text

if TYPE_CHECKING:
    from store.domain.errors import ContentError

FORMATS = ("table", "markdown", "csv", "json", "toml")
"""The forms in which a matrix is printed; a table unless one asks for another."""


def matrix(store: Store, arguments: Namespace) -> CommandResult:
    """Shows weights, ratings and scores, who leads, what would flip it, and how sure it is."""
    form = _format(arguments)
    return _shown(store.read.matrix(arguments.preset, arguments.matrix), form, arguments)


def of_file(arguments: Namespace) -> CommandResult:
    """Shows the same of a matrix in a file, with no store."""
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
