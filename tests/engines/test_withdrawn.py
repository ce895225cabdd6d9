"""Children of a Map Run that failed are gone: they neither end nor time out later."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from asl import testing
from asl.definition import load
from asl.syntax.values import Json


def waiting(name: str) -> Json:
    """A branch that waits for ten minutes."""
    done = f"{name} is done"
    return {
        "StartAt": name,
        "States": {
            name: {"Type": "Wait", "Seconds": 600, "Next": done},
            done: {"Type": "Pass", "End": True},
        },
    }


# what follows the failed Map, and how long it takes in seconds
HANDLERS: dict[str, tuple[Json, int]] = {
    "a Wait": ({"Type": "Wait", "Seconds": 3600, "End": True}, 3600),
    "a Parallel": (
        {"Type": "Parallel", "Branches": [waiting("One"), waiting("Two")], "End": True},
        600,
    ),
}


@pytest.mark.parametrize(("handler", "seconds"), HANDLERS.values(), ids=HANDLERS)
def test_what_follows_takes_its_time(handler: Json, seconds: int) -> None:
    item = {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"},
        "StartAt": "Which",
        "States": {
            "Which": {
                "Type": "Choice",
                "Choices": [{"Variable": "$", "NumericEquals": 2, "Next": "Bad"}],
                "Default": "Long",
            },
            "Bad": {"Type": "Fail"},
            "Long": {"Type": "Wait", "Seconds": 1000, "End": True},
        },
    }
    each = {
        "Type": "Map",
        "ItemProcessor": item,
        "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "H"}],
        "End": True,
    }
    machine = load(json.dumps({"StartAt": "M", "States": {"M": each, "H": handler}}))
    done = testing.run(machine, [1, 2], {})
    assert done.status == "SUCCEEDED"
    assert done.stopped_at is not None
    assert done.stopped_at - done.execution.started_at == timedelta(seconds=seconds)
