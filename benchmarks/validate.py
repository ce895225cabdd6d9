"""`asl validate` on one core: a project of a thousand definitions, and one small file from cold.

The project is generated: workflows of a fixed seed in the sizes that are met in public repositories
(mean 2.7 KB), eight in ten in files of JSON, one in ten of YAML, and one in ten named by a SAM
template with substitutions.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import chdir
from pathlib import Path
from typing import Any, Final, TypeAlias

from ruamel.yaml import YAML

from asl.carriers.discovery import discover
from asl.linter.lint import Verdict, lint
from asl.linter.settings import Settings

Json: TypeAlias = Any

COUNT: Final = 1_000
ROUNDS: Final = 5
COLD_ROUNDS: Final = 15
ROOT: Final = Path(__file__).resolve().parents[1]
_SEED: Final = 4
_FUNCTION: Final = "arn:aws:lambda:us-east-1:123456789012:function:{}"
_RETRY: Final = [{"ErrorEquals": ["Lambda.TooManyRequestsException"], "MaxAttempts": 3}]


def _task(number: int, draw: random.Random) -> dict[str, Json]:
    kind = draw.randrange(4)
    if kind == 0:
        return {"Type": "Task", "Resource": _FUNCTION.format(f"work-{number}"), "Retry": _RETRY}
    if kind == 1:
        return {
            "Type": "Task",
            "Resource": "arn:aws:states:::dynamodb:putItem",
            "Parameters": {
                "TableName": "orders",
                "Item": {"id": {"S.$": "$.order.id"}, "at": {"S.$": "$$.State.EnteredTime"}},
            },
            "ResultPath": None,
        }
    if kind == 2:
        return {
            "Type": "Task",
            "QueryLanguage": "JSONata",
            "Resource": "arn:aws:states:::lambda:invoke",
            "Arguments": {
                "FunctionName": f"work-{number}",
                "Payload": "{% {'id': $states.input.id, 'total': $sum($states.input.prices)} %}",
            },
            "Output": "{% $states.result.Payload %}",
        }
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::sns:publish",
        "Parameters": {
            "TopicArn": "arn:aws:sns:us-east-1:123456789012:orders",
            "Message.$": "States.Format('Order {} is at step {}', $.order.id, $.step)",
        },
        "ResultPath": "$.told",
    }


def _state(number: int, draw: random.Random) -> dict[str, Json]:
    """A state without the way on."""
    inner = {"StartAt": f"Inner {number}", "States": {}}
    inner["States"] = {f"Inner {number}": {**_task(number, draw), "End": True}}
    match draw.randrange(10):
        case 0:
            return {"Type": "Pass", "Parameters": {"order.$": "$.order", "step": number}}
        case 1:
            return {"Type": "Wait", "Seconds": 30}
        case 2:
            return {"Type": "Map", "ItemsPath": "$.order.lines", "ItemProcessor": inner}
        case 3:
            other = {
                "StartAt": f"Other {number}",
                "States": {f"Other {number}": {"Type": "Pass", "End": True}},
            }
            return {"Type": "Parallel", "Branches": [inner, other], "ResultPath": "$.both"}
        case _:
            return _task(number, draw)


def workflow(draw: random.Random) -> dict[str, Json]:
    """A definition that is valid: a chain with choices that skip, and an end for failures."""
    count = min(1 + int(draw.expovariate(1 / 3.5)), 60)
    names = [f"Step {number}" for number in range(count)]
    states: dict[str, Json] = {}
    for number, name in enumerate(names):
        following = names[number + 1] if number + 1 < count else "Done"
        state = _state(number, draw)
        if state["Type"] in ("Task", "Map", "Parallel"):
            state["Catch"] = [{"ErrorEquals": ["States.ALL"], "Next": "Failed"}]
        states[name] = {**state, "Next": following}
        if draw.random() < 0.2:
            states[name]["Next"] = f"Check {number}"
            states[f"Check {number}"] = {
                "Type": "Choice",
                "Choices": [
                    {"Variable": "$.order.total", "NumericGreaterThan": 100, "Next": following},
                    {
                        "And": [
                            {"Variable": "$.order.state", "StringEquals": "paid"},
                            {"Variable": "$.order.id", "IsPresent": True},
                        ],
                        "Next": "Done",
                    },
                ],
                "Default": "Failed",
            }
    states["Done"] = {"Type": "Succeed"}
    states["Failed"] = {"Type": "Fail", "Error": "Order.Failed", "Cause": "see the history"}
    if not any("Failed" in json.dumps(state) for name, state in states.items() if name != "Failed"):
        del states["Failed"]
    return {"Comment": "generated", "StartAt": names[0], "States": states}


_TEMPLATE: Final = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionUri: order.asl.json
      DefinitionSubstitutions:
        OrdersTable: !Ref Orders
  Orders:
    Type: AWS::Serverless::SimpleTable
"""


