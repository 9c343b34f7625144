"""The bottom line: the keys that work here and now."""

from collections.abc import Iterator

from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget


class KeyBar(Widget):
    """As many keys as there is room for, each of them a button for the mouse; help always.

    It is one widget that draws a line, where Textual's Footer is a widget for every key: the
    difference is a tenth of the app's start.
    """

    DEFAULT_CSS = """
    KeyBar { height: 1; dock: bottom; background: $panel; color: $foreground; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.auto_links = False  # a key is no link, though it can be clicked

    def on_mount(self) -> None:
        """Follows what the focus makes possible."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, _: Screen[object]) -> None:
        self.refresh()

    def render(self) -> Content:
        """The keys, those of the screen first."""
        *keys, last = [*self._keys(), Content(" ")]
        help_key = next((key for key in keys if key.plain.strip().startswith("?")), last)
        room = self.size.width - help_key.cell_length
        shown = []
        for key in keys:
            room -= key.cell_length
            if key is help_key or room < 0:
                break
            shown.append(key)
        return Content("").join([*shown, help_key])

    def _keys(self) -> Iterator[Content]:
        seen = set()
        for node, binding, enabled, _ in self.screen.active_bindings.values():
            if binding.show and enabled and binding.action not in seen:
                seen.add(binding.action)
                prefix = "screen." if node is self.screen else ""
                click = f"@click={prefix}{binding.action}"
                key = self.app.get_key_display(binding)
                yield Content.assemble(
                    (f" {key} ", f"bold $footer-key-foreground {click}"),
                    (f"{binding.description} ", click),
                )
