"""A disk with no room left, as the commands meet it: told, nothing half-written, nothing lost."""

import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from store.store import Store
from tests.store.sync.test_sync import DRAFT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="mounts as Linux does")

SHORTLIST = f'shortlist() {{ "{sys.executable}" -m tui_app "$@"; }}\nexec 2>&1\n'
MOUNT = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-uc"]


def run(tmp_path: Path, commands: str) -> list[str]:
    """Runs commands of a shell in a mount namespace of their own; what they print."""
    tried = [*MOUNT, "mount -t tmpfs -o size=16k none /mnt"]
    if subprocess.run(tried, capture_output=True, check=False).returncode:
        pytest.skip("no user namespaces here")
    ran = subprocess.run(
        [*MOUNT, SHORTLIST + commands],
        capture_output=True, text=True, check=False, cwd=tmp_path,
        env={"SHORTLIST_STORE": str(tmp_path / "shortlist.sqlite3"), "PATH": "/usr/bin:/bin:/sbin",
             "PYTHONPATH": str(Path(__file__).parents[2]), "HOME": str(tmp_path)},
    )  # fmt: skip
    assert "Traceback" not in ran.stdout
    return ran.stdout.splitlines()


def decided(path: Path, *titles: str) -> None:
    with closing(Store(path)) as store:
        for title in titles:
            store.decisions.save(replace(DRAFT, title=title), store.read.matrix())


def test_sync_into_a_full_folder_tells_each_file_and_reads_the_rest(
    store_path: Path, tmp_path: Path
) -> None:
    decided(store_path, "One", "Two")
    (tmp_path / "full").mkdir()
    told = run(
        tmp_path,
        "mount -t tmpfs -o size=12k none full\n"
        'printf "# Theirs\\n" > full/0001-theirs.md\n'
        "dd if=/dev/zero of=full/fill bs=4096 count=9 2>&-\n"
        "shortlist sync full; echo exit $?\nls -A full\nrm full/fill\n"
        "mount -o remount,size=9m full\nshortlist sync full; echo exit $?\nls -A full",
    )
    first, second = told[: told.index("exit 1")], told[told.index("exit 1") + 1 :]
    failed = [line for line in first if line.startswith("failed")]
    assert [line.split()[1] for line in failed] == ["0002-one.md", "0003-two.md"]
    assert all("the disk is full" in line for line in failed)
    assert any(line.startswith("read 0001-theirs.md") for line in first)
    assert second[:2] == ["0001-theirs.md", "fill"]
    assert "exit 0" in second
    assert {"0001-theirs.md", "0002-one.md", "0003-two.md"} <= {*second}
    assert not any(".tmp" in line for line in told)


def test_sync_with_a_full_store_leaves_it_and_is_ended_by_the_next(
    store_path: Path, tmp_path: Path
) -> None:
    decided(store_path, "One")
    (tmp_path / "decisions").mkdir()
    size = store_path.stat().st_size // 1024 + 40
    (tmp_path / "decisions" / "0001-theirs.md").write_text(
        "# Theirs\n" + f"{'text ' * 4}\n" * 10_000
    )
    told = run(
        tmp_path,
        f"mkdir disk && mount -t tmpfs -o size={size}k none disk && cp shortlist.sqlite3 disk\n"
        "dd if=/dev/zero of=disk/fill bs=1024 count=9999 2>&-\n"
        "export SHORTLIST_STORE=disk/shortlist.sqlite3\n"
        "shortlist sync decisions; echo exit $?\nrm disk/fill\n"
        "mount -o remount,size=99m disk\nshortlist sync decisions; echo exit $?\n"
        "shortlist sync decisions; shortlist decisions | wc -l; ls decisions",
    )
    assert "exit 1" in told
    assert any("Nothing was saved" in line for line in told)
    assert told[-5:][0] == "exit 0"
    assert told[-4].endswith("decisions and the store say the same")
    assert told[-3:] == ["2", "0001-theirs.md", "0002-one.md"]


def test_a_backup_on_a_full_disk_leaves_the_store_and_no_file(
    store_path: Path, tmp_path: Path
) -> None:
    decided(store_path, "One")
    before = store_path.read_bytes()
    told = run(
        tmp_path,
        "mkdir disk && mount -t tmpfs -o size=64k none disk\n"
        "shortlist backup disk/kept.sqlite3; echo exit $?; ls -A disk; echo end",
    )
    assert any("disk/kept.sqlite3 is full" in line for line in told)
    assert told[told.index("exit 1") + 1] == "end"
    assert store_path.read_bytes() == before


def test_a_restore_on_a_full_disk_leaves_the_store_as_it_was(
    store_path: Path, tmp_path: Path
) -> None:
    decided(store_path, "One")
    size = store_path.stat().st_size // 1024 + 64
    told = run(
        tmp_path,
        "shortlist backup kept.sqlite3\n"
        f"mkdir disk && mount -t tmpfs -o size={size}k none disk && cp shortlist.sqlite3 disk\n"
        "export SHORTLIST_STORE=disk/shortlist.sqlite3\nsum disk/shortlist.sqlite3\n"
        "shortlist restore kept.sqlite3; echo exit $?\n"
        "sum disk/shortlist.sqlite3; ls -A disk; shortlist decisions",
    )
    at = told.index("exit 1")
    sums = [line for line in told if line.endswith("disk/shortlist.sqlite3")]
    assert sums[0] == sums[1]
    assert any("disk/shortlist.sqlite3 is full. Nothing was saved" in line for line in told)
    assert told[at + 2] == "shortlist.sqlite3"  # and no other file
    assert told[at + 3].endswith("One")
