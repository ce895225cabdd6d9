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
                hint="lower it, or raise TimeoutSeconds: heartbeats come while a task runs",
            )


def waits_for_others_have_a_limit(machine: StateMachine) -> Iterator[Finding]:
    """A state that waits for a token or a worker waits for a year where nothing limits it.

    A limit is TimeoutSeconds or HeartbeatSeconds of the state, or TimeoutSeconds of the machine,
    which may be what could not be read.

    Source: https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html
    """
    if machine.timeout is not None or not machine.whole:
        return
    for state in states(machine):
        if not isinstance(state, Task) or state.timeout is not None or state.heartbeat is not None:
            continue
        waiting = {
            "a task token": state.resource.pattern == ".waitForTaskToken",
            "a worker": state.resource.kind == "activity",
        }
        for what, waits in waiting.items():
            if waits:
                yield Finding(
                    code="timeout-missing",
                    pointer=state.pointer,
                    message=f'the state "{state.name}" waits for {what} without a limit',
                    hint='add "TimeoutSeconds", or "HeartbeatSeconds" where heartbeats are sent',
                    at_key=True,
                )
