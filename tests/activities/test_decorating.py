"""What the decorator makes of a function, and what it refuses."""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import asl
from tests.cli.command import environment
from tests.house.source import ROOT

ARN = "arn:aws:states:us-east-1:123456789012:activity:resize"


@asl.worker(ARN)
def resize(input: dict[str, int]) -> dict[str, int]:
    """Halve it."""
    return {"width": input["width"] // 2}


@asl.worker(ARN)
async def later(input: int, task: asl.ActivityTask | None = None) -> int:
    if task is not None:
        task.heartbeat()
    return input + 1


def test_it_stays_the_function_that_it_was() -> None:
    assert resize({"width": 8}) == {"width": 4}
    assert (resize.__name__, resize.__doc__) == ("resize", "Halve it.")
    assert list(inspect.signature(resize).parameters) == ["input"]
    assert repr(resize) == f"<worker resize of {ARN}>"


def test_one_that_is_asynchronous_does_too() -> None:
    awaited = later(1)
    with pytest.raises(StopIteration) as ended:
        awaited.send(None)
    assert ended.value.value == 2


def test_a_task_of_a_test_needs_no_service() -> None:
    task = asl.ActivityTask(ARN, "a-secret")
    task.heartbeat()
    assert not task.over
    assert "a-secret" not in repr(task)


def test_a_task_that_is_over_sends_no_more() -> None:
    sent = []

    def send(token: str) -> None:
        sent.append(token)
        raise asl.TaskOver

    task = asl.ActivityTask(ARN, "t", send)
    for _ in range(2):
        with pytest.raises(asl.TaskOver):
            task.heartbeat()
    assert task.over
    assert sent == ["t"]


# what is said: (function, whether it takes the task)
TAKES: dict[str, tuple[Callable[..., Any], bool]] = {
    "the input": (lambda given: given, False),
    "the input and the task": (lambda given, task: (given, task), True),
    "the task may be left out in tests": (lambda given, task=None: (given, task), True),
    "what follows by name is its own": (lambda given, *, quality=3: (given, quality), False),
    "anything": (lambda *given: given, False),
    "a built-in function": (len, False),
}


@pytest.mark.parametrize(("function", "taken"), TAKES.values(), ids=TAKES)
def test_the_task_goes_to_a_second_parameter(function: Callable[..., Any], taken: bool) -> None:
    assert asl.worker(ARN)(function).job.takes_task == taken


def yields(input: int) -> Iterator[int]:
    yield input


async def yields_later(input: int) -> AsyncIterator[int]:
    yield input


# what is said: (function, what the error says)
UNFIT: dict[str, tuple[Callable[..., Any], str]] = {
    "nothing is taken": (lambda: 1, "takes the input, or the input and the task"),
    "too much is taken": (lambda a, b, c: (a, b, c), "takes the input, or the input and the task"),
    "something else must be named": (lambda a, *, b: (a, b), "takes the input"),
    "it yields": (yields, "yields, and a task has one result"),
    "it yields asynchronously": (yields_later, "yields, and a task has one result"),
}


@pytest.mark.parametrize(("function", "told"), UNFIT.values(), ids=UNFIT)
def test_a_function_that_cannot_be_called(function: Callable[..., Any], told: str) -> None:
    with pytest.raises(TypeError, match=told):
        asl.worker(ARN)(function)


# what is said: (ARN, options, what the error says)
REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "a name is no ARN": ("resize", {}, "'resize' is no ARN of an activity"),
    "a machine is no activity": (ARN.replace("activity", "stateMachine"), {}, "is no ARN of an"),
    "no task at once": (ARN, {"concurrency": 0}, "concurrency is how many .* not 0"),
    "heartbeats all the time": (ARN, {"heartbeat": 0}, "heartbeat is in seconds .* not 0"),
    "no name": (ARN, {"name": ""}, "name has 1 to 80 characters, not 0"),
    "a name too long": (ARN, {"name": "n" * 81}, "name has 1 to 80 characters, not 81"),
}


@pytest.mark.parametrize(("arn", "options", "told"), REFUSED.values(), ids=REFUSED)
def test_refused(arn: str, options: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        asl.worker(arn, **options)


def test_without_workers_there_is_nothing_to_run() -> None:
    with pytest.raises(ValueError, match="give one worker or more"):
        asl.run_workers()


def test_the_package_has_no_other_name() -> None:
    with pytest.raises(AttributeError, match="module 'asl' has no attribute 'workers'"):
        getattr(asl, "workers")  # noqa: B009 - mypy would see it


TYPED = """
import asl

@asl.worker("arn:aws:states:us-east-1:123456789012:activity:a", concurrency=2)
def f(input: dict[str, int], task: asl.ActivityTask) -> int:
    task.heartbeat()
    return input["a"]

@asl.worker("arn:aws:states:us-east-1:123456789012:activity:b")
async def g(input: str) -> bytes:
    raise asl.TaskError("Mine", "all mine")

reveal_type(f)
reveal_type(g)
f("text")
f.run(grace=5)
asl.run_workers(f, g)
"""


def test_types_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "typed.py"
    file.write_text(TYPED, "utf-8")
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--cache-dir", tmp_path, file],
        env=environment() | {"MYPYPATH": str(ROOT)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    told = [line.partition(": ")[2] for line in checked.stdout.splitlines() if file.name in line]
    first, second = (line for line in told if "Revealed type" in line)
    assert first.endswith('task: asl.activities.task.ActivityTask], int]"')
    assert second.endswith('Worker[[input: str], typing.Coroutine[Any, Any, bytes]]"')
    assert [line.rsplit("[", 1)[1] for line in told if line.startswith("error")] == [
        "call-arg]",
        "arg-type]",
    ]


LOADED = (
    "import sys, asl; asl.worker; print([n for n in ('boto3', 'botocore') if n in sys.modules])"
)


def test_boto3_is_loaded_only_to_run() -> None:
    program = [sys.executable, "-c", LOADED]
    done = subprocess.run(
        program, env=environment(), capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "[]\n"
