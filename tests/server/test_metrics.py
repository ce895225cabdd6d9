"""What Prometheus is told."""

from __future__ import annotations

import urllib.request
from typing import Any

from asl.stores.port import StoreError
from tests.server.live import Live
from tests.server.machines import LONG_WAIT, create
from tests.server.refusals import refused
from tests.server.waiting import until


def lines(live: Live) -> list[str]:
    with urllib.request.urlopen(f"{live.url}/metrics") as reply:
        assert reply.headers["content-type"].startswith("text/plain")
        text: str = reply.read().decode()
    return text.splitlines()


def test_requests_are_counted_by_operation_and_code(live: Live, client: Any) -> None:
    client.list_activities()
    client.list_activities()
    refused(lambda: client.describe_activity(activityArn="x"))
    urllib.request.urlopen(f"{live.url}/v1/state-machines").close()
    told = lines(live)
    assert 'asl_api_requests_total{code="OK",operation="ListActivities"} 2.0' in told
    assert 'asl_api_requests_total{code="InvalidArn",operation="DescribeActivity"} 1.0' in told
    assert 'asl_api_requests_total{code="OK",operation="ListStateMachines"} 1.0' in told
    assert 'asl_api_request_seconds_count{operation="ListActivities"} 2.0' in told
    # This one is being answered.
    assert "asl_http_requests_open 1.0" in told


def test_executions_are_counted_where_they_are(live: Live, client: Any) -> None:
    arns = [
        client.start_execution(stateMachineArn=create(client, name, LONG_WAIT))["executionArn"]
        for name in ("first", "second")
    ]

    def told(in_memory: int, dormant: int) -> bool:
        page = lines(live)
        memory, store = f"asl_executions_in_memory {in_memory}", f"asl_executions_dormant {dormant}"
        return {f"{memory}.0", f"{store}.0"} <= set(page)

    assert told(2, 0)
    # What waits for an hour is dropped from memory after some seconds.
    until(lambda: told(0, 2))
    client.stop_execution(executionArn=arns[0])
    until(lambda: told(0, 1))
    client.stop_execution(executionArn=arns[1])


def test_a_store_that_refuses_commits(live: Live) -> None:
    assert "asl_commits_failing 0.0" in lines(live)
    live.engine.outage.failed(StoreError("the disk is full"))
    assert "asl_commits_failing 1.0" in lines(live)
    live.engine.outage.worked()
    assert "asl_commits_failing 0.0" in lines(live)


def test_no_instants_of_the_client_library(live: Live) -> None:
    assert not [line for line in lines(live) if "_created" in line]
