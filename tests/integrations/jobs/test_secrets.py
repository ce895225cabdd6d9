"""Values of variables and tokens: the job has them, and nobody is told."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any, Final

import pytest
import structlog

from asl.integrations.jobs.tasks import JobTasks
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
    seen,
    settings,
)

Json = Any
SECRET: Final = "hunter2-hunter2"
TOKEN: Final = "AQCEAAAAKgAAAAMAAAAAAAAAAW-token"
TELLS: Final = "import os\nprint(dict(os.environ))\nraise SystemExit(os.environ['PASSWORD'])"


@pytest.mark.parametrize("whose", ["task", "entry"])
@pytest.mark.parametrize("resource", [ECS, BATCH, EKS, BUILD])
def test_values_of_variables_are_never_told(tmp_path: Path, resource: str, whose: str) -> None:
    variables = [{"Name": "PASSWORD", "Value": SECRET}] if whose == "task" else []
    pod = eks(LogOptions={"RetrieveLogs": True})
    pod["Job"]["spec"]["template"]["spec"]["containers"][0]["env"] = [
        {key.lower(): value for key, value in one.items()} for one in variables
    ]
    batched = {"JobName": "n", "JobQueue": "q", "JobDefinition": "resize"}
    given = {
        ECS: {
            "TaskDefinition": "resize",
            "Overrides": {"ContainerOverrides": [{"Environment": variables}]},
        },
        BATCH: {**batched, "ContainerOverrides": {"Environment": variables}},
        EKS: pod,
        BUILD: {"ProjectName": "p", "EnvironmentVariablesOverride": variables},
    }[resource]
    own = {"PASSWORD": SECRET} if whose == "entry" else {}
    one = bound(tmp_path, TELLS, environment=own)
    with structlog.testing.capture_logs() as logs:
        result = ran(settings(tmp_path, one, allowed=("PASSWORD",)), call_of(resource, given))
    name, told = failed(result)
    assert name == "States.TaskFailed"
    assert "***" in json.dumps(told)
    assert SECRET not in json.dumps(told)
    assert SECRET not in str(logs)
    # What the job printed is its own; nothing else that is kept knows the value.
    (folder,) = (tmp_path / "jobs").glob("*-*")
    knowing = {each.name for each in folder.iterdir() if SECRET in each.read_text()}
    assert knowing == {"log"}
    assert folder.stat().st_mode & 0o077 == 0


def test_of_a_value_with_several_lines_no_line_is_told(tmp_path: Path) -> None:
    key = "\n".join(f"-----line {number} of a key-----" for number in range(40))
    text = "import os\nprint(os.environ['KEY'])\nraise SystemExit(1)"
    given = eks(LogOptions={"RetrieveLogs": True, "LogParameters": {"tailLines": ["3"]}})
    given["Job"]["spec"]["template"]["spec"]["containers"][0]["env"] = [
        {"name": "KEY", "value": key}
    ]
    given["Job"] = json.dumps(given["Job"])
    result = ran(settings(tmp_path, bound(tmp_path, text), allowed=("KEY",)), call_of(EKS, given))
    assert "of a key" not in str(result)
    assert "***" in str(result)


def test_credentials_of_our_own_are_hidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("STAGE_NAME", "production")
    text = (
        "import os\n"
        "print(os.environ['AWS_SECRET_ACCESS_KEY'], os.environ['STAGE_NAME'])\n"
        "raise SystemExit(1)"
    )
    _, task = failed(ran(settings(tmp_path, bound(tmp_path, text)), call_of(ECS, ecs())))
    assert task["Containers"][0]["Reason"] == "*** production"


# variables whose values are no texts, or are spelt in two ways
ODD: dict[str, Json] = {
    "an object": {"Name": "KEY", "Value": {"password": "hunter2"}},
    "a number": {"Name": "KEY", "Value": 12345678},
    "a small letter": {"Name": "KEY", "value": "hunter2"},
}


@pytest.mark.parametrize("variable", ODD.values(), ids=ODD)
def test_values_of_every_kind_are_hidden(tmp_path: Path, variable: Json) -> None:
    given = {
        "TaskDefinition": "resize",
        "Overrides": {"ContainerOverrides": [{"Environment": [variable]}]},
    }
    text = "import os\nprint('it is', os.environ['KEY'])\nraise SystemExit(1)"
    result = ran(settings(tmp_path, bound(tmp_path, text), allowed=("KEY",)), call_of(ECS, given))
    _, task = failed(result)
    assert task["Containers"][0]["Reason"] == "it is ***"


def test_of_much_that_is_printed_no_half_of_a_value_is_told(tmp_path: Path) -> None:
    """Where the end of it begins, a value may be cut in two."""
    text = (
        "import os\n"
        "print('x' * 10 + os.environ['PASSWORD'] * 10_000)\n"
        "print('the end')\n"
        "raise SystemExit(1)"
    )
    given = ecs(variables={"PASSWORD": SECRET})
    one = settings(tmp_path, bound(tmp_path, text), allowed=("PASSWORD",))
    _, task = failed(ran(one, call_of(ECS, given)))
    assert task["Containers"][0]["Reason"] == "the end"


def test_a_token_reaches_the_job_and_no_answer(tmp_path: Path) -> None:
    given = ecs("0", variables={"TASK_TOKEN": TOKEN})
    call = call_of("arn:aws:states:::ecs:runTask.waitForTaskToken", given, token=TOKEN)
    bindings = settings(tmp_path, bound(tmp_path), allowed=("TASK_TOKEN",))

    async def story() -> Any:
        tasks = JobTasks(bindings)
        made = await tasks(call)
        # To the end of the job, which nobody waits for.
        synced = call_of(ECS, given)
        synced.job = (await tasks(synced)).job  # type: ignore[union-attr]  # it is submitted
        await tasks.outcome(synced)
        await tasks.close()
        return made

    made = asyncio.run(story())
    assert made.job is None
    assert made.output["Tasks"][0]["LastStatus"] == "PENDING"
    assert TOKEN not in json.dumps(made.output)
    assert seen(tmp_path)[0]["environment"]["TASK_TOKEN"] == TOKEN
