"""Tables of comparisons."""

from sqlalchemy import ForeignKeyConstraint
from sqlmodel import Field

from store.db.models import library  # noqa: F401  # its tables are referred to
from store.db.models.base import EMPTY, Table, between
from store.domain.matrix import RATING_MAX, WEIGHT_MAX


class Comparison(Table, table=True):
    """Options and criteria that belong together."""

    slug: str = Field(primary_key=True)
    library: str = Field(foreign_key="library.name", index=True)
    title: str
    question: str
    order: int
    shown: str = Field(default="", sa_column_kwargs=EMPTY)


class Option(Table, table=True):
    """One of the things compared."""

    comparison_slug: str = Field(primary_key=True, foreign_key="comparison.slug")
    slug: str = Field(primary_key=True)
    name: str
    summary: str
    url: str
    position: int


class Criterion(Table, table=True):
    """One row of a comparison, with its balanced weight."""

    __table_args__ = (between("weight", WEIGHT_MAX),)

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


class Rating(Table, table=True):
    """How well an option meets a criterion, as shipped; NULL is unknown."""

    __table_args__ = (
        between("value", RATING_MAX),
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


class RatingSource(Table, table=True):
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


class Preset(Table, table=True):
    """A named set of weights for a kind of project."""

    comparison_slug: str = Field(primary_key=True, foreign_key="comparison.slug")
    slug: str = Field(primary_key=True)
    name: str
    description: str
    position: int


class PresetWeight(Table, table=True):
    """What a criterion weighs in a preset."""

    __table_args__ = (
        between("weight", WEIGHT_MAX),
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
