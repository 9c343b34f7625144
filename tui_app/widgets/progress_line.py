"""The line that says what is running, and how far it is."""

from textual.content import Content
from textual.widgets import Static

from tui_app.widgets.analysis_panel import bar
from tui_app.widgets.rich_page import plain

_CELLS = 12


class ProgressLine(Static):
    """One line above the keys; hidden while nothing is running."""

    DEFAULT_CSS = """
    ProgressLine { height: 1; padding: 0 1; background: $primary 25%; display: none; }
    ProgressLine.-running { display: block; }
    .-tiny ProgressLine, .-flat ProgressLine { display: none; }
    """

    def tell(self, words: str, share: float = -1.0) -> None:
        """Shows what is running and the share that is done; below 0 it is unknown."""
        drawn = Content("")
        if share >= 0:
            drawn = bar(share, share, _CELLS).append(f" {share:4.0%} ")
        self.update(drawn.append(" ").append(plain("esc cancels  ", "bold")).append(plain(words)))
        self.add_class("-running")

    def clear(self) -> None:
        """Takes the line away: nothing is running any more."""
        self.remove_class("-running")
