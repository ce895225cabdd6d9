"""moto as the endpoint that Tasks call, and boto3 to look at what they did."""

from __future__ import annotations

import asyncio
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

import boto3
from moto.server import ThreadedMotoServer

from asl.integrations.bindings import Bindings, EndpointTarget, Functions
from asl.integrations.tasks import IntegrationTasks
from asl.runtime.errors import StatesError
from asl.runtime.host import Returned, Submitted, TaskCall
from asl.syntax.values import Json

# A service and an action as a Resource has them, and the parameters.
Step: TypeAlias = tuple[str, Json]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where services are."""

    url: str

    def client(self, service: str) -> Any:
        """boto3's client of a service."""
        return boto3.client(
            service,
            endpoint_url=self.url,
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )

    def reset(self) -> None:
        """Forget all that was made."""
        asked = urllib.request.Request(f"{self.url}/moto-api/reset", method="POST")
        urllib.request.urlopen(asked, timeout=30).close()

    def perform(self, *steps: Step) -> list[Submitted | Returned | StatesError]:
        """What becomes of calls, one after another."""
        return perform(Bindings(default=EndpointTarget(url=self.url)), steps)


def perform(bindings: Bindings, steps: Sequence[Step]) -> list[Submitted | Returned | StatesError]:
    """What becomes of calls, one after another, with something bound."""

    async def made() -> list[Submitted | Returned | StatesError]:
        tasks = IntegrationTasks(Functions(bindings), lambda *_: None, "us-east-1")
        results: list[Submitted | Returned | StatesError] = []
        for action, given in steps:
            resource = f"arn:aws:states:::aws-sdk:{action}"
            try:
                results.append(await tasks(TaskCall(state="Call", resource=resource, input=given)))
            except StatesError as error:
                results.append(error)
        await tasks.close()
        return results

    return asyncio.run(made())


@contextmanager
def serving() -> Iterator[Endpoint]:
    """moto for as long as the block."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield Endpoint(f"http://{host}:{port}")
    finally:
        server.stop()
