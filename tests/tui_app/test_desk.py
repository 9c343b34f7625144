"""The thread that uses the store: long jobs leave room for others, and can be stopped."""

import asyncio
import gc
from collections.abc import AsyncIterator, Generator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from store.domain.errors import StoreError
from store.store import Store
from tui_app import store_worker as desks
from tui_app.store_worker import StoreWorker


@asynccontextmanager
async def opened(path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[StoreWorker]:
    monkeypatch.setattr(desks, "TURN", 0)  # a step a turn
    desk = StoreWorker(Store(path))
    yield desk
    desk.close()


async def test_other_jobs_come_between_the_steps(
    store_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []

    def long(_: Store) -> Generator[int, None, str]:
        for step in range(3):
            order.append(f"step {step}")
            yield step
        return "done"

    async with opened(store_path, monkeypatch) as desk:
        told: list[int] = []
        walk = asyncio.create_task(desk.walk(long, told.append))
        while not told:
            await asyncio.sleep(0)
        await desk.read(lambda _: order.append("other"))
        assert await walk == "done"
    assert told == [0, 1, 2]
    assert order[0] == "step 0"
    assert "other" in order[1:]
    assert order[-1] == "step 2"


async def test_whoever_stops_waiting_stops_the_job(
    store_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[str] = []

    def endless(_: Store) -> Generator[int, None, None]:
        try:
            while True:
                yield 0
        finally:
            ended.append("closed")

    async with opened(store_path, monkeypatch) as desk:
        started = asyncio.Event()
        walk = asyncio.create_task(desk.walk(endless, lambda _: started.set()))
        await started.wait()
        walk.cancel()
        with suppress(asyncio.CancelledError):
            await walk
        await desk.read(lambda _: None)
        assert ended == ["closed"]


async def test_a_trouble_of_the_job_is_told(
    store_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(_: Store) -> Generator[int, None, None]:
        yield 1
        raise StoreError("The disk is full.")

    async with opened(store_path, monkeypatch) as desk:
        told: list[int] = []
        with pytest.raises(StoreError, match="The disk is full"):
            await desk.walk(failing, told.append)
        assert told == [1]


def stepping(_: Store) -> Generator[int, None, None]:
    while True:
        yield 0


async def walking(desk: StoreWorker) -> "asyncio.Task[None]":
    """A walk that has begun, and goes on until it is cancelled."""
    started = asyncio.Event()
    walk = asyncio.create_task(desk.walk(stepping, lambda _: started.set()))
    await started.wait()
    return walk


async def ended(walk: "asyncio.Task[None]") -> None:
    walk.cancel()
    with suppress(asyncio.CancelledError):
        await walk


async def test_walks_that_overlap_leave_the_collector_as_it_was(
    store_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = gc.get_threshold()
    async with opened(store_path, monkeypatch) as desk:
        one, other = await walking(desk), await walking(desk)
        assert gc.get_threshold() != before
        await ended(one)
        assert gc.get_threshold() != before
        await ended(other)
    assert gc.get_threshold() == before


async def test_a_walk_can_be_stopped_after_the_desk_was_closed(
    store_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(store_path, monkeypatch) as desk:
        walk = await walking(desk)
        desk.close()
        await ended(walk)
        assert walk.done()
