"""What the first screen shows, read by sqlite3: SQLModel takes as long to import as Textual.

Settings, the list of topics, and one page. Everything else is read through SQLModel, and so is
this by everybody but the app at its start; a test holds that both give the same.
"""

import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from store.db.read_connection import ReadConnection

Rows = list[tuple[Any, ...]]


class FirstLook:
    """Gives the rows that topics are made of; see `store.content.topic_pages.TopicQueries`.

    Args:
        connection: to the store's file.
    """

    def __init__(self, connection: ReadConnection) -> None:
        self._rows = connection.rows

    def settings(self) -> Rows:
        """The settings."""
        return self._rows("SELECT name, value FROM setting")

    def marks(self) -> Rows:
        """What the user left on topics."""
        rows = self._rows("SELECT topic_slug, starred, read, note, place FROM mark")
        return [(slug, _flag(star), _flag(read), *rest) for slug, star, read, *rest in rows]

    def topics(self) -> Rows:
        """The list of topics."""
        return self._rows(
            "SELECT slug, number, title, category FROM topic "
            "ORDER BY min(number) OVER (PARTITION BY category), number"
        )

    def topic(self, key: str, number: int | None) -> tuple[Any, ...] | None:
        """A topic."""
        rows = self._rows(
            "SELECT slug, number, title, question, category, checked, answer, body, related, path "
            "FROM topic WHERE slug = ?1 OR number = ?2 OR substr(slug, instr(slug, '-') + 1) = ?1 "
            "ORDER BY slug <> ?1, number LIMIT 1",
            key,
            number,
        )
        return next(((*row[:5], _day(row[5]), *row[6:]) for row in rows), None)

    def ticks(self, topic: str) -> list[Any]:
        """The tasks of a topic that are done."""
        return [task for (task,) in self._rows("SELECT task FROM tick WHERE topic_slug = ?", topic)]

    def claims(self, topic: str) -> Rows:
        """The claims of a topic."""
        return self._rows(
            "SELECT number, text, verdict, about, fact FROM claim WHERE topic_slug = ? "
            "ORDER BY position",
            topic,
        )

    def claim_sources(self, topic: str) -> Rows:
        """The sources of a topic's claims."""
        rows = self._rows(
            "SELECT claim_number, source.slug, title, url, how, checked FROM claimsource "
            "JOIN source ON source.slug = source_slug JOIN claim ON claim.number = claim_number "
            "WHERE topic_slug = ? ORDER BY claim_number, claimsource.position",
            topic,
        )
        return [(*row[:5], _day(row[5])) for row in rows]

    def sources(self, slugs: Sequence[str]) -> Rows:
        """The sources of these slugs."""
        rows = self._rows(
            "SELECT slug, title, url, how, checked FROM source "
            "WHERE slug IN (SELECT value FROM json_each(?))",
            json.dumps(list(slugs)),
        )
        return [(*row[:4], _day(row[4])) for row in rows]

    def examples(self, topic: str) -> Rows:
        """The examples of a topic."""
        return self._rows(
            "SELECT slug, title, shows, output FROM example "
            "JOIN topicexample ON example_slug = slug WHERE topic_slug = ? ORDER BY position",
            topic,
        )

    def programs(self, topic: str) -> Rows:
        """The programs of a topic's examples."""
        return self._rows(
            "SELECT exampleside.example_slug, option, file, code FROM exampleside "
            "JOIN topicexample ON topicexample.example_slug = exampleside.example_slug "
            "WHERE topic_slug = ? ORDER BY exampleside.position",
            topic,
        )

    def criteria(self, topic: str) -> Rows:
        """The criteria that are about a topic."""
        return self._rows(
            "SELECT criterion.slug, comparison_slug, name, title FROM criterion "
            "JOIN comparison ON comparison.slug = comparison_slug WHERE topic_slug = ? "
            'ORDER BY "order", comparison_slug, position',
            topic,
        )


def _flag(value: object) -> object:
    """The truth value that SQLite keeps as a number; anything else as it is."""
    return {0: False, 1: True}.get(value, value)  # type: ignore[call-overload]


def _day(value: object) -> object:
    """The day that is kept as text; anything else as it is."""
    with suppress(TypeError, ValueError):
        return date.fromisoformat(value)  # type: ignore[arg-type]
    return value
