"""Keys of the user's own, from the configuration file."""

import ast
from pathlib import Path

import pytest
from textual.binding import Binding

from store.domain.errors import StoreError
from store.util.paths import config_file
from tests.tui_app.driving import driving
from tui_app import app, keys
from tui_app.keymap import read_keymap

ROOT = Path(__file__).parents[2]


def configured(tmp_path: Path, text: str) -> Path:
    """A configuration file with that text."""
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def bindings() -> list[Binding]:
    """Every binding of the app, once."""
    groups = [group for together in keys.TOGETHER for group in together]
    every = [each for group in groups for each in group if isinstance(each, Binding)]
    return list(dict.fromkeys(every))


async def test_a_remapped_key_acts_and_shows_and_the_old_one_does_not(
    store_path: Path, tmp_path: Path
) -> None:
    file = configured(tmp_path, "[keys]\nmatrix.undo = 'ctrl+z'\n'matrix.edit' = ['f5', ',']\n")
    async with driving(store_path, width=200, keymap=read_keymap(file)) as app:
        await app.press("2")
        await app.sees("Django leads")
        await app.press("plus")
        await app.sees("1 changed *")
        assert "^z Undo" in app.text
        assert "f5 Edit" in app.text
        await app.press("u")
        await app.saved()
        assert "1 changed *" in app.text
        await app.press("ctrl+z")
        await app.until(lambda: "1 changed *" not in app.text)
        await app.press("comma")
        await app.sees("How much the step from worst to best counts")


async def test_two_bindings_may_swap_their_keys(store_path: Path, tmp_path: Path) -> None:
    file = configured(tmp_path, "[keys]\nmatrix.flip = 'p'\nmatrix.preset = 'f'\n")
    async with driving(store_path, keymap=read_keymap(file)) as app:
        await app.press("2")
        await app.sees("Django leads")
        await app.press("f")
        await app.sees("Take the weights for")
        await app.press("escape", "p")
        await app.sees("What would flip it")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[keys]\nmatrix.undoo = 'z'", "the id “matrix.undoo”. Did you mean “matrix.undo”?"),
        ("[keys]\nmatrix.undo = 'contrl+z'", "“contrl+z”, given to matrix.undo, is no key"),
        ("[keys]\nmatrix.undo = true", "“True”, given to matrix.undo, is no key"),
        ("[keys]\nmatrix.undo = ''", "“”, given to matrix.undo, is no key"),
        ("[keys]\nmatrix.undo = []", "matrix.undo has no key"),
        ("[keys]\nmatrix.undo = 'e'", "“e” would be the key of both matrix.edit and matrix.undo"),
        ("[keys]\nmatrix.undo = 'j'", "“j” would be the key of both matrix.undo and grid.down"),
        ("[keys]\nmatrix.undo = 'tab'", "“tab” would be the key of both the next pane"),
        ("[keys]\ntopics.star = 'enter'", "“enter” would be the key of both topics.star"),
        ("[keys]\nlab.run = '?'", "“question_mark” would be the key of both app.help and lab.run"),
        ("[keys]\nlab.run = 'z'\nlab.edit = 'z'", "“z” would be the key of both lab.run and"),
        ("[keys]\ntopics.note = '/'", "“slash” would be the key of both topics.search"),
        ("[key]\nmatrix.undo = 'z'", "no setting “key”. Did you mean “keys”?"),
        ("keys = 1", "“keys” is a table"),
        ("[keys", "Expected ']'"),
        ("\udcff", "utf-8"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(StoreError) as raised:
        read_keymap(path)
    assert told in str(raised.value)
    assert str(path) in str(raised.value)
    assert "docs/keys.md" in str(raised.value)


def test_the_app_does_not_start_on_a_file_that_makes_no_sense(store_path: Path) -> None:
    before = store_path.read_bytes()
    config_file().parent.mkdir(parents=True)
    configured(config_file().parent, "[keys]\nnothing = 'z'")
    try:
        with pytest.raises(StoreError, match="no key with the id “nothing”"):
            app.run(store_path)
    finally:
        config_file().unlink()
        config_file().parent.rmdir()
    assert store_path.read_bytes() == before


def test_without_a_file_nothing_is_remapped(tmp_path: Path) -> None:
    assert read_keymap(tmp_path / "config.toml") == {}


def test_every_binding_has_an_id_of_its_own() -> None:
    ids = [binding.id for binding in bindings()]
    assert None not in ids
    assert len(ids) == len(set(ids))


def test_every_binding_of_the_app_is_in_keys() -> None:
    """A binding that a class makes itself could not be remapped, nor be found in the docs."""
    places = [
        path.name
        for path in sorted((ROOT / "tui_app").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Binding"
    ]
    assert places == ["keys.py"]
