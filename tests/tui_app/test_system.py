"""The outside world: real programs as editors and as clipboards."""

import os
import shlex
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tui_app import system

Program = Callable[[str], str]


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Makes a program of a shell script, and returns its path; $1 is its first argument."""

    def make(script: str) -> str:
        path = tmp_path / f"program {len(list(tmp_path.iterdir()))}"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return str(path)

    return make


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where files to edit are put."""
    path = tmp_path / "temporary"
    path.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(path))
    return path


def environ(program: str) -> dict[str, str]:
    return {"EDITOR": shlex.quote(program)}


def test_a_text_is_edited(program: Program, folder: Path) -> None:
    path = system.scratch("note.md", "first\n")
    assert path.name == "note.md"
    system.edit(path, environ(program('echo second >> "$1"')))
    assert system.read(path) == "first\nsecond\n"
    system.discard(path)
    assert not list(folder.iterdir())
    system.discard(path)  # once more is no trouble


@given(st.text() | st.text("\r\n\t \x1b[31m\0\ufeffé") | st.just("a\r\nb\rc\n\x1b]0;title\x07"))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_a_text_survives_the_round_trip_to_the_letter(text: str) -> None:
    path = system.scratch("note.md", text)
    assert system.read(path) == text
    system.discard(path)


def test_two_texts_of_one_name_are_two_files() -> None:
    paths = [system.scratch("flask_app.py", text) for text in ("one", "two")]
    assert [system.read(path) for path in paths] == ["one", "two"]


def test_a_file_to_edit_is_for_the_users_eyes_only() -> None:
    assert system.scratch("note.md", "secret").parent.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("variables", "used"),
    [
        ({"VISUAL": "one", "EDITOR": "two"}, "one"),
        ({"EDITOR": "two"}, "two"),
        ({"VISUAL": "", "EDITOR": "two"}, "two"),
    ],
)
def test_visual_comes_before_editor(program: Program, variables: dict[str, str], used: str) -> None:
    path = system.scratch("note.md", "")
    editors = {
        name: shlex.quote(program(f'printf {word} > "$1"')) if word else ""
        for name, word in variables.items()
    }
    system.edit(path, editors)
    assert system.read(path) == used


def test_an_editor_may_have_arguments(program: Program) -> None:
    path = system.scratch("note.md", "")
    editor = environ(program('printf "%s|" "$1" "$2" > "$3"'))["EDITOR"]
    system.edit(path, {"EDITOR": f"{editor} --wait 'two words'"})
    assert system.read(path) == "--wait|two words|"


