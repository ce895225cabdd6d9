"""A load on the server: several processes, mixed machines, every answer checked.

`throughput`: how many short executions a second end, started by more than one process.
`load`: eight clients for some minutes; latencies, and what memory does meanwhile.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.client import HTTPException
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from typing import Any, Final, TypeAlias

from benchmarks.served import Caller, Refused, Served, served

Json: TypeAlias = Any

DURABILITIES: Final = ("process", "machine")
PROCESSES: Final = 4
EXECUTIONS: Final = 500
CLIENTS: Final = 8
_POLL: Final = 0.003
_SAMPLE: Final = 5.0
_LONGEST: Final = 60.0
_MIB: Final = 1024 * 1024


class WrongAnswer(AssertionError):
    """An execution ended otherwise than it must."""


@dataclass(frozen=True, slots=True)
class Work:
    """A machine, and what is given to it.

    Attributes:
        definition: of it.
        gives: from the number of an execution to the output that it must give.
        express: whether it is called by StartSyncExecution.
        weight: how often it comes in the mix.
    """

    definition: Json
    gives: Callable[[int], Json]
    express: bool = False
    weight: int = 10


def _chain(length: int) -> Json:
    states: Json = {
        f"S{index}": {"Type": "Pass", "Next": f"S{index + 1}"} for index in range(length - 1)
    }
    states[f"S{length - 1}"] = {"Type": "Pass", "End": True}
    return {"StartAt": "S0", "States": states}


_LOOP: Final[Json] = {
    "StartAt": "Begin",
    "States": {
        "Begin": {"Type": "Pass", "Parameters": {"v.$": "$.v", "n": 0}, "Next": "Add"},
        "Add": {
            "Type": "Pass",
            "Parameters": {"v.$": "$.v", "n.$": "States.MathAdd($.n, 1)"},
            "Next": "Enough",
        },
        "Enough": {
            "Type": "Choice",
            "Choices": [{"Variable": "$.n", "NumericLessThan": 50, "Next": "Add"}],
            "Default": "Done",
        },
        "Done": {"Type": "Pass", "OutputPath": "$.v", "End": True},
    },
}
_MAP: Final[Json] = {
    "QueryLanguage": "JSONata",
    "StartAt": "Each",
    "States": {
        "Each": {
            "Type": "Map",
            "Items": "{% [1..40] %}",
            "MaxConcurrency": 10,
            "ItemProcessor": {
                "StartAt": "Twice",
                "States": {
                    "Twice": {"Type": "Pass", "Output": "{% $states.input * 2 %}", "End": True}
                },
            },
            "Output": "{% $sum($states.result) + $states.input.v %}",
            "End": True,
        }
    },
}
_CAUGHT: Final[Json] = {
    "StartAt": "Both",
    "States": {
        "Both": {
            "Type": "Parallel",
            "Branches": [
                {"StartAt": "Well", "States": {"Well": {"Type": "Pass", "End": True}}},
                {"StartAt": "Ill", "States": {"Ill": {"Type": "Fail", "Error": "Ill"}}},
            ],
            "Retry": [{"ErrorEquals": ["Ill"], "IntervalSeconds": 1, "MaxAttempts": 1}],
            "Catch": [{"ErrorEquals": ["Ill"], "ResultPath": "$.error", "Next": "Mended"}],
            "Next": "Mended",
        },
        "Mended": {"Type": "Pass", "OutputPath": "$.v", "End": True},
    },
}
_WAIT: Final[Json] = {
    "StartAt": "Wait",
    "States": {"Wait": {"Type": "Wait", "Seconds": 1, "OutputPath": "$.v", "End": True}},
}

MIX: Final[dict[str, Work]] = {
    "chain of 5": Work(_chain(5), lambda number: {"v": number}),
    "loop of 100": Work(_LOOP, lambda number: number),
    "map of 40": Work(_MAP, lambda number: 1640 + number),
    "retry, catch": Work(_CAUGHT, lambda number: number, weight=1),
    "wait of 1 s": Work(_WAIT, lambda number: number, weight=1),
    "express, sync": Work(_chain(5), lambda number: {"v": number}, express=True),
}


# -- throughput


def throughput(options: list[str]) -> None:
    """Executions of five states a second, for both durabilities of SQLite."""
    argparse.ArgumentParser(prog="python -m benchmarks throughput").parse_args(options)
    print(
        "| durability | executions | seconds | executions/s | call of StartExecution, median ms |"
    )
    print("|---|---|---|---|---|")
    for durability in DURABILITIES:
        with (
            tempfile.TemporaryDirectory() as folder,
            served(f"{folder}/asl.db", ["--durability", durability]) as server,
        ):
            seconds, latencies = _flood(server)
        count = PROCESSES * EXECUTIONS
        print(
            f"| {durability} | {count:,} | {seconds:.2f} | {count / seconds:,.0f} "
            f"| {statistics.median(latencies) * 1e3:.2f} |"
        )


def _flood(server: Served) -> tuple[float, list[float]]:
    caller = Caller(server.url)
    machine = caller.machine("five", _chain(5))
    latencies: list[float] = []
    for answer in _in_processes(_start_many, PROCESSES, server.url, machine):
        latencies += answer
    while caller.call(
        "ListExecutions", stateMachineArn=machine, statusFilter="RUNNING", maxResults=1
    )["executions"]:
        time.sleep(_POLL)
    ended: list[Json] = []
    page = ""
    while True:
        more: Json = {"nextToken": page} if page else {}
        listed = caller.call("ListExecutions", stateMachineArn=machine, maxResults=1000, **more)
        ended += listed["executions"]
        page = listed.get("nextToken", "")
        if not page:
            break
    succeeded = [one for one in ended if one["status"] == "SUCCEEDED"]
    if len(succeeded) != PROCESSES * EXECUTIONS:
        raise WrongAnswer(f"{len(succeeded)} of {PROCESSES * EXECUTIONS} executions succeeded")
    first = min(one["startDate"] for one in succeeded)
    return max(one["stopDate"] for one in succeeded) - first, latencies


def _start_many(url: str, machine: str) -> list[float]:
    caller = Caller(url)
    caller.call("DescribeStateMachine", stateMachineArn=machine)
    latencies: list[float] = []
    for index in range(EXECUTIONS):
        began = time.perf_counter()
        caller.call("StartExecution", stateMachineArn=machine, input=f'{{"v":{index}}}')
        latencies.append(time.perf_counter() - began)
    return latencies


# -- the load of some minutes


@dataclass(slots=True)
class Tally:
    """What a client saw: seconds from the start to the known end, by kind of machine."""

    taken: dict[str, list[float]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def load(options: list[str]) -> None:
    """Eight clients, each one execution at a time, for some minutes."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks load")
    parser.add_argument("--minutes", type=float, default=10.0)
    minutes: float = parser.parse_args(options).minutes
    with tempfile.TemporaryDirectory() as folder, served(f"{folder}/asl.db") as server:
        caller = Caller(server.url)
        arns = {
            name: caller.machine(f"m{index}", work.definition, express=work.express)
            for index, (name, work) in enumerate(MIX.items())
        }
        began = time.monotonic()
        tallies, memory = _watched(server, arns, minutes * 60)
        seconds = time.monotonic() - began
        file = sum(path.stat().st_size for path in Path(folder).iterdir())
    _print_load(tallies, memory, seconds, file)


