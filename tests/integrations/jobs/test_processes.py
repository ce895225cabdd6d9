"""Jobs that run as processes: what they are given, what becomes of them."""

from __future__ import annotations

import asyncio
import json
import os
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from asl.integrations.jobs import supervisor
from asl.integrations.jobs.port import JobSpec, Unstarted
from asl.integrations.jobs.processes import KEPT, ProcessRunner
from asl.integrations.jobs.settings import JobCommand
from asl.integrations.jobs.tasks import JobTasks
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
    failed,
    is_gone,
    lasting,
    program,
    ran,
    refused,
    seen,
    settings,
    submitted,
)

Json = Any
BATCHED: Json = {"JobName": "nightly", "JobQueue": "q", "JobDefinition": "resize:2"}

# what is run: (resource, what the Task gives)
GIVEN: dict[str, tuple[str, Json]] = {
    "ecs": (ECS, ecs("0", "a b")),
    "batch": (BATCH, {**BATCHED, "ContainerOverrides": {"Command": ["0", "a b"]}}),
    "eks": (EKS, eks("0", "a b")),
}


@pytest.mark.parametrize(("resource", "given"), GIVEN.values(), ids=GIVEN)
def test_arguments_follow_the_bound_command(tmp_path: Path, resource: str, given: Json) -> None:
    result = ran(settings(tmp_path, bound(tmp_path)), call_of(resource, given))
    assert isinstance(result, dict), result
    (one,) = seen(tmp_path)
    assert one["arguments"] == ["0", "a b"]
    assert one["folder"] == str(tmp_path)


# arguments that would do harm in a shell, or are odd
HOSTILE: dict[str, str] = {
    "another command": "; touch pwned",
    "a substitution": "$(touch pwned) `touch pwned`",
    "a pipe into a file": "| tee > pwned",
    "lines": "a\ntouch pwned\n",
    "quotes": "'\"; touch pwned; \"'",
    "an option": "--exec=touch pwned",
    "nothing": "",
    "all of Unicode": "\u00e9\u2028\U0001f600\x7f\x1b[31m",
    "100 KB": "x" * 100_000,
}


@pytest.mark.parametrize("argument", HOSTILE.values(), ids=HOSTILE)
def test_an_argument_arrives_as_it_is(tmp_path: Path, argument: str) -> None:
    result = ran(settings(tmp_path, bound(tmp_path)), call_of(ECS, ecs("0", argument)))
    assert isinstance(result, dict), result
    assert seen(tmp_path)[0]["arguments"] == ["0", argument]
    assert not (tmp_path / "pwned").exists()


def test_an_argument_with_a_nul_is_refused(tmp_path: Path) -> None:
    result = ran(settings(tmp_path, bound(tmp_path)), call_of(ECS, ecs("a\0b")))
    assert refused(result) == (
        "The Task 'Run' runs no job: Overrides.ContainerOverrides[0].Command[0] holds a NUL, "
        "which no program can be given."
    )
    assert seen(tmp_path) == []


# arguments that the system does not take
TOO_MUCH: dict[str, tuple[str, str]] = {
    "a megabyte": ("x" * 1_000_000, "it does not start: Argument list too long"),
}


@pytest.mark.parametrize(("argument", "why"), TOO_MUCH.values(), ids=TOO_MUCH)
def test_what_the_system_does_not_take_fails_the_task(
    tmp_path: Path, argument: str, why: str
) -> None:
    result = ran(settings(tmp_path, bound(tmp_path)), call_of(ECS, ecs(argument)))
    name, task = failed(result)
    assert name == "States.TaskFailed"
    assert task["StopCode"] == "TaskFailedToStart"
    assert task["StoppedReason"].endswith(why)
    assert "xxx" not in task["StoppedReason"]


def test_numbers_are_given_as_their_json(tmp_path: Path) -> None:
    given = ecs()
    given["Overrides"]["ContainerOverrides"][0]["Command"] = [0, 1.50, True, {"a": [1]}]
    ran(settings(tmp_path, bound(tmp_path)), call_of(ECS, given))
    assert seen(tmp_path)[0]["arguments"] == ["0", "1.5", "true", '{"a":[1]}']


def test_variables_are_the_entrys_with_the_allowed_ones_over_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASL_DATABASE", "postgresql://secret")
    monkeypatch.setenv("INHERITED", "yes")
    one = bound(tmp_path, environment={"STAGE": "entry", "OWN": "entry"})
    given = settings(tmp_path, one, allowed=("STAGE", "ITEMS"))
    ran(given, call_of(ECS, ecs(variables={"STAGE": "task", "ITEMS": '["a"]'})))
    found = seen(tmp_path)[0]["environment"]
    wanted = {"STAGE": "task", "OWN": "entry", "ITEMS": '["a"]', "INHERITED": "yes"}
    assert {name: found.get(name) for name in wanted} == wanted
    assert "ASL_DATABASE" not in found


