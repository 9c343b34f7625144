"""Tables of what the user leaves on topics."""

from sqlalchemy import Text
from sqlmodel import Field

from store.db.models.base import TEXT_MAX, Table
from store.domain.errors import LINE_MAX


class Mark(Table, table=True):
    """What the user left on a topic: a star, a read mark, a note, and the place in the page."""

    topic_slug: str = Field(primary_key=True, max_length=LINE_MAX)
    starred: bool = False
    read: bool = False
    note: str = Field(default="", sa_type=Text, max_length=TEXT_MAX)
    place: int = Field(default=0, ge=0)


class Tick(Table, table=True):
    """A task of a topic that the user has done."""

    topic_slug: str = Field(primary_key=True, max_length=LINE_MAX)
    task: str = Field(primary_key=True, max_length=LINE_MAX)
