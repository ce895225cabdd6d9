"""The forms of a command's result."""

from __future__ import annotations

from enum import StrEnum


class Format(StrEnum):
    """What goes to stdout."""

    TEXT = "text"
    JSON = "json"
