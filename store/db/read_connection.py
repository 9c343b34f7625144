"""The connection by which everything is read: sqlite3, before any ORM is imported."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from store.db.store_file import address, explain, identity, patiently, replaced
from store.domain.errors import StoreError

Answer = TypeVar("Answer")

_GONE = (-1, -1)
"""The identity of no file."""


class ReadConnection:
    """Reads a store's file, and cannot write to it.

    One thread at a time may use it.

    Args:
        path: the store's file, of the current schema.
        timeout: seconds to wait for another program that holds the file.

    Raises:
        StoreError: the file cannot be opened.
    """

    def __init__(self, path: Path, timeout: float) -> None:
        self._path = path
        self._timeout = timeout
        try:
            self.driver = sqlite3.connect(
                address(path), uri=True, timeout=timeout, check_same_thread=False
            )
        except sqlite3.Error as error:
            raise StoreError(explain(error, path)) from error
        self.driver.execute("PRAGMA query_only=ON")
        self._identity = identity(path)

    def rows(self, sql: str, *values: str | float | None) -> list[tuple[Any, ...]]:
        """The rows that a statement of SQL gives."""
        return self.run(lambda: self.driver.execute(sql, values).fetchall())

    def run(self, read: Callable[[], Answer]) -> Answer:
        """What `read` returns, which uses this connection.

        It is called again while another program locks the file, and once more if it met a text
        that is not UTF-8: such text is bytes from then on.

        Raises:
            StoreError: the file cannot be read, or is not the one any more that was opened.
        """
        self.check_in_place()
        try:
            return patiently(read, self._timeout)
        except sqlite3.Error as error:
            if str(error).startswith("Could not decode") and self.driver.text_factory is str:
                self.driver.text_factory = _decoded  # slower, and so not from the start
                return self.run(read)
            raise StoreError(explain(error, self._path)) from error

    def check_in_place(self) -> None:
        """Notices that the file is not the one any more that was opened, and lets go of it.

        Raises:
            StoreError: it was removed, or another file has taken its place.
        """
        if identity(self._path) != self._identity:
            self._identity = _GONE
            self.close()
            raise replaced(self._path)

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Has the block read the store as it stood at one time, whoever writes meanwhile."""
        if self.driver.in_transaction:  # a block around this one has begun
            yield
            return
        self.rows("BEGIN")
        try:
            yield
        finally:
            with suppress(sqlite3.Error):  # it only ends what was read
                self.driver.rollback()

    def close(self) -> None:
        """Lets go of the file."""
        self.driver.close()


def _decoded(stored: bytes) -> str | bytes:
    """A text of the store; bytes that are none stay bytes, which no reader takes for text."""
    try:
        return stored.decode()
    except UnicodeDecodeError:
        return stored
