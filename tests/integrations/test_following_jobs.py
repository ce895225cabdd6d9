"""Following a job: polls that fail, how often they come, how it is ended; tokens of requests."""

from __future__ import annotations

import asyncio
import json
from itertools import islice
from typing import Any

import pytest

from asl.integrations.apis import Apis
from asl.integrations.optimised.following import Pace
from asl.integrations.optimised.tasks import OptimisedTasks
from asl.runtime.host import Submitted
from tests.integrations.modelled import Modelled, Refusal, modelled
from tests.integrations.modelled_case import CHILD, MACHINE, Case
from tests.integrations.modelled_jobs import JOBS
from tests.integrations.optimised import Ended, at, call_of, run

GLUE = JOBS["glue:startJobRun"]
BATCH = JOBS["batch:submitJob"]
AWAY = Refusal("InternalServiceException", "away", 500)
UNKNOWN = Refusal("EntityNotFoundException", "no such run")
RUNNING, DONE = GLUE.described("RUNNING"), GLUE.described("SUCCEEDED")

# what is polled of a run of Glue, one after another: (answers, how it ends)
POLLS: dict[str, tuple[list[Any], str | None]] = {
    "not known at first": ([UNKNOWN, UNKNOWN, RUNNING, DONE], None),
    "an endpoint that is away": ([RUNNING, AWAY, AWAY, AWAY, RUNNING, DONE], None),
    "away again and again, though never for long": ([AWAY, AWAY, AWAY, RUNNING] * 3 + [DONE], None),
    "away for good": ([RUNNING, AWAY], "Glue.InternalServiceException"),
    "never known": ([UNKNOWN], "Glue.EntityNotFoundException"),
}


def followed(case: Case, resource: str, polls: list[Any]) -> tuple[Ended, Modelled]:
    """What becomes of a job; polls may fail three times in a row."""
    with modelled(case.boto, {case.call: [case.answer], case.poll: polls}) as server:
        (made,) = run(server.url, (f"{resource}.sync", case.given))
    return made, server


@pytest.mark.parametrize(("polls", "error"), POLLS.values(), ids=POLLS)
def test_polls_may_fail_for_a_while(polls: list[Any], error: str | None) -> None:
    made, server = followed(GLUE, "glue:startJobRun", polls)
    if error is not None:
        assert made.failure[0] == error
        assert len(server.given("GetJobRun")) == len(polls) + 3
    else:
        assert made.error is None, made.error
        assert len(server.given("GetJobRun")) == len(polls)


def test_a_job_that_the_service_does_not_list() -> None:
    made, server = followed(BATCH, "batch:submitJob", [BATCH.described("RUNNING"), {"jobs": []}])
    assert made.failure == ("States.TaskFailed", '{"Jobs":[]}')
    assert len(server.given("DescribeJobs")) == 5


def test_a_job_that_is_named_in_small_letters() -> None:
    with modelled("glue", {"StartJobRun": [GLUE.answer], "GetJobRun": [DONE]}) as server:
        (made,) = run(server.url, ("glue:startJobRun.sync", {"jobName": "nightly"}))
    assert made.error is None, made.error
    assert server.given("GetJobRun") == [GLUE.asked]


STOPPED = {"taskArn": JOBS["ecs:runTask"].answer["tasks"][0]["taskArn"], "lastStatus": "STOPPED"}
# a task of ECS that has stopped: (its description, whether it has failed)
TASKS: dict[str, tuple[dict[str, Any], bool]] = {
    "all is well": ({"containers": [{"exitCode": 0}, {"exitCode": 0}]}, False),
    "a container of several has failed": ({"containers": [{"exitCode": 0}, {"exitCode": 1}]}, True),
    "one was killed when the others were done": (
        {"stopCode": "EssentialContainerExited", "containers": [{"exitCode": 137}]},
        True,
    ),
    "one never came up": ({"containers": [{"name": "a", "reason": "CannotPullContainer"}]}, True),
    "it did not start": ({"stopCode": "TaskFailedToStart", "containers": []}, True),
}


