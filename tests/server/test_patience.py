"""A client that says how long it waits for a task: `Prefer: wait=5`."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest

from asl_server.http import Request
from tests.server.live import serving
from tests.server.machines import create, finished, worked_by
from tests.server.waiting import until

# what is said: (the header, seconds)
TOLD: dict[str, tuple[bytes | None, float | None]] = {
    "nothing": (None, None),
    "so long": (b"wait=5", 5),
    "among others": (b"respond-async, wait=10; a=b", 10),
    "with white space and quotes": (b'handling=lenient, wait = "7"', 7),
    "not at all is no wait": (b"wait=0", None),
    "no number": (b"wait=soon", None),
    "part of a name": (b"await=5", None),
    "longer than anybody lives": (b"wait=9999999999", None),
}


@pytest.mark.parametrize(("header", "seconds"), TOLD.values(), ids=TOLD)
def test_what_is_read(header: bytes | None, seconds: float | None) -> None:
    headers = [] if header is None else [(b"prefer", header)]

    async def receive() -> Any:
        """Nothing comes."""

    scope = {"type": "http", "method": "POST", "path": "/", "headers": headers}
    assert Request(scope, receive).patience == seconds


def hurry(request: Any, **_: Any) -> None:
    request.headers["Prefer"] = "wait=1"


def test_a_poll_ends_when_its_client_says_so() -> None:
    """And not after the hour that the server would wait; the connection goes on."""
    with serving(poll_seconds=3600) as live:
        client = live.client()
        client.meta.events.register("before-send.sfn.GetActivityTask", hurry)
        arn = client.create_activity(name="hasty")["activityArn"]
        assert "taskToken" not in client.get_activity_task(activityArn=arn)
        assert live.server.polls == 0
        machine = create(client, "hasty", worked_by(arn))
        execution = client.start_execution(stateMachineArn=machine)["executionArn"]
        token = client.get_activity_task(activityArn=arn)["taskToken"]
        client.send_task_success(taskToken=token, output="1")
        assert finished(client, execution)["output"] == "1"


def test_no_task_is_lost_between_a_poll_that_ends_and_one_that_is_handed_out() -> None:
    """Each poll ends about when the task's start is being committed."""
    with serving(poll_seconds=3600) as live, patch.object(Request, "patience", 0.001):
        client = live.client()
        arn = client.create_activity(name="moment")["activityArn"]
        machine = create(client, "moment", worked_by(arn))
        for _ in range(150):
            execution = client.start_execution(stateMachineArn=machine)["executionArn"]
            task = until(lambda: token(client, arn))
            client.send_task_success(taskToken=task, output="1")
            assert finished(client, execution)["output"] == "1"


def token(client: Any, arn: str) -> str | None:
    found: str | None = client.get_activity_task(activityArn=arn).get("taskToken")
    return found
