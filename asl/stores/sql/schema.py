"""The version of the tables: kept by Alembic, read without it."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Final

from asl.stores.port import NewerSchema
from asl.stores.sql.session import Session

# The migrations in `migrations/versions`, the oldest first.
VERSIONS: Final = ("0001",)
NEWEST: Final = VERSIONS[-1]

# Alembic and SQLModel take half a second to import, so only a database that is behind has them.
_MIGRATIONS: Final = "asl.stores.sql.migrate"


def bring_up_to_date(session: Session, has_versions: Callable[[], bool], url: str) -> None:
    """Make the tables or bring them up to this program's version.

    Args:
        session: a connection to the database.
        has_versions: whether it has Alembic's table.
        url: SQLAlchemy's URL of it, for the migrations.

    Raises:
        NewerSchema: where the tables are of a version that this program does not know.
        StoreError: where a migration failed; the tables are then as they were.
    """
    found = None
    if has_versions():
        rows = session.execute("SELECT version_num FROM alembic_version")
        found = rows[0][0] if rows else None
    if found == NEWEST:
        return
    if found is not None and found not in VERSIONS:
        raise NewerSchema(
            f"the database has tables of version {found}, and this program knows them up to "
            f"{NEWEST}: use a newer program, or a database of its own"
        )
    import_module(_MIGRATIONS).upgrade(url)
