"""The only place that constructs: from settings to a server that runs."""

from __future__ import annotations

import asyncio
import importlib
import stat
import sys
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from socket import socket
from typing import Final

import structlog

from asl.engines.embedded import EmbeddedEngine
from asl.engines.embedded import Settings as EngineSettings
from asl.engines.embedded.clock import wall_clock
from asl.engines.embedded.mocks import Mocks, NoMocks
from asl.engines.port import Engine
from asl.integrations.tasks import IntegrationTasks
from asl.stores.port import Store
from asl.stores.sql import open_store
from asl_server import logs
from asl_server.asgi import App, Server
from asl_server.aws import AwsApi
from asl_server.deployment import Deployed, deploy
from asl_server.execution_logs.book import ExecutionLogs
from asl_server.gate import Gate
from asl_server.guard import Guard
from asl_server.operations.call import Desk
from asl_server.own_api import OwnApi
from asl_server.serving import Ready, bind, run
from asl_server.settings import Settings
from asl_server.wire.keys import create_keys, read_keys
from asl_server.wire.requests import Caller
from asl_server.wire.signature import Key

_log = structlog.get_logger(__name__)
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
# How long a thread of the store waits for the interpreter's lock before it must be given to it.
# The event loop lets go of the lock for a moment after every slice of turns, and takes it again
# before another thread is awake; that begins the wait anew, so it must be well below a slice.
SWITCH_SECONDS: Final = 0.0005
_REST: Final = "asl_server.rest.app"


def build(settings: Settings, store: Store, engine: Engine) -> Server:
    """The application over a store and an engine.

    Raises:
        UnsafeSettings, BadKeys, OSError, NoServiceModel
    """
    settings.check()
    keys = None if settings.auth is None else _keys(settings.auth)
    desk = Desk(store=store, engine=engine, new_name=_new_name)
    standard = Caller(settings.account, settings.region)
    return Server(
        AwsApi(desk, engine.now),
        Guard(settings.hosts),
        Gate(standard, keys, wall_clock),
        settings.max_body,
        _rest,
    )


async def serve_forever(
    settings: Settings,
    ready: Ready,
    machines: Sequence[Deployed] = (),
    tasks: IntegrationTasks | None = None,
    mocks: Mocks | None = None,
) -> None:
    """Open the database, go on with what runs in it, and serve until told to stop.

    Raises:
        UnsafeSettings, BadKeys, OSError, NoServiceModel, StoreError, NotDeployed, ValueError for a
            database URL
    """
    settings.check()
    with ExitStack() as bound:
        sockets = [bound.enter_context(one) for one in bind(settings.host, settings.port)]
        await _serve_at(sockets, settings, ready, machines, tasks, mocks)


async def _serve_at(
    sockets: list[socket],
    settings: Settings,
    ready: Ready,
    machines: Sequence[Deployed],
    tasks: IntegrationTasks | None,
    mocks: Mocks | None,
) -> None:
    store = open_store(settings.database, durability=settings.durability)
    try:
        execution_logs = ExecutionLogs(settings.log_directory)
        engine = EmbeddedEngine(store, _engine_settings(tasks, mocks, execution_logs))
        server = build(settings, store, engine)
        if tasks is not None:
            tasks.serve(OwnApi(server.api, store, engine))
        try:
            recovered = await engine.recover()
            _log.info("executions go on", count=recovered)
            await _deploy(server.api, Caller(settings.account, settings.region), machines)
            await run(server, sockets, settings, ready)
            _log.info("stopping")
        finally:
            await engine.close()
            if tasks is not None:
                await tasks.close()
            await execution_logs.close()
    finally:
        await store.close()


def _engine_settings(
    tasks: IntegrationTasks | None, mocks: Mocks | None, logs: ExecutionLogs
) -> EngineSettings:
    known = EngineSettings(mocks=mocks or NoMocks(), logs=logs)
    return known if tasks is None else replace(known, tasks=tasks, jobs=tasks)


async def _deploy(api: AwsApi, caller: Caller, machines: Sequence[Deployed]) -> None:
    for machine in machines:
        arn = await deploy(api.call(caller), machine)
        _log.info("a state machine of a file is there", arn=arn)


def serve(
    settings: Settings,
    ready: Ready = lambda _url: None,
    machines: Sequence[Deployed] = (),
    tasks: IntegrationTasks | None = None,
    mocks: Mocks | None = None,
) -> None:
    """Serve until interrupted or terminated.

    Args:
        settings: how.
        ready: called with the URL once requests are answered.
        machines: to be made, or brought up to date, before that.
        tasks: what calls the functions of Tasks, closed at the end; None calls none.
        mocks: what stands in for Tasks of executions with a test case; None for no test cases.

    Raises:
        UnsafeSettings, BadKeys, OSError, NoServiceModel, StoreError, NotDeployed, ValueError for a
            database URL
    """
    logs.configure(json=settings.json_logs)
    sys.setswitchinterval(SWITCH_SECONDS)
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(serve_forever(settings, ready, machines, tasks, mocks))


def _keys(file: Path) -> Mapping[str, Key]:
    """The keys of a file, which is made where there is none: nobody knows its key yet."""
    with suppress(FileExistsError):
        create_keys(file)
        _log.warning("a key file was made, with one new key", file=str(file))
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
        return importlib.import_module("uvloop").new_event_loop  # type: ignore[no-any-return]  # an attribute by its name
    except ImportError:
        return None
