"""The app as a whole: tabs, help, palette, windows of any size, trouble with the store."""

import shutil
import sqlite3
import stat
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import pytest
from textual.binding import Binding
from textual.notifications import Notification, Notify
from textual.widget import Widget
from textual.widgets import Input, TextArea

from store.domain.decision import DecisionDraft, Status
from store.store import Store
from tests.tui_app.driving import PATIENCE, Driver, driving
from tui_app import app as app_module
from tui_app import keys
from tui_app.app import ShortlistApp


async def test_the_open_tab_comes_back(store_path: Path) -> None:
    async with driving(store_path) as app:
        await app.press("2")
        await app.sees("Criterion")
        await app.press("q")
        await app.until(lambda: not app.app.is_running)
    async with driving(store_path) as app:
        await app.sees("Criterion", "Score")
        await app.press("1")
        await app.sees("Topics ─ 0 of 20 read")


async def test_a_message_that_is_about_to_go_is_not_shown_on_another_screen(
    store_path: Path,
) -> None:
    async with driving(store_path) as app:
        for text, left in (("A moment left", 0.5), ("Much time left", 60)):
            message = Notification(text, timeout=left)
            app.app.post_message(Notify(message))
        await app.sees("Much time left")
        await app.press("2")
        await app.sees("Criterion", "Much time left")
        assert "A moment left" not in app.text


async def test_tabs_are_mounted_when_they_are_first_opened(store_path: Path) -> None:
    async with driving(store_path) as app:
        assert [type(screen).__name__ for screen in app.app.screen_stack] == ["TopicsScreen"]
        assert set(app.app._screen_stacks) == {"topics"}
        await app.press("4")
        await app.sees("No decision yet.")
        assert set(app.app._screen_stacks) == {"topics", "decisions"}


async def test_help_lists_the_keys_and_goes_away(store_path: Path) -> None:
    async with driving(store_path) as app:
        await app.press("question_mark")
        await app.sees("Star this topic")
        await app.press("f1")
        await app.until(lambda: "Star this topic" not in app.text)


@pytest.mark.parametrize(("tab", "key"), [("1", "question_mark"), ("2", "f1"), ("4", "f1")])
async def test_the_mouse_in_the_help_leaves_all_as_it_is(
    store_path: Path, tab: str, key: str
) -> None:
    async with driving(store_path) as app:
        await app.press(tab)
        await app.saved()
        before = app.text
        await app.press(key)
        await app.until(lambda: app.app.screen.query("HelpPanel"))
        await app.saved()
        help_ = app.one("HelpPanel", Widget).region
        for x, y in ((help_.x + 2, help_.y + 1), (help_.right - 1, help_.bottom - 2), help_.offset):
            await app.drag((x, y), (x - 3, y + 2))
        assert app.app.screen.query("HelpPanel")
        await app.press(key)
        await app.until(lambda: app.text == before)


@pytest.mark.parametrize(
    ("tab", "bindings"), [("1", keys.TOPICS), ("2", keys.MATRIX), ("3", keys.LAB)]
)
async def test_every_action_is_in_the_palette(
    store_path: Path, tab: str, bindings: list[Binding]
) -> None:
    async with driving(store_path) as app:
        await app.press(tab)
        await app.saved()
        commands = {command.title for command in app.app.get_system_commands(app.app.screen)}
        assert {binding.description for binding in bindings} <= commands


@pytest.mark.parametrize("tab", ["1", "2", "3", "4"])
async def test_the_palette_names_each_command_once(store_path: Path, tab: str) -> None:
    async with driving(store_path) as app:
        await app.press(tab)
        await app.saved()
        commands = app.app.get_system_commands(app.app.screen)
        titles = [command.title for command in commands]
        assert len(titles) == len(set(titles))
        assert {"Help", "Quit", "Theme"} <= set(titles)


