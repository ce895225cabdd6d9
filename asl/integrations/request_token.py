"""Names that a call keeps however often it is made: for child executions and client tokens."""

from __future__ import annotations

import uuid
from typing import Final

from asl.runtime.host import TaskCall

_SPACE: Final = uuid.UUID("8d1c2f5e-64b1-4d09-9e0e-6a9d0f5b7a11")


def request_token(call: TaskCall) -> str:
    """A UUID for one attempt of one run of a state.

    A call that is made again after a crash has the same, so that the service takes it for the same
    request; another attempt has another.
    """
    if call.execution is None:
        return str(uuid.uuid4())
    whose = (call.execution.arn, call.execution.redrive_count, call.path, call.attempt)
    return str(uuid.uuid5(_SPACE, "\n".join(map(str, whose))))
