"""One process at a time owns a database, and a kill gives it free."""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from asl.stores.port import DatabaseInUse, StoreError
from asl.stores.records import Save
from asl.stores.sql import SqlStore, open_store
from tests.stores import owning
from tests.stores.records import events, running, with_store


@contextmanager
def _held(url: str) -> Iterator[int]:
    """Another process that owns the database; its pid. It is killed in the end."""
    with owning.start("hold", url) as owner:
        try:
            assert owner.stdout is not None
            assert owner.stdout.readline() == "open\n"
            yield owner.pid
        finally:
            owner.kill()


def test_another_process_is_refused_until_the_owner_is_killed(lasting_url: str) -> None:
    with _held(lasting_url) as pid:
        with pytest.raises(DatabaseInUse, match=rf"process {pid}\b.*stop that one"):
            open_store(lasting_url)
        with pytest.raises(DatabaseInUse, match=rf"process {pid}\b"):
            open_store(lasting_url)
    asyncio.run(open_store(lasting_url).close())


def test_an_owner_that_leaves_gives_it_free(lasting_url: str) -> None:
    with owning.start("hold", lasting_url) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == "open\n"
        owner.communicate("")
        assert owner.returncode == 0
    asyncio.run(open_store(lasting_url).close())


def test_a_second_store_of_the_same_process_is_refused(lasting_url: str) -> None:
    async def story(_store: SqlStore) -> None:
        with pytest.raises(DatabaseInUse, match=rf"process {os.getpid()}\b"):
            open_store(lasting_url)

    with_store(lasting_url, story)
    with_store(lasting_url, running)


def test_a_file_has_one_owner_by_any_name(tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to(tmp_path / "asl.db")

    async def story(_store: SqlStore) -> None:
        with pytest.raises(DatabaseInUse):
            open_store(f"sqlite:///{tmp_path / 'link.db'}")

    with_store(f"sqlite:///{tmp_path / 'asl.db'}", story)


def test_a_refused_store_leaves_the_owner_alone(lasting_url: str) -> None:
    """The refusal must not drop the locks that the owner has in the same process."""

    async def story(store: SqlStore) -> None:
        [one] = await running(store, "one")
        for turn in range(3):
            with pytest.raises(DatabaseInUse):
                open_store(lasting_url)
            await store.commit(Save(execution=one.id, events=events([turn + 1])))
        with owning.start("hold", lasting_url) as other:
            assert other.wait() != 0

    with_store(lasting_url, story)


def test_a_forked_child_does_not_keep_the_database(sqlite_file: str) -> None:
    """A worker process that outlives its owner is no second owner."""

    async def story(_store: SqlStore) -> tuple[int, int]:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(writing)
            os.read(reading, 1)
            os._exit(0)
        os.close(reading)
        return writing, child

    writing, child = with_store(sqlite_file, story)
    asyncio.run(open_store(sqlite_file).close())
    os.close(writing)
    os.waitpid(child, 0)


def _modes(directory: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in directory.iterdir()}


def test_only_its_user_may_read_it(tmp_path: Path) -> None:
    async def story(store: SqlStore) -> dict[str, int]:
        await running(store, "one")
        return _modes(tmp_path)

    assert with_store(f"sqlite:///{tmp_path / 'asl.db'}", story) == dict.fromkeys(
        ["asl.db", "asl.db-wal", "asl.db-shm", "asl.db-owner"], 0o600
    )


def test_a_database_may_be_given_by_its_path(tmp_path: Path) -> None:
    with_store(str(tmp_path / "asl.db"), running)
    assert (tmp_path / "asl.db").is_file()


def test_a_store_that_is_closed_leaves_one_file_of_data(tmp_path: Path) -> None:
    with_store(f"sqlite:///{tmp_path / 'asl.db'}", running)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["asl.db", "asl.db-owner"]


# URLs that lead nowhere
NOWHERE = {
    "no such directory": ("sqlite:////nowhere/at/all.db", StoreError),
    "a directory": ("sqlite:////tmp", StoreError),
    "no such server": ("postgresql+psycopg:///?host=/nowhere", StoreError),
    "nothing": ("", ValueError),
    "a path that leads nowhere": ("/nowhere/at/all.db", StoreError),
    "no such server, in short": ("postgresql:///?host=/nowhere", StoreError),
    "no such server, in shorter": ("postgres:///?host=/nowhere", StoreError),
    "another driver": ("postgresql+asyncpg://localhost/asl", ValueError),
    "another database": ("mysql://localhost/asl", ValueError),
    "no file": ("sqlite:///", ValueError),
    "a host": ("sqlite://host/file.db", ValueError),
}


@pytest.mark.parametrize(("url", "fault"), NOWHERE.values(), ids=NOWHERE)
def test_nowhere(url: str, fault: type[Exception]) -> None:
    with pytest.raises(fault):
        open_store(url)
