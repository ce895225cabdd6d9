"""The databases of the stores' tests, and processes that find this checkout."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import pytest

from tests.stores.conftest import cluster, lasting_url, postgresql, sqlite_file

__all__ = ["cluster", "lasting_url", "postgresql", "sqlite_file"]

_ROOT: Final = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers are started as modules of this checkout, installed or not."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(_ROOT), str(_ROOT / "server"))))
