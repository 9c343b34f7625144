"""The wheel: what it holds, and that it works away from the checkout."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def run(*command: str | Path, cwd: Path) -> str:
    """What the command prints; a failure is shown with all that it said."""
    quiet = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd, env=quiet)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_the_wheel_is_whole_and_works_in_an_empty_folder(tmp_path: Path) -> None:
    """One test, so that the wheel is built once however many workers there are."""
    build = ("-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path)
    run(sys.executable, *build, cwd=ROOT)
    (wheel,) = tmp_path.glob("*.whl")
    holds_the_content_and_no_tests(wheel)

    home, empty = tmp_path / "venv", tmp_path / "empty"
    empty.mkdir()
    venv.create(home, symlinks=True)
    python = home / "bin" / "python"
    pip = ("-m", "pip", "--python", python, "install", "--no-deps", "--no-index")
    run(sys.executable, *pip, wheel, cwd=empty)
    (packages,) = home.glob("lib/*/site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    where = run(python, "-c", "import store; print(store.__file__)", cwd=empty)
    assert Path(where.strip()).is_relative_to(home)
    listed = run(home / "bin" / "shortlist", "topics", "--store", "my.sqlite3", cwd=empty)
    assert len(listed.splitlines()) == 20
    shown = (
        "from pathlib import Path; from store.store import Store; "
        "print(Store(Path('my.sqlite3').absolute()).topics.get('18').examples[0].sides[0].code)"
    )
    program = ROOT / "assets" / "examples" / "a-test" / "flask_app.py"
    assert run(python, "-c", shown, cwd=empty).strip() == program.read_text("utf-8").strip()
    assert (empty / "my.sqlite3").is_file()


def holds_the_content_and_no_tests(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    assets = ROOT / "assets"
    shipped = {
        f"store/assets/{path.relative_to(assets).as_posix()}"
        for folder in ("content", "examples", "experiments")
        for path in (assets / folder).rglob("*.*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    shipped.add("store/assets/lab-hashes.txt")
    assert {name for name in names if name.startswith("store/assets/")} == shipped
    migrations = [*(ROOT / "store" / "db" / "migrations").rglob("[0-9e]*.py")]
    assert migrations
    templates = [*(ROOT / "store" / "records" / "templates").glob("*.md")]
    assert templates
    sheets = [*(ROOT / "store").rglob("*.css"), *(ROOT / "tui_app").rglob("*.tcss")]
    assert {
        path.relative_to(ROOT).as_posix() for path in (*migrations, *templates, *sheets)
    } <= names
    assert {name.partition("/")[0] for name in names} == {"store", "tui_app"}
    assert not [name for name in names if "__pycache__" in name]
