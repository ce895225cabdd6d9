"""Until when executions sleep, and what only this database knows."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both."""
    op.add_column("standings", sa.Column("wakes_at", sa.BigInteger(), nullable=True))
    op.create_table(
        "secrets",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )


def downgrade() -> None:
    """Drop both."""
    op.drop_table("secrets")
    op.drop_column("standings", "wakes_at")
