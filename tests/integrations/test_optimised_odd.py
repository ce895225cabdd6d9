"""Requests in the API's own small letters, requests that cannot be, odd answers of endpoints."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

import pytest

from tests.integrations.answering import Answer, answering
from tests.integrations.modelled import modelled
from tests.integrations.modelled_jobs import JOBS
from tests.integrations.optimised import EXECUTION, MACHINE, run

BATCH: Final = JOBS["batch:submitJob"]
ECS: Final = JOBS["ecs:runTask"]
MARK: Final = {"name": "MANAGED_BY_AWS", "value": "STARTED_BY_STEP_FUNCTIONS"}
OWN: Final = {"name": "STAGE", "value": "ci"}

# how a job's own variables are spelt
SPELT: dict[str, Any] = {
    "with capitals": {"ContainerOverrides": {"Environment": [{"Name": "STAGE", "Value": "ci"}]}},
    "inside with small letters": {"ContainerOverrides": {"environment": [OWN]}},
    "with small letters": {"containerOverrides": {"environment": [OWN]}},
}


@pytest.mark.parametrize("overrides", SPELT.values(), ids=SPELT)
def test_a_job_that_is_waited_for_keeps_its_own_variables(overrides: Any) -> None:
    answers = {"SubmitJob": [BATCH.answer], "DescribeJobs": [BATCH.described("SUCCEEDED")]}
    with modelled("batch", answers) as server:
        (made,) = run(server.url, ("batch:submitJob.sync", {**BATCH.given, **overrides}))
    assert made.error is None, made.error
    (asked,) = server.given("SubmitJob")
    assert asked["containerOverrides"] == {"environment": [OWN, MARK]}


@pytest.mark.parametrize("name", ["Resources", "resources"])
def test_an_event_keeps_its_own_resources(name: str) -> None:
    entry = {"Source": "shop", "DetailType": "t", "Detail": {}, name: ["arn:own"]}
    answers: dict[str, list[Any]] = {
        "PutEvents": [{"FailedEntryCount": 0, "Entries": [{"EventId": "1"}]}]
    }
    with modelled("events", answers) as server:
        (made,) = run(server.url, ("events:putEvents", {"Entries": [entry]}))
    assert made.error is None, made.error
    ((sent,),) = (given["Entries"] for given in server.given("PutEvents"))
    assert sent["Resources"] == ["arn:own", EXECUTION, MACHINE]


MODEL: Final = {"ModelId": "m"}
FLEET: Final = {"ClusterId": "c", "InstanceFleetName": "f"}
GROUP: Final = {"ClusterId": "c", "InstanceGroupName": "g"}
LISTED: Final = {"InstanceFleets": [{"Id": "1", "Name": "f"}]}
GROUPS: Final = {"InstanceGroups": [{"Id": "1", "Name": "g"}]}
NO_PLACE: Final = "The value of the field 'Input' has an invalid format: give S3Uri, s3://…"

# what cannot be, by what is asked or by what is answered: (call, answers one after another, error,
# end of the cause)
ODD: dict[str, tuple[tuple[str, Any], Sequence[Any], str, str]] = {
    "an address with half a bracket": (
        ("bedrock:invokeModel", {**MODEL, "Input": {"S3Uri": "s3://[x/y"}}),
        [{"Error": {}}],
        "Bedrock.",
        "",
    ),
    "an address of no object": (
        ("bedrock:invokeModel", {**MODEL, "Input": {"S3Uri": "s3://bucket//"}}),
        [{}],
        "States.Runtime",
        NO_PLACE,
    ),
    "a fleet that is a text": (
        ("elasticmapreduce:modifyInstanceFleetByName", {**FLEET, "InstanceFleet": "x"}),
        [LISTED],
        "States.Runtime",
        "[The value of the field 'InstanceFleet' has an invalid format]",
    ),
    "a group that is a list": (
        ("elasticmapreduce:modifyInstanceGroupByName", {**GROUP, "InstanceGroup": [1]}),
        [GROUPS],
        "States.Runtime",
        "[The value of the field 'InstanceGroup' has an invalid format]",
    ),
    "fleets that are nothing": (
        ("elasticmapreduce:modifyInstanceFleetByName", {**FLEET, "InstanceFleet": {}}),
        [{"InstanceFleets": [None]}],
        "ElasticMapReduce.InvalidRequestException",
        "The cluster has no part of the name 'f'",
    ),
    "a submission without a job": (
        ("batch:submitJob.sync", BATCH.given),
        [{"jobName": "report"}],
        "States.TaskFailed",
        '{"JobName":"report"}',
    ),
    "no task, and no failure": (
        ("ecs:runTask.sync", ECS.given),
        [{"tasks": [], "failures": []}],
        "States.TaskFailed",
        '{"Failures":[],"Tasks":[]}',
    ),
    "a step without an identity": (
        (
            "elasticmapreduce:addStep.sync",
            {"ClusterId": "c", "Step": {"Name": "s", "HadoopJarStep": {"Jar": "j"}}},
        ),
        [{"StepIds": None}],
        "States.TaskFailed",
        "{}",
    ),
    "a container that is nothing": (
        ("ecs:runTask.sync", ECS.given),
        [
            {"tasks": [{"taskArn": "arn:1"}], "failures": []},
            {"tasks": [{"taskArn": "arn:1", "lastStatus": "STOPPED", "containers": [None]}]},
        ],
        "States.TaskFailed",
        '{"Containers":[null],"LastStatus":"STOPPED","TaskArn":"arn:1"}',
    ),
}


@pytest.mark.parametrize(("step", "answers", "error", "cause"), ODD.values(), ids=ODD)
def test_what_cannot_be_fails_the_task(
    step: tuple[str, Any], answers: Sequence[Any], error: str, cause: str
) -> None:
    bodies = [Answer(body=json.dumps(answer), status=200) for answer in answers]
    with answering(*bodies) as server:
        (made,) = run(server.url, step)
    name, said = made.failure
    assert (name or "").startswith(error), made.failure
    assert (said or "").endswith(cause), made.failure
    # Nothing is asked after again that there is not.
    assert len(server.asked) <= len(answers)


def test_a_key_of_an_object_may_hold_what_ends_a_path() -> None:
    given = {**MODEL, "Body": {}, "Output": {"s3Uri": "s3://bucket/out/1?a#b"}}
    with answering(Answer(body='{"ok": true}'), Answer()) as server:
        (made,) = run(server.url, ("bedrock:invokeModel", given))
    assert made.error is None, made.error
    assert made.result["Body"] == "s3://bucket/out/1?a#b"
    assert [one.path for one in server.asked][1:] == ["/bucket/out/1%3Fa%23b"]
