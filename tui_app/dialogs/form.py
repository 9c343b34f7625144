"""The base of dialogs with fields to fill in."""

from typing import TypeVar

from textual import work
from textual.widgets import Input, Select, TextArea

from tui_app.dialogs.confirm import ConfirmDialog
from tui_app.dialogs.dialog import Dialog

Result = TypeVar("Result")


class Form(Dialog[Result]):
    """A dialog that asks before it throws away what was filled in, unless that is a single line."""

    _untouched: tuple[object, ...] = ()

    def on_mount(self) -> None:
        """Remembers what the fields hold at first."""
        self._untouched = self._filled_in

    @property
    def _filled_in(self) -> tuple[object, ...]:
        fields = self.query("Input, Select, TextArea")
        return tuple(
            field.text if isinstance(field, TextArea) else field.value
            for field in fields
            if isinstance(field, Input | Select | TextArea)
        )

    def action_cancel(self) -> None:
        """Leaves without a value, after a question if something was filled in."""
        line = len(self._untouched) == 1 and not self.query(TextArea)
        if line or self._filled_in == self._untouched:
            self.dismiss(None)
        else:
            self._ask()

    @work(exclusive=True)
    async def _ask(self) -> None:
        told = "What you have changed here is not saved."
        dialog = ConfirmDialog("Throw it away?", told, yes="throws it away", no="goes on")
        if await self.app.push_screen_wait(dialog):
            self.dismiss(None)
