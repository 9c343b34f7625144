"""Records kept to the byte: what a folder held of a decision when it was last written or read."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | Sequence[str] | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Brings the schema one version up. Of what was exported before, only the hash is known."""
    for column in (
        sa.Column("pending", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=True),
        sa.Column("revision", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("format", sa.String(), server_default=sa.text("'madr4'"), nullable=False),
    ):
        op.add_column("export", column)
