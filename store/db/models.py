"""Every table, in one file.

The content that Shortlist ships and the user's own rows are separate tables. They are tied by
slug and not by foreign key, so that new content never touches what the user wrote.

A SQLModel table class does not validate what it is given; `validated` does, and every write
goes through it.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from pydantic import ValidationError
from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

from store.domain.content import Verdict
from store.domain.decision import Status
from store.domain.errors import LINE_MAX, TITLE_MAX, Day, InvalidError
from store.domain.matrix import RATING_MAX, WEIGHT_MAX
from store.domain.record import Profile

TEXT_MAX = 1_000_000

SQLModel.metadata = metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


_EMPTY = {"server_default": text("''")}
"""What a column of text holds in the rows of an earlier schema."""


def _one_of(column: str, values: type[Verdict] | type[Status]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def _between(column: str, high: float) -> CheckConstraint:
    return CheckConstraint(f"{column} BETWEEN 0 AND {high:g}", name=column)


# Content: written by store.content.loader alone, a library at a time. No row refers to another
# library.


class Library(SQLModel, table=True):
    """Content that the store holds: the shipped one, or a folder that the user added."""

    name: str = Field(primary_key=True, max_length=TITLE_MAX)
    folder: str
    sha256: str = ""


class Source(SQLModel, table=True):
    """Where a fact comes from."""

    slug: str = Field(primary_key=True)
    library: str = Field(foreign_key="library.name", index=True)
    title: str
    url: str | None = None
    how: str | None = None
    checked: date


class Topic(SQLModel, table=True):
    """One of the questions; `body` is what `store.matrix.json_codec` makes of its pieces."""

    slug: str = Field(primary_key=True)
    library: str = Field(foreign_key="library.name", index=True)
    number: int = Field(unique=True)
    title: str
    question: str
    category: str
    checked: date
    answer: str = Field(sa_type=Text)
    body: str = Field(sa_type=Text)
    related: str
    path: str


class Example(SQLModel, table=True):
    """Programs that do the same thing."""

    slug: str = Field(primary_key=True)
    library: str = Field(foreign_key="library.name", index=True)
    title: str
    shows: str
    output: str = Field(sa_type=Text)


class ExampleSide(SQLModel, table=True):
    """The program of one option in an example."""

    example_slug: str = Field(primary_key=True, foreign_key="example.slug")
    position: int = Field(primary_key=True)
    option: str
    file: str
    code: str = Field(sa_type=Text)


class TopicExample(SQLModel, table=True):
    """An example that a topic shows."""

    topic_slug: str = Field(primary_key=True, foreign_key="topic.slug")
    position: int = Field(primary_key=True)
    example_slug: str = Field(foreign_key="example.slug")


class Claim(SQLModel, table=True):
    """A checkable statement of a topic."""

    __table_args__ = (_one_of("verdict", Verdict),)

    number: str = Field(primary_key=True)
    topic_slug: str = Field(foreign_key="topic.slug", index=True)
    position: int
    text: str
    verdict: Verdict = Field(sa_type=String)
    about: str
    fact: str = Field(sa_type=Text)


class ClaimSource(SQLModel, table=True):
    """A source of a claim."""

    claim_number: str = Field(primary_key=True, foreign_key="claim.number")
    position: int = Field(primary_key=True)
    source_slug: str = Field(foreign_key="source.slug")


class Comparison(SQLModel, table=True):
    """Options and criteria that belong together."""

    slug: str = Field(primary_key=True)
    library: str = Field(foreign_key="library.name", index=True)
    title: str
    question: str
    order: int
    shown: str = Field(default="", sa_column_kwargs=_EMPTY)


class Option(SQLModel, table=True):
    """One of the things compared."""

    comparison_slug: str = Field(primary_key=True, foreign_key="comparison.slug")
    slug: str = Field(primary_key=True)
    name: str
    summary: str
    url: str
    position: int


class Criterion(SQLModel, table=True):
    """One row of a comparison, with its balanced weight."""

    __table_args__ = (_between("weight", WEIGHT_MAX),)

    comparison_slug: str = Field(primary_key=True, foreign_key="comparison.slug")
    slug: str = Field(primary_key=True)
    group: str
    name: str
    question: str
    zero: str
    five: str
    topic_slug: str
    weight: float
    position: int


class Rating(SQLModel, table=True):
    """How well an option meets a criterion, as shipped; NULL is unknown."""

    __table_args__ = (
        _between("value", RATING_MAX),
        ForeignKeyConstraint(
            ["comparison_slug", "criterion_slug"], ["criterion.comparison_slug", "criterion.slug"]
        ),
        ForeignKeyConstraint(
            ["comparison_slug", "option_slug"],
            ["option.comparison_slug", "option.slug"],
            name="fk_rating_option",
        ),
    )

    comparison_slug: str = Field(primary_key=True)
    criterion_slug: str = Field(primary_key=True)
    option_slug: str = Field(primary_key=True)
    value: float | None = None
    rationale: str
    claims: str


class RatingSource(SQLModel, table=True):
    """A source of a rating."""

    __table_args__ = (
        ForeignKeyConstraint(
            ["comparison_slug", "criterion_slug", "option_slug"],
            ["rating.comparison_slug", "rating.criterion_slug", "rating.option_slug"],
        ),
    )

    comparison_slug: str = Field(primary_key=True)
    criterion_slug: str = Field(primary_key=True)
    option_slug: str = Field(primary_key=True)
    position: int = Field(primary_key=True)
    source_slug: str = Field(foreign_key="source.slug")


class Preset(SQLModel, table=True):
    """A named set of weights for a kind of project."""

    comparison_slug: str = Field(primary_key=True, foreign_key="comparison.slug")
    slug: str = Field(primary_key=True)
    name: str
    description: str
    position: int


class PresetWeight(SQLModel, table=True):
    """What a criterion weighs in a preset."""

    __table_args__ = (
        _between("weight", WEIGHT_MAX),
        ForeignKeyConstraint(
            ["comparison_slug", "preset_slug"], ["preset.comparison_slug", "preset.slug"]
        ),
        ForeignKeyConstraint(
            ["comparison_slug", "criterion_slug"],
            ["criterion.comparison_slug", "criterion.slug"],
            name="fk_presetweight_criterion",
        ),
    )

    comparison_slug: str = Field(primary_key=True)
    preset_slug: str = Field(primary_key=True)
    criterion_slug: str = Field(primary_key=True)
    weight: float


# The user's own rows.


class Setting(SQLModel, table=True):
    """Something the app comes back to: the open tab, the last topic, the export folder."""

    name: str = Field(primary_key=True, max_length=100)
    value: str = Field(max_length=LINE_MAX)


class Mark(SQLModel, table=True):
    """What the user left on a topic: a star, a read mark, a note, and the place in the page."""

    topic_slug: str = Field(primary_key=True, max_length=LINE_MAX)
    starred: bool = False
    read: bool = False
    note: str = Field(default="", sa_type=Text, max_length=TEXT_MAX)
    place: int = Field(default=0, ge=0)


class Tick(SQLModel, table=True):
    """A task of a topic that the user has done."""

    topic_slug: str = Field(primary_key=True, max_length=LINE_MAX)
    task: str = Field(primary_key=True, max_length=LINE_MAX)


class Matrix(SQLModel, table=True):
    """A user's working copy of a comparison. What was not changed has no row below.

    An order is the slugs, comma-separated; empty where it was not changed.
    """

    id: int | None = Field(default=None, primary_key=True)
    comparison_slug: str = Field(max_length=LINE_MAX)
    name: str = Field(min_length=1, max_length=TITLE_MAX)
    preset_slug: str | None = None
    option_order: str = Field(default="", sa_type=Text, sa_column_kwargs=_EMPTY)
    criterion_order: str = Field(default="", sa_type=Text, sa_column_kwargs=_EMPTY)
    trashed: datetime | None = None


class OfMatrix(SQLModel):
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

    __table_args__ = (_between("weight", WEIGHT_MAX),)

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

    __table_args__ = (_between("bar", RATING_MAX),)

    criterion_slug: str = Field(primary_key=True, max_length=LINE_MAX)
    bar: float = Field(ge=0, le=RATING_MAX)


class MatrixWeight(OfMatrix, table=True):
    """A weight that differs from the preset's."""

    __table_args__ = (_between("weight", WEIGHT_MAX),)

    criterion_slug: str = Field(primary_key=True, max_length=LINE_MAX)
    weight: float = Field(ge=0, le=WEIGHT_MAX)


