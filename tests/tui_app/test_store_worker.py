"""The thread that uses the store, and the threads of long jobs beside it."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from threading import Event

import pytest

from store.domain.errors import CancelledError, StoreError
from store.store import Store
from store.util.progress import Progress
from tui_app import store_worker
from tui_app.store_worker import StoreWorker


@asynccontextmanager
async def opened(path: Path) -> AsyncIterator[StoreWorker]:
    worker = StoreWorker(Store(path))
    yield worker
    worker.close()


def ignore(share: float) -> None:
    """Shows nothing."""


class Endless:
    """A job that goes on until it is cancelled."""

    def __init__(self) -> None:
        self.began, self.ended = Event(), Event()

    def __call__(self, _: Store, progress: Progress) -> None:
        """Runs."""
        try:
            while True:
                self.began.set()
                progress.check()
        finally:
            self.ended.set()


async def began(worker: StoreWorker) -> "tuple[Endless, asyncio.Task[None]]":
    """A long job that runs."""
    job = Endless()
    task = asyncio.create_task(worker.stream(job, ignore))
    while not job.began.is_set():
        await asyncio.sleep(0)
    return job, task


async def cancelled(task: "asyncio.Task[None]") -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_a_long_job_reads_and_writes_beside_the_others(
    store_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_worker, "REPORTED", 0.0)
    told: list[float] = []
    go_on = Event()

    def job(store: Store, progress: Progress) -> str:
        progress.report(1, 4)
        assert go_on.wait(60)
        store.topics.remember(place="long")
        return store.topics.settings()["other"]

    async with opened(store_path) as worker:
        task = asyncio.create_task(worker.stream(job, told.append))
        await worker.write(lambda store: store.topics.remember(other="short"))
        go_on.set()
        assert await task == "short"
        assert (await worker.read(lambda store: store.topics.settings()))["place"] == "long"
    assert told == [0.25]


async def test_cancelling_ends_the_job_before_it_goes_on(store_path: Path) -> None:
    async with opened(store_path) as worker:
        job, task = await began(worker)
        await cancelled(task)
        assert job.ended.is_set()


async def test_closing_ends_the_jobs(store_path: Path) -> None:
    async with opened(store_path) as worker:
        job, task = await began(worker)
        worker.close()
        assert job.ended.is_set()
        with pytest.raises(CancelledError):
            await task


async def test_a_trouble_of_the_job_is_told(store_path: Path) -> None:
    def failing(*_: object) -> None:
        raise StoreError("The disk is full.")

    async with opened(store_path) as worker:
        with pytest.raises(StoreError, match="The disk is full"):
            await worker.stream(failing, ignore)


async def test_jobs_that_overlap_leave_the_collector_as_it_was(store_path: Path) -> None:
    before = gc.get_threshold()
    async with opened(store_path) as worker:
        (_, one), (_, other) = await began(worker), await began(worker)
        assert gc.get_threshold() != before
        await cancelled(one)
        assert gc.get_threshold() != before
        await cancelled(other)
    assert gc.get_threshold() == before