async def test_a_command_from_the_palette_acts_on_the_tab(store_path: Path) -> None:
    async with driving(store_path) as app:
        await app.press("ctrl+p")
        await app.write("Star")
        await app.sees("Star this topic")
        await app.press("enter")
        await app.sees("★")


@pytest.mark.parametrize("size", [(1, 1), (3, 30), (39, 9), (5, 100), (200, 2)])
async def test_a_tiny_window_says_so_and_recovers(store_path: Path, size: tuple[int, int]) -> None:
    async with driving(store_path, *size) as app:
        for tab in ("2", "3", "4", "1"):
            await app.press(tab)
            await app.saved()
        await app.pilot.resize_terminal(100, 30)
        await app.sees("Topics ─ 0 of 20 read", "What does Python do")
        await app.pilot.resize_terminal(1, 1)
        await app.press("down", "down")
        await app.pilot.resize_terminal(80, 24)
        await app.sees("Topics ─ 0 of 20 read")


async def test_a_small_window_says_how_large_it_should_be(store_path: Path) -> None:
    async with driving(store_path, 60, 8) as app:
        await app.sees("Shortlist needs 40 × 10 cells; here are 60 × 8.")


async def test_a_store_that_cannot_be_written_is_told_and_nothing_is_lost(
    store_path: Path,
) -> None:
    app_ = ShortlistApp(Store(store_path, timeout=0.05))
    async with app_.run_test(size=(120, 40)) as pilot:
        with closing(sqlite3.connect(store_path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await pilot.press("s")
            for _ in range(PATIENCE):
                await pilot.pause(0.01)
                if app_._notifications:
                    break
            told = [notification.message for notification in app_._notifications]
            assert any("is locked by another program" in message for message in told)
            other.execute("ROLLBACK")
        await pilot.press("s")
        await app_.desk.write(lambda _: None)
        row = await app_.desk.read(lambda store: store.topics.all()[0])
        assert row.starred
    app_.desk.close()


@pytest.mark.parametrize("theme", ["textual-light", "textual-dark", "nord"])
async def test_every_tab_works_in_every_kind_of_theme(store_path: Path, theme: str) -> None:
    async with driving(store_path) as app:
        app.app.theme = theme
        for tab, text in (
            ("2", "Score"),
            ("3", "Experiments"),
            ("4", "No decision yet."),
            ("1", "Topics"),
        ):
            await app.press(tab)
            await app.sees(text)
        await app.press("q")
        await app.until(lambda: not app.app.is_running)
    async with driving(store_path) as app:
        assert app.app.theme == theme


async def test_without_colour_no_theme_of_the_terminals_own_colours_is_taken(
    store_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(Store(store_path)) as store:
        store.topics.remember(theme="ansi-dark")
    monkeypatch.setenv("NO_COLOR", "1")
    async with driving(store_path) as app:
        assert app.app.theme == "textual-dark"
        assert not any(theme.ansi for theme in app.app.available_themes.values())
        await app.press("q")
        await app.until(lambda: not app.app.is_running)
    monkeypatch.delenv("NO_COLOR")
    async with driving(store_path) as app:
        assert app.app.theme == "ansi-dark"


@pytest.mark.parametrize(
    ("tab", "keys"),
    [("1", "s"), ("1", "r"), ("2", "+"), ("2", "u"), ("4", "delete"), ("4", "u"), ("4", "e")],
)
async def test_a_store_that_can_neither_be_written_nor_read_is_told(
    store_path: Path, tab: str, keys: str
) -> None:
    with closing(Store(store_path)) as store:
        draft = DecisionDraft("Use Django", Status.PROPOSED, "django")
        store.decisions.save(draft, store.read.matrix())
    async with driving(store_path, 120, 36) as app:
        await app.burst(tab, "down")
        await app.saved()
        store_path.with_name(f"{store_path.name}-wal").write_bytes(b"\0" * 4096)
        with store_path.open("r+b") as file:
            file.write(b"This is no database any more. " * 10_000)
        await app.burst(keys)
        await app.until(lambda: app.app._notifications or len(app.app.screen_stack) > 1)
        await app.burst("escape", "1", "2", "3", "4")
        assert app.app.is_running
        assert app.app._exception is None


async def test_rows_that_make_no_sense_are_told_and_the_rest_is_shown(store_path: Path) -> None:
    with closing(Store(store_path)) as store:
        last, other = store.topics.all()[:2]
        store.topics.remember(topic=last.slug)
        for title in ("Use Flask", "Use Django"):
            draft = DecisionDraft(title, Status.PROPOSED, "flask")
            store.decisions.save(draft, store.read.matrix())
    with closing(sqlite3.connect(store_path)) as database, database:
        database.execute("UPDATE topic SET body = '{not JSON' WHERE slug = ?", [last.slug])
        database.execute("UPDATE decision SET title = x'00ff' WHERE number = 1")
    async with driving(store_path) as app:
        await app.sees(other.title)
        await app.press("4")
        await app.sees("Use Django", "Not all is shown", "decision 1")


async def writes_a_note(app: Driver) -> None:
    await app.press("n")
    await app.sees("^s saves")
    app.one("TextArea", TextArea).text = "Two hours of thought"


async def edits_a_decision(app: Driver) -> None:
    await app.press("4")
    await app.sees("Use Django")
    await app.press("e")
    await app.sees("^s saves")
    app.one("#title", Input).value = "Use Django 5"
    app.one("#context", TextArea).text = "Two hours of thought"


def removes(path: Path, _: Path) -> None:
    path.unlink()


def replaces(path: Path, other: Path) -> None:
    Path(shutil.copy(path, other)).rename(path)


@pytest.mark.parametrize("change", [removes, replaces])
@pytest.mark.parametrize("types", [writes_a_note, edits_a_decision])
async def test_what_was_typed_is_kept_in_a_file_where_the_store_is_another_one_by_now(
    store_path: Path,
    tmp_path: Path,
    data_folder: Path,
    change: Callable[[Path, Path], None],
    types: Callable[[Driver], Awaitable[None]],
) -> None:
    with closing(Store(store_path)) as store:
        draft = DecisionDraft("Use Django", Status.PROPOSED, "django")
        store.decisions.save(draft, store.read.matrix())
    before = {*data_folder.rglob("*.md")}
    async with driving(store_path) as app:
        await types(app)
        change(store_path, tmp_path / "other.sqlite3")
        await app.press("ctrl+s")
        await app.until(lambda: {*data_folder.rglob("*.md")} - before)
        (kept,) = {*data_folder.rglob("*.md")} - before
        await app.until(lambda: app.app._notifications)
        told = " ".join(each.message for each in app.app._notifications)
        assert "was moved, removed or replaced" in told
        assert f"What you typed is in {kept}." in told
        assert kept.parent == data_folder / "shortlist" / "unsaved"
        assert "Two hours of thought" in kept.read_text("utf-8")
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600


async def test_nobody_is_kept_from_leaving_while_another_program_holds_the_store(
    store_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app_module, "LEAVING", 0.05)
    async with driving(store_path) as app:
        await app.press("s")  # real work, which is saved first
        await app.press("2")
        await app.sees("Criterion")
        await app.saved()
        with closing(sqlite3.connect(store_path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await app.press("q")
            await app.until(lambda: not app.app.is_running)
    with closing(Store(store_path)) as store:
        assert store.topics.all()[0].starred
        assert store.topics.settings().get("tab") is None


async def test_the_keys_of_a_screen_can_be_asked_for_while_the_app_is_left(
    store_path: Path,
) -> None:
    async with driving(store_path, 80, 24) as app:
        await app.press("f1")
        screen, stack = app.app.screen, app.app._screen_stack
        stack.remove(screen)  # as Textual does before it lays the screen out a last time
        try:
            assert not any(binding.enabled for binding in screen.active_bindings.values())
        finally:
            stack.append(screen)
