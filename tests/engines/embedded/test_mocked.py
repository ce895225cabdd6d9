"""Executions with a test case: as in a run in memory, whenever the process dies."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from asl.definition import load
from asl.engines import virtual
from asl.engines.embedded import EmbeddedEngine, Settings
from asl.engines.port import UnusableTestCase
from asl.engines.virtual import Answer
from asl.runtime.events import Event
from asl.runtime.host import Returned, TaskCall
from asl.stores.records import ExecutionRecord
from asl.testing import load_mocks
from asl.testing.watched_mocks import WatchedMocks
from tests.engines.embedded.living import (
    EAGER,
    asked,
    begin,
    ended,
    engine_of,
    machine_of,
    tell,
    types,
)
from tests.engines.embedded.stores import ACCOUNT, StoppingStore

Json = Any

FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:work"
INVOKE: Json = {"FunctionName": "work"}


def task(resource: str = FUNCTION, **more: Json) -> Json:
    return {"Type": "Task", "Resource": resource, "End": True, **more}


def then(next_: str, resource: str = FUNCTION, **more: Json) -> Json:
    return {"Type": "Task", "Resource": resource, "Next": next_, **more}


def items(state: Json, name: str, **more: Json) -> Json:
    processor = {"StartAt": name, "States": {name: state}, **more}
    return {"Type": "Map", "MaxConcurrency": 1, "ItemProcessor": processor}


DISTRIBUTED = {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}}
AGAIN = [{"ErrorEquals": ["Again"], "Next": "Loop"}]
# Every kind of call that there is, one after the other; `Real` is no mock.
ALL_KINDS: Json = {
    "StartAt": "Loop",
    "States": {
        "Loop": then("Real", "arn:aws:states:::lambda:invoke", Parameters=INVOKE, Catch=AGAIN),
        "Real": then("Each"),
        "Each": {**items(task(), "One"), "Next": "Far"},
        "Far": {**items(task(), "Child", **DISTRIBUTED), "Next": "Job", "Label": "far"},
        "Job": then("Call", "arn:aws:states:::glue:startJobRun.sync", Parameters={"JobName": "j"}),
        "Call": then(
            "Work",
            "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
            Parameters={"QueueUrl": "q", "MessageBody.$": "$$.Task.Token"},
            HeartbeatSeconds=30,
        ),
        "Work": then("Fails", f"{ACCOUNT}:activity:missing", HeartbeatSeconds=30),
        "Fails": task(
            f"{ACCOUNT}:activity:missing", Catch=[{"ErrorEquals": ["No"], "Next": "Last"}]
        ),
        "Last": task(),
    },
}
NAMED = ["Loop", "One", "Child", "Job", "Call", "Work", "Fails", "Last"]


def returned(*values: Json) -> Json:
    return {str(number): {"Return": value} for number, value in enumerate(values)}


def thrown(error: str) -> Json:
    return {"Throw": {"Error": error, "Cause": "as told"}}


RESPONSES: Json = {
    "Loop": {"0-2": thrown("Again"), "3": {"Return": [1, 2, 3]}},
    "One": returned("a", "b", "c"),
    "Child": returned("d", "e", "f"),
    "Job": returned({"JobRunState": "SUCCEEDED"}),
    "Call": returned("called"),
    "Work": returned("worked"),
    "Fails": {"0": thrown("No")},
    "Last": returned("done"),
}


def write(file: Path, responses: Json, names: list[str], machine: str = "machine") -> None:
    case = {name: name for name in names}
    machines = {machine: {"TestCases": {"Case": case}}}
    file.write_text(json.dumps({"StateMachines": machines, "MockedResponses": responses}))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Mocks of all of the machine but for the state that is real."""
    written = tmp_path / "mocks.json"
    write(written, RESPONSES, NAMED)
    return written


class Real:
    """What is bound: it counts."""

    def __init__(self) -> None:
        self.called: Counter[str] = Counter()

    async def __call__(self, call: TaskCall) -> Returned:
        """Hand the input on."""
        self.called[call.state] += 1
        return Returned(value=call.input)


DIFFER = {"ExecutionStarted", "TaskScheduled", "MapRunStarted"}


