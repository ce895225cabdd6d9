"""The workers of one binding: as many as there are calls at once, kept warm for a while."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from asl.integrations.functions import faults
from asl.integrations.functions.port import Invocation, Invoked
from asl.integrations.functions.process import Launch
from asl.integrations.functions.worker import Exited, Reply, Worker
from asl.runtime.values import compact

# Seconds that loading the handler may take besides the time of the call.
# Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
INIT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Identity:
    """Which function a worker stands for; one that is bound by pattern stands for several."""

    name: str
    version: str
    region: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a function may take.

    Attributes:
        timeout: seconds of one call.
        concurrency: calls at once; more of them wait for their turn.
        idle: seconds that a worker without a call is kept.
    """

    timeout: float
    concurrency: int
    idle: float


class Pool:
    """Workers, and whose turn it is to use one."""

    def __init__(self, launch: Callable[[Identity], Launch], limits: Limits) -> None:
        self._launch = launch
        self._limits = limits
        self._turns = asyncio.Semaphore(limits.concurrency)
        self._workers: set[Worker] = set()
        self._idle: dict[Worker, asyncio.TimerHandle] = {}

    async def call(self, invocation: Invocation) -> Invoked:
        """Have the function called.

        Raises: OSError, where no worker can be started.
        """
        version = invocation.qualifier or ""
        identity = Identity(
            name=invocation.name,
            version=version if version.isdecimal() else "$LATEST",
            region=invocation.region,
        )
        async with self._turns:
            worker = self._warm(identity) or self._start(identity)
            kept = False
            try:
                invoked, kept = await self._use(worker, identity, invocation)
            finally:
                if kept:
                    self._keep(worker)
                else:
                    worker.kill()
        return invoked

    async def close(self) -> None:
        """End every worker, and wait until it has ended."""
        for worker in self._workers:
            worker.kill()
        await asyncio.gather(*(worker.process.ended for worker in self._workers))

    async def _use(
        self, worker: Worker, identity: Identity, invocation: Invocation
    ) -> tuple[Invoked, bool]:
        """What the call gives, and whether the worker can be used again."""
        request = str(uuid.uuid4())
        seconds = self._limits.timeout
        reply: Reply | Exited
        try:
            # Of one that is warm the last word still stands, and is no "final" one.
            async with asyncio.timeout(INIT_SECONDS + seconds):
                reply = await worker.answer()
            if isinstance(reply, Reply) and reply.kind != "final":
                head = {
                    "id": request,
                    "arn": invocation.arn,
                    "deadline": (time.time() + seconds) * 1000,
                }
                async with asyncio.timeout(seconds):
                    reply = await worker.ask(head, compact(invocation.payload))
        except TimeoutError:
            return faults.timed_out(request, seconds, worker.logs()), False
        logs = worker.logs()
        if isinstance(reply, Exited):
            return faults.exited(request, reply.code, logs), False
        if reply.kind == "endless":
            return faults.too_large(logs), False
        invoked = Invoked(
            payload=reply.body.decode("utf-8", "replace"),
            function_error=None if reply.kind == "result" else "Unhandled",
            version=identity.version,
            logs=logs,
        )
        return invoked, reply.kind != "final"

    def _warm(self, identity: Identity) -> Worker | None:
        """A worker that is there already and has loaded what the files say now."""
        for worker in reversed(self._idle.copy()):
            if worker.identity == identity:
                self._idle.pop(worker).cancel()
                if not worker.is_stale():
                    return worker
                worker.kill()
        return None

    def _start(self, identity: Identity) -> Worker:
        if len(self._workers) >= self._limits.concurrency and self._idle:
            self._expire(next(iter(self._idle)))
        worker = Worker(identity, self._launch(identity))
        self._workers.add(worker)
        worker.process.ended.add_done_callback(lambda _: self._forget(worker))
        return worker

    def _keep(self, worker: Worker) -> None:
        if worker in self._workers:
            loop = asyncio.get_running_loop()
            self._idle[worker] = loop.call_later(self._limits.idle, self._expire, worker)

    def _expire(self, worker: Worker) -> None:
        self._idle.pop(worker).cancel()
        worker.kill()

    def _forget(self, worker: Worker) -> None:
        self._workers.discard(worker)
        if worker in self._idle:
            self._idle.pop(worker).cancel()
