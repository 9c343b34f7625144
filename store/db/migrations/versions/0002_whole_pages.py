"""Whole pages, examples, ticks, and content in libraries."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | Sequence[str] | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_CONTENT = (
    "ratingsource",
    "rating",
    "presetweight",
    "preset",
    "criterion",
    "option",
    "claimsource",
    "claim",
    "comparison",
    "topic",
    "source",
    "content",
)


def upgrade() -> None:
    """Brings the schema one version up. The content is loaded anew; the user's rows stay."""
    for table in _CONTENT:
        op.execute(sa.text(f'DELETE FROM "{table}"'))  # noqa: S608  # our own names
    for table in ("criterion", "comparison", "topic", "source", "content"):
        op.drop_table(table)
    _content()
    op.create_table(
        "tick",
        sa.Column("topic_slug", sa.String(length=1000), nullable=False),
        sa.Column("task", sa.String(length=1000), nullable=False),
        sa.PrimaryKeyConstraint("topic_slug", "task", name=op.f("pk_tick")),
    )
    op.execute(sa.text("DELETE FROM search WHERE kind NOT IN ('note', 'decision')"))


def _content() -> None:
    op.create_table(
        "library",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("folder", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_library")),
    )
    _of_a_library(
        "source",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("library", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("how", sa.String(), nullable=True),
        sa.Column("checked", sa.Date(), nullable=False),
    )
    _of_a_library(
        "topic",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("library", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("checked", sa.Date(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("related", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.UniqueConstraint("number", name=op.f("uq_topic_number")),
    )
    _of_a_library(
        "example",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("library", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("shows", sa.String(), nullable=False),
        sa.Column("output", sa.Text(), nullable=False),
    )
    _of_a_library(
        "comparison",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("library", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
    )
    op.create_table(
        "exampleside",
        sa.Column("example_slug", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("option", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["example_slug"], ["example.slug"], name=op.f("fk_exampleside_example_slug")
        ),
        sa.PrimaryKeyConstraint("example_slug", "position", name=op.f("pk_exampleside")),
    )
    op.create_table(
        "topicexample",
        sa.Column("topic_slug", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("example_slug", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["example_slug"], ["example.slug"], name=op.f("fk_topicexample_example_slug")
        ),
        sa.ForeignKeyConstraint(
            ["topic_slug"], ["topic.slug"], name=op.f("fk_topicexample_topic_slug")
        ),
        sa.PrimaryKeyConstraint("topic_slug", "position", name=op.f("pk_topicexample")),
    )
    op.create_table(
        "criterion",
        sa.Column("comparison_slug", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("zero", sa.String(), nullable=False),
        sa.Column("five", sa.String(), nullable=False),
        sa.Column("topic_slug", sa.String(), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("weight BETWEEN 0 AND 10", name=op.f("ck_criterion_weight")),
        sa.ForeignKeyConstraint(
            ["comparison_slug"], ["comparison.slug"], name=op.f("fk_criterion_comparison_slug")
        ),
        sa.PrimaryKeyConstraint("comparison_slug", "slug", name=op.f("pk_criterion")),
    )


def _of_a_library(name: str, *parts: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        *parts,
        sa.ForeignKeyConstraint(["library"], ["library.name"], name=op.f(f"fk_{name}_library")),
        sa.PrimaryKeyConstraint("slug", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_library"), name, ["library"])
