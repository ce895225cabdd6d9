"""The databases that the tests run on."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

from tests.stores.cluster import Absent, Cluster, running_cluster

_schemas = count()


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server."""
    try:
        with running_cluster() as running:
            yield running
    except Absent as absent:
        pytest.skip(str(absent))


@pytest.fixture
def postgresql(cluster: Cluster) -> str:
    """The URL of an empty schema in it."""
    schema = f"test_{next(_schemas)}"
    with psycopg.connect(cluster.url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}".encode())
    return f"{cluster.url}&options=-csearch_path%3D{schema}"


@pytest.fixture
def sqlite_file(tmp_path: Path) -> str:
    """The URL of a file that is not there yet."""
    return f"sqlite:///{tmp_path / 'asl.db'}"


@pytest.fixture(params=["sqlite file", "sqlite memory", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """The URL of a new database of each kind."""
    return _url_of(request)


@pytest.fixture(params=["sqlite file", "postgresql"])
def lasting_url(request: pytest.FixtureRequest) -> str:
    """The URL of a new database that outlives its owner."""
    return _url_of(request)


def _url_of(request: pytest.FixtureRequest) -> str:
    if request.param == "sqlite memory":
        return "sqlite://"
    fixture = "sqlite_file" if request.param == "sqlite file" else "postgresql"
    url: str = request.getfixturevalue(fixture)
    return url
