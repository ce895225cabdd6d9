"""Tasks that call functions of Lambda: by ARN, by `lambda:invoke`, with a task token or without.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol, TypeAlias, runtime_checkable

from asl.integrations.bindings import Choice, Functions, describe_target
from asl.integrations.functions.port import Function, Invocation, Invoked, Unavailable
from asl.integrations.lambda_names import REGION, FunctionName
from asl.integrations.lambda_request import LambdaRequest, read_request
from asl.integrations.lambda_results import (
    ACCEPTED,
    NO_CONTENT,
    accepted_result,
    failure,
    invoke_result,
)
from asl.integrations.lambda_unbound import lambda_resource
from asl.integrations.payload import value_of
from asl.integrations.roles import assumed_role, not_honoured
from asl.runtime.errors import StatesError
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

    def __init__(self, functions: Functions, tell: Tell, region: str = REGION) -> None:
        """Nothing is called.

        Args:
            functions: what is bound.
            tell: is told what functions print.
            region: of functions that are named without one.
        """
        self._region = region
        self._functions = functions
        self._tell = tell
        self._events: set[asyncio.Task[None]] = set()

    def answers(self, call: TaskCall) -> bool:
        """Whether a Task calls a function that something is bound to."""
        resource = lambda_resource(call.resource)
        if resource is None:
            return False
        try:
            request = read_request(call, resource, self._region)
        except StatesError:
            # What is asked for cannot be asked of anybody; the call says why.
            return bool(self._functions)
        return self._functions.target(request.function, self._choice(call)) is not None

    def describe(self, call: TaskCall) -> str:
        """What the function is bound to."""
        resource = lambda_resource(call.resource)
        assert resource is not None, "only what calls a function comes here"
        try:
            function = read_request(call, resource, self._region).function
        except StatesError:
            return "the function that it names when it runs"
        target = self._functions.target(function, self._choice(call))
        return "nothing" if target is None else describe_target(target)

    async def __call__(self, call: TaskCall) -> Submitted | Returned:
        """Make a call.

        Raises:
            StatesError: the function failed, or cannot be called.
        """
        resource = lambda_resource(call.resource)
        assert resource is not None, "only what calls a function comes here"
        request = read_request(call, resource, self._region)
        try:
            function = self._functions.find(request.function, self._choice(call))
            assert function is not None, "only what is bound comes here"
            result = await self._result(call, resource, request, function)
        except Unavailable as error:
            raise StatesError(error.name, error.message) from error
        if resource.pattern:
            return Submitted(output=result)
        return Returned(value=result)

    def _choice(self, call: TaskCall) -> Choice | None:
        return self._functions.bindings.choice(call.state, call.resource)

    async def _result(
        self, call: TaskCall, resource: Resource, request: LambdaRequest, function: Function
    ) -> Json:
        invocation = self._invocation(call, request, function)
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

    def _invocation(self, call: TaskCall, request: LambdaRequest, function: Function) -> Invocation:
        asked, role = request.function, None
        if isinstance(function, Queue):
            role = assumed_role(call, self._functions.bindings)
        elif call.credentials is not None:
            not_honoured(call.credentials, "functions of this machine have no role")
        return Invocation(
            name=asked.name,
            arn=asked.qualified_arn,
            qualifier=asked.qualifier,
            payload=request.payload,
            seconds=call.timeout,
            client_context=request.client_context,
            role=role,
            account=asked.account,
        )

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
