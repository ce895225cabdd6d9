"""Jobs that fail at moto, that it refuses, and that are ended before they have."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from asl.integrations.apis import Apis
from asl.integrations.optimised.tasks import OptimisedTasks
from asl.runtime.host import Submitted
from tests.integrations.aws import Endpoint, Step
from tests.integrations.optimised import at, call_of, run
from tests.integrations.prepared import filled, nothing
from tests.integrations.prepared_jobs import RUN_TASK, container, job_queue, slow_jobs


@pytest.fixture(autouse=True)
def slowly(aws: Endpoint) -> Iterator[None]:
    """Jobs end step by step."""
    with slow_jobs(aws):
        yield


def test_a_job_fails(aws: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTO_SIMPLE_BATCH_FAIL_AFTER", "0")
    job_queue(aws)
    asked = {"JobName": "job1", "JobQueue": "nightly", "JobDefinition": "report"}
    (made,) = run(aws.url, ("batch:submitJob.sync", asked))
    name, cause = made.failure
    read = json.loads(cause or "")
    assert (name, read["JobName"], read["Status"]) == ("States.TaskFailed", "job1", "FAILED")
    assert isinstance(made.submitted, dict)


# what is refused before there is a job: (call, error)
REFUSED: dict[str, tuple[Step, str]] = {
    "ecs": (
        ("ecs:runTask.sync", {"TaskDefinition": "none", "Cluster": "none"}),
        "ECS.ClusterNotFoundException",
    ),
    "batch": (
        (
            "batch:submitJob.sync",
            {"JobName": "job1", "JobQueue": "nightly", "JobDefinition": "none"},
        ),
        "Batch.ClientException",
    ),
    "glue": (("glue:startJobRun.sync", {"JobName": "none"}), "Glue.EntityNotFoundException"),
    "codebuild": (
        ("codebuild:startBuild.sync", {"ProjectName": "none"}),
        "CodeBuild.ResourceNotFoundException",
    ),
    "eks": (("eks:deleteCluster.sync", {"Name": "none"}), "EKS.ResourceNotFoundException"),
    "emr serverless": (
        ("emr-serverless:startApplication.sync", {"ApplicationId": "none"}),
        "EMRServerless.ResourceNotFoundException",
    ),
    "emr on eks": (
        ("emr-containers:deleteVirtualCluster.sync", {"Id": "none"}),
        "EMRContainers.ValidationException",
    ),
}


@pytest.mark.parametrize(("step", "error"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_is_no_job(step: Step, error: str, aws: Endpoint) -> None:
    (made,) = run(aws.url, step)
    assert made.failure[0] == error
    assert made.submitted is None


# a job that is ended: (what it needs, call, what boto3 finds afterwards, that)
CANCELLED: dict[str, tuple[Callable[[Endpoint], Any], Step, Callable[[Endpoint], Any], Any]] = {
    "ecs": (
        container,
        ("ecs:runTask.sync", RUN_TASK),
        lambda aws: [
            (task["desiredStatus"], task["stoppedReason"])
            for task in aws.client("ecs").describe_tasks(
                cluster="shop", tasks=aws.client("ecs").list_tasks(cluster="shop")["taskArns"]
            )["tasks"]
        ],
        [("STOPPED", "Stopped by AWS Step Functions")],
    ),
    "athena": (
        nothing,
        (
            "athena:startQueryExecution.sync",
            {"QueryString": "SELECT 1", "ResultConfiguration": {"OutputLocation": "s3://b/"}},
        ),
        lambda aws: [
            aws.client("athena").get_query_execution(QueryExecutionId=one)["QueryExecution"][
                "Status"
            ]["State"]
            for one in aws.client("athena").list_query_executions()["QueryExecutionIds"]
        ],
        ["CANCELLED"],
    ),
}


@pytest.mark.parametrize(("prepare", "step", "read", "found"), CANCELLED.values(), ids=CANCELLED)
def test_jobs_are_ended(
    prepare: Callable[[Endpoint], Any],
    step: Step,
    read: Callable[[Endpoint], Any],
    found: Any,
    aws: Endpoint,
) -> None:
    call = call_of(*filled(step, aws, prepare(aws)))

    async def story() -> None:
        apis = Apis(at(aws.url), "us-east-1")
        tasks = OptimisedTasks(apis)
        made = await tasks(call)
        assert isinstance(made, Submitted)
        call.job = made.job
        await tasks.cancel(call)
        await apis.close()

    asyncio.run(story())
    assert read(aws) == found
