"""Calls of bound functions, with what they need."""

from __future__ import annotations

import asyncio
import json
import textwrap
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from asl.integrations.functions.port import Function, Invocation, Invoked
from asl.syntax.values import Json

Result = TypeVar("Result")
Bound = TypeVar("Bound", bound=Function)

ARN = "arn:aws:lambda:eu-west-1:123456789012:function:Charge"


def invocation(payload: Json = None, qualifier: str | None = None) -> Invocation:
    """A call of the function Charge."""
    return Invocation(name="Charge", arn=ARN, qualifier=qualifier, payload=payload, seconds=None)


def write(folder: Path, name: str, source: str) -> None:
    """A file of a function's code."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(textwrap.dedent(source), "utf-8")


def with_function(make: Callable[[], Bound], story: Callable[[Bound], Awaitable[Result]]) -> Result:
    """What a story gives that is told of a function, which is closed afterwards."""

    async def tell() -> Result:
        function = make()
        try:
            return await story(function)
        finally:
            await function.close()

    return asyncio.run(tell())


def called(make: Callable[[], Function], payload: Json = None) -> Invoked:
    """What one call gives."""
    return with_function(make, lambda function: function.invoke(invocation(payload)))


def error_of(invoked: Invoked) -> tuple[str, str]:
    """The type and the message of an error, without what differs from call to call."""
    assert invoked.function_error == "Unhandled"
    error = json.loads(invoked.payload)
    kind, rest = error["errorType"], error["errorMessage"]
    start, found, end = rest.partition(" Error: ")
    return kind, end if found and start.startswith("RequestId: ") else rest


def is_running(pid: int) -> bool:
    """Whether a process runs; one that only waits to be looked at does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


async def until(holds: Callable[[], bool]) -> None:
    """Wait for what another process does; a test that waits in vain fails after a minute."""
    async with asyncio.timeout(60):
        while not holds():  # noqa: ASYNC110 - nothing tells this process
            await asyncio.sleep(0.01)


async def gone(*pids: int) -> None:
    """Wait until none of the processes runs any more."""
    await until(lambda: not any(is_running(pid) for pid in pids))


async def told(path: Path) -> list[int]:
    """The processes that a function has written down, in a file that it put there at once."""
    await until(path.exists)
    return [int(pid) for pid in path.read_text("utf-8").split()]  # noqa: ASYNC240 - a short file


def descriptors() -> int:
    """How many this process holds."""
    return len(list(Path("/proc/self/fd").iterdir()))