def lay(folder: Path, count: int) -> int:
    """Write the project: the bytes of its definitions."""
    draw = random.Random(_SEED)
    yaml = YAML()
    size = 0
    for number in range(count):
        definition = workflow(draw)
        place = folder / f"service-{number % 50}"
        place.mkdir(exist_ok=True)
        text = json.dumps(definition, indent=2)
        if number % 10 == 0:
            stream = io.StringIO()
            yaml.dump(definition, stream)
            text = stream.getvalue()
            (place / f"flow-{number}.asl.yaml").write_text(text)
        elif number % 10 == 1:
            place = place / f"stack-{number}"
            place.mkdir()
            text = text.replace('"TableName": "orders"', '"TableName": "${OrdersTable}"')
            if "${OrdersTable}" not in text:
                text = text.replace('"generated"', '"generated for ${OrdersTable}"')
            (place / "template.yaml").write_text(_TEMPLATE)
            (place / "order.asl.json").write_text(text)
        else:
            (place / f"flow-{number}.asl.json").write_text(text)
        size += len(text)
    return size


def judged(folder: Path) -> Verdict:
    """The verdict on the project."""
    return Verdict(tuple(lint(discover([str(folder)]), Settings())))


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _command(*arguments: str) -> Callable[[], object]:
    """The command as a process, on one core."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "server")))}
    core = min(os.sched_getaffinity(0))

    def work() -> object:
        return subprocess.run(
            [sys.executable, "-m", "asl.cli", "validate", *arguments],
            env=environment,
            check=True,
            capture_output=True,
            preexec_fn=lambda: os.sched_setaffinity(0, {core}),
        )

    return work


def _figures(folder: Path) -> Iterator[tuple[str, list[float]]]:
    small = str(ROOT / "examples" / "agent-loop" / "machine.asl.json")
    yield "one small file, cold", [_timed(_command(small)) for _ in range(COLD_ROUNDS)]
    yield (
        f"{COUNT:,} definitions, in process",
        [_timed(lambda: judged(folder)) for _ in range(ROUNDS)],
    )
    yield (
        f"{COUNT:,} definitions, the command",
        [_timed(_command(str(folder))) for _ in range(ROUNDS)],
    )


def report(options: list[str]) -> None:
    """Measure, and print a table.

    Raises:
        AssertionError: where the verdict on the project is not the one that is due.
    """
    argparse.ArgumentParser(prog="python -m benchmarks validate").parse_args(options)
    with tempfile.TemporaryDirectory() as name, chdir(name):
        folder = Path(name)
        size = lay(folder, COUNT)
        verdict = judged(folder)
        assert len(verdict.machines) == COUNT, f"{len(verdict.machines)} machines"
        errors = [found for found in verdict.diagnostics if found.severity == "error"]
        assert errors == [], f"{len(errors)} errors, the first: {errors[0]}"
        print(f"{COUNT:,} definitions of {size / COUNT / 1000:.1f} KB on average\n")
        print("| what | median, s | fastest, s | slowest, s |\n|---|---|---|---|")
        for what, times in _figures(folder):
            median = statistics.median(times)
            print(f"| {what} | {median:.2f} | {min(times):.2f} | {max(times):.2f} |")
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"\npeak memory of a process: {peak:,.0f} MiB")
