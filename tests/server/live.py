"""A server on a free loopback port, in a thread with its own loop, for tests with real clients."""

from __future__ import annotations

import asyncio
import json
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import boto3
from botocore.config import Config

from asl.engines import embedded
from asl.engines.embedded import EmbeddedEngine
from asl.engines.embedded.mocks import Mocks, NoMocks
from asl.integrations.bindings import Bindings, Functions
from asl.integrations.tasks import IntegrationTasks
from asl.stores.memory import MemoryStore
from asl.stores.port import Store
from asl_server.app import SWITCH_SECONDS, build
from asl_server.asgi import Server
from asl_server.aws import OK, Answer, AwsApi
from asl_server.execution_logs.book import ExecutionLogs
from asl_server.own_api import OwnApi
from asl_server.serving import Uvicorn, bind, configured
from asl_server.settings import Settings
from asl_server.wire.constraints import compile_input
from asl_server.wire.model import service_model

ACCOUNT = "111111111111"
REGION = "us-east-1"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/sfn-role"
Result = TypeVar("Result")


class Checked(AwsApi):
    """Holds every answer to the service model."""

    async def answer(self, target: str, *given: Any, **more: Any) -> Answer:
        """As it is, if it is as the model says."""
        answer = await super().answer(target, *given, **more)
        model = service_model()
        told = json.loads(answer.body)
        if answer.code == OK:
            compile_input(model.shapes, model.outputs[answer.operation])(told)
            members = set(model.shapes[model.outputs[answer.operation]]["members"])
            assert told.keys() <= members, told.keys() - members
        elif not told["__type"].startswith("com.amazon.coral."):
            assert answer.code in model.errors[answer.operation], answer
        return answer


@dataclass(slots=True)
class Live:
    """A server that answers.

    Attributes:
        url: of its root.
        server: the application.
        engine: under it.
        logs: of executions.
        loop: that it runs on.
        stop: tells it to stop, as a signal does.
    """

    url: str
    server: Server
    engine: EmbeddedEngine
    logs: ExecutionLogs
    loop: asyncio.AbstractEventLoop
    stop: Callable[[], None]

    @property
    def address(self) -> tuple[str, int]:
        """Host and port."""
        host, _, port = self.url.removeprefix("http://").rpartition(":")
        return host, int(port)

    def inside(self, make: Callable[[], Awaitable[Result]]) -> Result:
        """Await something on the server's loop."""

        async def awaited() -> Result:
            return await make()

        return asyncio.run_coroutine_threadsafe(awaited(), self.loop).result(30)

    def renew(self) -> None:
        """Forget all that is stored."""

        async def renewed() -> None:
            await self.engine.close()
            store = MemoryStore()
            self.engine = EmbeddedEngine(store, embedded.Settings(logs=self.logs))
            desk = replace(self.server.api.desk, store=store, engine=self.engine)
            self.server.api.desk = desk

        self.inside(renewed)

    def client(self, region: str = REGION, key: str = ACCOUNT, **config: Any) -> Any:
        """boto3's own client; only the endpoint is changed."""
        return boto3.client(
            "stepfunctions",
            endpoint_url=self.url,
            region_name=region,
            aws_access_key_id=key,
            aws_secret_access_key="secret",
            config=Config(inject_host_prefix=False, retries={"total_max_attempts": 1}, **config),
        )


@contextmanager
def serving(
    settings: Settings | None = None,
    *,
    store: Callable[[], Store] = MemoryStore,
    poll_seconds: float = 0.3,
    bindings: Bindings | None = None,
    mocks: Mocks | None = None,
) -> Iterator[Live]:
    """Serve until the block is left; with bindings, Tasks call what these name, and this server."""
    settings = replace(settings or Settings(), port=0)
    started: list[Live] = []
    servers: list[Uvicorn] = []
    ready = threading.Event()

    async def main() -> None:
        opened = store()
        logs = ExecutionLogs((settings or Settings()).logs)
        tasks = IntegrationTasks(Functions(bindings or Bindings()), lambda *_: None, REGION)
        known = embedded.Settings(mocks=mocks or NoMocks(), logs=logs)
        if bindings is not None:
            known = replace(known, tasks=tasks, jobs=tasks)
        engine = EmbeddedEngine(opened, known)
        server = build(settings, opened, engine)
        server.api = Checked(replace(server.api.desk, poll_seconds=poll_seconds), server.api.clock)

        tasks.serve(OwnApi(server.api, opened, engine))

        def stop() -> None:
            servers[0].should_exit = True

        def say(url: str) -> None:
            started.append(Live(url, server, engine, logs, asyncio.get_running_loop(), stop))
            ready.set()

        await engine.recover()
        servers.append(Uvicorn(configured(server, settings), server, say))
        await servers[0].serve(bind(settings.host, 0))
        await started[0].engine.close()
        await tasks.close()
        await server.api.desk.store.close()
        await logs.close()

    # A server of its own process sets it too; here the client is another thread beside it.
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_SECONDS)
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(asyncio.run, main())
        running.add_done_callback(lambda _: ready.set())
        assert ready.wait(20), "the server did not start"
        if running.done():
            running.result()
        try:
            yield started[0]
        finally:
            sys.setswitchinterval(before)
            started[0].stop()
            running.result(20)
