"""Keys that come faster than the app answers: each acts as if it had been typed slowly."""

import asyncio
from contextlib import closing
from pathlib import Path

import pytest
from textual import events
from textual.command import CommandPalette
from textual.widgets import Input, TextArea
from textual.widgets._toast import Toast

from store.domain.decision import DecisionDraft, Status
from store.store import Store
from tests.conftest import ada, fixed_clock
from tests.tui_app.driving import PATIENCE, Driver, driving, key_event
from tui_app.screens.tab import Tab
from tui_app.widgets.option_list import List


def decide(path: Path, *titles: str) -> None:
    with closing(Store(path, clock=fixed_clock, author=ada)) as store:
        for title in titles:
            draft = DecisionDraft(title, Status.PROPOSED, "django")
            store.decisions.save(draft, store.read.matrix())


def listed(path: Path) -> list[str]:
    with closing(Store(path)) as store:
        return [row.title for row in store.read.decisions()]


def has_left(app: Driver) -> bool:
    """Whether no dialog is open."""
    return len(app.app.screen_stack) == 1 and isinstance(app.app.screen, Tab)


@pytest.mark.parametrize(
    ("opens", "closes"),
    [
        (["2", "p"], "enter"),
        (["2", "p"], "escape"),
        (["2", "m"], "enter"),
        (["2", "o"], "escape"),
        (["2", "c"], "ctrl+s"),
        (["2", "e"], "enter"),
        (["2", "w"], "enter"),
        (["2", "b"], "ctrl+s"),
        (["2", "ctrl+s"], "escape"),
        (["1", "n"], "ctrl+s"),
        (["1", "v"], "enter"),
        (["1", "o"], "escape"),
        (["3", "A"], "n"),
        (["4", "e"], "ctrl+s"),
        (["4", "c"], "escape"),
        (["4", "S"], "escape"),
        (["4", "x"], "escape"),
        (["ctrl+p"], "escape"),
        (["ctrl+p"], "enter"),
    ],
)
async def test_a_dialog_is_left_once_however_often_its_key_is_pressed(
    store_path: Path, opens: list[str], closes: str
) -> None:
    decide(store_path, "Use Django")
    async with driving(store_path, 80, 24) as app:
        await app.press(opens[0])
        await app.settled()
        for key in opens[1:]:
            await app.press(key)
        await app.until(lambda: not has_left(app))
        await app.settled()
        await app.burst(closes, closes, closes)
        await app.settled()
        await app.until(lambda: len(app.app.screen_stack) == 1)
        assert app.app.is_running


async def test_a_second_enter_neither_acts_twice_nor_on_what_lies_below(store_path: Path) -> None:
    async with driving(store_path, 120, 36) as app:
        await app.press("2")
        await app.sees("Criterion")
        await app.press("p")
        await app.sees("Take the weights for")
        await app.burst("down", "enter", "enter")
        await app.until(lambda: has_left(app))
        await app.saved()
        assert app.app.focused is not None
        assert app.app.focused.id == "grid"  # the panel below was not opened
    with closing(Store(store_path)) as store:
        matrix = store.read.matrix()
        assert matrix.preset == matrix.comparison.presets[0].slug
        assert store.matrices.undo(matrix.id) is not None
        assert store.matrices.undo(matrix.id) is None


async def test_a_decision_is_saved_once(store_path: Path) -> None:
    async with driving(store_path, 120, 36) as app:
        await app.burst("2", "ctrl+s")
        await app.sees("Save decision")
        await app.burst("ctrl+s", "ctrl+s", "ctrl+s")
        await app.sees("Decision 1 saved")
        assert has_left(app)
    assert len(listed(store_path)) == 1


async def test_the_row_that_was_gone_to_is_thrown_away(store_path: Path) -> None:
    decide(store_path, "One", "Two", "Three")
    async with driving(store_path, 80, 24) as app:
        await app.burst("4", "down", "delete")
        await app.sees("Decision 2 is in the trash")
    assert listed(store_path) == ["Three", "One"] or listed(store_path) == ["One", "Three"]


async def test_all_actions_on_a_decision_are_on_the_row_that_was_gone_to(store_path: Path) -> None:
    decide(store_path, "One", "Two", "Three")
    titles = listed(store_path)
    async with driving(store_path, 120, 36) as app:
        for key, shows in (("e", "Decision"), ("c", "is proposed"), ("x", "Export decision")):
            await app.burst("4", "g", "down", key)
            await app.until(lambda: not has_left(app))
            number = await app.app.desk.read(
                lambda store: next(r.number for r in store.read.decisions() if r.title == titles[1])
            )
            await app.sees(shows, str(number))
            if key == "e":
                assert app.one("#title", Input).value == titles[1]
            await app.burst("escape")
            await app.until(lambda: has_left(app))


async def test_the_topic_that_was_gone_to_is_starred_and_noted(store_path: Path) -> None:
    async with driving(store_path, 80, 24) as app:
        slugs = [row.slug for row in await app.app.desk.read(lambda s: s.topics.all())]
        await app.burst("down", "s", "down", "r", "down", "n")
        await app.until(lambda: not has_left(app))
        app.one("#text", TextArea).text = "Mine"
        await app.burst("ctrl+s", "ctrl+s")
        await app.until(lambda: has_left(app))
        await app.saved()
        rows = {row.slug: row for row in await app.app.desk.read(lambda s: s.topics.all())}
    assert [slug for slug in slugs if rows[slug].starred] == [slugs[1]]
    assert [slug for slug in slugs if rows[slug].read] == [slugs[2]]
    assert [slug for slug in slugs if rows[slug].noted] == [slugs[3]]


