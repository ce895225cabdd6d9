"""Rules about time-outs and heartbeats."""

from __future__ import annotations

from collections.abc import Iterator

from asl.diagnostics.finding import Finding
from asl.model.state import StateMachine
from asl.rules.scopes import states
from asl.states import Task


def heartbeats_are_below_timeouts(machine: StateMachine) -> Iterator[Finding]:
    """HeartbeatSeconds is smaller than TimeoutSeconds, where both are written out.

    Source: https://states-language.net/spec.html#timeouts
    """
    for state in states(machine):
        if not isinstance(state, Task) or state.heartbeat is None or state.timeout is None:
            continue
        heartbeat, timeout = state.heartbeat, state.timeout
        if heartbeat.value is None or timeout.value is None:
            continue
        if heartbeat.value >= timeout.value:
            yield Finding(
                code="heartbeat-not-below-timeout",
                pointer=heartbeat.pointer,
                message=f"HeartbeatSeconds ({heartbeat.value}) must be below TimeoutSeconds "
                f"({timeout.value})",
                hint="a missed heartbeat could never be told from the time-out",
            )
