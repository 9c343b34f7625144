"""Several matrices: own options and criteria, what shows and in which order, bars, the trash."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | Sequence[str] | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Brings the schema one version up. No row that there is changes."""
    op.add_column(
        "comparison", sa.Column("shown", sa.String(), server_default=sa.text("''"), nullable=False)
    )
    for order in ("option_order", "criterion_order"):
        op.add_column(
            "matrix", sa.Column(order, sa.Text(), server_default=sa.text("''"), nullable=False)
        )
    op.add_column("matrix", sa.Column("trashed", sa.DateTime(), nullable=True))
    _of_a_matrix(
        "matrixoption",
        sa.Column("slug", sa.String(length=1000), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.String(length=1000), nullable=False),
        sa.Column("url", sa.String(length=1000), nullable=False),
        key=("slug",),
    )
    _of_a_matrix(
        "matrixcriterion",
        sa.Column("slug", sa.String(length=1000), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("group", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("question", sa.String(length=1000), nullable=False),
        sa.Column("zero", sa.String(length=1000), nullable=False),
        sa.Column("five", sa.String(length=1000), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.CheckConstraint("weight BETWEEN 0 AND 10", name=op.f("ck_matrixcriterion_weight")),
        key=("slug",),
    )
    _of_a_matrix(
        "matrixshown",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("slug", sa.String(length=1000), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.CheckConstraint("kind IN ('option', 'criterion')", name=op.f("ck_matrixshown_kind")),
        key=("kind", "slug"),
    )
    _of_a_matrix(
        "matrixbar",
        sa.Column("criterion_slug", sa.String(length=1000), nullable=False),
        sa.Column("bar", sa.Float(), nullable=False),
        sa.CheckConstraint("bar BETWEEN 0 AND 5", name=op.f("ck_matrixbar_bar")),
        key=("criterion_slug",),
    )


def _of_a_matrix(name: str, *parts: sa.schema.SchemaItem, key: tuple[str, ...]) -> None:
    op.create_table(
        name,
        sa.Column("matrix_id", sa.Integer(), nullable=False),
        *parts,
        sa.ForeignKeyConstraint(
            ["matrix_id"], ["matrix.id"], name=op.f(f"fk_{name}_matrix_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("matrix_id", *key, name=op.f(f"pk_{name}")),
    )
