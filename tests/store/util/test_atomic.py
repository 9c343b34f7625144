"""Files that are written whole or not at all, and keep the mode that they have."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from store.domain.errors import StoreError
from store.util import atomic

OLD, NEW = b"old\n" * 50, b"new\n" * 50


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def replace(path: Path) -> None:
    atomic.replace(path, NEW, sha256(OLD).hexdigest())


def test_replacing_keeps_the_mode(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(OLD)
    path.chmod(0o640)
    replace(path)
    assert contents(tmp_path) == {"file": NEW}
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_new_file_has_the_mode_that_the_user_asks_for(tmp_path: Path) -> None:
    umask = os.umask(0o027)
    try:
        atomic.create(tmp_path / "file", NEW)
    finally:
        os.umask(umask)
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("new", [True, False])
def test_a_rename_that_fails_leaves_the_folder_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, new: bool
) -> None:
    path = tmp_path / "file"
    if not new:
        path.write_bytes(OLD)
    before = contents(tmp_path)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", refuse)
        patch.setattr(Path, "hardlink_to", refuse)
        with pytest.raises(StoreError, match=r"file.*nothing was changed"):
            atomic.create(path, NEW) if new else replace(path)
    assert contents(tmp_path) == before


WRITE_UNDER_A_LIMIT = """
import resource, signal, sys
from pathlib import Path
from tests.store.util import test_atomic
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (64, resource.RLIM_INFINITY))
try:
    test_atomic.replace(Path(sys.argv[1]))
except test_atomic.StoreError as error:
    sys.exit(str(error))
"""


def test_a_write_that_stops_half_way_leaves_the_old_file_whole(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(OLD)
    done = subprocess.run(
        [sys.executable, "-c", WRITE_UNDER_A_LIMIT, tmp_path / "file"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
        cwd=Path(__file__).parents[3],
        check=False,
    )
    assert "nothing was changed" in done.stderr
    assert "Traceback" not in done.stderr
    assert contents(tmp_path) == {"file": OLD}


@pytest.fixture
def closed() -> Iterator[Path]:
    """A folder with a file, which may be read and not written by whom the test runs as."""
    folder = Path(tempfile.mkdtemp())
    (folder / "file").write_bytes(OLD)
    folder.chmod(0o555)
    root = os.geteuid() == 0
    if root:  # whom nothing stops
        os.seteuid(65534)
    yield folder
    if root:
        os.seteuid(0)
    folder.chmod(0o700)
    (folder / "file").unlink()
    folder.rmdir()


def test_a_folder_that_may_not_be_written_is_told(closed: Path) -> None:
    with pytest.raises(StoreError, match="it may not be written"):
        atomic.create(closed / "new", NEW)
    with pytest.raises(StoreError, match="it may not be written"):
        replace(closed / "file")
    with pytest.raises(StoreError, match="it may not be written"):
        atomic.remove(closed / "file", sha256(OLD).hexdigest())
    assert contents(closed) == {"file": OLD}
