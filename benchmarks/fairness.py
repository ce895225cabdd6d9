"""Whether an endless loop leaves the server to others.

Four Express executions that never end by themselves run while DescribeExecution is called again
and again over one connection that stays open, and a STANDARD loop without an end is stopped.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from benchmarks.served import Caller, served

Json: TypeAlias = Any

LOOPS: Final = 4
CALLS: Final = 1000
STOPS: Final = 10
# Milliseconds within which 99 of 100 calls of DescribeExecution must be answered.
ALLOWED: Final = 50.0


@dataclass(frozen=True, slots=True)
class Load:
    """What runs beside the calls.

    Attributes:
        name: in the table.
        definition: of the Express loops; None where nothing runs.
        logged: whether every event of theirs is logged, with its data.
        calls: so many at most, where each takes long.
    """

    name: str
    definition: Json
    logged: bool = False
    calls: int = 1_000_000


def _endless(**state: Json) -> Json:
    return {
        "StartAt": "A",
        "States": {
            "A": {"Type": "Pass", **state, "Next": "B"},
            "B": {
                "Type": "Choice",
                "Choices": [{"Variable": "$.never", "IsPresent": True, "Next": "C"}],
                "Default": "A",
            },
            "C": {"Type": "Succeed"},
        },
    }


def _evaluated(expression: str) -> Json:
    return {
        "QueryLanguage": "JSONata",
        "StartAt": "A",
        "States": {
            "A": {"Type": "Pass", "Assign": {"n": f"{{% {expression} %}}"}, "Next": "B"},
            "B": {
                "Type": "Choice",
                "Choices": [{"Condition": "{% $n < 0 %}", "Next": "C"}],
                "Default": "A",
            },
            "C": {"Type": "Succeed"},
        },
    }


_FAST: Final = _endless()
_LARGE: Final = _endless(
    Parameters={"text": "x" * 200_000, "at.$": "$$.State.EnteredTime"}, ResultPath="$.filled"
)
_BRISK: Final = _evaluated("$sum($map([1..3000], function($i) { $i * 2 }))")
_SLOW: Final = _evaluated("$sum($map([1..60000], function($i) { $i * 2 }))")
# Close to the most that one expression may do; nothing can come between its steps.
_SLOWEST: Final = _evaluated(
    "$sum($map([1..1000], function($i) { $sum($map([1..1000], function($j) { $j * $i })) }))"
)

LOADS: Final = (
    Load("nothing", None),
    Load("Pass and Choice", _FAST),
    Load("Pass and Choice, logged with data", _FAST, logged=True),
    Load("payloads of 200 kB", _LARGE),
    Load("JSONata of half a millisecond", _BRISK),
    Load("JSONata of 10 ms", _SLOW),
    Load("JSONata of half a second", _SLOWEST, calls=20),
)


def report(options: list[str]) -> None:
    """Measure each load and print a table; the first two are what is promised."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks fairness")
    parser.add_argument("--calls", type=int, default=CALLS)
    calls: int = parser.parse_args(options).calls
    print(
        f"{LOOPS} endless Express executions; DescribeExecution one after another; "
        "StopExecution of an endless STANDARD execution\n"
    )
    print("| what runs | Describe median, ms | p90 | p99 | longest | Stop median, ms | longest |")
    print("|---|---|---|---|---|---|---|")
    for load in LOADS:
        latencies, stops = measure(load, calls)
        cells = [*_marks(latencies), _share(stops, 0.5), stops[-1]]
        print(f"| {load.name} | " + " | ".join(f"{cell * 1e3:,.1f}" for cell in cells) + " |")
        if load.definition is _FAST and _share(latencies, 0.99) * 1e3 > ALLOWED:
            print(f"  missed: p99 is over {ALLOWED} ms")


def measure(load: Load, calls: int) -> tuple[list[float], list[float]]:
    """Seconds that calls of DescribeExecution and of StopExecution took, the shortest first."""
    with tempfile.TemporaryDirectory() as folder, served(f"{folder}/asl.db") as server:
        caller = Caller(server.url)
        done = caller.machine("done", {"StartAt": "A", "States": {"A": {"Type": "Succeed"}}})
        execution = caller.call("StartExecution", stateMachineArn=done)["executionArn"]
        if load.definition is not None:
            _start_loops(caller, load)
        endless = caller.machine("standard", _FAST)
        latencies = []
        for _ in range(min(calls, load.calls)):
            began = time.perf_counter()
            caller.call("DescribeExecution", executionArn=execution)
            latencies.append(time.perf_counter() - began)
        stops = [_stop(caller, endless) for _ in range(min(STOPS, load.calls // 4))]
        caller.close()
    return sorted(latencies), sorted(stops)


def _start_loops(caller: Caller, load: Load) -> None:
    machine = caller.machine("loop", load.definition, express=True)
    if load.logged:
        group = "arn:aws:logs:us-east-1:123456789012:log-group:/aws/vendedlogs/states/loop:*"
        caller.call(
            "UpdateStateMachine",
            stateMachineArn=machine,
            loggingConfiguration={
                "level": "ALL",
                "includeExecutionData": True,
                "destinations": [{"cloudWatchLogsLogGroup": {"logGroupArn": group}}],
            },
        )
    for number in range(LOOPS):
        caller.call("StartExecution", stateMachineArn=machine, input=json.dumps({"n": number}))


def _stop(caller: Caller, machine: str) -> float:
    execution = caller.call("StartExecution", stateMachineArn=machine)["executionArn"]
    began = time.perf_counter()
    caller.call("StopExecution", executionArn=execution)
    taken = time.perf_counter() - began
    status = caller.call("DescribeExecution", executionArn=execution)["status"]
    assert status == "ABORTED", status
    return taken


def _marks(ordered: Sequence[float]) -> list[float]:
    return [*(_share(ordered, share) for share in (0.5, 0.9, 0.99)), ordered[-1]]


def _share(ordered: Sequence[float], share: float) -> float:
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]
