"""REST on executions."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from pydantic import BaseModel, ConfigDict
from starlette.responses import StreamingResponse

from asl.syntax.values import Json
from asl_server.asgi import Server
from asl_server.operations.execution_views import describe_execution, list_executions
from asl_server.operations.executions import (
    start_execution,
    start_sync_execution,
    stop_execution,
)
from asl_server.operations.histories import get_execution_history
from asl_server.rest.machines import Limit, Next
from asl_server.rest.requests import answers, caller_of, given, machine_arn, shown, text_of
from asl_server.rest.streams import events_of

_TAGS: list[str] = ["executions"]
_MACHINE = "/v1/state-machines/{machine}/executions"
# Far beyond any event, and still an integer of every database.
_LAST = 999_999_999
# Executions of Distributed Maps have a slash in their ARN.
_EXECUTION = "/v1/executions/{arn:path}"
Status = Annotated[str | None, Query(description="RUNNING, SUCCEEDED, FAILED, TIMED_OUT, ABORTED")]


class NewExecution(BaseModel):
    """An execution to start."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = None
    input: Any = {}


class Stop(BaseModel):
    """Why an execution is stopped."""

    model_config = ConfigDict(extra="forbid")

    error: str | None = None
    cause: str | None = None


def execution_routes(server: Server) -> APIRouter:
    """The routes below /v1/executions, and those of one machine's executions."""
    routes = APIRouter(tags=[*_TAGS])
    _add_of_machines(routes, server)
    _add_of_executions(routes, server)
    _add_streams(routes, server)
    _add_description(routes, server)
    return routes


def _add_of_machines(routes: APIRouter, server: Server) -> None:
    perform = server.perform

    @routes.post(_MACHINE, status_code=201, responses=answers(start_execution.result, 201))
    async def start(
        request: Request, machine: str, execution: NewExecution | None = None
    ) -> Response:
        """Start an execution; asked again for a running name and input, answer as before."""
        value = _start(request, machine, execution)
        return shown(await perform(start_execution, value, caller_of(request)), 201)

    @routes.post(f"{_MACHINE}/sync", responses=answers(start_sync_execution.result))
    async def start_sync(
        request: Request, machine: str, execution: NewExecution | None = None
    ) -> Response:
        """Run an execution of an Express machine and answer with its end."""
        value = _start(request, machine, execution)
        return shown(await perform(start_sync_execution, value, caller_of(request)))

    @routes.get(_MACHINE, responses=answers(list_executions.result))
    async def list_(
        request: Request,
        machine: str,
        status: Status = None,
        limit: Limit = None,
        next: Next = None,
    ) -> Response:
        """List the executions of a machine, the newest first."""
        value = given(
            stateMachineArn=machine_arn(request, machine),
            statusFilter=status,
            maxResults=limit,
            nextToken=next,
        )
        return shown(await perform(list_executions, value, caller_of(request)))


def _add_of_executions(routes: APIRouter, server: Server) -> None:
    perform = server.perform

    @routes.get(f"{_EXECUTION}/history", responses=answers(get_execution_history.result))
    async def history(
        request: Request,
        arn: str,
        reverse: Annotated[bool, Query(description="the last event first")] = False,  # noqa: FBT002 - a query has no positions
        limit: Limit = None,
        next: Next = None,
    ) -> Response:
        """List the events of an execution."""
        value = given(executionArn=arn, maxResults=limit, nextToken=next, reverseOrder=reverse)
        return shown(await perform(get_execution_history, value, caller_of(request)))

    @routes.post(f"{_EXECUTION}/stop", responses=answers(stop_execution.result))
    async def stop(request: Request, arn: str, why: Stop | None = None) -> Response:
        """Abort an execution; one that has ended stays as it ended."""
        why = why or Stop()
        value = given(executionArn=arn, error=why.error, cause=why.cause)
        return shown(await perform(stop_execution, value, caller_of(request)))


def _add_streams(routes: APIRouter, server: Server) -> None:
    @routes.get(
        f"{_EXECUTION}/events",
        responses={200: {"description": "a stream", "content": {"text/event-stream": {}}}},
    )
    async def events(
        request: Request,
        arn: str,
        after: Annotated[int, Query(ge=0, le=_LAST, description="begin behind this event")] = 0,
        last_event_id: Annotated[int | None, Header(ge=0, le=_LAST)] = None,
    ) -> Response:
        """Server-sent events: those of the history as they are written, then one `end`."""
        value: dict[str, Json] = {"executionArn": arn}
        await server.perform(describe_execution, value, caller_of(request))
        begin = after if last_event_id is None else last_event_id
        return StreamingResponse(
            events_of(server.api.desk, arn, begin, server.closing),
            media_type="text/event-stream",
            headers={"cache-control": "no-store", "x-accel-buffering": "no"},
        )


def _add_description(routes: APIRouter, server: Server) -> None:
    """Comes last: its path takes everything."""
    perform = server.perform

    @routes.get(_EXECUTION, responses=answers(describe_execution.result))
    async def describe(request: Request, arn: str) -> Response:
        """Show an execution."""
        value: dict[str, Json] = {"executionArn": arn}
        return shown(await perform(describe_execution, value, caller_of(request)))


def _start(request: Request, machine: str, execution: NewExecution | None) -> dict[str, Json]:
    asked = execution or NewExecution()
    return given(
        stateMachineArn=machine_arn(request, machine),
        name=asked.name,
        input=text_of(asked.input),
    )
