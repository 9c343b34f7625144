"""The list of very many rows: what is highlighted is in view, and the mouse finds its row."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import App, ComposeResult
from textual.content import Content
from textual.pilot import Pilot

from tui_app.widgets.long_list import LongList


@dataclass(frozen=True)
class Words:
    """A row that takes a line a word, or all in one if there is room."""

    text: str

    def height(self, width: int) -> int:
        return len(self.lines(width))

    def lines(self, width: int) -> Sequence[Content]:
        return [Content(text) for text in ([self.text] if len(self.text) < width else self.words)]

    @property
    def words(self) -> list[str]:
        return self.text.split()


class Showing(App[None]):
    """An app that is a list, and what it told."""

    def __init__(self, rows: Sequence[Words]) -> None:
        super().__init__()
        self._rows = rows
        self.told: list[tuple[str, int]] = []

    def compose(self) -> ComposeResult:
        yield LongList()

    def on_mount(self) -> None:
        self.query_one(LongList).show(self._rows)
        self.query_one(LongList).focus()

    def on_long_list_moved(self, message: LongList.Moved) -> None:
        self.told.append(("moved", message.index))

    def on_long_list_chosen(self, message: LongList.Chosen) -> None:
        self.told.append(("chosen", message.index))


ROWS = [Words(f"row {n} and some words") for n in range(10_000)]


def seen(app: App[None]) -> list[str]:
    """The lines in the window."""
    lines = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in line).rstrip(" ▁▂▃▄▅▆▇█") for line in lines]


async def pressed(pilot: Pilot[None], *keys: str) -> LongList:
    await pilot.press(*keys)
    await pilot.pause()
    return pilot.app.query_one(LongList)


async def test_the_highlighted_row_is_in_view_wherever_one_goes() -> None:
    app = Showing(ROWS)
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.pause()
        for keys, at in (
            (["down", "j"], 2),
            (["G"], 9_999),
            (["down"], 9_999),
            (["pageup"], 9_989),
            (["up", "k"], 9_987),
            (["home"], 0),
            (["up"], 0),
            (["pagedown", "ctrl+d"], 20),
            (["end", "g"], 0),
        ):
            listing = await pressed(pilot, *keys)
            assert listing.highlighted == at
            assert f"row {at} and some words" in seen(app)
        assert app.told[:3] == [("moved", 1), ("moved", 2), ("moved", 9_999)]
        await pressed(pilot, "enter")
        assert app.told[-1] == ("chosen", 0)


async def test_rows_take_more_lines_where_there_is_less_room() -> None:
    app = Showing(ROWS)
    async with app.run_test(size=(12, 10)) as pilot:
        await pilot.pause()
        assert seen(app)[:6] == ["row", "0", "and", "some", "words", "row"]
        await pressed(pilot, "G")
        assert seen(app)[-4:] == ["9999", "and", "some", "words"]
        await pilot.resize_terminal(40, 10)
        await pilot.pause()
        assert seen(app)[-2:] == ["row 9998 and some words", "row 9999 and some words"]


async def test_a_click_chooses_the_row_under_it_and_no_row_below_the_last() -> None:
    app = Showing([Words("a long first row"), Words("two"), Words("three")])
    async with app.run_test(size=(12, 10)) as pilot:
        await pilot.pause()
        await pilot.click(LongList, offset=(1, 4))
        await pilot.pause()
        assert app.told == [("moved", 1), ("chosen", 1)]
        await pilot.click(LongList, offset=(1, 8))
        await pilot.pause()
        assert app.told == [("moved", 1), ("chosen", 1)]


async def test_a_list_of_nothing_bears_every_key() -> None:
    app = Showing([])
    async with app.run_test(size=(40, 10)) as pilot:
        listing = await pressed(pilot, "down", "up", "G", "g", "pagedown", "pageup", "enter")
        assert listing.highlighted is None
        assert app.told == []
        listing.show(ROWS[:3], 7)
        assert listing.highlighted == 2
