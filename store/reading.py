"""Every read of the store, by the standard library's sqlite3.

SQLModel takes as long to import as Textual, and a frozen value is all that a reader gets in
either way. So what is shown is read here, and SQLModel writes (`store.content.annotations`,
`store.matrix.repository`, `store.decisions.repository`). A test holds that both see the same rows.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from store.content import page as markup
from store.db.orm import load_orm
from store.db.read_connection import ReadConnection
from store.db.rows import as_source, flag, split, text
from store.db.search import Finder
from store.decisions.reader import DecisionReader
from store.domain.checked import Faults, checked, making_sense
from store.domain.content import (
    Claim,
    ClaimRow,
    CriterionRow,
    Example,
    ExampleProgram,
    Hit,
    LibraryRow,
    PageBlock,
    Source,
    Topic,
    TopicRow,
    Verdict,
)
from store.domain.decision import Decision, DecisionRow, Revision
from store.domain.errors import NotFoundError
from store.domain.matrix import Comparison, Matrix, MatrixRow
from store.domain.record import RecordRow
from store.domain.text import did_you_mean
from store.matrix.reader import MatrixReader

if TYPE_CHECKING:
    from store.db.read_session import ReadSession
    from store.domain.lab import Report


class Reader:
    """Reads a store.

    One thread at a time may use it.

    Args:
        path: the store's file, of the current schema.
        timeout: seconds to wait for another program that holds the file.
    """

    def __init__(self, path: Path, timeout: float) -> None:
        self._connection = ReadConnection(path, timeout)
        self._rows = self._connection.rows
        self._at_once = self._connection.at_once
        self._faults = Faults()
        self._finder = Finder(self._rows, self._faults)
        self._matrices = MatrixReader(self._rows, self._faults)
        self._decisions = DecisionReader(self._rows, self._faults)

    def close(self) -> None:
        """Lets go of the file."""
        self._connection.close()

    def check_in_place(self) -> None:
        """Notices that the file is not the one any more that was opened, and lets go of it.

        Raises:
            StoreError: it was removed, or another file has taken its place.
        """
        self._connection.check_in_place()

    @cached_property
    def session(self) -> "ReadSession":
        """Runs `select()` statements."""
        load_orm()
        from store.db.read_session import ReadSession

        return ReadSession(self._connection, self._faults)

    def left_out(self) -> str:
        """A sentence on what made no sense in what was read, and was left out; empty for nothing.

        Each thing is told once.
        """
        return self._faults.take()

    def leaving_out(self, what: str) -> AbstractContextManager[None]:
        """Leaves the block at what cannot be read, which `left_out` tells by that name."""
        return self._faults.leaving_out(what)

    def content_hash(self) -> str:
        """The hash of the shipped content that was loaded last; empty if none was."""
        rows = self._rows("SELECT sha256 FROM library WHERE name = 'shortlist'")
        return str(rows[0][0]) if rows else ""

    def version(self) -> int:
        """A number that differs as soon as anybody else has written to the file."""
        return int(self._rows("PRAGMA data_version")[0][0])

    def settings(self) -> Mapping[str, str]:
        """What the app comes back to, by name."""
        rows = self._rows("SELECT name, value FROM setting")
        made = self._faults.each("setting", rows, lambda name, value: (text(name), text(value)))
        return dict(made)

    def topics(self) -> tuple[TopicRow, ...]:
        """All topics, by category and number."""
        marks = self._marks()
        rows = self._rows(
            "SELECT slug, number, title, category FROM topic "
            "ORDER BY min(number) OVER (PARTITION BY category), number"
        )

        def row(slug: str, number: int, title: str, category: str) -> TopicRow:
            mark = marks.get(slug, _NO_MARK)
            marked = mark.starred, mark.read, bool(mark.note)
            return checked(TopicRow(slug, number, title, category, *marked))

        return tuple(self._faults.each("topic", rows, row))

    def _marks(self) -> Mapping[str, "_Mark"]:
        rows = self._rows("SELECT topic_slug, starred, read, note, place FROM mark")
        return dict(self._faults.each("marks and note on", rows, _mark))

    def topic(self, key: str) -> Topic:
        """The topic of that slug or number.

        Raises:
            NotFoundError: there is none.
        """
        key = _encodable(key)
        rows = self._rows(
            "SELECT slug, number, title, question, category, checked, answer, body, related, path "
            "FROM topic WHERE slug = ?1 OR number = ?2 OR substr(slug, instr(slug, '-') + 1) = ?1 "
            "ORDER BY slug <> ?1, number LIMIT 1",
            key,
            int(key) if re.fullmatch(r"[0-9]{1,9}", key) else None,
        )
        if not rows:
            # Who types a slug without its number is meant as well.
            slugs = [row.slug for row in self.topics()]
            near = did_you_mean(key, [*slugs, *(slug.partition("-")[2] for slug in slugs)])
            raise NotFoundError(
                f"There is no topic “{key}”.{near} `shortlist topics` lists those there are."
            )
        with making_sense(f"The topic “{key}”"):
            return self._topic(*rows[0])

    def _topic(
        self,
        slug: str,
        number: int,
        title: str,
        question: str,
        category: str,
        checked_on: str,
        answer: str,
        page: str,
        related: str,
        path: str,
    ) -> Topic:
        mark = self._marks().get(slug, _NO_MARK)
        ticked = self._rows("SELECT task FROM tick WHERE topic_slug = ?", slug)
        body = markup.from_json(page)
        return checked(
            Topic(
                slug=slug,
                number=number,
                title=title,
                question=question,
                category=category,
                checked=date.fromisoformat(checked_on),
                answer=answer,
                claims=self._claims(slug),
                body=body,
                related=split(related),
                path=split(path),
                examples=self._examples(slug),
                sources=self._linked_sources(body),
                criteria=self._criteria_of(slug),
                starred=mark.starred,
                read=mark.read,
                note=mark.note,
                place=mark.place,
                ticked=frozenset(self._faults.each("tick of", ticked, text)),
            )
        )

    def _examples(self, topic: str) -> tuple[Example, ...]:
        sides: dict[str, list[ExampleProgram]] = defaultdict(list)
        rows = self._rows(
            "SELECT exampleside.example_slug, option, file, code FROM exampleside "
            "JOIN topicexample ON topicexample.example_slug = exampleside.example_slug "
            "WHERE topic_slug = ? ORDER BY exampleside.position",
            topic,
        )
        for slug, side in self._faults.each(
            "a program of", rows, lambda slug, *row: (slug, checked(ExampleProgram(*row)))
        ):
            sides[slug].append(side)
        rows = self._rows(
            "SELECT slug, title, shows, output FROM example "
            "JOIN topicexample ON example_slug = slug WHERE topic_slug = ? ORDER BY position",
            topic,
        )
        return tuple(
            self._faults.each(
                "example",
                rows,
                lambda slug, title, shows, output: checked(
                    Example(slug, title, shows, output, tuple(sides[slug]))
                ),
            )
        )

    def _linked_sources(self, body: Sequence[PageBlock]) -> tuple[Source, ...]:
        slugs = dict.fromkeys(
            link.removeprefix("source:")
            for link in markup.links(body)
            if link.startswith("source:")
        )
        rows = self._rows(
            "SELECT slug, title, url, how, checked FROM source "
            "WHERE slug IN (SELECT value FROM json_each(?))",
            json.dumps(list(slugs)),
        )
        found = {source.slug: source for source in self._faults.each("source", rows, as_source)}
        return tuple(found[slug] for slug in slugs if slug in found)

    def _criteria_of(self, topic: str) -> tuple[CriterionRow, ...]:
        rows = self._rows(
            "SELECT criterion.slug, comparison_slug, name, title FROM criterion "
            "JOIN comparison ON comparison.slug = comparison_slug WHERE topic_slug = ? "
            'ORDER BY "order", comparison_slug, position',
            topic,
        )
        return tuple(
            self._faults.each(
                "criterion",
                rows,
                lambda slug, comparison, name, title: checked(
                    CriterionRow(f"{text(comparison)}/{text(slug)}", name, title)
                ),
            )
        )

    def claims(self) -> tuple[ClaimRow, ...]:
        """All claims, by topic."""
        rows = self._rows(
            "SELECT claim.number, text, verdict, about, topic_slug FROM claim "
            "JOIN topic ON topic.slug = topic_slug ORDER BY topic.number, position"
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

    def libraries(self) -> tuple[LibraryRow, ...]:
        """The content that the store holds: the shipped one, and what was added."""
        rows = self._rows(
            "SELECT name, folder, "
            "(SELECT count(*) FROM topic WHERE library = name), "
            "(SELECT count(*) FROM comparison WHERE library = name) "
            "FROM library ORDER BY name != 'shortlist', name"
        )
        return tuple(self._faults.each("content", rows, lambda *row: checked(LibraryRow(*row))))

    def _claims(self, topic: str) -> tuple[Claim, ...]:
        sources: dict[str, list[Source]] = defaultdict(list)
        rows = self._rows(
            "SELECT claim_number, source.slug, source.title, url, how, source.checked "
            "FROM claimsource JOIN source ON source.slug = source_slug "
            "JOIN claim ON claim.number = claim_number WHERE topic_slug = ? "
            "ORDER BY claim_number, claimsource.position",
            topic,
        )
        for number, source in self._faults.each(
            "a source of claim", rows, lambda number, *row: (number, as_source(*row))
        ):
            sources[number].append(source)
        rows = self._rows(
            "SELECT number, text, verdict, about, fact FROM claim WHERE topic_slug = ? "
            "ORDER BY position",
            topic,
        )

        def claim(number: str, said: str, verdict: str, about: str, fact: str) -> Claim:
            cited = tuple(sources[number])
            return checked(Claim(number, said, Verdict(verdict), split(about), fact, cited))

        return tuple(self._faults.each("claim", rows, claim))

    def search(self, typed: str, kinds: Iterable[str] = (), limit: int = 50) -> tuple[Hit, ...]:
        """What holds every word that was typed, the best first; see `store.db.search`.

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

    def files_beside(self, number: int) -> Mapping[str, bytes]:
        """The records, by file name, of the folder that has the decision's newest."""
        return self._decisions.files_beside(number)

    def records_elsewhere(self, folder: Path) -> tuple[RecordRow, ...]:
        """The records that decisions have in other folders."""
        return self._decisions.records_elsewhere(folder)

    def people(self) -> tuple[str, ...]:
        """Every name that a decision holds, those of the newest decisions first."""
        return self._decisions.people()

    def archive(self, at: datetime) -> dict[str, Any]:
        """All that is the user's own, as docs/json.md has it; `at` is the time to tell."""
        from store.exchange import json_format  # which no screen needs

        with self._at_once():
            return json_format.collect(self._rows, at, self._faults)

    def last_reports(self) -> Mapping[str, "Report"]:
        """The last report of the Lab on each experiment that was run, by its slug."""
        found = self._reports(
            self._rows(
                "SELECT experiment, report FROM labreport "
                "WHERE id IN (SELECT max(id) FROM labreport GROUP BY experiment)"
            )
        )
        return {report.experiment: report for report in found}

    def reports(self, experiment: str) -> tuple["Report", ...]:
        """All reports of the Lab on an experiment that are kept, the newest first."""
        return self._reports(
            self._rows(
                "SELECT experiment, report FROM labreport WHERE experiment = ? ORDER BY id DESC",
                experiment,
            )
        )

    def _reports(self, rows: Iterable[tuple[Any, ...]]) -> tuple["Report", ...]:
        """The reports in those rows; one of another form, by another release, is left out."""
        from store.domain.lab import FORM, from_value

        def report(_: str, kept: str) -> "Report | None":
            value = json.loads(kept)
            return from_value(value) if value["form"] == FORM else None

        return tuple(filter(None, self._faults.each("a report of the Lab on", rows, report)))


class _Mark(NamedTuple):
    """What the user left on a topic."""

    starred: bool = False
    read: bool = False
    note: str = ""
    place: int = 0


_NO_MARK = _Mark()


def _mark(topic: str, starred: int, read: int, note: str, place: int) -> tuple[str, _Mark]:
    return text(topic), checked(_Mark(flag(starred), flag(read), note, place))


def _encodable(text: str) -> str:
    """The text as SQLite takes it: a byte of an argument that was no UTF-8 becomes “?”."""
    return text.encode("utf-8", "replace").decode("utf-8")
