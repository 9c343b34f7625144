"""The app: tabs, global keys, themes."""

import asyncio
import gc
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path, PurePath
from typing import ClassVar

from textual import events, on, work
from textual.app import App, SystemCommand, UnknownModeError
from textual.binding import BindingType
from textual.command import Provider
from textual.dom import DOMNode
from textual.screen import Screen
from textual.timer import Timer

from store.domain.checked import unreadable
from store.domain.content import Topic, TopicRow
from store.domain.errors import StoreError, UnreadableError
from store.domain.text import ADDRESS_RULE, is_address
from store.store import Store
from store.util.paths import config_file
from tui_app import keys
from tui_app.notifications import LastingNotifications
from tui_app.screens.tab import Goto, Tab
from tui_app.screens.topics_screen import TopicsScreen
from tui_app.store_worker import StoreWorker
from tui_app.type_ahead import TypeAhead
from tui_app.widgets.topic_page import highlighted

QUIET = 0.5
"""Seconds without a key after which SQLModel is imported, if nothing has asked for it before."""

LEAVING = 2.0
"""Seconds that leaving the app may wait for another program that holds the store."""


def _found() -> type[Provider]:
    from tui_app.search_provider import StoreProvider

    return StoreProvider


def _topic(store: Store, rows: Sequence[TopicRow], last: str) -> Topic:
    """The topic that was open last, or the first one that can be read.

    Raises:
        StoreError: there is none.
    """
    trouble = unreadable("Every topic")
    for row in sorted(rows, key=lambda row: row.slug != last):
        try:
            return store.first_look.get(row.slug)
        except UnreadableError as error:
            trouble = error
    raise trouble


