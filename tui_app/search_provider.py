"""The command palette, and what it finds beside commands: topics, claims, rows, decisions."""

from functools import partial

from textual.await_complete import AwaitComplete
from textual.command import CommandList, CommandPalette, Hit, Hits, Provider

from store.domain.errors import StoreError
from tui_app.screens.tab import Tab, goto_hit
from tui_app.widgets.topic_list import hit_rows

BEGINS = 3
"""Letters from which on the store is searched; fewer are meant for commands."""

MOST = 20
"""Things found that are listed, below the commands."""


class Palette(CommandPalette):
    """Textual's command palette (8.2.8), proof against keys that come before or after it."""

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Leaves; does nothing where the palette was left already."""
        return super().dismiss(result) if self.is_active else AwaitComplete()

    def _action_command_list(self, action: str) -> None:
        """Does something with the list, once there is one that has room."""
        found = self.query(CommandList)
        if found and found.first().scrollable_content_region:
            super()._action_command_list(action)


class StoreProvider(Provider):
    """Searches the store as one types; choosing something goes to it."""

    async def search(self, query: str) -> Hits:
        """Yields the hits of the store, the best first and all below any command."""
        tab = self.screen
        if not isinstance(tab, Tab) or len(query.strip()) < BEGINS:
            return
        try:
            hits = await tab.desk.read(lambda store: store.read.search(query, limit=MOST))
        except StoreError:
            return  # the screen will tell it; the commands must go on working
        for place, row in enumerate(hit_rows(hits)):
            if row.hit is not None:
                go = partial(tab.post_message, goto_hit(row.hit))
                yield Hit(0.1 / (place + 1), row.text, go, text=row.hit.title)
