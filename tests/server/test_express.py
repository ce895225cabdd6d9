"""Express workflows through boto3: run in memory, in no history, and nobody is kept waiting."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.client import HTTPConnection
from typing import Any

import pytest
from structlog.testing import capture_logs

from asl_server.settings import Settings
from tests.server.live import ACCOUNT, Live, serving
from tests.server.machines import LONG_WAIT, create, finished, run
from tests.server.refusals import refused
from tests.server.waiting import until

ENDLESS = json.dumps(
    {
        "StartAt": "A",
        "States": {
            "A": {"Type": "Pass", "Next": "B"},
            "B": {
                "Type": "Choice",
                "Choices": [{"Variable": "$.never", "IsPresent": True, "Next": "C"}],
                "Default": "A",
            },
            "C": {"Type": "Succeed"},
        },
    }
)
# Each round of it waits, so that its history is not full before it can be stopped.
ENDLESS_WAITS = ENDLESS.replace('"Type": "Pass"', '"Type": "Wait", "Seconds": 0')
TIMES_OUT = json.dumps({**json.loads(LONG_WAIT), "TimeoutSeconds": 1})
CHILDREN = json.dumps(
    {
        "StartAt": "Each",
        "States": {
            "Each": {
                "Type": "Map",
                "Label": "each",
                "ItemProcessor": {
                    "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"},
                    "StartAt": "A",
                    "States": {"A": {"Type": "Pass", "End": True}},
                },
                "End": True,
            }
        },
    }
)


def test_nobody_waits_for_an_asynchronous_one(client: Any) -> None:
    """It would not have an answer for an hour."""
    machine = create(client, "express-waits", LONG_WAIT, type="EXPRESS")
    started = client.start_execution(stateMachineArn=machine, name="e")
    assert started["executionArn"].startswith(
        f"arn:aws:states:us-east-1:{ACCOUNT}:express:express-waits:e:"
    )


def test_each_has_an_arn_of_its_own_be_it_asked_for_at_once(client: Any) -> None:
    machine = create(client, "express-many", type="EXPRESS")

    def started(_: int) -> str:
        arn: str = client.start_sync_execution(stateMachineArn=machine, name="same")["executionArn"]
        return arn

    with ThreadPoolExecutor(4) as pool:
        arns = list(pool.map(started, range(20)))
    assert len(set(arns)) == 20
    assert all(":express:express-many:same:" in arn for arn in arns)


def test_one_that_takes_too_long(client: Any) -> None:
    machine = create(client, "express-times-out", TIMES_OUT, type="EXPRESS")
    got = client.start_sync_execution(stateMachineArn=machine)
    assert got["status"] == "TIMED_OUT"
    assert ("output" in got, got["outputDetails"]) == (False, {"included": True})
    assert got["billingDetails"]["billedDurationInMilliseconds"] >= 1000


# What is refused: (what is given, code)
NOT_RUN: dict[str, tuple[dict[str, Any], str]] = {
    "too long an input": ({"input": '"' + "x" * 262_143 + '"'}, "ValidationException"),
    "an input that is no JSON": ({"input": "{"}, "InvalidExecutionInput"),
    "a bad name": ({"name": "a b"}, "InvalidName"),
    "no such machine": (
        {"stateMachineArn": f"arn:aws:states:us-east-1:{ACCOUNT}:stateMachine:none"},
        "StateMachineDoesNotExist",
    ),
}


@pytest.mark.parametrize(("given", "code"), NOT_RUN.values(), ids=NOT_RUN)
@pytest.mark.parametrize("operation", ["start_execution", "start_sync_execution"])
def test_not_run(client: Any, operation: str, given: dict[str, Any], code: str) -> None:
    machine = create(client, "express-not-run", type="EXPRESS")
    call = getattr(client, operation)
    assert refused(lambda: call(**{"stateMachineArn": machine, **given}))[0] == code


def test_an_input_as_large_as_it_may_be(client: Any) -> None:
    machine = create(client, "express-large", type="EXPRESS")
    text = '"' + "x" * 262_142 + '"'
    got = client.start_sync_execution(stateMachineArn=machine, input=text)
    assert (got["status"], got["output"]) == ("SUCCEEDED", text)


def test_children_of_a_map_run_are_described_and_have_no_history(client: Any) -> None:
    machine = create(client, "express-children", CHILDREN)
    assert run(client, machine, input="[1, 2]")["status"] == "SUCCEEDED"
    history = client.get_execution_history(
        executionArn=client.list_executions(stateMachineArn=machine)["executions"][0][
            "executionArn"
        ]
    )["events"]
    (map_run,) = [
        event["mapRunStartedEventDetails"]["mapRunArn"]
        for event in history
        if event["type"] == "MapRunStarted"
    ]
    children = client.list_executions(mapRunArn=map_run)["executions"]
    arns = [child["executionArn"] for child in children]
    assert len(arns) == 2
    for arn in arns:
        assert ":express:express-children/each:" in arn
        shown = client.describe_execution(executionArn=arn)
        assert (shown["status"], shown["mapRunArn"]) == ("SUCCEEDED", map_run)
        for operation in ("get_execution_history", "stop_execution"):
            asked = partial(getattr(client, operation), executionArn=arn)
            assert refused(asked)[0] == "InvalidArn"


def test_endless_loops_leave_the_server_to_others() -> None:
    """Requests are answered, executions end, and a loop of a STANDARD machine can be stopped."""
    with serving(Settings(grace_seconds=1)) as live:
        client = live.client(read_timeout=30)
        loop = create(client, "loop", ENDLESS, type="EXPRESS")
        for _ in range(4):
            client.start_execution(stateMachineArn=loop)
        assert run(client, create(client, "short"))["status"] == "SUCCEEDED"
        short = create(client, "short-express", type="EXPRESS")
        assert client.start_sync_execution(stateMachineArn=short)["status"] == "SUCCEEDED"
        endless = create(client, "endless", ENDLESS_WAITS)
        arn = client.start_execution(stateMachineArn=endless)["executionArn"]
        client.stop_execution(executionArn=arn)
        assert finished(client, arn)["status"] == "ABORTED"


def test_a_stop_of_the_server_says_how_many_are_lost(live: Live) -> None:
    client = live.client()
    live.renew()
    machine = create(client, "express-lost", LONG_WAIT, type="EXPRESS")
    for _ in range(3):
        client.start_execution(stateMachineArn=machine)
    with capture_logs() as told:
        live.renew()
    (line,) = [line for line in told if "count" in line]
    assert (line["log_level"], line["count"]) == ("warning", 3)


# -- the server stops


def waits(seconds: float) -> str:
    until_then = {"Type": "Wait", "Seconds": seconds, "End": True}
    return json.dumps({"StartAt": "A", "States": {"A": until_then}})


def test_a_caller_who_waits_for_too_long_is_told_that_the_server_stops() -> None:
    """By both APIs: an error that they know, and that says what to do."""
    with serving(Settings(grace_seconds=1)) as live, ThreadPoolExecutor(2) as pool:
        client = live.client()
        machine = create(client, "cut-off", LONG_WAIT, type="EXPRESS")
        path = f"/v1/state-machines/{machine}/executions/sync"
        sync = partial(client.start_sync_execution, stateMachineArn=machine)
        by_aws, by_rest = pool.submit(refused, sync), pool.submit(posted, live, path)
        until(lambda: live.engine.population().in_memory == 2)
        live.stop()
        text = "The server stops and did not come to the end of this: ask again when it is back"
        assert by_aws.result(10) == ("ServiceUnavailableException", text)
        code = {"code": "ServiceUnavailableException", "message": text}
        assert by_rest.result(10) == (503, code)


def posted(live: Live, path: str) -> tuple[int, Any]:
    connection = HTTPConnection(*live.address, timeout=10)
    connection.request("POST", path, "{}", {"content-type": "application/json"})
    reply = connection.getresponse()
    return reply.status, json.loads(reply.read())


def test_those_that_nobody_waits_for_may_end_before_the_server_does() -> None:
    with serving(Settings(grace_seconds=10)) as live:
        client = live.client()
        machine = create(client, "ends", waits(1), type="EXPRESS")
        client.start_execution(stateMachineArn=machine)
        ending = live.inside(lambda: _ending(live))
    assert ending.result().status == "SUCCEEDED"


async def _ending(live: Live) -> Any:
    """What is done when the one that runs has ended, wrapped so that nobody awaits it here."""
    (number,) = live.engine.presence.running
    return live.engine.presence.ending(number)
