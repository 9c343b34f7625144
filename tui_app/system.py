"""The outside world: the clipboard, and the user's editor."""

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from store.util.paths import data_folder

_COPIERS = (
    [("pbcopy",)]
    if sys.platform == "darwin"
    else [("wl-copy",), ("xclip", "-selection", "clipboard"), ("xsel", "--clipboard", "--input")]
)


def copy(text: str) -> bool:
    """Gives the text to the desktop's own clipboard program.

    Returns:
        False where there is none that works: then only the terminal can copy.
    """
    for command in _COPIERS:
        if path := shutil.which(command[0]):
            try:
                subprocess.run(  # noqa: S603  # a fixed command; the text goes in by stdin
                    [path, *command[1:]],
                    input=text.encode(),
                    check=True,
                    timeout=2,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            except (OSError, subprocess.SubprocessError):
                continue
            return True
    return False


class EditorError(Exception):
    """A text could not be edited; the sentence says why, and what is safe."""


class NoEditorError(EditorError):
    """No editor ran, so that the file is as it was."""


def scratch(name: str, text: str) -> Path:
    """Writes a text into a file of that name in a folder of its own.

    Raises:
        EditorError: it could not be written.
    """
    try:
        path = Path(tempfile.mkdtemp(prefix="shortlist-")) / name
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise EditorError(
            f"There is no room for a file to edit: {error.strerror or error}. Nothing was changed."
        ) from error
    return path


def edit(path: Path, environ: Mapping[str, str] = os.environ) -> None:
    """Runs the editor of $VISUAL or $EDITOR on a file, and waits for it.

    Raises:
        NoEditorError: there is none.
        EditorError: it failed; the file is as it left it.
    """
    named = environ.get("VISUAL") or environ.get("EDITOR") or ""
    try:
        command = shlex.split(named)
    except ValueError as error:
        raise NoEditorError(f"$EDITOR makes no sense: {named}. Nothing was changed.") from error
    if not command:
        raise NoEditorError(
            "No editor is named. Nothing was changed. Set EDITOR, for example to nano, "
            "before you start Shortlist."
        )
    try:
        ended = subprocess.run([*command, str(path)], check=False)  # noqa: S603  # the user's own
    except OSError as error:
        raise NoEditorError(
            f"The editor {command[0]} cannot be started: {error.strerror or error}. Nothing was "
            "changed. Set EDITOR to one that is installed."
        ) from error
    if ended.returncode:
        raise EditorError(
            f"The editor {command[0]} failed with code {ended.returncode}. Nothing was changed. "
            f"What it left is in {path}."
        )


def read(path: Path) -> str:
    """Reads what an editor left in a file.

    Raises:
        EditorError: it is gone, or no text; if there is a file, it stays where it is.
    """
    try:
        return path.read_bytes().decode("utf-8")  # with the line ends that it has
    except FileNotFoundError as error:
        raise EditorError("The editor removed the file. Nothing was changed.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise EditorError(
            f"What the editor left is no UTF-8 text. Nothing was changed. It is in {path}."
        ) from error


def discard(path: Path) -> None:
    """Removes a file that `scratch` made, with its folder."""
    shutil.rmtree(path.parent, ignore_errors=True)


def keep(typed: Mapping[str, str]) -> Path | None:
    """Saves what the user typed into a file that only they can read.

    Args:
        typed: the texts, each by what it is about.

    Returns:
        The file, in the user's data folder or else with the temporary files; None where nothing
        can be written.
    """
    text = "\n\n".join(f"# {about}\n\n{each}" for about, each in typed.items() if each)
    for folder in (data_folder() / "unsaved", None):
        with suppress(OSError):
            if folder is not None:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(".md", "shortlist-", folder, text=True)
            with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as file:
                file.write(f"{text}\n")
            return Path(name)
    return None
