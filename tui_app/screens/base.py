"""What all tabs have in common."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ClassVar, TypeVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

from store.store import Store
from store.types import StoreError
from tui_app import system
from tui_app.desk import Desk
from tui_app.widgets.key_bar import KeyBar
from tui_app.widgets.prose import plain
from tui_app.widgets.tab_bar import LEAST, TabBar

Answer = TypeVar("Answer")

WIDE = 100
"""From this many columns on, list and detail stand side by side."""

_WIDTHS = [(0, "-tiny"), (LEAST[0], "-narrow"), (WIDE, "-wide")]
_HEIGHTS = [(0, "-flat"), (LEAST[1], "-tall")]


class Goto(Message):
    """Asks for another tab, and there for the row of that key."""

    def __init__(self, tab: str, key: str) -> None:
        super().__init__()
        self.tab = tab
        self.key = key


class Tab(Screen[None]):
    """A tab: a list and a detail, between the line of tabs and the footer.

    In a narrow window one of the two is shown: the detail while the screen has the class
    `-detail`, else the list.

    Args:
        desk: where the store is asked.
        seen: the version of the store that is already shown; 0 for none.
    """

    NAME: ClassVar[str]
    HORIZONTAL_BREAKPOINTS = _WIDTHS
    VERTICAL_BREAKPOINTS = _HEIGHTS
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, desk: Desk, seen: int = 0) -> None:
        super().__init__()
        self.desk = desk
        self._seen = seen

    def compose(self) -> ComposeResult:
        """Lays out the tab."""
        yield TabBar(self.NAME)
        with Horizontal(id="body"):
            yield from self.compose_body()
        yield KeyBar()

    def compose_body(self) -> Iterator[Widget]:
        """The list and the detail."""
        raise NotImplementedError

    async def reload(self) -> None:
        """Shows what the store holds now."""
        raise NotImplementedError

    def goto(self, key: str) -> None:
        """Shows the row of that key, on a tab that others lead to."""
        raise NotImplementedError

    def keepsakes(self) -> dict[str, str]:
        """The settings to come back to at the next start, by name."""
        return {}

    async def leave(self) -> None:
        """Keeps what is not kept yet, before the app is left."""

    def on_screen_resume(self) -> None:
        """Looks whether anything was written meanwhile, by another tab or another program."""
        self.look_again()

    @work(exclusive=True, group="reload")
    async def look_again(self) -> None:
        """Reads anew what has changed in the store, if anything has."""
        with self.telling():
            version = await self.desk.read(lambda store: store.read.version())
            if version != self._seen:
                self._seen = version
                await self.reload()

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Tells the user of a trouble with the store, in place of failing."""
        try:
            yield
        except StoreError as error:
            self.notify(str(error), title="Not done", severity="error", timeout=12, markup=False)

    async def write(self, job: Callable[[Store], Answer]) -> Answer:
        """Has the store write, with the state of saving on the screen."""
        bar = self.query_one(TabBar)
        bar.saving = "saving"
        try:
            answer = await self.desk.write(job)
        except StoreError:
            bar.saving = "failed"
            raise
        bar.saving = "saved"
        return answer

    def copy(self, text: str, what: str) -> None:
        """Copies text by the desktop's own program, or else by the terminal."""
        if not system.copy(text):
            self.app.copy_to_clipboard(text)
        self.notify(f"{what} copied.", timeout=3, markup=False)


def titled(number: int, title: str) -> Content:
    """A pane's title: a number and a text from the store."""
    return plain(f"{number}  {title}", "bold")