class MatrixRating(OfMatrix, table=True):
    """The user's own rating in place of the shipped one; NULL is unknown."""

    __table_args__ = (_between("value", RATING_MAX),)

    criterion_slug: str = Field(primary_key=True, max_length=LINE_MAX)
    option_slug: str = Field(primary_key=True, max_length=LINE_MAX)
    value: float | None = Field(default=None, ge=0, le=RATING_MAX)
    note: str = Field(default="", max_length=LINE_MAX)


class MatrixRuling(OfMatrix, table=True):
    """An option that is out of the running, and why."""

    option_slug: str = Field(primary_key=True, max_length=LINE_MAX)
    reason: str = Field(min_length=1, max_length=LINE_MAX)


class MatrixEdit(SQLModel, table=True):
    """One step of a matrix's history; see `store.matrix.undo_log` for `before` and `after`."""

    id: int | None = Field(default=None, primary_key=True)
    matrix_id: int = Field(foreign_key="matrix.id", ondelete="CASCADE", index=True)
    label: str = Field(max_length=LINE_MAX)
    before: str = Field(sa_type=Text)
    after: str = Field(sa_type=Text)
    undone: bool = False


class Decision(SQLModel, table=True):
    """A saved decision; `matrix` is the matrix as it stood, in JSON."""

    __table_args__ = (_one_of("status", Status),)

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
    created: datetime
    updated: datetime
    consulted: str = Field(default="", max_length=LINE_MAX, sa_column_kwargs=_EMPTY)
    informed: str = Field(default="", max_length=LINE_MAX, sa_column_kwargs=_EMPTY)
    confirmation: str = Field(
        default="", sa_type=Text, max_length=TEXT_MAX, sa_column_kwargs=_EMPTY
    )
    review_by: Day | None = None
    reason: str = Field(default="", max_length=LINE_MAX, sa_column_kwargs=_EMPTY)
    trashed: datetime | None = None
    uid: str = Field(unique=True, index=True, min_length=1, max_length=64, sa_column_kwargs=_EMPTY)


