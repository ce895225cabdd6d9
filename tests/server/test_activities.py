"""Activities, their workers, and task tokens, through boto3."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from asl_server.operations.call import Pollers
from tests.server.live import ACCOUNT, Live, serving
from tests.server.machines import create, finished, run, worked_by
from tests.server.refusals import refused
from tests.server.waiting import until

HEAD = f"arn:aws:states:us-east-1:{ACCOUNT}"
MISSING = f"{HEAD}:activity:none"


def activity(client: Any, name: str) -> str:
    arn: str = client.create_activity(name=name)["activityArn"]
    return arn


def started(client: Any, name: str, **more: Any) -> tuple[str, str]:
    """An execution that waits for a worker, and its activity."""
    arn = activity(client, name)
    machine = create(client, name, worked_by(arn, **more))
    begun = client.start_execution(stateMachineArn=machine, input='{"a": 1}')
    return begun["executionArn"], arn


def taken(client: Any, arn: str) -> dict[str, Any]:
    task: dict[str, Any] = client.get_activity_task(activityArn=arn, workerName="w")
    return task


def test_its_life(client: Any) -> None:
    arn = activity(client, "life")
    assert arn == f"{HEAD}:activity:life"
    shown = client.describe_activity(activityArn=arn)
    assert (shown["activityArn"], shown["name"]) == (arn, "life")
    assert shown["encryptionConfiguration"] == {"type": "AWS_OWNED_KEY"}
    again = client.create_activity(name="life", tags=[{"key": "a", "value": "b"}])
    assert again["creationDate"] == shown["creationDate"]
    assert client.list_tags_for_resource(resourceArn=arn)["tags"] == []
    client.delete_activity(activityArn=arn)
    client.delete_activity(activityArn=arn)
    assert refused(lambda: client.describe_activity(activityArn=arn)) == (
        "ActivityDoesNotExist",
        f"Activity Does Not Exist: '{arn}'",
    )


def test_a_list_in_pages(live: Live) -> None:
    client = live.client(key="333333333333")
    arns = [activity(client, f"paged-{number}") for number in range(5)]
    pages = list(client.get_paginator("list_activities").paginate(PaginationConfig={"PageSize": 2}))
    assert [len(page["activities"]) for page in pages] == [2, 2, 1]
    assert [item["activityArn"] for page in pages for item in page["activities"]] == arns


def test_a_worker_completes_a_task(client: Any) -> None:
    execution, arn = started(client, "completes")
    task = taken(client, arn)
    assert json.loads(task["input"]) == {"a": 1}
    client.send_task_heartbeat(taskToken=task["taskToken"])
    client.send_task_success(taskToken=task["taskToken"], output='{"b":  2.0}')
    shown = finished(client, execution)
    assert (shown["status"], json.loads(shown["output"])) == ("SUCCEEDED", {"b": 2.0})


def test_a_worker_fails_a_task(client: Any) -> None:
    execution, arn = started(client, "breaks")
    token = taken(client, arn)["taskToken"]
    client.send_task_failure(taskToken=token, error="Mine", cause="all mine")
    shown = finished(client, execution)
    assert (shown["status"], shown["error"], shown["cause"]) == ("FAILED", "Mine", "all mine")


def test_a_worker_waits_for_the_task_to_come(client: Any) -> None:
    arn = activity(client, "late")
    machine = create(client, "late", worked_by(arn))
    with ThreadPoolExecutor(1) as pool:
        polling = pool.submit(taken, client, arn)
        execution = client.start_execution(stateMachineArn=machine)["executionArn"]
        token = polling.result(10)["taskToken"]
    client.send_task_success(taskToken=token, output="1")
    assert finished(client, execution)["output"] == "1"


def test_no_task_comes(client: Any) -> None:
    task = taken(client, activity(client, "idle"))
    assert task.keys().isdisjoint({"taskToken", "input"})


def test_a_worker_that_left_is_given_nothing() -> None:
    """The task goes to the next one that asks."""
    with serving(poll_seconds=30.0) as live:
        client, impatient = live.client(), live.client(read_timeout=0.2)
        arn = activity(client, "left")
        machine = create(client, "left", worked_by(arn))
        with pytest.raises(ReadTimeoutError):
            impatient.get_activity_task(activityArn=arn)
        until(lambda: live.server.polls == 0)
        execution = client.start_execution(stateMachineArn=machine)["executionArn"]
        token = taken(client, arn)["taskToken"]
        client.send_task_success(taskToken=token, output="1")
        assert finished(client, execution)["status"] == "SUCCEEDED"


def test_more_workers_than_may_wait_for_one_activity() -> None:
    with serving(poll_seconds=30.0) as live, ThreadPoolExecutor(2) as pool:
        client = live.client()
        live.server.api.desk = replace(live.server.api.desk, pollers=Pollers(2))
        crowded, other = activity(client, "crowded"), activity(client, "other")
        waiting = [pool.submit(taken, client, crowded) for _ in range(2)]
        until(lambda: live.server.polls == 2)
        assert refused(lambda: taken(client, crowded)) == (
            "ActivityWorkerLimitExceeded",
            f"Activity Worker Limit Exceeded: '{crowded}'",
        )
        for name, arn in (("other", other), ("crowded", crowded), ("again", crowded)):
            machine = create(client, name, worked_by(arn))
            client.start_execution(stateMachineArn=machine)
        assert taken(client, other)["taskToken"]
        assert all(one.result(10)["taskToken"] for one in waiting)
        impatient = live.client(read_timeout=0.2)
        with pytest.raises(ReadTimeoutError):
            taken(impatient, crowded)


def test_workers_are_let_go_when_the_server_stops() -> None:
    with serving(poll_seconds=30.0) as live, ThreadPoolExecutor(1) as pool:
        client = live.client()
        polling = pool.submit(taken, client, activity(client, "stops"))
        until(lambda: live.server.polls == 1)
        live.stop()
        assert polling.result(5).keys().isdisjoint({"taskToken", "input"})


def test_a_task_of_an_activity_that_is_gone(client: Any) -> None:
    arn = activity(client, "deleted")
    machine = create(client, "deleted", worked_by(arn))
    client.delete_activity(activityArn=arn)
    shown = run(client, machine)
    assert (shown["status"], shown["error"]) == ("FAILED", "States.Runtime")
    assert shown["cause"].endswith(f"The activity {arn} does not exist.")


# -- tokens

NO_TOKEN = ("InvalidToken", "Invalid Token: 'Invalid token'")
OVER = ("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'")


def sent(client: Any, token: str) -> list[tuple[str, str]]:
    return [
        refused(lambda: client.send_task_success(taskToken=token, output="1")),
        refused(lambda: client.send_task_failure(taskToken=token)),
        refused(lambda: client.send_task_heartbeat(taskToken=token)),
    ]


def test_a_token_that_nobody_gave_out(client: Any) -> None:
    assert sent(client, "made-up") == [NO_TOKEN] * 3


def test_an_output_that_is_no_json(client: Any) -> None:
    execution, arn = started(client, "no-json")
    token = taken(client, arn)["taskToken"]
    code, message = refused(lambda: client.send_task_success(taskToken=token, output="{"))
    assert (code, message[:17]) == ("InvalidOutput", "Invalid Output: '")
    client.send_task_success(taskToken=token, output="null")
    assert finished(client, execution)["output"] == "null"


# what is said: (what is asked, with, code, message)
REFUSED: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "no ARN to describe": (
        "describe_activity",
        {"activityArn": "a"},
        "InvalidArn",
        "Invalid Arn: 'Invalid ARN prefix: a'",
    ),
    "no ARN to delete": (
        "delete_activity",
        {"activityArn": "a"},
        "InvalidArn",
        "Invalid Arn: 'Invalid ARN prefix: a'",
    ),
    "a machine to poll": (
        "get_activity_task",
        {"activityArn": f"{HEAD}:stateMachine:m"},
        "InvalidArn",
        "Invalid Arn: 'Resource type not valid in this context: stateMachine'",
    ),
    "nothing to poll": (
        "get_activity_task",
        {"activityArn": MISSING},
        "ActivityDoesNotExist",
        f"Activity Does Not Exist: '{MISSING}'",
    ),
    "a name with a slash": (
        "create_activity",
        {"name": "a/b"},
        "InvalidName",
        "Invalid Name: 'a/b'",
    ),
    "a worker's name too long": (
        "get_activity_task",
        {"activityArn": MISSING, "workerName": "w" * 81},
        "ValidationException",
        f"1 validation error detected: Value '{'w' * 81}' at 'workerName' failed to satisfy "
        "constraint: Member must have length less than or equal to 80",
    ),
}


@pytest.mark.parametrize(("operation", "given", "code", "told"), REFUSED.values(), ids=REFUSED)
def test_refused(client: Any, operation: str, given: Any, code: str, told: str) -> None:
    assert refused(lambda: getattr(client, operation)(**given)) == (code, told)


def test_a_token_whose_task_has_ended(client: Any) -> None:
    execution, arn = started(client, "over")
    token = taken(client, arn)["taskToken"]
    client.send_task_success(taskToken=token, output="1")
    finished(client, execution)
    assert sent(client, token) == [OVER] * 3


def test_a_token_whose_execution_was_stopped(client: Any) -> None:
    execution, arn = started(client, "stopped")
    token = taken(client, arn)["taskToken"]
    client.stop_execution(executionArn=execution)
    finished(client, execution)
    assert sent(client, token) == [OVER] * 3
