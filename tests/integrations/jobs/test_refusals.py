"""What no definition may do: name a program, set any variable, run what is not bound."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from asl.integrations.jobs.settings import JobCommand, JobSettings
from asl.integrations.jobs.tasks import JobTasks, missing_command
from asl.runtime.errors import StatesError
from tests.integrations.jobs.running import (
    BATCH,
    BUILD,
    ECS,
    EKS,
    bound,
    call_of,
    ecs,
    eks,
    program,
    ran,
    refused,
    seen,
    settings,
)

Json = Any
BATCHED: Final[Json] = {"JobName": "n", "JobQueue": "q", "JobDefinition": "resize"}
EVIL: Final = ["/bin/sh", "-c", "touch pwned"]
SCRIPT: Final = "touch pwned"


def _task(**overrides: Json) -> Json:
    return {"TaskDefinition": "resize", "Overrides": {"ContainerOverrides": [overrides]}}


def _job(container: Json, **pod: Json) -> Json:
    given = eks()
    spec = given["Job"]["spec"]["template"]["spec"]
    spec["containers"][0] |= container
    spec |= pod
    return given


# by which members a definition might name a program: (resource, what the Task gives)
ROUTES: dict[str, tuple[str, Json]] = {
    "ecs: command": (ECS, _task(Command=EVIL)),
    "ecs: command of a name that is a path": (ECS, {**_task(Command=EVIL, Name="/bin/sh")}),
    "ecs: a second container": (
        ECS,
        {
            "TaskDefinition": "resize",
            "Overrides": {"ContainerOverrides": [{"Command": ["0"]}, {"Command": EVIL}]},
        },
    ),
    "ecs: members of containers": (
        ECS,
        _task(Image="/bin/sh", EntryPoint=EVIL, Program=EVIL, command=EVIL, Path="/bin"),
    ),
    "ecs: a file of variables": (
        ECS,
        _task(EnvironmentFiles=[{"Value": "arn:aws:s3:::b/evil.env", "Type": "s3"}]),
    ),
    "ecs: PATH": (ECS, _task(Environment=[{"Name": "PATH", "Value": "/evil"}])),
    "ecs: LD_PRELOAD": (ECS, _task(Environment=[{"Name": "LD_PRELOAD", "Value": "/e.so"}])),
    "ecs: several tasks": (ECS, {"TaskDefinition": "resize", "Count": 2}),
    "batch: command": (BATCH, {**BATCHED, "ContainerOverrides": {"Command": EVIL}}),
    "batch: an image": (
        BATCH,
        {**BATCHED, "ContainerOverrides": {"Image": "/bin/sh", "InstanceType": "x"}},
    ),
    "batch: parameters": (BATCH, {**BATCHED, "Parameters": {"0": "/bin/sh", "": SCRIPT}}),
    "batch: nodes": (
        BATCH,
        {
            **BATCHED,
            "NodeOverrides": {"NodePropertyOverrides": [{"ContainerOverrides": {"Command": EVIL}}]},
        },
    ),
    "batch: a pod": (
        BATCH,
        {
            **BATCHED,
            "EksPropertiesOverride": {
                "PodProperties": {"Containers": [{"Command": EVIL, "Image": "sh"}]}
            },
        },
    ),
    "batch: a task of ECS": (
        BATCH,
        {
            **BATCHED,
            "EcsPropertiesOverride": {
                "TaskProperties": [{"Containers": [{"Command": EVIL, "Name": "c"}]}]
            },
        },
    ),
    "batch: an array": (BATCH, {**BATCHED, "ArrayProperties": {"Size": 2}}),
    "eks: command": (EKS, _job({"command": EVIL})),
    "eks: arguments": (EKS, _job({"args": EVIL})),
    "eks: a hook": (EKS, _job({"lifecycle": {"postStart": {"exec": {"command": EVIL}}}})),
    "eks: a probe": (EKS, _job({"livenessProbe": {"exec": {"command": EVIL}}})),
    "eks: a folder to run in": (EKS, _job({"workingDir": "/bin"})),
    "eks: an init container": (
        EKS,
        _job({}, initContainers=[{"name": "i", "image": "acme/resize", "command": EVIL}]),
    ),
    "eks: a second container": (
        EKS,
        _job(
            {},
            containers=[
                {"name": "a", "image": "acme/resize"},
                {"name": "b", "image": "acme/resize", "command": EVIL},
            ],
        ),
    ),
    "eks: variables of a secret": (EKS, _job({"envFrom": [{"secretRef": {"name": "s"}}]})),
    "eks: a value of a secret": (
        EKS,
        _job({"env": [{"name": "A", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}}]}),
    ),
    "codebuild: a build specification": (
        BUILD,
        {"ProjectName": "resize", "BuildspecOverride": f"phases: {{build: [{SCRIPT}]}}"},
    ),
    "codebuild: an image": (BUILD, {"ProjectName": "resize", "ImageOverride": "/bin/sh"}),
    "codebuild: a source": (
        BUILD,
        {"ProjectName": "resize", "SourceLocationOverride": "https://evil.example"},
    ),
    "codebuild: a type of source": (BUILD, {"ProjectName": "resize", "SourceTypeOverride": "S3"}),
    "codebuild: further sources": (
        BUILD,
        {"ProjectName": "resize", "SecondarySourcesOverride": [{"Type": "GITHUB"}]},
    ),
    "codebuild: a version": (BUILD, {"ProjectName": "resize", "SourceVersion": "; touch pwned"}),
    "codebuild: a variable of a store": (
        BUILD,
        {
            "ProjectName": "resize",
            "EnvironmentVariablesOverride": [
                {"Name": "A", "Value": "/s", "Type": "PARAMETER_STORE"}
            ],
        },
    ),
}


@pytest.mark.parametrize(("resource", "given"), ROUTES.values(), ids=ROUTES)
def test_no_member_names_a_program(tmp_path: Path, resource: str, given: Json) -> None:
    result = ran(settings(tmp_path, bound(tmp_path), allowed=("A",)), call_of(resource, given))
    runs = seen(tmp_path)
    assert not (tmp_path / "pwned").exists()
    # Either nothing has run, or the bound program, with what it was given as arguments.
    if isinstance(result, StatesError):
        assert refused(result).startswith("The Task 'Run' ")
        assert runs == []
    else:
        assert [run["arguments"] for run in runs] in ([[]], [EVIL])
        assert "LD_PRELOAD" not in runs[0]["environment"]
        assert runs[0]["folder"] == str(tmp_path)


# what is refused: (resource, what the Task gives, why)
REASONS: dict[str, tuple[str, Json, str]] = {
    "a variable that is not allowed": (
        ECS,
        _task(Environment=[{"Name": "TABLE", "Value": "orders-secret"}]),
        "The Task 'Run' sets the variable \"TABLE\" of a job, which asl.toml does not allow: "
        "name it in environment of [jobs].",
    ),
    "a command of a container": (
        EKS,
        _job({"command": EVIL}),
        "The Task 'Run' runs no job: its container has a command, and only asl.toml names "
        'programs: leave it out, or let [jobs.commands."*"] have exactly this command.',
    ),
    "a build specification": (
        BUILD,
        {"ProjectName": "p", "BuildspecOverride": "a"},
        "The Task 'Run' runs no job: BuildspecOverride would say what is built, which only "
        "asl.toml says here.",
    ),
    "variables in a file": (
        ECS,
        _task(EnvironmentFiles=[{"Value": "arn:aws:s3:::b/e.env", "Type": "s3"}]),
        "The Task 'Run' runs no job: Overrides.ContainerOverrides[0].EnvironmentFiles are in S3, "
        "where nothing is read for a job.",
    ),
    "a job that waits for another": (
        BATCH,
        {**BATCHED, "DependsOn": [{"JobId": "a"}]},
        "The Task 'Run' runs no job: DependsOn has no meaning here: a job is one container that "
        "runs at once.",
    ),
    "exits that are tried again": (
        BATCH,
        {**BATCHED, "RetryStrategy": {"EvaluateOnExit": [{"Action": "EXIT"}]}},
        "The Task 'Run' runs no job: RetryStrategy.EvaluateOnExit is not known here: give "
        "Attempts alone.",
    ),
    "arguments that are no list": (
        ECS,
        _task(Command="a b"),
        "The Task 'Run' runs no job: Overrides.ContainerOverrides[0].Command takes a list, and "
        "is a text.",
    ),
    "overrides that are no object": (
        ECS,
        {"TaskDefinition": "resize", "Overrides": ["a"]},
        "The Task 'Run' runs no job: Overrides takes an object, and is a list.",
    ),
    "a variable without a value": (
        ECS,
        _task(Environment=[{"Name": "A"}]),
        "The Task 'Run' runs no job: Overrides.ContainerOverrides[0].Environment[0].Value takes "
        "a text, and is nothing.",
    ),
    "a number of attempts below one": (
        BATCH,
        {**BATCHED, "RetryStrategy": {"Attempts": 0}},
        "The Task 'Run' runs no job: RetryStrategy.Attempts takes a whole number from 1 to "
        "10, and is a number.",
    ),
    "more attempts than Batch makes": (
        BATCH,
        {**BATCHED, "RetryStrategy": {"Attempts": 11}},
        "The Task 'Run' runs no job: RetryStrategy.Attempts takes a whole number from 1 to "
        "10, and is a number.",
    ),
    "a number of 5,000 digits": (
        BATCH,
        {**BATCHED, "RetryStrategy": {"attempts": "9" * 5000}},
        "The Task 'Run' runs no job: RetryStrategy.Attempts takes a whole number from 1 to "
        "10, and is a text.",
    ),
    "a time-out beyond all time": (
        BATCH,
        {**BATCHED, "Timeout": {"AttemptDurationSeconds": 10**400}},
        "The Task 'Run' runs no job: Timeout.AttemptDurationSeconds takes a whole number from 1 "
        "to 2147483647, and is a number.",
    ),
    "half a character": (
        ECS,
        _task(Command=["\ud800"]),
        "The Task 'Run' runs no job: Overrides.ContainerOverrides[0].Command[0] holds half a "
        "character, which no program can be given.",
    ),
    "a Job that is too deep": (
        EKS,
        {"Job": "[" * 100_000},
        "The Task 'Run' runs no job: Job is no JSON: maximum recursion depth exceeded while "
        "decoding a JSON array from a unicode string.",
    ),
    "a source in small letters": (
        BUILD,
        {"ProjectName": "p", "sourceLocationOverride": "https://evil.example"},
        "The Task 'Run' runs no job: SourceLocationOverride would say what is built, which only "
        "asl.toml says here.",
    ),
    "a Job that is no JSON": (
        EKS,
        {"Job": "{"},
        "The Task 'Run' runs no job: Job is no JSON: Expecting property name enclosed in double "
        "quotes: line 1 column 2 (char 1).",
    ),
    "another kind of object": (
        EKS,
        {"Job": {"kind": "Pod"}},
        "The Task 'Run' runs no job: kind of Job is not \"Job\".",
    ),
    "a namespace that is a path": (
        EKS,
        eks(Namespace="../../api"),
        "The Task 'Run' runs no job: Namespace is no name of a namespace.",
    ),
}


@pytest.mark.parametrize(("resource", "given", "why"), REASONS.values(), ids=REASONS)
def test_why_a_job_does_not_run(tmp_path: Path, resource: str, given: Json, why: str) -> None:
    result = ran(settings(tmp_path, bound(tmp_path)), call_of(resource, given))
    assert refused(result) == why
    assert seen(tmp_path) == []


def test_arguments_can_be_forbidden(tmp_path: Path) -> None:
    given = settings(tmp_path, bound(tmp_path, arguments=False))
    assert refused(ran(given, call_of(ECS, ecs("0")))) == (
        "The Task 'Run' runs no job: it gives arguments, and [jobs.commands.\"*\"] says "
        "arguments = false."
    )
    assert isinstance(ran(given, call_of(ECS, ecs())), dict)


def test_the_bound_command_may_be_repeated_by_a_container(tmp_path: Path) -> None:
    one = bound(tmp_path)
    result = ran(settings(tmp_path, one), call_of(EKS, _job({"command": list(one.command)})))
    assert isinstance(result, dict), result
    assert seen(tmp_path)[0]["arguments"] == []


# what is not bound: (settings of a folder and what runs there, why)
CALLED: Final = "The Task 'Run' calls arn:aws:states:::ecs:runTask.sync, and nothing is bound to "


def _off(folder: Path) -> JobSettings:
    return replace(settings(folder, bound(folder)), runner="off")


def test_with_the_runner_off_nothing_runs(tmp_path: Path) -> None:
    call = call_of(ECS, ecs("0"))
    assert not JobTasks(_off(tmp_path)).answers(call)
    assert refused(ran(_off(tmp_path), call)) == (
        CALLED + 'it here: set runner of [jobs] in asl.toml to "subprocess", and bind '
        '[jobs.commands."resize"] to a command.'
    )
    assert seen(tmp_path) == []
    assert not (tmp_path / "jobs").exists()


def test_off_is_the_default() -> None:
    assert not JobTasks(JobSettings(commands=(JobCommand(pattern="*", command=("ls",)),))).answers(
        call_of(ECS, ecs())
    )


def test_a_name_that_is_not_bound_runs_nothing(tmp_path: Path) -> None:
    given, call = settings(tmp_path, bound(tmp_path, pattern="other")), call_of(ECS, ecs("0"))
    assert not JobTasks(given).answers(call)
    assert refused(ran(given, call)) == (
        CALLED + 'it here: bind [jobs.commands."resize"] in asl.toml to a command.'
    )
    assert seen(tmp_path) == []


# which Tasks are answered for: (resource, what the Task gives, pattern, whether)
NAMES: dict[str, tuple[str, Json, str, bool]] = {
    "a family": (ECS, {"TaskDefinition": "resize"}, "resize", True),
    "a family and its revision": (ECS, {"TaskDefinition": "resize:3"}, "resize", True),
    "another revision": (ECS, {"TaskDefinition": "resize:3"}, "resize:2", False),
    "an ARN of a task definition": (
        ECS,
        {"TaskDefinition": "arn:aws:ecs:eu-west-1:210987654321:task-definition/resize:3"},
        "resize:3",
        True,
    ),
    "an ARN, by a pattern of ARNs": (
        ECS,
        {"TaskDefinition": "arn:aws:ecs:eu-west-1:210987654321:task-definition/resize:3"},
        "arn:aws:ecs:eu-*",
        True,
    ),
    "a placeholder": (ECS, {"TaskDefinition": "${ResizeTask}"}, "${ResizeTask}", True),
    "a job definition": (BATCH, BATCHED, "res*", True),
    "an ARN of a job definition": (
        BATCH,
        {**BATCHED, "JobDefinition": "arn:aws:batch:eu-west-1:1:job-definition/a:1"},
        "a",
        True,
    ),
    "an image": (EKS, eks(), "acme/resize:2", True),
    "an image without its tag": (EKS, eks(), "acme/resize", True),
    "an image of another's": (
        EKS,
        _job({"image": "evil.example:5000/acme/resize@sha256:aa"}),
        "acme/resize",
        False,
    ),
    "an image at a port": (
        EKS,
        _job({"image": "local:5000/resize:2@sha256:aa"}),
        "local:5000/resize",
        True,
    ),
    "a project": (BUILD, {"ProjectName": "site"}, "site", True),
    "a job that waits for a token": (
        "arn:aws:states:::ecs:runTask.waitForTaskToken",
        {"TaskDefinition": "resize"},
        "*",
        True,
    ),
    "a job that nobody waits for": ("arn:aws:states:::ecs:runTask", ecs(), "*", True),
    "nothing that is named": (ECS, {}, "*", False),
    "a request that is none": (ECS, ["resize"], "*", False),
    "another action": ("arn:aws:states:::codebuild:stopBuild", {"Id": "a"}, "*", False),
    "the SDK's action": ("arn:aws:states:::aws-sdk:ecs:runTask", ecs(), "*", False),
    "a function": ("arn:aws:states:::lambda:invoke", {}, "*", False),
}


@pytest.mark.parametrize(("resource", "given", "pattern", "wanted"), NAMES.values(), ids=NAMES)
def test_which_tasks_are_answered_for(
    tmp_path: Path, resource: str, given: Json, pattern: str, wanted: bool
) -> None:
    bindings = settings(tmp_path, JobCommand(pattern=pattern, command=("true",)))
    call = call_of(resource, given)
    assert JobTasks(bindings).answers(call) is wanted
    if wanted:
        assert missing_command(call, bindings) is None


def test_a_program_of_the_definitions_folder_is_not_found_instead(tmp_path: Path) -> None:
    """A program without a slash is one of PATH, wherever the job runs."""
    (tmp_path / "true").write_text("#!/bin/sh\ntouch pwned\n", "utf-8")
    (tmp_path / "true").chmod(0o755)
    one = JobCommand(pattern="*", command=("true",), folder=tmp_path)
    assert isinstance(ran(settings(tmp_path, one), call_of(ECS, ecs())), dict)
    assert not (tmp_path / "pwned").exists()
    program(tmp_path)
