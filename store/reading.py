"""Every read of the store, by the standard library's sqlite3.

SQLModel takes as long to import as Textual, and a frozen value is all that a reader gets in
either way. So what is shown is read here, and SQLModel writes (`store.topics`, `store.matrix`,
`store.decisions`). A test holds that both see the same rows.
"""

import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from store import snapshot
from store.file import explain
from store.types import (
    Claim,
    Comparison,
    Criterion,
    Decision,
    DecisionRow,
    Exported,
    Hit,
    Matrix,
    NotFoundError,
    Option,
    Preset,
    Rating,
    Source,
    Status,
    StoreError,
    Topic,
    TopicRow,
    Verdict,
)

SEARCH_WORDS = 16
"""How many words of a query count; the rest is dropped."""

Value = str | int | float | None
Row = tuple[Value, ...]


class Reader:
    """Reads a store.

    One thread at a time may use it.

    Args:
        path: the store's file, of the current schema.
        timeout: seconds to wait for another program that holds the file.
    """

    def __init__(self, path: Path, timeout: float) -> None:
        self._path = path
        try:
            self._connection = sqlite3.connect(
                f"{path.as_uri()}?mode=rw", uri=True, timeout=timeout, check_same_thread=False
            )
        except sqlite3.Error as error:
            raise StoreError(explain(error, path)) from error
        self._connection.execute("PRAGMA query_only=ON")

    def close(self) -> None:
        """Lets go of the file."""
        self._connection.close()

    def _rows(self, sql: str, *values: Value) -> list[tuple]:  # type: ignore[type-arg]
        try:
            return self._connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise StoreError(explain(error, self._path)) from error

    def content_hash(self) -> str:
        """The hash of the content that was loaded last; empty if none was."""
        rows = self._rows("SELECT sha256 FROM content")
        return str(rows[0][0]) if rows else ""

    def version(self) -> int:
        """A number that differs as soon as anybody else has written to the file."""
        return int(self._rows("PRAGMA data_version")[0][0])

    def settings(self) -> Mapping[str, str]:
        """What the app comes back to, by name."""
        return dict(self._rows("SELECT name, value FROM setting"))

    def topics(self) -> tuple[TopicRow, ...]:
        """All topics, by category and number."""
        return tuple(
            TopicRow(slug, number, title, category, bool(starred), bool(read), bool(note))
            for slug, number, title, category, starred, read, note in self._rows(
                "SELECT slug, number, title, category, starred, read, note <> '' FROM topic "
                "LEFT JOIN mark ON topic_slug = slug ORDER BY position"
            )
        )

    def topic(self, key: str) -> Topic:
        """The topic of that slug or number.

        Raises:
            NotFoundError: there is none.
        """
        key = _encodable(key)
        rows = self._rows(
            "SELECT slug, number, title, question, category, checked, answer, "
            "coalesce(starred, 0), coalesce(read, 0), coalesce(note, ''), coalesce(place, 0) "
            "FROM topic LEFT JOIN mark ON topic_slug = slug "
            "WHERE slug = ?1 OR number = ?2 OR substr(slug, 4) = ?1",
            key,
            int(key) if re.fullmatch(r"[0-9]{1,9}", key) else None,
        )
        if not rows:
            raise NotFoundError(
                f"There is no topic “{key}”. `shortlist topics` lists their numbers and slugs."
            )
        slug, number, title, question, category, checked, answer, *marks = rows[0]
        starred, read, note, place = marks
        return Topic(
            slug=slug,
            number=number,
            title=title,
            question=question,
            category=category,
            checked=date.fromisoformat(checked),
            answer=answer,
            claims=self._claims(slug),
            starred=bool(starred),
            read=bool(read),
            note=note,
            place=place,
        )

    def _claims(self, topic: str) -> tuple[Claim, ...]:
        sources: dict[str, list[Source]] = defaultdict(list)
        for number, *source in self._rows(
            "SELECT claim_number, source.slug, source.title, url, how, source.checked "
            "FROM claimsource JOIN source ON source.slug = source_slug "
            "JOIN claim ON claim.number = claim_number WHERE topic_slug = ? "
            "ORDER BY claim_number, claimsource.position",
            topic,
        ):
            sources[number].append(_source(source))
        return tuple(
            Claim(number, text, Verdict(verdict), _split(about), fact, tuple(sources[number]))
            for number, text, verdict, about, fact in self._rows(
                "SELECT number, text, verdict, about, fact FROM claim WHERE topic_slug = ? "
                "ORDER BY position",
                topic,
            )
        )

    def search(self, words: str, kinds: Iterable[str] = (), limit: int = 50) -> tuple[Hit, ...]:
        """What holds every one of `words`, or a word that begins with it; the best first.

        A topic counts twice as much as one of its claims with the same words.

        Args:
            words: anything that was typed; whatever is no letter or digit only parts words.
            kinds: the kinds of `Hit` wanted; all when empty.
            limit: the most hits.
        """
        query = _query(words)
        if not query:
            return ()
        wanted = json.dumps(list(kinds))
        return tuple(
            Hit(kind, key, title, snippet, topic)
            for kind, key, title, snippet, topic in self._rows(
                "SELECT kind, key, title, snippet(search, -1, char(2), char(3), '…', 12), topic "
                "FROM search WHERE search MATCH ?1 "
                "AND (?2 = '[]' OR kind IN (SELECT value FROM json_each(?2))) "
                "ORDER BY bm25(search, 0, 0, 0, 8, 1) * iif(kind = 'topic', 2, 1), key LIMIT ?3",
                query,
                wanted,
                limit,
            )
        )

    def comparison(self, slug: str) -> Comparison:
        """The comparison of that slug, as shipped."""
        rows = self._rows("SELECT title, question FROM comparison WHERE slug = ?", slug)
        if not rows:
            raise NotFoundError(f"There is no comparison “{slug}”.")
        title, question = rows[0]
        criteria = self._rows(
            'SELECT criterion.slug, "group", name, criterion.question, zero, five, topic_slug, '
            "number, weight FROM criterion JOIN topic ON topic.slug = topic_slug "
            "WHERE comparison_slug = ? ORDER BY criterion.position",
            slug,
        )
        return Comparison(
            slug=slug,
            title=title,
            question=question,
            options=tuple(
                Option(*row)
                for row in self._rows(
                    'SELECT slug, name, summary, url FROM "option" '
                    "WHERE comparison_slug = ? ORDER BY position",
                    slug,
                )
            ),
            criteria=tuple(Criterion(*row[:-1]) for row in criteria),
            ratings=self._ratings(slug),
            weights={row[0]: row[-1] for row in criteria},
            presets=self._presets(slug),
        )

    def _ratings(self, comparison: str) -> dict[tuple[str, str], Rating]:
        sources: dict[tuple[str, str], list[Source]] = defaultdict(list)
        for criterion, option, *source in self._rows(
            "SELECT criterion_slug, option_slug, slug, title, url, how, checked "
            "FROM ratingsource JOIN source ON slug = source_slug "
            "WHERE comparison_slug = ? ORDER BY position",
            comparison,
        ):
            sources[criterion, option].append(_source(source))
        return {
            (criterion, option): Rating(
                value, rationale, tuple(sources[criterion, option]), _split(claims)
            )
            for criterion, option, value, rationale, claims in self._rows(
                "SELECT criterion_slug, option_slug, value, rationale, claims FROM rating "
                "WHERE comparison_slug = ?",
                comparison,
            )
        }

    def _presets(self, comparison: str) -> tuple[Preset, ...]:
        weights: dict[str, dict[str, float]] = defaultdict(dict)
        for preset, criterion, weight in self._rows(
            "SELECT preset_slug, criterion_slug, weight FROM presetweight "
            "WHERE comparison_slug = ?",
            comparison,
        ):
            weights[preset][criterion] = weight
        return tuple(
            Preset(slug, name, description, weights[slug])
            for slug, name, description in self._rows(
                "SELECT slug, name, description FROM preset "
                "WHERE comparison_slug = ? ORDER BY position",
                comparison,
            )
        )

    def matrix(self, preset: str | None = None) -> Matrix:
        """The user's matrix; or, with the slug of a preset, that preset and nothing changed.

        Raises:
            NotFoundError: there is no such preset.
        """
        key, slug, name, used = self._rows(
            "SELECT id, comparison_slug, name, preset_slug FROM matrix "
            "WHERE comparison_slug IN (SELECT slug FROM comparison) ORDER BY id"
        )[0]
        comparison = self.comparison(slug)
        if preset is not None:
            weights = comparison.preset(preset).weights
            return Matrix(0, comparison.title, preset, comparison, weights, comparison.ratings, {})
        pristine = Matrix(key, name, used, comparison, {}, {}, {})
        known = {criterion.slug for criterion in comparison.criteria}
        weights = {
            criterion: weight
            for criterion, weight in self._rows(
                "SELECT criterion_slug, weight FROM matrixweight WHERE matrix_id = ?", key
            )
            if criterion in known
        }
        return Matrix(
            id=key,
            name=name,
            preset=used,
            comparison=comparison,
            weights={**pristine.base_weights, **weights},
            ratings={**comparison.ratings, **self._own_ratings(key, comparison)},
            ruled_out={
                option: reason
                for option, reason in self._rows(
                    "SELECT option_slug, reason FROM matrixruling WHERE matrix_id = ?", key
                )
                if any(option == known.slug for known in comparison.options)
            },
        )

    def _own_ratings(self, matrix: int, comparison: Comparison) -> dict[tuple[str, str], Rating]:
        own = {}
        for criterion, option, value, note in self._rows(
            "SELECT criterion_slug, option_slug, value, note FROM matrixrating WHERE matrix_id = ?",
            matrix,
        ):
            shipped = comparison.ratings.get((criterion, option))
            if shipped:
                own[criterion, option] = Rating(
                    value, shipped.rationale, shipped.sources, shipped.claims, True, note
                )
        return own

    def decisions(self) -> tuple[DecisionRow, ...]:
        """All decisions, the newest first."""
        return tuple(
            DecisionRow(number, title, Status(status), date.fromisoformat(day), chosen, by)
            for number, title, status, day, chosen, by in self._rows(
                "SELECT number, title, status, date, json_extract(value, '$.name'), superseded_by "
                "FROM decision, json_each(matrix, '$.options') "
                "WHERE json_extract(value, '$.slug') = chosen ORDER BY number DESC"
            )
        )

    def decision(self, number: int) -> Decision:
        """The decision of that number.

        Raises:
            NotFoundError: there is none.
        """
        rows = self._rows(
            "SELECT id, number, title, status, superseded_by, date, chosen, context, deciders, "
            "consequences, matrix, created, updated FROM decision WHERE number = ?",
            number,
        )
        if not rows:
            raise NotFoundError(
                f"There is no decision {number}. `shortlist decisions` lists those there are."
            )
        key, _, title, status, by, day, chosen, context, deciders, after, matrix, *times = rows[0]
        created, updated = (datetime.fromisoformat(t).replace(tzinfo=UTC) for t in times)
        return Decision(
            id=key,
            number=number,
            title=title,
            status=Status(status),
            superseded_by=by,
            date=date.fromisoformat(day),
            chosen=chosen,
            context=context,
            deciders=deciders,
            consequences=after,
            matrix=snapshot.from_json(json.loads(matrix)),
            created=created,
            updated=updated,
        )

    def exports(self, folder: Path) -> Mapping[int, Exported]:
        """What was last written into `folder`, by the decision's id."""
        return {
            key: Exported(name, sha256)
            for key, name, sha256 in self._rows(
                "SELECT decision_id, file_name, sha256 FROM export WHERE folder = ?", str(folder)
            )
        }


def _source(row: Iterable[Value]) -> Source:
    slug, title, url, how, checked = row
    return Source(
        str(slug),
        str(title),
        None if url is None else str(url),
        None if how is None else str(how),
        date.fromisoformat(str(checked)),
    )


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split(",")) if text else ()


def _encodable(text: str) -> str:
    """The text as SQLite takes it: a byte of an argument that was no UTF-8 becomes “?”."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _query(words: str) -> str:
    """What was typed as an FTS5 query: each word a quoted prefix, so that no sign has a meaning."""
    parts = _encodable(words).split()[: 4 * SEARCH_WORDS]
    found = [word for word in parts if re.search(r"[^\W_]", word)]
    return " ".join(
        '"{}"*'.format(word[:100].replace('"', '""').replace("\0", " "))
        for word in found[:SEARCH_WORDS]
    )
