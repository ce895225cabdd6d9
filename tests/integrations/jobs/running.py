"""Running jobs as an engine does, with programs of the test's own."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from asl.integrations.jobs.settings import JobCommand, JobSettings
from asl.integrations.jobs.tasks import JobTasks
from asl.runtime.errors import StatesError
from asl.runtime.execution import Execution
from asl.runtime.host import Returned, Submitted, TaskCall

Json = Any
ARN: Final = "arn:aws:states:eu-west-1:210987654321:execution:orders:"
ECS: Final = "arn:aws:states:::ecs:runTask.sync"
BATCH: Final = "arn:aws:states:::batch:submitJob.sync"
BUILD: Final = "arn:aws:states:::codebuild:startBuild.sync"
EKS: Final = "arn:aws:states:::eks:runJob.sync"
# Writes what it was given beside itself, prints, and exits as its first argument says.
PROGRAM: Final = """
import json, os, sys
seen = {"arguments": sys.argv[1:], "environment": dict(os.environ), "folder": os.getcwd()}
with open("seen", "a") as file:
    file.write(json.dumps(seen) + "\\n")
print("printed", *sys.argv[2:3])
print("complained", file=sys.stderr)
code = sys.argv[1] if len(sys.argv) > 1 and sys.argv[1].isdigit() else "0"
sys.exit(int(code))
"""


def program(folder: Path, text: str = PROGRAM, name: str = "job.py") -> tuple[str, ...]:
    """A command that runs a text of Python."""
    (folder / name).write_text(text, "utf-8")
    return (sys.executable, str(folder / name))


def settings(folder: Path, *commands: JobCommand, allowed: tuple[str, ...] = ()) -> JobSettings:
    """Processes, with their logs beside what they run in."""
    return JobSettings(
        runner="subprocess",
        environment=frozenset(allowed),
        folder=folder / "jobs",
        commands=commands,
    )


def bound(folder: Path, text: str = PROGRAM, pattern: str = "*", **more: Any) -> JobCommand:
    """What runs for every name."""
    return JobCommand(pattern=pattern, command=program(folder, text), folder=folder, **more)


def lasting(given: JobSettings) -> JobTasks:
    """Those of a server, whose executions outlive it."""
    tasks = JobTasks(given)
    tasks.lasting = True
    return tasks


def call_of(resource: str, given: Json, name: str = "e", *, day: int = 1, **more: Any) -> TaskCall:
    """One attempt at a Task of an execution that was started on a day."""
    execution = Execution(
        arn=ARN + name,
        name=name,
        machine_arn="arn:aws:states:eu-west-1:210987654321:stateMachine:orders",
        machine_name="orders",
        role_arn=None,
        started_at=datetime(2026, 1, day, tzinfo=UTC),
        input={},
    )
    return TaskCall(
        state="Run", resource=resource, input=given, path="0/1", execution=execution, **more
    )


def ecs(*arguments: str, variables: dict[str, str] | None = None, name: str = "resize:2") -> Json:
    """What a Task gives ECS."""
    pairs = [{"Name": key, "Value": value} for key, value in (variables or {}).items()]
    overrides = [{"Name": "main", "Command": list(arguments), "Environment": pairs}]
    return {"TaskDefinition": name, "Overrides": {"ContainerOverrides": overrides}}


def eks(*arguments: str, **more: Any) -> Json:
    """What a Task gives EKS."""
    container = {"name": "main", "image": "acme/resize:2", "args": list(arguments)}
    spec = {"template": {"spec": {"containers": [container], "restartPolicy": "Never"}}}
    job = {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "resize"}, "spec": spec}
    return {"ClusterName": "c", "CertificateAuthority": "a", "Endpoint": "e", "Job": job, **more}


def ran(given: JobSettings, call: TaskCall) -> Json:
    """The result of a call, waited for; an error as the error it is."""

    async def run() -> Json:
        tasks = JobTasks(given)
        try:
            made = await tasks(call)
            if isinstance(made, Returned):
                return made.value
            call.job = made.job
            async with asyncio.timeout(60):
                return await tasks.outcome(call)
        except StatesError as error:
            return error
        finally:
            await tasks.close()

    return asyncio.run(run())


async def submitted(tasks: JobTasks, call: TaskCall) -> Submitted:
    """A call that has been submitted, and is followed from now on."""
    made = await tasks(call)
    assert isinstance(made, Submitted)
    call.job = json.loads(json.dumps(made.job))
    return made


def failed(result: Json) -> tuple[str | None, Json]:
    """The name and the description of a failure."""
    assert isinstance(result, StatesError), result
    return result.name, json.loads(result.cause or "null")


def refused(result: Json) -> str:
    """Why a job does not run."""
    assert isinstance(result, StatesError), result
    assert result.name == "States.Runtime"
    return result.cause or ""


def seen(folder: Path) -> list[Json]:
    """What each run of the program was given."""
    file = folder / "seen"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def is_gone(number: int) -> bool:
    """Whether a process ends, or has ended and only waits to be forgotten."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.01)
    return False
