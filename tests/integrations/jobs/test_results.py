"""What a Task gets of its job: the shapes of each service, as its API has them."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any, Final

import botocore.session
import pytest

from asl.integrations.jobs.tasks import JobTasks
from asl.runtime.host import Returned, Submitted
from tests.integrations.jobs.running import (
    BATCH,
    BUILD,
    ECS,
    EKS,
    bound,
    call_of,
    ecs,
    eks,
    failed,
    ran,
    settings,
)

Json = Any
HERE: Final = "eu-west-1:210987654321"
BATCHED: Final[Json] = {
    "JobName": "nightly",
    "JobQueue": f"arn:aws:batch:{HERE}:job-queue/q",
    "JobDefinition": "resize",
    "Parameters": {"a": "b"},
}
BUILT: Final[Json] = {"ProjectName": "site", "SourceVersion": "main"}
FAILS: Final = "print('printed')\nraise SystemExit('the end of the log')"
_TYPES: Final[dict[str, type[Any]]] = {
    "string": str,
    "integer": int,
    "long": int,
    "timestamp": int,
    "boolean": bool,
    "list": list,
    "map": dict,
    "structure": dict,
}


def misfits(value: Any, shape: Any, path: str = "") -> list[str]:
    """Where a value is not what a model of AWS says, its names with a capital."""
    if not isinstance(value, _TYPES[shape.type_name]):
        return [f"{path}: {value!r} is no {shape.type_name}"]
    if shape.type_name == "list":
        parts = [(f"{path}[]", item, shape.member) for item in value]
    elif shape.type_name == "map":
        parts = [(f"{path}.*", item, shape.value) for item in value.values()]
    elif shape.type_name == "structure":
        members = {name[0].upper() + name[1:]: one for name, one in shape.members.items()}
        unknown = [f"{path}.{name} is no member" for name in value if name not in members]
        known = [
            (f"{path}.{name}", value[name], members[name]) for name in value if name in members
        ]
        return unknown + [fault for at, item, of in known for fault in misfits(item, of, at)]
    else:
        return []
    return [fault for at, item, of in parts for fault in misfits(item, of, at)]


# what a service answers: (resource, what the Task gives, shape of the answer, of the job)
SHAPES: Final = {
    "ecs": (ECS, ecs("0"), "RunTaskResponse", "Task"),
    "batch": (BATCH, BATCHED, "SubmitJobResponse", "JobDetail"),
    "codebuild": (BUILD, BUILT, "StartBuildOutput", "Build"),
}


@pytest.mark.parametrize("ends", ["well", "badly"])
@pytest.mark.parametrize(("resource", "given", "answer", "job"), SHAPES.values(), ids=SHAPES)
def test_answers_have_the_shapes_of_the_service(
    tmp_path: Path,
    resource: str,
    given: Json,
    answer: str,
    job: str,
    ends: str,
) -> None:
    one = bound(tmp_path, "" if ends == "well" else FAILS)
    model = botocore.session.get_session().get_service_model(resource.split(":")[5])

    async def story() -> Json:
        tasks = JobTasks(settings(tmp_path, one))
        made = await tasks(call_of(resource.removesuffix(".sync"), given, name="other"))
        await tasks.close()
        assert isinstance(made, Returned)
        return made.value

    returned = asyncio.run(story())
    assert returned.pop("SdkHttpMetadata")["HttpStatusCode"] == 200
    assert list(returned.pop("SdkResponseMetadata")) == ["RequestId"]
    assert misfits(returned, model.shape_for(answer)) == []
    result = ran(settings(tmp_path, one), call_of(resource, given))
    if ends == "badly":
        name, result = failed(result)
        assert name == "States.TaskFailed"
        assert "the end of the log" in json.dumps(result)
    assert misfits(result.get("Build", result), model.shape_for(job)) == []


def test_misfits_are_found() -> None:
    shape = botocore.session.get_session().get_service_model("ecs").shape_for("Task")
    assert misfits({"TaskArn": 1, "Tasks": [], "Containers": [{"ExitCode": "0"}]}, shape) == [
        ".Tasks is no member",
        ".TaskArn: 1 is no string",
        ".Containers[].ExitCode: '0' is no integer",
    ]


def test_a_task_of_ecs(tmp_path: Path) -> None:
    given = {
        **ecs("0", name=f"arn:aws:ecs:{HERE}:task-definition/resize:7"),
        "Cluster": f"arn:aws:ecs:{HERE}:cluster/blue",
        "LaunchType": "FARGATE",
        "StartedBy": "AWS Step Functions",
    }
    task = ran(settings(tmp_path, bound(tmp_path)), call_of(ECS, given))
    (container,) = task["Containers"]
    number = task["TaskArn"].rpartition("/")[2]
    assert container["ExitCode"] == 0
    assert "Reason" not in container
    assert container["Name"] == "main"
    wanted = {
        "ClusterArn": f"arn:aws:ecs:{HERE}:cluster/blue",
        "DesiredStatus": "STOPPED",
        "Group": "family:resize",
        "LastStatus": "STOPPED",
        "LaunchType": "FARGATE",
        "StartedBy": "AWS Step Functions",
        "StopCode": "EssentialContainerExited",
        "StoppedReason": "Essential container in task exited",
        "TaskArn": f"arn:aws:ecs:{HERE}:task/blue/{number}",
        "TaskDefinitionArn": f"arn:aws:ecs:{HERE}:task-definition/resize:7",
    }
    assert {name: task[name] for name in wanted} == wanted
    assert list(task) == sorted(task)
    assert task["CreatedAt"] <= task["StartedAt"] <= task["StoppedAt"]


def test_a_task_of_ecs_that_fails(tmp_path: Path) -> None:
    one = bound(tmp_path, "print('no such bucket')\nraise SystemExit(17)")
    name, task = failed(ran(settings(tmp_path, one), call_of(ECS, ecs())))
    assert name == "States.TaskFailed"
    (container,) = task["Containers"]
    assert (container["ExitCode"], container["Reason"]) == (17, "no such bucket")


def test_a_signal_is_an_exit_code_of_a_shell(tmp_path: Path) -> None:
    one = bound(tmp_path, "import os\nos.kill(os.getpid(), 9)")
    _, task = failed(ran(settings(tmp_path, one), call_of(ECS, ecs())))
    assert task["Containers"][0]["ExitCode"] == 137


def test_a_job_of_batch(tmp_path: Path) -> None:
    job = ran(settings(tmp_path, bound(tmp_path)), call_of(BATCH, BATCHED))
    wanted = {
        "JobArn": f"arn:aws:batch:{HERE}:job/{job['JobId']}",
        "JobDefinition": f"arn:aws:batch:{HERE}:job-definition/resize:1",
        "JobName": "nightly",
        "JobQueue": f"arn:aws:batch:{HERE}:job-queue/q",
        "Parameters": {"a": "b"},
        "Status": "SUCCEEDED",
        "StatusReason": "Essential container in task exited",
    }
    assert {name: job[name] for name in wanted} == wanted
    assert job["Container"]["ExitCode"] == 0
    assert job["Container"]["LogStreamName"].startswith("resize/default/")
    assert [one["Container"]["ExitCode"] for one in job["Attempts"]] == [0]


def test_a_job_of_batch_that_fails(tmp_path: Path) -> None:
    one = bound(tmp_path, "print('no table')\nraise SystemExit(3)")
    name, job = failed(ran(settings(tmp_path, one), call_of(BATCH, BATCHED)))
    assert (name, job["Status"]) == ("States.TaskFailed", "FAILED")
    assert (job["Container"]["ExitCode"], job["Container"]["Reason"]) == (3, "no table")


def test_a_job_of_batch_that_takes_too_long(tmp_path: Path) -> None:
    one = bound(tmp_path, "import time\ntime.sleep(600)", timeout=0.2)
    given = {**BATCHED, "Timeout": {"AttemptDurationSeconds": 900}}
    _, job = failed(ran(settings(tmp_path, one), call_of(BATCH, given)))
    assert (job["Status"], job["StatusReason"]) == (
        "FAILED",
        "Job attempt duration exceeded timeout",
    )


def test_a_build(tmp_path: Path) -> None:
    build = ran(settings(tmp_path, bound(tmp_path)), call_of(BUILD, BUILT))["Build"]
    wanted = {
        "Arn": f"arn:aws:codebuild:{HERE}:build/{build['Id']}",
        "BuildComplete": True,
        "BuildStatus": "SUCCEEDED",
        "CurrentPhase": "COMPLETED",
        "ProjectName": "site",
        "SourceVersion": "main",
    }
    assert {name: build[name] for name in wanted} == wanted
    assert build["Id"].startswith("site:")


def test_a_build_that_fails(tmp_path: Path) -> None:
    one = bound(tmp_path, "print('no rule to make target')\nraise SystemExit(2)")
    _, answer = failed(ran(settings(tmp_path, one), call_of(BUILD, BUILT)))
    assert answer["Build"]["BuildStatus"] == "FAILED"
    assert answer["Build"]["Phases"][0]["Contexts"] == [
        {
            "Message": "Error while executing command. Reason: exit status 2\n"
            "no rule to make target",
            "StatusCode": "COMMAND_EXECUTION_ERROR",
        }
    ]


# what stands in `logs`: (what is printed, options, the log)
LOGS: Final[dict[str, tuple[str, Json, Json]]] = {
    "a text": ("a\nb\n", {}, "a\nb\n"),
    "JSON is parsed": ('{"a": [1, 2.50]}\n', {}, {"a": [1, 2.5]}),
    "but where it is wanted raw": ("[1]\n", {"RawLogs": True}, "[1]\n"),
    "what only Python takes for JSON is text": ("NaN\n", {}, "NaN\n"),
    "nothing": ("", {}, ""),
    "the last lines": ("a\nb\nc\n", {"LogParameters": {"tailLines": ["2"]}}, "b\nc\n"),
    "no line": ("a\n", {"LogParameters": {"tailLines": ["0"]}}, ""),
    "the first bytes": ("abcdef", {"LogParameters": {"limitBytes": ["3"]}}, "abc"),
}


@pytest.mark.parametrize(("printed", "options", "log"), LOGS.values(), ids=LOGS)
def test_logs_of_a_job_of_kubernetes(
    tmp_path: Path, printed: str, options: Json, log: Json
) -> None:
    one = bound(tmp_path, f"import sys\nsys.stdout.write({printed!r})")
    given = eks(LogOptions={"RetrieveLogs": True, **options})
    job = ran(settings(tmp_path, one), call_of(EKS, given))
    assert job["status"]["succeeded"] == 1
    ((pod, containers),) = job["logs"]["pods"].items()
    assert containers == {"containers": {"main": {"log": log}}}
    assert pod


def test_a_log_that_cannot_be_had_ends_nothing(tmp_path: Path) -> None:
    options = {"RetrieveLogs": True, "LogParameters": {"timestamps": ["true"]}}
    job = ran(settings(tmp_path, bound(tmp_path)), call_of(EKS, eks(LogOptions=options)))
    assert job["logs"] == {
        "error": "EKS.LogsUnavailable",
        "cause": "what a job printed here has tailLines and limitBytes, and no timestamps",
    }


def test_a_job_of_kubernetes_that_fails(tmp_path: Path) -> None:
    one = bound(tmp_path, "print('out of memory')\nraise SystemExit(5)")
    name, job = failed(ran(settings(tmp_path, one), call_of(EKS, eks())))
    assert name == "States.TaskFailed"
    assert "logs" not in job
    assert job["status"]["failed"] == 1
    (condition,) = job["status"]["conditions"]
    assert (condition["type"], condition["reason"]) == ("Failed", "BackoffLimitExceeded")
    assert condition["message"] == (
        "Job has reached the specified backoff limit: exit code 5\nout of memory"
    )


def test_a_job_of_kubernetes_as_text(tmp_path: Path) -> None:
    given = eks("0", Namespace="night")
    given["Job"] = json.dumps(given["Job"])
    job = ran(settings(tmp_path, bound(tmp_path)), call_of(EKS, given))
    assert (job["kind"], job["metadata"]["name"]) == ("Job", "resize")
    assert job["metadata"]["namespace"] == "night"
    (condition,) = job["status"]["conditions"]
    assert (condition["type"], condition["status"]) == ("Complete", "True")


def test_what_nobody_waits_for_of_kubernetes(tmp_path: Path) -> None:
    async def story() -> list[Submitted | Returned]:
        tasks = JobTasks(settings(tmp_path, bound(tmp_path)))
        patterns = ("", ".waitForTaskToken")
        base = "arn:aws:states:::eks:runJob"
        made = [await tasks(call_of(base + one, eks("0"), name=f"e{one}")) for one in patterns]
        await tasks.close()
        return made

    returned, waiting = asyncio.run(story())
    assert isinstance(returned, Returned)
    assert (returned.value["StatusCode"], returned.value["StatusText"]) == (201, "Created")
    assert returned.value["ResponseBody"]["metadata"]["name"] == "resize"
    assert isinstance(waiting, Submitted)
    assert waiting.job is None
