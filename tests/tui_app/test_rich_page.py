"""Text that wraps, stands in columns, finds its anchors again, leads elsewhere, can be selected."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual import on
from textual.app import App, ComposeResult
from textual.content import Content
from textual.geometry import Offset, Size
from textual.pilot import Pilot

from store.domain.content import StyledText
from store.domain.text import visible
from tui_app.widgets.page_scroll import Page
from tui_app.widgets.rich_page import (
    CHARACTERS_MAX,
    LINES_MAX,
    MEASURE,
    REST,
    Columns,
    Paragraph,
    RichPage,
    linked,
    plain,
    prose,
    spans,
)

Parts = Sequence[Paragraph | Columns]

AWKWARD = [
    "word ", "list[int] ", "[/]", "[bold]x[/bold] ", "`ticks` ", "漢字", "👩‍💻", "❤️", "🇩🇪", "👍🏽",
    "e\u0301", "\u200b", "\x1b[31m", "\x07", "\u202e", "\t", "\n", " ", "﷽", "supercalifragilistic",
]  # fmt: skip
texts = st.lists(st.sampled_from(AWKWARD) | st.text(max_size=8), max_size=60).map("".join)
leads = st.sampled_from(["", "•", "☐", "12.", "In short", "漢字 ", "❤️", "a heading of its own"])
widths = st.integers(20, 160)
blocks = st.builds(
    Paragraph,
    text=texts.map(plain),
    lead=leads.map(plain),
    indent=st.integers(0, 14),
    space=st.integers(0, 2),
    anchor=st.just(""),
    code=st.booleans(),
)


class Bench(App[None]):
    """A page of prose, and where its links led."""

    def __init__(self, parts: Parts) -> None:
        super().__init__()
        self.parts = parts
        self.followed: list[str] = []
        self.animation_level = "none"

    def compose(self) -> ComposeResult:
        with Page(id="page"):
            yield RichPage(id="prose")

    def on_mount(self) -> None:
        self.prose.show(self.parts)
        self.query_one("#page").focus()

    @property
    def prose(self) -> RichPage:
        return self.query_one("#prose", RichPage)

    @on(RichPage.Followed)
    def _followed(self, event: RichPage.Followed) -> None:
        self.followed.append(event.target)

    def where(self, words: str) -> Offset:
        """Where on the screen these words begin."""
        lines = self.prose.text.split("\n")
        y = next(y for y, line in enumerate(lines) if words in line)
        x = cell_len(lines[y][: lines[y].index(words)])
        return self.prose.content_region.offset + Offset(x, y)

    @property
    def reversed(self) -> list[str]:
        """The words under the cursor, as they are drawn."""
        strips = [self.prose.render_line(y) for y in range(len(self.prose.text.split("\n")))]
        return [
            segment.text
            for strip in strips
            for segment in strip
            if segment.style.reverse  # type: ignore[union-attr]
        ]


@asynccontextmanager
async def bench(
    *parts: Paragraph | Columns, width: int = 60, height: int = 20
) -> AsyncIterator[tuple[Bench, Pilot[None]]]:
    app = Bench(parts)
    async with app.run_test(size=(width, height)) as pilot:
        await pilot.pause()
        yield app, pilot


def laid_out(parts: Parts, width: int) -> RichPage:
    """The parts at that width, without a screen."""
    shown = RichPage()
    shown.show(parts)
    size = Size(width, 1)
    shown.get_content_height(size, size, width)
    return shown


def lines(parts: Parts, width: int) -> list[str]:
    return laid_out(parts, width).text.split("\n")


def solid(text: str) -> str:
    """All that is no space: wrapping only moves spaces."""
    return "".join(text.split())


def link(text: str, target: str) -> Content:
    return spans([StyledText(text, "", target)])


# Wrapping


@given(st.lists(blocks, max_size=4), widths)
def test_no_line_is_wider_than_the_page_and_nothing_is_lost(
    parts: list[Paragraph], width: int
) -> None:
    shown = laid_out(parts, width)
    assert all(line.cell_length <= width for line in shown._lines)
    said = "".join(
        solid(part.text.plain if part.code else part.lead.plain + part.text.plain) for part in parts
    )
    assert solid(shown.text) == said


@given(st.lists(st.lists(blocks, max_size=2).map(tuple), max_size=5), st.integers(8, 80), widths)
def test_columns_keep_to_the_width_too(
    columns: list[tuple[Paragraph, ...]], least: int, width: int
) -> None:
    shown = laid_out([Columns(tuple(columns), least)], width)
    assert all(line.cell_length <= width for line in shown._lines)
    said = [
        solid(part.text.plain if part.code else part.lead.plain + part.text.plain)
        for column in columns
        for part in column
    ]
    assert sorted(solid(shown.text).replace("│", "")) == sorted("".join(said).replace("│", ""))


@given(blocks, st.integers(1, 19))
def test_a_width_that_is_far_too_small_stops_nothing(block: Paragraph, width: int) -> None:
    assert laid_out([block, Columns(((block,), (block,)), 1)], width).text is not None


@given(texts, st.integers(2, 14), widths)
def test_further_lines_hang_below_the_first(text: str, indent: int, width: int) -> None:
    first, *rest = lines([Paragraph(plain(text), plain("•"), indent)], width)
    hang = " " * min(indent, width // 3)
    assert first == "•" or first.startswith("•" + hang[1:])
    assert all(line.startswith(hang) for line in rest if line)


@pytest.mark.parametrize("code", [False, True])
def test_of_a_text_that_is_too_long_the_beginning_is_shown(*, code: bool) -> None:
    shown = lines([Paragraph(plain("a\n" * 7_000 + "the end"), code=code)], 60)
    assert len(shown) == LINES_MAX + 1
    assert shown[-1].strip() == REST
    shown = lines([Paragraph(prose("`a`" * CHARACTERS_MAX), code=code)], 60)
    assert shown[-1].strip() == REST
    shown = lines([Paragraph(plain("a\n" * LINES_MAX + "the end"), code=code)], 60)
    assert shown[-1].strip() == "the end"


def test_a_lead_without_room_beside_the_text_has_lines_of_its_own() -> None:
    block = Paragraph(plain("Neither scales by itself."), plain("In short"), indent=10)
    assert lines([block], 60) == ["In short  Neither scales by itself."]
    assert lines([block], 20) == ["In short", "      Neither scales", "      by itself."]
    assert lines([block], 5) == [
        "In",
        "short",
        " Neit",
        " her",
        " scal",
        " es",
        " by",
        " itse",
        " lf.",
    ]


def test_text_keeps_to_a_measure_that_is_pleasant_to_read() -> None:
    words = plain("word " * 100)
    assert max(map(len, lines([Paragraph(words)], 160))) in range(MEASURE - 5, MEASURE + 1)


def test_code_keeps_its_blanks_and_goes_on_below_where_it_is_too_wide() -> None:
    code = "def f():\n\n    return [" + "1, " * 20 + "]"
    wide = lines([Paragraph(plain(code), code=True)], 100)
    assert wide == [f" {line}".rstrip() for line in code.split("\n")]
    narrow = lines([Paragraph(plain(code), code=True)], 30)
    assert len(narrow) > len(wide)
    assert "".join(line[1:].ljust(29) for line in narrow[2:]).rstrip() == code.split("\n")[2]


@pytest.mark.parametrize("sign", ["e\u0301", "👩‍💻", "❤️", "🇩🇪", "漢"])
@pytest.mark.parametrize("code", [False, True])
def test_a_word_of_joined_signs_is_cut_and_not_lost(sign: str, code: bool) -> None:
    shown = laid_out([Paragraph(plain(sign * 50), code=code)], 23 if code else 22)
    assert solid(shown.text) == sign * 50
    assert all(line.cell_length <= 23 for line in shown._lines)
    assert all(set(line.replace(sign, "")) <= {" "} for line in shown.text.split("\n"))


async def test_what_is_drawn_is_what_was_laid_out() -> None:
    text = "".join(AWKWARD) * 3
    parts: Parts = [
        Paragraph(plain(text), plain("•"), 3),
        Paragraph(plain(text), code=True),
        Columns(((Paragraph(plain(text)),), (Paragraph(plain(text), code=True),)), 20),
    ]
    async with bench(*parts, width=160) as (app, pilot):
        for width in (160, 99, 61, 24):
            await pilot.resize_terminal(width, 20)
            await pilot.pause()
            said = app.prose.text.split("\n")
            drawn = [app.prose.render_line(y) for y in range(len(said))]
            assert [strip.text.rstrip() for strip in drawn] == said
            assert all(strip.cell_length <= app.prose.content_size.width for strip in drawn)
            assert app.prose.size.height == len(said)


# Foreign text


@given(st.text())
def test_foreign_text_is_shown_as_it_is(text: str) -> None:
    assert plain(text).plain == visible(text, lines=True)
    assert spans([StyledText(text, "strong")]).plain == visible(text, lines=True)


@pytest.mark.parametrize(
    "text", ["[/]", "list[int]", "psycopg[binary]", "[bold red]x[/]", "[link=x]y[/link]", "\\[a]"]
)
async def test_markup_is_text(text: str) -> None:
    parts = [Paragraph(plain(text)), Paragraph(prose(text)), Paragraph(spans([StyledText(text)]))]
    async with bench(*parts) as (app, _):
        assert app.prose.text == "\n".join([text] * 3)
        styles = {segment.style for segment in app.prose.render_line(0) if segment.text.strip()}
        assert len(styles) == 1


async def test_escape_sequences_show_as_symbols() -> None:
    async with bench(Paragraph(plain("\x1b[31mred\x1b]0;title\x07 \x9b5m \u202eback"))) as (app, _):
        assert app.prose.render_line(0).text.rstrip() == "␛[31mred␛]0;title␇ �5m �back"


def test_code_between_ticks_is_set_apart_and_a_lone_tick_stays() -> None:
    shown = prose("use `list[int]` or ` alone")
    assert shown.plain == "use list[int] or ` alone"
    assert [(span.start, span.end) for span in shown.spans] == [(4, 13)]


# Columns


PAIR = Columns(
    (
        (Paragraph(plain("one two three four")),),
        (Paragraph(plain("five six")), Paragraph(plain("seven"))),
    ),
    10,
)


def test_columns_stand_side_by_side_where_each_has_its_cells() -> None:
    assert lines([PAIR], 23) == [
        "",
        "one two    │ five six",
        "three four │ seven",
    ]
    assert lines([PAIR], 22) == ["", "one two three four", "", "five six", "seven"]


def test_three_columns_are_two_rows() -> None:
    three = Columns(tuple((Paragraph(plain(text)),) for text in ("one", "two", "three")), 10)
    assert lines([three], 23) == ["", "one        │ two", "", "three"]


def test_a_wide_window_gives_columns_all_its_cells() -> None:
    code = (Paragraph(plain("x" * 70), code=True),)
    assert len(lines([Columns((code, code), 72)], 160)) == 2


# Anchors


async def test_anchors_are_found_again_at_every_width() -> None:
    filler = Paragraph(plain("A paragraph that is long enough to wrap. " * 4), space=1)
    parts: Parts = [
        filler,
        Paragraph(plain("First"), plain("✗"), 2, 1, "first"),
        Columns(
            ((filler, Paragraph(plain("Left"), anchor="left")), (Paragraph(plain("R"), space=2),)),
            30,
        ),
        Columns(((Paragraph(plain("Right"), space=2, anchor="right"),), (filler,)), 30),
        filler,
        Paragraph(plain("Last"), space=2, anchor="last"),
    ]
    async with bench(*parts) as (app, pilot):
        places = set()
        for width in (60, 20, 160, 33, 60):
            await pilot.resize_terminal(width, 20)
            await pilot.pause()
            said = app.prose.text.split("\n")
            for name in ("first", "left", "right", "last"):
                assert name.capitalize() in said[app.prose.line_of(name)]
            places.add(app.prose.line_of("last"))
        assert len(places) > 2
        assert app.prose.line_of("nowhere") == 0


# Links


async def test_the_cursor_goes_from_link_to_link_and_enter_follows() -> None:
    text = Content(" and ").join([link("here", "topic:a"), link("there", "https://b.example")])
    async with bench(Paragraph(text), Paragraph(link("beyond", "claim:1.1"))) as (app, pilot):
        await pilot.press("enter")
        assert (app.followed, app.reversed) == ([], [])
        for key, words in [
            ("right", "here"), ("l", "there"), ("right", "beyond"), ("right", "beyond"),
            ("left", "there"), ("h", "here"), ("left", "here"),
        ]:  # fmt: skip
            await pilot.press(key)
            assert app.reversed == [words]
        await pilot.press("enter", "right", "enter", "right", "enter")
        assert app.followed == ["topic:a", "https://b.example", "claim:1.1"]
        assert app.prose.leave_spot()
        assert not app.prose.leave_spot()
        assert app.reversed == []


async def test_a_click_follows_a_link_and_nothing_else() -> None:
    async with bench(Paragraph(plain("See ").append(link("the topic", "topic:a")))) as (app, pilot):
        await pilot.click(offset=app.where("See"))
        await pilot.click(offset=app.where("topic"))
        assert app.followed == ["topic:a"]


@pytest.mark.parametrize("width", [60, 30, 14])
async def test_a_link_over_several_lines_is_one(width: int) -> None:
    looks = [StyledText("many words and ", "", "topic:a"), StyledText("code", "code", "topic:a")]
    text = plain("Before ").append(spans([*looks, StyledText(" and on", "strong", "topic:a")]))
    parts = [Paragraph(text), Paragraph(link("next", "topic:b"))]
    async with bench(*parts, width=width) as (app, pilot):
        await pilot.press("right")
        assert solid("".join(app.reversed)) == "manywordsandcodeandon"
        await pilot.press("right")
        assert app.reversed == ["next"]


async def test_links_to_one_place_are_as_many_as_are_seen() -> None:
    text = Content(" and ").join([link("one", "topic:a"), link("two", "topic:a")])
    async with bench(Paragraph(text), Paragraph(link("three", "topic:a"))) as (app, pilot):
        for words in ("one", "two", "three"):
            await pilot.press("right")
            assert app.reversed == [words]


async def test_links_in_columns_are_each_one_though_they_go_over_lines() -> None:
    columns = Columns(
        tuple((Paragraph(link(f"{name} " + "word " * 9, f"topic:{name}")),) for name in "ab"), 20
    )
    async with bench(columns) as (app, pilot):
        for name in "ab":
            await pilot.press("right")
            assert solid("".join(app.reversed)) == name + "word" * 9
            await pilot.press("enter")
        await pilot.press("right", "enter")
        assert app.followed == ["topic:a", "topic:b", "topic:b"]


async def test_the_cursor_starts_from_what_is_seen_and_is_scrolled_to() -> None:
    parts = [Paragraph(link(f"link {n}", f"topic:{n}"), space=9) for n in range(10)]
    async with bench(*parts) as (app, pilot):
        await pilot.press("right", "right", "right")
        assert app.reversed == ["link 2"]
        page = app.query_one("#page", Page)
        assert app.prose.spot
        assert app.prose.spot.line in range(round(page.scroll_y), round(page.scroll_y) + 20)
        await pilot.press("G", "right")
        assert app.reversed == ["link 8"]
        await pilot.press("g", "left")
        assert app.reversed == ["link 1"]


async def test_the_cursor_stays_on_its_words_when_the_window_or_the_page_changes() -> None:
    def parts(box: str) -> Parts:
        return [
            Paragraph(plain("word " * 30)),
            Paragraph(plain("A task"), linked(plain(box), "task:a"), 2),
            Paragraph(link("a link of many words", "topic:a")),
        ]

    async with bench(*parts("☐")) as (app, pilot):
        await pilot.press("right", "right")
        await pilot.resize_terminal(20, 30)
        await pilot.pause()
        assert solid("".join(app.reversed)) == "alinkofmanywords"
        await pilot.press("left")
        app.prose.show(parts("☑"), keep_spot=True)
        await pilot.pause()
        assert app.reversed == ["☑"]
        app.prose.show([Paragraph(link("elsewhere", "topic:b"))], keep_spot=True)
        await pilot.pause()
        assert app.prose.spot is None
        await pilot.press("right")
        app.prose.show(parts("☐"))
        await pilot.pause()
        assert app.prose.spot is None


async def test_a_page_without_links_has_no_cursor() -> None:
    async with bench(Paragraph(plain("nothing"))) as (app, pilot):
        await pilot.press("right", "left", "enter")
        assert (app.prose.spot, app.followed) == (None, [])


# Selection


async def select(app: Bench, pilot: Pilot[None], first: str, last: str) -> str | None:
    """Draws the mouse from the first of these words to the end of the last."""
    await pilot.mouse_down(offset=app.where(first))
    await pilot.hover(offset=app.where(last) + Offset(cell_len(last) - 1, 0))
    await pilot.mouse_up(offset=app.where(last) + Offset(cell_len(last) - 1, 0))
    return app.screen.get_selected_text()


async def test_the_mouse_selects_text() -> None:
    parts = [
        Paragraph(plain("One two [/] three")),
        Paragraph(plain("four"), space=1),
        Paragraph(plain("five")),
    ]
    async with bench(*parts) as (app, pilot):
        assert await select(app, pilot, "two", "three") == "two [/] three"
        assert await select(app, pilot, "three", "fi") == "three\n\nfour\nfi"
        drawn = app.prose.render_line(2)
        assert len({segment.style for segment in drawn}) > 1


async def test_wide_signs_before_it_do_not_shift_a_selection() -> None:
    async with bench(Paragraph(plain("漢字 e\u0301 🦄 two three"))) as (app, pilot):
        assert await select(app, pilot, "two", "three") == "two three"


async def test_a_selection_that_ends_in_empty_lines_is_no_trouble() -> None:
    async with bench(Paragraph(plain("one\n\n\n"))) as (app, pilot):
        await pilot.mouse_down(offset=Offset(1, 2))
        await pilot.hover(offset=Offset(9, 3))
        await pilot.mouse_up(offset=Offset(9, 3))
        assert not (app.screen.get_selected_text() or "").strip()
        await pilot.mouse_down(offset=Offset(1, 3))
        await pilot.hover(offset=Offset(9, 3))
        await pilot.mouse_up(offset=Offset(9, 3))
        assert not (app.screen.get_selected_text() or "").strip()
