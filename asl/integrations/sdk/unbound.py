"""Which Tasks call an API of AWS, and what would bind one."""

from __future__ import annotations

from asl.runtime.host import TaskCall
from asl.services.resource import Resource, parse_resource


def sdk_resource(text: str) -> Resource | None:
    """A Task's Resource, where it is an `aws-sdk` integration; None where it is anything else."""
    resource = parse_resource(text)
    return resource if resource is not None and resource.kind == "aws-sdk" else None


def missing_endpoint(call: TaskCall) -> str | None:
    """What would bind a Task's service; None where it calls none through `aws-sdk`."""
    resource = sdk_resource(call.resource)
    if resource is None:
        return None
    return endpoint_setting(resource.service)


def endpoint_setting(api: str) -> str:
    """The setting that would bind an API."""
    return f"give [endpoints] in asl.toml the URL of an endpoint as {api} or default"
