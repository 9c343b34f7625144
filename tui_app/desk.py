"""The one thread that uses the store."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from store.store import Store

Answer = TypeVar("Answer")


class Desk:
    """Takes jobs on the store and does them in the order they came, off the event loop.

    Args:
        store: the open store; only the desk's thread uses it from here on.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")

    async def read(self, job: Callable[[Store], Answer]) -> Answer:
        """What the job returns; a job that nobody waits for any more may be left undone."""
        return await asyncio.wrap_future(self._thread.submit(job, self._store))

    async def write(self, job: Callable[[Store], Answer]) -> Answer:
        """What the job returns; it is done even if the app is left right afterwards."""
        return await asyncio.shield(asyncio.wrap_future(self._thread.submit(job, self._store)))

    def do(self, job: Callable[[Store], Answer]) -> Answer:
        """What the job returns; waits for it, and so is for threads other than the app's own."""
        return self._thread.submit(job, self._store).result()

    def close(self) -> None:
        """Waits for the jobs that were handed in, then closes the store."""
        self._thread.shutdown(wait=True)
        self._store.close()
