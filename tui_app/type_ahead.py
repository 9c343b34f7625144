"""Type-ahead: keys and clicks that come faster than the app answers wait for their turn."""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from time import monotonic

from textual import events
from textual.app import App, ScreenStackError
from textual.errors import NoWidget
from textual.screen import ModalScreen, Screen

from tui_app.screens.tab import Tab

INPUT = (events.Key, events.Paste, events.MouseEvent)
"""What waits for its turn."""

AWAITED = {"default", "page", "reload", "search"}
"""The groups of a screen's workers that an input waits for; others go on in the background."""

PATIENCE = 5.0
"""Seconds that an input waits at most for a screen's workers: store or machine may be busy."""

FIRST = 10.0
"""Seconds that it waits for what a tab shows first: until then there is nothing to act on."""

_TICKS = 3
"""Rounds of the event loop in a row without a message after which nothing is under way."""

_SOON = 50
"""Rounds after which it is looked only every few milliseconds."""


class TypeAhead:
    """Gives inputs to an app one at a time, each when the one before has been handled.

    Textual takes all that a terminal sends at once, so that each input runs into what the ones
    before are about to change: a dialog that is closing, a screen that is not composed yet, a row
    that is no longer highlighted.

    What was typed while a modal screen was there was meant for it, and is dropped when it closes.
    """

    def __init__(self, app: App[None]) -> None:
        self._app = app
        self._waiting: deque[events.Event] = deque()
        self._given: events.Event | None = None  # posted, and not taken yet
        self._screen: Screen[object] | None = None  # that was given the last input
        self._since: float | None = None  # when the work that is under way was first waited for
        self._turns: asyncio.Task[None] | None = None

    @property
    def is_idle(self) -> bool:
        """Whether the next input is answered at once."""
        return self._turns is None

    def keeps(self, event: events.Event) -> bool:
        """Whether an event must wait, or comes too late for any widget.

        One that waits is posted to the app again when its turn has come.
        """
        if not isinstance(event, INPUT):
            return False
        if self._turns is not None and event is not self._given and not event.is_forwarded:
            self._waiting.append(event)
            return True
        if not event.is_forwarded:
            self._given = None
        if not self._app.screen_stack or self._is_on_removed(event):
            return True
        if event.is_forwarded:
            return False
        self._screen = self._app.screen
        if self._turns is None and not isinstance(event, events.MouseMove):  # sets nothing off
            self._turns = asyncio.create_task(self._take_turns())
        return False

    def _is_on_removed(self, event: events.Event) -> bool:
        """Whether the mouse is on a widget that was removed and is still drawn, as a toast may be.

        Textual looks for the parent of what is pressed.
        """
        if not isinstance(event, events.MouseEvent):
            return False
        screen = self._app.screen
        try:
            widget, _ = screen.get_widget_at(event.x, event.y)
        except NoWidget:
            return False
        return screen not in widget.ancestors_with_self

    async def _take_turns(self) -> None:
        """Ends when there is nothing under way and nothing waiting."""
        with suppress(ScreenStackError):  # the app is left
            while self._app.is_running:
                if self._given is None and self._app.screen.is_mounted:
                    await self._until(self._is_quiet)
                    if self._has_closed(self._screen):
                        self._waiting.clear()
                    await self._until(self._is_ready)
                    if not self._waiting:
                        break
                    self._given = self._waiting.popleft()
                    self._app.post_message(self._given)
                await asyncio.sleep(0.001)
        self._waiting.clear()
        self._turns = None

    async def _until(self, holds: Callable[[], bool]) -> None:
        """Waits until that holds for some rounds of the event loop after the app has answered."""
        rounds = held = 0
        answered: list[bool] = []
        self._app.call_later(answered.append, True)  # it may be amid an action
        while held < _TICKS and self._app.is_running:
            await asyncio.sleep(0 if rounds < _SOON else 0.005)
            rounds += 1
            held = held + 1 if answered and holds() else 0

    def _has_closed(self, screen: Screen[object] | None) -> bool:
        return isinstance(screen, ModalScreen) and screen not in self._app.screen_stack

    def _is_quiet(self) -> bool:
        """Whether no message is waiting, at the app or on its screen."""
        screen = self._app.screen
        nodes = (self._app, *screen.walk_children(with_self=True))
        return not any(node.message_queue_size for node in nodes)

    def _is_ready(self) -> bool:
        """Whether the screen can take the next input."""
        return self._is_quiet() and (self._is_typed() or not self._is_working())

    def _is_typed(self) -> bool:
        """Whether the next input is a letter that goes into a field, whatever else is going on."""
        event = self._waiting[0] if self._waiting else None
        return isinstance(event, events.Key) and (
            self._app.focused is not None
            and self._app.focused.check_consume_key(event.key, event.character)
        )

    def _is_working(self) -> bool:
        """Whether the screen has work under way, and not for too long already."""
        screen, now = self._app.screen, monotonic()
        if not any(
            worker.node is screen and worker.group in AWAITED and not worker.is_finished
            for worker in self._app.workers
        ):
            self._since = None
            return False
        if self._since is None:
            self._since = now
        shown = not isinstance(screen, Tab) or screen.is_loaded
        return now < self._since + (PATIENCE if shown else FIRST)