class ShortlistApp(App[None]):
    """Shortlist in the terminal.

    Args:
        store: the open store; the app closes it.
    """

    TITLE = "Shortlist"
    CSS_PATH: ClassVar[list[str | PurePath]] = [  # read at once: a sheet that comes later makes
        "app.tcss",  # Textual parse all of them again
        "screens/topics_screen.tcss",
        "screens/matrix_screen.tcss",
        "screens/lab_screen.tcss",
        "screens/decisions_screen.tcss",
    ]
    BINDINGS: ClassVar[list[BindingType]] = keys.APP
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {
        *App.COMMANDS,
        _found,
    }

    def __init__(self, store: Store) -> None:
        self._settings = dict(store.first_look.settings())
        rows = store.first_look.all()
        last = self._settings.get("topic", "")
        self._first = (rows, _topic(store, rows, last), store.read.version())
        self._tabs: dict[str, Callable[[], Tab]] = {
            "topics": lambda: TopicsScreen(self.desk, *self._first),
            "matrix": self._matrix,
            "lab": self._lab,
            "decisions": self._decisions,
        }
        tab = self._settings.get("tab", "")
        self.DEFAULT_MODE = tab if tab in self._tabs else "topics"  # type: ignore[misc]  # by instance
        super().__init__()
        self._notifications = LastingNotifications()
        self.desk = StoreWorker(store, self._left_out)
        self.type_ahead = TypeAhead(self)
        self.animation_level = "none"
        self._quiet: Timer | None = None
        if self.no_color:  # a terminal's own colours are black on black then (textual 8.2.8)
            for name in [name for name, theme in self.available_themes.items() if theme.ansi]:
                self.unregister_theme(name)
        if (theme := self._settings.get("theme")) in self.available_themes:
            self.theme = str(theme)
        self._first_theme = self.theme

    def _left_out(self, told: str) -> None:
        self.notify(told, title="Not all is shown", severity="warning", timeout=12, markup=False)

    def _matrix(self) -> Tab:
        from tui_app.screens.matrix_screen import MatrixScreen

        return MatrixScreen(self.desk)

    def _lab(self) -> Tab:
        from tui_app.screens.lab_screen import LabScreen

        return LabScreen(self.desk)

    def _decisions(self) -> Tab:
        from tui_app.screens.decisions_screen import DecisionsScreen

        return DecisionsScreen(self.desk)

    def _check_action_state(self, action: str, default_namespace: DOMNode) -> bool | None:
        """Allows nothing once the app is left: Textual asks for the screen, and there is none."""
        return bool(self.screen_stack) and super()._check_action_state(action, default_namespace)

    def get_default_screen(self) -> Screen[None]:
        """The tab to begin with.

        It becomes a mode like the others when it is mounted; as one from the start, Textual
        would parse all styles twice.
        """
        return self._tabs[self.current_mode]()

    def on_mount(self) -> None:
        """Makes every tab a mode, mounted when it is first opened."""
        for name, tab in self._tabs.items():
            self.add_mode(name, tab)

    def on_ready(self) -> None:
        """The screen is live: collects garbage again, and imports what is missing when quiet."""
        gc.freeze()
        gc.enable()
        self._quiet = self.set_timer(QUIET, self._import)

    async def on_event(self, event: events.Event) -> None:
        """Puts the import off while keys come, and has inputs wait for each other."""
        if isinstance(event, events.Key) and self._quiet is not None:
            self._quiet.reset()
        if not self.type_ahead.keeps(event):
            await super().on_event(event)

    @work(group="import")
    async def _import(self) -> None:
        self._quiet = None
        gc.disable()  # what is imported lives on
        try:
            with suppress(StoreError):  # it is told where it is in somebody's way
                await self.desk.read(lambda store: store.topics.all())
            # Its imports would hold up the first page that shows a program.
            await asyncio.to_thread(highlighted, "")
        finally:
            gc.freeze()  # what was imported stays: to look through it would hold up some key
            gc.enable()

    def on_app_focus(self) -> None:
        """Reloads what another program has changed while the window was in the background."""
        if isinstance(self.screen, Tab):
            self.screen.refresh_if_changed()

    async def action_tab(self, name: str) -> None:
        """Opens a tab."""
        if isinstance(self.screen, Tab):
            await self._switch(name)

    async def _switch(self, name: str) -> None:
        with suppress(UnknownModeError):  # the app is being left, and has no tabs any more
            await self.switch_mode(name)

    @on(Goto)
    async def _goto(self, message: Goto) -> None:
        await self._switch(message.tab)
        if isinstance(self.screen, Tab):
            self.screen.open_key(message.key)

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Opens an http, https or mailto address in the browser; refuses anything else."""
        if is_address(url):
            super().open_url(url, new_tab=new_tab)
        else:
            told = f"“{url}” is no address that can be opened: {ADDRESS_RULE}."
            self.notify(told, severity="warning", timeout=8, markup=False)

    def action_help(self) -> None:
        """Shows or hides the panel of all keys."""
        if self.screen.query("HelpPanel"):
            self.action_hide_help_panel()
        else:
            self.action_show_help_panel()

    async def action_quit(self) -> None:
        """Saves where the user was, and exits."""
        settings = {"tab": self.current_mode}
        if self.theme != self._first_theme:
            settings["theme"] = self.theme
        # Whatever the store says now, nobody is kept from leaving: all work is saved already.
        with suppress(StoreError):
            await self.desk.write(lambda store: store.hurry(LEAVING))
            for tab in [stack[0] for stack in self._screen_stacks.values() if stack]:
                if isinstance(tab, Tab):
                    settings |= tab.settings_to_save()
                    await tab.leave()
            changed = {k: v for k, v in settings.items() if self._settings.get(k) != v}
            if changed:
                await self.desk.write(lambda store: store.topics.remember(**changed))
        self.exit()

    def action_command_palette(self) -> None:
        """Opens the palette."""
        from tui_app.search_provider import Palette

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(id="--command-palette"))

    def search_themes(self) -> None:
        """Opens the palette of themes."""
        from textual.theme import ThemeProvider

        from tui_app.search_provider import Palette

        self.push_screen(Palette(providers=[ThemeProvider], placeholder="Search for themes…"))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Every action of the screen, beside Textual's own commands."""
        told = {"Keys", "Quit"}  # Textual's own of what is here as Help and Quit
        others = [each for each in super().get_system_commands(screen) if each.title not in told]
        seen = set()
        for node, binding, enabled, tooltip in screen.active_bindings.values():
            if enabled and tooltip and binding.description and binding.action not in seen:
                seen.add(binding.action)  # two keys may do the same
                run = partial(self.run_action, binding.action, node)
                yield SystemCommand(binding.description, tooltip, run)
        yield from others


def run(path: Path) -> int:
    """Opens the store at `path` and runs the app on it; returns the exit code.

    Raises:
        StoreError: the store cannot be opened, or the configuration makes no sense; nothing was
            changed.
    """
    keymap = None
    if (file := config_file()).exists():
        from tui_app.keymap import read_keymap

        keymap = read_keymap(file)
    app = ShortlistApp(Store(path))
    if keymap:
        app.set_keymap(keymap)
    try:
        app.run()
    finally:
        app.desk.close()
    return app.return_code or 0
