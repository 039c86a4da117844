"""Kept tours: what the first release had."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "tours",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("dataset", sa.String(64), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tours"),
    )
    op.create_index("ix_tours_created", "tours", ["created"])
    op.create_index("ix_tours_dataset", "tours", ["dataset"])


def downgrade() -> None:
    """Take the schema back."""
    op.drop_table("tours")
