"""The tables: made at once or by migrations, always the same, and refused where they are newer."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

from asl.stores.port import NewerSchema, StoreError
from asl.stores.sql import migrate, open_store, schema
from asl.stores.sql.migrate import configuration, script, upgrade
from asl.stores.sql.schema import DIALECTS, NEWEST, VERSIONS, Dialect, script_file
from asl.stores.sql.tables import METADATA
from tests.stores.records import running, with_store


def test_the_versions_are_those_of_the_migrations() -> None:
    directory = ScriptDirectory.from_config(configuration())
    assert [one.revision for one in directory.walk_revisions()] == list(reversed(VERSIONS))
    assert directory.get_current_head() == NEWEST


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_scripts_are_the_migrations_written_out(dialect: Dialect) -> None:
    assert script_file(dialect).read_text() == script(dialect), "run asl.stores.sql.migrate"


def _open_and_close(url: str) -> None:
    asyncio.run(open_store(url).close())


# how the tables are made
WAYS = {"at once": _open_and_close, "by migrations": upgrade}


@pytest.mark.parametrize("make", WAYS.values(), ids=WAYS)
def test_the_tables_are_as_declared(lasting_url: str, make: Callable[[str], None]) -> None:
    make(lasting_url)
    engine = create_engine(lasting_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_both_ways_make_the_same(tmp_path: Path) -> None:
    made = []
    for name, way in WAYS.items():
        way(f"sqlite:///{tmp_path / name}")
        with closing(sqlite3.connect(tmp_path / name)) as connection:
            tables = connection.execute("SELECT name, coalesce(sql, '') FROM sqlite_master")
            made.append({name: sql.split() for name, sql in tables})
    assert made[0] == made[1]


def test_migrated_tables_are_used(lasting_url: str) -> None:
    upgrade(lasting_url)
    upgrade(lasting_url)
    assert len(with_store(lasting_url, lambda store: running(store, "a", "b"))) == 2
    assert len(with_store(lasting_url, lambda store: running(store, "a"))) == 1


LATER = """
import sqlalchemy as sa
from alembic import op

revision = "0999"
down_revision = "{newest}"


def upgrade() -> None:
    op.add_column("activities", sa.Column("later", sa.Text()))
    {more}
"""


def test_a_database_of_the_first_version_is_brought_up_to_date(
    lasting_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "NEWEST", VERSIONS[0])
    upgrade(lasting_url)
    monkeypatch.undo()
    assert len(with_store(lasting_url, lambda store: running(store, "a", "b"))) == 2
    engine = create_engine(lasting_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def _next_release(monkeypatch: pytest.MonkeyPatch, folder: Path, more: str) -> None:
    """As if the next release had a migration more."""
    migrations = folder / "migrations"
    shutil.copytree(migrate._MIGRATIONS, migrations)
    (migrations / "versions" / "0999_later.py").write_text(LATER.format(more=more, newest=NEWEST))
    monkeypatch.setattr(migrate, "_MIGRATIONS", migrations)
    monkeypatch.setattr(migrate, "NEWEST", "0999")
    monkeypatch.setattr(schema, "NEWEST", "0999")
    monkeypatch.setattr(schema, "VERSIONS", (*VERSIONS, "0999"))


def test_an_older_database_is_brought_up_to_date(
    lasting_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [one] = with_store(lasting_url, lambda store: running(store, "one"))
    _next_release(monkeypatch, tmp_path, "")
    for _ in range(2):
        assert with_store(lasting_url, lambda store: store.execution(one.arn)) == one
    engine = create_engine(lasting_url)
    with engine.connect() as connection:
        assert "later" in [
            column["name"] for column in inspect(connection).get_columns("activities")
        ]
    engine.dispose()
    monkeypatch.undo()
    with pytest.raises(NewerSchema, match=rf"0999.*{NEWEST}"):
        open_store(lasting_url)


@pytest.mark.parametrize("version", VERSIONS[:-1])
def test_what_was_stored_by_an_older_version_stays(lasting_url: str, version: str) -> None:
    """The rows are made by the newest one, and lose by the way down what they had not then."""
    [one] = with_store(lasting_url, lambda store: running(store, "one"))
    engine = create_engine(lasting_url)
    config = configuration()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, version)
    with engine.connect() as connection:
        columns = {column["name"] for column in inspect(connection).get_columns("executions")}
    engine.dispose()
    assert "test_case" not in columns
    assert with_store(lasting_url, lambda store: store.execution(one.arn)) == one
    standing = with_store(lasting_url, lambda store: store.standing(one.id))
    assert standing is not None
    assert standing.execution == one
    assert len(with_store(lasting_url, lambda store: running(store, "two"))) == 1


def test_an_update_that_fails_leaves_the_database_as_it_was(
    lasting_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [one] = with_store(lasting_url, lambda store: running(store, "one"))
    _next_release(monkeypatch, tmp_path, 'op.drop_table("nobody")')
    with pytest.raises(StoreError, match="nobody"):
        open_store(lasting_url)
    monkeypatch.undo()
    assert with_store(lasting_url, lambda store: store.execution(one.arn)) == one


def _set_version(url: str, version: str | None) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
        if version is not None:
            connection.execute(text("INSERT INTO alembic_version VALUES (:it)"), {"it": version})
    engine.dispose()


def test_newer_tables_are_refused_and_left_alone(lasting_url: str) -> None:
    _open_and_close(lasting_url)
    _set_version(lasting_url, "0999")
    for _ in range(2):
        with pytest.raises(NewerSchema, match=rf"0999.*{NEWEST}"):
            open_store(lasting_url)
    _set_version(lasting_url, NEWEST)
    _open_and_close(lasting_url)


def test_tables_of_no_version_are_refused(lasting_url: str) -> None:
    _open_and_close(lasting_url)
    _set_version(lasting_url, None)
    with pytest.raises(StoreError, match="no version"):
        open_store(lasting_url)


def test_tables_that_stand_in_the_way(lasting_url: str) -> None:
    """Somebody else's table has one of our names: nothing is made, nothing is changed."""
    engine = create_engine(lasting_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE frames (theirs INTEGER)"))
    with pytest.raises(StoreError, match="frames"):
        open_store(lasting_url)
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["frames"]
    engine.dispose()


def test_a_failed_migration_changes_nothing(lasting_url: str) -> None:
    engine = create_engine(lasting_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE frames (theirs INTEGER)"))
    with pytest.raises(StoreError, match="brought up to date"):
        upgrade(lasting_url)
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["frames"]
    engine.dispose()


def test_postgresql_without_its_driver() -> None:
    program = (
        "import sys; sys.modules['psycopg'] = None; from asl.stores.sql import open_store\n"
        "try: open_store('postgresql+psycopg:///')\n"
        "except Exception as error: print(type(error).__name__, error)"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert shown.stdout.startswith(b"StoreError PostgreSQL needs psycopg: pip install")


def test_what_costs_time_is_imported_where_it_is_used() -> None:
    """Opening a database that is new or up to date needs none of these."""
    program = (
        "import asyncio, sys; from asl.stores.sql import open_store; "
        "asyncio.run(open_store('sqlite://').close()); "
        "dear = {'alembic', 'sqlalchemy', 'sqlmodel', 'pydantic', 'psycopg'}; "
        "print(sorted(dear & set(sys.modules)))"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert shown.stdout == b"[]\n"