@pytest.mark.parametrize(("told", "failed"), TASKS.values(), ids=TASKS)
def test_tasks_of_ecs(told: dict[str, Any], failed: bool) -> None:
    polls = [{"tasks": [{**STOPPED, **told}]}]
    made, _ = followed(JOBS["ecs:runTask"], "ecs:runTask", polls)
    assert (made.error is not None) == failed
    if failed:
        assert made.failure[0] == "States.TaskFailed"
        assert json.loads(made.failure[1] or "")["LastStatus"] == "STOPPED"


@pytest.mark.parametrize("pattern", ["", ".sync", ".waitForTaskToken"])
def test_a_task_that_is_not_placed(pattern: str) -> None:
    answer = {"tasks": [], "failures": [{"arn": "arn", "reason": "RESOURCE:MEMORY"}]}
    given = {"TaskDefinition": "resize"}
    with modelled("ecs", {"RunTask": [answer]}) as server:
        (made,) = run(server.url, (f"ecs:runTask{pattern}", given))
    if not pattern:
        assert made.result["Failures"] == [{"Arn": "arn", "Reason": "RESOURCE:MEMORY"}]
    else:
        cause = '{"Failures":[{"Arn":"arn","Reason":"RESOURCE:MEMORY"}],"Tasks":[]}'
        assert made.failure == ("AmazonECS.Unknown", cause)
        assert made.submitted is None


NAMES = {
    "Cluster": {"Name": "k"},
    "Nodegroup": {"ClusterName": "k", "NodegroupName": "n"},
    "FargateProfile": {"ClusterName": "k", "FargateProfileName": "f"},
}
# a part of a cluster that is deleted: (kind, statuses one after another, whether it is gone then)
DELETIONS = {
    "a cluster": ("Cluster", ["DELETING"], True),
    "a cluster that stays": ("Cluster", ["DELETING", "ACTIVE"], False),
    "a cluster that breaks": ("Cluster", ["DELETING", "FAILED"], False),
    "nodes": ("Nodegroup", ["ACTIVE", "DELETING"], True),
    "nodes that stay": ("Nodegroup", ["DELETING", "DELETE_FAILED"], False),
    "a profile": ("FargateProfile", ["DELETING"], True),
    "a profile that stays": ("FargateProfile", ["DELETING", "DELETE_FAILED"], False),
}


@pytest.mark.parametrize(("kind", "statuses", "gone"), DELETIONS.values(), ids=DELETIONS)
def test_deletions(kind: str, statuses: list[str], gone: bool) -> None:
    wire = kind[0].lower() + kind[1:]
    polls: list[Any] = [{wire: {"status": status}} for status in statuses]
    answers = {
        f"Delete{kind}": [{wire: {"status": "DELETING"}}],
        f"Describe{kind}": [*polls, Refusal("ResourceNotFoundException", "no", 404)],
    }
    with modelled("eks", answers) as server:
        (made,) = run(server.url, (f"eks:delete{kind}.sync", NAMES[kind]))
    if gone:
        assert made.result == {}
    else:
        assert made.failure[0] == "States.TaskFailed"
        assert json.loads(made.failure[1] or "")[kind]["Status"] == statuses[-1]


def test_an_application_that_is_forgotten_is_deleted() -> None:
    case = JOBS["emr-serverless:deleteApplication"]
    forgotten = Refusal("ResourceNotFoundException", "no", 404)
    made, _ = followed(case, "emr-serverless:deleteApplication", [forgotten])
    assert made.result == {}


CANCELLED = {resource: case for resource, case in JOBS.items() if case.cancel}
# Step Functions ends none of these: they would have to be deleted.
KEPT = {resource: case for resource, case in JOBS.items() if not case.cancel}


