"""Executions through boto3."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import boto3
import pytest

from tests.server.live import ACCOUNT, Live
from tests.server.machines import FAILS, LONG_WAIT, ONE_PASS, create, finished, run
from tests.server.refusals import refused

HEAD = f"arn:aws:states:us-east-1:{ACCOUNT}"
MISSING = f"{HEAD}:execution:none:none"
EXPRESS = f"{HEAD}:express:m:e:0"
WRONG_KIND = ("InvalidArn", "Invalid Arn: 'Resource type not valid in this context: express'")


@pytest.fixture(scope="module")
def passes(client: Any) -> str:
    return create(client, "passes")


@pytest.fixture(scope="module")
def waits(client: Any) -> str:
    return create(client, "waits", LONG_WAIT)


@pytest.fixture(scope="module")
def express(client: Any) -> str:
    return create(client, "express", type="EXPRESS")


def plain(response: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in response.items() if name != "ResponseMetadata"}


def test_an_execution_that_has_succeeded(client: Any, passes: str) -> None:
    text = '{"a": 1.0, "b":[1,2]}'
    shown = plain(run(client, passes, name="good", input=text))
    assert shown.pop("startDate") <= shown.pop("stopDate")
    assert shown == {
        "executionArn": f"{HEAD}:execution:passes:good",
        "stateMachineArn": passes,
        "name": "good",
        "status": "SUCCEEDED",
        "input": text,
        "inputDetails": {"included": True},
        "output": '{"a":1.0,"b":[1,2]}',
        "outputDetails": {"included": True},
        "redriveCount": 0,
        "redriveStatus": "NOT_REDRIVABLE",
        "redriveStatusReason": "Execution is SUCCEEDED and cannot be redriven",
    }


def test_an_execution_that_has_failed(client: Any) -> None:
    shown = run(client, create(client, "fails", FAILS))
    assert (shown["status"], shown["error"], shown["cause"]) == ("FAILED", "Broken", "it is")
    assert shown["redriveStatus"] == "REDRIVABLE"
    assert shown.keys().isdisjoint({"output", "outputDetails", "redriveStatusReason"})


def test_an_execution_that_runs(client: Any, waits: str) -> None:
    started = client.start_execution(stateMachineArn=waits, traceHeader="Root=1")
    shown = client.describe_execution(executionArn=started["executionArn"])
    assert (shown["status"], shown["startDate"]) == ("RUNNING", started["startDate"])
    assert shown["redriveStatusReason"] == "Execution is RUNNING and cannot be redriven"
    assert shown["traceHeader"] == "Root=1"
    assert (shown["input"], "stopDate" in shown) == ("{}", False)
    client.stop_execution(executionArn=started["executionArn"])


def test_metadata_only(client: Any, passes: str) -> None:
    arn = run(client, passes)["executionArn"]
    shown = client.describe_execution(executionArn=arn, includedData="METADATA_ONLY")
    assert shown.keys().isdisjoint({"input", "output"})
    assert (shown["inputDetails"], shown["outputDetails"]) == ({"included": False},) * 2


# -- names


def test_the_same_name_and_input_while_it_runs(client: Any, waits: str) -> None:
    given = {"stateMachineArn": waits, "name": "same", "input": '{"a":1}'}
    first = client.start_execution(**given)
    assert plain(client.start_execution(**given)) == plain(first)
    taken = ("ExecutionAlreadyExists", f"Execution Already Exists: '{first['executionArn']}'")
    assert refused(lambda: client.start_execution(**{**given, "input": '{"a":2}'})) == taken
    client.stop_execution(executionArn=first["executionArn"])
    finished(client, first["executionArn"])
    assert refused(lambda: client.start_execution(**given)) == taken


def test_many_at_once_with_one_name_start_one(client: Any, waits: str) -> None:
    def start(_: int) -> datetime:
        started: datetime = client.start_execution(stateMachineArn=waits, name="one")["startDate"]
        return started

    with ThreadPoolExecutor(8) as pool:
        dates = set(pool.map(start, range(40)))
    assert len(dates) == 1
    arn = f"{HEAD}:execution:waits:one"
    history = client.get_execution_history(executionArn=arn)["events"]
    assert [event["type"] for event in history] == ["ExecutionStarted", "WaitStateEntered"]
    client.stop_execution(executionArn=arn)


# what is said: (what is given, code, what the message begins with)
NOT_STARTED: dict[str, tuple[dict[str, Any], str, str]] = {
    "no ARN": ({"stateMachineArn": "m"}, "InvalidArn", "Invalid Arn: 'Invalid ARN prefix: m'"),
    "no such machine": (
        {"stateMachineArn": f"{HEAD}:stateMachine:none"},
        "StateMachineDoesNotExist",
        f"State Machine Does Not Exist: '{HEAD}:stateMachine:none'",
    ),
    "no such version": (
        {"stateMachineArn": f"{HEAD}:stateMachine:passes:7"},
        "StateMachineDoesNotExist",
        f"State Machine Does Not Exist: '{HEAD}:stateMachine:passes:7'",
    ),
    "a label": (
        {"stateMachineArn": f"{HEAD}:stateMachine:passes/each"},
        "ValidationException",
        "The ARN of a Distributed Map cannot be started",
    ),
    "a machine that is not there goes before a bad name": (
        {"stateMachineArn": f"{HEAD}:stateMachine:none", "name": "a b", "input": "{"},
        "StateMachineDoesNotExist",
        "",
    ),
    "a bad name": ({"name": "a b"}, "InvalidName", "Invalid Name: 'a b'"),
    "an empty input": (
        {"input": ""},
        "InvalidExecutionInput",
        "Invalid State Machine Execution Input: 'Invalid execution input.'",
    ),
    "an input that is no JSON": (
        {"input": '{"a": }'},
        "InvalidExecutionInput",
        "Invalid State Machine Execution Input: '",
    ),
    "too long an input": (
        {"input": '"' + "x" * 262_143 + '"'},
        "ValidationException",
        "1 validation error detected: Value at 'input' failed to satisfy constraint: "
        "Member must have size less than or equal to 262144 bytes in UTF-8 encoding",
    ),
}


@pytest.mark.parametrize(("given", "code", "told"), NOT_STARTED.values(), ids=NOT_STARTED)
def test_not_started(client: Any, passes: str, given: dict[str, Any], code: str, told: str) -> None:
    got = refused(lambda: client.start_execution(**{"stateMachineArn": passes, **given}))
    assert (got[0], got[1][: len(told)]) == (code, told)


# -- stopping


def test_stopped(client: Any, waits: str) -> None:
    arn = client.start_execution(stateMachineArn=waits)["executionArn"]
    stopped = client.stop_execution(executionArn=arn, error="Enough", cause="of it")["stopDate"]
    shown = finished(client, arn)
    assert (shown["status"], shown["error"], shown["cause"]) == ("ABORTED", "Enough", "of it")
    assert shown["stopDate"] == stopped
    assert client.stop_execution(executionArn=arn, error="Again")["stopDate"] == stopped
    assert client.describe_execution(executionArn=arn)["error"] == "Enough"


BY_ARN = ["describe_execution", "stop_execution", "get_execution_history"]
BY_ARN += ["describe_state_machine_for_execution"]


@pytest.mark.parametrize("operation", BY_ARN)
def test_there_is_no_such_execution(client: Any, operation: str) -> None:
    assert refused(lambda: getattr(client, operation)(executionArn=MISSING)) == (
        "ExecutionDoesNotExist",
        f"Execution Does Not Exist: '{MISSING}'",
    )


@pytest.mark.parametrize("operation", BY_ARN)
def test_express_executions_are_not_asked_for(client: Any, operation: str) -> None:
    assert refused(lambda: getattr(client, operation)(executionArn=EXPRESS)) == WRONG_KIND


# -- lists


def test_lists_by_status_newest_first(client: Any) -> None:
    machine = create(client, "listed", LONG_WAIT)
    arns = [client.start_execution(stateMachineArn=machine)["executionArn"] for _ in range(5)]
    for arn in arns[:2]:
        client.stop_execution(executionArn=arn)
        finished(client, arn)

    def listed(**more: Any) -> set[str]:
        page = client.list_executions(stateMachineArn=machine, **more)["executions"]
        assert all(item["stateMachineArn"] == machine for item in page)
        return {item["executionArn"] for item in page}

    assert listed() == set(arns)
    assert listed(statusFilter="ABORTED") == set(arns[:2])
    assert listed(statusFilter="RUNNING") == set(arns[2:])
    assert listed(statusFilter="FAILED") == set()
    for arn in arns[2:]:
        client.stop_execution(executionArn=arn)


def test_pages(client: Any) -> None:
    machine = create(client, "paged")
    names = [run(client, machine)["name"] for _ in range(5)]
    pages = list(
        client.get_paginator("list_executions").paginate(
            stateMachineArn=machine, PaginationConfig={"PageSize": 2}
        )
    )
    assert [len(page["executions"]) for page in pages] == [2, 2, 1]
    found = [item["name"] for page in pages for item in page["executions"]]
    assert found == names[::-1]


def test_a_token_of_another_list(client: Any, passes: str) -> None:
    machine = create(client, "tokens")
    for _ in range(2):
        run(client, machine)
    token = client.list_executions(stateMachineArn=machine, maxResults=1)["nextToken"]
    calls = (
        lambda: client.list_executions(stateMachineArn=passes, nextToken=token),
        lambda: client.list_executions(
            stateMachineArn=machine, nextToken=token, statusFilter="FAILED"
        ),
        lambda: client.list_state_machines(nextToken=token),
        lambda: client.list_executions(stateMachineArn=machine, nextToken="made-up"),
    )
    for call in calls:
        assert refused(call) == ("InvalidToken", "Invalid Token: 'Invalid token'")


MAP_RUN = f"{HEAD}:mapRun:m/each:0"
NOT_LISTED: dict[str, tuple[dict[str, Any], str]] = {
    "of nothing": ({}, "ValidationException"),
    "of two things": ({"stateMachineArn": "m", "mapRunArn": MAP_RUN}, "ValidationException"),
    "of a machine that is not there": (
        {"stateMachineArn": f"{HEAD}:stateMachine:none"},
        "StateMachineDoesNotExist",
    ),
    "of what is no machine": ({"stateMachineArn": EXPRESS}, "InvalidArn"),
    "of what is no Map Run": ({"mapRunArn": EXPRESS}, "InvalidArn"),
    "of a version that is not there": (
        {"stateMachineArn": f"{HEAD}:stateMachine:passes:7"},
        "StateMachineDoesNotExist",
    ),
    "of a label": (
        {"stateMachineArn": f"{HEAD}:stateMachine:passes/each"},
        "UnsupportedOperationException",
    ),
    "redriven ones of a machine": (
        {"stateMachineArn": f"{HEAD}:stateMachine:passes", "redriveFilter": "REDRIVEN"},
        "ValidationException",
    ),
    "pending ones of a machine": (
        {"stateMachineArn": f"{HEAD}:stateMachine:passes", "statusFilter": "PENDING_REDRIVE"},
        "ValidationException",
    ),
}


@pytest.mark.parametrize(("given", "code"), NOT_LISTED.values(), ids=NOT_LISTED)
def test_not_listed(client: Any, given: dict[str, Any], code: str) -> None:
    assert refused(lambda: client.list_executions(**given))[0] == code


FILTERS: list[dict[str, str]] = [
    {},
    {"redriveFilter": "REDRIVEN"},
    {"statusFilter": "FAILED"},
    {"statusFilter": "PENDING_REDRIVE"},
]


@pytest.mark.parametrize("more", FILTERS)
def test_a_map_run_that_is_not_there(client: Any, more: dict[str, str]) -> None:
    assert refused(lambda: client.list_executions(mapRunArn=MAP_RUN, **more)) == (
        "ResourceNotFound",
        f"Resource not found: '{MAP_RUN}'",
    )


@pytest.mark.parametrize("more", FILTERS[1:])
def test_a_map_run_without_executions_of_that_kind(
    client: Any, map_run: str, more: dict[str, str]
) -> None:
    assert client.list_executions(mapRunArn=map_run, **more)["executions"] == []
    assert len(client.list_executions(mapRunArn=map_run)["executions"]) == 2


@pytest.fixture(scope="module")
def map_run(client: Any) -> str:
    """One that has ended, with two executions."""
    processor = {**json.loads(ONE_PASS), "ProcessorConfig": {"Mode": "DISTRIBUTED"}}
    processor["ProcessorConfig"]["ExecutionType"] = "STANDARD"
    state = {"Type": "Map", "Label": "each", "ItemProcessor": processor, "End": True}
    definition = json.dumps({"StartAt": "Each", "States": {"Each": state}})
    execution = run(client, create(client, "with-children", definition), input="[1, 2]")
    history = client.get_execution_history(executionArn=execution["executionArn"])["events"]
    (arn,) = [
        event["mapRunStartedEventDetails"]["mapRunArn"]
        for event in history
        if event["type"] == "MapRunStarted"
    ]
    found: str = arn
    return found


# -- Express


def test_a_good_end_at_once(client: Any, express: str) -> None:
    got = client.start_sync_execution(stateMachineArn=express, name="e", input='{"a":1}')
    assert (got["status"], got["input"], got["output"]) == ("SUCCEEDED", '{"a":1}', '{"a":1}')
    assert got["executionArn"].startswith(f"{HEAD}:express:express:e:")
    assert got["billingDetails"]["billedMemoryUsedInMB"] == 64
    assert got["billingDetails"]["billedDurationInMilliseconds"] % 100 == 0
    assert got["startDate"] <= got["stopDate"]


def test_a_bad_end_is_an_answer_too(client: Any) -> None:
    machine = create(client, "express-fails", FAILS, type="EXPRESS")
    got = client.start_sync_execution(stateMachineArn=machine)
    assert (got["status"], got["error"], got["cause"]) == ("FAILED", "Broken", "it is")
    assert ("output" in got, got["outputDetails"]) == (False, {"included": True})


def test_metadata_of_a_sync_execution(client: Any, express: str) -> None:
    got = client.start_sync_execution(stateMachineArn=express, includedData="METADATA_ONLY")
    assert got.keys().isdisjoint({"input", "output"})
    assert (got["inputDetails"], got["outputDetails"]) == ({"included": False},) * 2


def test_standard_machines_are_not_run_in_sync(client: Any, passes: str) -> None:
    assert refused(lambda: client.start_sync_execution(stateMachineArn=passes)) == (
        "StateMachineTypeNotSupported",
        "This operation is not supported by this type of state machine",
    )


def test_express_names_may_be_used_again(client: Any, express: str) -> None:
    arns = {
        client.start_execution(stateMachineArn=express, name="twice")["executionArn"]
        for _ in range(2)
    }
    assert len(arns) == 2
    assert all(arn.startswith(f"{HEAD}:express:express:twice:") for arn in arns)


def test_express_machines_have_no_list(client: Any, express: str) -> None:
    code, _ = refused(lambda: client.list_executions(stateMachineArn=express))
    assert code == "StateMachineTypeNotSupported"


def test_boto3_without_any_setting_but_the_documented_variables(
    live: Live, express: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_SFN", live.url)
    monkeypatch.setenv("AWS_DISABLE_HOST_PREFIX_INJECTION", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCOUNT)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    client = boto3.Session(region_name="us-east-1").client("stepfunctions")
    assert client.start_sync_execution(stateMachineArn=express)["status"] == "SUCCEEDED"


def test_the_header_goes_before_the_member(live: Live, client: Any, waits: str) -> None:
    with_header = live.client()
    with_header.meta.events.register(
        "before-sign.sfn.StartExecution",
        lambda request, **_: request.headers.add_header("X-Amzn-Trace-Id", "Root=header"),
    )
    arn = with_header.start_execution(stateMachineArn=waits, traceHeader="Root=member")
    shown = client.describe_execution(executionArn=arn["executionArn"])
    assert shown["traceHeader"] == "Root=header"
    client.stop_execution(executionArn=arn["executionArn"])


def test_one_pass_is_what_the_fixture_says(client: Any, passes: str) -> None:
    shown = client.describe_state_machine(stateMachineArn=passes)
    assert shown["definition"] == ONE_PASS
