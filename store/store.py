"""Facade over one open database."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from store.content.topic_pages import TopicPages
from store.db import store_file
from store.db.first_look import FirstLook
from store.db.orm import load_orm
from store.domain.checked import SENSELESS, unreadable
from store.domain.errors import Clock
from store.reading import Reader
from store.util.author import author
from store.util.paths import content_folder, examples_folder, experiments_folder

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlmodel import Session

    from store.content.added import AddedContent
    from store.content.repository import Topics
    from store.decisions.record_tracking import RecordTracking
    from store.decisions.repository import Decisions
    from store.domain.lab import Experiment, Report
    from store.lab.evidence import Evidence
    from store.lab.repository import Reports
    from store.matrix.repository import Matrices

TIMEOUT = 60.0
"""Seconds to wait for another program that holds the file: many may write before it is our turn."""


def now() -> datetime:
    """The time here and now."""
    return datetime.now().astimezone()


class Store:
    """An open store: `read` to show; `topics`, `matrices`, `decisions` and others to write.

    When a writing method returns, its work is on the disk. The first call imports SQLModel, except
    for what `first_look` and a search read.
    One thread at a time may use it.

    Args:
        path: the file; made if it is not there.
        clock: tells the time of what is written.
        timeout: seconds to wait for another program that holds the file.
        content: the folder of the content; the shipped one when None.
        author: tells who changes decisions; it is asked once, before the first change.
        experiments: the folder of the Lab's experiments; the shipped one when None.

    Raises:
        StoreError: there is no way to keep a store there; what lies there was left as it was.
    """

    def __init__(
        self,
        path: Path,
        clock: Clock = now,
        timeout: float = TIMEOUT,
        content: Path | None = None,
        author: Callable[[], str] = author,
        experiments: Path | None = None,
    ) -> None:
        self.path = path
        self._clock = clock
        self._timeout = timeout
        self._content = content or content_folder()
        self._who = author
        self.experiments_folder = experiments or experiments_folder()
        version = store_file.version(path, timeout)
        try:
            if version < store_file.SCHEMA:
                store_file.create(path)
                load_orm(migrations=True)
                from store.db.backup import keep
                from store.db.engine import migrate

                migrate(self._engine, path, version, keep)
            self.read = Reader(path, timeout)
            self._load_content(self._content)
        except BaseException:
            self.close()
            raise

    def _load_content(self, folder: Path) -> None:
        sha256 = fingerprint(folder, examples_folder(folder))
        held = self.read.content_hash()
        if held != sha256 and (not held or store_file.is_writable(self.path)):
            load_orm()
            from store.content import library as content
            from store.content import loader

            library = loader.prepare(content.read(folder), str(folder), sha256)
            with self.writing() as session:
                if self.read.content_hash() != sha256:  # else another program has loaded it by now
                    loader.load(session, library)

    @cached_property
    def _engine(self) -> "Engine":
        load_orm()
        from store.db.engine import connect

        return connect(self.path, self._timeout)

    @contextmanager
    def writing(self) -> "Iterator[Session]":
        """Opens a transaction, which is on the disk when the block has ended."""
        with self._transaction() as session:
            yield session
        self.settle()

    @contextmanager
    def _transaction(self) -> "Iterator[Session]":
        load_orm()
        from sqlalchemy.exc import SQLAlchemyError

        from store.db.engine import writing

        self._check_in_place()
        try:
            with writing(self._engine, self.path) as session:
                session.connection(execution_options={"timeout": self._timeout})  # begins
                self._check_in_place()
                yield session
        except (*SENSELESS, SQLAlchemyError) as error:
            self._refuse_wrong_values(error)
            raise

    def _refuse_wrong_values(self, error: Exception) -> None:
        """Says that the store holds what makes no sense, if that is what a write failed on."""
        from store.db.store_check import first_wrong_value

        if trouble := first_wrong_value(self.path):
            raise unreadable(f"Something in the store ({trouble})") from error

    def _check_in_place(self) -> None:
        try:
            self.read.check_in_place()
        except BaseException:
            self.close()
            raise

    def settle(self) -> None:
        """Brings what was saved from the log into the file.

        Every write does so at its end, except those to `records`, which come in long series.
        """
        if "_engine" in self.__dict__:
            from store.db.engine import settle

            settle(self._engine)

    @cached_property
    def topics(self) -> "Topics":
        """Topics, marks and notes on them, and what the app comes back to."""
        load_orm()
        from store.content.repository import Topics

        return Topics(self.read.session, self.writing)

    @cached_property
    def first_look(self) -> TopicPages:
        """What the first screen shows, for an app that is live before SQLModel is imported."""
        return TopicPages(FirstLook(self.read.connection), self.read.faults)

    @cached_property
    def libraries(self) -> "AddedContent":
        """The shipped content, and what the user adds beside it."""
        load_orm()
        from store.content.added import AddedContent

        return AddedContent(self.read.session, self.writing, self._content)

    @cached_property
    def matrices(self) -> "Matrices":
        """New ones, what is weighed and rated in them, options and criteria of one's own, undo."""
        load_orm()
        from store.matrix.repository import Matrices

        return Matrices(self.writing, self._clock)

    @cached_property
    def decisions(self) -> "Decisions":
        """Decisions."""
        load_orm()
        from store.decisions.repository import Decisions

        return Decisions(self.writing, self._clock, lambda: self.author)

    @cached_property
    def records(self) -> "RecordTracking":
        """What folders hold of decisions."""
        load_orm()
        from store.decisions.record_tracking import RecordTracking

        return RecordTracking(self._transaction, self._clock, lambda: self.author)

    @cached_property
    def author(self) -> str:
        """Who changes decisions here."""
        return self._who()

    def people(self) -> tuple[str, ...]:
        """Who may decide, be asked or be told: everyone named in a decision, then the author."""
        return tuple(dict.fromkeys((*self.read.people(), self.author)))

    def now(self) -> datetime:
        """The time, by the store's clock."""
        return self._clock()

    def today(self) -> date:
        """The day, by the store's clock."""
        return self._clock().date()

    @cached_property
    def reports(self) -> "Reports":
        """What the Lab found."""
        load_orm()
        from store.lab.repository import Reports

        return Reports(self.writing)

    @cached_property
    def experiments(self) -> "tuple[Experiment, ...]":
        """The Lab's experiments, in the order in which they are listed.

        Raises:
            ExperimentError: something in their folder is missing or wrong.
        """
        from store.lab.experiments import read_experiments

        return read_experiments(self.experiments_folder)

    @cached_property
    def tests(self) -> "Mapping[str, tuple[str, ...]]":
        """The slugs of the experiments that test each claim, by its number.

        Raises:
            ExperimentError: something in the folder of the experiments is missing or wrong.
        """
        from store.lab.evidence import by_claim

        return by_claim(self.experiments)

    def evidence(self) -> "Mapping[str, tuple[Evidence, ...]]":
        """What the Lab found on each criterion, as `COMPARISON/SLUG`: here, else as shipped.

        Raises:
            ExperimentError: something in the folder of the experiments is missing or wrong.
        """
        from store.lab.evidence import by_criterion

        return by_criterion(self.experiments, self.read.last_reports(), self.reference)

    @cached_property
    def reference(self) -> "Mapping[str, Report]":
        """The report of each experiment that is shipped: not of this machine.

        Raises:
            ExperimentError: something in it is wrong.
        """
        from store.lab.reference import read_reference

        return read_reference(self.experiments_folder, self.experiments)

    def another(self) -> "Store":
        """Opens the same file again, for another thread."""
        return Store(
            self.path, self._clock, self._timeout, self._content, self._who, self.experiments_folder
        )

    def hurry(self, seconds: float) -> None:
        """Waits no longer than so many seconds for other programs from here on."""
        self._timeout = min(self._timeout, seconds)

    def close(self) -> None:
        """Lets go of the file."""
        if engine := self.__dict__.pop("_engine", None):
            engine.dispose()
        if "read" in self.__dict__:
            self.read.close()


def fingerprint(*folders: Path) -> str:
    """A hash of all content files below these folders, their names included."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*.*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
                digest.update(path.read_bytes())
    return digest.hexdigest()
