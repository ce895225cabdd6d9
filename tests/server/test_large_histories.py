"""Histories whose events are large: whoever reads them holds a few megabytes at a time."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from asl.runtime.events import Event
from asl.runtime.values import compact
from asl.stores.memory import MemoryStore
from asl_server.operations.histories import PAGE_SIZE
from asl_server.rest.streams import BATCH_SIZE
from tests.server.live import Live, serving
from tests.server.machines import create, run

# Of one event, an event being no more than its payload and a name.
LARGE = 250_000
STATES = 30
# ExecutionStarted, two of each state, ExecutionSucceeded.
EVENTS = 2 * STATES + 2


def size(events: Sequence[Event]) -> int:
    """Characters of their details."""
    return sum(len(compact(event.details)) for event in events)


class Measured(MemoryStore):
    """Remembers how large the pages are that it gave."""

    def __init__(self) -> None:
        super().__init__()
        self.sizes: list[int] = []

    async def history_page(self, *given: Any, **more: Any) -> tuple[Sequence[Event], bool]:
        """As it is."""
        found, are_more = await super().history_page(*given, **more)
        self.sizes.append(size(found))
        return found, are_more


@pytest.fixture(scope="module")
def measured() -> Measured:
    return Measured()


@pytest.fixture(scope="module")
def live(measured: Measured) -> Iterator[Live]:
    with serving(store=lambda: measured) as started:
        yield started


@pytest.fixture(scope="module")
def arn(live: Live) -> str:
    """An execution of 15 million characters."""
    states: dict[str, Any] = {
        f"S{number}": {"Type": "Pass", "Next": f"S{number + 1}"} for number in range(STATES)
    }
    states[f"S{STATES - 1}"] = {"Type": "Pass", "End": True}
    definition = json.dumps({"StartAt": "S0", "States": states})
    client = live.client()
    ended = run(client, create(client, "large", definition), input=json.dumps("x" * LARGE))
    found: str = ended["executionArn"]
    return found


@pytest.mark.parametrize("reverse", [False, True], ids=["in order", "against it"])
def test_pages(live: Live, measured: Measured, arn: str, reverse: bool) -> None:
    measured.sizes.clear()
    pages = list(
        live.client()
        .get_paginator("get_execution_history")
        .paginate(executionArn=arn, reverseOrder=reverse, PaginationConfig={"PageSize": 1000})
    )
    ids = [event["id"] for page in pages for event in page["events"]]
    assert ids == (list(range(EVENTS, 0, -1)) if reverse else list(range(1, EVENTS + 1)))
    assert len(pages) == len(measured.sizes) == -(-sum(measured.sizes) // (PAGE_SIZE + LARGE))
    assert all(PAGE_SIZE <= one < PAGE_SIZE + 2 * LARGE for one in measured.sizes[:-1])


def test_pages_of_rest(live: Live, measured: Measured, arn: str) -> None:
    measured.sizes.clear()
    ids: list[int] = []
    token = ""
    while True:
        url = f"{live.url}/v1/executions/{arn}/history?limit=1000{token}"
        with urllib.request.urlopen(url) as reply:
            page = json.load(reply)
        ids += [event["id"] for event in page["events"]]
        if "nextToken" not in page:
            break
        token = f"&next={page['nextToken']}"
    assert ids == list(range(1, EVENTS + 1))
    assert max(measured.sizes) < PAGE_SIZE + 2 * LARGE


def test_a_stream(live: Live, measured: Measured, arn: str) -> None:
    measured.sizes.clear()
    with urllib.request.urlopen(f"{live.url}/v1/executions/{arn}/events") as reply:
        # The server goes on only as far as the sockets hold what it has written.
        until_read = len(measured.sizes)
        lines = reply.read().splitlines()
    ids = [int(line.removeprefix(b"id: ")) for line in lines if line.startswith(b"id: ")]
    assert ids == list(range(1, EVENTS + 1))
    assert until_read < len(measured.sizes)
    assert max(measured.sizes) < BATCH_SIZE + 2 * LARGE