def _watched(
    server: Served, arns: dict[str, str], seconds: float
) -> tuple[list[Tally], list[tuple[float, int]]]:
    context = multiprocessing.get_context("spawn")
    queue: SimpleQueue[Tally] = context.SimpleQueue()
    clients = [
        context.Process(target=_client, args=(queue, number, server.url, arns, seconds))
        for number in range(CLIENTS)
    ]
    began = time.monotonic()
    for client in clients:
        client.start()
    memory: list[tuple[float, int]] = []
    while time.monotonic() - began < seconds:
        time.sleep(min(_SAMPLE, seconds))
        memory.append((time.monotonic() - began, server.rss()))
    tallies = [queue.get() for _ in clients]
    for client in clients:
        client.join()
    return tallies, memory


def _client(
    queue: SimpleQueue[Tally], number: int, url: str, arns: dict[str, str], seconds: float
) -> None:
    caller, tally = Caller(url), Tally()
    mix = random.Random(number)
    names, weights = list(MIX), [work.weight for work in MIX.values()]
    until = time.monotonic() + seconds
    turn = 0
    while time.monotonic() < until:
        turn += 1
        (name,) = mix.choices(names, weights)
        try:
            tally.taken.setdefault(name, []).append(_once(caller, MIX[name], arns[name], turn))
        except (Refused, WrongAnswer, OSError, HTTPException) as error:
            tally.faults.append(f"{name}: {error!r}")
            caller.close()
    queue.put(tally)


