"""What the routes share: who calls, how JSON becomes text, how results are answered."""

from __future__ import annotations

import json
from typing import Any

from fastapi import Request, Response

from asl.syntax.values import Json
from asl_server.asgi import CALLER
from asl_server.rest.shapes import dump, schema_of
from asl_server.wire import arns
from asl_server.wire.requests import Caller


def caller_of(request: Request) -> Caller:
    """The account and region that a request belongs to."""
    caller: Caller = request.scope[CALLER]
    return caller


def machine_arn(request: Request, named: str) -> str:
    """A machine's ARN, which may be given by its name alone."""
    if named.startswith("arn:"):
        return named
    caller = caller_of(request)
    return arns.machine(caller.region, caller.account, named)


def text_of(value: Json) -> str:
    """A JSON value as text."""
    return json.dumps(value, ensure_ascii=False)


def given(**members: Json) -> dict[str, Json]:
    """The members of a request that were given."""
    return {name: value for name, value in members.items() if value is not None}


def answer(body: bytes, status: int = 200) -> Response:
    """A response of JSON."""
    return Response(body, status_code=status, media_type="application/json")


def shown(result: Any, status: int = 200) -> Response:
    """A result as a response."""
    return answer(dump(result), status)


def answers(shape: Any, status: int = 200) -> dict[int | str, dict[str, Any]]:
    """What OpenAPI is told of a route's result."""
    told = {"application/json": {"schema": schema_of(shape)}}
    return {status: {"description": "done", "content": told}}
