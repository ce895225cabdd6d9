"""The Succeed state: https://states-language.net/spec.html#succeed-state."""

from __future__ import annotations

import pytest

from asl.syntax.values import Json
from tests.states.building import alone, blame, chain, details, events, machine, outcome, run

ORDER: Json = {"payload": {"id": 7}, "keep": True}

# what is said: (members, output)
FLOWS: dict[str, tuple[Json, Json]] = {
    "the input is the output": ({}, ORDER),
    "InputPath, then OutputPath": ({"InputPath": "$.payload", "OutputPath": "$.id"}, 7),
    "InputPath null gives an empty object": ({"InputPath": None}, {}),
    "OutputPath null gives an empty object": ({"OutputPath": None}, {}),
    "Output shapes": (
        {"QueryLanguage": "JSONata", "Output": {"id": "{% $states.input.payload.id %}"}},
        {"id": 7},
    ),
    "without Output the input is the output in JSONata too": ({"QueryLanguage": "JSONata"}, ORDER),
}


@pytest.mark.parametrize(("members", "output"), FLOWS.values(), ids=FLOWS)
def test_data_flow(members: Json, output: Json) -> None:
    assert outcome(run({"Type": "Succeed", **members}, ORDER)) == ("SUCCEEDED", output)


def test_history() -> None:
    done = run({"Type": "Succeed"}, ORDER)
    assert chain(done) == events(
        "1<-0 ExecutionStarted · 2<-0 SucceedStateEntered · 3<-2 SucceedStateExited · "
        "4<-3 ExecutionSucceeded"
    )
    assert details(done, "SucceedStateExited") == [
        {"name": "S", "output": '{"payload":{"id":7},"keep":true}'}
    ]


def test_a_branch_ends_with_it_and_the_machine_goes_on() -> None:
    branch = {"StartAt": "In", "States": {"In": {"Type": "Succeed", "InputPath": "$.payload"}}}
    done = run(
        machine(
            {
                "S": {"Type": "Parallel", "Branches": [branch], "Next": "After"},
                "After": {"Type": "Pass", "End": True},
            }
        ),
        ORDER,
    )
    assert outcome(done) == ("SUCCEEDED", [{"id": 7}])


def test_a_failing_output_fails_the_execution() -> None:
    done = run(alone({"Type": "Succeed", "OutputPath": "$.missing"}), ORDER)
    assert outcome(done) == (
        "FAILED",
        "States.Runtime",
        blame("Invalid path '$.missing' : No results for path: $['missing']"),
    )
