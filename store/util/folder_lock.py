"""One program at a time changes a folder of records.

The lock is the system's, on the folder itself: no file is left in it, stores of several people are
kept apart too, and a program that is killed holds nothing. Where the system has no such locks (some
network disks), a record that changed meanwhile is still noticed one by one.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import uniform
from time import monotonic, sleep

from store.domain.errors import StoreError
from store.util.progress import UNWATCHED, Progress

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

PATIENCE = 60.0
"""Seconds to wait for another program that changes the folder."""

PAUSE = 0.03
"""The most seconds between two looks whether it is done."""


class FolderLock:
    """The right to change a folder, which is made if it is not there.

    Args:
        folder: of records.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made = False
        self._descriptor = -1

    def acquire(self) -> bool:
        """Takes the right if nobody has it; True where there is nothing to be taken."""
        if fcntl is None:
            return True
        try:
            if not self._folder.exists():
                self._folder.mkdir(parents=True)
                self._made = True
            descriptor = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        except OSError:  # whoever reads or writes there says why
            return True
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            same = os.path.samestat(os.fstat(descriptor), self._folder.stat())
        except BlockingIOError:
            same = False
        except FileNotFoundError:  # the one who made it has taken it away again
            same = False
        except OSError:  # a disk without locks
            same = True
        if same:
            self._descriptor = descriptor
        else:
            os.close(descriptor)
        return same

    def release(self) -> None:
        """Lets others; a folder that was made and has nothing in it is taken away again."""
        if self._made:
            with suppress(OSError):
                self._folder.rmdir()
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    @property
    def trouble(self) -> StoreError:
        """The sentence for who does not want to wait any longer."""
        return StoreError(
            f"Another program is syncing, exporting or renumbering in “{self._folder}”. Nothing "
            "was changed. Try again when it is done."
        )


@contextmanager
def alone(folder: Path, progress: Progress = UNWATCHED) -> Iterator[None]:
    """Keeps other programs from changing the folder in the block; waits for those that do.

    Raises:
        StoreError: another one has not come to an end for long.
        CancelledError: the work was cancelled while waiting.
    """
    lock = FolderLock(folder)
    until = monotonic() + PATIENCE
    try:
        while not lock.acquire():
            progress.check()
            if monotonic() >= until:
                raise lock.trouble
            sleep(uniform(0, PAUSE))  # noqa: S311  # no secret
        yield
    finally:
        lock.release()