async def cancel(url: str, resource: str, case: Case) -> None:
    """Submit a job and end it."""
    apis = Apis(at(url), "us-east-1")
    tasks, call = OptimisedTasks(apis), call_of(f"{resource}.sync", case.given)
    made = await tasks(call)
    assert isinstance(made, Submitted)
    call.job = json.loads(json.dumps(made.job))
    await tasks.cancel(call)
    await apis.close()


@pytest.mark.parametrize(("resource", "case"), CANCELLED.items(), ids=CANCELLED)
def test_jobs_are_ended(resource: str, case: Case) -> None:
    answers = {case.call: [case.answer], case.cancel: [case.ended]}
    with modelled(case.boto, answers) as server:
        asyncio.run(cancel(server.url, resource, case))
    assert server.given(case.cancel) == [case.cancelled]


@pytest.mark.parametrize(("resource", "case"), KEPT.items(), ids=KEPT)
def test_what_is_not_a_run_is_kept(resource: str, case: Case) -> None:
    with modelled(case.boto, {case.call: [case.answer]}) as server:
        asyncio.run(cancel(server.url, resource, case))
    assert [one.operation for one in server.asked] == [case.call]


def test_a_job_that_cannot_be_ended_is_let_be() -> None:
    refusal = Refusal("InvalidInputException")
    with modelled("glue", {"StartJobRun": [GLUE.answer], "BatchStopJobRun": [refusal]}) as server:
        asyncio.run(cancel(server.url, "glue:startJobRun", GLUE))
    assert len(server.given("BatchStopJobRun")) == 1


def test_polls_come_less_and_less_often() -> None:
    pauses = list(islice(Pace(first=1, growth=2, most=10).pauses(), 6))
    assert pauses == [1, 2, 4, 8, 10, 10]


# what tells a service that it has had a request before: (resource, operation, member)
TOKENS = {
    "athena": ("athena:startQueryExecution", "StartQueryExecution", "ClientRequestToken"),
    "ecs": ("ecs:runTask", "RunTask", "clientToken"),
    "eks": ("eks:createCluster", "CreateCluster", "clientRequestToken"),
    "emr on eks": ("emr-containers:startJobRun", "StartJobRun", "clientToken"),
    "emr serverless": ("emr-serverless:startJobRun", "StartJobRun", "clientToken"),
    "bedrock": (
        "bedrock:createModelCustomizationJob",
        "CreateModelCustomizationJob",
        "clientRequestToken",
    ),
    "codebuild": ("codebuild:startBuild", "StartBuild", "idempotencyToken"),
    "mediaconvert": ("mediaconvert:createJob", "CreateJob", "ClientRequestToken"),
    "states": ("states:startExecution", "StartExecution", "name"),
}


@pytest.mark.parametrize(("resource", "operation", "member"), TOKENS.values(), ids=TOKENS)
def test_a_request_that_is_made_again_is_the_same(
    resource: str, operation: str, member: str
) -> None:
    case = JOBS[resource]

    async def story(url: str) -> None:
        # Twice in one attempt, as after a crash; then in another attempt.
        for attempt in (0, 0, 1):
            apis = Apis(at(url), "us-east-1")
            await OptimisedTasks(apis)(call_of(resource, case.given, attempt))
            await apis.close()

    with modelled(case.boto, {operation: [case.answer]}) as server:
        asyncio.run(story(server.url))
    first, again, retried = (given[member] for given in server.given(operation))
    assert first == again != retried


def test_a_name_that_is_given_is_kept() -> None:
    given = {"StateMachineArn": MACHINE, "Name": "mine"}
    answer = {"executionArn": CHILD, "startDate": 1.0}
    with modelled("stepfunctions", {"StartExecution": [answer]}) as server:
        run(server.url, ("states:startExecution", given))
    assert server.given("StartExecution") == [{"stateMachineArn": MACHINE, "name": "mine"}]
