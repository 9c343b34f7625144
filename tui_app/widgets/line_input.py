"""A line to type in."""

from textual import events
from textual.widgets import Input


class LineInput(Input):
    """An Input that takes all of what is pasted, on one line: Textual's own keeps the first."""

    def on_paste(self, event: events.Paste) -> None:
        """Joins the lines with blanks, before the Input takes them."""
        lines = event.text.splitlines()
        if len(lines) > 1:
            event.text = " ".join(filter(None, map(str.strip, lines)))
