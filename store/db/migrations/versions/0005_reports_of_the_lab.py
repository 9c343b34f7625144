"""Reports of the Lab."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | Sequence[str] | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Brings the schema one version up. No row that there is changes."""
    op.create_table(
        "labreport",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("experiment", sa.String(length=1000), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labreport")),
    )
    op.create_index(op.f("ix_labreport_experiment"), "labreport", ["experiment"])
