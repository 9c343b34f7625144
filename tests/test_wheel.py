"""The wheel: what it holds, and that it works away from the checkout."""

import os
import subprocess
import sys
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


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("wheel")
    build = ("-m", "build", "--wheel", "--no-isolation", "--outdir", target)
    run(sys.executable, *build, cwd=ROOT)
    (path,) = target.glob("*.whl")
    return path


@pytest.mark.xdist_group("wheel")
def test_the_wheel_holds_the_content_and_no_tests(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    content = ROOT / "assets" / "content"
    shipped = {path.relative_to(content) for path in content.rglob("*.*") if path.is_file()}
    assert {f"store/assets/content/{path.as_posix()}" for path in shipped} <= names
    assert {name.partition("/")[0] for name in names} == {"store", "tui_app"}
    assert "store/migrations/env.py" in names
    assert "store/migrations/versions/0001_the_first_tables.py" in names
    assert not [name for name in names if "test" in name or "__pycache__" in name]


@pytest.mark.xdist_group("wheel")
def test_the_installed_command_works_in_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    home, empty = tmp_path / "venv", tmp_path / "empty"
    empty.mkdir()
    venv.create(home, symlinks=True)
    (packages,) = home.glob("lib/*/site-packages")
    with zipfile.ZipFile(wheel) as archive:
        archive.testzip()
    installing = ("-m", "pip", "--python", home / "bin" / "python", "install")
    run(sys.executable, *installing, "--no-deps", "--no-index", wheel, cwd=empty)
    ours = next(path for path in sys.path if path.endswith("site-packages"))
    (packages / "dependencies.pth").write_text(ours)
    listed = run(home / "bin" / "shortlist", "topics", "--store", empty / "my.sqlite3", cwd=empty)
    assert len(listed.splitlines()) == 20
    where = run(home / "bin" / "python", "-c", "import store; print(store.__file__)", cwd=empty)
    assert Path(where.strip()).is_relative_to(home)
