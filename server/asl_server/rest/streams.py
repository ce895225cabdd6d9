"""Histories as server-sent events.

Source: https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Final

import orjson

from asl.stores.port import Store
from asl_server.asgi import Closing
from asl_server.rest.shapes import event

_BATCH: Final = 500
# Seconds between two looks at the store: short while events come, longer while nothing happens.
_BRISK: Final = 0.05
_SLOW: Final = 1.0
# Seconds without an event after which a comment keeps proxies from closing the stream.
_SILENCE: Final = 15.0


async def events_of(store: Store, arn: str, after: int, closing: Closing) -> AsyncIterator[bytes]:
    """The events of an execution beyond an id, until it has ended or the server stops."""
    pause, silent = _BRISK, 0.0
    while not closing.begun:
        # Looked at first: what is closed writes no more, so the history read next is whole.
        execution = await store.execution(arn)
        if execution is None:
            return
        found = await store.history(
            execution.id, limit=_BATCH, after=after or None, newest_first=False
        )
        for one in found:
            after = one.id
            yield _message("history", event(one), one.id)
        if len(found) == _BATCH:
            continue
        if execution.status != "RUNNING":
            yield _message("end", {"status": execution.status}, None)
            return
        pause = _BRISK if found else min(pause * 2, _SLOW)
        silent = 0.0 if found else silent + pause
        if silent >= _SILENCE:
            silent = 0.0
            yield b": still running\n\n"
        await closing.pause(pause)


def _message(kind: str, data: Any, id: int | None) -> bytes:
    head = b"" if id is None else b"id: %d\n" % id
    return head + b"event: %s\ndata: %s\n\n" % (kind.encode(), orjson.dumps(data))
