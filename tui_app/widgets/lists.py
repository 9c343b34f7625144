"""A list with vi keys that survives any size of window."""

from typing import ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import OptionList

from tui_app import keys


class List(OptionList):
    """An OptionList with vi keys.

    Its width has a floor, because an OptionList four cells wide or less stops the app
    (textual 8.2.8).
    """

    BINDINGS: ClassVar[list[BindingType]] = keys.LIST
    DEFAULT_CSS = """
    List { min-width: 8; }
    """


class Page(VerticalScroll):
    """A scrolling page with vi keys; takes the focus so that keys can scroll it."""

    BINDINGS: ClassVar[list[BindingType]] = keys.SCROLL