async def test_the_experiment_that_was_gone_to_is_opened(store_path: Path) -> None:
    async with driving(store_path, 120, 36) as app:
        await app.burst("3", "down", "y")
        await app.until(lambda: not has_left(app))
        tab = app.app.screen_stack[0]
        row = tab.query_one("#experiments", List).highlighted
        assert row == 2  # a heading comes first


async def test_the_row_of_a_dialog_that_was_gone_to_is_taken(store_path: Path) -> None:
    async with driving(store_path, 120, 36) as app:
        await app.burst("2", "c", "down", "down", "space")
        await app.saved()
        matrix = await app.app.desk.read(lambda store: store.read.matrix())
        slug = matrix.comparison.slug
        whole = await app.app.desk.read(lambda store: store.read.comparison(slug))
    assert [c.slug for c in matrix.hidden_criteria] == [whole.criteria[2].slug]


async def test_what_is_searched_for_is_opened_however_fast_it_is_typed(store_path: Path) -> None:
    async with driving(store_path, 120, 36) as app:
        await app.burst("/", *"async", "down", "down", "enter")
        await app.until(lambda: app.app.focused and app.app.focused.id == "page")
        listing = app.one("#topics", List)
        assert listing.highlighted == 1


@pytest.mark.parametrize(
    "keys",
    [
        ["4", "enter", "right"],
        ["4", "left", "h", "l", "enter"],
        ["ctrl+p", "pageup"],
        ["ctrl+p", "pagedown", "enter", "enter"],
        ["2", "escape", "3", "escape", "4", "escape", "1", "escape"],
        ["2", "p", "escape", "escape", "4", "S", "escape", "escape"],
        ["4", "3", "2", "1", "4", "2"],
        ["/", "/", "escape", "/", "escape", "escape"],
        ["2", "/", "escape", "/", "enter"],
        ["f1", "f1", "2", "f1", "tab", "f1"],
        ["ctrl+p", "ctrl+p", "escape", "ctrl+p", "enter"],
    ],
)
async def test_keys_that_come_before_their_screen_do_no_harm(
    store_path: Path, keys: list[str]
) -> None:
    decide(store_path, "Use Django")
    async with driving(store_path, 80, 24) as app:
        await app.burst(*keys)
        assert app.app.is_running
        assert app.app._exception is None
        await app.burst("escape", "escape", "escape")
        await app.burst("1")
        await app.sees("Topics ─ 0 of 20 read")


@pytest.mark.parametrize("leaves", ["q", "ctrl+q"])
async def test_keys_behind_the_one_that_leaves_are_dropped(store_path: Path, leaves: str) -> None:
    async with driving(store_path, 80, 24) as app:
        driver = app.app._driver
        assert driver is not None
        for key in ("2", leaves, "p", "enter", "4", "q", "ctrl+p"):
            driver.send_message(key_event(key))
        for _ in range(PATIENCE):
            await asyncio.sleep(0.01)
            if not app.app.is_running:
                break
            driver.send_message(key_event("j"))
        assert not app.app.is_running
        assert app.app._exception is None


@pytest.mark.parametrize("size", [(1, 1), (2, 40), (5, 5), (300, 1)])
async def test_lists_and_palette_stand_any_size(store_path: Path, size: tuple[int, int]) -> None:
    decide(store_path, "Use Django")
    async with driving(store_path, 80, 24) as app:
        for keys in (["ctrl+p"], ["2", "p"], ["2", "c"], ["2", "ctrl+s"], ["4", "R"], ["f1"]):
            await app.burst(*keys)
            await app.pilot.resize_terminal(*size)
            await app.burst("pageup", "pagedown", "end", "home", "tab", "pagedown", "enter")
            await app.burst("escape", "escape")
            await app.pilot.resize_terminal(80, 24)
        assert app.app._exception is None
        assert app.app.is_running


async def test_the_palette_is_left_once(store_path: Path) -> None:
    async with driving(store_path, 80, 24) as app:
        await app.press("ctrl+p")
        await app.until(lambda: isinstance(app.app.screen, CommandPalette))
        palette = app.app.screen
        palette.dismiss(None)
        palette.dismiss(None)
        await app.settled()
        assert has_left(app)


async def test_a_press_on_a_message_that_was_just_removed_does_no_harm(store_path: Path) -> None:
    async with driving(store_path, 80, 24) as app:
        app.app.notify("Saved.")
        await app.sees("Saved.")
        toast = app.app.screen.query_one(Toast)
        x, y = toast.region.offset
        press = events.MouseDown(None, x + 2, y + 1, 0, 0, 1, False, False, False, x + 2, y + 1)
        with app.app.batch_update():  # it is still drawn where it was
            await toast.remove()
            await app.app.on_event(press)
        await app.settled()
        assert app.app._exception is None


async def test_a_key_that_comes_up_to_the_app_as_it_is_left_does_no_harm(store_path: Path) -> None:
    async with driving(store_path, 80, 24) as app:
        key = key_event("enter")
        key._set_forwarded()
    await app.app.on_event(key)
    assert app.app._exception is None
