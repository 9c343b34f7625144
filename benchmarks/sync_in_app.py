"""Measure how long the app is held up while it syncs 10,000 records, from `S` to the last.

python benchmarks/sync_in_app.py [--records 10000]

The app runs without a terminal, on a made folder, and is driven by keys. A clock ticks on its event
loop every 5 ms: by how much the longest tick was late is how long no key was heard.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import report  # noqa: E402  # beside this file
from made_records import write_records  # noqa: E402
from textual.pilot import Pilot  # noqa: E402
from textual.widgets import Input  # noqa: E402

from store.store import Store  # noqa: E402
from tui_app.app import ShortlistApp  # noqa: E402

TICK = 0.005
PATIENCE = 600.0
"""Seconds that a stage may take before something must be wrong."""

Row = list[str]


class Clock:
    """Ticks on the event loop, and notes how late the latest tick was."""

    def __init__(self) -> None:
        self.late = 0.0

    async def tick(self) -> None:
        """Ticks until it is cancelled."""
        while True:
            before = perf_counter()
            await asyncio.sleep(TICK)
            self.late = max(self.late, perf_counter() - before - TICK)

    @asynccontextmanager
    async def stage(self, rows: list[Row], name: str) -> AsyncIterator[None]:
        """Adds a row on what is done within the block."""
        self.late, started = 0.0, perf_counter()
        yield
        rows.append([name, f"{perf_counter() - started:.2f}", f"{self.late * 1000:.0f}"])


async def until(pilot: Pilot[None], condition: Callable[[], object]) -> None:
    """Waits for something to show."""
    started = perf_counter()
    while not condition():
        await asyncio.sleep(TICK)
        if perf_counter() - started > PATIENCE:
            raise TimeoutError(pilot.app.screen)
    await pilot.pause()


async def measure(path: Path, folder: Path) -> list[Row]:
    """The stages of a first sync of the folder, and of one with nothing to do."""
    app = ShortlistApp(Store(path))
    rows: list[Row] = []
    clock = Clock()

    def told(title: str) -> bool:
        return any(each.title == title for each in app._notifications)  # noqa: SLF001

    async def ask(pilot: Pilot[None]) -> None:
        await pilot.press("S")
        await until(pilot, lambda: app.screen.query("#field-folder"))
        app.screen.query_one("#field-folder", Input).value = str(folder)
        await pilot.press("enter")

    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pilot.pause(1)  # what the app imports when it is quiet is imported then
        ticking = asyncio.create_task(clock.tick())
        await pilot.press("4")
        async with clock.stage(rows, "first sync, planned"):
            await ask(pilot)
            await until(pilot, lambda: app.screen.query("#steps"))
        async with clock.stage(rows, "five keys in the plan"):
            await pilot.press("G", "g", "down", "pagedown", "end")
        async with clock.stage(rows, "first sync, carried out and listed"):
            await pilot.press("ctrl+s")
            await until(pilot, lambda: told("Synced"))
        async with clock.stage(rows, "nothing changed"):
            await ask(pilot)
            await until(pilot, lambda: told("Nothing to sync"))
        ticking.cancel()
    app.desk.close()
    return rows


def main() -> int:
    """Measures and prints a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--records", type=int, default=10_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work) / "decisions"
        write_records(folder, options.records)
        rows = asyncio.run(measure(Path(work) / "store.sqlite3", folder))
    head = [f"in the app, {options.records:,} records", "s", "longest hold-up, ms"]
    sys.stdout.write(report.table(head, rows) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
