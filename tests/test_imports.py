"""What an import must not load, each in an interpreter of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ORM = ("sqlmodel", "sqlalchemy", "pydantic", "alembic")
TERMINAL = ("textual", "rich")


def loaded(module: str) -> set[str]:
    """The top-level modules that stand in sys.modules once `module` is imported."""
    program = f"import sys, {module}; print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    names = run.stdout.split()
    return {name.partition(".")[0] for name in names} | set(names)


@pytest.mark.parametrize(
    "module",
    [
        "tui_app.app",
        "tui_app.cli",
        "store.types",
        "store.scoring",
        "store.words",
        "store.madr",
        "store.records.checking",
        "store.records.syncing",
        "store.snapshot",
        "store.matrix_file",
        "store.paths",
        "store.file",
        "store.reading",
        "store.store",
    ],
)
def test_starting_needs_no_orm(module: str) -> None:
    assert not loaded(module) & set(ORM)


@pytest.mark.parametrize(
    "module", sorted(f"store.{path.stem}" for path in ROOT.glob("store/[a-z]*.py"))
)
def test_the_store_knows_no_terminal(module: str) -> None:
    assert not loaded(module) & {*TERMINAL, "tui_app"}


def test_the_commands_need_no_screen() -> None:
    assert not loaded("tui_app.cli") & {"textual", "tui_app.app"}
