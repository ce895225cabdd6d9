"""Bringing a database up to date by Alembic. Imported only where one is behind.

`python -m asl.stores.sql.migrate` writes the scripts that make a new database, after a migration
was added.
"""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, create_engine, event, pool
from sqlalchemy.exc import SQLAlchemyError

from asl.stores.port import StoreError
from asl.stores.sql.schema import DIALECTS, NEWEST, script_file

_MIGRATIONS: Final = Path(__file__).with_name("migrations")


def configuration(output: StringIO | None = None) -> Config:
    """Alembic's settings, without a file of them."""
    config = Config(output_buffer=output)
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config


def upgrade(url: str) -> None:
    """Run the migrations that a database lacks, in one transaction.

    Args:
        url: SQLAlchemy's URL of the database.

    Raises:
        StoreError: where one failed; nothing of them is then in the database.
    """
    engine = create_engine(url, poolclass=pool.NullPool)
    if engine.dialect.name == "sqlite":
        # The driver would begin no transaction for a change of a table.
        event.listen(engine, "connect", _leave_transactions_to_us)
        event.listen(engine, "begin", _begin)
    config = configuration()
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, NEWEST)
    except (SQLAlchemyError, CommandError) as error:
        raise StoreError(f"the database cannot be brought up to date: {error}") from error


def _leave_transactions_to_us(connection: object, _record: object) -> None:
    connection.isolation_level = None  # type: ignore[attr-defined]  # a sqlite3.Connection


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def script(dialect: str) -> str:
    """All migrations as SQL, which makes a new database without Alembic."""
    written = StringIO()
    config = configuration(written)
    config.attributes["dialect"] = dialect
    command.upgrade(config, NEWEST, sql=True)
    return written.getvalue()


if __name__ == "__main__":
    for name in DIALECTS:
        script_file(name).write_text(script(name))
