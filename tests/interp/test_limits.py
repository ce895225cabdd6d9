"""What an execution may not exceed: sizes, depth, events.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
"""

from __future__ import annotations

import pytest

from asl.engines.virtual import Settings, returns
from asl.syntax.values import Json
from tests.states.building import INVOKE, block, chain, details, machine, outcome, run

PASS: Json = {"Type": "Pass"}
TASK: Json = {"Type": "Task", "Resource": INVOKE}
HALF = "x" * 140_000
CATCH_ALL = [{"ErrorEquals": ["States.ALL"], "Next": "Caught", "ResultPath": None}]
TOO_LARGE = (
    "The state/task 'S' returned a result with a size exceeding the maximum number of bytes "
    "service limit."
)


def test_an_effective_input_that_is_too_large_can_be_caught() -> None:
    state = {**TASK, "Parameters": {"FunctionName.$": "$.v", "Payload.$": "$.v"}}
    done = run(state, {"v": HALF})
    assert outcome(done) == ("FAILED", "States.DataLimitExceeded", TOO_LARGE)
    assert details(done, "TaskScheduled") == []
    for name in ("States.DataLimitExceeded", "States.ALL"):
        catch = [{"ErrorEquals": [name], "Next": "Caught", "ResultPath": None}]
        assert run({**state, "Catch": catch}, {"v": HALF}).status == "SUCCEEDED"


# what is said: (the state, its input)
OUTPUTS: dict[str, tuple[Json, Json]] = {
    "Pass": ({**PASS, "Parameters": {"a.$": "$.v", "b.$": "$.v"}}, {"v": HALF}),
    "ResultPath": ({**TASK, "ResultPath": "$.r", "Catch": CATCH_ALL}, {"v": HALF}),
    "Parallel": (
        {
            "Type": "Parallel",
            "Branches": [block(("A", PASS)), block(("B", PASS))],
            "Catch": CATCH_ALL,
            "Retry": [{"ErrorEquals": ["States.ALL"]}],
        },
        HALF,
    ),
    "Map": (
        {
            "Type": "Map",
            "ItemProcessor": block(("A", PASS)),
            "ItemSelector": {"all.$": "$[0]"},
            "Catch": CATCH_ALL,
        },
        [HALF, 0],
    ),
}


@pytest.mark.parametrize(("state", "value"), OUTPUTS.values(), ids=OUTPUTS)
def test_an_output_that_is_too_large_is_caught_by_nobody(state: Json, value: Json) -> None:
    done = run(state, value, returns(HALF))
    assert outcome(done) == ("FAILED", "States.DataLimitExceeded", TOO_LARGE)


def test_an_inner_output_that_is_too_large_ends_the_execution_too() -> None:
    inner = block(("S", {**PASS, "Parameters": {"a.$": "$", "b.$": "$"}}))
    done = run(
        machine(
            {
                "P": {"Type": "Parallel", "Branches": [inner], "Catch": CATCH_ALL, "End": True},
                "Caught": {**PASS, "End": True},
            }
        ),
        HALF,
    )
    assert (done.status, done.error) == ("FAILED", "States.DataLimitExceeded")


def test_an_input_that_is_too_large_is_never_entered() -> None:
    done = run(PASS, HALF + HALF)
    assert (done.status, done.error) == ("FAILED", "States.DataLimitExceeded")
    assert details(done, "PassStateEntered") == []


def _nested(levels: int) -> Json:
    value: Json = []
    for _ in range(levels - 1):
        value = [value]
    return value


# what is said: (what a task returns, whether that is a result)
DEPTHS = {"500 containers": (_nested(500), True), "one more": (_nested(501), False)}


@pytest.mark.parametrize(("result", "fine"), DEPTHS.values(), ids=DEPTHS)
def test_depth_of_a_result(result: Json, fine: bool) -> None:
    done = run({**TASK, "Catch": CATCH_ALL}, {}, returns(result))
    assert done.status == ("SUCCEEDED" if fine else "FAILED")
    assert done.error == (None if fine else "States.Runtime")


def test_a_loop_that_nests_deeper_and_deeper_ends() -> None:
    whole = machine(
        {
            "S": {**PASS, "Parameters": {"in.$": "$"}, "Next": "Again"},
            "Again": {
                "Type": "Choice",
                "Choices": [{"Variable": "$.never", "IsPresent": True, "Next": "End"}],
                "Default": "S",
            },
            "End": {"Type": "Succeed"},
        }
    )
    done = run(whole)
    assert (done.status, done.error) == ("FAILED", "States.Runtime")
    assert len(details(done, "PassStateEntered")) == 500


