"""Every read of the store, by the standard library's sqlite3.

SQLModel takes as long to import as Textual, and a frozen value is all that a reader gets in
either way. So what is shown is read here, and SQLModel writes (`store.topics`, `store.matrix`,
`store.decisions`). A test holds that both see the same rows.
"""

import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from store import markup
from store.file import address, explain, identity, patiently, replaced
from store.reading_decisions import DecisionReader
from store.reading_matrix import MatrixReader
from store.rows import Value, as_source, split
from store.search import Finder
from store.text import did_you_mean
from store.types import (
    Claim,
    ClaimRow,
    Comparison,
    CriterionRow,
    Decision,
    DecisionRow,
    Example,
    Hit,
    LibraryRow,
    Matrix,
    MatrixRow,
    NotFoundError,
    Piece,
    RecordRow,
    Revision,
    Side,
    Source,
    StoreError,
    Topic,
    TopicRow,
    Verdict,
)

if TYPE_CHECKING:
    from store.lab.values import Report


_GONE = (-1, -1)
"""The identity of no file."""


class Reader:
    """Reads a store.

    One thread at a time may use it.

    Args:
        path: the store's file, of the current schema.
        timeout: seconds to wait for another program that holds the file.
    """

    def __init__(self, path: Path, timeout: float) -> None:
        self._path = path
        self._timeout = timeout
        try:
            self._connection = sqlite3.connect(
                address(path), uri=True, timeout=timeout, check_same_thread=False
            )
        except sqlite3.Error as error:
            raise StoreError(explain(error, path)) from error
        self._connection.execute("PRAGMA query_only=ON")
        self._identity = identity(path)
        self._finder = Finder(self._rows)
        self._matrices = MatrixReader(self._rows)
        self._decisions = DecisionReader(self._rows)

    def close(self) -> None:
        """Lets go of the file."""
        self._connection.close()

    def check_in_place(self) -> None:
        """Notices that the file is not the one any more that was opened, and lets go of it.

        Raises:
            StoreError: it was removed, or another file has taken its place.
        """
        if identity(self._path) != self._identity:
            self._identity = _GONE
            self.close()
            raise replaced(self._path)

    def _rows(self, sql: str, *values: Value) -> list[tuple]:  # type: ignore[type-arg]
        self.check_in_place()

        def run() -> list[tuple]:  # type: ignore[type-arg]
            return self._connection.execute(sql, values).fetchall()

        try:
            return patiently(run, self._timeout)
        except sqlite3.Error as error:
            raise StoreError(explain(error, self._path)) from error

    @contextmanager
    def _at_once(self) -> Iterator[None]:
        """Reads what is read in the block as it stood at one time, whoever writes meanwhile."""
        self._rows("BEGIN")
        try:
            yield
        finally:
            with suppress(sqlite3.Error):  # it only ends what was read
                self._connection.rollback()

    def content_hash(self) -> str:
        """The hash of the shipped content that was loaded last; empty if none was."""
        rows = self._rows("SELECT sha256 FROM library WHERE name = 'shortlist'")
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
                "LEFT JOIN mark ON topic_slug = slug "
                "ORDER BY min(number) OVER (PARTITION BY category), number"
            )
        )

    def topic(self, key: str) -> Topic:
        """The topic of that slug or number.

        Raises:
            NotFoundError: there is none.
        """
        key = _encodable(key)
        rows = self._rows(
            "SELECT slug, number, title, question, category, checked, answer, body, related, path, "
            "coalesce(starred, 0), coalesce(read, 0), coalesce(note, ''), coalesce(place, 0) "
            "FROM topic LEFT JOIN mark ON topic_slug = slug "
            "WHERE slug = ?1 OR number = ?2 OR substr(slug, instr(slug, '-') + 1) = ?1 "
            "ORDER BY slug <> ?1, number LIMIT 1",
            key,
            int(key) if re.fullmatch(r"[0-9]{1,9}", key) else None,
        )
        if not rows:
            # Who types a slug without its number is meant as well.
            slugs = [slug for (slug,) in self._rows("SELECT slug FROM topic")]
            near = did_you_mean(key, [*slugs, *(slug.partition("-")[2] for slug in slugs)])
            raise NotFoundError(
                f"There is no topic “{key}”.{near} `shortlist topics` lists those there are."
            )
        slug, number, title, question, category, checked, answer, *page, related, path = rows[0][
            :10
        ]
        starred, read, note, place = rows[0][10:]
        body = markup.from_json(page[0])
        return Topic(
            slug=slug,
            number=number,
            title=title,
            question=question,
            category=category,
            checked=date.fromisoformat(checked),
            answer=answer,
            claims=self._claims(slug),
            body=body,
            related=split(related),
            path=split(path),
            examples=self._examples(slug),
            sources=self._linked_sources(body),
            criteria=self._criteria_of(slug),
            starred=bool(starred),
            read=bool(read),
            note=note,
            place=place,
            ticked=frozenset(
                task for (task,) in self._rows("SELECT task FROM tick WHERE topic_slug = ?", slug)
            ),
        )

    def _examples(self, topic: str) -> tuple[Example, ...]:
        sides: dict[str, list[Side]] = defaultdict(list)
        for slug, option, file, code in self._rows(
            "SELECT exampleside.example_slug, option, file, code FROM exampleside "
            "JOIN topicexample ON topicexample.example_slug = exampleside.example_slug "
            "WHERE topic_slug = ? ORDER BY exampleside.position",
            topic,
        ):
            sides[slug].append(Side(option, file, code))
        return tuple(
            Example(slug, title, shows, output, tuple(sides[slug]))
            for slug, title, shows, output in self._rows(
                "SELECT slug, title, shows, output FROM example "
                "JOIN topicexample ON example_slug = slug WHERE topic_slug = ? ORDER BY position",
                topic,
            )
        )

    def _linked_sources(self, body: Sequence[Piece]) -> tuple[Source, ...]:
        slugs = dict.fromkeys(
            link.removeprefix("source:")
            for link in markup.links(body)
            if link.startswith("source:")
        )
        found = {
            row[0]: as_source(row)
            for row in self._rows(
                "SELECT slug, title, url, how, checked FROM source "
                "WHERE slug IN (SELECT value FROM json_each(?))",
                json.dumps(list(slugs)),
            )
        }
        return tuple(found[slug] for slug in slugs)

    def _criteria_of(self, topic: str) -> tuple[CriterionRow, ...]:
        return tuple(
            CriterionRow(f"{comparison}/{slug}", name, title)
            for comparison, slug, name, title in self._rows(
                "SELECT comparison_slug, criterion.slug, name, title FROM criterion "
                "JOIN comparison ON comparison.slug = comparison_slug WHERE topic_slug = ? "
                'ORDER BY "order", comparison_slug, position',
                topic,
            )
        )

    def claims(self) -> tuple[ClaimRow, ...]:
        """All claims, by topic."""
        return tuple(
            ClaimRow(number, text, Verdict(verdict), split(about), topic)
            for number, text, verdict, about, topic in self._rows(
                "SELECT claim.number, text, verdict, about, topic_slug FROM claim "
                "JOIN topic ON topic.slug = topic_slug ORDER BY topic.number, position"
            )
        )

    def libraries(self) -> tuple[LibraryRow, ...]:
        """The content that the store holds: the shipped one, and what was added."""
        return tuple(
            LibraryRow(*row)
            for row in self._rows(
                "SELECT name, folder, "
                "(SELECT count(*) FROM topic WHERE library = name), "
                "(SELECT count(*) FROM comparison WHERE library = name) "
                "FROM library ORDER BY sha256 = '', name"
            )
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
            sources[number].append(as_source(source))
        return tuple(
            Claim(number, text, Verdict(verdict), split(about), fact, tuple(sources[number]))
            for number, text, verdict, about, fact in self._rows(
                "SELECT number, text, verdict, about, fact FROM claim WHERE topic_slug = ? "
                "ORDER BY position",
                topic,
            )
        )

    def search(self, typed: str, kinds: Iterable[str] = (), limit: int = 50) -> tuple[Hit, ...]:
        """What holds every word that was typed, the best first; see `store.search`.

        Args:
            typed: anything; whatever is no letter or digit only parts words.
            kinds: the kinds of `Hit` wanted; all when empty.
            limit: the most hits.
        """
        return self._finder.find(typed, kinds, limit)

    def comparison(self, slug: str) -> Comparison:
        """The comparison of that slug, as shipped.

        Raises:
            NotFoundError: there is none.
        """
        with self._at_once():
            return self._matrices.comparison(slug)

    def matrices(self) -> tuple[MatrixRow, ...]:
        """The matrices of all comparisons that there are, without those in the trash."""
        return self._matrices.matrices()

    def trashed_matrices(self) -> tuple[MatrixRow, ...]:
        """The matrices in the trash, the last thrown away first."""
        return self._matrices.trashed()

    def matrix(self, preset: str | None = None, key: int | str | None = None) -> Matrix:
        """A matrix of the user's that is not in the trash.

        Args:
            preset: the slug of a preset: then the matrix is that preset, and nothing changed.
            key: the matrix's id, its name, or the slug of its comparison; None for the first.

        Raises:
            NotFoundError: there is no such preset or matrix.
        """
        with self._at_once():
            return self._matrices.matrix(preset, key)

    def decisions(self) -> tuple[DecisionRow, ...]:
        """All decisions but those in the trash, the newest first."""
        return self._decisions.decisions()

    def trashed_decisions(self) -> tuple[DecisionRow, ...]:
        """The decisions in the trash, the last thrown away first."""
        return self._decisions.trashed()

    def decision(self, number: int, *, in_trash: bool = False) -> Decision:
        """The decision of that number; one in the trash only if `in_trash`.

        Raises:
            NotFoundError: there is none, or it is in the trash.
        """
        with self._at_once():
            return self._decisions.decision(number, in_trash=in_trash)

    def revisions(self, number: int) -> tuple[Revision, ...]:
        """The history of a decision, in the trash or not; the oldest revision first.

        Raises:
            NotFoundError: there is no such decision.
        """
        with self._at_once():
            return self._decisions.revisions(number)

    def records(self, folder: Path, after: int = 0, most: int = -1) -> tuple[RecordRow, ...]:
        """The decisions, in the trash or not, each with its record in that folder, by number.

        Args:
            folder: where the records are.
            after: the number after which to begin.
            most: how many at the most; all if negative.
        """
        return self._decisions.records(folder, after, most)

    def record(self, number: int) -> tuple[RecordRow, ...]:
        """A decision and those that it supersedes or is superseded by, with their records.

        The records are those of the folder that has the decision's newest.
        """
        with self._at_once():
            return self._decisions.record(number)

    def records_elsewhere(self, folder: Path) -> tuple[RecordRow, ...]:
        """The records that decisions have in other folders."""
        return self._decisions.records_elsewhere(folder)

    def people(self) -> tuple[str, ...]:
        """Every name that a decision holds, those of the newest decisions first."""
        return self._decisions.people()

    def archive(self, at: datetime) -> dict[str, Any]:
        """All that is the user's own, as docs/json.md has it; `at` is the time to tell."""
        from store import archive  # which no screen needs

        with self._at_once():
            return archive.collect(self._rows, at)

    def last_reports(self) -> Mapping[str, "Report"]:
        """The last report of the Lab on each experiment that was run, by its slug."""
        found = _reports(
            self._rows(
                "SELECT report FROM labreport "
                "WHERE id IN (SELECT max(id) FROM labreport GROUP BY experiment)"
            )
        )
        return {report.experiment: report for report in found}

    def reports(self, experiment: str) -> tuple["Report", ...]:
        """All reports of the Lab on an experiment that are kept, the newest first."""
        return _reports(
            self._rows(
                "SELECT report FROM labreport WHERE experiment = ? ORDER BY id DESC", experiment
            )
        )


def _reports(rows: Iterable[tuple[str]]) -> tuple["Report", ...]:
    """The reports in those rows; one of another form, by another release, is left out."""
    from store.lab.values import from_value

    found = []
    for (text,) in rows:
        with suppress(ValueError):
            found.append(from_value(json.loads(text)))
    return tuple(found)


def _encodable(text: str) -> str:
    """The text as SQLite takes it: a byte of an argument that was no UTF-8 becomes “?”."""
    return text.encode("utf-8", "replace").decode("utf-8")
