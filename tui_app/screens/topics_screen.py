"""The tab Topics: the questions, the claims or what a search found, beside the page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events, on, work
from textual.binding import BindingType
from textual.containers import Vertical
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import OptionList

from store.domain.content import ExampleProgram, Topic, TopicRow
from tui_app import keys
from tui_app.screens.tab import Goto, goto_hit, titled
from tui_app.screens.topic_marks import TopicMarks
from tui_app.store_worker import StoreWorker
from tui_app.widgets.claim_filter import ClaimFilter
from tui_app.widgets.reading_page import ReadingPage
from tui_app.widgets.rich_page import RichPage
from tui_app.widgets.topic_list import TopicList, TopicListRow, claim_rows, hit_rows, topic_rows
from tui_app.widgets.topic_page import programs_of, sources_of, topic_blocks

if TYPE_CHECKING:
    from textual.widgets import Input

SETTLED = 0.05
"""Seconds that the highlight rests on a row before its page is shown: fast keys show none."""

QUIET = 0.6
"""Seconds from the list to when it is looked up which claims the Lab tests."""

FIRST = 0.02
"""Seconds from the list to the first page: time enough to answer a key that is waiting."""


class TopicsScreen(TopicMarks):
    """Browse, search, read, star, note.

    Args:
        desk: where the store is asked.
        rows: the list of topics, already read.
        topic: the topic to begin with, already read.
        seen: the version of the store that they were read from.
    """

    NAME = "Topics"
    BINDINGS: ClassVar[list[BindingType]] = keys.TOPICS
    AUTO_FOCUS = "#topics"

    def __init__(
        self, desk: StoreWorker, rows: Sequence[TopicRow], topic: Topic, seen: int
    ) -> None:
        super().__init__(desk, topic, seen)
        self._topics = tuple(rows)
        self._listing = "topics"  # or "claims", or "hits"
        self._filter = ClaimFilter()
        self._tests: Mapping[str, Sequence[str]] = {}
        self._trail: list[tuple[str, int]] = []
        self._settling: Timer | None = None

    def compose_body(self) -> Iterator[Widget]:
        """The list with its search line, and the page."""
        with Vertical(id="left"):
            yield TopicList(topic_rows(self._topics), self._progress(), id="topics")
        yield ReadingPage(id="page")

    def on_mount(self) -> None:
        """Puts the list on the screen first; the page follows when keys are answered."""
        self._list.highlight(self._topic.slug)
        self.set_timer(FIRST, self._open_page)
        self.set_timer(QUIET, self._look_up_tests)

    @work(group="tests")
    async def _look_up_tests(self) -> None:
        with self.reporting_errors():
            self._tests = await self.desk.read(lambda store: store.tests)
            self._show(self._topic, keep_place=True)

    async def _open_page(self) -> None:
        await self._page.mount(RichPage(id="prose"))
        self.call_after_refresh(self._show, self._topic)  # once the page knows its width

    async def reload(self) -> None:
        """Reads the list and the page."""
        before = slug = self._topic.slug
        self._topics = await self.desk.read(lambda store: store.topics.all())
        if all(row.slug != slug for row in self._topics):  # its content was removed
            slug = self._topics[0].slug
        topic = await self.desk.read(lambda store: store.topics.get(slug))
        if self._listing == "topics":
            row = self._list.row
            self._show_rows(topic_rows(self._topics), "topics", self._progress())
            self._list.highlight(row.topic if row else slug)
        elif self._listing == "claims":
            await self._list_claims()
        if self._topic.slug == before:  # the user has not gone on meanwhile
            self._show(topic, keep_place=slug == before)

    def open_key(self, key: str) -> None:
        """Opens the topic of that slug or number and reads it; behind a `#`, an anchor in it."""
        slug, _, anchor = key.partition("#")
        slug = next((row.slug for row in self._topics if str(row.number) == slug), slug)
        self._leave_search()
        self._list_topics()
        self._list.highlight(slug)
        self._load(slug, anchor, read=True)

    def settings_to_save(self) -> dict[str, str]:
        """The topic to come back to."""
        return {"topic": self._topic.slug}

    async def leave(self) -> None:
        """Keeps the place in the page."""
        if self.query("#prose"):
            await self._keep_place()

    # The list

    @property
    def _list(self) -> TopicList:
        return self.query_one("#topics", TopicList)

    def _show_rows(self, rows: Iterator[TopicListRow], listing: str, title: str) -> None:
        self._listing = listing
        self._list.show(rows, title)

    def _list_topics(self) -> None:
        if self._listing != "topics":
            self._show_rows(topic_rows(self._topics), "topics", self._progress())
            self._list.highlight(self._topic.slug)

    def _progress(self) -> str:
        read = sum(row.read for row in self._topics)
        return f"Topics ─ {read} of {len(self._topics)} read"

    @on(OptionList.OptionHighlighted, "#topics")
    def _moved(self) -> None:
        row = self._list.row  # the message may be of an older row
        self._stop_settling()
        if row and row.topic and (row.topic != self._topic.slug or self._listing != "topics"):
            load = partial(self._load, row.topic, row.anchor)
            self._settling = self.set_timer(SETTLED, load)

    @on(OptionList.OptionSelected, "#topics")
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        if event.option not in event.option_list.options:
            return  # of an older list
        row = self._list.rows[event.option_index]
        self._stop_settling()
        if row.hit and goto_hit(row.hit).tab != "topics":
            self.post_message(goto_hit(row.hit))
        elif row.topic:
            self._trail.clear()
            self._load(row.topic, row.anchor, read=True)

    def _stop_settling(self) -> None:
        if self._settling is not None:
            self._settling.stop()

    # The page

    @property
    def _page(self) -> ReadingPage:
        return self.query_one("#page", ReadingPage)

    async def current(self) -> Topic:
        """Returns the highlighted topic, and shows it; with the focus on the page, the page's."""
        row = self._list.row
        if row and row.topic not in ("", self._topic.slug) and not self._page.has_focus:
            self._stop_settling()
            self.workers.cancel_group(self, "page")
            topic = await self.desk.read(lambda store: store.topics.get(row.topic))
            await self._keep_place()
            self._show(topic, row.anchor)
        return self._topic

    @work(exclusive=True, group="page")
    async def _load(self, slug: str, anchor: str = "", *, read: bool = False) -> None:
        with self.reporting_errors():
            topic = await self.desk.read(lambda store: store.topics.get(slug))
            await self._keep_place()
            self._show(topic, anchor)
            if read:
                self.add_class("-detail")
                self._page.focus()

    def _show(self, topic: Topic, anchor: str = "", *, keep_place: bool = False) -> None:
        self._topic = topic
        if not self.query("#prose"):
            return  # the first page is still to come, and will be this one
        page = self._page
        page.border_title = titled(topic.number, topic.title)
        if not keep_place:
            page.open_at(anchor, topic.place)
        claims = [c for c in topic.claims if self._filter.keeps(c) or c.number == page.opened_for]
        blocks = topic_blocks(topic, self._topics, claims, self._tests)
        self.query_one("#prose", RichPage).show(blocks, keep_spot=keep_place)

    async def _keep_place(self) -> None:
        """Remembers how far the page that is being left was scrolled."""
        slug, line = self._topic.slug, self._page.place
        if line not in (None, self._topic.place) and self._listing == "topics":
            await self.write(lambda store: store.topics.keep_place(slug, line))

    def follow(self, target: str) -> None:
        """Goes to a topic, a claim or a row of the matrix; ticks a task; copies a program."""
        kind, _, key = target.partition(":")
        match kind:
            case "topic" if any(row.slug == key for row in self._topics):
                self._visit(key)
            case "claim" if slug := self._topic_of(key):
                self._visit(slug, key)
            case "criterion":
                self.post_message(Goto("matrix", target))
            case "experiment":
                self.post_message(Goto("lab", key))
            case "task":
                self.tick(key)
            case "code" if key in (programs := programs_of(self._topic)):
                self._copy_code(programs[key])
            case "source" if key in (sources := sources_of(self._topic)):
                self.open_source(sources[key])
            case "http" | "https" | "mailto":
                super().follow(target)
            case _:  # a note can say anything
                told = f"There is nothing here to go to that is called “{target}”."
                self.notify(told, severity="warning", timeout=5, markup=False)

    def _topic_of(self, claim: str) -> str:
        """The slug of the topic of that claim; empty if there is none."""
        number = claim.partition(".")[0]
        return next((row.slug for row in self._topics if str(row.number) == number), "")

    def _visit(self, slug: str, anchor: str = "") -> None:
        self._trail.append((self._topic.slug, round(self._page.scroll_y)))
        if self._listing == "topics":
            self._list.highlight(slug)
        self._load(slug, anchor, read=True)

    @work
    async def action_return(self) -> None:
        """Goes back to the page that a link was followed from."""
        if not self._trail:
            return
        slug, line = self._trail.pop()
        with self.reporting_errors():
            topic = await self.desk.read(lambda store: store.topics.get(slug))
            self._show(replace(topic, place=line))
            if self._listing == "topics":
                self._list.highlight(slug)

    # The search

    @property
    def _search(self) -> "Input | None":
        """The search line, while there is one."""
        found = self.query("#search")
        return cast("Input", found.first()) if found else None

    async def action_search(self) -> None:
        """Opens the search line."""
        from tui_app.widgets.line_input import LineInput

        self.remove_class("-detail")
        if self._search is None:
            search = LineInput(placeholder="Search everything", id="search")
            await self.query_one("#left").mount(search, before="#topics")
        self.query_one("#search").focus()

    def on_input_changed(self, event: "Input.Changed") -> None:
        """Searches as one types."""
        self._find(event.value)

    @work(exclusive=True, group="search")
    async def _find(self, words: str, *, choose: bool = False) -> None:
        with self.reporting_errors():
            found = await self.desk.read(lambda store: store.read.search(words))
            if not words.strip():
                self._list_topics()
                return
            title = f"{len(found)} found" if found else "Nothing found"
            self._show_rows(hit_rows(found), "hits", title)
            topics = self._list
            topics.action_first()
            if choose and found:
                topics.focus()
                topics.action_select()

    def on_input_submitted(self, event: "Input.Submitted") -> None:
        """Opens the best hit, however fast it was typed."""
        self._find(event.value, choose=True)

    def _leave_search(self) -> None:
        if (search := self._search) is not None:
            self.workers.cancel_group(self, "search")
            search.remove()
            self._list_topics()
            self._list.focus()

    def on_key(self, event: events.Key) -> None:
        """Moves from the search line into the list by the down arrow."""
        if event.key == "down" and self._search is not None and self._search.has_focus:
            event.stop()
            self._list.focus()

    def action_back(self) -> None:
        """From the page to the list; from there out of the search or the claims."""
        topics = self._list
        if self._page.has_focus:
            self.query_one("#prose", RichPage).leave_spot()
            self.remove_class("-detail")
            topics.focus()
        elif self._search is not None:
            self._leave_search()
        elif self._filter != ClaimFilter():
            self._set_filter(ClaimFilter())
        else:
            self._list_topics()

    # The claims

    @work(exclusive=True, group="search")
    async def action_claims(self) -> None:
        """Lists all claims in place of the topics, or the topics again."""
        with self.reporting_errors():
            if self._listing == "claims":
                self._list_topics()
                return
            self._leave_search()
            await self._list_claims()
            self.remove_class("-detail")
            self._list.focus()

    async def _list_claims(self) -> None:
        claims = await self.desk.read(lambda store: store.topics.claims())
        kept = [claim for claim in claims if self._filter.keeps(claim)]
        which = f"{len(kept)}: {self._filter}" if str(self._filter) else len(kept)
        row = self._list.row
        self._show_rows(claim_rows(kept), "claims", f"Claims ─ {which}")
        if row and row.anchor:
            self._list.highlight(row.topic, row.anchor)
        if self._list.row is None and kept:
            self._list.action_first()

    @work
    async def action_filter(self, name: str) -> None:
        """Asks which claims to show, by `verdict` or by what they are `about`."""
        from tui_app.dialogs.choose import ChooseDialog

        with self.reporting_errors():
            claims = await self.desk.read(lambda store: store.topics.claims())
            if self._listing != "claims":
                await self.current()
                claims = tuple(c for c in claims if c.topic == self._topic.slug)
            other = self._filter.other(name)
            values, choices = self._filter.choices(name, claims)
            now = getattr(self._filter, name)
            at = values.index(now) + 1 if now in values else 0
            title = "Show claims that are" if name == "verdict" else "Show claims about"
            chosen = await self.app.push_screen_wait(ChooseDialog(title, choices, at))
            if chosen is not None:
                self._set_filter(other.other(name, values[chosen - 1]) if chosen else other)

    @work(exclusive=True, group="search")
    async def _set_filter(self, claims: ClaimFilter) -> None:
        self._filter = claims
        with self.reporting_errors():
            if self._listing == "claims":
                await self._list_claims()
                if (row := self._list.row) is not None:
                    self._load(row.topic, row.anchor)
            else:
                self._show(self._topic, "claims" if str(claims) else "", keep_place=not str(claims))

    # What else there is to do

    @work
    async def action_edit(self) -> None:
        """Opens the note or a program in the user's editor."""
        topic = await self.current()
        sides = self._sides()
        chosen = await self._pick_side("Open in your editor", ("My note", "Markdown"), sides)
        if chosen is None:
            return
        if chosen < 0:
            await self.edit_note(topic)
        else:
            self.edit_copy(sides[chosen].file, sides[chosen].code)

    @work
    async def action_copy(self) -> None:
        """Copies a program, or the page as it stands."""
        topic = await self.current()
        sides = self._sides()
        chosen = await self._pick_side("Copy", ("The whole page", "as text"), sides)
        if chosen is None:
            return
        if chosen < 0:
            self.copy(self.query_one("#prose", RichPage).text, topic.title)
        else:
            self._copy_code(sides[chosen])

    def _copy_code(self, side: ExampleProgram) -> None:
        self.copy(side.code, side.file)

    def _sides(self) -> list[ExampleProgram]:
        """The programs of the page; of an example under the cursor, that one alone."""
        programs = programs_of(self._topic)
        spot = self.query_one("#prose", RichPage).spot
        kind, _, key = spot.target.partition(":") if spot else ("", "", "")
        return [programs[key]] if kind == "code" and key in programs else list(programs.values())

    async def _pick_side(
        self, title: str, other: tuple[str, str], sides: Sequence[ExampleProgram]
    ) -> int | None:
        """The index of the program that the user picks, -1 for `other`; None if none of them."""
        from tui_app.dialogs.choose import ChooseDialog

        spot = self.query_one("#prose", RichPage).spot
        if not sides:
            return -1
        if len(sides) == 1 and spot and spot.target.startswith("code:"):
            return 0
        choices = [other, *((side.option.capitalize(), side.file) for side in sides)]
        chosen = await self.app.push_screen_wait(ChooseDialog(title, choices, 1))
        return None if chosen is None else chosen - 1

    @work
    async def action_matrix(self) -> None:
        """Goes to the criteria that come from this topic."""
        await self.current()
        self.post_message(Goto("matrix", f"topic:{self._topic.slug}"))

    @work
    async def action_sources(self) -> None:
        """Lists the topic's sources; opens the one that is chosen."""
        from tui_app.dialogs.choose import pick_source

        await self.current()
        await pick_source(self, list(sources_of(self._topic).values()))
