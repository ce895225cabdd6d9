"""A server process to measure, and a client that costs it and us little.

boto3 makes some 600 calls a second on one core: what is to be measured here is the server.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, Final, TypeAlias
from urllib.parse import urlsplit

Json: TypeAlias = Any

ROLE: Final = "arn:aws:iam::123456789012:role/any"
_HEADERS: Final = {"Content-Type": "application/x-amz-json-1.0"}
_UNTIL_READY: Final = 60.0


class Refused(Exception):
    """An answer that is no success.

    Attributes:
        status: of HTTP.
        kind: the error's name.
        text: its message.
    """

    def __init__(self, status: int, body: Json) -> None:
        self.status = status
        self.kind = str(body.get("__type", "")).rsplit("#", 1)[-1]
        self.text = str(body.get("message", ""))
        super().__init__(f"{status} {self.kind}: {self.text}")


class Caller:
    """One connection that stays open."""

    def __init__(self, url: str, *, timeout: float = 60.0) -> None:
        parts = urlsplit(url)
        assert parts.hostname is not None, "a server's URL names its host"
        self._connection = HTTPConnection(parts.hostname, parts.port, timeout=timeout)

    def call(self, operation: str, **members: Json) -> Json:
        """Call an operation of the API.

        Raises:
            Refused: for an error as answer.
            OSError, http.client.HTTPException: where the server is not to be had.
        """
        connection = self._connection
        if connection.sock is None:
            connection.connect()
        headers = _HEADERS | {"X-Amz-Target": f"AWSStepFunctions.{operation}"}
        connection.request("POST", "/", json.dumps(members).encode(), headers)
        answer = connection.getresponse()
        body = json.loads(answer.read() or b"{}")
        if answer.status != 200:
            raise Refused(answer.status, body)
        return body

    def machine(self, name: str, definition: Json, *, express: bool = False) -> str:
        """Create a state machine; its ARN."""
        created = self.call(
            "CreateStateMachine",
            name=name,
            definition=json.dumps(definition),
            roleArn=ROLE,
            type="EXPRESS" if express else "STANDARD",
        )
        arn: str = created["stateMachineArn"]
        return arn

    def close(self) -> None:
        """Close the connection; the next call opens another."""
        self._connection.close()


@dataclass(frozen=True, slots=True)
class Served:
    """A server that runs.

    Attributes:
        process: of it.
        url: where it listens.
        ready: seconds from its start to its first answer.
    """

    process: subprocess.Popen[str]
    url: str
    ready: float

    def rss(self) -> int:
        """Bytes of memory that it holds, as the kernel counts them."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        raise ProcessLookupError(self.process.pid)

    def kill(self) -> None:
        """End it as a power cut of its process would."""
        self.process.kill()
        self.process.communicate()


def launch(database: str, options: Sequence[str] = (), *, log: Path | None = None) -> Served:
    """Start `asl serve` and wait until it answers.

    Args:
        database: a path or URL.
        options: more of its options.
        log: the file that gets its log lines; None drops them.

    Raises:
        ChildProcessError: where it ends before it answers.
    """
    began = time.perf_counter()
    with TemporaryFile("w+") if log is None else log.open("a+") as lines:
        process = subprocess.Popen(
            [sys.executable, "-m", "asl.cli", "serve", "--port", "0", "--db", database, *options],
            stdout=subprocess.PIPE,
            stderr=lines,
            text=True,
        )
        assert process.stdout is not None
        first = process.stdout.readline()
        if not first:
            lines.seek(0)
            raise ChildProcessError(f"asl serve ended, code {process.wait()}: {lines.read()}")
    url = first.removeprefix("asl listens on ").strip()
    while time.perf_counter() - began < _UNTIL_READY:
        try:
            caller = Caller(url)
            caller.call("ListStateMachines", maxResults=1)
            caller.close()
            break
        except OSError:
            time.sleep(0.005)
    return Served(process, url, time.perf_counter() - began)


@contextmanager
def served(
    database: str, options: Sequence[str] = (), *, log: Path | None = None
) -> Iterator[Served]:
    """A server that is there for a while."""
    server = launch(database, options, log=log)
    try:
        yield server
    finally:
        server.process.terminate()
        try:
            server.process.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()
