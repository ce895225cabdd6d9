"""Histories through boto3."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from asl_server.wire import paging
from tests.server.machines import TWO_PASSES, create, run
from tests.server.refusals import refused

TYPES = [
    "ExecutionStarted",
    "PassStateEntered",
    "PassStateExited",
    "PassStateEntered",
    "PassStateExited",
    "ExecutionSucceeded",
]


@pytest.fixture(scope="module")
def arn(client: Any) -> str:
    machine = create(client, "history", TWO_PASSES)
    found: str = run(client, machine, input='{"a": 1}')["executionArn"]
    return found


def history(client: Any, arn: str, **more: Any) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = client.get_execution_history(executionArn=arn, **more)["events"]
    return events


def test_all_of_it(client: Any, arn: str) -> None:
    events = history(client, arn)
    assert [event["type"] for event in events] == TYPES
    assert [event["id"] for event in events] == [1, 2, 3, 4, 5, 6]
    assert [event["previousEventId"] for event in events] == [0, 0, 2, 3, 4, 5]
    assert events[0]["executionStartedEventDetails"]["input"] == '{"a": 1}'
    assert events[1]["stateEnteredEventDetails"] == {
        "name": "A",
        "input": '{"a":1}',
        "inputDetails": {"truncated": False},
    }


def test_the_last_one_first(client: Any, arn: str) -> None:
    assert [event["id"] for event in history(client, arn, reverseOrder=True)] == [6, 5, 4, 3, 2, 1]


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("size", [1, 2, 3, 4, 6, 7])
def test_pages_are_the_whole(client: Any, arn: str, reverse: bool, size: int) -> None:
    pages = list(
        client.get_paginator("get_execution_history").paginate(
            executionArn=arn, reverseOrder=reverse, PaginationConfig={"PageSize": size}
        )
    )
    assert all(len(page["events"]) == size for page in pages[:-1])
    assert pages[-1]["events"]
    assert [event for page in pages for event in page["events"]] == history(
        client, arn, reverseOrder=reverse
    )


def test_without_data(client: Any, arn: str) -> None:
    events = history(client, arn, includeExecutionData=False)
    assert [event["type"] for event in events] == TYPES
    assert events[1]["stateEnteredEventDetails"] == {"name": "A"}
    assert "roleArn" in events[0]["executionStartedEventDetails"]
    assert '"a"' not in str(events)


def test_a_token_is_of_one_direction(client: Any, arn: str) -> None:
    token = client.get_execution_history(executionArn=arn, maxResults=1)["nextToken"]
    assert refused(lambda: history(client, arn, nextToken=token, reverseOrder=True)) == (
        "InvalidToken",
        "Invalid Token: 'Invalid token'",
    )


@pytest.mark.parametrize(
    "after", ["", "x", "-1", "1.5", "1e1", " 1", "1_0", "\u0661", "\0", "9" * 10, "9" * 30]
)
def test_a_token_that_nobody_gave_is_refused(client: Any, arn: str, after: str) -> None:
    forged = paging.give(after, "history", arn, "False", "True", now=datetime.now(UTC))
    code, _ = refused(lambda: history(client, arn, nextToken=forged))
    assert code == "InvalidToken"


def test_a_token_beyond_the_end_gives_nothing(client: Any, arn: str) -> None:
    token = paging.give("9" * 9, "history", arn, "False", "True", now=datetime.now(UTC))
    assert history(client, arn, nextToken=token) == []