def test_batch_fills_parameters_into_the_bound_command(tmp_path: Path) -> None:
    (path, script) = program(tmp_path)
    one = JobCommand(pattern="resize", command=(path, script, "0", "Ref::width"), folder=tmp_path)
    given = {**BATCHED, "Parameters": {"width": "-1; ls", "unused": 2}}
    ran(settings(tmp_path, one), call_of(BATCH, given))
    assert seen(tmp_path)[0]["arguments"] == ["0", "-1; ls"]
    missing = ran(settings(tmp_path, one), call_of(BATCH, BATCHED, name="other"))
    assert refused(missing) == (
        "The Task 'Run' runs no job: the command of [jobs.commands.\"resize\"] has Ref::width, "
        'and the Task gives no parameter "width".'
    )


MARKS: dict[str, tuple[str, Json, tuple[str, ...]]] = {
    "batch": (BATCH, BATCHED, ("AWS_BATCH_JOB_ID", "AWS_BATCH_JQ_NAME", "MANAGED_BY_AWS")),
    "codebuild": (BUILD, {"ProjectName": "p"}, ("CODEBUILD_BUILD_ID", "CODEBUILD_BUILD_ARN")),
}


@pytest.mark.parametrize(("resource", "given", "marks"), MARKS.values(), ids=MARKS)
def test_a_service_tells_a_job_of_itself(
    tmp_path: Path, resource: str, given: Json, marks: tuple[str, ...]
) -> None:
    ran(settings(tmp_path, bound(tmp_path)), call_of(resource, given))
    assert set(marks) <= set(seen(tmp_path)[0]["environment"])


def test_a_program_that_is_not_there_fails_the_task(tmp_path: Path) -> None:
    for command, why in (
        (("no-such-program",), "no-such-program is no program in PATH"),
        (("./none.sh",), "it does not start: No such file or directory"),
    ):
        one = JobCommand(pattern="*", command=command, folder=tmp_path)
        result = ran(settings(tmp_path, one), call_of(ECS, ecs(), name=command[0][:2]))
        name, task = failed(result)
        assert name == "States.TaskFailed"
        assert why in task["StoppedReason"]


def test_a_failed_attempt_is_made_again_as_often_as_the_task_says(tmp_path: Path) -> None:
    text = "import os,sys\nn=len(os.listdir('.'))\nopen(f'try{n}','w')\nsys.exit(0 if n > 4 else 7)"
    given = {**BATCHED, "RetryStrategy": {"Attempts": 9}}
    job = ran(settings(tmp_path, bound(tmp_path, text)), call_of(BATCH, given))
    codes = [attempt["Container"]["ExitCode"] for attempt in job["Attempts"]]
    assert codes[:-1] == [7] * (len(codes) - 1)
    assert codes[-1] == 0
    assert 1 < len(codes) < 9
    assert job["Status"] == "SUCCEEDED"


def test_the_apis_own_small_letters_are_taken(tmp_path: Path) -> None:
    text = "import sys\nprint(*sys.argv[1:])\nopen('tried', 'a').write('x')\nsys.exit(3)"
    given = {**BATCHED, "containerOverrides": {"command": ["a"]}, "RetryStrategy": {"attempts": 2}}
    _, job = failed(ran(settings(tmp_path, bound(tmp_path, text)), call_of(BATCH, given)))
    assert (tmp_path / "tried").read_text() == "xx"
    assert job["Container"]["Reason"] == "a\na"


def test_what_has_taken_too_long_is_not_tried_again(tmp_path: Path) -> None:
    given = {**BATCHED, "RetryStrategy": {"Attempts": 5}}
    one = bound(tmp_path, "import time\ntime.sleep(600)", timeout=0.2)
    _, job = failed(ran(settings(tmp_path, one), call_of(BATCH, given)))
    assert [each["StatusReason"] for each in job["Attempts"]] == [
        "Job attempt duration exceeded timeout"
    ]


SLEEP = "import time\nprint('begun', flush=True)\ntime.sleep(600)"


def test_a_job_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    one = bound(tmp_path, SLEEP, timeout=0.2)
    name, build = failed(ran(settings(tmp_path, one), call_of(BUILD, {"ProjectName": "p"})))
    assert name == "States.TaskFailed"
    assert build["Build"]["BuildStatus"] == "TIMED_OUT"


