"""Express runs are held to what an Express machine may do.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from asl import testing
from asl.definition import InvalidDefinition, load_file
from asl.engines.virtual import Answer, Settings, returns
from asl.runtime.host import TaskCall
from asl.syntax.values import Json
from tests.states.building import ACTIVITY, CALLBACK, INVOKE, JOB, alone, block

EXPRESS = Settings(express=True)
DISTRIBUTED: Json = {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}

# what is said: (state, the pointer below it, the message)
REFUSED: dict[str, tuple[Json, str, str]] = {
    "a job": (
        {"Type": "Task", "Resource": JOB, "Parameters": {"StateMachineArn": "a"}},
        "/Resource",
        "'.sync'",
    ),
    "a callback": (
        {
            "Type": "Task",
            "Resource": CALLBACK,
            "Parameters": {"QueueUrl": "q", "MessageBody.$": "$$.Task.Token"},
            "TimeoutSeconds": 60,
        },
        "/Resource",
        "'.waitForTaskToken'",
    ),
    "an activity": ({"Type": "Task", "Resource": ACTIVITY}, "/Resource", "Activity ARN"),
    "a Distributed Map": (
        {
            "Type": "Map",
            "ItemProcessor": {**block(("P", {"Type": "Pass"})), "ProcessorConfig": DISTRIBUTED},
        },
        "/ItemProcessor/ProcessorConfig/Mode",
        "Distributed Map",
    ),
}


def _answer(_call: TaskCall) -> Answer:
    return returns({})


@pytest.mark.parametrize(("state", "member", "message"), REFUSED.values(), ids=REFUSED)
def test_a_run_is_refused(state: Json, member: str, message: str) -> None:
    expected = f"^/States/S{member}: .*{message}.*; use a STANDARD machine"
    with pytest.raises(ValueError, match=expected):
        testing.run(alone(state), [], _answer, EXPRESS)
    with pytest.raises(ValueError, match=expected):
        asyncio.run(testing.run_async(alone(state), [], _answer, EXPRESS))


@pytest.mark.parametrize("state", [state for state, _, _ in REFUSED.values()], ids=REFUSED)
def test_a_standard_run_is_not(state: Json) -> None:
    assert testing.run(alone(state), [], _answer, Settings()).status == "SUCCEEDED"


def test_a_machine_that_calls_and_goes_on_runs() -> None:
    state = {"Type": "Task", "Resource": INVOKE}
    assert testing.run(alone(state), {}, _answer, EXPRESS).status == "SUCCEEDED"


@pytest.mark.parametrize(("state", "member", "message"), REFUSED.values(), ids=REFUSED)
def test_a_file_is_refused(tmp_path: Path, state: Json, member: str, message: str) -> None:
    path = tmp_path / "machine.asl.json"
    whole = {"StartAt": "S", "States": {"S": {**state, "End": True}}}
    path.write_text(json.dumps(whole))
    assert load_file(path).scope.start == "S"
    with pytest.raises(InvalidDefinition) as refused:
        load_file(path, express=True)
    (diagnostic,) = refused.value.diagnostics
    assert (diagnostic.code, diagnostic.pointer) == ("express-integration", f"/States/S{member}")
    assert message in diagnostic.message
