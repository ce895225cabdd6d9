"""What Prometheus is told."""

from __future__ import annotations

import urllib.request
from typing import Any

from tests.server.live import Live
from tests.server.refusals import refused


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
