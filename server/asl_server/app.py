"""The only place that constructs: from settings to a server that runs."""

from __future__ import annotations

import asyncio
import importlib
import stat
import uuid
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from socket import socket
from typing import Final

import structlog

from asl.engines.embedded import EmbeddedEngine
from asl.stores.port import Store
from asl.stores.sql import open_store
from asl_server import logs
from asl_server.asgi import App, Server
from asl_server.aws import AwsApi, wall_clock
from asl_server.gate import Gate
from asl_server.guard import Guard
from asl_server.operations.call import Desk, ServingEngine
from asl_server.serving import Ready, bind, run
from asl_server.settings import Settings
from asl_server.wire.keys import read_keys
from asl_server.wire.requests import Caller
from asl_server.wire.signature import Key

_log = structlog.get_logger(__name__)
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
_REST: Final = "asl_server.rest.app"


def build(settings: Settings, store: Store, engine: ServingEngine) -> Server:
    """The application over a store and an engine.

    Raises:
        UnsafeSettings, BadKeys, OSError, NoServiceModel
    """
    settings.check()
    keys = None if settings.auth is None else _keys(settings.auth)
    desk = Desk(store=store, engine=engine, new_name=_new_name)
    standard = Caller(settings.account, settings.region)
    return Server(
        AwsApi(desk),
        Guard(settings.hosts),
        Gate(standard, keys, wall_clock),
        settings.max_body,
        _rest,
    )


async def serve_forever(settings: Settings, ready: Ready) -> None:
    """Open the database, go on with what runs in it, and serve until told to stop.

    Raises:
        UnsafeSettings, BadKeys, OSError, NoServiceModel, StoreError, ValueError for a database URL
    """
    settings.check()
    with ExitStack() as bound:
        sockets = [bound.enter_context(one) for one in bind(settings.host, settings.port)]
        await _serve_at(sockets, settings, ready)


async def _serve_at(sockets: list[socket], settings: Settings, ready: Ready) -> None:
    store = open_store(settings.database, durability=settings.durability)
    try:
        engine = EmbeddedEngine(store)
        server = build(settings, store, engine)
        try:
            recovered = await engine.recover()
            _log.info("executions go on", count=recovered)
            await run(server, sockets, settings, ready)
            _log.info("stopping")
        finally:
            await engine.close()
    finally:
        await store.close()


def serve(settings: Settings, ready: Ready = lambda _url: None) -> None:
    """Serve until interrupted or terminated.

    Args:
        settings: how.
        ready: called with the URL once requests are answered.

    Raises:
        UnsafeSettings, BadKeys, OSError, NoServiceModel, StoreError, ValueError for a database URL
    """
    logs.configure(json=settings.json_logs)
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(serve_forever(settings, ready))


def _keys(file: Path) -> Mapping[str, Key]:
    if file.stat().st_mode & _OTHERS:
        _log.warning("others may read the key file", file=str(file), remedy=f"chmod 600 {file}")
    return read_keys(file)


def _new_name() -> str:
    return str(uuid.uuid4())


def _rest(server: Server) -> App:
    """The REST application, imported when it is first asked for."""
    made: App = importlib.import_module(_REST).rest_app(server)
    return made


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Uvloop's loop where it is installed: it is not to be had on every platform."""
    try:
        return importlib.import_module("uvloop").new_event_loop  # type: ignore[no-any-return]
    except ImportError:
        return None
