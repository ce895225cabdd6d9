"""Suggestions: the known name that was meant, for as long as looking for it costs little."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from asl.diagnostics.finding import did_you_mean

# To compare two names takes a time that grows with the square of their length, and a text may
# have thousands of unknown names beside thousands of known ones. In squares of a name's length,
# summed over the known names: enough for a dozen mistakes among two thousand states.
_MOST_WORK: Final = 5_000_000
# What a comparison costs, however short the names.
_LEAST_WORK: Final = 100


class Suggestions:
    """Gives hints for one text until all of them together have taken a bounded time.

    The first mistakes of a text get a hint; past the bound the rest stand without one.
    """

    def __init__(self) -> None:
        self._left = _MOST_WORK

    def nearest(self, wrong: str, known: Collection[str]) -> str | None:
        """A hint with the nearest of the known names; None where none is near or time is up.

        Args:
            wrong: the name that is not known.
            known: the names there are.
        """
        self._left -= len(known) * (len(wrong) ** 2 + _LEAST_WORK)
        return did_you_mean(wrong, list(known)) if self._left >= 0 else None