def shown(events: list[Event] | tuple[Event, ...]) -> list[Json]:
    """Events without what differs from run to run: the role, tokens and names of Map Runs."""
    return [
        (event.id, event.previous, event.type, None if event.type in DIFFER else event.details)
        for event in events
    ]


def expected(definition: Json, file: Path) -> list[Json]:
    """The history of the same on the virtual clock."""
    case = load_mocks(f"{file}#Case")

    def tasks(call: TaskCall) -> Answer:
        return virtual.returns(call.input) if call.state == "Real" else case(call)

    run = virtual.run(load(json.dumps(definition)), {}, tasks)
    assert run.status == "SUCCEEDED"
    return shown(run.events)


async def start(engine: EmbeddedEngine, definition: Json) -> ExecutionRecord:
    machine = await machine_of(engine.store, definition)  # type: ignore[arg-type]  # a MemoryStore
    engine.examine_test_case(machine, "Case")
    record = await engine.store.add_execution(replace(asked(machine), test_case="Case"))
    await engine.start(record, machine)
    return record


async def lived_through(
    definition: Json, file: Path, stops: list[int | None], real: Real
) -> tuple[ExecutionRecord, list[Event]]:
    """An execution whose process dies after so many commits each time; the last one lives."""
    store, record = StoppingStore(), None
    for stop in stops:
        store.commits_left, store.stopped = stop, asyncio.Event()
        engine = await engine_of(store, Settings(tasks=real, mocks=WatchedMocks(str(file))))
        if record is None:
            record = await start(engine, definition)
        over = asyncio.create_task(ended(engine, record))
        died = asyncio.create_task(store.stopped.wait())
        await asyncio.wait({over, died}, return_when=asyncio.FIRST_COMPLETED)
        died.cancel()
        assert not over.done() or engine.open_calls == {}
        await engine.abandon()
        if over.done():
            events = await store.history(record.id, limit=999, after=None, newest_first=False)
            assert store.tokens() == []
            return over.result(), list(events)
        over.cancel()
    raise AssertionError("the last process lives")


def test_the_history_is_that_of_a_run_in_memory(file: Path) -> None:
    real = Real()
    record, events = tell(lambda: lived_through(ALL_KINDS, file, [None], real))
    assert (record.status, record.output, record.test_case) == ("SUCCEEDED", '"done"', "Case")
    assert shown(events) == expected(ALL_KINDS, file)
    assert real.called == {"Real": 1}


# Commits of the parent and of its children, in which the process dies.
@pytest.mark.parametrize("stop", range(0, 45, 2))
def test_a_process_that_dies_changes_nothing(stop: int, file: Path) -> None:
    stops = [stop, 1, 3, None]
    record, events = tell(lambda: lived_through(ALL_KINDS, file, stops, Real()))
    assert record.output == '"done"'
    assert shown(events) == expected(ALL_KINDS, file)


RETRIED: Json = {
    "StartAt": "Loop",
    "States": {
        "Loop": task(
            Retry=[
                {
                    "ErrorEquals": ["Again"],
                    "IntervalSeconds": 1,
                    "MaxAttempts": 3,
                    "MaxDelaySeconds": 2,
                    "JitterStrategy": "FULL",
                }
            ]
        )
    },
}


@pytest.mark.parametrize("settings", [Settings(), EAGER], ids=["in memory", "dropped from memory"])
def test_retries_count_across_restarts(settings: Settings, file: Path) -> None:
    async def story() -> tuple[str | None, list[str]]:
        store, mocked = StoppingStore(), replace(settings, mocks=WatchedMocks(str(file)))
        engine = await engine_of(store, mocked)
        record = await start(engine, RETRIED)
        with engine.watch(record.id) as watch:
            while "LambdaFunctionFailed" not in await types(engine, record):
                await watch.changed()
        await engine.abandon()
        engine = await engine_of(store, mocked)
        found = await ended(engine, record)
        told = await types(engine, record)
        await engine.close()
        return found.output, told

    output, told = tell(story)
    assert (output, told.count("LambdaFunctionFailed")) == ("[1,2,3]", 3)


