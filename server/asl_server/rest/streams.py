"""Histories as server-sent events.

Source: https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any, Final

import orjson

from asl.engines.port import Watch
from asl.stores.port import Store
from asl_server.asgi import Closing
from asl_server.operations.call import Desk
from asl_server.rest.shapes import event

# How many events are read at once, and after how many characters of details no more: a client that
# does not read holds these in memory.
_BATCH: Final = 500
BATCH_SIZE: Final = 1024 * 1024
# Seconds without an event after which a comment keeps proxies from closing the stream.
_SILENCE: Final = 15.0


async def events_of(desk: Desk, arn: str, after: int, closing: Closing) -> AsyncIterator[bytes]:
    """The events of an execution beyond an id, until it has ended or the server stops."""
    execution = await desk.store.execution(arn)
    if execution is None:
        return
    with desk.engine.watch(execution.id) as watch:
        async for message in _events(desk.store, arn, after, watch, closing):
            yield message


async def _events(
    store: Store, arn: str, after: int, watch: Watch, closing: Closing
) -> AsyncIterator[bytes]:
    while not closing.begun:
        # Looked at first: what is closed writes no more, so the history read next is whole.
        execution = await store.execution(arn)
        if execution is None:
            return
        found, more = await store.history_page(
            execution.id,
            limit=_BATCH,
            size=BATCH_SIZE,
            after=after or None,
            newest_first=False,
        )
        for one in found:
            after = one.id
            yield _message("history", event(one), one.id)
        if more:
            continue
        if execution.status != "RUNNING":
            yield _message("end", {"status": execution.status}, None)
            return
        if not await _news(watch, closing):
            yield b": still running\n\n"


async def _news(watch: Watch, closing: Closing) -> bool:
    """Wait for a commit or the server's end; False where it has been silent for long."""
    waiting = [asyncio.ensure_future(watch.changed()), asyncio.ensure_future(closing.wait())]
    try:
        done, _ = await asyncio.wait(waiting, timeout=_SILENCE, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in waiting:
            one.cancel()
    return bool(done)


def _message(kind: str, data: Any, id: int | None) -> bytes:
    head = b"" if id is None else b"id: %d\n" % id
    return head + b"event: %s\ndata: %s\n\n" % (kind.encode(), orjson.dumps(data))
