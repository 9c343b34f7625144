"""Whatever a key or the mouse changes is painted again: the terminal shows no line of before."""

from collections.abc import Sequence
from contextlib import closing
from itertools import cycle
from pathlib import Path

import pytest
from textual.widgets import OptionList

from store.domain.decision import DecisionDraft, Status
from store.store import Store
from tests.tui_app.driving import Driver, driving
from tui_app.widgets.tab_bar import TabBar

MATRIX = [
    *("down", "right", "plus", "plus", "right", "minus", "left", "left", "plus", "backspace"),
    *("u", "U", "pagedown", "end", "right", "home", "pageup", "d", "s", "T", "down", "right"),
    *("plus", "j", "T", "s", "d", "right_square_bracket", "left_square_bracket", "f", "escape"),
    *("enter", "right", "right", "left", "escape"),
]
TOPICS = ["down", "j", "up", "G", "k", "g", "s", "s", "c", "down", "c", "enter", "G", "right", "h"]
DECISIONS = ["down", "down", "up", "end", "home", "pagedown", "enter", "escape", "H", "escape"]


async def press_and_look(app: Driver, keys: Sequence[str]) -> None:
    """Presses each key and looks whether what it changed is painted."""
    for key in keys:
        await app.press(key)
        await app.painted()


@pytest.mark.parametrize(("width", "height"), [(120, 30), (80, 24)])
async def test_keys_in_the_matrix_paint_what_they_change(
    store_path: Path, width: int, height: int
) -> None:
    async with driving(store_path, width, height) as app:
        await app.press("2")
        await app.sees("Criterion", "Score")
        await press_and_look(app, MATRIX)


async def test_an_option_put_back_paints_all_of_its_column(store_path: Path) -> None:
    with closing(Store(store_path)) as store:
        store.matrices.rule_out(store.read.matrix().id, "flask", "too small")
    async with driving(store_path) as app:
        await app.press("2")
        await app.sees("✗ Flask")
        await press_and_look(app, ["right", "x"])
        assert "✗ Flask" not in app.text


async def test_the_mouse_in_the_matrix_paints_what_it_changes(store_path: Path) -> None:
    async with driving(store_path, 100, 24) as app:
        await app.press("2")
        await app.sees("Criterion", "Score")
        for x, y in ((40, 6), (5, 8), (40, 5)):
            await app.pilot.click("#grid", offset=(x, y))
            await app.painted()
        for down in (True, True, False):
            await app.wheel("#grid", down=down)
            await app.painted()


async def test_keys_in_the_topics_paint_what_they_change(store_path: Path) -> None:
    async with driving(store_path) as app:
        await app.sees("Topics ─ 0 of 20 read")
        await press_and_look(app, TOPICS)


async def test_keys_in_the_decisions_paint_what_they_change(store: Store, store_path: Path) -> None:
    for title in ("One", "Two", "Three"):
        draft = DecisionDraft(title, Status.PROPOSED, "flask")
        store.decisions.save(draft, store.read.matrix())
    async with driving(store_path) as app:
        await app.press("4")
        await app.sees("Decisions ─ 3")
        await press_and_look(app, DECISIONS)


async def test_a_list_in_a_dialog_paints_the_row_left_and_the_row_come_to(store_path: Path) -> None:
    async with driving(store_path) as app:
        await app.press("2")
        await app.sees("Criterion", "Score")
        await app.press("p")
        await app.until(lambda: app.app.screen.query(OptionList))
        await press_and_look(app, ["down", "down", "up", "end", "home"])


async def test_the_state_of_saving_is_painted_when_it_changes(store_path: Path) -> None:
    async with driving(store_path) as app:
        bar = app.app.screen.query_one(TabBar)
        for state, word in (("saving", "◌ saving"), ("failed", "✗ not"), ("saved", "◉ saved")):
            bar.saving = state
            await app.sees(word)
            await app.painted()


async def test_what_a_message_has_covered_is_painted_when_it_goes(store_path: Path) -> None:
    async with driving(store_path, 80, 24) as app:
        await app.press("2")
        await app.sees("Criterion", "Score")
        await app.press("end", "u")
        await app.sees("There is nothing to undo.")
        keys = cycle(("up", "down"))
        while app.app.screen.query("Toast"):
            await app.press(next(keys))
        await app.painted()
