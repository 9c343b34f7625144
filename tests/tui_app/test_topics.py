"""The tab Topics: browse, search, read, mark, come back."""

import shlex
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from textual.drivers.headless_driver import HeadlessDriver
from textual.widgets import Input

from store.domain.content import ClaimRow, Topic, Verdict
from store.domain.decision import DecisionDraft, Status
from store.store import Store
from tests.contents import NAME, example_folder
from tests.tui_app.driving import Driver, driving
from tui_app.dialogs.choose import ChooseDialog
from tui_app.screens.tab import WIDE, Goto
from tui_app.screens.topics_screen import TopicsScreen
from tui_app.widgets.matrix_grid import MatrixGrid
from tui_app.widgets.option_list import List
from tui_app.widgets.page_scroll import Page
from tui_app.widgets.rich_page import LINES_MAX, RichPage

DEPLOYMENT = "14-deployment"
FRONT_END = "18-front-end-to-back-end"
N_PLUS_ONE = "N+1 queries."
SCALING = "11-which-scales-better"
TROUBLE = "12-database-trouble"


def read(path: Path, key: str) -> Topic:
    """The topic as the store has it."""
    with closing(Store(path)) as store:
        return store.topics.get(key)


async def open_page(app: Driver, key: str) -> None:
    """Opens the page of a topic, and waits until it can be read."""
    slug, _, anchor = key.partition("#")
    app.app.post_message(Goto("topics", key))
    await app.until(lambda: app.one("#page", Page).has_focus and shown(app).slug == slug)
    await app.until(lambda: app.one("#page", Page).max_scroll_y > 0)
    await app.until(lambda: not anchor or at_top(app, anchor))


def shown(app: Driver) -> Topic:
    """The topic whose page is shown."""
    screen = app.app.screen
    assert isinstance(screen, TopicsScreen)
    return screen._topic


def prose(app: Driver) -> RichPage:
    return app.one("#prose", RichPage)


def experiments_are_known(app: Driver) -> bool:
    """Whether the page leads to the experiments that test its claims."""
    return any("test this claim" in line.plain for line in prose(app)._lines)


def top(app: Driver) -> int:
    """The line at the top of the page."""
    return round(app.one("#page", Page).scroll_y)


def at_top(app: Driver, anchor: str) -> bool:
    """Whether the page is scrolled to that anchor, or as far as it goes."""
    line, last = prose(app).line_of(anchor), app.one("#page", Page).max_scroll_y
    return line > 0 and top(app) == min(line, last)


async def to_link(app: Driver, target: str) -> None:
    """Scrolls to the link with that target, and moves the cursor on to it."""
    spots = prose(app)._spots
    line = next((spot.line for spot in spots if spot.target == target), 0)
    app.one("#page", Page).scroll_to(y=max(0, line - 2), animate=False, immediate=True)
    prose(app).leave_spot()
    for _ in spots:
        await app.press("right")
        if (spot := prose(app).spot) and spot.target == target:
            return
    raise AssertionError(f"There is no link to {target}:\n{prose(app).text}")


async def pick(app: Driver, words: str) -> None:
    """Takes the choice with these words from the dialog that comes."""
    await app.until(lambda: isinstance(app.app.screen, ChooseDialog) and app.app.screen.query(List))
    choices = [str(option.prompt) for option in app.app.screen.query_one(List).options]
    at = next(i for i, choice in enumerate(choices) if words in choice)
    await app.press("g", *["down"] * at, "enter")
    await app.until(lambda: not isinstance(app.app.screen, ChooseDialog))


def listed(app: Driver) -> list[str]:
    """The numbers of the claims in the list."""
    screen = app.app.screen
    assert isinstance(screen, TopicsScreen)
    return [row.anchor for row in screen._list.rows]


@pytest.fixture
def claims(store_path: Path) -> tuple[ClaimRow, ...]:
    with closing(Store(store_path)) as store:
        return store.topics.claims()


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
    row = store.topics.all()[0]
    assert (row.starred, row.read, row.noted) == (True, True, True)
    store.close()


