"""Keeps the full-text index in step with the tables."""

import json
from collections.abc import Iterable, Mapping

from sqlalchemy import text
from sqlmodel import Session

from store.domain.matrix import OWN

_Text = tuple[str, str, str | None, str, str]
"""What is found: kind, key, topic, title, text."""


_INSERT = text(
    "INSERT INTO search (kind, key, topic, title, text) VALUES (:kind, :key, :topic, :title, :text)"
)


_FORGET_DECISIONS = text(
    "DELETE FROM search WHERE kind = 'decision' AND key IN (SELECT value FROM json_each(:keys))"
)


_INDEX_OWN = (
    text(
        "DELETE FROM search WHERE kind IN ('criterion', 'option') "
        "AND substr(key, instr(key, '/') + 1, length(:own)) = :own"
    ).bindparams(own=OWN),
    text(
        "INSERT INTO search (kind, key, topic, title, text) "
        "SELECT 'option', matrix.id || '/' || own.slug, NULL, own.name, own.summary "
        "FROM matrixoption AS own JOIN matrix ON matrix.id = own.matrix_id "
        "JOIN comparison ON comparison.slug = comparison_slug WHERE trashed IS NULL"
    ),
    text(
        "INSERT INTO search (kind, key, topic, title, text) "
        "SELECT 'criterion', matrix.id || '/' || own.slug, NULL, own.name, "
        "own.question || ' ' || own.zero || ' ' || own.five "
        "FROM matrixcriterion AS own JOIN matrix ON matrix.id = own.matrix_id "
        "JOIN comparison ON comparison.slug = comparison_slug WHERE trashed IS NULL"
    ),
)
"""Makes anew what is found of the users' own options and criteria."""


def index(session: Session, kind: str, key: str, topic: str | None, title: str, body: str) -> None:
    """Makes one thing findable, in place of what was known of it."""
    values = _found(kind, key, topic, title, body)
    session.execute(text("DELETE FROM search WHERE kind = :kind AND key = :key"), values)
    if title or body:
        session.execute(_INSERT, values)


def index_decisions(
    session: Session, found: Mapping[str, tuple[str, str]], known: Iterable[str]
) -> None:
    """Makes decisions findable, at once: to forget one takes as long as to forget many.

    Args:
        session: of the transaction.
        found: the titles and the bodies by number; empty for what is not to be found any more.
        known: those that could be found before.
    """
    if keys := list(known):
        session.execute(_FORGET_DECISIONS, {"keys": json.dumps(keys)})
    rows = [_found("decision", key, None, *said) for key, said in found.items() if any(said)]
    if rows:
        session.execute(_INSERT, rows)


def index_own(session: Session) -> None:
    """Makes the options and criteria findable that the user added to matrices that can be opened.

    Those of the shipped ones are found by `COMPARISON/SLUG`, these by `MATRIX/SLUG`.
    """
    session.flush()
    for statement in _INDEX_OWN:
        session.execute(statement)


def _found(kind: str, key: str, topic: str | None, title: str, body: str) -> dict[str, str | None]:
    return {"kind": kind, "key": key, "topic": topic, "title": title, "text": body}
