"""Which release of the program this is."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Final

_DISTRIBUTION: Final = "asl-runtime"


def release() -> str:
    """The version, or `(not installed)`."""
    try:
        return version(_DISTRIBUTION)
    except PackageNotFoundError:
        return "(not installed)"
