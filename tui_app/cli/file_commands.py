"""The store as files: export-json, import-json, html, backup, restore, where."""

import os
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from store.domain.errors import InvalidError, StoreError
from store.domain.text import visible
from store.store import TIMEOUT, Store
from store.util.paths import STORE_VARIABLE, absolute, config_file, content_folder, store_path
from tui_app.cli.arguments import add_overwrite, utf8_path
from tui_app.cli.command import Command, with_store
from tui_app.cli.output import CommandResult, as_json, columns, text

IMPORT_MAX = 200_000_000
"""Bytes that are imported at a time: thousands of decisions, each with its history."""

STREAM = "-"
"""The file that stands for the standard streams."""


def _add_target(parser: ArgumentParser, metavar: str, what: str) -> None:
    parser.add_argument("file", type=utf8_path, metavar=metavar, help=what)
    add_overwrite(parser, "replace a file that is there")


def add_export_json_arguments(parser: ArgumentParser) -> None:
    """Adds the file to write."""
    _add_target(parser, "FILE|-", "see docs/json.md; - prints it")


@with_store
def export_json(store: Store, arguments: Namespace) -> CommandResult:
    """Writes all the user's own data as JSON."""
    from store.exchange.export_json import export_json

    return _written(as_json(export_json(store)), arguments)


def add_html_arguments(parser: ArgumentParser) -> None:
    """Adds the file to write."""
    _add_target(parser, "FILE|-", "it needs no other file; - prints it")


@with_store
def html(store: Store, arguments: Namespace) -> CommandResult:
    """Writes decisions and matrices as one page."""
    from store.exchange.html_page import DecisionHistory, page

    numbers = sorted(row.number for row in store.read.decisions())
    decisions, matrices = [], []
    for number in numbers:
        with store.read.leaving_out(f"decision {number}"):
            decisions.append(
                DecisionHistory(store.read.decision(number), store.read.revisions(number))
            )
    for row in store.read.matrices():
        with store.read.leaving_out(f"matrix {row.id}"):
            matrices.append(store.read.matrix(key=row.id))
    return _written(page(decisions, matrices, store.today()), arguments)


def _written(content: str, arguments: Namespace) -> CommandResult:
    """The content as the answer, or in the file that was named."""
    if arguments.file == STREAM:
        return CommandResult(content)
    from hashlib import sha256

    from store.util import atomic

    path, data = _path(arguments), content.encode()
    atomic.clear_leftovers(path.parent)
    if not path.exists():
        atomic.create(path, data)
    elif path.is_dir():
        raise StoreError(f"{path} is a folder. Nothing was written. Name a file.")
    elif not arguments.overwrite:
        raise StoreError(f"{path} is there already and was left as it is. --overwrite replaces it.")
    else:
        atomic.replace(path, data, sha256(path.read_bytes()).hexdigest())
    return _result(arguments, f"written {path}", path=str(path))


def add_import_json_arguments(parser: ArgumentParser) -> None:
    """Adds the file to read."""
    parser.add_argument("file", type=utf8_path, metavar="FILE|-", help="- reads the standard input")
    add_overwrite(parser, "replace what differs; u takes it back")


@with_store
def import_json(store: Store, arguments: Namespace) -> CommandResult:
    """Adds what a file of export-json has and the store does not."""
    from store.exchange import json_format
    from store.exchange.import_json import ImportOutcome, import_json

    try:
        given = json_format.parse(_read(arguments))
        imported = import_json(store, given, overwrite=arguments.overwrite)
    except InvalidError as error:
        raise StoreError(f"{arguments.file}: {error} Nothing was imported.") from error
    left = {ImportOutcome.KEPT, ImportOutcome.LEFT_OUT} & {each.result for each in imported}
    trouble = ""
    if ImportOutcome.KEPT in left:
        trouble = "What differs was kept as it is here; --overwrite replaces it."
    elif left:
        trouble = "Not everything has a place in this store."
    if arguments.json:
        return CommandResult(as_json([each._asdict() for each in imported]), trouble)
    rows = [(each.result, each.kind, each.name, each.why) for each in imported]
    return CommandResult(text(columns(rows)), trouble)


def _read(arguments: Namespace) -> bytes:
    path = None if arguments.file == STREAM else _path(arguments)
    if path is None and sys.stdin is None:
        raise StoreError("The standard input is closed. Nothing was imported. Name a file.")
    try:
        if path is None:
            data = sys.stdin.buffer.read(IMPORT_MAX + 1)
        else:
            with path.open("rb") as file:
                data = file.read(IMPORT_MAX + 1)
    except OSError as error:
        told = f"{arguments.file} cannot be read: {error.strerror or error}. Nothing was imported."
        raise StoreError(told) from error
    if len(data) > IMPORT_MAX:
        told = f"{arguments.file} has more than {IMPORT_MAX:,} bytes. Nothing was imported."
        raise StoreError(told)
    return data


def add_backup_arguments(parser: ArgumentParser) -> None:
    """Adds the file to write."""
    _add_target(parser, "FILE", "where to")


def backup(arguments: Namespace) -> CommandResult:
    """Copies the store into a file."""
    from store.db.backup import back_up

    store, target = store_path(arguments.store), _path(arguments)
    back_up(store, target, TIMEOUT, overwrite=arguments.overwrite)
    return _result(arguments, f"written {target}", path=str(target))


def add_restore_arguments(parser: ArgumentParser) -> None:
    """Adds the backup to restore."""
    parser.add_argument(
        "file", type=utf8_path, metavar="FILE", help="the backup; it is checked first"
    )


def restore(arguments: Namespace) -> CommandResult:
    """Replaces the store by a backup; the store is kept beside it."""
    from store.db.backup import PATIENCE
    from store.exchange.restore import restore

    store, source = store_path(arguments.store), _path(arguments)
    kept = restore(store, source, PATIENCE)
    told = f"restored {store}"
    if kept is not None:
        told += f"\nkept {kept}"
    return _result(arguments, told, path=str(store), kept=None if kept is None else str(kept))


def _result(arguments: Namespace, plain: str, **value: str | None) -> CommandResult:
    if arguments.json:
        return CommandResult(as_json(value))
    return CommandResult(f"{visible(plain, lines=True)}\n")


def _path(arguments: Namespace) -> Path:
    return absolute(arguments.file)


def where(arguments: Namespace) -> CommandResult:
    """Shows the paths in use."""
    value = {
        "store": str(store_path(arguments.store)),
        "content": str(content_folder()),
        "configuration": str(config_file()),
        STORE_VARIABLE: os.environ.get(STORE_VARIABLE),
    }
    if arguments.json:
        return CommandResult(as_json(value))
    rows = [(name, place or "(not set)") for name, place in value.items()]
    return CommandResult(text(columns(rows)))


COMMANDS = {
    "export-json": Command("export-json shortlist.json", export_json, add_export_json_arguments),
    "import-json": Command("import-json shortlist.json", import_json, add_import_json_arguments),
    "html": Command("html decisions.html", html, add_html_arguments),
    "backup": Command("backup shortlist.backup", backup, add_backup_arguments),
    "restore": Command("restore shortlist.backup", restore, add_restore_arguments),
    "where": Command("where", where),
}