async def test_a_star_given_and_taken_in_one_breath_is_none(store_path: Path) -> None:
    async with driving(store_path) as app:
        await app.press("s", "s", "s", "s")
        await app.saved()
        await app.press("r", "r", "r")
        await app.sees("Topics ─ 1 of 20 read")
    store = Store(store_path)
    assert not store.topics.all()[0].starred
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
    topic = store.topics.get("14")
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
        await app.press("4", "1")
        await app.sees("Topics ─ 1 of 20 read")


# Pages


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_every_topic_can_be_read_with_no_line_cut(
    store_path: Path, size: tuple[int, int]
) -> None:
    with closing(Store(store_path)) as store:
        slugs = [row.slug for row in store.topics.all()]
    async with driving(store_path, *size) as app:
        for slug in slugs:
            await open_page(app, slug)
            topic, page = shown(app), prose(app)
            await app.sees(f"{topic.number}  {topic.title} ─", f"{topic.category} · ")
            width = page.content_size.width
            lines = [line.plain.rstrip() for line in page._lines]
            drawn = [page.render_line(y) for y in range(len(lines))]
            assert [strip.text.rstrip() for strip in drawn] == lines
            assert {strip.cell_length for strip in drawn} == {width}
            said = "".join(page.text.split()).replace("│", "")
            for text in (topic.question, topic.answer, *(claim.fact for claim in topic.claims)):
                assert "".join(text.replace("`", "").split()) in said
            assert all(page.line_of(claim.number) for claim in topic.claims)
            if width < 2 * 40:
                words = [piece.text for piece in topic.body]
                words += [side.code for e in topic.examples for side in e.sides]
                assert all("".join(text.split()) in said for text in words)
            assert len(page._spots) >= len(topic.related)


async def test_programs_stand_side_by_side_where_there_is_room(store_path: Path) -> None:
    async with driving(store_path, 160, 45) as app:
        await open_page(app, FRONT_END)
        (example, *_) = shown(app).examples
        both = [f"{side.option.capitalize()} · {side.file}" for side in example.sides]
        assert any(all(name in line for name in both) for line in prose(app).text.split("\n"))
        await app.pilot.resize_terminal(80, 24)
        await app.until(lambda: prose(app).content_size.width < 80)
        assert not any(all(name in line for name in both) for line in prose(app).text.split("\n"))


async def test_the_path_shows_how_far_one_has_got(store_path: Path) -> None:
    topic = read(store_path, FRONT_END)
    with closing(Store(store_path)) as store:
        titles = {row.slug: row.title for row in store.topics.all()}
        store.topics.mark_read(topic.path[0], on=True)
        store.topics.mark_read(topic.path[2], on=True)
    async with driving(store_path) as app:
        await open_page(app, f"{FRONT_END}#path")
        await app.sees(f"The path   2 of {len(topic.path)} read")
        await app.sees(f"✓  1. {titles[topic.path[0]]}", f"   2. {titles[topic.path[1]]}  ◀ next")
        await app.sees(f"✓  3. {titles[topic.path[2]]}", f"   4. {titles[topic.path[3]]}")
        assert app.text.count("◀ next") == 1
        await to_link(app, f"topic:{topic.path[1]}")
        await app.press("enter")
        await app.until(lambda: shown(app).slug == topic.path[1])
        await app.press("r")
        await app.saved()
        await app.press("backspace")
        await app.sees(f"The path   3 of {len(topic.path)} read")
        await app.sees(f"✓  2. {titles[topic.path[1]]}", f"   4. {titles[topic.path[3]]}  ◀ next")


