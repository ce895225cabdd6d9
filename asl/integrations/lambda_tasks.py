"""Tasks that call functions of Lambda: by ARN, by `lambda:invoke`, with a task token or without.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol, TypeAlias, runtime_checkable

from asl.integrations.bindings import Functions
from asl.integrations.functions.port import Function, Invocation, Invoked, Unavailable
from asl.integrations.lambda_names import FunctionName
from asl.integrations.lambda_request import LambdaRequest, read_request
from asl.integrations.lambda_results import (
    ACCEPTED,
    NO_CONTENT,
    accepted_result,
    failure,
    invoke_result,
    value_of,
)
from asl.integrations.lambda_unbound import lambda_resource, unbound
from asl.runtime.errors import RUNTIME, StatesError
from asl.runtime.host import Returned, Submitted, TaskCall
from asl.services.resource import Resource
from asl.syntax.values import Json

# Told what a function has printed during a call: the call, the function's name, the text.
Tell: TypeAlias = Callable[[TaskCall, str, str], None]


@runtime_checkable
class Queue(Protocol):
    """A function behind something that takes events by itself."""

    async def accept(self, invocation: Invocation, type: str) -> None:
        """Have an event queued (`Event`), or a call tried out (`DryRun`).

        Raises:
            Unavailable
        """


class LambdaTasks:
    """Makes the calls of Tasks that call a function."""

    def __init__(self, functions: Functions, tell: Tell) -> None:
        """Nothing is called.

        Args:
            functions: what is bound.
            tell: is told what functions print.
        """
        self._functions = functions
        self._tell = tell
        self._events: set[asyncio.Task[None]] = set()

    def answers(self, call: TaskCall) -> bool:
        """Whether a Task calls a function that something is bound to."""
        resource = lambda_resource(call.resource)
        if resource is None:
            return False
        try:
            request = read_request(call, resource)
        except StatesError:
            # What is asked for cannot be asked of anybody; the call says why.
            return bool(self._functions)
        return self._functions.is_bound(request.function)

    async def __call__(self, call: TaskCall) -> Submitted | Returned:
        """Make a call.

        Raises:
            StatesError: the function failed, cannot be called, or nothing is bound to it.
        """
        resource = lambda_resource(call.resource)
        if resource is None:
            raise StatesError(RUNTIME, unbound(call), terminal=True)
        request = read_request(call, resource)
        try:
            function = self._functions.find(request.function)
            if function is None:
                raise StatesError(RUNTIME, unbound(call), terminal=True)
            result = await self._result(call, resource, request, function)
        except Unavailable as error:
            raise StatesError(error.name, error.message) from error
        if resource.pattern:
            return Submitted(output=result)
        return Returned(value=result)

    async def _result(
        self, call: TaskCall, resource: Resource, request: LambdaRequest, function: Function
    ) -> Json:
        invocation = _invocation(call, request)
        if request.type != "RequestResponse":
            return await self._accept(call, request, function, invocation)
        invoked = await function.invoke(invocation)
        self._told(call, request.function, invoked.logs)
        by_arn = resource.kind != "service"
        if invoked.function_error is not None:
            raise failure(invoked, verbatim=by_arn)
        return value_of(invoked.payload) if by_arn else invoke_result(invoked, tail=request.tail)

    async def _accept(
        self, call: TaskCall, request: LambdaRequest, function: Function, invocation: Invocation
    ) -> Json:
        if isinstance(function, Queue):
            await function.accept(invocation, request.type)
        elif request.type == "Event":
            event = asyncio.ensure_future(self._run(call, function, invocation))
            self._events.add(event)
            event.add_done_callback(self._events.discard)
        return accepted_result(ACCEPTED if request.type == "Event" else NO_CONTENT)

    async def _run(self, call: TaskCall, function: Function, invocation: Invocation) -> None:
        """Call a function that nobody waits for; what becomes of it stands in its log."""
        try:
            invoked = await function.invoke(invocation)
        except Unavailable as error:
            invoked = Invoked(payload="", function_error=None, logs=str(error))
        failed = f"{invoked.payload}\n" if invoked.function_error is not None else ""
        if invoked.logs or failed:
            self._tell(call, invocation.name, invoked.logs + failed)

    def _told(self, call: TaskCall, function: FunctionName, logs: str) -> None:
        if logs:
            self._tell(call, function.name, logs)

    async def settle(self) -> None:
        """Wait until the functions that nobody waits for have ended."""
        while self._events:
            await asyncio.wait(self._events)

    async def close(self) -> None:
        """End whatever runs for the functions."""
        for event in self._events:
            event.cancel()
        await asyncio.gather(*self._events, return_exceptions=True)
        await self._functions.close()


def _invocation(call: TaskCall, request: LambdaRequest) -> Invocation:
    function = request.function
    return Invocation(
        name=function.name,
        arn=function.qualified_arn,
        qualifier=function.qualifier,
        payload=request.payload,
        seconds=call.timeout,
        client_context=request.client_context,
    )
