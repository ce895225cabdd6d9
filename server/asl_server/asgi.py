"""The server as an ASGI application.

`POST /` is answered by hand: a framework between would cost more than the answer. REST is an
application of its own, which is made when it is first asked for, as FastAPI takes 0.2 s to import.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeAlias

import orjson
import structlog

from asl.stores.port import StoreError
from asl.syntax.values import Json
from asl_server.aws import OK, Answer, AwsApi, refusal
from asl_server.gate import Gate
from asl_server.guard import Guard
from asl_server.http import (
    AWS_JSON,
    JSON,
    Disconnected,
    Message,
    Receive,
    Request,
    Scope,
    Send,
    check_json,
    respond,
)
from asl_server.metrics import PAGE_TYPE, Metrics
from asl_server.operations.call import Operation
from asl_server.wire.errors import InternalFailure, ServiceError, ServiceUnavailableException
from asl_server.wire.requests import Caller

App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]
# Where the REST application finds the caller of a request.
CALLER: Final = "asl.caller"
_log = structlog.get_logger(__name__)
_STOPPED: Final = "The server stops and did not come to the end of this: ask again when it is back"
_NO_STORE: Final = (b"cache-control", b"no-store")
_CLOSE: Final = (b"connection", b"close")
_REST: Final = ("/v1/", "/docs", "/openapi.json")
# Documentation tells nothing of what is stored, so a browser may read it without a signature.
_OPEN: Final = ("/docs", "/openapi.json")


class Closing:
    """Tells those who wait for long that the server is about to stop."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def begin(self) -> None:
        """The server is about to stop."""
        self._event.set()

    @property
    def begun(self) -> bool:
        """Whether it is about to stop."""
        return self._event.is_set()

    async def wait(self) -> None:
        """Wait until it is."""
        await self._event.wait()


