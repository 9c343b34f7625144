"""The top line: the tabs, and whether all is saved."""

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

TABS = ("Topics", "Matrix", "Lab", "Decisions")
"""The tabs, in the order of the keys 1 to 4 that open them."""

LEAST = (40, 10)
"""Columns and lines below which nothing but a notice is shown."""

_STATES = {
    "saved": ("◉ saved", "$text-success"),
    "saving": ("◌ saving", "$text-warning"),
    "failed": ("✗ not saved", "bold $text-error"),
}


class TabBar(Widget):
    """One line: the tabs, and the state of saving at the right."""

    DEFAULT_CSS = """
    TabBar { height: 1; dock: top; background: $panel; color: $foreground; }
    """

    saving: reactive[str] = reactive("saved")
    """saved, saving or failed."""

    def __init__(self, active: str) -> None:
        super().__init__()
        self.auto_links = False  # a tab is no link, though it can be clicked
        self._active = active

    def render(self) -> Content:
        """Draws the line, or says that the window is too small."""
        width, height = self.app.size
        if width < LEAST[0] or height < LEAST[1]:
            return Content(
                f"Shortlist needs {LEAST[0]} × {LEAST[1]} cells; here are {width} × {height}."
            )
        tabs = [
            Content.styled(
                f" {number} {name} ",
                f"bold reverse @click=app.tab('{name.lower()}')"
                if name == self._active
                else f"@click=app.tab('{name.lower()}')",
            )
            for number, name in enumerate(TABS, 1)
        ]
        left = Content(" ").join([Content.styled(" Shortlist ", "bold $text-primary"), *tabs])
        state = Content.styled(*_STATES[self.saving])
        gap = self.size.width - left.cell_length - state.cell_length - 1
        return left if gap < 1 else left.append(Content(" " * gap)).append(state)
