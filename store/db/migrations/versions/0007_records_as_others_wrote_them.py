"""Records as others wrote them: what Shortlist changes is changed in that, and can be unchanged."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | Sequence[str] | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Brings the schema one version up. What was changed before counts as written by others."""
    for column in (
        sa.Column("original", sa.LargeBinary(), nullable=True),
        sa.Column("original_revision", sa.Integer(), server_default=sa.text("0"), nullable=False),
    ):
        op.add_column("export", column)
    op.create_index(op.f("ix_decision_superseded_by"), "decision", ["superseded_by"])
