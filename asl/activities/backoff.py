"""How long to pause before something that failed is tried again."""

from __future__ import annotations

import random
from typing import Final

# Seconds.
_FIRST: Final = 0.1
_LONGEST: Final = 20.0


class Backoff:
    """Pauses that double, each by chance between half of what is due and all of it."""

    def __init__(self) -> None:
        self._due = _FIRST

    def next(self) -> float:
        """Seconds."""
        due = self._due
        self._due = min(2 * due, _LONGEST)
        return random.uniform(due / 2, due)  # noqa: S311 - it spreads requests and hides nothing

    def reset(self) -> None:
        """It has worked."""
        self._due = _FIRST
