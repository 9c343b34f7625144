"""Every command, every option and every key stands in the README or in docs/, and no other does."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from textual.binding import Binding
from textual.keys import KEY_NAME_REPLACEMENTS, key_to_character

from tui_app import keys
from tui_app.__main__ import main
from tui_app.cli.command import CommandGroup
from tui_app.cli.parser import COMMANDS

ROOT = Path(__file__).parents[1]
EVERYWHERE = {"--help", "--json", "--store"}
"""Options of every command; docs/commands.md explains them once."""

OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
SYMBOLS = {name: key_to_character(long) for long, name in KEY_NAME_REPLACEMENTS.items()}


def command_names() -> list[str]:
    """Every command, and every action of those that have some."""
    names = []
    for name, (module, _) in COMMANDS.items():
        declared = import_module(f"tui_app.cli.{module}").COMMANDS[name]
        actions = declared.actions if isinstance(declared, CommandGroup) else ()
        names += [name, *(f"{name} {action}" for action in actions)]
    return names


def section(name: str) -> str:
    """What docs/commands.md says of a command."""
    text = (ROOT / "docs" / "commands.md").read_text("utf-8")
    found = re.search(rf"^##+ {re.escape(name)}\n(.*?)(?=^##|\Z)", text, re.M | re.S)
    assert found, f"docs/commands.md has no section “{name}”."
    return found[1]


@pytest.mark.parametrize("name", command_names())
def test_every_option_of_every_command_is_documented(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*name.split(), "--help"]) == 0
    taken = set(OPTION.findall(capsys.readouterr().out)) - EVERYWHERE
    documented = set(OPTION.findall(section(name))) - EVERYWHERE
    assert documented == taken


def test_every_command_stands_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert not [name for name in COMMANDS if not re.search(rf"`{name}[ `]", readme)]


def bindings() -> list[Binding]:
    groups = [group for together in keys.TOGETHER for group in together]
    return [each for group in groups for each in group if isinstance(each, Binding)]


def as_typed(key: str) -> str:
    """A key as one types it: “/” for “slash”, and “ctrl+s” as it is."""
    character = SYMBOLS.get(key) or key_to_character(key) or ""
    return character if character.strip() and character.isprintable() else key


def test_every_key_is_documented_with_its_id() -> None:
    text = (ROOT / "docs" / "keys.md").read_text("utf-8")
    listed = dict(re.findall(r"^\| `([a-z-]+\.[a-z-]+)` \| (.*?) \|", text, re.M))
    wanted = {
        binding.id: " ".join(f"`{as_typed(key)}`" for key in binding.key.split(","))
        for binding in bindings()
    }
    assert listed == wanted


def test_every_path_in_contributing_is_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    named = re.findall(r"`((?:store|tui_app|tests|assets|benchmarks)/[\w./-]*)`", text)
    assert named
    assert not [path for path in named if not (ROOT / path).exists()]
