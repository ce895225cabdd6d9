"""The tables, declared once. Migrations are made from them and held to them by a test.

Imported by migrations and tests only: SQLModel costs a quarter of a second, and the SQL on the way
of every save is faster without it. Instants are microseconds since 1970 in UTC; JSON is text.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import BigInteger, Index, Integer, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

METADATA: Final = SQLModel.metadata

_NUMBER: Final = BigInteger().with_variant(Integer(), "sqlite")
# Compared byte by byte in every locale: what lies below a path is a range of paths.
_PATH: Final = Text().with_variant(Text(collation="C"), "postgresql")
# Numbers that are never given twice, also after the newest row was deleted.
_COUNTED: Final = {"sqlite_autoincrement": True}
# Rows that stand in the index of their key, there being no other order to look for them in.
_KEYED: Final = {"sqlite_with_rowid": False}


def _where(condition: str) -> dict[str, Any]:
    """The arguments of an index over some rows only."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class Revisions(SQLModel, table=True):
    """Revisions of state machines; kept while a machine, a version or an execution needs them."""

    __table_args__ = _COUNTED

    id: int = Field(primary_key=True, sa_type=_NUMBER)
    machine_arn: str = Field(sa_type=Text)
    revision_id: str | None = Field(sa_type=Text)
    definition: str = Field(sa_type=Text)
    role_arn: str = Field(sa_type=Text)
    logging: str | None = Field(sa_type=Text)
    tracing: str | None = Field(sa_type=Text)
    encryption: str | None = Field(sa_type=Text)
    created_at: int = Field(sa_type=BigInteger)


class Machines(SQLModel, table=True):
    """State machines; `revision` is the current one."""

    __table_args__ = (
        # Looked for whenever executions close; there is hardly ever one.
        Index("machines_deleting", "arn", **_where("status = 'DELETING'")),
        Index("machines_revision", "revision"),
        _COUNTED,
    )

    id: int = Field(primary_key=True, sa_type=_NUMBER)
    arn: str = Field(sa_type=Text, unique=True)
    name: str = Field(sa_type=Text)
    type: str = Field(sa_type=Text)
    status: str = Field(sa_type=Text)
    created_at: int = Field(sa_type=BigInteger)
    updated_at: int = Field(sa_type=BigInteger)
    revision: int = Field(sa_type=BigInteger, foreign_key="revisions.id")


class Versions(SQLModel, table=True):
    """Published versions of state machines."""

    __table_args__ = (
        UniqueConstraint("machine_arn", "number"),
        Index("versions_revision", "revision"),
    )

    arn: str = Field(primary_key=True, sa_type=Text)
    machine_arn: str = Field(sa_type=Text)
    number: int = Field(sa_type=BigInteger)
    revision: int = Field(sa_type=BigInteger, foreign_key="revisions.id")
    description: str | None = Field(sa_type=Text)
    created_at: int = Field(sa_type=BigInteger)


class Aliases(SQLModel, table=True):
    """Aliases of versions; `routing` is the list of versions and weights as JSON."""

    __table_args__ = (UniqueConstraint("machine_arn", "name"),)

    arn: str = Field(primary_key=True, sa_type=Text)
    machine_arn: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    description: str | None = Field(sa_type=Text)
    routing: str = Field(sa_type=Text)
    created_at: int = Field(sa_type=BigInteger)
    updated_at: int = Field(sa_type=BigInteger)


class Executions(SQLModel, table=True):
    """Executions as they are described; written twice, when they begin and when they close.

    `error` and `cause` are JSON strings.
    """

    __table_args__ = (
        Index("executions_started", "started_at", "id"),
        Index("executions_machine", "machine_arn", "started_at", "id"),
        Index("executions_status", "machine_arn", "status", "started_at", "id"),
        Index(
            "executions_map_run",
            "map_run_arn",
            "started_at",
            "id",
            **_where("map_run_arn IS NOT NULL"),
        ),
        Index("executions_stopped", "stopped_at", **_where("stopped_at IS NOT NULL")),
        Index("executions_revision", "revision"),
        _COUNTED,
    )

    id: int = Field(primary_key=True, sa_type=_NUMBER)
    arn: str = Field(sa_type=Text, unique=True)
    name: str = Field(sa_type=Text)
    machine_arn: str = Field(sa_type=Text)
    revision: int = Field(sa_type=BigInteger, foreign_key="revisions.id")
    status: str = Field(sa_type=Text)
    started_at: int = Field(sa_type=BigInteger)
    stopped_at: int | None = Field(sa_type=BigInteger)
    trace_header: str | None = Field(sa_type=Text)
    version_arn: str | None = Field(sa_type=Text)
    alias_arn: str | None = Field(sa_type=Text)
    map_run_arn: str | None = Field(sa_type=Text)
    item_count: int | None = Field(sa_type=BigInteger)
    redrive_count: int = Field(sa_type=BigInteger)
    redriven_at: int | None = Field(sa_type=BigInteger)
    input: str = Field(sa_type=Text)
    output: str | None = Field(sa_type=Text)
    error: str | None = Field(sa_type=Text)
    cause: str | None = Field(sa_type=Text)
    test_case: str | None = Field(sa_type=Text)


