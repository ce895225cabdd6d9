"""The role that a Task's `Credentials` ask for: who gives its keys, and where nobody can.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-access-cross-acct-resources.html
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from asl.runtime.host import TaskCall

if TYPE_CHECKING:
    from asl.integrations.bindings import Bindings

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssumedRole:
    """A role to be assumed for a call.

    Attributes:
        role: its ARN.
        execution_role: of the state machine; None where none is known.
        sts: URL of the endpoint that gives its keys; None for AWS's own.
        session: name of the session.
    """

    role: str
    execution_role: str | None
    sts: str | None
    session: str


def assumed_role(call: TaskCall, bindings: Bindings) -> AssumedRole | None:
    """The role of a call; None where it has none, or nobody gives its keys, which is said once."""
    if call.credentials is None:
        return None
    sts = bindings.of_service("sts")
    if sts is None:
        not_honoured(call.credentials, "no endpoint is bound to sts")
        return None
    execution = call.execution
    return AssumedRole(
        role=call.credentials,
        execution_role=None if execution is None else execution.role_arn,
        sts=sts.url,
        session="asl" if execution is None else execution.name,
    )


@lru_cache(maxsize=1024)
def not_honoured(role: str, why: str) -> None:
    """Say once that a role is not assumed."""
    _log.warning("the role %s is not assumed here: %s", role, why)
