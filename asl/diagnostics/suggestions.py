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
# Names that can be told from others by a slip or two: fields of the language have no more letters.
_SHORTEST: Final = 3
_LONG: Final = 8
_LONGEST: Final = 40


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
        return did_you_mean(wrong, list(known)) if self._has_time(wrong, known) else None

    def without_doubt(self, wrong: str, known: Collection[str]) -> str | None:
        """The known name that can only have been meant; None where there is none, or a second one.

        It differs in the case of letters only, or by one slip: a letter too many, missing, wrong,
        or two in the wrong order. A longer name may have two slips. None as well where time is up.

        Args:
            wrong: the name that is not known.
            known: the names there are.
        """
        if not _SHORTEST <= len(wrong) <= _LONGEST or not self._has_time(wrong, known):
            return None
        lowered = wrong.lower()
        most = 1 if len(wrong) < _LONG else 2
        slips = {name: _slips(lowered, name.lower(), most) for name in known}
        fewest = min(slips.values(), default=most + 1)
        nearest = [name for name, count in slips.items() if count == fewest]
        return nearest[0] if fewest <= most and len(nearest) == 1 else None

    def _has_time(self, wrong: str, known: Collection[str]) -> bool:
        self._left -= len(known) * (len(wrong) ** 2 + _LEAST_WORK)
        return self._left >= 0


def _slips(wrong: str, name: str, most: int) -> int:
    """The distance of Damerau and Levenshtein, letters beside each other swapped as one slip.

    Past `most` it is `most + 1`.
    """
    if abs(len(wrong) - len(name)) > most:
        return most + 1
    before: list[int] = []
    above = list(range(len(name) + 1))
    for row, letter in enumerate(wrong, start=1):
        here = [row]
        for column, other in enumerate(name, start=1):
            least = min(above[column] + 1, here[-1] + 1, above[column - 1] + (letter != other))
            if row > 1 < column and letter == name[column - 2] and wrong[row - 2] == other:
                least = min(least, before[column - 2] + 1)
            here.append(least)
        before, above = above, here
    return min(above[-1], most + 1)
