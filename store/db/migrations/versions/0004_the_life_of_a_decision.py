"""The life of a decision: who was asked, how it is confirmed, the trash, and its revisions."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | Sequence[str] | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Brings the schema one version up. A decision that is there gets its first revision.

    Who made that is not known, and it is as old as the last change of the decision.
    """
    for name, kind in (
        ("consulted", sa.String(length=1000)),
        ("informed", sa.String(length=1000)),
        ("confirmation", sa.Text()),
        ("reason", sa.String(length=1000)),
        ("uid", sa.String(length=64)),
    ):
        column = sa.Column(name, kind, server_default=sa.text("''"), nullable=False)
        op.add_column("decision", column)
    op.add_column("decision", sa.Column("review_by", sa.Date(), nullable=True))
    op.add_column("decision", sa.Column("trashed", sa.DateTime(), nullable=True))
    # Not at random: two copies of one store must still know the same decision by it.
    op.execute("UPDATE decision SET uid = created || ' ' || number")
    op.create_index("ix_decision_uid", "decision", ["uid"], unique=True)
    op.create_table(
        "decisionrevision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("label", sa.String(length=1000), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("matrix_before", sa.Text(), nullable=True),
        sa.Column("undone", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["decision.id"],
            name=op.f("fk_decisionrevision_decision_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisionrevision")),
        sa.UniqueConstraint("decision_id", "number", name=op.f("uq_decisionrevision_decision_id")),
    )
    op.execute(
        "INSERT INTO decisionrevision (decision_id, number, at, author, label, fields) "
        "SELECT id, 1, updated, '', 'saved', json_object('title', title, 'status', status, "
        "'superseded_by', superseded_by, 'date', date, 'chosen', chosen, 'context', context, "
        "'deciders', deciders, 'consulted', '', 'informed', '', 'consequences', consequences, "
        "'confirmation', '', 'review_by', NULL, 'reason', '', 'trashed', NULL) "
        "FROM decision ORDER BY id"
    )
