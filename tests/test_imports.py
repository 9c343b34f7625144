"""What an import must not load, and what threads load at once, in interpreters of their own."""

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
        "tui_app.cli.parser",
        "store.domain.decision",
        "store.domain.matrix",
        "store.matrix.scoring",
        "store.matrix.sentences",
        "store.records.render",
        "store.records.check",
        "store.sync.steps",
        "store.matrix.json_codec",
        "store.matrix.toml_file",
        "store.util.paths",
        "store.db.store_file",
        "store.reading",
        "store.store",
    ],
)
def test_starting_needs_no_orm(module: str) -> None:
    assert not loaded(module) & set(ORM)


@pytest.mark.parametrize(
    "package", sorted(path.parent.name for path in ROOT.glob("store/*/__init__.py"))
)
def test_the_store_knows_no_terminal(package: str) -> None:
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in (ROOT / "store" / package).glob("[a-z]*.py")
    ]
    assert not loaded(", ".join(modules)) & {*TERMINAL, "tui_app"}


def test_a_command_imports_no_other() -> None:
    program = """
import sys
from tui_app.cli import parser
parser.parse(["topics"])
print(*sys.modules)
"""
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    found = [name for name in run.stdout.split() if name.endswith("_commands")]
    assert found == ["tui_app.cli.topic_commands"]


def test_the_commands_need_no_screen() -> None:
    modules = sorted(path.stem for path in ROOT.glob("tui_app/cli/[a-z]*.py"))
    names = ", ".join(f"tui_app.cli.{module}" for module in modules)
    assert not loaded(names) & {"textual", "tui_app.app", *ORM}


FROM_TWO_THREADS = """
import sys, threading
from importlib.abc import MetaPathFinder
from pathlib import Path
from store.db.orm import load_orm
from store.store import Store

class StartsAnother(MetaPathFinder):
    '''Starts the other thread when the import gets to a module.'''
    def find_spec(self, name, path=None, target=None):
        if name == sys.argv[2] and not other.ident:
            other.start()
            other.join(0.02)  # where nothing holds it up, it gets far
            began.append(name)

def told(job):
    try:
        job()
    except BaseException as error:
        wrong.append(error)

began, wrong = [], []
store = Store(Path(sys.argv[1]))
other = threading.Thread(target=told, args=[lambda: store.records.relocate(Path("."), [])])
sys.meta_path.insert(0, StartsAnother())
told(load_orm)
other.join()
print(*began, *wrong)
"""


@pytest.mark.parametrize("module", ["sqlalchemy.engine", "sqlalchemy.orm", "pydantic.main"])
def test_the_first_write_may_come_while_the_orm_is_imported(store_path: Path, module: str) -> None:
    run = subprocess.run(
        [sys.executable, "-c", FROM_TWO_THREADS, store_path, module],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert run.stdout.split("\n") == [module, ""]