class Standings(SQLModel, table=True):
    """How far the executions with frames are: small rows, for each save changes one.

    `events` and `draws` count what was made; `closed_at` is None while the execution runs.
    `wakes_at` is set while it sleeps and nobody need look at it before.
    """

    __table_args__ = (Index("standings_closed", "closed_at", **_where("closed_at IS NOT NULL")),)

    execution: int = Field(
        primary_key=True, sa_type=_NUMBER, foreign_key="executions.id", ondelete="CASCADE"
    )
    events: int = Field(sa_type=BigInteger)
    draws: int = Field(sa_type=BigInteger)
    closed_at: int | None = Field(sa_type=BigInteger)
    wakes_at: int | None = Field(sa_type=BigInteger)


class Events(SQLModel, table=True):
    """The histories; `details` is JSON, its payloads JSON text within."""

    __table_args__ = _KEYED

    execution: int = Field(
        primary_key=True, sa_type=BigInteger, foreign_key="executions.id", ondelete="CASCADE"
    )
    id: int = Field(primary_key=True, sa_type=BigInteger)
    previous: int = Field(sa_type=BigInteger)
    type: str = Field(sa_type=Text)
    at: int = Field(sa_type=BigInteger)
    details: str = Field(sa_type=Text)


class Frames(SQLModel, table=True):
    """Where the executions stand: a row for each frame, the root's path being empty."""

    __table_args__ = _KEYED

    execution: int = Field(
        primary_key=True, sa_type=BigInteger, foreign_key="executions.id", ondelete="CASCADE"
    )
    path: str = Field(primary_key=True, sa_type=_PATH)
    body: str = Field(sa_type=Text)


class TaskTokens(SQLModel, table=True):
    """The task tokens that are open."""

    __tablename__ = "task_tokens"
    __table_args__ = (Index("task_tokens_execution", "execution"), _KEYED)

    token: str = Field(primary_key=True, sa_type=Text)
    execution: int = Field(sa_type=BigInteger, foreign_key="executions.id", ondelete="CASCADE")


class MapRuns(SQLModel, table=True):
    """Map Runs; `execution` is the parent, the counts are JSON."""

    __tablename__ = "map_runs"
    __table_args__ = (Index("map_runs_execution", "execution"),)

    arn: str = Field(primary_key=True, sa_type=Text)
    execution: int = Field(sa_type=BigInteger, foreign_key="executions.id", ondelete="CASCADE")
    status: str = Field(sa_type=Text)
    started_at: int = Field(sa_type=BigInteger)
    stopped_at: int | None = Field(sa_type=BigInteger)
    max_concurrency: int = Field(sa_type=BigInteger)
    tolerated_failure_count: int = Field(sa_type=BigInteger)
    tolerated_failure_percentage: str = Field(sa_type=Text)
    item_counts: str = Field(sa_type=Text)
    execution_counts: str = Field(sa_type=Text)
    redrive_count: int = Field(sa_type=BigInteger)
    redriven_at: int | None = Field(sa_type=BigInteger)


class Activities(SQLModel, table=True):
    """Activities."""

    __table_args__ = _COUNTED

    id: int = Field(primary_key=True, sa_type=_NUMBER)
    arn: str = Field(sa_type=Text, unique=True)
    name: str = Field(sa_type=Text)
    created_at: int = Field(sa_type=BigInteger)
    encryption: str | None = Field(sa_type=Text)


class Tags(SQLModel, table=True):
    """Tags of state machines and activities, in order of setting."""

    __table_args__ = (UniqueConstraint("arn", "key"), _COUNTED)

    id: int = Field(primary_key=True, sa_type=_NUMBER)
    arn: str = Field(sa_type=Text)
    key: str = Field(sa_type=Text)
    value: str = Field(sa_type=Text)


class Secrets(SQLModel, table=True):
    """What only this database knows, by name; as text."""

    name: str = Field(primary_key=True, sa_type=Text)
    value: str = Field(sa_type=Text)


class LastCommit(SQLModel, table=True):
    """The mark of the transaction that was committed last, in the only row.

    Written on PostgreSQL only: a connection may be lost before the answer to its COMMIT has come.
    """

    __tablename__ = "last_commit"

    id: int = Field(primary_key=True, sa_type=Integer, sa_column_kwargs={"autoincrement": False})
    mark: int = Field(sa_type=BigInteger)