def test_fifty_jobs_hold_no_thread(tmp_path: Path) -> None:
    given = settings(tmp_path, bound(tmp_path, "import time\ntime.sleep(0.5)"))
    calls = [call_of(ECS, ecs(), name=f"e{number}") for number in range(50)]

    async def story() -> tuple[list[Json], int]:
        before = threading.active_count()
        tasks = JobTasks(given)
        await asyncio.gather(*(submitted(tasks, call) for call in calls))
        following = [asyncio.ensure_future(tasks.outcome(call)) for call in calls]
        await asyncio.sleep(0)
        most = threading.active_count() - before
        ended = await asyncio.gather(*following)
        await tasks.close()
        return ended, most

    ended, threads = asyncio.run(story())
    assert threads == 0
    assert len({task["TaskArn"] for task in ended}) == 50
    assert {task["Containers"][0]["ExitCode"] for task in ended} == {0}


def test_a_submission_that_is_made_again_finds_the_job(tmp_path: Path) -> None:
    given = settings(tmp_path, bound(tmp_path))

    async def story() -> list[Json]:
        handles = []
        for _ in range(3):
            tasks = lasting(given)
            call = call_of(ECS, ecs("0"))
            both = [submitted(tasks, one) for one in (call, call_of(ECS, ecs("0")))]
            made: list[Any] = await asyncio.gather(*both)
            handles += [one.job["handle"] for one in made]
            await tasks.outcome(call)
            await tasks.close()
        return handles

    handles = asyncio.run(story())
    assert all(handle == handles[0] for handle in handles)
    assert len(seen(tmp_path)) == 1


# what is another submission, though it is of the same Task: (first, second)
OTHERS: dict[str, tuple[Json, Json]] = {
    "another attempt": ({}, {"attempt": 1}),
    "an execution that has the name of a forgotten one": ({}, {"day": 2}),
    "another execution": ({}, {"name": "f"}),
}


@pytest.mark.parametrize(("first", "second"), OTHERS.values(), ids=OTHERS)
def test_another_submission_runs_another_job(tmp_path: Path, first: Json, second: Json) -> None:
    async def story() -> None:
        for more in (first, second):
            tasks = lasting(settings(tmp_path, bound(tmp_path)))
            call = call_of(ECS, ecs("0"), **more)
            await submitted(tasks, call)
            await tasks.outcome(call)
            await tasks.close()

    asyncio.run(story())
    assert len(seen(tmp_path)) == 2


def test_a_run_that_does_not_last_runs_its_jobs_each_time(tmp_path: Path) -> None:
    given = settings(tmp_path, bound(tmp_path))
    first = ran(given, call_of(ECS, ecs("0")))
    _, second = failed(ran(given, call_of(ECS, ecs("3"))))
    codes = [task["Containers"][0]["ExitCode"] for task in (first, second)]
    assert codes == [0, 3]


def spec_of(folder: Path, text: str, token: str, **more: Any) -> JobSpec:
    return JobSpec(
        token=token,
        name="job",
        container="main",
        command=program(folder, text),
        folder=folder,
        **more,
    )


TOKEN = "00000000-0000-4000-8000-000000000000"


async def _printed(runner: ProcessRunner, handle: Json, wanted: str) -> None:
    """Wait until a job has printed a text."""
    async with asyncio.timeout(60):
        while wanted not in str(await runner.logs(handle, {})):  # noqa: ASYNC110 - a file tells nobody
            await asyncio.sleep(0.01)


def test_what_is_deaf_to_its_end_is_killed_with_all_it_started(tmp_path: Path) -> None:
    text = (
        "import signal, subprocess, sys, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "print('child', child.pid, 'begun', flush=True)\n"
        "time.sleep(600)\n"
    )

    async def story() -> tuple[Json, int]:
        runner = ProcessRunner(tmp_path / "jobs", grace=0.2)
        handle = await runner.start(spec_of(tmp_path, text, TOKEN))
        await _printed(runner, handle, "begun")
        await runner.cancel(handle)
        end = await runner.outcome(handle)
        ((log,),) = [pod.values() for pod in (await runner.logs(handle, {})).values()]
        # To cancel once more is nothing.
        await runner.cancel(handle)
        await runner.close()
        return end, int(log.split()[1])

    end, child = asyncio.run(story())
    assert (end.code, end.reason, end.succeeded) == (137, "it was stopped", False)
    assert is_gone(child)


def test_what_a_job_leaves_running_ends_with_it(tmp_path: Path) -> None:
    text = (
        "import subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "open('child', 'w').write(str(child.pid))\n"
    )
    assert isinstance(ran(settings(tmp_path, bound(tmp_path, text)), call_of(ECS, ecs())), dict)
    assert is_gone(int((tmp_path / "child").read_text()))


