"""matrix: what is weighed, and what comes of it, from the store or from a file."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from store.store import Store
from store.text import visible
from store.types import InvalidError, Matrix
from tui_app.commands.output import Answer, as_json, text

if TYPE_CHECKING:
    from store.content import ContentError

FORMATS = ("table", "markdown", "csv", "json", "toml")
"""The forms in which a matrix is printed; a table unless one asks for another."""


def matrix(store: Store, arguments: Namespace) -> Answer:
    """Shows weights, ratings and scores, who leads, what would flip it, and how sure it is."""
    form = _format(arguments)
    return _shown(store.read.matrix(arguments.preset, arguments.matrix), form, arguments)


def of_file(arguments: Namespace) -> Answer:
    """Shows the same of a matrix in a file, with no store."""
    from store import matrix_file
    from store.content import ContentError

    form = _format(arguments)
    for name in ("matrix", "preset"):
        if getattr(arguments, name) is not None:
            raise InvalidError({name: "This names what is in the store; --file reads none."})
    try:
        found = matrix_file.read(Path(arguments.file))
    except ContentError as error:
        return _faulty(error, arguments.file, form)
    return _shown(found, form, arguments)


def _format(arguments: Namespace) -> str:
    if not arguments.json:
        return arguments.format or FORMATS[0]
    if arguments.format not in (None, "json"):
        raise InvalidError({"json": f"It cannot be both JSON and {arguments.format}."})
    return "json"


def _shown(matrix: Matrix, form: str, arguments: Namespace) -> Answer:
    from store import matrix_file, robustness
    from tui_app.commands import matrix_formats as formats

    if form == "csv":
        return Answer(formats.as_csv(matrix))
    if form == "toml":
        return Answer(matrix_file.write(matrix))
    robust = robustness.both(matrix, arguments.samples, arguments.seed or robustness.SEED)
    if form == "json":
        return Answer(as_json(formats.as_value(matrix, robust)))
    if form == "markdown":
        return Answer(formats.as_markdown(matrix, robust))
    return Answer(formats.as_table(matrix, robust))


def _faulty(error: "ContentError", file: str, form: str) -> Answer:
    count = len(error.faults)
    trouble = f"{count:,} {'fault' if count == 1 else 'faults'} to mend; see docs/matrix.md."
    if form == "json":
        parts = [fault.removeprefix(f"{Path(file)}:").split(":", 1) for fault in error.faults]
        faults = [{"file": file, "line": int(line), "fault": told.strip()} for line, told in parts]
        return Answer(as_json({"faults": faults}), trouble)
    return Answer(text([*map(visible, error.faults)]), trouble)
