"""Errors that clients get."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError


def refused(call: Callable[[], Any]) -> tuple[str, str]:
    """Code and message of the error that a call ends with."""
    with pytest.raises(ClientError) as told:
        call()
    error = told.value.response["Error"]
    return error["Code"], error["Message"]
