"""The version of the tables: kept by Alembic, and read without it."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Final, Literal, TypeAlias

from asl.stores.port import NewerSchema, StoreError
from asl.stores.sql.session import Session

Dialect: TypeAlias = Literal["sqlite", "postgresql"]
DIALECTS: Final[tuple[Dialect, ...]] = ("sqlite", "postgresql")

# The migrations in `migrations/versions`, the oldest first.
VERSIONS: Final = ("0001", "0002", "0003", "0004")
NEWEST: Final = VERSIONS[-1]

# Alembic and SQLModel take half a second to import, so only a database that is behind has them.
_MIGRATIONS: Final = "asl.stores.sql.migrate"


def script_file(dialect: Dialect) -> Path:
    """The script that makes a new database; all migrations written out by `migrate`."""
    return Path(__file__).with_name("migrations") / f"new.{dialect}.sql"


def is_current(session: Session) -> bool:
    """Whether the tables, in a database that has some, are of this program's version.

    Raises:
        NewerSchema: where they are of a version that this program does not know.
    """
    rows = session.execute("SELECT version_num FROM alembic_version")
    if len(rows) != 1:
        raise StoreError("alembic_version holds no version: these tables are not of this program")
    [[found]] = rows
    if found not in VERSIONS:
        raise NewerSchema(
            f"the database has tables of version {found}, and this program knows them up to "
            f"{NEWEST}: use a newer program, or a database of its own"
        )
    return bool(found == NEWEST)


def upgrade(url: str) -> None:
    """Bring older tables up to date; `migrate.upgrade`, imported now."""
    import_module(_MIGRATIONS).upgrade(url)
