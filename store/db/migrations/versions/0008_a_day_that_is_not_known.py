"""The day of a decision that is not known: a record may tell none."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | Sequence[str] | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Brings the schema one version up. Every day that is there stays."""
    # Not by a new table: dropping the old one would take the revisions and the records along.
    op.add_column("decision", sa.Column("day", sa.Date(), nullable=True))
    op.execute("UPDATE decision SET day = date")
    op.execute("ALTER TABLE decision DROP COLUMN date")
    op.execute("ALTER TABLE decision RENAME COLUMN day TO date")
