"""The tab Topics: the questions beside the page."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events, on, work
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from store.store import Store
from store.types import Hit, Topic, TopicRow
from tui_app import keys
from tui_app.desk import Desk
from tui_app.screens.base import Goto, Tab, titled
from tui_app.widgets.lists import List, Page
from tui_app.widgets.prose import Prose, plain
from tui_app.widgets.topic_page import topic_blocks

if TYPE_CHECKING:
    from textual.widgets import Input

SETTLED = 0.05
"""Seconds that the highlight rests on a row before its page is shown: fast keys show none."""

FIRST = 0.02
"""Seconds from the list to the first page: time enough to answer a key that is waiting."""

_KINDS = ("topic", "claim", "note")
_SIGNS = {"topic": "▤", "claim": "▪", "note": "✎"}


class TopicsScreen(Tab):
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

    def __init__(self, desk: Desk, rows: Sequence[TopicRow], topic: Topic, seen: int) -> None:
        super().__init__(desk, seen)
        self._rows = tuple(rows)
        self._topic = topic
        self._hits: tuple[Hit, ...] = ()
        self._keys: list[str] = []
        self._settling: Timer | None = None
        self._target: str | int | None = None  # a claim, or a line; None once it is reached

    def compose_body(self) -> Iterator[Widget]:
        """The list with its search line, and the page."""
        with Vertical(id="left"):
            topics = List(*self._topic_options(), id="topics", markup=False)
            topics.border_title = self._progress()
            yield topics
        yield Page(id="page")

    def on_mount(self) -> None:
        """Puts the list on the screen first; the page follows when keys are answered."""
        self._highlight(self._topic.slug)
        self.set_timer(FIRST, self._open_page)

    async def _open_page(self) -> None:
        await self.query_one("#page").mount(Prose(id="prose"))
        self.call_after_refresh(self._show, self._topic)  # once the page knows its width

    async def reload(self) -> None:
        """Reads the list and the page anew."""
        slug = self._topic.slug
        self._rows, topic = await self.desk.read(
            lambda store: (store.read.topics(), store.read.topic(slug))
        )
        if not self._hits:
            highlighted = self.query_one("#topics", List).highlighted
            key = self._keys[highlighted] if highlighted is not None else slug
            self._fill(self._topic_options())
            self._highlight(key)
            self.query_one("#topics").border_title = self._progress()
        if self._topic.slug == slug:
            self._show(topic, keep_place=True)

    def goto(self, key: str) -> None:
        """Opens the topic of that slug, and reads it."""
        self._leave_search()
        self._highlight(key)
        self._load(key, read=True)

    def keepsakes(self) -> dict[str, str]:
        """The topic to come back to."""
        return {"topic": self._topic.slug}

    async def leave(self) -> None:
        """Keeps the place in the page."""
        if self.query("#prose"):
            await self._keep_place()

    # The list

    def _topic_options(self) -> list[Option]:
        options: list[Option] = []
        self._keys = []
        category = ""
        for row in self._rows:
            if row.category != category:
                category = row.category
                options.append(Option(plain(category, "bold $text-primary"), disabled=True))
                self._keys.append("")
            options.append(Option(_row(row)))
            self._keys.append(row.slug)
        return options

    def _hit_options(self) -> list[Option]:
        self._keys = [hit.topic or "" for hit in self._hits]
        return [Option(_hit(hit)) for hit in self._hits]

    def _fill(self, options: Sequence[Option]) -> None:
        topics = self.query_one("#topics", List)
        with self.prevent(OptionList.OptionHighlighted):
            topics.clear_options()
            topics.add_options(options)

    def _highlight(self, slug: str) -> None:
        if slug in self._keys:
            topics = self.query_one("#topics", List)
            with self.prevent(OptionList.OptionHighlighted):
                topics.highlighted = self._keys.index(slug)

    def _progress(self) -> str:
        read = sum(row.read for row in self._rows)
        return f"Topics ─ {read} of {len(self._rows)} read"

    @on(OptionList.OptionHighlighted, "#topics")
    def _moved(self) -> None:
        index = self.query_one("#topics", List).highlighted  # the message may be of an older row
        slug = self._keys[index] if index is not None else ""
        if self._settling is not None:
            self._settling.stop()
        if slug and (slug != self._topic.slug or self._hits):
            self._settling = self.set_timer(SETTLED, partial(self._load, slug))

    @on(OptionList.OptionSelected, "#topics")
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self._load(self._keys[event.option_index], read=True)

    # The page

    @work(exclusive=True, group="page")
    async def _load(self, slug: str, *, read: bool = False) -> None:
        with self.telling():
            topic = await self.desk.read(lambda store: store.read.topic(slug))
            await self._keep_place()
            self._show(topic)
            if read:
                self.add_class("-detail")
                self.query_one("#page").focus()

    def _show(self, topic: Topic, *, keep_place: bool = False) -> None:
        self._topic = topic
        if not self.query("#prose"):
            return  # the first page is still to come, and will be this one
        page = self.query_one("#page", Page)
        prose = self.query_one("#prose", Prose)
        page.border_title = titled(topic.number, topic.title)
        hit = self._hit()
        if not keep_place:
            self._target = hit.key if hit and hit.kind == "claim" else topic.place
        prose.show(topic_blocks(topic))

    @on(Prose.LaidOut)
    def _go_to_target(self) -> None:
        """Scrolls to where the page is to be read, once it has a width and so has lines."""
        if self._target is not None:
            prose, page = self.query_one("#prose", Prose), self.query_one("#page", Page)
            found = isinstance(self._target, str)
            line = prose.line_of(str(self._target)) if found else int(self._target)
            self._target = None
            self.call_after_refresh(page.scroll_to, y=line, animate=False, immediate=True)

    def _hit(self) -> Hit | None:
        index = self.query_one("#topics", List).highlighted
        return self._hits[index] if self._hits and index is not None else None

    async def _keep_place(self) -> None:
        """Remembers how far the page that is being left was scrolled."""
        slug, line = self._topic.slug, round(self.query_one("#page").scroll_y)
        if self._target is None and line != self._topic.place and not self._hits:
            await self.write(lambda store: store.topics.keep_place(slug, line))

    # The search

    @property
    def _search(self) -> "Input | None":
        """The search line, while there is one."""
        found = self.query("#search")
        return cast("Input", found.first()) if found else None

    async def action_search(self) -> None:
        """Opens the search line."""
        from textual.widgets import Input

        self.remove_class("-detail")
        if self._search is None:
            search = Input(placeholder="Search topics, claims and notes", id="search")
            await self.query_one("#left").mount(search, before="#topics")
        self.query_one("#search").focus()

    def on_input_changed(self, event: "Input.Changed") -> None:
        """Searches as one types."""
        self._find(event.value)

    @work(exclusive=True, group="search")
    async def _find(self, words: str) -> None:
        with self.telling():
            hits = await self.desk.read(lambda store: store.read.search(words, _KINDS))
            topics = self.query_one("#topics", List)
            self._hits = hits
            if words.strip():
                topics.border_title = f"{len(hits)} found" if hits else "Nothing found"
                self._fill(self._hit_options())
                topics.action_first()
            else:
                self._list_topics()

    def on_input_submitted(self) -> None:
        """Opens the best hit."""
        if self._hits:
            self.query_one("#topics").focus()
            self.query_one("#topics", List).action_select()

    def _list_topics(self) -> None:
        self._hits = ()
        self.query_one("#topics").border_title = self._progress()
        self._fill(self._topic_options())
        self._highlight(self._topic.slug)

    def _leave_search(self) -> None:
        if (search := self._search) is not None:
            self.workers.cancel_group(self, "search")
            search.remove()
            self._list_topics()
            self.query_one("#topics").focus()

    def on_key(self, event: events.Key) -> None:
        """From the search line, down goes into the list."""
        if event.key == "down" and self._search is not None and self._search.has_focus:
            event.stop()
            self.query_one("#topics").focus()

    def action_back(self) -> None:
        """From the page to the list; from the list out of the search."""
        if self.query_one("#page").has_focus:
            self.remove_class("-detail")
            self.query_one("#topics").focus()
        else:
            self._leave_search()

    # Marks

    def action_star(self) -> None:
        """Stars the topic, or takes the star away."""
        slug, on_ = self._topic.slug, not self._topic.starred
        self._topic = replace(self._topic, starred=on_)
        self._write_mark(lambda store: store.topics.star(slug, on=on_))

    def action_read(self) -> None:
        """Marks the topic as read, or as unread."""
        self._mark_read(on_=not self._topic.read)

    @on(Page.Finished)
    def _finished(self) -> None:
        """Whoever has come to the end has read the topic."""
        if not self._topic.read:
            self._mark_read(on_=True)

    def _mark_read(self, *, on_: bool) -> None:
        slug = self._topic.slug
        self._topic = replace(self._topic, read=on_)
        self._write_mark(lambda store: store.topics.mark_read(slug, on=on_))

    @work
    async def _write_mark(self, job: Callable[[Store], None]) -> None:
        with self.telling():
            await self.write(job)
        with self.telling():
            await self.reload()  # what the store says counts, whether it could be written or not

    @work
    async def action_note(self) -> None:
        """Lets the user write a note."""
        from tui_app.dialogs.note import NoteDialog

        topic = self._topic
        text = await self.app.push_screen_wait(NoteDialog(topic.title, topic.note))
        if text is not None:
            with self.telling():
                await self.write(lambda store: store.topics.note(topic.slug, text))
                await self.reload()

    def action_matrix(self) -> None:
        """Goes to the criteria that come from this topic."""
        self.post_message(Goto("matrix", self._topic.slug))

    @work
    async def action_sources(self) -> None:
        """Lists the topic's sources; opens the one that is chosen."""
        from tui_app.dialogs.pick import pick_source

        sources = {source.slug: source for c in self._topic.claims for source in c.sources}
        await pick_source(self, list(sources.values()))

    def action_copy(self) -> None:
        """Copies the page as it stands."""
        self.copy(self.query_one("#prose", Prose).text, self._topic.title)


def _row(row: TopicRow) -> Content:
    read = Content.styled("✓ ", "$text-success") if row.read else Content("  ")
    number = plain(f"{row.number:>2}  ", "$foreground 60%")
    marks = [Content.styled(" ★", "$text-warning")] if row.starred else []
    marks += [Content.styled(" ✎", "$text-secondary")] if row.noted else []
    return Content("").join([read, number, plain(row.title), *marks])


def _hit(hit: Hit) -> Content:
    sign = plain(f"{_SIGNS[hit.kind]} ", "$text-primary")
    key = plain(f"{hit.key}  " if hit.kind == "claim" else "", "$foreground 60%")
    title = sign.append(key).append(plain(hit.title, "bold"))
    return title.append("\n  ").append(marked(hit.snippet))


def marked(snippet: str) -> Content:
    """A snippet with the words that were found set apart."""
    parts = []
    for part in snippet.split("\x02"):
        found, mark, rest = part.partition("\x03")
        parts.append(plain(found, "bold $text-accent") if mark else plain(found))
        parts.append(plain(rest))
    return Content("").join(parts)
