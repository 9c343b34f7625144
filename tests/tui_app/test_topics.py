"""The tab Topics: browse, search, read, mark, come back."""

from pathlib import Path

import pytest
from textual.widgets import Input

from store.store import Store
from tests.tui_app.driving import driving
from tui_app.screens.base import WIDE
from tui_app.widgets.lists import List, Page


async def test_all_topics_are_listed_and_arrow_keys_open_their_pages(store_path: Path) -> None:
    async with driving(store_path) as app:
        assert sum(not option.disabled for option in app.one("#topics", List).options) == 20
        await app.sees("Python on the server", "What does Python do in a back end")
        await app.press("down", "j")
        await app.sees("Which Python web frameworks are there")
        await app.press("k", "k")
        await app.sees("What does Python do in a back end")
        await app.press("G")
        await app.sees("20  What comes next ─")


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_search_finds_as_one_types_and_opens_the_claim(
    store_path: Path, size: tuple[int, int]
) -> None:
    async with driving(store_path, *size) as app:
        await app.press("slash")
        await app.write("shards")
        await app.sees("11.3", "found")
        await app.press("enter")
        await app.until(lambda: app.one("#page", Page).has_focus)
        await app.sees("Django shards databases by itself", "asks a router that you write")
        await app.press("escape", "escape")
        await app.sees("Topics ─ 0 of 20 read")
        assert app.one("#topics", List).has_focus


@pytest.mark.parametrize(
    "words", ["c++", "N+1", "__init__", '"', "*", "[/]", "NEAR(", "🦄", "(" * 10_000]
)
async def test_search_takes_anything(store_path: Path, words: str) -> None:
    async with driving(store_path) as app:
        await app.press("slash")
        await app.until(lambda: app.app.screen.query("#search"))
        app.one("#search", Input).value = words
        await app.sees("ound")
        await app.press("escape")
        await app.sees("Topics ─ 0 of 20 read")


async def test_escape_goes_one_step_back_and_never_quits(store_path: Path) -> None:
    async with driving(store_path, 80, 24) as app:
        await app.press("enter")
        await app.until(lambda: app.one("#page", Page).has_focus)
        await app.press("escape")
        await app.until(lambda: app.one("#topics", List).has_focus)
        await app.press("escape", "escape")
        assert app.app.is_running


async def test_star_read_mark_and_note_are_kept(store_path: Path) -> None:
    async with driving(store_path) as app:
        await app.press("s", "r", "n")
        await app.sees("Note · Python on the server")
        await app.write("Ask [/] Ada about list[int]")
        await app.press("ctrl+s")
        await app.sees("Topics ─ 1 of 20 read", "★ ✎", "Ask [/] Ada about list[int]")
    store = Store(store_path)
    row = store.read.topics()[0]
    assert (row.starred, row.read, row.noted) == (True, True, True)
    store.close()


async def test_a_star_given_and_taken_in_one_breath_is_none(store_path: Path) -> None:
    async with driving(store_path) as app:
        await app.press("s", "s", "s", "s")
        await app.saved()
        await app.press("r", "r", "r")
        await app.sees("Topics ─ 1 of 20 read")
    store = Store(store_path)
    assert not store.read.topics()[0].starred
    store.close()


async def test_reading_to_the_end_marks_the_topic_as_read(store_path: Path) -> None:
    async with driving(store_path) as app:
        await app.press("enter")
        await app.until(lambda: app.one("#page", Page).has_focus)
        await app.until(lambda: app.one("#page", Page).max_scroll_y > 0)
        await app.press("G")
        await app.sees("Topics ─ 1 of 20 read")


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_the_topic_and_the_place_in_it_come_back(
    store_path: Path, size: tuple[int, int]
) -> None:
    async with driving(store_path, *size) as app:
        await app.press("down", "enter")
        await app.sees("How does Python compare")
        await app.until(lambda: app.one("#page", Page).max_scroll_y > 0)
        await app.press("j", "j", "j")
        await app.press("q")
        await app.until(lambda: not app.app.is_running)
    async with driving(store_path, *size) as app:
        if size[0] < WIDE:
            await app.press("enter")
        await app.sees("2  Python and other languages ─")
        await app.until(lambda: round(app.one("#page", Page).scroll_y) == 3)


async def test_m_goes_to_the_criteria_that_come_from_the_topic(store_path: Path) -> None:
    store = Store(store_path)
    topic = store.read.topic("14")
    names = [c.name for c in store.read.matrix().comparison.criteria if c.topic == topic.slug]
    store.close()
    async with driving(store_path) as app:
        await app.press("slash")
        await app.write("deployment")
        await app.sees("found")
        await app.press("enter")
        await app.sees(topic.question[:30])
        await app.press("m")
        await app.sees("Criterion", names[0])


async def test_another_programs_mark_shows_when_one_comes_back(store_path: Path) -> None:
    async with driving(store_path) as app:
        other = Store(store_path)
        other.topics.mark_read("01-python-on-the-server", on=True)
        other.close()
        await app.press("3", "1")
        await app.sees("Topics ─ 1 of 20 read")
