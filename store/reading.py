"""Reads matrices, decisions, records and reports of the Lab, and searches, over one connection."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from store.db.orm import load_orm
from store.db.read_connection import ReadConnection
from store.db.search import Finder
from store.domain.checked import Faults
from store.domain.content import Hit

if TYPE_CHECKING:
    from store.db.read_session import ReadSession
    from store.decisions.decision_queries import DecisionQueries
    from store.decisions.record_queries import RecordQueries
    from store.domain.decision import Decision, DecisionRow, Revision
    from store.domain.lab import Report
    from store.domain.matrix import Comparison, Matrix, MatrixRow
    from store.domain.record import RecordRow
    from store.lab.repository import ReportQueries
    from store.matrix.matrix_queries import MatrixQueries


class Reader:
    """Reads a store.

    One thread at a time may use it.

    Args:
        path: the store's file, of the current schema.
        timeout: seconds to wait for another program that holds the file.
    """

    def __init__(self, path: Path, timeout: float) -> None:
        self.connection = ReadConnection(path, timeout)
        self._rows = self.connection.rows
        self._at_once = self.connection.at_once
        self.faults = Faults()
        self._finder = Finder(self._rows, self.faults)

    def close(self) -> None:
        """Lets go of the file."""
        self.connection.close()

    def check_in_place(self) -> None:
        """Notices that the file is not the one any more that was opened, and lets go of it.

        Raises:
            StoreError: it was removed, or another file has taken its place.
        """
        self.connection.check_in_place()

    @cached_property
    def session(self) -> "ReadSession":
        """Runs `select()` statements."""
        load_orm()
        from store.db.read_session import ReadSession

        return ReadSession(self.connection, self.faults)

    @cached_property
    def _matrices(self) -> "MatrixQueries":
        session = self.session
        from store.matrix.matrix_queries import MatrixQueries

        return MatrixQueries(session.all, session.faults)

    @cached_property
    def _decisions(self) -> "DecisionQueries":
        session = self.session
        from store.decisions.decision_queries import DecisionQueries

        return DecisionQueries(session)

    @cached_property
    def _records(self) -> "RecordQueries":
        session = self.session
        from store.decisions.record_queries import RecordQueries

        return RecordQueries(session)

    @cached_property
    def _lab(self) -> "ReportQueries":
        session = self.session
        from store.lab.repository import ReportQueries

        return ReportQueries(session)

    def left_out(self) -> str:
        """A sentence on what made no sense in what was read, and was left out; empty for nothing.

        Each thing is told once.
        """
        return self.faults.take()

    def leaving_out(self, what: str) -> AbstractContextManager[None]:
        """Leaves the block at what cannot be read, which `left_out` tells by that name."""
        return self.faults.leaving_out(what)

    def content_hash(self) -> str:
        """The hash of the shipped content that was loaded last; empty if none was."""
        rows = self._rows("SELECT sha256 FROM library WHERE name = 'shortlist'")
        return str(rows[0][0]) if rows else ""

    def version(self) -> int:
        """A number that differs as soon as anybody else has written to the file."""
        return int(self._rows("PRAGMA data_version")[0][0])

    def search(self, typed: str, kinds: Iterable[str] = (), limit: int = 50) -> tuple[Hit, ...]:
        """What holds every word that was typed, the best first; see `store.db.search`.

        Args:
            typed: anything; whatever is no letter or digit only parts words.
            kinds: the kinds of `Hit` wanted; all when empty.
            limit: the most hits.
        """
        return self._finder.find(typed, kinds, limit)

    def comparison(self, slug: str) -> "Comparison":
        """The comparison of that slug, as shipped.

        Raises:
            NotFoundError: there is none.
        """
        matrices = self._matrices
        with self._at_once():
            return matrices.comparison(slug)

    def matrices(self) -> "tuple[MatrixRow, ...]":
        """The matrices of all comparisons that there are, without those in the trash."""
        return self._matrices.matrices()

    def trashed_matrices(self) -> "tuple[MatrixRow, ...]":
        """The matrices in the trash, the last thrown away first."""
        return self._matrices.trashed()

    def matrix(self, preset: str | None = None, key: int | str | None = None) -> "Matrix":
        """A matrix of the user's that is not in the trash.

        Args:
            preset: the slug of a preset: then the matrix is that preset, and nothing changed.
            key: the matrix's id, its name, or the slug of its comparison; None for the first.

        Raises:
            NotFoundError: there is no such preset or matrix.
        """
        matrices = self._matrices
        with self._at_once():
            return matrices.matrix(preset, key)

    def decisions(self) -> "tuple[DecisionRow, ...]":
        """All decisions but those in the trash, the newest first."""
        return self._decisions.decisions()

    def trashed_decisions(self) -> "tuple[DecisionRow, ...]":
        """The decisions in the trash, the last thrown away first."""
        return self._decisions.trashed()

    def decision(self, number: int, *, in_trash: bool = False) -> "Decision":
        """The decision of that number; one in the trash only if `in_trash`.

        Raises:
            NotFoundError: there is none, or it is in the trash.
        """
        decisions = self._decisions
        with self._at_once():
            return decisions.decision(number, in_trash=in_trash)

    def revisions(self, number: int) -> "tuple[Revision, ...]":
        """The history of a decision, in the trash or not; the oldest revision first.

        Raises:
            NotFoundError: there is no such decision.
        """
        decisions = self._decisions
        with self._at_once():
            return decisions.revisions(number)

    def records(self, folder: Path, after: int = 0, most: int = -1) -> "tuple[RecordRow, ...]":
        """The decisions, in the trash or not, each with its record in that folder, by number.

        Args:
            folder: where the records are.
            after: the number after which to begin.
            most: how many at the most; all if negative.
        """
        return self._records.records(folder, after, most)

    def record(self, number: int) -> "tuple[RecordRow, ...]":
        """A decision and those that it supersedes or is superseded by, with their records.

        The records are those of the folder that has the decision's newest.
        """
        records = self._records
        with self._at_once():
            return records.record(number)

    def files_beside(self, number: int) -> Mapping[str, bytes]:
        """The records, by file name, of the folder that has the decision's newest."""
        return self._records.files_beside(number)

    def records_elsewhere(self, folder: Path) -> "tuple[RecordRow, ...]":
        """The records that decisions have in other folders."""
        return self._records.records_elsewhere(folder)

    def people(self) -> tuple[str, ...]:
        """Every name that a decision holds, those of the newest decisions first."""
        return self._decisions.people()

    def last_reports(self) -> Mapping[str, "Report"]:
        """The last report of the Lab on each experiment that was run, by its slug."""
        return self._lab.last()

    def reports(self, experiment: str) -> tuple["Report", ...]:
        """All reports of the Lab on an experiment that are kept, the newest first."""
        return self._lab.reports(experiment)
