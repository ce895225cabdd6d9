"""The region that requests are signed for where nothing else says it."""

from __future__ import annotations

import os
from typing import Final

_VARIABLES: Final = ("AWS_REGION", "AWS_DEFAULT_REGION")
_REGION: Final = "us-east-1"


def usual_region() -> str:
    """The region of the environment."""
    return next((found for name in _VARIABLES if (found := os.environ.get(name))), _REGION)
