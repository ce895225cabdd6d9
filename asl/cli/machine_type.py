"""How a machine is run, as the command line has it."""

from __future__ import annotations

from enum import StrEnum


class Type(StrEnum):
    """How AWS runs a machine."""

    STANDARD = "STANDARD"
    EXPRESS = "EXPRESS"