@pytest.mark.parametrize("result", ["half a pair: \ud800", {"\udfff": 1}])
def test_a_result_with_a_lone_surrogate_is_a_runtime_error(result: Json) -> None:
    done = run({**TASK, "Catch": CATCH_ALL}, {}, returns(result))
    assert (done.status, done.error) == ("FAILED", "States.Runtime")
    assert chain(done)[-2:] == ["5<-4 TaskFailed", "6<-5 ExecutionFailed"]


def _around(kind: str, levels: int) -> Json:
    """A Pass inside so many Parallel or Map states."""
    state: Json = {**PASS, "End": True}
    for level in range(levels):
        inner = {"StartAt": f"S{level}", "States": {f"S{level}": state}}
        outer = {"Branches": [inner]} if kind == "Parallel" else {"ItemProcessor": inner}
        state = {"Type": kind, **outer, "End": True}
    return state


@pytest.mark.parametrize(("kind", "levels"), [("Parallel", 49), ("Map", 65)])
def test_as_many_levels_as_a_definition_may_have_can_run(kind: str, levels: int) -> None:
    done = run(_around(kind, levels), _nested(levels + 1))
    assert done.status == "SUCCEEDED"
    assert len(details(done, f"{kind}StateExited")) == levels


LOOP = {
    "A": {**PASS, "Next": "B"},
    "B": {**PASS, "Next": "C"},
    "C": {
        "Type": "Choice",
        "Choices": [{"Variable": "$.stop", "IsPresent": True, "Next": "D"}],
        "Default": "A",
    },
    "D": {"Type": "Succeed"},
}
FULL = "The execution reached the maximum number of history events (25000)."


def test_a_standard_history_ends_with_its_25_000th_event() -> None:
    done = run(machine(LOOP))
    assert (done.status, done.cause) == ("FAILED", FULL)
    assert len(done.events) == 25_000
    assert [event.id for event in done.events] == list(range(1, 25_001))
    assert done.events[-1].type == "ExecutionFailed"
    assert done.events[-1].previous == 24_999


def test_a_full_history_is_caught_by_nobody() -> None:
    branches = [{"StartAt": "A", "States": LOOP}, block(("W", {"Type": "Wait", "Seconds": 9}))]
    state = {
        "Type": "Parallel",
        "Branches": branches,
        "Catch": CATCH_ALL,
        "Retry": [{"ErrorEquals": ["States.ALL"]}],
    }
    done = run(state)
    assert (done.status, done.cause, len(done.events)) == ("FAILED", FULL, 25_000)
    assert done.events[-1].type == "ExecutionFailed"


# what is said: (passes before a Fail state, how the execution failed, how many events it has)
LAST_EVENTS = {
    "room for the Fail state": (12_498, ("FAILED", "Mine", None), 24_999),
    "no room for its entry": (12_499, ("FAILED", "States.Runtime", FULL), 25_000),
}


@pytest.mark.parametrize(("passes", "ended", "count"), LAST_EVENTS.values(), ids=LAST_EVENTS)
def test_the_last_event_is_kept_for_the_failure(passes: int, ended: object, count: int) -> None:
    states = {f"P{n}": {**PASS, "Next": f"P{n + 1}"} for n in range(passes)}
    done = run(machine({**states, f"P{passes}": {"Type": "Fail", "Error": "Mine"}}))
    assert (outcome(done), len(done.events)) == (ended, count)


def test_an_express_history_has_no_limit() -> None:
    count = 13_000
    states = {f"P{n}": {**PASS, "Next": f"P{n + 1}"} for n in range(count)}
    states[f"P{count}"] = {"Type": "Succeed"}
    done = run(machine(states), {}, None, Settings(express=True))
    assert (done.status, len(done.events)) == ("SUCCEEDED", 2 * count + 4)


def test_children_of_a_distributed_map_have_histories_of_their_own() -> None:
    # Eight children with 2 * 1,700 events each: together more than one history holds.
    inner = block(*((f"P{n}", PASS) for n in range(1_700)))
    config = {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}
    state = {"Type": "Map", "ItemProcessor": {**inner, "ProcessorConfig": config}}
    assert run(state, list(range(8))).status == "SUCCEEDED"
