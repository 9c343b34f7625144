"""Restores a backup and dies on the way, at every step that Python takes: for test_backup.py.

Prints, a line a death, how many steps were done and which note the store holds afterwards.
"""

import os
import shutil
import sqlite3
import sys
from contextlib import closing
from itertools import count
from pathlib import Path
from types import FrameType

from store.db import backup


def note(path: Path) -> str:
    """The note in a store that is whole; opening it takes back what was cut short."""
    with closing(sqlite3.connect(path)) as store:
        assert store.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return str(store.execute("SELECT note FROM mark").fetchone()[0])


def restore_until(steps: int, store: Path, source: Path) -> None:
    """Restores, and ends the process right before the step of that number."""
    done = count()

    def profile(frame: FrameType, *_: object) -> None:
        if frame.f_code.co_filename == backup.__file__ and next(done) == steps:
            os._exit(9)

    backup.PAGES = 8
    sys.setprofile(profile)
    # What refuses a backup writes nothing, and takes long each time.
    backup.restore(store, source, timeout=1, refuse=lambda *_: None)
    os._exit(0)


def main(folder: Path) -> None:
    """Tries it once for each step, until a process gets to the end."""
    for steps in count():
        place = folder / str(steps)
        shutil.copytree(folder / "start", place)
        store, source = place / "store.sqlite3", place / "backup.sqlite3"
        if not (child := os.fork()):
            restore_until(steps, store, source)
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert ended in (0, 9)
        kept = store.with_name(f"{store.name}.{backup.KEPT}")
        print(steps, note(store), note(kept) if kept.exists() else "-", note(source), sep="\t")  # noqa: T201
        shutil.rmtree(place)
        if ended == 0:
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]))
