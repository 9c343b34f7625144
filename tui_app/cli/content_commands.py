"""Content: the user's own topics and comparisons beside the shipped ones."""

import re
from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from store.domain.text import visible
from store.store import Store
from store.util.paths import content_folder
from tui_app.cli.arguments import any_text, utf8_path
from tui_app.cli.command import Command, CommandGroup, with_store
from tui_app.cli.output import CommandResult, as_json, columns, counted, text

if TYPE_CHECKING:
    from store.content.library import Library
    from store.domain.errors import ContentError


def add_folder_arguments(parser: ArgumentParser) -> None:
    """Adds the folder of content, and what to call it."""
    parser.add_argument("folder", type=utf8_path, metavar="DIR", help="see docs/content.md")
    parser.add_argument(
        "--name",
        type=any_text,
        default="",
        metavar="NAME",
        help="what to call it (default: like the folder)",
    )


def check(arguments: Namespace) -> CommandResult:
    """Says what is wrong with a folder of content, or that all is well."""
    from store.content.library import read_own
    from store.domain.errors import ContentError

    try:
        library = read_own(Path(arguments.folder), arguments.name, content_folder())
    except ContentError as error:
        return _faulty(error, arguments)
    return _summary(library, "is fine", arguments)


@with_store
def add(store: Store, arguments: Namespace) -> CommandResult:
    """Adds a folder of content to the store, in place of what it held of that name."""
    from store.domain.errors import ContentError

    try:
        library = store.libraries.add(Path(arguments.folder), arguments.name)
    except ContentError as error:
        return _faulty(error, arguments)
    return _summary(library, "added", arguments)


@with_store
def listed(store: Store, arguments: Namespace) -> CommandResult:
    """Lists the content that the store holds."""
    rows = store.libraries.all()
    if arguments.json:
        return CommandResult(as_json([asdict(row) for row in rows]))
    lines = [
        (row.name, counted(row.topics, "topic"), counted(row.comparisons, "comparison"), row.folder)
        for row in rows
    ]
    note = "" if rows else "There is no content of your own. Add some with `shortlist content add`."
    return CommandResult(text(columns(lines)), note=note)


def add_remove_arguments(parser: ArgumentParser) -> None:
    """Adds the name of the content to remove."""
    parser.add_argument("name", type=any_text, metavar="NAME")


@with_store
def remove(store: Store, arguments: Namespace) -> CommandResult:
    """Takes added content out of the store."""
    store.libraries.remove(arguments.name)
    if arguments.json:
        return CommandResult(as_json({"removed": arguments.name}))
    return CommandResult(
        f"{arguments.name} removed; your notes, matrices and decisions are kept.\n"
    )


def _summary(library: "Library", result: str, arguments: Namespace) -> CommandResult:
    counts = {
        "topics": len(library.topics),
        "claims": sum(len(topic.claims) for topic in library.topics),
        "examples": len({e.slug for topic in library.topics for e in topic.examples}),
        "comparisons": len(library.comparisons),
    }
    if arguments.json:
        return CommandResult(as_json({"name": library.name, "faults": [], **counts}))
    listed = ", ".join(counted(count, name.removesuffix("s")) for name, count in counts.items())
    return CommandResult(f"{library.name} {result}: {listed}\n")


def _faulty(error: "ContentError", arguments: Namespace) -> CommandResult:
    trouble = f"{counted(len(error.faults), 'fault')} to mend. Nothing was changed."
    if arguments.json:
        return CommandResult(as_json({"faults": list(map(_parts, error.faults))}), trouble)
    return CommandResult(text([visible(fault) for fault in error.faults]), trouble)


def _parts(fault: str) -> dict[str, object]:
    """`file:line: fault` by name; a file's name may hold colons itself."""
    file, line, told = re.split(r":(\d+): ", fault, maxsplit=1)
    return {"file": file, "line": int(line), "fault": told}


COMMANDS = {
    "content": CommandGroup(
        "content list",
        {
            "check": (
                "say what is wrong with a folder of content, as file:line: fault",
                Command("content check house-rules", check, add_folder_arguments),
            ),
            "add": (
                "add a folder of content to the store, or what has changed in it",
                Command("content add house-rules", add, add_folder_arguments),
            ),
            "list": ("list the content that the store holds", Command("content list", listed)),
            "remove": (
                "take content out of the store; what you wrote stays",
                Command("content remove house-rules", remove, add_remove_arguments),
            ),
        },
    )
}
