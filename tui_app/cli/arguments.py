"""Types of arguments, and arguments that several commands take."""

from argparse import ArgumentParser, ArgumentTypeError

NUMBER_MAX = 1_000_000_000
"""The largest number that an argument can be."""


def any_text(argument: str) -> str:
    """Returns an argument as text that can be saved; its bytes need not be UTF-8."""
    return argument.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def nonempty(argument: str) -> str:
    """Returns the name of something.

    Raises:
        ArgumentTypeError: it is empty, as a variable is that a script has not set.
    """
    if not argument.strip():
        raise ArgumentTypeError("the name is empty")
    return any_text(argument)


def utf8_path(argument: str) -> str:
    """Returns the name of a file or a folder.

    Raises:
        ArgumentTypeError: it is empty, which `Path` takes for the current folder, or not UTF-8.
    """
    if not argument:
        raise ArgumentTypeError("the name is empty")
    if any_text(argument) != argument:
        raise ArgumentTypeError("the name must be UTF-8")
    return argument


def whole_number(argument: str) -> int:
    """Returns a whole number from 1 to `NUMBER_MAX`.

    Raises:
        ArgumentTypeError: it is none.
    """
    if not (argument.isdecimal() and len(argument) < 11 and 1 <= int(argument) <= NUMBER_MAX):
        raise ArgumentTypeError(f"{argument!r} is not a whole number from 1 on")
    return int(argument)


def add_preset(parser: ArgumentParser) -> None:
    """Adds `--preset`: the weights of a preset in place of the user's matrix."""
    parser.add_argument(
        "--preset", type=nonempty, metavar="SLUG", help="this preset, and nothing of your own"
    )


def add_dry_run(parser: ArgumentParser) -> None:
    """Adds `--dry-run`: the command says what it would do."""
    parser.add_argument(
        "--dry-run", action="store_true", help="show what would change, and change nothing"
    )


def add_overwrite(parser: ArgumentParser, what: str) -> None:
    """Adds `--overwrite`, with what is replaced as its help."""
    parser.add_argument("--overwrite", action="store_true", help=what)
