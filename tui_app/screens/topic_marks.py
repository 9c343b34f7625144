"""Marks topics: stars, read marks, ticks and notes."""

from collections.abc import Callable
from dataclasses import replace

from textual import on, work

from store.domain.content import Topic
from store.store import Store
from tui_app.screens.tab import Tab
from tui_app.store_worker import StoreWorker
from tui_app.widgets.page_scroll import Page


class TopicMarks(Tab):
    """Marks the topic that is shown, and writes notes on it.

    Args:
        desk: where the store is asked.
        topic: the topic to begin with, already read.
        seen: the version of the store that it was read from.
    """

    def __init__(self, desk: StoreWorker, topic: Topic, seen: int) -> None:
        super().__init__(desk, seen)
        self._topic = topic

    async def current(self) -> Topic:
        """Returns the topic that an action is about."""
        raise NotImplementedError

    @work
    async def action_star(self) -> None:
        """Stars the topic, or takes the star away."""
        topic = await self.current()
        slug, on_ = topic.slug, not topic.starred
        self._topic = replace(topic, starred=on_)
        self._write_mark(lambda store: store.topics.star(slug, on=on_))

    @work
    async def action_read(self) -> None:
        """Marks the topic as read, or as unread."""
        topic = await self.current()
        self._mark_read(on_=not topic.read)

    @on(Page.Finished)
    def _finished(self) -> None:
        """Whoever has come to the end has read the topic."""
        if not self._topic.read:
            self._mark_read(on_=True)

    def _mark_read(self, *, on_: bool) -> None:
        slug = self._topic.slug
        self._topic = replace(self._topic, read=on_)
        self._write_mark(lambda store: store.topics.mark_read(slug, on=on_))

    def tick(self, task: str) -> None:
        """Ticks a task of the page, or takes the tick away."""
        slug, on_ = self._topic.slug, task not in self._topic.ticked
        self._topic = replace(self._topic, ticked=self._topic.ticked ^ {task})
        self._write_mark(lambda store: store.topics.tick(slug, task, on=on_))

    @work(group="write")
    async def _write_mark(self, job: Callable[[Store], None]) -> None:
        with self.reporting_errors():
            await self.write(job)
        with self.reporting_errors():
            await self.reload()  # what the store says counts, whether it could be written or not

    @work
    async def action_note(self) -> None:
        """Lets the user write a note."""
        from tui_app.dialogs.note import NoteDialog

        topic = await self.current()
        text = await self.app.push_screen_wait(NoteDialog(topic.title, topic.note))
        if text is not None:
            with self.reporting_errors(typed={f"Note on {topic.title}": text}):
                await self.write(lambda store: store.topics.note(topic.slug, text))
                await self.reload()

    async def edit_note(self, topic: Topic) -> None:
        """Opens the note in the user's editor, and saves what the editor left."""
        edited = self.edit(f"{topic.slug}.md", topic.note)
        if edited is None:
            return
        path, text = edited
        if text.strip() == topic.note:
            self.notify("The note is as it was.", timeout=3)
        elif not text.strip():
            told = (
                "The editor left an empty file, so the note was kept. To remove it, empty it in n."
            )
            self.notify(told, severity="warning", timeout=8)
        else:
            with self.reporting_errors(f"Your text is still in {path}."):
                await self.write(lambda store: store.topics.note(topic.slug, text))
                await self.reload()
                self.notify("Note saved.", timeout=3)
                self.discard(path)
            return
        self.discard(path)