# Links


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_a_link_leads_to_a_topic_and_backspace_back_to_the_place(
    store_path: Path, size: tuple[int, int]
) -> None:
    async with driving(store_path, *size) as app:
        await open_page(app, TROUBLE)
        await app.press("backspace", "j", "j")
        place = top(app)
        assert (shown(app).slug, place) == (TROUBLE, 2)
        await to_link(app, f"topic:{DEPLOYMENT}")
        place = top(app)
        assert place > 0
        await app.press("enter")
        await app.sees("14  Deployment ─")
        await app.until(lambda: top(app) == 0)
        onward = next(s.target for s in prose(app)._spots if s.target.startswith("topic:"))
        await to_link(app, onward)
        second = top(app)
        await app.press("enter")
        await app.until(lambda: f"topic:{shown(app).slug}" == onward)
        await app.press("backspace")
        await app.until(lambda: shown(app).slug == DEPLOYMENT and top(app) == second)
        await app.press("backspace")
        await app.sees("12  Database trouble ─")
        await app.until(lambda: top(app) == place)
        await app.press("backspace")
        await app.saved()
        assert shown(app).slug == TROUBLE


async def test_backspace_comes_back_to_the_place_in_a_page_opened_from_a_claim(
    store_path: Path,
) -> None:
    async with driving(store_path) as app:
        await app.press("c")
        await app.sees("Claims ─ ")
        await app.press("enter")
        await app.until(lambda: app.one("#page", Page).has_focus and at_top(app, "1.1"))
        before = shown(app)
        await to_link(app, f"topic:{before.related[0]}")
        place = top(app)
        assert place > prose(app).line_of("1.1")
        await app.press("enter")
        await app.until(lambda: shown(app).slug == before.related[0] and top(app) == 0)
        await app.press("backspace")
        await app.until(lambda: shown(app).slug == before.slug and top(app) == place)


async def test_a_claim_stays_at_the_top_when_the_window_gets_another_width(
    store_path: Path,
) -> None:
    async with driving(store_path, 120, 40) as app:
        await open_page(app, f"{SCALING}#11.3")
        lines = {prose(app).line_of("11.3")}
        for width in (160, 101):
            await app.pilot.resize_terminal(width, 30)
            await app.until(lambda: prose(app).line_of("11.3") not in lines)
            await app.until(lambda: at_top(app, "11.3"))
            lines.add(prose(app).line_of("11.3"))
        await app.press("j")
        place = top(app)
        await app.pilot.resize_terminal(140, 30)
        await app.until(lambda: prose(app).line_of("11.3") not in lines)
        await app.saved()
        assert top(app) == place


async def test_a_link_to_a_claim_goes_to_the_very_claim(store_path: Path) -> None:
    (claim,) = [c for c in read(store_path, "7").claims if c.number == "7.6"]
    async with driving(store_path) as app:
        await open_page(app, FRONT_END)
        await to_link(app, "claim:7.6")
        await app.press("enter")
        await app.until(lambda: shown(app).number == 7)
        await app.until(lambda: at_top(app, "7.6"))
        await app.sees(claim.text, f"{claim.verdict} · 7.6")


async def test_a_link_to_a_criterion_opens_the_matrix_on_its_row(store_path: Path) -> None:
    async with driving(store_path) as app:
        await open_page(app, FRONT_END)
        await to_link(app, "criterion:python-web-frameworks/first-route")
        await app.press("enter")
        await app.sees("Criterion", "Score")
        await app.until(
            lambda: (
                (cell := app.one("#grid", MatrixGrid).cell) and cell.criterion.slug == "first-route"
            )
        )


