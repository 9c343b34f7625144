"""Tables of the user's matrices, and of their history."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Text
from sqlmodel import Field

from store.db.models.base import EMPTY, Table, UtcTime, between
from store.domain.errors import LINE_MAX, TITLE_MAX
from store.domain.matrix import RATING_MAX, WEIGHT_MAX


class Matrix(Table, table=True):
    """A user's working copy of a comparison. What was not changed has no row below.

    An order is the slugs, comma-separated; empty where it was not changed.
    """

    id: int | None = Field(default=None, primary_key=True)
    comparison_slug: str = Field(max_length=LINE_MAX)
    name: str = Field(min_length=1, max_length=TITLE_MAX)
    preset_slug: str | None = None
    option_order: str = Field(default="", sa_type=Text, sa_column_kwargs=EMPTY)
    criterion_order: str = Field(default="", sa_type=Text, sa_column_kwargs=EMPTY)
    trashed: datetime | None = Field(default=None, sa_type=UtcTime)


class OfMatrix(Table):
    """A row of what the user made of a matrix; its key begins with the matrix."""

    matrix_id: int = Field(primary_key=True, foreign_key="matrix.id", ondelete="CASCADE")


class MatrixOption(OfMatrix, table=True):
    """An option that the user added."""

    slug: str = Field(primary_key=True, max_length=LINE_MAX)
    position: int
    name: str = Field(min_length=1, max_length=TITLE_MAX)
    summary: str = Field(max_length=LINE_MAX)
    url: str = Field(max_length=LINE_MAX)


class MatrixCriterion(OfMatrix, table=True):
    """A criterion that the user added, with the weight that stands for a shipped one."""

    __table_args__ = (between("weight", WEIGHT_MAX),)

    slug: str = Field(primary_key=True, max_length=LINE_MAX)
    position: int
    group: str = Field(min_length=1, max_length=TITLE_MAX)
    name: str = Field(min_length=1, max_length=TITLE_MAX)
    question: str = Field(max_length=LINE_MAX)
    zero: str = Field(max_length=LINE_MAX)
    five: str = Field(max_length=LINE_MAX)
    weight: float = Field(ge=0, le=WEIGHT_MAX)


class MatrixShown(OfMatrix, table=True):
    """Whether an option or a criterion shows, where that differs from the comparison's default."""

    __table_args__ = (CheckConstraint("kind IN ('option', 'criterion')", name="kind"),)

    kind: str = Field(primary_key=True)
    slug: str = Field(primary_key=True, max_length=LINE_MAX)
    shown: bool


class MatrixBar(OfMatrix, table=True):
    """The least rating that an option must have on a criterion."""

    __table_args__ = (between("bar", RATING_MAX),)

    criterion_slug: str = Field(primary_key=True, max_length=LINE_MAX)
    bar: float = Field(ge=0, le=RATING_MAX)


class MatrixWeight(OfMatrix, table=True):
    """A weight that differs from the preset's."""

    __table_args__ = (between("weight", WEIGHT_MAX),)

    criterion_slug: str = Field(primary_key=True, max_length=LINE_MAX)
    weight: float = Field(ge=0, le=WEIGHT_MAX)


class MatrixRating(OfMatrix, table=True):
    """The user's own rating in place of the shipped one; NULL is unknown."""

    __table_args__ = (between("value", RATING_MAX),)

    criterion_slug: str = Field(primary_key=True, max_length=LINE_MAX)
    option_slug: str = Field(primary_key=True, max_length=LINE_MAX)
    value: float | None = Field(default=None, ge=0, le=RATING_MAX)
    note: str = Field(default="", max_length=LINE_MAX)


class MatrixRuling(OfMatrix, table=True):
    """An option that is out of the running, and why."""

    option_slug: str = Field(primary_key=True, max_length=LINE_MAX)
    reason: str = Field(min_length=1, max_length=LINE_MAX)


class MatrixEdit(Table, table=True):
    """One step of a matrix's history; see `store.matrix.undo_log` for `before` and `after`."""

    id: int | None = Field(default=None, primary_key=True)
    matrix_id: int = Field(foreign_key="matrix.id", ondelete="CASCADE", index=True)
    label: str = Field(max_length=LINE_MAX)
    before: str = Field(sa_type=Text)
    after: str = Field(sa_type=Text)
    undone: bool = False
