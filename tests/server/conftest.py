"""One live server a module; every test of it takes names of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from asl.stores.memory import MemoryStore
from asl.stores.port import Store
from asl.stores.sql import open_store
from asl_server.settings import Settings
from tests.server.live import Live, serving


@pytest.fixture(scope="module", params=["memory", "sqlite"])
def live(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Live]:
    file = tmp_path_factory.mktemp("live") / "asl.db"
    stores: dict[str, Callable[[], Store]] = {
        "memory": MemoryStore,
        "sqlite": lambda: open_store(f"sqlite:///{file}"),
    }
    # Express executions that tests leave running need not be waited for.
    with serving(Settings(grace_seconds=1), store=stores[request.param]) as started:
        yield started


@pytest.fixture(scope="module")
def client(live: Live) -> Any:
    return live.client()
