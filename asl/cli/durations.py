"""Durations in words."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

_UNITS: Final = (
    ("day", "days", timedelta(days=1)),
    ("h", "h", timedelta(hours=1)),
    ("min", "min", timedelta(minutes=1)),
)
_MINUTE: Final = timedelta(minutes=1)


def spoken(duration: timedelta) -> str:
    """The two greatest units that are not zero: `300 days`, `1 h 5 min`, `1.5 s`, `0 s`."""
    words: list[str] = []
    rest = duration
    for one, many, unit in _UNITS:
        count, rest = divmod(rest, unit)
        if count:
            words.append(f"{count} {one if count == 1 else many}")
    # Seconds are told to the millisecond, and without the fraction beside days and hours.
    seconds = rest.total_seconds() if duration < _MINUTE else rest.seconds
    if seconds or not words:
        words.append(f"{round(seconds, 3):g} s")
    return " ".join(words[:2])
