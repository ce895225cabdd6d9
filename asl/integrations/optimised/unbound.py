"""Which Tasks call APIs behind optimised integrations, and what would bind one."""

from __future__ import annotations

from typing import Final

from asl.integrations.sdk.unbound import endpoint_setting
from asl.runtime.host import TaskCall
from asl.services.requests import behind
from asl.services.resource import Resource, parse_resource

# Called in ways of their own: Lambda by its bindings, HTTP and APIs of API Gateway at their hosts,
# Kubernetes at its cluster.
_OTHERS: Final = frozenset({"lambda:invoke", "apigateway:invoke", "eks:call", "eks:runJob"})


def optimised_resource(text: str) -> Resource | None:
    """A Task's Resource, where it calls an API behind an integration; None where it does not."""
    resource = parse_resource(text)
    if resource is None or resource.kind != "service":
        return None
    return None if f"{resource.service}:{resource.action}" in _OTHERS else resource


def missing_endpoint(call: TaskCall) -> str | None:
    """What would bind a Task's service; None where it calls none of these."""
    resource = optimised_resource(call.resource)
    if resource is None:
        return None
    api, _ = behind(resource.service, resource.action)
    return endpoint_setting(api)
