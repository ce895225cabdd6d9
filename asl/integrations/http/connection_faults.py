"""Errors of a Task whose connection cannot be used.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html#connect-http-task-errors
"""

from __future__ import annotations

from typing import Final

from asl.runtime.errors import StatesError

_PREFIX: Final = "Events.ConnectionResource"


def not_found(cause: str) -> StatesError:
    """There is no such connection."""
    return StatesError(f"{_PREFIX}.ResourceNotFound", cause)


def bad_state(cause: str) -> StatesError:
    """A connection is there, and nothing can be called with it."""
    return StatesError(f"{_PREFIX}.InvalidConnectionState", cause)


def in_progress(cause: str) -> StatesError:
    """A connection is being authorized."""
    return StatesError(f"{_PREFIX}.AuthInProgress", cause)


def denied(cause: str) -> StatesError:
    """A connection or its secret may not be read."""
    return StatesError(f"{_PREFIX}.AccessDenied", cause)


def internal(cause: str) -> StatesError:
    """A connection could not be asked for."""
    return StatesError(f"{_PREFIX}.InternalError", cause)
