"""Functions run as on a machine where nothing has been set for Python."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def plain_python(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable makes Python print at once; functions have to do so by themselves."""
    monkeypatch.delenv("PYTHONUNBUFFERED", raising=False)
