"""Entry point: starts the app, or a command, with the fewest imports."""

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from io import TextIOWrapper
from typing import NoReturn

from tui_app import __version__

INTERRUPTED = 130
"""The exit code that shells expect after Ctrl+C."""

CLOSED_PIPE = 141
"""The exit code that shells expect when the reader of a pipe has gone."""

RARELY = 200_000, 50, 50
"""When a command collects garbage: not while it imports, but while it syncs a large folder."""


def run() -> NoReturn:
    """Runs `shortlist` with this process's command line, and ends the process."""
    gc.disable()  # what is imported lives on: to look through it takes a fifth of the time
    code = main()
    # The store is closed and the terminal is back: what is left is to free memory, which the
    # system does faster than Python.
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with suppress(OSError, ValueError):
                stream.flush()
    os._exit(code)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs `shortlist` with the words of a command line, those of this process by default.

    Returns:
        The exit code: 0 done, 1 not done, 2 used in a wrong way.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        if words == ["--version"]:
            return _say(f"shortlist {__version__}\n")
        return _run(words)
    except KeyboardInterrupt:
        return INTERRUPTED


def _run(words: Sequence[str]) -> int:
    from store.domain.errors import InvalidError, NotFoundError, StoreError

    try:
        if words:
            return _command(words)
        return _app(None)
    except InvalidError as error:
        problems = (f"--{name.replace('_', '-')}: {text}" for name, text in error.problems.items())
        return _say(trouble=" ".join(problems), code=2)
    except NotFoundError as error:
        return _say(trouble=str(error), code=2)
    except StoreError as error:
        return _say(trouble=str(error), code=1)


def _command(words: Sequence[str]) -> int:
    from tui_app.cli import parser
    from tui_app.cli.output import on_terminal

    try:
        arguments = parser.parse(words)
    except SystemExit as told:  # argparse has said why, or has shown the help
        return _say(code=int(told.code or 0))
    if arguments.command is None:
        return _app(arguments.store)
    gc.set_threshold(*RARELY)
    gc.enable()
    answer = parser.run(arguments)
    note = answer.note if on_terminal() else ""
    return _say(answer.text, answer.trouble or note, 1 if answer.trouble else 0)


def _app(store: str | None) -> int:
    streams = sys.stdin, sys.stdout
    if not all(stream is not None and stream.isatty() for stream in streams):  # None: closed
        from tui_app.cli import parser

        commands = ", ".join(parser.COMMANDS)
        return _say(
            trouble=f"The app needs a terminal; without one, give a command: {commands}.", code=2
        )
    from store.util.paths import store_to_open
    from tui_app import app

    return app.run(store_to_open(store))


def _say(text: str = "", trouble: str = "", code: int = 0) -> int:
    """Writes the answer and, on stderr, the trouble; returns the exit code."""
    code = _write(text, code)
    if trouble:
        from store.domain.text import visible

        _complain(visible(trouble, lines=True))
    return code


def _complain(sentence: str) -> None:
    """Says something on stderr, if that is open; the exit code says it all the same."""
    if sys.stderr is not None:
        with suppress(OSError):
            sys.stderr.write(f"shortlist: {sentence}\n")
            sys.stderr.flush()


def _write(text: str, code: int) -> int:
    if sys.stdout is None:
        return code
    try:
        if isinstance(sys.stdout, TextIOWrapper):  # what it cannot encode must not end the command
            sys.stdout.reconfigure(errors="backslashreplace")
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        # Python would try once more when it exits, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            return CLOSED_PIPE
        _complain(f"The output was not written: {error.strerror}.")
        return 1
    return code


if __name__ == "__main__":
    run()
