"""Polling: until something holds, or far too long has passed."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")
_PAUSE = 0.005


def until(look: Callable[[], Found], seconds: float = 10.0) -> Found:
    """What `look` finds, as soon as it is something."""
    last = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < last, f"nothing came within {seconds} s"
        time.sleep(_PAUSE)
    return found
