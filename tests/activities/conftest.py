"""A server that answers, and an environment that leads workers to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from asl_server.settings import Settings
from tests.activities.working import variables
from tests.server.live import Live, serving


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    with serving(Settings(grace_seconds=1)) as started:
        yield started


@pytest.fixture
def client(live: Live, monkeypatch: pytest.MonkeyPatch) -> Any:
    """boto3's own; workers reach the same server."""
    for name, value in variables(live.url).items():
        monkeypatch.setenv(name, value)
    return live.client()