class Server:
    """The application.

    Attributes:
        api: AWS's own API.
        guard, gate: who may send a request, and whose it is.
        metrics: what Prometheus is told.
        closing: set when the server is about to stop.
        polls: how many clients wait for something that may never come.
    """

    def __init__(
        self, api: AwsApi, guard: Guard, gate: Gate, max_body: int, rest: Callable[[Server], App]
    ) -> None:
        self.api = api
        self.guard = guard
        self.gate = gate
        self.max_body = max_body
        self.metrics = Metrics()
        self.closing = Closing()
        self.polls = 0
        self._make_rest = rest
        self._rest: App | None = None
        self._making_rest = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or take part in the server's start and stop."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "http":
            await self._border(scope, receive, send)
        else:
            await send({"type": "websocket.close"})

    async def _border(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The one place where a fault of ours is caught: it is logged and answered with 500."""
        begun = False

        async def tracked(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        self.metrics.opened()
        try:
            await self._answer(Request(scope, receive), tracked)
        except ServiceError as error:
            await self._refuse(error, scope, tracked)
        except Disconnected:
            pass
        except asyncio.CancelledError:
            # The server stops and can wait no longer. What it was asked may have been done.
            if begun or not self.closing.begun:
                raise
            await self._refuse(ServiceUnavailableException(_STOPPED), scope, tracked)
        except Exception:  # noqa: BLE001 - the border
            _log.exception("request failed", method=scope["method"], path=scope["path"])
            if not begun:
                failure = InternalFailure("The server failed; its log has the traceback")
                await self._refuse(failure, scope, tracked)
        finally:
            self.metrics.closed()

    async def _answer(self, request: Request, send: Send) -> None:
        self.guard.check(request)
        path = request.path
        if path == "/" and request.method == "POST":
            await self._aws(request, send)
        elif path.startswith(_REST):
            await self._rest_request(request, send)
        elif path == "/health":
            await self._health(send)
        elif path == "/metrics":
            engine = self.api.desk.engine
            told = self.metrics.page(engine.population(), failing=engine.refusal() is not None)
            await respond(send, 200, told, PAGE_TYPE, _NO_STORE)
        else:
            await _nowhere(send, path)

    # -- AWS JSON 1.0

    async def _aws(self, request: Request, send: Send) -> None:
        began = time.perf_counter()
        body = await request.body(self.max_body)
        answer = await self.api.answer(
            request.header(b"x-amz-target") or "",
            body,
            self.gate.caller(request, body),
            trace_header=request.header(b"x-amzn-trace-id"),
            gone=lambda: self.gone(request),
        )
        await self._send(answer, send)
        self.metrics.answered(answer.operation, answer.code, time.perf_counter() - began)

    async def _send(self, answer: Answer, send: Send) -> None:
        request_id = (b"x-amzn-requestid", str(uuid.uuid4()).encode())
        await respond(send, answer.status, answer.body, AWS_JSON, request_id)

    async def _refuse(self, error: ServiceError, scope: Scope, send: Send) -> None:
        """Refuse a request, perhaps before its body was read: so the connection ends."""
        answer = refusal(error)
        if scope["path"].startswith(_REST):
            body = orjson.dumps(error.rest_body())
            await respond(send, answer.status, body, JSON, _CLOSE)
        else:
            request_id = (b"x-amzn-requestid", str(uuid.uuid4()).encode())
            await respond(send, answer.status, answer.body, AWS_JSON, request_id, _CLOSE)
        self.metrics.answered(answer.operation, answer.code, 0.0)

    async def gone(self, request: Request) -> None:
        """Wait until a client leaves or will wait no longer, or the server is about to stop."""
        self.polls += 1
        waiting = [
            asyncio.ensure_future(request.disconnected()),
            asyncio.ensure_future(self.closing.wait()),
        ]
        try:
            await asyncio.wait(
                waiting, timeout=request.patience, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            self.polls -= 1
            for task in waiting:
                task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)

    # -- the rest

    async def perform(self, operation: Operation, value: dict[str, Json], caller: Caller) -> Any:
        """Carry out an operation for REST; it is counted as those of AWS's API are.

        Raises:
            ServiceError, StoreError
        """
        began, code = time.perf_counter(), OK
        try:
            return await self.api.perform(operation, value, caller)
        except ServiceError as error:
            code = error.code
            raise
        finally:
            self.metrics.answered(operation.name, code, time.perf_counter() - began)

    async def _rest_request(self, request: Request, send: Send) -> None:
        caller: Caller = self.gate.standard
        replayed = request.receive
        if not request.path.startswith(_OPEN):
            body = await request.body(self.max_body)
            caller = self.gate.caller(request, body)
            check_json(request, body)
            replayed = _replay(body, request.receive)
        async with self._making_rest:
            if self._rest is None:
                # In a thread, so that executions go on meanwhile.
                self._rest = await asyncio.to_thread(self._make_rest, self)
        await self._rest({**request.scope, CALLER: caller}, replayed, send)

    async def _health(self, send: Send) -> None:
        """Whether the store answers, and takes what is to be stored."""
        desk = self.api.desk
        try:
            await desk.store.machine("")
            refusal = desk.engine.refusal()
        except StoreError as error:
            refusal = str(error)
        status, told = (200, "ok") if refusal is None else (503, refusal)
        await respond(send, status, orjson.dumps({"status": told}), JSON, _NO_STORE)


async def _nowhere(send: Send, path: str) -> None:
    told = {
        "code": "NotFound",
        "message": f"There is nothing at {path}: AWS JSON 1.0 is POST /, REST is below /v1, "
        "documented at /docs; there are /health and /metrics",
    }
    await respond(send, 404, orjson.dumps(told), JSON, _CLOSE)


async def _live(receive: Receive, send: Send) -> None:
    """Start and stop: all is constructed before and closed after."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


def _replay(body: bytes, receive: Receive) -> Receive:
    """What gives a body that has been read once more, and then what really comes."""
    given = False

    async def replayed() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replayed
