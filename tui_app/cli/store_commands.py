"""export-json, import-json, html, backup and restore: everything out, and back in."""

import sys
from argparse import Namespace
from pathlib import Path

from store.domain.errors import InvalidError, StoreError
from store.domain.text import visible
from store.store import TIMEOUT, Store
from store.util.paths import absolute, store_path
from tui_app.cli.output import CommandResult, as_json, columns, text

IMPORT_MAX = 200_000_000
"""Bytes that are imported at a time: thousands of decisions, each with its history."""

STREAM = "-"
"""The file that stands for the standard streams."""


def export_json(store: Store, arguments: Namespace) -> CommandResult:
    """Writes all that is the user's own as JSON."""
    return _written(as_json(store.archive()), arguments)


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
    return _told(arguments, f"written {path}", path=str(path))


def import_json(store: Store, arguments: Namespace) -> CommandResult:
    """Adds what a file of export-json has and the store does not."""
    from store.exchange import json_format
    from store.exchange.json_import import ImportOutcome

    try:
        given = json_format.parse(_read(arguments))
        imported = store.importing.add(given, overwrite=arguments.overwrite)
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


def backup(arguments: Namespace) -> CommandResult:
    """Copies the store into a file."""
    from store.exchange.backup import back_up

    store, target = store_path(arguments.store), _path(arguments)
    back_up(store, target, TIMEOUT, overwrite=arguments.overwrite)
    return _told(arguments, f"written {target}", path=str(target))


def restore(arguments: Namespace) -> CommandResult:
    """Puts a backup in the place of the store."""
    from store.exchange.backup import PATIENCE, restore

    store, source = store_path(arguments.store), _path(arguments)
    kept = restore(store, source, PATIENCE)
    told = f"restored {store}"
    if kept is not None:
        told += f"\nkept {kept}"
    return _told(arguments, told, path=str(store), kept=None if kept is None else str(kept))


def _told(arguments: Namespace, plain: str, **value: str | None) -> CommandResult:
    if arguments.json:
        return CommandResult(as_json(value))
    return CommandResult(f"{visible(plain, lines=True)}\n")


def _path(arguments: Namespace) -> Path:
    return absolute(arguments.file)