def test_without_a_test_case_nothing_is_mocked(file: Path) -> None:
    async def story() -> Counter[str]:
        real, store = Real(), StoppingStore()
        engine = await engine_of(store, Settings(tasks=real, mocks=WatchedMocks(str(file))))
        record = await begin(engine, await machine_of(store, RETRIED))
        await ended(engine, record)
        await engine.close()
        return real.called

    assert tell(story) == {"Loop": 1}


async def _failure(engine: EmbeddedEngine, record: ExecutionRecord) -> tuple[str | None, str]:
    found = await ended(engine, record)
    await engine.close()
    assert found.status == "FAILED"
    assert found.cause is not None
    return found.error, found.cause


def test_an_engine_without_mocks_calls_nothing_in_earnest(file: Path) -> None:
    async def story() -> tuple[str | None, str]:
        store, real = StoppingStore(), Real()
        engine = await engine_of(store, Settings(mocks=WatchedMocks(str(file))))
        store.commits_left = 1
        record = await start(engine, RETRIED)
        await store.stopped.wait()
        await engine.abandon()
        store.commits_left = None
        engine = await engine_of(store, Settings(tasks=real))
        failure = await _failure(engine, record)
        assert not real.called
        return failure

    error, cause = tell(story)
    assert error == "States.Runtime"
    assert 'the test case "Case" of "machine"' in cause
    assert "--mocks FILE or SFN_MOCK_CONFIG=FILE" in cause


def test_an_engine_without_mocks_takes_no_test_case() -> None:
    async def story() -> None:
        engine = await engine_of(StoppingStore())
        try:
            await start(engine, RETRIED)
        finally:
            await engine.close()

    with pytest.raises(UnusableTestCase, match="there is no file of mocks here"):
        tell(story)


def test_an_invocation_without_an_answer_ends_the_execution(file: Path) -> None:
    write(file, {"Loop": {"0": thrown("Again")}}, ["Loop"])

    async def story() -> tuple[str | None, str]:
        engine = await engine_of(StoppingStore(), Settings(mocks=WatchedMocks(str(file))))
        return await _failure(engine, await start(engine, ALL_KINDS))

    error, cause = tell(story)
    assert error == "States.Runtime"
    assert "was called for invocation 1, which the response 'Loop' of" in cause
    assert 'Add to the response: "1": {"Return": ' in cause


def test_an_activity_that_is_called_in_earnest_must_exist(file: Path) -> None:
    write(file, RESPONSES, [name for name in NAMED if name != "Fails"])

    async def story() -> tuple[str | None, str]:
        settings = Settings(tasks=Real(), mocks=WatchedMocks(str(file)))
        engine = await engine_of(StoppingStore(), settings)
        return await _failure(engine, await start(engine, ALL_KINDS))

    error, cause = tell(story)
    assert error == "States.Runtime"
    assert f"The activity {ACCOUNT}:activity:missing does not exist." in cause


WAIT: Json = {"Type": "Wait", "Seconds": 1, "End": True}
BESIDE: Json = {
    "StartAt": "Both",
    "States": {
        "Both": {
            "Type": "Parallel",
            "End": True,
            "Branches": [
                {"StartAt": "Real", "States": {"Real": task()}},
                {"StartAt": "One", "States": {"One": then("Wait"), "Wait": WAIT}},
            ],
        }
    },
}


def test_a_call_in_earnest_that_was_under_way_is_made_again(file: Path) -> None:
    """A branch beside it has committed what the call had in its frame while it was being made."""
    write(file, RESPONSES, ["One"])

    async def hangs(_call: TaskCall) -> Returned:
        await asyncio.Event().wait()
        raise AssertionError("it never ends")

    async def story() -> tuple[ExecutionRecord, Counter[str]]:
        store, real = StoppingStore(), Real()
        engine = await engine_of(store, Settings(tasks=hangs, mocks=WatchedMocks(str(file))))
        record = await start(engine, BESIDE)
        with engine.watch(record.id) as watch:
            while "WaitStateEntered" not in await types(engine, record):
                await watch.changed()
        await engine.abandon()
        engine = await engine_of(store, Settings(tasks=real, mocks=WatchedMocks(str(file))))
        found = await ended(engine, record)
        await engine.close()
        return found, real.called

    record, called = tell(story)
    assert (record.status, record.cause, record.output) == ("SUCCEEDED", None, '[{},"a"]')
    assert called == {"Real": 1}
