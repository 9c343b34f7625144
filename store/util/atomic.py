"""Files that are written whole or not at all, and never over what somebody else wrote."""

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from time import time

from store.domain.errors import StoreError

LEFTOVER_AGE = 3_600.0
"""Seconds after which a temporary file belongs to a writer that was killed."""

_REASONS = {
    errno.ENOSPC: "the disk is full. Free some space and try again.",
    errno.EDQUOT: "the disk quota is used up. Free some space and try again.",
    errno.EACCES: "it may not be written. Change its permissions or choose another folder.",
    errno.EPERM: "it may not be written. Change its permissions or choose another folder.",
    errno.EROFS: "the disk is read-only. Make it writable or choose another folder.",
    errno.ENAMETOOLONG: "the name is too long for this disk. Choose a shorter one.",
    errno.ENOTDIR: "there is a file where a folder is needed. Choose another folder.",
    errno.EEXIST: "there is a file where a folder is needed. Choose another folder.",
}
_UNREAD = dict.fromkeys(
    (errno.EACCES, errno.EPERM),
    "it may not be read. Change its permissions, or name another one.",
) | {errno.ENOENT: "it is not there any more. Name one that is there."}
_PREFIX = ".shortlist-"
_SUFFIX = ".tmp"


def make_private(folder: Path) -> None:
    """Makes a folder and those around it for their owner alone; those that are there stay."""
    if not folder.exists():
        make_private(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def make_folder(path: Path) -> None:
    """Makes a folder and those around it, where they are not there yet.

    Raises:
        StoreError: it cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise failure(path, error, "could not be made") from error


def create(path: Path, data: bytes) -> None:
    """Writes a file that must not be there yet.

    Raises:
        StoreError: it is there, or cannot be written; the folder is as it was.
    """
    with _told(path), _temporary(path.parent, data) as temporary:
        try:
            name(temporary, path)
        except FileExistsError:
            raise StoreError(
                f"“{path}” appeared meanwhile and was left as it is. "
                "Try again to see what it holds."
            ) from None
    _flush(path.parent)


def replace(path: Path, data: bytes, replaces: str | None) -> None:
    """Writes over the file whose SHA-256 is `replaces`, and keeps its mode.

    Raises:
        StoreError: it holds something else by now, is a link, or cannot be written; it is as it
            was.
    """
    with _told(path):
        _check_unchanged(path, replaces)
        with _temporary(path.parent, data) as temporary:
            temporary.chmod(stat.S_IMODE(path.stat().st_mode))
            temporary.replace(path)
    _flush(path.parent)


def remove(path: Path, holds: str) -> None:
    """Removes the file whose SHA-256 is `holds`.

    Raises:
        StoreError: it holds something else by now, is a link, or cannot be removed.
    """
    with _told(path, "could not be removed"):
        _check_unchanged(path, holds)
        path.unlink()
    _flush(path.parent)


def clear_leftovers(folder: Path) -> None:
    """Removes the temporary files of writers that were killed long ago, with SQLite's beside."""
    with suppress(OSError):
        for path in folder.glob(f"{_PREFIX}*{_SUFFIX}*"):
            with suppress(OSError):
                if path.lstat().st_mtime < time() - LEFTOVER_AGE:
                    path.unlink()


def name(temporary: Path, path: Path) -> None:
    """Gives a file its name.

    Raises:
        FileExistsError: something has that name.
    """
    try:
        path.hardlink_to(temporary)
    except FileExistsError:
        raise
    except OSError:
        # Not every disk has hard links. A rename alone would replace a file that appeared
        # meanwhile; this claims the name.
        path.touch(exist_ok=False)
        try:
            temporary.replace(path)
        except OSError:
            path.unlink()
            raise


def digest(data: bytes) -> str:
    """What tells bytes from others: their SHA-256, in hexadecimal."""
    return sha256(data).hexdigest()


def failure(path: Path, error: OSError, what: str) -> StoreError:
    """The sentence for a file or a folder that the system refuses; `what` is like "could not …"."""
    reasons = _REASONS | (_UNREAD if "read" in what else {})
    reason = reasons.get(error.errno or 0, f"{error.strerror or error}.")
    return StoreError(f"“{path}” {what} and nothing was changed: {reason}")


def _check_unchanged(path: Path, known: str | None) -> None:
    if path.is_symlink():
        raise StoreError(
            f"“{path}” is a link to another file, and was left as it is. "
            "Put a plain file in its place, or remove the link."
        )
    if digest(path.read_bytes()) != known:
        raise StoreError(
            f"“{path}” was changed meanwhile and was left as it is. Try again to see what it holds."
        )


@contextmanager
def _told(path: Path, what: str = "could not be written") -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise failure(path, error, what) from error


@contextmanager
def _temporary(folder: Path, data: bytes) -> Iterator[Path]:
    """A file in the folder with the data safely on the disk, gone afterwards unless renamed."""
    path = folder / f"{_PREFIX}{secrets.token_hex(8)}{_SUFFIX}"
    try:
        with path.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        yield path
    finally:
        path.unlink(missing_ok=True)


def _flush(folder: Path) -> None:
    # Not every system can do this for a folder, and the file itself is safe by now.
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
