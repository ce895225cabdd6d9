"""ValidateStateMachineDefinition through boto3."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Final

import pytest

from tests.server.machines import NO_STATES, ONE_PASS
from tests.server.refusals import refused

CASES: Final = Path(os.environ.get("ASL_CONFORMANCE_CASES", ""))

WAITS: Final = json.dumps(
    {
        "StartAt": "Ask",
        "States": {
            "Ask": {
                "Type": "Task",
                "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
                "Parameters": {"QueueUrl": "$.url", "MessageBody.$": "$$.Task.Token"},
                "End": True,
            }
        },
    }
)
FAULTY: Final = json.dumps(
    {
        "StartAt": "A",
        "States": {
            "A": {"Type": "Pass", "Next": "B", "Parameters": {"id": "$.id"}, "ResultPath": "$.a"},
            "B": {
                "Type": "Choice",
                "Choices": [
                    {"Variable": "$.ok", "BooleanEquals": True, "Next": "Nope"},
                    {"Variable": "$.ok", "BooleanEquals": False, "Next": "Nor this"},
                ],
            },
            "C": {"Type": "Succeed"},
        },
    }
)
TARGET: Final = "MISSING_TRANSITION_TARGET"
FAULTS: Final = [
    ("ERROR", TARGET, "/States/B/Choices[0]/Next"),
    ("ERROR", TARGET, "/States/B/Choices[1]/Next"),
    ("ERROR", TARGET, "/States/C"),
]
DOLLAR: Final = ("WARNING", "NO_DOLLAR", "/States/A/Parameters/id")


def validated(client: Any, definition: str, **more: Any) -> tuple[str, bool, list[Any]]:
    """The result, whether it was truncated, and (severity, code, location) of each."""
    got = client.validate_state_machine_definition(definition=definition, **more)
    told = got["diagnostics"]
    assert all(item["message"] for item in told)
    places = [(item["severity"], item["code"], item.get("location")) for item in told]
    return got["result"], got["truncated"], places


# what is said: (definition, what is asked for, result, truncated, diagnostics)
ANSWERS: dict[str, tuple[str, dict[str, Any], str, bool, list[Any]]] = {
    "nothing is wrong": (ONE_PASS, {}, "OK", False, []),
    "errors alone, by default": (FAULTY, {}, "FAIL", False, FAULTS),
    "warnings too": (FAULTY, {"severity": "WARNING"}, "FAIL", False, [DOLLAR, *FAULTS]),
    "the first of them": (
        FAULTY,
        {"severity": "WARNING", "maxResults": 2},
        "FAIL",
        True,
        [DOLLAR, FAULTS[0]],
    ),
    "as many as there are": (FAULTY, {"maxResults": 3}, "FAIL", False, FAULTS),
    "0 is a hundred": (FAULTY, {"maxResults": 0}, "FAIL", False, FAULTS),
    "warnings are no failure": (
        WAITS,
        {"severity": "WARNING"},
        "OK",
        False,
        [
            ("WARNING", "timeout-missing", None),
            ("WARNING", "NO_DOLLAR", "/States/Ask/Parameters/QueueUrl"),
        ],
    ),
    "and are not told where nobody asks": (WAITS, {}, "OK", False, []),
    "an Express machine does not wait": (
        WAITS,
        {"type": "EXPRESS"},
        "FAIL",
        False,
        [("ERROR", "SCHEMA_VALIDATION_FAILED", "/States/Ask/Resource")],
    ),
    "no state at all": (
        NO_STATES,
        {},
        "FAIL",
        False,
        [("ERROR", "SCHEMA_VALIDATION_FAILED", "/States")],
    ),
    "no object": ("[]", {}, "FAIL", False, [("ERROR", "SCHEMA_VALIDATION_FAILED", None)]),
    "a loop has no place": (
        '{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "A"}}}',
        {},
        "FAIL",
        False,
        [("ERROR", "MISSING_END_STATE", None)],
    ),
}


@pytest.mark.parametrize(
    ("definition", "asked", "result", "truncated", "told"), ANSWERS.values(), ids=ANSWERS
)
def test_answer(
    client: Any,
    definition: str,
    asked: dict[str, Any],
    result: str,
    truncated: bool,
    told: list[Any],
) -> None:
    assert validated(client, definition, **asked) == (result, truncated, told)


def test_more_than_a_hundred_are_cut(client: Any) -> None:
    states = {f"S{number}": {"Type": "Pass", "Nxet": "S"} for number in range(101)}
    got = validated(client, json.dumps({"StartAt": "S0", "States": states}))
    assert got[:2] == ("FAIL", True)
    assert len(got[2]) == 100


def test_what_is_told_is_what_a_machine_is_refused_for(client: Any) -> None:
    code, message = refused(
        lambda: client.create_state_machine(
            name="faulty", roleArn="arn:aws:iam::123456789012:role/r", definition=FAULTY
        )
    )
    assert code == "InvalidDefinition"
    assert all(f" at {location}" in message for _, _, location in FAULTS)


def test_no_machine_is_made(client: Any) -> None:
    client.validate_state_machine_definition(definition=ONE_PASS)
    assert client.list_state_machines()["stateMachines"] == []


def _recorded() -> list[dict[str, Any]]:
    files = sorted(CASES.glob("api_validation/*.json")) if os.fspath(CASES) != "." else []
    records = [json.loads(file.read_text("utf-8")) for file in files]
    return [record for record in records if record["kind"] == "validate"]


RECORDED: Final = _recorded()
# Ours tell in other words that a text is empty, and what is wrong with its JSON.
OTHER_WORDS: Final = ("Definition must be", "the document is empty")


@pytest.mark.skipif(not RECORDED, reason="ASL_CONFORMANCE_CASES names no folder with such cases")
def test_recorded_answers(client: Any) -> None:
    for record in RECORDED:
        text = record.get("definition_text") or json.dumps(record["definition"])
        got = client.validate_state_machine_definition(definition=text, **record["params"])
        expected = record["expected"]["response"]
        assert (got["result"], got["truncated"]) == (expected["result"], expected["truncated"])
        assert _comparable(got) == _comparable(expected), record["id"]


def _comparable(answer: dict[str, Any]) -> list[dict[str, Any]]:
    told = [dict(item) for item in answer["diagnostics"]]
    for item in told:
        if item["code"] == "INVALID_JSON_DESCRIPTION" or item["message"].startswith(OTHER_WORDS):
            del item["message"]
        elif "fields are required" in item["message"]:
            # The order is that of a hash table.
            item["message"] = sorted(item["message"].strip("]").replace("[", ", ").split(", "))
    return told
