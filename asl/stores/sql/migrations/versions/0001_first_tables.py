"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES = (
    "revisions",
    "machines",
    "versions",
    "aliases",
    "executions",
    "standings",
    "events",
    "frames",
    "task_tokens",
    "map_runs",
    "activities",
    "tags",
)
_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make them."""
    _revisions()
    _machines()
    _versions()
    _aliases()
    _executions()
    _standings()
    _events()
    _frames()
    _task_tokens()
    _map_runs()
    _activities()
    _tags()


def downgrade() -> None:
    """Drop them."""
    for table in reversed(_TABLES):
        op.drop_table(table)


def _revisions() -> None:
    op.create_table(
        "revisions",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("machine_arn", sa.Text(), nullable=False),
        sa.Column("revision_id", sa.Text(), nullable=True),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("role_arn", sa.Text(), nullable=False),
        sa.Column("logging", sa.Text(), nullable=True),
        sa.Column("tracing", sa.Text(), nullable=True),
        sa.Column("encryption", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )


def _machines() -> None:
    op.create_table(
        "machines",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("arn", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision"],
            ["revisions.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("arn"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "machines_deleting",
        "machines",
        ["arn"],
        sqlite_where=sa.text("status = 'DELETING'"),
        postgresql_where=sa.text("status = 'DELETING'"),
    )
    op.create_index("machines_revision", "machines", ["revision"])


def _versions() -> None:
    op.create_table(
        "versions",
        sa.Column("arn", sa.Text(), nullable=False),
        sa.Column("machine_arn", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision"],
            ["revisions.id"],
        ),
        sa.PrimaryKeyConstraint("arn"),
        sa.UniqueConstraint("machine_arn", "number"),
    )
    op.create_index("versions_revision", "versions", ["revision"])


def _aliases() -> None:
    op.create_table(
        "aliases",
        sa.Column("arn", sa.Text(), nullable=False),
        sa.Column("machine_arn", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("routing", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("arn"),
        sa.UniqueConstraint("machine_arn", "name"),
    )


def _executions() -> None:
    op.create_table(
        "executions",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("arn", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("machine_arn", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("stopped_at", sa.BigInteger(), nullable=True),
        sa.Column("trace_header", sa.Text(), nullable=True),
        sa.Column("version_arn", sa.Text(), nullable=True),
        sa.Column("alias_arn", sa.Text(), nullable=True),
        sa.Column("map_run_arn", sa.Text(), nullable=True),
        sa.Column("item_count", sa.BigInteger(), nullable=True),
        sa.Column("redrive_count", sa.BigInteger(), nullable=False),
        sa.Column("redriven_at", sa.BigInteger(), nullable=True),
        sa.Column("input", sa.Text(), nullable=False),
        sa.Column("output", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("cause", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["revision"],
            ["revisions.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("arn"),
        sqlite_autoincrement=True,
    )
    op.create_index("executions_machine", "executions", ["machine_arn", "started_at", "id"])
    op.create_index(
        "executions_map_run",
        "executions",
        ["map_run_arn", "started_at", "id"],
        sqlite_where=sa.text("map_run_arn IS NOT NULL"),
        postgresql_where=sa.text("map_run_arn IS NOT NULL"),
    )
    op.create_index("executions_revision", "executions", ["revision"])
    op.create_index("executions_started", "executions", ["started_at", "id"])
    op.create_index(
        "executions_status", "executions", ["machine_arn", "status", "started_at", "id"]
    )
    op.create_index(
        "executions_stopped",
        "executions",
        ["stopped_at"],
        sqlite_where=sa.text("stopped_at IS NOT NULL"),
        postgresql_where=sa.text("stopped_at IS NOT NULL"),
    )


def _standings() -> None:
    op.create_table(
        "standings",
        sa.Column("execution", _NUMBER, nullable=False),
        sa.Column("events", sa.BigInteger(), nullable=False),
        sa.Column("draws", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["execution"], ["executions.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("execution"),
    )
    op.create_index(
        "standings_closed",
        "standings",
        ["closed_at"],
        sqlite_where=sa.text("closed_at IS NOT NULL"),
        postgresql_where=sa.text("closed_at IS NOT NULL"),
    )


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("execution", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("previous", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["execution"], ["executions.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("execution", "id"),
        sqlite_with_rowid=False,
    )


def _frames() -> None:
    op.create_table(
        "frames",
        sa.Column("execution", sa.BigInteger(), nullable=False),
        sa.Column(
            "path", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["execution"], ["executions.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("execution", "path"),
        sqlite_with_rowid=False,
    )


def _task_tokens() -> None:
    op.create_table(
        "task_tokens",
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("execution", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["execution"], ["executions.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token"),
        sqlite_with_rowid=False,
    )
    op.create_index("task_tokens_execution", "task_tokens", ["execution"])


def _map_runs() -> None:
    op.create_table(
        "map_runs",
        sa.Column("arn", sa.Text(), nullable=False),
        sa.Column("execution", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("stopped_at", sa.BigInteger(), nullable=True),
        sa.Column("max_concurrency", sa.BigInteger(), nullable=False),
        sa.Column("tolerated_failure_count", sa.BigInteger(), nullable=False),
        sa.Column("tolerated_failure_percentage", sa.Text(), nullable=False),
        sa.Column("item_counts", sa.Text(), nullable=False),
        sa.Column("execution_counts", sa.Text(), nullable=False),
        sa.Column("redrive_count", sa.BigInteger(), nullable=False),
        sa.Column("redriven_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["execution"], ["executions.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("arn"),
    )
    op.create_index("map_runs_execution", "map_runs", ["execution"])


def _activities() -> None:
    op.create_table(
        "activities",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("arn", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("encryption", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("arn"),
        sqlite_autoincrement=True,
    )


def _tags() -> None:
    op.create_table(
        "tags",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("arn", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("arn", "key"),
        sqlite_autoincrement=True,
    )
