"""Operations by which those who hold a task token answer."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass

from asl.engines.port import TaskOver, UnknownTask
from asl_server.operations.call import Call, Nothing, operation
from asl_server.operations.texts import task_output
from asl_server.wire.errors import InvalidToken, TaskTimedOut


@dataclass(frozen=True, slots=True, kw_only=True)
class SendTaskSuccessInput:
    """See the service model."""

    task_token: str
    output: str


@operation("SendTaskSuccess")
async def send_task_success(call: Call, request: SendTaskSuccessInput) -> Nothing:
    """Complete a task.

    Raises: InvalidOutput; InvalidToken; TaskTimedOut where the task has ended.
    Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html
    """
    output = task_output(request.output)
    return await _sent(call.engine.send_success(request.task_token, output))


@dataclass(frozen=True, slots=True, kw_only=True)
class SendTaskFailureInput:
    """See the service model."""

    task_token: str
    error: str | None = None
    cause: str | None = None


@operation("SendTaskFailure")
async def send_task_failure(call: Call, request: SendTaskFailureInput) -> Nothing:
    """Fail a task.

    Raises: InvalidToken; TaskTimedOut where the task has ended.
    Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskFailure.html
    """
    return await _sent(call.engine.send_failure(request.task_token, request.error, request.cause))


@dataclass(frozen=True, slots=True, kw_only=True)
class SendTaskHeartbeatInput:
    """See the service model."""

    task_token: str


@operation("SendTaskHeartbeat")
async def send_task_heartbeat(call: Call, request: SendTaskHeartbeatInput) -> Nothing:
    """Say that a task is still being worked on.

    Raises: InvalidToken; TaskTimedOut where the task has ended.
    Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskHeartbeat.html
    """
    return await _sent(call.engine.send_heartbeat(request.task_token))


async def _sent(sending: Awaitable[None]) -> Nothing:
    """Wait for an answer to arrive.

    Workers know TaskTimedOut and go on, while InvalidToken tells them that they are broken.
    """
    try:
        await sending
    except UnknownTask as error:
        raise InvalidToken from error
    except TaskOver as error:
        raise TaskTimedOut from error
    return Nothing()
