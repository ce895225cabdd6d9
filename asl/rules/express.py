"""Rules about Express machines."""

from __future__ import annotations

from collections.abc import Iterator

from asl.diagnostics.finding import Finding
from asl.model.state import StateMachine
from asl.rules.scopes import states
from asl.states import Map, Task


def express_machines_do_not_wait(machine: StateMachine) -> Iterator[Finding]:
    """An Express machine calls and goes on: no jobs, no task tokens, no activities.

    Source: recorded refusals of CreateStateMachine; https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html
    """
    for state in states(machine):
        if isinstance(state, Task):
            resource = state.resource
            refused = {
                ".sync": "'.sync' service integration",
                ".sync:2": "'.sync' service integration",
                ".waitForTaskToken": "'.waitForTaskToken' service integration ",
            }.get(resource.pattern)
            if resource.kind == "activity":
                refused = "Activity ARN"
            if refused is not None:
                yield Finding(
                    code="express-integration",
                    pointer=f"{state.pointer}/Resource",
                    message=f"Express state machine does not support {refused}",
                    hint="use a STANDARD machine, or a call that does not wait",
                )
        elif isinstance(state, Map) and state.is_distributed:
            yield Finding(
                code="express-integration",
                pointer=f"{state.processor.pointer}/ProcessorConfig/Mode",
                message="Express state machine does not support a Distributed Map",
                hint='use a STANDARD machine, or "Mode": "INLINE"',
            )
