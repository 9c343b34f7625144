"""What the user leaves on topics: stars, read marks, notes, the place in a page; and settings."""

from sqlmodel import Session, select

from store.db import models
from store.db.engine import Writing
from store.db.models import validated
from store.db.search_index import index
from store.domain.errors import NotFoundError


class Annotations:
    """Writes marks and notes.

    Args:
        writing: opens a transaction on the store.
    """

    def __init__(self, writing: Writing) -> None:
        self._writing = writing

    def star(self, slug: str, *, on: bool) -> None:
        """Stars a topic, or takes the star away."""
        self._mark(slug, starred=on)

    def mark_read(self, slug: str, *, on: bool) -> None:
        """Marks a topic as read, or as unread."""
        self._mark(slug, read=on)

    def keep_place(self, slug: str, line: int) -> None:
        """Remembers the line at the top of a topic's page."""
        self._mark(slug, place=line)

    def note(self, slug: str, text: str) -> None:
        """Puts a note on a topic in place of the one it had; an empty text removes it."""
        text = text.strip()
        with self._writing() as session:
            title = self._write_mark(session, slug, note=text)
            index(session, "note", slug, slug, f"Note on {title}" if text else "", text)

    def tick(self, slug: str, task: str, *, on: bool) -> None:
        """Ticks a task of a topic off, or takes the tick away."""
        with self._writing() as session:
            row = validated(models.Tick, {"topic_slug": slug, "task": task})
            if on:
                session.merge(row)
            elif known := session.get(models.Tick, (slug, task)):
                session.delete(known)

    def remember(self, **settings: str) -> None:
        """Keeps what the app comes back to at its next start, by name."""
        with self._writing() as session:
            for name, value in settings.items():
                session.merge(validated(models.Setting, {"name": name, "value": value}))

    def _mark(self, slug: str, **values: bool | int) -> None:
        with self._writing() as session:
            self._write_mark(session, slug, **values)

    def _write_mark(self, session: Session, slug: str, **values: bool | int | str) -> str:
        title = session.exec(select(models.Topic.title).where(models.Topic.slug == slug)).first()
        if title is None:
            raise NotFoundError(f"There is no topic “{slug}”.")
        known = session.get(models.Mark, slug) or models.Mark(topic_slug=slug)
        session.merge(validated(models.Mark, known.model_dump() | values))
        return title
