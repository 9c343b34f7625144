"""Driving the app in tests: start it, press keys, wait for what a user would see."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from textual.pilot import Pilot
from textual.widget import Widget

from store.store import Store
from tests.conftest import ada, fixed_clock
from tui_app.app import ShortlistApp

Kind = TypeVar("Kind", bound=Widget)

PATIENCE = 500
"""How many rounds of the event loop, 10 ms apart, something may take to show."""


class Driver:
    """A running app and the keyboard on it."""

    def __init__(self, app: ShortlistApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    async def press(self, *keys: str) -> None:
        """Presses keys one after the other."""
        await self.pilot.press(*keys)

    async def write(self, text: str) -> None:
        """Types a text into what has the focus."""
        await self.pilot.press(*text)

    async def until(self, condition: Callable[[], object]) -> None:
        """Waits for a condition; fails with the screen's text if it never holds."""
        for _ in range(PATIENCE):
            await self.pilot.pause(0.01)
            if condition():
                return
        raise AssertionError(f"This never showed. The screen:\n{self.text}")

    async def sees(self, *texts: str) -> None:
        """Waits until all these texts are on the screen."""
        await self.until(lambda: all(text in self.text for text in texts))

    async def saved(self) -> None:
        """Waits until the store has done all that it was asked to."""
        await self.pilot.pause()
        await self.app.desk.write(lambda _: None)
        await self.pilot.pause()

    @property
    def text(self) -> str:
        """What is on the screen, line by line."""
        lines = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in line) for line in lines)

    def one(self, selector: str, kind: type[Kind]) -> Kind:
        """The widget of that selector on the present screen."""
        return self.app.screen.query_one(selector, kind)


@asynccontextmanager
async def driving(
    path: Path, width: int = 120, height: int = 40, experiments: Path | None = None
) -> AsyncIterator[Driver]:
    """The app on the store at `path`, until the block ends; then everything is closed."""
    app = ShortlistApp(Store(path, clock=fixed_clock, author=ada, experiments=experiments))
    try:
        async with app.run_test(size=(width, height), notifications=True) as pilot:
            await pilot.pause()
            yield Driver(app, pilot)
    finally:
        app.desk.close()
