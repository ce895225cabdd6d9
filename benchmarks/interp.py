"""The interpreter in process, on the virtual engine, one thread, history recorded."""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from asl.definition import load
from asl.engines import virtual
from asl.engines.virtual import Answer, Run, Settings
from asl.interp import Machine
from asl.runtime.host import TaskCall
from benchmarks import machines

Json: TypeAlias = Any

ROUNDS = 7


@dataclass(frozen=True, slots=True)
class Case:
    """One machine to measure.

    Attributes:
        name: what it is.
        definition: the definition as text.
        input: the execution's input.
        express: whether Express rules hold.
        unit: what is counted.
        count: how many of them a run makes.
        output: what the run must give, so that nothing wrong is measured.
    """

    name: str
    definition: str
    input: Json
    express: bool
    unit: str
    count: int
    output: Json


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured.

    Attributes:
        rate: units a second, the median of the rounds.
        slowest, fastest: the same of the extremes.
        compiling: seconds from text to machine, the median.
        peak: bytes that Python allocated at the peak of one run.
    """

    rate: float
    slowest: float
    fastest: float
    compiling: float
    peak: int


def cases() -> Iterator[Case]:
    """All that is measured."""
    chained = {"data": {"number": 7}}
    yield Case(
        "Pass chain, 500 states",
        json.dumps(machines.pass_chain(500)),
        chained,
        False,
        "transitions",
        500,
        {**chained, "last": {"number": 7, "fixed": "value"}},
    )
    yield Case(
        "Choice loop to 1,000, States.MathAdd",
        json.dumps(machines.choice_loop(1000)),
        {},
        False,
        "transitions",
        2003,
        {"n": 1000},
    )
    yield Case(
        "Choice loop to 1,000, JSONata and Assign",
        json.dumps(machines.jsonata_loop(1000)),
        {},
        False,
        "transitions",
        2003,
        1000,
    )
    for count, express in ((3_000, False), (10_000, True)):
        items = list(range(count))
        yield Case(
            f"Map of {count:,} x 2 states, {'EXPRESS' if express else 'STANDARD'}",
            json.dumps(machines.item_map()),
            {"items": items},
            express,
            "items",
            count,
            items,
        )
    yield Case(
        "nested Parallel, 5 deep, 4 wide",
        json.dumps(machines.nested_parallel(5, 4)),
        1,
        False,
        "transitions",
        sum(4**level for level in range(6)),
        _nested(5, 4),
    )
    yield Case(
        "a definition of 1 MB, its Pass chain run once",
        _of_a_megabyte(),
        chained,
        False,
        "transitions",
        _LONG,
        {**chained, "last": {"number": 7, "fixed": "value"}},
    )


_LONG = 5_500


def _nested(depth: int, width: int) -> Json:
    return 1 if not depth else [_nested(depth - 1, width) for _ in range(width)]


def _of_a_megabyte() -> str:
    text = json.dumps(machines.pass_chain(_LONG), indent=1)
    return text + " " * max(0, 1_000_000 - len(text))


def _no_tasks(_call: TaskCall) -> Answer:
    raise AssertionError("no machine that is measured has a Task")


def _once(case: Case, machine: Machine) -> tuple[float, Run]:
    settings = Settings(express=case.express)
    began = time.perf_counter()
    run = virtual.run(machine, case.input, _no_tasks, settings)
    return time.perf_counter() - began, run


def measure(case: Case) -> Figure:
    """Run a case; the first run warms up and is not counted.

    Raises:
        AssertionError: where a run does not give what it must.
    """
    compiling = []
    for _ in range(3):
        began = time.perf_counter()
        machine = load(case.definition)
        compiling.append(time.perf_counter() - began)
    _, run = _once(case, machine)
    assert run.status == "SUCCEEDED", f"{case.name}: {run.status} {run.error} {run.cause}"
    assert run.output == case.output, f"{case.name}: {str(run.output)[:200]}"
    del run
    rates = sorted(case.count / _once(case, machine)[0] for _ in range(ROUNDS))
    tracemalloc.start()
    _once(case, machine)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return Figure(statistics.median(rates), rates[0], rates[-1], statistics.median(compiling), peak)


def report(options: list[str]) -> None:
    """Measure all and print a table."""
    argparse.ArgumentParser(prog="python -m benchmarks interp").parse_args(options)
    print("| machine | unit | median a second | slowest to fastest | compile, ms | peak, MiB |")
    print("|---|---|---|---|---|---|")
    for case in cases():
        found = measure(case)
        print(
            f"| {case.name} | {case.unit} | {found.rate:,.0f} "
            f"| {found.slowest:,.0f} to {found.fastest:,.0f} "
            f"| {found.compiling * 1000:,.1f} | {found.peak / 2**20:,.1f} |"
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\npeak memory of the whole process: {peak:,.0f} MiB")
