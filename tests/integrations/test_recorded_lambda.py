"""What AWS was recorded to give for a function's answer, we give for the same answer."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from asl.syntax import parse_data
from tests.integrations.answering import Answer, answering
from tests.integrations.calling import call, endpoint, failure, value

CASES = os.environ.get("ASL_CONFORMANCE_CASES")
AREAS = ("arguments", "callback", "credentials", "error_handling", "services", "scenarios")
_REFUSED = re.compile(
    r"(?P<message>.*) \(Service: AWSLambda; Status Code: (?P<status>\d+); Error Code: "
    r"(?P<code>\w+); Request ID: (?P<request>.*); Proxy: null\)"
)


@dataclass(frozen=True, slots=True)
class Recorded:
    """One call that was recorded."""

    resource: str
    request: Any
    mock: dict[str, Any]


def _tasks(states: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, state in states.items():
        if state["Type"] == "Task":
            yield name, state["Resource"]


def recorded() -> dict[str, Recorded]:
    """The calls of functions in the recorded cases, by case, state and number."""
    if CASES is None:
        return {}
    found = {}
    for area in AREAS:
        for file in sorted(Path(CASES, area).glob("*.json")):
            case = parse_data(file.read_bytes())
            if not isinstance(case.get("definition"), dict) or not isinstance(
                case.get("mocks"), dict
            ):
                continue
            for name, resource in _tasks(case["definition"]["States"]):
                if ":function:" not in resource and not resource.endswith(":lambda:invoke"):
                    continue
                for number, mock in enumerate(case["mocks"].get(name, [])):
                    key = f"{file.stem}, {name}, {number}"
                    found[key] = Recorded(resource, mock.get("request"), mock)
    return found


# The engine's own; no function answers so.
OURS = ("States.Timeout", "States.DataLimitExceeded")
RECORDED = {
    key: one
    for key, one in recorded().items()
    if one.request is not None and one.mock.get("throw", {}).get("error") not in OURS
}


def _answer(told: Recorded) -> Answer:
    """What Lambda answered, taken back from what Step Functions made of it."""
    if "return" in told.mock:
        given = told.mock["return"]
        by_arn = ":function:" in told.resource
        body = json.dumps(given if by_arn else given["Payload"])
        return Answer(body=body, headers={"X-Amz-Executed-Version": "$LATEST"})
    cause = told.mock["throw"]["cause"]
    refused = _REFUSED.fullmatch(cause)
    if refused is None:
        return Answer(body=cause, headers={"X-Amz-Function-Error": "Unhandled"})
    return Answer(
        status=int(refused["status"]),
        body=json.dumps({"Message": refused["message"]}),
        headers={"x-amzn-ErrorType": refused["code"], "x-amzn-RequestId": refused["request"]},
    )


def _form(value: Any) -> Any:
    """A result without what differs from call to call: the values of headers."""
    if not isinstance(value, dict) or "SdkHttpMetadata" not in value:
        return value
    metadata = value["SdkHttpMetadata"]
    return {
        **value,
        "SdkHttpMetadata": {
            "AllHttpHeaders": sorted(metadata["AllHttpHeaders"]),
            "HttpHeaders": sorted(metadata["HttpHeaders"]),
            "HttpStatusCode": metadata["HttpStatusCode"],
        },
        "SdkResponseMetadata": list(value["SdkResponseMetadata"]),
    }


@pytest.mark.skipif(CASES is None, reason="ASL_CONFORMANCE_CASES names no recorded cases")
@pytest.mark.parametrize("told", RECORDED.values(), ids=RECORDED)
def test_the_same_answer_gives_the_same(told: Recorded) -> None:
    with answering(_answer(told)) as lambda_:
        made = call(endpoint(lambda_.url), told.resource, told.request)
    if "return" in told.mock:
        assert _form(value(made)) == _form(told.mock["return"])
    else:
        throw = told.mock["throw"]
        assert failure(made) == (throw["error"], throw["cause"])
