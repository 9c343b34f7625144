"""The thread that uses the store, and threads for long jobs."""

import asyncio
import gc
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing, contextmanager, suppress
from threading import Event
from time import monotonic
from typing import Any, TypeVar

from store.store import Store
from store.util.progress import Progress

Answer = TypeVar("Answer")

REPORTED = 0.05
"""The least seconds between two reports on a long job."""

RARELY = 1_000_000
"""How many collections of younger garbage come before one of the oldest, while a long job runs."""


class StoreWorker:
    """Takes jobs on the store and does them in the order they came, off the event loop.

    Args:
        store: the open store; only the worker's thread uses it from here on.
        left_out: is told, on the event loop, what was left out of what was read.
    """

    def __init__(self, store: Store, left_out: Callable[[str], object] = str) -> None:
        self._store = store
        self._left_out = left_out
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._streams: dict[Future[Any], Event] = {}
        self._rare = 0
        self._often = gc.get_threshold()

    async def read(self, job: Callable[[Store], Answer]) -> Answer:
        """What the job returns; a job that nobody waits for any more may be left undone."""

        def read(store: Store) -> tuple[Answer, str]:
            return job(store), store.read.left_out()

        answer, left_out = await asyncio.wrap_future(self._thread.submit(read, self._store))
        if left_out:
            self._left_out(left_out)
        return answer

    async def write(self, job: Callable[[Store], Answer]) -> Answer:
        """What the job returns; it is done even if the app is left right afterwards."""
        return await asyncio.shield(asyncio.wrap_future(self._thread.submit(job, self._store)))

    async def stream(
        self,
        job: Callable[[Store, Progress], Answer],
        told: Callable[[float], object],
    ) -> Answer:
        """Runs a long job in a thread of its own, with a store of its own on the same file.

        Cancelling cancels the job, and waits until it has ended.

        Args:
            job: raises `CancelledError` where its progress says so.
            told: is given, on the event loop, which share of the job is done.

        Raises:
            StoreError: as the job has it.
        """
        loop, cancelled, last = asyncio.get_running_loop(), Event(), 0.0

        def report(done: int, total: int) -> None:
            nonlocal last
            if monotonic() - last >= REPORTED:
                last = monotonic()
                with suppress(RuntimeError):  # the loop was closed: the app is being left
                    loop.call_soon_threadsafe(told, done / max(total, 1))

        def run() -> Answer:
            with closing(self._store.another()) as store:
                return job(store, Progress(report, cancelled.is_set))

        thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="stream")
        future: Future[Answer] = thread.submit(run)
        thread.shutdown(wait=False)
        self._streams[future] = cancelled
        running = asyncio.wrap_future(future)
        try:
            with self._rare_collections():
                return await asyncio.shield(running)
        except asyncio.CancelledError:
            cancelled.set()
            await asyncio.wait([running])
            running.exception()  # nobody else asks for it
            raise
        finally:
            if future.done():
                del self._streams[future]

    @contextmanager
    def _rare_collections(self) -> Iterator[None]:
        """Collects old garbage rarely while any long job runs.

        To look through all that is kept stops every thread, for a tenth of a second by the end.
        """
        if not self._rare:
            self._often = gc.get_threshold()
            gc.set_threshold(*self._often[:2], RARELY)
        self._rare += 1
        try:
            yield
        finally:
            self._rare -= 1
            if not self._rare:
                gc.set_threshold(*self._often)

    def do(self, job: Callable[[Store], Answer]) -> Answer:
        """What the job returns; waits for it, and so is for threads other than the app's own."""
        return self._thread.submit(job, self._store).result()

    def close(self) -> None:
        """Cancels long jobs, waits for the others, then closes the store."""
        for cancelled in self._streams.values():
            cancelled.set()
        wait(self._streams)
        self._thread.shutdown(wait=True)
        self._store.close()
