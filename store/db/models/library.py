"""Tables of the content's libraries and of their sources."""

from datetime import date

from sqlmodel import Field

from store.db.models.base import Table
from store.domain.errors import TITLE_MAX


class Library(Table, table=True):
    """Content that the store holds: the shipped one, or a folder that the user added."""

    name: str = Field(primary_key=True, max_length=TITLE_MAX)
    folder: str
    sha256: str = ""


class Source(Table, table=True):
    """Where a fact comes from."""

    slug: str = Field(primary_key=True)
    library: str = Field(foreign_key="library.name", index=True)
    title: str
    url: str | None = None
    how: str | None = None
    checked: date
