"""Whose mocks answer the Tasks of an execution."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("executions", sa.Column("test_case", sa.Text(), nullable=True))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("executions", "test_case")
