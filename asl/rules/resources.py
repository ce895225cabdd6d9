"""Rules about what a Task calls."""

from __future__ import annotations

from collections.abc import Iterator

from asl.diagnostics.finding import Finding
from asl.diagnostics.suggestions import Suggestions
from asl.model.state import StateMachine
from asl.rules.scopes import states
from asl.services import index
from asl.services.index import Service
from asl.services.resource import Resource, unrecognised
from asl.services.sdk import NOT_OFFERED
from asl.services.spelling import meant
from asl.states import Task

# Looked at closely in one definition; the mistakes after them get no name that may be meant.
_MOST = 100


def actions_exist(machine: StateMachine) -> Iterator[Finding]:
    """A service has the action that an SDK integration calls, and Step Functions offers it.

    AWS refuses what it does not know. We know what a release of botocore did: a name that is a
    known one in another case, or with a slip, is an error; any other may be new.

    Source: https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html;
    the refusal of `CreateLogStream` as quoted in aws-cdk's pull request 27635.
    """
    suggestions = Suggestions()
    left = _MOST
    for state in states(machine):
        if not isinstance(state, Task) or state.resource.kind != "aws-sdk":
            continue
        resource = state.resource
        service = index.service(resource.service)
        if service is None:
            continue
        pointer = f"{state.pointer}/Resource"
        if resource.action in service.actions:
            yield from _offered(resource, service, pointer)
            continue
        left -= 1
        known = meant(resource.action, service.actions) if left >= 0 else None
        if known is not None:
            yield Finding(
                code="unrecognised-resource",
                pointer=pointer,
                message=unrecognised(resource.text),
                hint=f'did you mean "{known}"?',
            )
            continue
        yield Finding(
            code="unknown-sdk-action",
            pointer=pointer,
            message=f'"{resource.service}" has no action "{resource.action}" that we know of',
            hint=suggestions.nearest(resource.action, service.actions)
            or f"see the actions of the API, their first letter small: {_first(service)}",
        )


def _offered(resource: Resource, service: Service, pointer: str) -> Iterator[Finding]:
    action = service.action(resource.action)
    streaming = action is not None and action.streaming
    if streaming or f"{resource.service}:{resource.action}" in NOT_OFFERED:
        why = ": it streams events" if streaming else ""
        yield Finding(
            code="sdk-action-not-offered",
            pointer=pointer,
            message=f'Step Functions does not offer "{resource.action}" of '
            f'"{resource.service}"{why}',
            hint="have a Lambda function call it",
        )


def _first(service: Service) -> str:
    """An action, for example."""
    return next(iter(service.actions))
