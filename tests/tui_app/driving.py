"""Driving the app in tests: start it, press keys, wait for what a user would see."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.widget import Widget

from store.store import Store
from tests.conftest import ada, fixed_clock
from tests.tui_app.terminal import Terminal, TerminalDriver, being_laid_out, painted_anew
from tui_app.app import ShortlistApp

Kind = TypeVar("Kind", bound=Widget)

PATIENCE = 6_000
"""How many rounds of the event loop, 10 ms apart, something may take to show: under load, many."""

REPAINTED = 300
"""How many rounds what has changed may look as it was; the screen is painted in one or two."""


def key_event(key: str) -> events.Key:
    """What the terminal sends for a key."""
    name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
    character = key if len(key) == 1 else {"space": " ", "enter": "\r", "tab": "\t"}.get(key)
    return events.Key(name, character)


class Driver:
    """A running app and the keyboard on it."""

    def __init__(self, app: ShortlistApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    async def press(self, *keys: str) -> None:
        """Presses keys one after the other."""
        await self.pilot.press(*keys)

    async def burst(self, *keys: str) -> None:
        """Sends keys all at once, as a terminal does that has read them in one go."""
        driver = self.app._driver
        assert driver is not None
        for key in keys:
            driver.send_message(key_event(key))
        await self.settled()

    async def settled(self) -> None:
        """Waits until all keys so far were answered."""
        await self.pilot.pause()
        await self.until(lambda: self.app.type_ahead.is_idle)

    async def write(self, text: str) -> None:
        """Types a text into what has the focus."""
        await self.pilot.press(*text)

    async def wheel(self, selector: str, *, down: bool = True) -> None:
        """Turns the mouse wheel by a notch over a widget."""
        kind = events.MouseScrollDown if down else events.MouseScrollUp
        await self.pilot._post_mouse_events([kind], selector)

    async def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Presses the mouse at a place, moves it to another, and lets go."""
        driver = self.app._driver
        assert driver is not None
        moved = ((events.MouseDown, start), (events.MouseMove, end), (events.MouseUp, end))
        for kind, (x, y) in moved:
            driver.process_message(kind(None, x, y, 0, 0, 1, shift=False, meta=False, ctrl=False))
        await self.settled()

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
        """Waits until the store has done all that it was asked to, and it shows."""
        await self.pilot.pause()
        await self.app.desk.write(lambda _: None)
        await self.painted()

    async def painted(self) -> None:
        """Waits until the screen shows what it should; fails if a part of it stays as it was."""
        before: list[str] = []
        rounds = 0
        while rounds < REPAINTED:
            await self.pilot.pause(0.01)
            if not (stale := self._stale):
                return
            before, rounds = stale, rounds + 1 if stale == before else 0
        raise AssertionError("This was not painted again:\n" + "\n".join(before))

    @property
    def _stale(self) -> list[str]:
        if being_laid_out(self.app.screen):
            return ["The screen is being laid out."]
        shown, wanted = self._terminal, painted_anew(self.app.screen)
        return shown.differences(wanted) if shown and shown.size == wanted.size else []

    @property
    def _terminal(self) -> Terminal | None:
        driver = self.app._driver
        return driver.terminal if isinstance(driver, TerminalDriver) else None

    @property
    def text(self) -> str:
        """What is on the screen, line by line, as a person sees it."""
        return (self._terminal or painted_anew(self.app.screen)).text

    def one(self, selector: str, kind: type[Kind]) -> Kind:
        """The widget of that selector on the present screen."""
        return self.app.screen.query_one(selector, kind)


@asynccontextmanager
async def driving(
    path: Path,
    width: int = 120,
    height: int = 40,
    experiments: Path | None = None,
    keymap: Mapping[str, str] | None = None,
) -> AsyncIterator[Driver]:
    """The app on the store at `path`, until the block ends; then everything is closed."""
    app = ShortlistApp(Store(path, clock=fixed_clock, author=ada, experiments=experiments))
    app.driver_class = TerminalDriver
    if keymap:
        app.set_keymap(keymap)
    try:
        size = (width, height)
        async with app.run_test(headless=False, size=size, notifications=True) as pilot:
            await pilot.pause()
            driver = Driver(app, pilot)
            yield driver
            if app.is_running:
                await driver.painted()
    finally:
        app.desk.close()
