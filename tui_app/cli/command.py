"""Declarations of commands: an example, the arguments, and the function that answers."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping
from contextlib import closing
from functools import wraps
from typing import TYPE_CHECKING, NamedTuple

from store.util.paths import store_to_open
from tui_app.cli.output import CommandResult

if TYPE_CHECKING:
    from store.store import Store


def takes_nothing(parser: ArgumentParser) -> None:
    """Adds no arguments beyond those that every command takes."""


class Command(NamedTuple):
    """One command of the command line; the registry in parser.py has its one-line help."""

    example: str
    run: Callable[[Namespace], CommandResult]
    add_arguments: Callable[[ArgumentParser], None] = takes_nothing


class CommandGroup(NamedTuple):
    """A command with actions, such as `lab run`: each has a one-line help and a command."""

    example: str
    actions: Mapping[str, tuple[str, Command]]


def with_store(
    answer: "Callable[[Store, Namespace], CommandResult]",
) -> Callable[[Namespace], CommandResult]:
    """Makes a command of a function that needs the open store.

    The command adds to its answer what the store could not read.
    """

    @wraps(answer)
    def run(arguments: Namespace) -> CommandResult:
        from store.store import Store

        with closing(Store(store_to_open(arguments.store))) as store:
            return answer(store, arguments).but(store.read.left_out())

    return run
