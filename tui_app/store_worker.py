"""The one thread that uses the store."""

import asyncio
import gc
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from time import monotonic
from typing import TypeVar

from store.store import Store

Answer = TypeVar("Answer")
Step = TypeVar("Step")

TURN = 0.03
"""Seconds that a job of many steps has before others get their turn."""

RARELY = 1_000_000
"""How many collections of younger garbage come before one of the oldest, while a long job runs."""


class StoreWorker:
    """Takes jobs on the store and does them in the order they came, off the event loop.

    Args:
        store: the open store; only the desk's thread uses it from here on.
        left_out: is told, on the event loop, what was left out of what was read.
    """

    def __init__(self, store: Store, left_out: Callable[[str], object] = str) -> None:
        self._store = store
        self._left_out = left_out
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._walks = 0
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

    async def walk(
        self,
        job: Callable[[Store], Generator[Step, None, Answer]],
        told: Callable[[Step], None],
    ) -> Answer:
        """What a long job returns that is done in steps, with other jobs between them.

        Whoever stops waiting stops the job after the step that it is at.

        Args:
            job: makes the generator of the steps.
            told: is given every step that was done.
        """
        steps = await self.write(job)

        def turn(_: Store) -> tuple[list[Step], list[Answer]]:
            done: list[Step] = []
            until = monotonic() + TURN
            try:
                while not done or monotonic() < until:
                    done.append(next(steps))
            except StopIteration as end:
                return done, [end.value]
            return done, []

        try:
            with self._rare_collections():
                while True:
                    done, answer = await self.write(turn)
                    for step in done:
                        told(step)
                    if answer:
                        return answer[0]
        finally:
            with suppress(RuntimeError):  # the desk was closed, and the steps with it
                self._thread.submit(steps.close)

    @contextmanager
    def _rare_collections(self) -> Iterator[None]:
        """Collects old garbage rarely while any walk goes on.

        To look through all that is kept stops every thread, for a tenth of a second by the end.
        """
        if not self._walks:
            self._often = gc.get_threshold()
            gc.set_threshold(*self._often[:2], RARELY)
        self._walks += 1
        try:
            yield
        finally:
            self._walks -= 1
            if not self._walks:
                gc.set_threshold(*self._often)

    def do(self, job: Callable[[Store], Answer]) -> Answer:
        """What the job returns; waits for it, and so is for threads other than the app's own."""
        return self._thread.submit(job, self._store).result()

    def close(self) -> None:
        """Waits for the jobs that were handed in, then closes the store."""
        self._thread.shutdown(wait=True)
        self._store.close()
