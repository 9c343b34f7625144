"""The base of all tabs."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from inspect import iscoroutinefunction
from pathlib import Path
from typing import Any, ClassVar, TypeVar, cast

from textual import on, work
from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import Worker, WorkType

from store.domain.content import Hit, Source
from store.domain.errors import StoreError
from store.store import Store
from tui_app import system
from tui_app.store_worker import StoreWorker
from tui_app.widgets.key_bar import KeyBar
from tui_app.widgets.rich_page import RichPage, plain
from tui_app.widgets.tab_bar import LEAST, TabBar
from tui_app.widgets.topic_list import anchor

Answer = TypeVar("Answer")

WIDE = 100
"""From this many columns on, list and detail stand side by side."""

_WIDTHS = [(0, "-tiny"), (LEAST[0], "-narrow"), (WIDE, "-wide")]
_HEIGHTS = [(0, "-flat"), (LEAST[1], "-tall")]


class Goto(Message):
    """Asks for another tab, and for the row of that key there.

    On the topics it is a slug or a number, with an anchor behind a `#` if there is one; on the
    matrix `topic:SLUG`, `criterion:COMPARISON/SLUG` or `option:COMPARISON/SLUG`; on the
    decisions a number; in the Lab the slug of an experiment.
    """

    def __init__(self, tab: str, key: str) -> None:
        super().__init__()
        self.tab = tab
        self.key = key


def goto_hit(hit: Hit) -> Goto:
    """Returns the message that leads to a hit of a search."""
    match hit.kind:
        case "criterion" | "option":
            return Goto("matrix", f"{hit.kind}:{hit.key}")
        case "decision":
            return Goto("decisions", hit.key)
        case _:
            at = anchor(hit)
            return Goto("topics", f"{hit.topic}#{at}" if at else str(hit.topic))


class Tab(Screen[None]):
    """A tab: a list and a detail, between the line of tabs and the footer.

    In a narrow window one of the two is shown: the detail while the screen has the class
    `-detail`, else the list.

    Args:
        desk: where the store is asked.
        seen: the version of the store that is already shown; 0 for none.

    Attributes:
        is_loaded: whether what the store holds is shown, or could not be read.
    """

    NAME: ClassVar[str]
    HORIZONTAL_BREAKPOINTS = _WIDTHS
    VERTICAL_BREAKPOINTS = _HEIGHTS
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, desk: StoreWorker, seen: int = 0) -> None:
        super().__init__()
        self.desk = desk
        self._seen = seen
        self._toasts = 0
        self.is_loaded = seen > 0

    def compose(self) -> ComposeResult:
        """Lays out the tab."""
        yield TabBar(self.NAME)
        with Horizontal(id="body"):
            yield from self.compose_body()
        yield from self.compose_below()
        yield KeyBar()

    def compose_body(self) -> Iterator[Widget]:
        """The list and the detail."""
        raise NotImplementedError

    def compose_below(self) -> Iterator[Widget]:
        """The widgets below the two, above the key bar."""
        yield from ()

    async def reload(self) -> None:
        """Shows what the store holds now."""
        raise NotImplementedError

    def open_key(self, key: str) -> None:
        """Shows the row of that key, on a tab that others lead to."""
        raise NotImplementedError

    def settings_to_save(self) -> dict[str, str]:
        """The settings to come back to at the next start, by name."""
        return {}

    async def leave(self) -> None:
        """Saves what is not saved yet, before the app exits."""

    def on_mount(self) -> None:
        """Repaints what toasts have covered."""
        self.screen_layout_refresh_signal.subscribe(self, self._laid_out)

    def _laid_out(self, _: Screen[object]) -> None:
        """Paints what a toast has covered: Textual (8.2.8) forgets it if a key comes meanwhile."""
        before, self._toasts = self._toasts, len(self.query("Toast"))
        if self._toasts < before:
            self.refresh()

    def run_worker(
        self,
        work: WorkType[Answer],
        *args: Any,  # noqa: ANN401  # as Textual has them
        **kwargs: Any,  # noqa: ANN401
    ) -> Worker[Answer]:
        """Runs work as Textual does, and reports store errors instead of failing."""
        if not (isinstance(work, partial) and iscoroutinefunction(work.func)):
            return super().run_worker(work, *args, **kwargs)

        async def told() -> Answer | None:
            with self.reporting_errors():
                return cast("Answer", await work())
            return None

        return super().run_worker(cast("WorkType[Answer]", told), *args, **kwargs)

    def on_screen_resume(self) -> None:
        """Reloads the tab if another tab or program has written meanwhile."""
        self.refresh_if_changed()

    @work(exclusive=True, group="reload")
    async def refresh_if_changed(self) -> None:
        """Reloads the tab if the store has changed."""
        with self.reporting_errors():
            version = await self.desk.read(lambda store: store.read.version())
            if version != self._seen:
                self._seen = version
                await self.reload()
        self.is_loaded = True

    @contextmanager
    def reporting_errors(
        self, safe: str = "", typed: Mapping[str, str] | None = None
    ) -> Iterator[None]:
        """Reports a store or editor error of the block to the user, in place of failing.

        Args:
            safe: says what is kept where.
            typed: what the user has typed, by its subject; saved to a file if there is an
                error.
        """
        try:
            yield
        except (StoreError, system.EditorError) as error:
            kept = system.keep(typed) if typed else None
            where = f"What you typed is in {kept}." if kept else ""
            told = " ".join(filter(None, [str(error), safe, where]))
            self.notify(told, title="Not done", severity="error", timeout=12, markup=False)

    async def write(self, job: Callable[[Store], Answer]) -> Answer:
        """Runs a job that writes, and shows whether it is saved."""
        bar = self.query_one(TabBar)
        bar.saving = "saving"
        try:
            answer = await self.desk.write(job)
        except StoreError:
            bar.saving = "failed"
            raise
        bar.saving = "saved"
        return answer

    @on(RichPage.Followed)
    def _followed(self, event: RichPage.Followed) -> None:
        event.stop()
        self.follow(event.target)

    def follow(self, target: str) -> None:
        """Follows a link of a page; an address is opened in the browser."""
        self.app.open_url(target)

    def open_source(self, source: Source) -> None:
        """Opens a source in the browser; a run has no page, so its text is shown."""
        if source.url:
            self.app.open_url(source.url)
        else:
            told = f"{source.title}. {source.how}"
            self.notify(told, title="A run, not a page", timeout=12, markup=False)

    def edit(self, name: str, text: str) -> tuple[Path, str] | None:
        """Opens a text in the user's editor, which has the terminal meanwhile.

        Returns:
            The file that was edited and what it holds, or None if there is none: the user was
            told why.
        """
        with self.reporting_errors():
            path = system.scratch(name, text)
            trouble: system.EditorError | None = None
            try:
                with self.app.suspend():
                    try:
                        system.edit(path)
                    except system.EditorError as error:  # out of here it would keep the terminal
                        trouble = error
            except SuspendNotSupported:
                told = "This terminal cannot be lent to an editor. Nothing was changed."
                trouble = system.NoEditorError(told)
            if isinstance(trouble, system.NoEditorError):
                system.discard(path)
            if trouble:
                raise trouble
            return path, system.read(path)
        return None

    def edit_copy(self, name: str, text: str) -> None:
        """Opens a copy of a file in the user's editor; says where the copy is, if it changed."""
        edited = self.edit(name, text)
        if edited is None:
            return
        path, after = edited
        if after == text:
            system.discard(path)
        else:
            told = f"Your copy is {path}. The page shows the program as it was."
            self.notify(told, timeout=12, markup=False)

    def discard(self, path: Path) -> None:
        """Removes a file that `edit` made."""
        system.discard(path)

    def copy(self, text: str, what: str) -> None:
        """Copies text by the desktop's own program, or else by the terminal."""
        if not system.copy(text):
            self.app.copy_to_clipboard(text)
        self.notify(f"{what} copied.", timeout=3, markup=False)


def titled(number: int, title: str) -> Content:
    """A pane's title: a number and a text from the store."""
    return plain(f"{number}  {title}", "bold")