class DecisionRevision(SQLModel, table=True):
    """A decision as it stood after a change.

    `fields` are the columns of `store.decisions.revisions`, in JSON. `matrix_before` is the matrix
    that the change replaced, if it did. `undone` tells whether the change is taken back; it is NULL
    where there is nothing to take back, as of the first revision.
    """

    __table_args__ = (UniqueConstraint("decision_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    decision_id: int = Field(foreign_key="decision.id", ondelete="CASCADE")
    number: int = Field(ge=1)
    at: datetime
    author: str = Field(max_length=TITLE_MAX)
    label: str = Field(max_length=LINE_MAX)
    fields: str = Field(sa_type=Text)
    matrix_before: str | None = Field(default=None, sa_type=Text)
    undone: bool | None = None


class LabReport(SQLModel, table=True):
    """A report of the Lab, as `store.domain.lab.as_value` puts it into JSON."""

    id: int | None = Field(default=None, primary_key=True)
    experiment: str = Field(min_length=1, max_length=LINE_MAX, index=True)
    report: str = Field(sa_type=Text, max_length=TEXT_MAX)


class Export(SQLModel, table=True):
    """A decision's record in a folder, as it was last written or read there.

    `sha256` is empty until it is, and `pending` is the hash of what is being written. `data` are
    the file's bytes; NULL where an earlier release wrote them. `revision` is the decision's
    whose record that is; it is negative where more follows from that than the record tells yet,
    and 0 where an earlier release wrote it. `format` is a profile of
    `store.records.render` where all of the record is Shortlist's, else empty. `original` are the
    bytes as others wrote them, of the decision's `original_revision`, which is negative as
    `revision` is; NULL where that is what `data` are.
    """

    decision_id: int = Field(primary_key=True, foreign_key="decision.id", ondelete="CASCADE")
    folder: str = Field(primary_key=True)
    file_name: str
    sha256: str
    pending: str = Field(default="", sa_column_kwargs=_EMPTY)
    data: bytes | None = None
    revision: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    format: str = Field(default=Profile.MADR4, sa_column_kwargs={"server_default": text("'madr4'")})
    original: bytes | None = None
    original_revision: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})


Row = TypeVar("Row", bound=SQLModel)


def validated(table: type[Row], values: Mapping[str, Any]) -> Row:
    """A row of `table` made of `values`, every rule of its fields checked.

    Raises:
        InvalidError: a value breaks a rule; `problems` says which, by field.
    """
    try:
        return table.model_validate(dict(values))
    except ValidationError as error:
        problems = {
            str(problem["loc"][0] if problem["loc"] else table.__name__): (
                f"{str(problem['loc'][0] if problem['loc'] else '').capitalize()}: "
                f"{problem['msg'][0].lower()}{problem['msg'][1:]}."
            )
            for problem in error.errors(include_url=False, include_input=False)
        }
        raise InvalidError(problems) from error
