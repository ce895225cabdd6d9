"""Which Tasks call functions of Lambda, and what would bind one."""

from __future__ import annotations

import json

from asl.integrations.lambda_request import read_request
from asl.runtime.errors import StatesError
from asl.runtime.host import TaskCall
from asl.services.resource import Resource, parse_resource


def lambda_resource(text: str) -> Resource | None:
    """A Task's Resource, where a function of Lambda is called; None where anything else is."""
    resource = parse_resource(text)
    if resource is None or resource.kind in ("lambda", "placeholder"):
        return resource
    called = (resource.kind, resource.service, resource.action)
    return resource if called == ("service", "lambda", "invoke") else None


def missing_setting(call: TaskCall, *, at_endpoint: bool = True) -> str | None:
    """What would bind a Task's function; None where it calls none.

    Args:
        call: of the Task.
        at_endpoint: whether an endpoint would.
    """
    resource = lambda_resource(call.resource)
    if resource is None:
        return None
    try:
        name = read_request(call, resource).function.name
    except StatesError:
        name = "*"
    table = f"[functions.{json.dumps(name, ensure_ascii=False)}]"
    bound = f"write {table} in asl.toml with a handler, a command or a url"
    return (
        f"{bound}, or give [endpoints] the URL of an endpoint as lambda" if at_endpoint else bound
    )
