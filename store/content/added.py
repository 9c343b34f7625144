"""Content of the user's own beside the shipped one: listed, added, removed."""

import os
from pathlib import Path

from sqlmodel import Session, col, func, select

from store.content import library as content
from store.content import loader
from store.content.library import SHIPPED, Library
from store.db import models
from store.db.engine import Writing
from store.db.read_session import ReadSession, columns
from store.domain.checked import checked
from store.domain.content import LibraryRow
from store.domain.errors import NotFoundError, StoreError
from store.matrix.repository import keep_one_matrix


class AddedContent:
    """Lists the content of the store, puts some into it, and takes it out.

    Args:
        session: reads the store.
        writing: opens a transaction on the store.
        shipped: the folder of the shipped content.
    """

    def __init__(self, session: ReadSession, writing: Writing, shipped: Path) -> None:
        self._session = session
        self._writing = writing
        self._shipped = shipped

    def all(self) -> tuple[LibraryRow, ...]:
        """The content that the store holds: the shipped one, and what was added."""
        library = models.Library
        held = [
            select(func.count()).where(table.library == library.name).scalar_subquery()
            for table in (models.Topic, models.Comparison)
        ]
        rows = self._session.all(
            columns(library.name, library.folder, *held).order_by(
                col(library.name) != SHIPPED, col(library.name)
            )
        )
        made = self._session.faults.each("content", rows, lambda *row: checked(LibraryRow(*row)))
        return tuple(made)

    def add(self, folder: Path, name: str = "") -> Library:
        """Adds the content of a folder; what was added under that name before gives way to it.

        Args:
            folder: where it lies; the store keeps a copy of all that it needs.
            name: what to call it; if empty, like the folder.

        Raises:
            ContentError: something is missing or wrong in it.
            StoreError: it cannot stand beside what is there; nothing was changed.
        """
        library = content.read_own(folder, name, self._shipped)
        where = os.fsencode(folder.resolve()).decode("utf-8", "replace")
        prepared = loader.prepare(library, where)
        with self._writing() as session:
            _check_room(session, library)
            loader.load(session, prepared)
        return library

    def remove(self, name: str) -> None:
        """Takes out the content of that name; notes, matrices and decisions stay.

        Raises:
            NotFoundError: there is none that was added under that name.
        """
        with self._writing() as session:
            if name == SHIPPED or not loader.unload(session, name):
                added = session.exec(
                    select(models.Library.name).where(models.Library.name != SHIPPED)
                )
                known = ", ".join(sorted(added)) or "none was added"
                raise NotFoundError(f"There is no added content “{name}”. Content: {known}.")
            keep_one_matrix(session)


def _check_room(session: Session, library: Library) -> None:
    """Refuses a number or a slug that another library has already."""
    taken = [
        f"The topic number {number} is taken by “{title}” of {owner}. Give {mine} another number."
        for number, title, owner in session.exec(
            select(models.Topic.number, models.Topic.title, models.Topic.library).where(
                models.Topic.library != library.name
            )
        )
        for mine in [topic.slug for topic in library.topics if topic.number == number]
    ]
    taken += [
        f"The comparison “{slug}” is there already, in {owner}. Rename the folder."
        for slug, owner in session.exec(
            select(models.Comparison.slug, models.Comparison.library).where(
                models.Comparison.library != library.name
            )
        )
        if any(comparison.slug == slug for comparison in library.comparisons)
    ]
    if taken:
        raise StoreError(" ".join([*taken, "Nothing was changed."]))
