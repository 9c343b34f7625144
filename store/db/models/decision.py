"""Tables of decisions, and of their history."""

from datetime import datetime

from sqlalchemy import String, Text, UniqueConstraint
from sqlmodel import Field

from store.db.models.base import EMPTY, TEXT_MAX, Table, UtcTime, one_of
from store.domain.decision import Status
from store.domain.errors import LINE_MAX, TITLE_MAX, Day


class Decision(Table, table=True):
    """A saved decision; `matrix` is the matrix as it stood, in JSON."""

    __table_args__ = (one_of("status", Status),)

    id: int | None = Field(default=None, primary_key=True)
    number: int = Field(unique=True, ge=1)
    title: str = Field(min_length=1, max_length=TITLE_MAX)
    status: Status = Field(sa_type=String)
    superseded_by: int | None = Field(default=None, index=True)
    date: Day | None = None
    chosen: str = Field(min_length=1, max_length=LINE_MAX)
    context: str = Field(default="", sa_type=Text, max_length=TEXT_MAX)
    deciders: str = Field(default="", max_length=LINE_MAX)
    consequences: str = Field(default="", sa_type=Text, max_length=TEXT_MAX)
    matrix: str = Field(sa_type=Text)
    created: datetime = Field(sa_type=UtcTime)
    updated: datetime = Field(sa_type=UtcTime)
    consulted: str = Field(default="", max_length=LINE_MAX, sa_column_kwargs=EMPTY)
    informed: str = Field(default="", max_length=LINE_MAX, sa_column_kwargs=EMPTY)
    confirmation: str = Field(default="", sa_type=Text, max_length=TEXT_MAX, sa_column_kwargs=EMPTY)
    review_by: Day | None = None
    reason: str = Field(default="", max_length=LINE_MAX, sa_column_kwargs=EMPTY)
    trashed: datetime | None = Field(default=None, sa_type=UtcTime)
    uid: str = Field(unique=True, index=True, min_length=1, max_length=64, sa_column_kwargs=EMPTY)


class DecisionRevision(Table, table=True):
    """A decision as it stood after a change.

    `fields` are the columns of `store.decisions.revisions`, in JSON. `matrix_before` is the matrix
    that the change replaced, if it did. `undone` tells whether the change is taken back; it is NULL
    where there is nothing to take back, as of the first revision.
    """

    __table_args__ = (UniqueConstraint("decision_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    decision_id: int = Field(foreign_key="decision.id", ondelete="CASCADE")
    number: int = Field(ge=1)
    at: datetime = Field(sa_type=UtcTime)
    author: str = Field(max_length=TITLE_MAX)
    label: str = Field(max_length=LINE_MAX)
    fields: str = Field(sa_type=Text)
    matrix_before: str | None = Field(default=None, sa_type=Text)
    undone: bool | None = None