def test_an_aborted_execution_ends_its_job(tmp_path: Path) -> None:
    async def story() -> Json:
        tasks = JobTasks(settings(tmp_path, bound(tmp_path, SLEEP)))
        call = call_of(ECS, ecs())
        await submitted(tasks, call)
        await tasks.cancel(call)
        (folder,) = (tmp_path / "jobs").glob("*-*")
        async with asyncio.timeout(60):
            while not (folder / supervisor.EXIT).exists():  # noqa: ASYNC110 - a file tells nobody
                await asyncio.sleep(0.01)
        await tasks.close()
        return json.loads((folder / supervisor.EXIT).read_text())

    end = asyncio.run(story())
    assert (end["code"], end["reason"]) == (143, "it was stopped")


def test_of_a_long_log_the_end_is_kept(tmp_path: Path) -> None:
    log = supervisor.Log(tmp_path, keep=100)
    for number in range(100):
        log.write(b"%09d\n" % number)
    kept = (tmp_path / "log.1").read_bytes() + (tmp_path / "log").read_bytes()
    assert kept.endswith(b"000000098\n000000099\n")
    assert 50 <= len(kept) <= 100


def test_a_full_disk_costs_the_log_and_not_the_job(tmp_path: Path) -> None:
    text = "print('x' * 100_000, flush=True)\nopen('done', 'w')"

    async def story() -> Json:
        runner = ProcessRunner(tmp_path / "jobs")
        folder = tmp_path / "jobs" / TOKEN
        folder.mkdir(parents=True)
        (folder / supervisor.LOG).symlink_to("/dev/full")
        handle = await runner.start(spec_of(tmp_path, text, TOKEN))
        end = await runner.outcome(handle)
        await runner.close()
        return end

    assert asyncio.run(story()).succeeded
    assert (tmp_path / "done").exists()


def test_a_folder_that_cannot_be_read_fails_the_task(tmp_path: Path) -> None:
    async def story() -> Json:
        tasks = JobTasks(settings(tmp_path, bound(tmp_path)))
        call = call_of(ECS, ecs("0"))
        await submitted(tasks, call)
        (folder,) = (tmp_path / "jobs").glob("*-*")
        await tasks.outcome(call)
        (folder / supervisor.EXIT).unlink()
        (folder / supervisor.EXIT).mkdir()
        # Nor does it bring down who ends it.
        await tasks.cancel(call)
        try:
            return await tasks.outcome(call)
        except StatesError as error:
            return error
        finally:
            await tasks.close()

    _, task = failed(asyncio.run(story()))
    assert task["StoppedReason"].endswith("cannot be read: Is a directory")


def test_nothing_that_has_ended_is_left_to_the_system(tmp_path: Path) -> None:
    """Neither a process that nobody forgets, be it waited for or not, nor a descriptor."""

    async def story() -> int:
        tasks = JobTasks(settings(tmp_path, bound(tmp_path)))
        calls = [call_of(ECS, ecs("0"), name=f"e{number}") for number in range(3)]
        before = _descriptors()
        for call in calls:
            await submitted(tasks, call)
        await tasks.outcome(calls[0])
        states = [folder / supervisor.STATE for folder in (tmp_path / "jobs").glob("*-*")]
        numbers = [json.loads(state.read_text())["supervisor"] for state in states]
        async with asyncio.timeout(60):
            while any(map(_is_known, numbers)):  # noqa: ASYNC110 - a process tells nobody
                await asyncio.sleep(0.01)
        after = _descriptors()
        await tasks.close()
        return after - before

    assert asyncio.run(story()) == 0


def _descriptors() -> int:
    return len(list(Path("/dev/fd").iterdir()))


def _is_known(number: int) -> bool:
    return Path(f"/proc/{number}").exists()


def test_what_ended_long_ago_is_removed(tmp_path: Path) -> None:
    folder = tmp_path / "jobs"
    old, fresh, other = (folder / name for name in (TOKEN, TOKEN[:-1] + "1", "notes"))
    for each in (old, fresh, other):
        each.mkdir(parents=True)
        (each / supervisor.EXIT).write_text("{}")
    long_ago = time.time() - KEPT - 1
    for each in (old, other):
        os.utime(each, (long_ago, long_ago))

    async def story() -> None:
        runner = ProcessRunner(folder)
        handle = await runner.start(spec_of(tmp_path, "", TOKEN[:-1] + "2"))
        await runner.outcome(handle)
        await runner.close()

    asyncio.run(story())
    assert {each.name for each in folder.iterdir()} == {
        ".gitignore",
        fresh.name,
        "notes",
        TOKEN[:-1] + "2",
    }


def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "jobs").write_text("a file")

    async def story() -> None:
        await ProcessRunner(tmp_path / "jobs").start(spec_of(tmp_path, "", TOKEN))

    with pytest.raises(Unstarted, match="cannot be used: "):
        asyncio.run(story())