async def test_a_link_to_a_source_opens_its_address_or_says_how_it_was_run(
    store_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    topic = read(store_path, TROUBLE)
    page = next(source for source in topic.sources if source.url)
    run = next(source for source in topic.sources if source.how)
    told = f"{run.title}. {run.how}"
    claimed = next(source for source in topic.claims[0].sources if source.url)
    opened: list[str] = []
    async with driving(store_path) as app:
        monkeypatch.setattr(app.app, "open_url", opened.append)
        await open_page(app, TROUBLE)
        await to_link(app, f"source:{page.slug}")
        await app.press("enter")
        await app.until(lambda: opened == [page.url])
        await to_link(app, f"source:{run.slug}")
        await app.press("enter")
        await app.sees("A run, not a page")
        assert [notification.message for notification in app.app._notifications] == [told]
        await open_page(app, f"{TROUBLE}#{topic.claims[0].number}")
        await to_link(app, str(claimed.url))
        await app.press("enter")
        await app.until(lambda: opened == [page.url, claimed.url])


async def test_a_link_can_be_clicked_on(store_path: Path) -> None:
    async with driving(store_path) as app:
        await open_page(app, TROUBLE)
        spot = next(s for s in prose(app)._spots if s.target == f"topic:{DEPLOYMENT}")
        line, start, _ = spot.parts[0]
        assert await app.pilot.click("#prose", offset=(start + 2, line))
        await app.sees("14  Deployment ─")


@pytest.mark.parametrize(
    "target",
    ["claim:x", "claim:99.1", "topic:nope", "source:nope", "code:nope", "code:a#b", "nope", "a:b"],
)
async def test_a_link_of_a_note_to_nowhere_says_so(store_path: Path, target: str) -> None:
    with closing(Store(store_path)) as store:
        store.topics.note(TROUBLE, f"See [this]({target})")
    async with driving(store_path) as app:
        await open_page(app, TROUBLE)
        await to_link(app, target)
        await app.press("enter")
        await app.sees("There is nothing here to go to", f"“{target}”")
        assert shown(app).slug == TROUBLE


async def test_of_a_note_of_a_megabyte_the_beginning_is_shown(store_path: Path) -> None:
    with closing(Store(store_path)) as store:
        store.topics.note(TROUBLE, "- a\n" * 250_000)
    async with driving(store_path, 120, 36) as app:
        app.app.post_message(Goto("topics", f"{TROUBLE}#note"))
        await app.sees("✎ Note")
        text = prose(app).text
        assert text.count("- a\n") == LINES_MAX
        assert "… The rest is too long to be shown." in text


async def test_a_note_of_markdown_is_a_part_of_the_page(store_path: Path) -> None:
    note = "## Ours\n\nWe take [this](topic:14-deployment), `list[int]`.\n\n- [ ] Ask [/] Ada"
    with closing(Store(store_path)) as store:
        store.topics.note(TROUBLE, note)
        store.topics.note(FRONT_END, "> a quotation has no place [/]")
    async with driving(store_path) as app:
        await open_page(app, f"{TROUBLE}#note")
        await app.sees("✎ Note", "Ours", "We take this, list[int].", "☐ Ask [/] Ada")
        await to_link(app, "task:Ask [/] Ada")
        await app.press("enter")
        await app.sees("☑ Ask [/] Ada")
        await to_link(app, f"topic:{DEPLOYMENT}")
        await app.press("enter")
        await app.sees("14  Deployment ─")
        await open_page(app, f"{FRONT_END}#note")
        await app.sees("> a quotation has no place [/]")


# Tasks


async def test_a_task_is_ticked_by_enter_and_kept(store_path: Path) -> None:
    assert not read(store_path, TROUBLE).ticked
    async with driving(store_path) as app:
        await open_page(app, TROUBLE)
        await to_link(app, f"task:{N_PLUS_ONE}")
        place = top(app)
        await app.press("enter")
        await app.sees(f"☑ {N_PLUS_ONE}")
        await app.saved()
        assert read(store_path, TROUBLE).ticked == {N_PLUS_ONE}
        await to_link(app, "task:Half-written work.")
        await app.press("enter")
        await app.sees("☑ Half-written work.")
        await app.press("enter")  # the cursor is still there
        await app.sees("☐ Half-written work.")
        assert top(app) >= place
    assert read(store_path, TROUBLE).ticked == {N_PLUS_ONE}
    async with driving(store_path) as app:
        await open_page(app, TROUBLE)
        assert f"☑ {N_PLUS_ONE}" in prose(app).text


# Claims


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_all_that_is_said_wrongly_about_django(
    store_path: Path, claims: tuple[ClaimRow, ...], size: tuple[int, int]
) -> None:
    wrong = [c for c in claims if c.verdict is Verdict.WRONG]
    both = [c for c in wrong if "django" in c.about]
    assert 3 < len(both) < len(wrong) < len(claims)
    async with driving(store_path, *size) as app:
        await app.press("c")
        await app.sees(f"Claims ─ {len(claims)}")
        assert listed(app) == [claim.number for claim in claims]
        await app.press("v")
        await pick(app, "wrong")
        await app.sees(f"Claims ─ {len(wrong)}: wrong")
        await app.press("f")
        await pick(app, "django")
        await app.sees(f"Claims ─ {len(both)}: wrong · django")
        assert listed(app) == [claim.number for claim in both]
        await app.press("g", "down", "j", "enter")
        await app.until(lambda: app.one("#page", Page).has_focus)
        await app.until(lambda: at_top(app, both[2].number))
        assert shown(app).slug == both[2].topic
        await app.press("escape")
        await app.sees(f"✗ wrong · {both[2].number}")
        await app.press("v")
        await pick(app, "All")
        about = [claim.number for claim in claims if "django" in claim.about]
        await app.until(lambda: listed(app) == about)
        await app.press("escape")
        await app.sees(f"Claims ─ {len(claims)}")
        await app.press("escape")
        await app.sees("Topics ─ 0 of 20 read")


async def test_the_filter_asks_only_for_what_there_is(
    store_path: Path, claims: tuple[ClaimRow, ...]
) -> None:
    async with driving(store_path) as app:
        await app.press("c", "v")
        await pick(app, "wrong")
        await app.press("f")
        await app.until(lambda: isinstance(app.app.screen, ChooseDialog))
        choices = [str(o.prompt).split() for o in app.app.screen.query_one(List).options]
        wrong = [claim for claim in claims if claim.verdict is Verdict.WRONG]
        expected = {about: sum(about in c.about for c in wrong) for c in wrong for about in c.about}
        assert {words[0]: int(words[1]) for words in choices[1:]} == expected
        await app.press("escape")
        await app.sees(f"Claims ─ {len(wrong)}: wrong")


async def test_a_page_shows_only_the_claims_that_are_asked_for(store_path: Path) -> None:
    topic = read(store_path, SCALING)
    wrong = [claim for claim in topic.claims if claim.verdict is Verdict.WRONG]
    hidden = next(claim for claim in topic.claims if claim.verdict is not Verdict.WRONG)
    async with driving(store_path) as app:
        await open_page(app, SCALING)
        await app.press("v")
        await pick(app, "wrong")
        await app.sees(f"{len(wrong)} of {len(topic.claims)} shown: f changes that")
        await app.until(lambda: at_top(app, "claims"))
        found = {c.number for c in topic.claims if prose(app).line_of(c.number)}
        assert found == {claim.number for claim in wrong}
        await open_page(app, f"{SCALING}#{hidden.number}")
        await app.sees(hidden.text[:30])
        await app.press("s")
        await app.saved()
        assert prose(app).line_of(hidden.number)
        await app.press("escape", "escape")
        await app.until(lambda: all(prose(app).line_of(c.number) for c in topic.claims))


# Copies


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the desktop's clipboard was given."""
    texts: list[str] = []

    def copy(text: str) -> bool:
        texts.append(text)
        return True

    monkeypatch.setattr("tui_app.system.copy", copy)
    return texts


async def test_a_program_is_copied_to_the_letter(store_path: Path, copied: list[str]) -> None:
    topic = read(store_path, TROUBLE)
    first, second = topic.examples[0].sides
    async with driving(store_path) as app:
        await open_page(app, TROUBLE)
        await app.press("y")
        await pick(app, second.option.capitalize())
        await app.sees(f"{second.file} copied.")
        assert copied == [second.code]
        await open_page(app, f"{TROUBLE}#{topic.examples[0].slug}")
        await to_link(app, f"code:{topic.examples[0].slug}#0")
        await app.press("enter")
        await app.until(lambda: copied == [second.code, first.code])
        await app.press("y")
        await app.until(lambda: copied == [second.code, first.code, first.code])
    assert first.code == (
        Path(__file__).parents[2] / "assets/examples" / topic.examples[0].slug / first.file
    ).read_text(encoding="utf-8")


async def test_a_page_is_copied_as_text(store_path: Path, copied: list[str]) -> None:
    topic = read(store_path, TROUBLE)
    async with driving(store_path) as app:
        await open_page(app, TROUBLE)
        before = prose(app).text
        await app.until(lambda: experiments_are_known(app))
        await app.press("y")
        await pick(app, "The whole page")
        await app.sees("Database trouble copied.")
        assert copied == [before]
    assert not any(button in before for button in ("test this claim", "⏎ copies"))
    assert topic.question in copied[0]
    assert all(f" · {claim.number}" in copied[0] for claim in topic.claims)


async def test_without_a_clipboard_program_the_terminal_copies(
    store_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui_app.system.copy", lambda _: False)
    async with driving(store_path) as app:
        await open_page(app, TROUBLE)
        await app.press("y")
        await pick(app, "The whole page")
        await app.until(lambda: app.app.clipboard == prose(app).text)


# The editor

Editor = Callable[[str], None]


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Editor:
    """Makes a shell script the editor; files to edit go to the folder `temporary`."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    monkeypatch.delenv("VISUAL", raising=False)

    def use(script: str) -> None:
        path = tmp_path / "editor"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        monkeypatch.setenv("EDITOR", shlex.quote(str(path)))

    return use


@pytest.fixture
def lent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Lets the terminal of tests be lent to an editor; tells when it is lent and given back."""
    told: list[str] = []
    monkeypatch.setattr(HeadlessDriver, "can_suspend", True)
    for name in ("suspend", "resume"):
        method = f"{name}_application_mode"
        monkeypatch.setattr(HeadlessDriver, method, lambda _, name=name: told.append(name))
    return told


def left(tmp_path: Path) -> list[Path]:
    """The files that were not cleared away."""
    return [path for path in (tmp_path / "temporary").rglob("*") if path.is_file()]


async def edit_note(app: Driver, store_path: Path, note: str = "mine") -> None:
    """Opens the note on a topic in the editor."""
    with closing(Store(store_path)) as store:
        store.topics.note(TROUBLE, note)
    await open_page(app, TROUBLE)
    await app.press("e")
    await pick(app, "My note")


async def test_a_note_is_written_in_the_users_editor(
    store_path: Path, tmp_path: Path, editor: Editor, lent: list[str]
) -> None:
    editor('printf "\\nand [/] \\033[31m more\\n" >> "$1"')
    async with driving(store_path) as app:
        await edit_note(app, store_path)
        await app.sees("Note saved.")
        await app.until(lambda: "and [/] ␛[31m more" in prose(app).text)
    assert read(store_path, TROUBLE).note == "mine\nand [/] \x1b[31m more"
    assert lent == ["suspend", "resume"]
    assert left(tmp_path) == []


@pytest.mark.parametrize(
    ("script", "told", "kept"),
    [
        ("exit 0", "The note is as it was.", None),
        (': > "$1"', "The editor left an empty file, so the note was kept.", None),
        ('printf half > "$1"; exit 3', "failed with code 3. Nothing was", b"half"),
        ('rm "$1"', "The editor removed the file. Nothing was", None),
        ('printf "caf\\351" > "$1"', "is no UTF-8 text. Nothing was", b"caf\xe9"),
    ],
    ids=["unchanged", "empty", "failing", "removed", "not UTF-8"],
)
async def test_an_editor_that_leaves_nothing_to_save_loses_nothing(
    store_path: Path,
    tmp_path: Path,
    editor: Editor,
    lent: list[str],
    script: str,
    told: str,
    kept: bytes | None,
) -> None:
    editor(script)
    async with driving(store_path) as app:
        await edit_note(app, store_path)
        await app.until(lambda: any(told in n.message for n in app.app._notifications))
        await app.press("escape")  # the app goes on
        await app.until(lambda: app.one("#topics", List).has_focus)
    assert lent == ["suspend", "resume"]
    assert read(store_path, TROUBLE).note == "mine"
    assert [path.read_bytes() for path in left(tmp_path)] == ([] if kept is None else [kept])


@pytest.mark.usefixtures("editor")
@pytest.mark.parametrize("variable", ["", "/nowhere/at/all", "vi 'unclosed"])
async def test_without_an_editor_it_is_said_and_nothing_lost(
    store_path: Path,
    tmp_path: Path,
    lent: list[str],
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
) -> None:
    monkeypatch.setenv("EDITOR", variable)
    async with driving(store_path) as app:
        await edit_note(app, store_path)
        await app.sees("Not done", "Nothing was")
    assert lent == ["suspend", "resume"]
    assert read(store_path, TROUBLE).note == "mine"
    assert left(tmp_path) == []


async def test_a_note_that_is_too_long_stays_in_its_file(
    store_path: Path, tmp_path: Path, editor: Editor, lent: list[str]
) -> None:
    editor('head -c 3000000 /dev/zero | tr "\\0" x > "$1"')
    async with driving(store_path) as app:
        await edit_note(app, store_path)
        await app.sees("Not done")
        (told,) = [notification.message for notification in app.app._notifications]
    assert lent == ["suspend", "resume"]
    assert read(store_path, TROUBLE).note == "mine"
    (path,) = left(tmp_path)
    assert f"Your text is still in {path}." in told
    assert path.read_text() == "x" * 3_000_000


async def test_a_program_is_opened_as_a_copy(
    store_path: Path, tmp_path: Path, editor: Editor, lent: list[str]
) -> None:
    side = read(store_path, TROUBLE).examples[0].sides[0]
    editor(f'cp "$1" {shlex.quote(str(tmp_path / "seen"))}')
    async with driving(store_path) as app:
        await open_page(app, TROUBLE)
        await app.press("e")
        await pick(app, side.file)
        await app.until(lambda: lent == ["suspend", "resume"])
        assert (tmp_path / "seen").read_text() == side.code
        assert left(tmp_path) == []
        editor('echo "# mine" >> "$1"')
        await app.press("e")
        await pick(app, side.file)
        await app.sees("Your copy is ")
        (path,) = left(tmp_path)
        assert (path.name, path.read_text()) == (side.file, f"{side.code}# mine\n")
    assert read(store_path, TROUBLE).examples[0].sides[0] == side


async def test_a_terminal_that_cannot_be_lent_is_told(
    store_path: Path, tmp_path: Path, editor: Editor
) -> None:
    editor('echo no > "$1"')
    async with driving(store_path) as app:
        await edit_note(app, store_path)
        await app.sees("This terminal cannot be lent to an editor.")
    assert read(store_path, TROUBLE).note == "mine"
    assert left(tmp_path) == []


# Finding


@pytest.fixture
def written(store_path: Path) -> Path:
    """The store with a note and a decision."""
    with closing(Store(store_path)) as store:
        store.topics.note("16-security", "Zyzzyva asks [/] the team")
        draft = DecisionDraft("Use quagga for the shop", Status.ACCEPTED, "django")
        store.decisions.save(draft, store.read.matrix())
    return store_path


async def find(app: Driver, words: str, row: str) -> None:
    """Searches, and opens the hit whose row begins like that."""
    await app.press("slash")
    await app.until(lambda: app.app.screen.query("#search"))
    app.one("#search", Input).value = words
    topics = app.one("#topics", List)

    def place() -> int | None:
        prompts = [str(option.prompt) for option in topics.options]
        return next((i for i, prompt in enumerate(prompts) if prompt.startswith(row)), None)

    await app.until(lambda: "found" in str(topics.border_title) and place() is not None)
    await app.press("down", "g", *["down"] * (place() or 0), "enter")


async def test_a_claim_is_found_in_spite_of_a_slip(store_path: Path) -> None:
    async with driving(store_path) as app:
        await find(app, "sharidng", "▪ claim 11.3")
        await app.until(lambda: shown(app).slug == SCALING and at_top(app, "11.3"))
        assert app.one("#page", Page).has_focus


async def test_a_query_typed_in_one_breath_opens_its_own_best_hit(store_path: Path) -> None:
    async with driving(store_path) as app:
        await app.press("slash")
        await app.until(lambda: app.app.screen.query("#search"))
        search = app.one("#search", Input)
        search.value = "deployment"
        await app.sees("found")
        search.value = "sharding"
        await search.action_submit()
        await app.until(lambda: app.one("#page", Page).has_focus)
        assert shown(app).slug == SCALING


async def test_an_example_is_found_on_its_page(store_path: Path) -> None:
    async with driving(store_path) as app:
        await find(app, "CaptureQueriesContext", "❯ example N+1")
        await app.until(lambda: at_top(app, "n-plus-one"))
        assert any(example.slug == "n-plus-one" for example in shown(app).examples)
        await app.sees("Side by side: N+1")


async def test_a_note_is_found_on_its_page(written: Path) -> None:
    async with driving(written) as app:
        await find(app, "zyzzyva", "✎ note Note on Security")
        await app.until(lambda: shown(app).number == 16 and at_top(app, "note"))
        await app.sees("Zyzzyva asks [/] the team")


async def test_a_criterion_and_an_option_are_found_in_the_matrix(store_path: Path) -> None:
    with closing(Store(store_path)) as store:
        comparison = store.read.comparison("back-end-languages")
    criterion, option = comparison.criteria[3], comparison.options[2]
    async with driving(store_path) as app:
        await find(app, criterion.name, f"▦ criterion {criterion.name}")
        await app.sees(criterion.name, comparison.title, "Score")
        await app.until(
            lambda: (cell := app.one("#grid", MatrixGrid).cell) and cell.criterion == criterion
        )
        await app.press("1")
        await app.sees("found")
        await app.press("escape")
        await find(app, f"{option.name} {option.summary}", f"◇ option {option.name}")
        await app.until(
            lambda: (
                (grid := app.app.screen.query(MatrixGrid))
                and (cell := grid.first().cell)
                and cell.option == option
            )
        )


async def test_a_decision_is_found_among_the_decisions(written: Path) -> None:
    async with driving(written) as app:
        await find(app, "quagga", "✔ decision 1")
        await app.sees("# Use quagga for the shop")


# Content of one's own


async def test_somebody_elses_content_is_read_and_goes_again(
    store_path: Path, tmp_path: Path
) -> None:
    folder = example_folder(tmp_path)
    (page,) = (folder / "topics").iterdir()
    text = page.read_text().replace("The handbook asks", "\x1b[31m [/] list[int] asks")
    page.write_text(text.replace('title = "House', 'title = "[/] House'))
    async with driving(store_path) as app:
        with closing(Store(store_path)) as other:
            other.libraries.add(folder)
        await app.press("4", "1")
        await app.sees("Topics ─ 0 of 21 read", "[/] House rules for services")
        await open_page(app, page.stem)
        await app.sees("␛[31m [/] list[int] asks for")
        await to_link(app, "task:Health check.")
        await app.press("enter")
        await app.sees("☑ Health check.")
        await app.saved()
        with closing(Store(store_path)) as other:
            other.libraries.remove(NAME)
        await app.press("4", "1")
        await app.sees("Topics ─ 0 of 20 read", "1  Python on the server ─")
        assert shown(app).number == 1
