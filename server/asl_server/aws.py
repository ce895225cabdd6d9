"""AWS's own API: a target and a body in, a status and a body out."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson

from asl.stores.port import StoreError
from asl.syntax.values import Json
from asl_server.operations.call import Call, Desk, Operation
from asl_server.operations.registry import OPERATIONS
from asl_server.wire.constraints import compile_input
from asl_server.wire.errors import (
    SerializationException,
    ServiceError,
    ServiceUnavailableException,
    UnknownOperationException,
    UnsupportedOperationException,
)
from asl_server.wire.members import reader, writer
from asl_server.wire.model import service_model
from asl_server.wire.requests import Caller

OK: Final = "OK"
_UNKNOWN: Final = "Unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered.

    Attributes:
        operation: its name; `Unknown` where there is none of that name.
        code: `OK` or the error's.
        status: of HTTP.
        body: JSON.
    """

    operation: str
    code: str
    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class _Row:
    """An operation with all that can be made ready for it once."""

    operation: Operation
    check: Callable[[Json], None]
    read: Callable[[dict[str, Json]], Any]
    write: Callable[[Any], dict[str, Json]]


class AwsApi:
    """All operations over one desk."""

    def __init__(self, desk: Desk, clock: Callable[[], datetime]) -> None:
        self.desk = desk
        self.clock = clock
        model = service_model()
        self._target = model.target
        self._rows = {
            f"{model.target}.{operation.name}": _Row(
                operation,
                compile_input(model.shapes, model.inputs[operation.name]),
                reader(operation.request),
                writer(operation.result),
            )
            for operation in OPERATIONS
        }
        self._names = {f"{model.target}.{name}": name for name in model.inputs}

    async def answer(
        self,
        target: str,
        body: bytes,
        caller: Caller,
        *,
        trace_header: str | None = None,
        gone: Callable[[], Awaitable[None]] | None = None,
    ) -> Answer:
        """Carry out an operation.

        Args:
            target: the header `X-Amz-Target`.
            body: JSON.
            caller: the account and the region.
            trace_header: the header `X-Amzn-Trace-Id`.
            gone: comes back when nobody waits for the answer any more.
        """
        row = self._rows.get(target)
        name = self._names.get(target, _UNKNOWN)
        try:
            if row is None:
                raise _no_such(target, name)
            running = self._run(row, _object(body), self.call(caller, trace_header))
            if row.operation.given_up is not None and gone is not None:
                running = _unless(gone(), running, row.operation.given_up)
            result = row.write(await running)
        except ServiceError as error:
            return refusal(error, name)
        except StoreError as error:
            return refusal(ServiceUnavailableException(str(error)), name)
        return Answer(name, OK, 200, orjson.dumps(result))

    def call(self, caller: Caller, trace_header: str | None = None) -> Call:
        """A call that comes now."""
        return Call(desk=self.desk, caller=caller, now=self.clock(), trace_header=trace_header)

    async def perform(self, operation: Operation, value: dict[str, Json], caller: Caller) -> Any:
        """Carry out an operation for another API: the same checks, the result as it is.

        Raises:
            ServiceError, StoreError
        """
        row = self._rows[f"{self._target}.{operation.name}"]
        return await self._run(row, value, self.call(caller))

    async def _run(self, row: _Row, value: dict[str, Json], call: Call) -> Any:
        row.check(value)
        return await row.operation.run(call, row.read(value))


def refusal(error: ServiceError, operation: str = _UNKNOWN) -> Answer:
    """An error as an answer."""
    return Answer(operation, error.code, error.STATUS, orjson.dumps(error.body()))


def _object(body: bytes) -> dict[str, Json]:
    try:
        value: Json = orjson.loads(body or b"{}")
    except orjson.JSONDecodeError as error:
        raise SerializationException(f"The body is not JSON: {error}") from error
    if type(value) is not dict:
        raise SerializationException("The body is not a JSON object")
    return value


def _no_such(target: str, name: str) -> ServiceError:
    if name != _UNKNOWN:
        return UnsupportedOperationException(name)
    if not target:
        return UnknownOperationException(
            "POST / is AWS JSON 1.0 and needs the header X-Amz-Target: AWSStepFunctions.<Operation>"
        )
    return UnknownOperationException(f"There is no operation {target!r}")


async def _unless(gone: Awaitable[None], running: Awaitable[Any], given_up: Any) -> Any:
    """What runs comes to, or `given_up` where nobody waits for it any more.

    It is cancelled then, so that no task is handed to a worker that has left.
    """
    work = asyncio.ensure_future(running)
    leaving = asyncio.ensure_future(gone)
    try:
        await asyncio.wait((work, leaving), return_when=asyncio.FIRST_COMPLETED)
        return await work if work.done() else given_up
    finally:
        for task in (work, leaving):
            task.cancel()
        await asyncio.gather(work, leaving, return_exceptions=True)
