"""A package of somebody else: `arn:aws:states:::acme:send`, and what may become of it."""

from __future__ import annotations

import asyncio
import threading

from asl import TaskError
from asl.runtime.host import TaskCall
from asl.syntax.values import Json

SENT: list[Json] = []


async def send(call: TaskCall) -> Json:
    """Send something; behind `.waitForTaskToken` the token goes with it."""
    SENT.append({"given": call.input, "token": call.token})
    return {"Number": len(SENT)}


def count(call: TaskCall) -> Json:
    """A function that is not asynchronous."""
    return {"Letters": len(call.input["Text"])}


def refuse(_call: TaskCall) -> Json:
    """Fail as a service does."""
    raise TaskError("Acme.Refused", "not today")


def breaks(_call: TaskCall) -> Json:
    """Fail as a program does."""
    raise KeyError("Text")


def odd(_call: TaskCall) -> object:
    """Give what is no JSON."""
    return {1, 2}


def leaves(_call: TaskCall) -> Json:
    """End the program."""
    raise SystemExit("bye")


async def leave(_call: TaskCall) -> Json:
    """The same, on the event loop."""
    raise SystemExit("bye")


async def cancelled(_call: TaskCall) -> Json:
    """Wait for something that somebody cancels."""
    work = asyncio.ensure_future(asyncio.sleep(60))
    work.cancel()
    await work


def stops(_call: TaskCall) -> Json:
    """Raise what no future takes."""
    raise StopIteration


def hangs(_call: TaskCall) -> Json:
    """Never come back."""
    threading.Event().wait()
