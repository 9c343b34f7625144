"""The first tables, and the full-text index over them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | Sequence[str] | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Brings the schema one version up."""
    op.create_table(
        "comparison",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_comparison")),
    )
    op.create_table(
        "content",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content")),
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("superseded_by", sa.Integer(), nullable=True),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("chosen", sa.String(length=1000), nullable=False),
        sa.Column("context", sa.Text(), nullable=False),
        sa.Column("deciders", sa.String(length=1000), nullable=False),
        sa.Column("consequences", sa.Text(), nullable=False),
        sa.Column("matrix", sa.Text(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("updated", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "status IN ('proposed', 'accepted', 'rejected', 'deprecated', 'superseded')",
            name=op.f("ck_decision_status"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("number", name=op.f("uq_decision_number")),
    )
    op.create_table(
        "mark",
        sa.Column("topic_slug", sa.String(length=1000), nullable=False),
        sa.Column("starred", sa.Boolean(), nullable=False),
        sa.Column("read", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("topic_slug", name=op.f("pk_mark")),
    )
    op.create_table(
        "matrix",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comparison_slug", sa.String(length=1000), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("preset_slug", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matrix")),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("value", sa.String(length=1000), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
    op.create_table(
        "source",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("how", sa.String(), nullable=True),
        sa.Column("checked", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_source")),
    )
    op.create_table(
        "topic",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("checked", sa.Date(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_topic")),
        sa.UniqueConstraint("number", name=op.f("uq_topic_number")),
    )
    op.create_table(
        "claim",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("topic_slug", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "verdict IN ('supported', 'partly', 'outdated', 'wrong', 'opinion', 'not checkable')",
            name=op.f("ck_claim_verdict"),
        ),
        sa.ForeignKeyConstraint(["topic_slug"], ["topic.slug"], name=op.f("fk_claim_topic_slug")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_claim")),
    )
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_topic_slug"), ["topic_slug"], unique=False)

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
        sa.ForeignKeyConstraint(
            ["topic_slug"], ["topic.slug"], name=op.f("fk_criterion_topic_slug")
        ),
        sa.PrimaryKeyConstraint("comparison_slug", "slug", name=op.f("pk_criterion")),
    )
    op.create_table(
        "export",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("folder", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_export_decision_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("decision_id", "folder", name=op.f("pk_export")),
    )
    op.create_table(
        "matrixedit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matrix_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=1000), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["matrix_id"], ["matrix.id"], name=op.f("fk_matrixedit_matrix_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matrixedit")),
    )
    with op.batch_alter_table("matrixedit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_matrixedit_matrix_id"), ["matrix_id"], unique=False)

    op.create_table(
        "matrixrating",
        sa.Column("matrix_id", sa.Integer(), nullable=False),
        sa.Column("criterion_slug", sa.String(length=1000), nullable=False),
        sa.Column("option_slug", sa.String(length=1000), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.CheckConstraint("value BETWEEN 0 AND 5", name=op.f("ck_matrixrating_value")),
        sa.ForeignKeyConstraint(
            ["matrix_id"], ["matrix.id"], name=op.f("fk_matrixrating_matrix_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint(
            "matrix_id", "criterion_slug", "option_slug", name=op.f("pk_matrixrating")
        ),
    )
    op.create_table(
        "matrixruling",
        sa.Column("matrix_id", sa.Integer(), nullable=False),
        sa.Column("option_slug", sa.String(length=1000), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["matrix_id"], ["matrix.id"], name=op.f("fk_matrixruling_matrix_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("matrix_id", "option_slug", name=op.f("pk_matrixruling")),
    )
    op.create_table(
        "matrixweight",
        sa.Column("matrix_id", sa.Integer(), nullable=False),
        sa.Column("criterion_slug", sa.String(length=1000), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.CheckConstraint("weight BETWEEN 0 AND 10", name=op.f("ck_matrixweight_weight")),
        sa.ForeignKeyConstraint(
            ["matrix_id"], ["matrix.id"], name=op.f("fk_matrixweight_matrix_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("matrix_id", "criterion_slug", name=op.f("pk_matrixweight")),
    )
    op.create_table(
        "option",
        sa.Column("comparison_slug", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comparison_slug"], ["comparison.slug"], name=op.f("fk_option_comparison_slug")
        ),
        sa.PrimaryKeyConstraint("comparison_slug", "slug", name=op.f("pk_option")),
    )
    op.create_table(
        "preset",
        sa.Column("comparison_slug", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comparison_slug"], ["comparison.slug"], name=op.f("fk_preset_comparison_slug")
        ),
        sa.PrimaryKeyConstraint("comparison_slug", "slug", name=op.f("pk_preset")),
    )
    op.create_table(
        "claimsource",
        sa.Column("claim_number", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("source_slug", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["claim_number"], ["claim.number"], name=op.f("fk_claimsource_claim_number")
        ),
        sa.ForeignKeyConstraint(
            ["source_slug"], ["source.slug"], name=op.f("fk_claimsource_source_slug")
        ),
        sa.PrimaryKeyConstraint("claim_number", "position", name=op.f("pk_claimsource")),
    )
    op.create_table(
        "presetweight",
        sa.Column("comparison_slug", sa.String(), nullable=False),
        sa.Column("preset_slug", sa.String(), nullable=False),
        sa.Column("criterion_slug", sa.String(), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.CheckConstraint("weight BETWEEN 0 AND 10", name=op.f("ck_presetweight_weight")),
        sa.ForeignKeyConstraint(
            ["comparison_slug", "criterion_slug"],
            ["criterion.comparison_slug", "criterion.slug"],
            name="fk_presetweight_criterion",
        ),
        sa.ForeignKeyConstraint(
            ["comparison_slug", "preset_slug"],
            ["preset.comparison_slug", "preset.slug"],
            name=op.f("fk_presetweight_comparison_slug"),
        ),
        sa.PrimaryKeyConstraint(
            "comparison_slug", "preset_slug", "criterion_slug", name=op.f("pk_presetweight")
        ),
    )
    op.create_table(
        "rating",
        sa.Column("comparison_slug", sa.String(), nullable=False),
        sa.Column("criterion_slug", sa.String(), nullable=False),
        sa.Column("option_slug", sa.String(), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("rationale", sa.String(), nullable=False),
        sa.Column("claims", sa.String(), nullable=False),
        sa.CheckConstraint("value BETWEEN 0 AND 5", name=op.f("ck_rating_value")),
        sa.ForeignKeyConstraint(
            ["comparison_slug", "criterion_slug"],
            ["criterion.comparison_slug", "criterion.slug"],
            name=op.f("fk_rating_comparison_slug"),
        ),
        sa.ForeignKeyConstraint(
            ["comparison_slug", "option_slug"],
            ["option.comparison_slug", "option.slug"],
            name="fk_rating_option",
        ),
        sa.PrimaryKeyConstraint(
            "comparison_slug", "criterion_slug", "option_slug", name=op.f("pk_rating")
        ),
    )
    op.create_table(
        "ratingsource",
        sa.Column("comparison_slug", sa.String(), nullable=False),
        sa.Column("criterion_slug", sa.String(), nullable=False),
        sa.Column("option_slug", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("source_slug", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comparison_slug", "criterion_slug", "option_slug"],
            ["rating.comparison_slug", "rating.criterion_slug", "rating.option_slug"],
            name=op.f("fk_ratingsource_comparison_slug"),
        ),
        sa.ForeignKeyConstraint(
            ["source_slug"], ["source.slug"], name=op.f("fk_ratingsource_source_slug")
        ),
        sa.PrimaryKeyConstraint(
            "comparison_slug",
            "criterion_slug",
            "option_slug",
            "position",
            name=op.f("pk_ratingsource"),
        ),
    )
    op.execute(
        """
        CREATE VIRTUAL TABLE search USING fts5 (
            kind UNINDEXED, key UNINDEXED, topic UNINDEXED, title, text,
            tokenize = "unicode61 remove_diacritics 2", prefix = "2 3"
        )
        """
    )
