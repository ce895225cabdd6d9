"""Commands: a program that reads the event as JSON and prints its answer as JSON."""

from __future__ import annotations

import asyncio
import os
import tempfile
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import orjson

from asl.integrations.functions import faults
from asl.integrations.functions.environment import environment_of
from asl.integrations.functions.pool import Identity
from asl.integrations.functions.port import Invocation, Invoked, Unavailable
from asl.integrations.functions.process import Launch, Output, Process
from asl.runtime.values import compact
from asl.syntax.values import Json


@dataclass(kw_only=True, eq=False)
class Command:
    """A program that runs once for each call; no shell is between.

    It reads the event from its standard input and prints JSON, or nothing for null. What it prints
    to its standard error is its log. With an exit status other than 0 it has failed: an object
    with `errorType` in the last line that it printed there, or to its standard output, is the
    error then, otherwise the error is `Runtime.ExitError`.

    Attributes:
        command: program and arguments; a program with a slash in it is found from `folder`.
        folder: where it runs.
        environment: variables besides those of this process and Lambda's own.
        timeout: seconds of one call.
        memory: MiB that it is told it has.
        concurrency: calls at once; more of them wait for their turn.
    """

    command: Sequence[str]
    folder: str | Path = "."
    environment: Mapping[str, str] = field(default_factory=dict)
    timeout: float = 3.0
    memory: int = 128
    concurrency: int = 16

    def __post_init__(self) -> None:
        self._root = Path(self.folder).resolve()
        self._turns = asyncio.Semaphore(self.concurrency)
        self._running: set[Process] = set()

    async def invoke(self, invocation: Invocation) -> Invoked:
        """Run it; cancelled, it ends with all it has started.

        Raises: Unavailable, where it cannot be started.
        """
        async with self._turns:
            log = Output(faults.LOG_LIMIT)
            printed = Output(faults.RESPONSE_LIMIT)
            try:
                with tempfile.TemporaryFile() as event:
                    event.write(compact(invocation.payload))
                    event.seek(0)
                    process = self._start(invocation, event, printed, log)
                return await self._outcome(process, printed, log)
            finally:
                log.close()
                printed.close()

    async def close(self) -> None:
        """End all that run, and wait until they have ended."""
        running = tuple(self._running)
        for process in running:
            process.kill()
        await asyncio.gather(*(process.ended for process in running))

    def _start(
        self, invocation: Invocation, event: IO[bytes], printed: Output, log: Output
    ) -> Process:
        identity = Identity(invocation.name, "$LATEST", invocation.region)
        program, *arguments = self.command
        if os.sep in program:
            program = str(self._root / program)
        launch = Launch(
            command=(program, *arguments),
            folder=self._root,
            environment=environment_of(
                identity, root=self._root, memory=self.memory, own=self.environment
            ),
        )
        try:
            process = Process(launch, stdin=event, stdout=printed.writing, stderr=log.writing)
        except OSError as error:
            raise Unavailable(
                "Lambda.InvalidRuntimeException",
                f"Function {invocation.name} is bound to the command {program} in {self._root}, "
                f"which does not start: {error.strerror}. Correct the command or its folder.",
            ) from error
        finally:
            printed.started()
            log.started()
        self._running.add(process)
        process.ended.add_done_callback(lambda _: self._running.discard(process))
        printed.on_excess = process.kill
        return process

    async def _outcome(self, process: Process, printed: Output, log: Output) -> Invoked:
        request = str(uuid.uuid4())
        code = None
        try:
            async with asyncio.timeout(self.timeout):
                code = await asyncio.shield(process.ended)
        except TimeoutError:
            pass
        finally:
            process.kill()
        log.read()
        total = log.total
        said = log.taken()
        logs = faults.shown(said, total)
        if code is None:
            return faults.timed_out(request, self.timeout, logs)
        printed.read()
        if printed.total > faults.RESPONSE_LIMIT:
            return faults.too_large(logs)
        answer = printed.taken()
        if code != 0:
            error = _told(said) or _told(answer)
            if error is None:
                return faults.exited(request, code, logs)
            return Invoked(payload=error, function_error="Unhandled", logs=logs)
        return _returned(answer, logs)


def _returned(answer: bytes, logs: str) -> Invoked:
    """What a command printed that ended well."""
    try:
        if answer.strip():
            orjson.loads(answer)
    except orjson.JSONDecodeError as error:
        message = f"Unable to marshal response: the command printed no JSON: {error}"
        return faults.unhandled("Runtime.MarshalError", message, logs)
    return Invoked(payload=answer.strip().decode() or "null", function_error=None, logs=logs)


def _told(printed: bytes) -> str | None:
    """The error in the last line; None where there is none."""
    lines = printed.strip().splitlines()
    try:
        error: Json = orjson.loads(lines[-1]) if lines else None
    except orjson.JSONDecodeError:
        return None
    told = isinstance(error, dict) and isinstance(error.get("errorType"), str)
    return lines[-1].decode() if told else None
