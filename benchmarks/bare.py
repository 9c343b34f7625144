"""The peer: the least that Textual can be asked for, one list of twenty rows."""

from textual.app import App, ComposeResult
from textual.widgets import OptionList


class Bare(App[None]):
    """One OptionList and nothing else."""

    def compose(self) -> ComposeResult:
        """Lay out the list, and only the list."""
        yield OptionList(*(f"Row {number} of a bare list" for number in range(1, 21)))


if __name__ == "__main__":
    Bare().run()
