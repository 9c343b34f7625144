"""Lets the user choose one of a list."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from store.domain.content import Source
from tui_app.dialogs.dialog import Dialog, frame, hint
from tui_app.widgets.option_list import List
from tui_app.widgets.rich_page import plain


class ChooseDialog(Dialog[int]):
    """A list; dismisses with the index of what was chosen.

    Args:
        title: what it is about.
        choices: a heading and an explanation each; the latter may be empty.
        at: the index to begin on.
        keys: what the keys do, in a line.
    """

    def __init__(
        self,
        title: str,
        choices: Sequence[tuple[str, str]],
        at: int = 0,
        keys: str = "⏎ chooses · esc cancels",
    ) -> None:
        super().__init__()
        self._title = title
        self._choices = tuple(choices)
        self._at = at
        self._keys = keys

    def compose(self) -> ComposeResult:
        """The list and the keys."""
        with frame(self._title):
            yield List(*(Option(_choice(*choice)) for choice in self._choices), markup=False)
            yield hint(self._keys)

    def on_mount(self) -> None:
        """Begins where the present value is."""
        self.query_one(List).highlighted = self._at

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_index)

    def action_accept(self) -> None:
        """Leaves with the highlighted one."""
        self.query_one(List).action_select()


def _choice(heading: str, explanation: str) -> Content:
    title = plain(heading, "bold")
    if not explanation:
        return title
    return title.append("\n  ").append(plain(explanation, "$foreground 60%"))


async def pick_source(screen: Screen[None], sources: Sequence[Source]) -> None:
    """Lists sources, and opens the page of the one that is chosen in the browser."""
    if not sources:
        screen.notify("There is no source here.", timeout=3)
        return
    choices = [(s.title, s.url or s.how or "") for s in sources]
    keys = "⏎ opens the page in the browser · esc goes back"
    chosen = await screen.app.push_screen_wait(ChooseDialog("Sources", choices, keys=keys))
    if chosen is None:
        return
    if url := sources[chosen].url:
        screen.app.open_url(url)
    else:
        screen.notify("This source is a run, not a page.", timeout=4)
