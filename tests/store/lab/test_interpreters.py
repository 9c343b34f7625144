import fcntl
import hashlib
import json
import os
import subprocess
import sys
import tomllib
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from store.domain.errors import CancelledError, StoreError
from store.lab.experiments import read_experiments
from store.lab.interpreters import install, interpreter, is_current, is_installed
from store.util.paths import experiments_folder, lab_requirements

ROOT = Path(__file__).parents[3]


def pins(path: Path) -> dict[tuple[str, str], str]:
    """The exact versions in a file of requirements, by package and condition."""
    found: dict[tuple[str, str], str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(("#", "-", " ")):
            required = Requirement(line.removesuffix(" \\"))
            key = (canonicalize_name(required.name), str(required.marker or ""))
            found[key] = str(required.specifier)
    return found


def wheel(folder: Path) -> Path:
    """A package with nothing in it."""
    path = folder / "tiny-1.0-py3-none-any.whl"
    files = {
        "tiny.py": "",
        "tiny-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n",
        "tiny-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\n",
        "tiny-1.0.dist-info/RECORD": "",
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def test_the_lab_measures_the_versions_that_the_examples_show() -> None:
    lab = pins(lab_requirements())
    for name in ("runtime", "examples", "dev"):
        for key, version in pins(ROOT / "requirements" / f"{name}.txt").items():
            assert lab.get(key, version) == version, key


def test_every_version_that_the_lab_installs_has_its_hashes() -> None:
    assert pins(lab_requirements()) == pins(ROOT / "requirements" / "lab.txt")
    lines = lab_requirements().read_text(encoding="utf-8").splitlines()
    for line, below in pairwise(lines):
        if line and not line.startswith((" ", "#")):
            assert below.startswith("    --hash=sha256:"), line


def test_all_that_programs_need_is_in_the_file_and_in_the_extra() -> None:
    versions = {name: version for (name, _), version in pins(lab_requirements()).items()}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extra = [Requirement(line) for line in project["project"]["optional-dependencies"]["lab"]]
    for required in extra:
        assert required.specifier.contains(versions[required.name].removeprefix("==")), required
    for experiment in read_experiments(experiments_folder()):
        for side in experiment.sides:
            assert {need.partition(">=")[0] for need in side.needs} <= versions.keys()


def test_without_an_installation_this_interpreter_is_used(tmp_path: Path) -> None:
    found = interpreter(folder=tmp_path)
    assert (found.path, found.origin) == (Path(sys.executable), "own")
    assert found.version.endswith(sys.version.split()[0])


def test_an_interpreter_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="not a Python that can be run"):
        interpreter(tmp_path / "python")
    other = tmp_path / "other"
    other.write_text("#!/bin/sh\necho CPython 3.9.1\n")
    other.chmod(0o755)
    with pytest.raises(StoreError, match=r"is CPython 3.9.1; the Lab needs 3.11 or newer"):
        interpreter(other)


@pytest.mark.slow
def test_an_installation_is_whole_or_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One test, so that the environment is made once."""
    monkeypatch.setenv("PIP_RETRIES", "1")
    home, wanted = tmp_path / "lab", tmp_path / "lab.txt"
    half_made = home / "venv" / "bin" / "python"
    with pytest.raises(CancelledError):
        install(cancelled=half_made.exists, folder=home, requirements=wanted)
    assert not is_installed(home)
    assert interpreter(folder=home).origin == "own"

    wanted.write_text(
        f"--index-url http://127.0.0.1:9/simple\nno-such-thing==1.0 --hash=sha256:{'0' * 64}\n"
    )
    with pytest.raises(StoreError) as caught:
        install(folder=home, requirements=wanted)
    assert str(caught.value) == (
        "The frameworks were not installed. The package index cannot be reached: check the "
        "network, then try again. What was installed so far is kept, and `shortlist lab install` "
        "goes on from there; nothing else was changed."
    )
    assert not is_installed(home)

    tiny = wheel(tmp_path)
    wanted.write_text(f"--no-index\n{tiny.as_uri()} --hash=sha256:{'0' * 64}\n")
    with pytest.raises(StoreError, match="were not installed"):
        install(folder=home, requirements=wanted)
    assert not is_installed(home)

    digest = hashlib.sha256(tiny.read_bytes()).hexdigest()
    wanted.write_text(f"--no-index\n{tiny.as_uri()} --hash=sha256:{digest}\n")
    steps: list[str] = []
    made = install(steps.append, folder=home, requirements=wanted)
    assert made.origin == "lab"
    assert is_installed(home)
    assert not is_current(home)  # not what Shortlist ships
    assert [step for step in steps if "tiny" in step]
    code = "import json, tiny, sys; print(json.dumps(sys.prefix))"
    done = subprocess.run([made.path, "-c", code], capture_output=True, text=True, check=True)
    assert Path(json.loads(done.stdout)) == home / "venv"
    assert interpreter(folder=home) == made


def test_two_installations_at_once_do_not_meet(tmp_path: Path) -> None:
    lock = os.open(tmp_path / "lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(lock, fcntl.LOCK_EX)
    with pytest.raises(StoreError, match="Another installation is under way"):
        install(folder=tmp_path)
    os.close(lock)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be written"):
        install(folder=tmp_path / "file" / "lab")
