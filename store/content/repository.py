"""Topics, what the user leaves on them, and settings, in the database."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlmodel import col, func, or_, select

from store.content.topic_pages import TopicPages
from store.db import models
from store.db.engine import Writing
from store.db.models import validated
from store.db.read_session import ReadSession, columns
from store.domain.checked import checked, split
from store.domain.content import ClaimRow, Verdict
from store.domain.errors import NotFoundError

_Rows = list[tuple[Any, ...]]


class Topics(TopicPages):
    """Reads topics and settings; writes settings, and marks and notes on topics.

    Args:
        session: reads the store.
        writing: opens a transaction on the store.
    """

    def __init__(self, session: ReadSession, writing: Writing) -> None:
        super().__init__(_TopicTables(session), session.faults)
        self._session = session
        self._writing = writing

    def claims(self) -> tuple[ClaimRow, ...]:
        """All claims, by topic."""
        claim, topic = models.Claim, models.Topic
        rows = self._session.all(
            columns(claim.number, claim.text, claim.verdict, claim.about, claim.topic_slug)
            .join(topic, col(topic.slug) == claim.topic_slug)
            .order_by(col(topic.number), col(claim.position))
        )
        return tuple(
            self._faults.each(
                "claim",
                rows,
                lambda number, said, verdict, about, topic: checked(
                    ClaimRow(number, said, Verdict(verdict), split(about), topic)
                ),
            )
        )

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
        self._mark(slug, note=text.strip())

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

    def _mark(self, slug: str, **values: bool | int | str) -> None:
        with self._writing() as session:
            topic = models.Topic
            if session.exec(select(topic.slug).where(topic.slug == slug)).first() is None:
                raise NotFoundError(f"There is no topic “{slug}”.")
            known = session.get(models.Mark, slug) or models.Mark(topic_slug=slug)
            session.merge(validated(models.Mark, known.model_dump() | values))


class _TopicTables:
    """The rows that topics are made of; see `store.content.topic_pages.TopicQueries`."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    def settings(self) -> _Rows:
        return self._session.all(columns(models.Setting.name, models.Setting.value))

    def marks(self) -> _Rows:
        mark = models.Mark
        return self._session.all(
            columns(mark.topic_slug, mark.starred, mark.read, mark.note, mark.place)
        )

    def topics(self) -> _Rows:
        topic = models.Topic
        first = func.min(topic.number).over(partition_by=col(topic.category))
        listed = columns(topic.slug, topic.number, topic.title, topic.category)
        return self._session.all(listed.order_by(first, col(topic.number)))

    def topic(self, key: str, number: int | None) -> tuple[Any, ...] | None:
        topic = models.Topic
        unnumbered = func.substr(topic.slug, func.instr(topic.slug, "-") + 1)
        asked = [col(topic.slug) == key, unnumbered == key]
        if number is not None:
            asked.append(col(topic.number) == number)
        return self._session.first(
            columns(
                *(topic.slug, topic.number, topic.title, topic.question, topic.category),
                *(topic.checked, topic.answer, topic.body, topic.related, topic.path),
            )
            .where(or_(*asked))
            .order_by(col(topic.slug) != key, col(topic.number))
        )

    def ticks(self, topic: str) -> Iterable[str]:
        return self._session.all(select(models.Tick.task).where(models.Tick.topic_slug == topic))

    def claims(self, topic: str) -> _Rows:
        claim = models.Claim
        return self._session.all(
            columns(claim.number, claim.text, claim.verdict, claim.about, claim.fact)
            .where(claim.topic_slug == topic)
            .order_by(col(claim.position))
        )

    def claim_sources(self, topic: str) -> _Rows:
        claim, cited, source = models.Claim, models.ClaimSource, models.Source
        return self._session.all(
            columns(cited.claim_number, *_source_columns())
            .join(source, col(source.slug) == cited.source_slug)
            .join(claim, col(claim.number) == cited.claim_number)
            .where(claim.topic_slug == topic)
            .order_by(col(cited.claim_number), col(cited.position))
        )

    def sources(self, slugs: Sequence[str]) -> _Rows:
        wanted = col(models.Source.slug).in_(slugs)
        return self._session.all(columns(*_source_columns()).where(wanted))

    def examples(self, topic: str) -> _Rows:
        example, shown = models.Example, models.TopicExample
        return self._session.all(
            columns(example.slug, example.title, example.shows, example.output)
            .join(shown, col(shown.example_slug) == example.slug)
            .where(shown.topic_slug == topic)
            .order_by(col(shown.position))
        )

    def programs(self, topic: str) -> _Rows:
        side, shown = models.ExampleSide, models.TopicExample
        return self._session.all(
            columns(side.example_slug, side.option, side.file, side.code)
            .join(shown, col(shown.example_slug) == side.example_slug)
            .where(shown.topic_slug == topic)
            .order_by(col(side.position))
        )

    def criteria(self, topic: str) -> _Rows:
        criterion, comparison = models.Criterion, models.Comparison
        return self._session.all(
            columns(criterion.slug, criterion.comparison_slug, criterion.name, comparison.title)
            .join(comparison, col(comparison.slug) == criterion.comparison_slug)
            .where(criterion.topic_slug == topic)
            .order_by(
                col(comparison.order), col(criterion.comparison_slug), col(criterion.position)
            )
        )


def _source_columns() -> tuple[Any, ...]:
    source = models.Source
    return source.slug, source.title, source.url, source.how, source.checked