def test_the_editor_of_this_process_is_the_default(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", shlex.quote(program('printf edited > "$1"')))
    path = system.scratch("note.md", "")
    system.edit(path)
    assert system.read(path) == "edited"


@pytest.mark.parametrize(
    ("editor", "told"),
    [
        ("", "No editor is named. Nothing was changed. Set EDITOR"),
        ("   ", "No editor is named."),
        ("/nowhere/at/all -w", "The editor /nowhere/at/all cannot be started: No such file"),
        ("no-such-editor-anywhere", "The editor no-such-editor-anywhere cannot be started"),
        ("/", "The editor / cannot be started: Permission denied. Nothing was changed."),
        ("vi 'unclosed", "$EDITOR makes no sense: vi 'unclosed. Nothing was changed."),
    ],
)
def test_without_an_editor_the_text_is_as_it_was(editor: str, told: str) -> None:
    path = system.scratch("note.md", "mine")
    with pytest.raises(system.NoEditorError) as caught:
        system.edit(path, {"EDITOR": editor} if editor else {})
    assert str(caught.value).startswith(told)
    assert "Nothing was changed." in str(caught.value)
    assert system.read(path) == "mine"


def test_a_failing_editor_is_told_and_what_it_left_stays(program: Program) -> None:
    path = system.scratch("note.md", "mine")
    with pytest.raises(system.EditorError) as caught:
        system.edit(path, environ(program('echo half > "$1"; exit 3')))
    assert not isinstance(caught.value, system.NoEditorError)
    assert "failed with code 3. Nothing was changed." in str(caught.value)
    assert str(path) in str(caught.value)
    assert path.read_text() == "half\n"


def test_an_empty_file_is_an_empty_text(program: Program) -> None:
    path = system.scratch("note.md", "mine")
    system.edit(path, environ(program(': > "$1"')))
    assert system.read(path) == ""


def test_what_is_no_utf8_is_told_and_stays(program: Program) -> None:
    path = system.scratch("note.md", "mine")
    system.edit(path, environ(program(r'printf "caf\351" > "$1"')))
    with pytest.raises(system.EditorError, match="is no UTF-8 text") as caught:
        system.read(path)
    assert "Nothing was changed." in str(caught.value)
    assert str(path) in str(caught.value)
    assert path.read_bytes() == b"caf\xe9"


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ('rm "$1"', "The editor removed the file. Nothing was changed."),
        ('rm -r "$(dirname "$1")"', "The editor removed the file. Nothing was changed."),
        ('rm "$1"; mkdir "$1"', "Nothing was changed."),
    ],
)
def test_a_file_that_is_gone_is_told(program: Program, script: str, told: str) -> None:
    path = system.scratch("note.md", "mine")
    system.edit(path, environ(program(script)))
    with pytest.raises(system.EditorError) as caught:
        system.read(path)
    assert told in str(caught.value)
    system.discard(path)
    assert not path.parent.exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_no_place_for_a_file_is_told(folder: Path) -> None:
    folder.chmod(0o500)
    with pytest.raises(system.EditorError, match="Nothing was changed"):
        system.scratch("note.md", "mine")


def test_no_folder_for_a_file_is_told(folder: Path) -> None:
    folder.rmdir()
    with pytest.raises(system.EditorError, match="no room for a file to edit: No such file"):
        system.scratch("note.md", "mine")


# The clipboard

COPIERS: tuple[str, ...] = ("pbcopy",) if sys.platform == "darwin" else ("wl-copy", "xclip", "xsel")


@pytest.fixture
def clipboard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that alone is on the PATH, for programs that copy."""
    path = tmp_path / "bin"
    path.mkdir()
    monkeypatch.setenv("PATH", str(path))
    return path


def copier(folder: Path, name: str, script: str) -> Path:
    """A program of that name; what it takes in lies in the file that is returned."""
    taken = folder / f"{name}.taken"
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script.format(taken=shlex.quote(str(taken)))}\n")
    path.chmod(0o755)
    return taken


@pytest.mark.parametrize("name", COPIERS)
def test_text_is_copied_to_the_letter(clipboard: Path, name: str) -> None:
    taken = copier(clipboard, name, "/bin/cat > {taken}; echo noise; echo noise >&2")
    text = "def f():\r\n\treturn list[int]  # é 漢 \x1b[31m\n"
    assert system.copy(text)
    assert taken.read_bytes() == text.encode()


def test_without_a_program_nothing_is_copied(clipboard: Path) -> None:
    assert not list(clipboard.iterdir())
    assert not system.copy("text")


@pytest.mark.parametrize("script", ["exit 1", "/bin/cat > {taken}; kill -9 $$", "exec /nowhere"])
def test_a_program_that_fails_has_copied_nothing(clipboard: Path, script: str) -> None:
    copier(clipboard, COPIERS[0], script)
    assert not system.copy("text")


def test_a_program_that_cannot_be_run_has_copied_nothing(clipboard: Path) -> None:
    copier(clipboard, COPIERS[0], "")
    (clipboard / COPIERS[0]).write_text("#!/nowhere\n")
    assert not system.copy("text")


@pytest.mark.skipif(len(COPIERS) < 2, reason="there is one program only")
def test_where_one_program_fails_the_next_is_asked(clipboard: Path) -> None:
    copier(clipboard, COPIERS[0], "exit 1")
    taken = copier(clipboard, COPIERS[1], "/bin/cat > {taken}")
    assert system.copy("text" * 50_000)
    assert taken.read_text() == "text" * 50_000