def _once(caller: Caller, work: Work, arn: str, value: int) -> float:
    """Run one execution to its end; seconds until that is known."""
    input_ = json.dumps({"v": value})
    began = time.perf_counter()
    if work.express:
        ended = caller.call("StartSyncExecution", stateMachineArn=arn, input=input_)
    else:
        started = caller.call("StartExecution", stateMachineArn=arn, input=input_)
        execution = started["executionArn"]
        while True:
            ended = caller.call("DescribeExecution", executionArn=execution)
            if ended["status"] != "RUNNING":
                break
            if time.perf_counter() - began > _LONGEST:
                raise WrongAnswer(f"{execution} still runs after {_LONGEST} s")
            time.sleep(_POLL)
    taken = time.perf_counter() - began
    output = json.loads(ended.get("output", "null"))
    if ended["status"] != "SUCCEEDED" or output != work.gives(value):
        raise WrongAnswer(f"{ended['status']}, output {output!r}")
    return taken


def _print_load(
    tallies: Sequence[Tally], memory: Sequence[tuple[float, int]], seconds: float, file: int
) -> None:
    taken: dict[str, list[float]] = {}
    for tally in tallies:
        for name, times in tally.taken.items():
            taken.setdefault(name, []).extend(times)
    faults = [fault for tally in tallies for fault in tally.faults]
    count = sum(len(times) for times in taken.values())
    print(
        f"{CLIENTS} clients, {seconds:.0f} s: {count:,} executions, {count / seconds:,.0f} a "
        f"second, {len(faults)} faults, database {file / _MIB:,.0f} MiB\n"
    )
    print("| machine | executions | median, ms | p90 | p99 | longest |")
    print("|---|---|---|---|---|---|")
    for name, times in sorted(taken.items()):
        times.sort()
        marks = [times[min(int(len(times) * share), len(times) - 1)] for share in (0.5, 0.9, 0.99)]
        cells = " | ".join(f"{mark * 1e3:,.1f}" for mark in [*marks, times[-1]])
        print(f"| {name} | {len(times):,} | {cells} |")
    print("\n| minute | memory of the server, MiB |\n|---|---|")
    shown = -1
    for at, size in memory:
        if int(at // 60) > shown:
            shown = int(at // 60)
            print(f"| {at / 60:.1f} | {size / _MIB:.0f} |")
    print(f"| {memory[-1][0] / 60:.1f} | {memory[-1][1] / _MIB:.0f} |")
    for fault in faults[:20]:
        print(fault)


def _in_processes(
    work: Callable[[str, str], list[float]], count: int, url: str, machine: str
) -> list[list[float]]:
    with multiprocessing.get_context("spawn").Pool(count) as pool:
        return pool.starmap(work, [(url, machine)] * count)
