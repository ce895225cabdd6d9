"""What AWS was recorded to give for a service's answer, we give for the same answer.

The answer is taken back from what Step Functions made of it, and written as the service writes it.
Not here: functions (test_recorded_lambda.py), APIs at API Gateway, what a task token brings, and
executions that run on a server of ours; those that `states:startExecution.sync` waits for are told
of by botocore's model here.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest

from asl.integrations.bindings import Bindings, EndpointTarget, Functions
from asl.integrations.tasks import IntegrationTasks
from asl.services.resource import Resource, parse_resource
from asl.syntax import parse_data
from tests.integrations.answering import Answer, Asked, answering
from tests.integrations.modelled import modelled
from tests.integrations.optimised import Ended, call_of, ended_of, run

CASES = os.environ.get("ASL_CONFORMANCE_CASES")
SERVICES = ("sqs", "sns", "dynamodb", "events", "s3", "secretsmanager", "states", "sfn")
# The one of an optimised integration, which is the SDK for Java 1's, and the other's.
REFUSED = re.compile(
    r"(?P<message>.*) \(Service: \w+[;,] Status Code: (?P<status>\d+)[;,]"
    r"(?: Error Code: (?P<code>\w+);)? Request ID: (?P<request>[^;,)]*)"
    r"(?:; Proxy: null|, Extended Request ID: (?P<host>[^)]*))?\)"
)
# What differs from one recording to the next, and between its parts.
VARYING = re.compile(r"<[^>]*>|(?<=queue-)[0-9a-f]{8}")
MASK = re.compile(r"<?(start-date|stop-date)>?")
MASKED = {"start-date": 1000, "stop-date": 2000}


@dataclass(frozen=True, slots=True)
class Recorded:
    """One call that was recorded."""

    resource: Resource
    mock: Mapping[str, Any]


def states_of(scope: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """All states of a definition, by name."""
    for name, state in scope.get("States", {}).items():
        yield name, state
        for inner in (
            *state.get("Branches", ()),
            state.get("Iterator"),
            state.get("ItemProcessor"),
        ):
            yield from states_of(inner or {})


def recorded() -> dict[str, Recorded]:
    """The calls of services in the recorded cases, by case, state and number."""
    found = {}
    for file in sorted(Path(CASES or "none").glob("*/*.json")):
        case = parse_data(file.read_bytes())
        definition, mocks = case.get("definition"), case.get("mocks")
        if not isinstance(definition, dict) or not isinstance(mocks, dict):
            continue
        states = dict(states_of(definition))
        for name, told in mocks.items():
            resource = parse_resource(states.get(name, {}).get("Resource", ""))
            if resource is None or resource.service not in SERVICES:
                continue
            for number, mock in enumerate(told):
                found[f"{file.stem}, {name}, {number}"] = Recorded(resource, mock)
    return found


ALL = recorded()
# A child that is waited for, what a token brings, and the rest: calls that are over when answered.
SYNC = {key: one for key, one in ALL.items() if one.resource.pattern.startswith(".sync")}
CALLS = {key: one for key, one in ALL.items() if key not in SYNC}
needed = pytest.mark.skipif(CASES is None, reason="ASL_CONFORMANCE_CASES names no recorded cases")


def headers_of(result: Any) -> dict[str, str]:
    """The headers of the answer that a result tells of."""
    every = result.get("SdkHttpMetadata", {}).get("AllHttpHeaders", {})
    told = {name: value if isinstance(value, str) else value[0] for name, value in every.items()}
    told.pop("Content-Length", None)
    return told


def small(value: Any) -> Any:
    """With the small first letters of an API's own names."""
    return {name[0].lower() + name[1:]: one for name, one in value.items()}


def returned(resource: Resource, result: Any) -> Answer:
    """The answer that a result was made of."""
    headers = headers_of(result)
    plain = {name: value for name, value in result.items() if not name.startswith("Sdk")}
    if resource.service == "sns":
        inside = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in plain.items())
        body = f"<PublishResponse><PublishResult>{inside}</PublishResult></PublishResponse>"
    elif resource.service == "s3":
        headers |= {wire: plain[name] for name, wire in OBJECT.items()}
        body = ""
    elif resource.service in ("states", "sfn"):
        # Instants are masked: there are seconds since 1970.
        plain |= {name: 1.0 for name in ("StartDate",) if name in plain}
        body = json.dumps(small(plain))
    else:
        body = json.dumps(plain)
    return Answer(body=body, headers=headers, bare=True)


def thrown(resource: Resource, cause: str) -> Answer:
    """The refusal that a cause was made of."""
    if cause.startswith("{"):
        return Answer(body=cause)
    refused = REFUSED.fullmatch(cause)
    assert refused is not None, cause
    message, request = refused["message"], refused["request"]
    code = refused["code"] or CODES[f"{resource.service}:{resource.action}"]
    headers = {"x-amzn-RequestId": request}
    if resource.service == "s3":
        headers = {"x-amz-request-id": request, "x-amz-id-2": refused["host"]}
        body = f"<Error><Code>{code}</Code><Message>{escape(message)}</Message></Error>"
    elif resource.service == "sns":
        error = f"<Error><Code>{code}</Code><Message>{escape(message)}</Message></Error>"
        body = f"<ErrorResponse>{error}</ErrorResponse>"
    else:
        body = json.dumps({"__type": f"com.amazonaws.service#{code}", "message": message})
    return Answer(status=int(refused["status"]), body=body, headers=headers)


OBJECT = {
    "ETag": "ETag",
    "ChecksumCRC32": "x-amz-checksum-crc32",
    "ChecksumType": "x-amz-checksum-type",
    "ServerSideEncryption": "x-amz-server-side-encryption",
}
# Causes of SDK integrations do not have the code.
CODES = {
    "dynamodb:putItem": "ResourceNotFoundException",
    "secretsmanager:createSecret": "ValidationException",
    "s3:getObject": "NoSuchKey",
}


def made_of(told: Recorded, answer: Answer) -> tuple[Ended, Sequence[Asked]]:
    """What becomes of the call, with that answer, and what the service was asked."""
    with answering(answer) as server:
        tasks = IntegrationTasks(
            Functions(Bindings(default=EndpointTarget(url=server.url))), lambda *_: None
        )
        resource = told.resource.text.removeprefix("arn:aws:states:::")
        return ended_of(tasks, call_of(resource, told.mock["request"])), server.asked


def form(value: Any) -> Any:
    """A result without what varies: instants are masked, a length is what it is."""
    if isinstance(value, dict):
        return {
            name: "length" if name == "Content-Length" else form(one)
            for name, one in value.items()
            # Masked otherwise where it comes alone.
            if name != "RequestId"
        }
    if isinstance(value, list):
        return [form(one) for one in value]
    masked = MASK.fullmatch(value) if isinstance(value, str) else None
    return value if masked is None else MASKED[masked[1]]


def order(result: Any) -> Any:
    """The order of members, and of the headers that are sorted; all of them are as they came."""
    metadata = result.get("SdkHttpMetadata", {})
    return list(result), list(metadata), list(metadata.get("HttpHeaders", ()))


def listed(result: Any) -> Any:
    """A recorded result, with each of all headers as a list, be it masked or not."""
    if "SdkHttpMetadata" not in result:
        return result
    metadata = result["SdkHttpMetadata"]
    every = {
        name: value if isinstance(value, list) else [value]
        for name, value in metadata["AllHttpHeaders"].items()
    }
    return {**result, "SdkHttpMetadata": {**metadata, "AllHttpHeaders": every}}


def wild(text: str | None) -> str:
    """Without what varies."""
    return VARYING.sub("*", text or "")


@needed
@pytest.mark.parametrize("told", CALLS.values(), ids=CALLS)
def test_the_same_answer_gives_the_same(told: Recorded) -> None:
    mock = told.mock.get("submit", told.mock)
    if "throw" in mock:
        throw = mock["throw"]
        unsent = throw["error"].endswith("SdkClientException")
        made, _ = made_of(told, Answer() if unsent else thrown(told.resource, throw["cause"]))
        name, cause = made.failure
        assert (name, wild(cause)) == (throw["error"], wild(throw["cause"]))
        return
    expected = listed(mock["return"])
    if told.resource.service == "sfn":
        expected |= {"StartDate": "1970-01-01T00:00:01Z"}
    made, asked = made_of(told, returned(told.resource, expected))
    assert made.error is None, made.error.cause
    result = made.submitted if told.resource.pattern else made.result
    assert form(result) == form(expected)
    if told.resource.service == "s3":
        # The ETag of an object is the MD5 of what was stored.
        stored = hashlib.md5(asked[0].body.encode(), usedforsecurity=False).hexdigest()
        assert result["ETag"] == f'"{stored}"'
    if told.resource.kind == "service":
        assert order(result) == order(expected)


def described(told: Mapping[str, Any]) -> dict[str, Any]:
    """What DescribeExecution answers, taken back from a result."""
    plain: dict[str, Any] = small({**told, "StartDate": 1.0, "StopDate": 2.0})
    for name in ("inputDetails", "outputDetails"):
        if name in plain:
            plain[name] = small(plain[name])
    for name in ("input", "output"):
        if name in plain and not isinstance(plain[name], str):
            plain[name] = json.dumps(plain[name])
    return plain


@needed
@pytest.mark.parametrize("told", SYNC.values(), ids=SYNC)
def test_a_child_ends_as_it_was_recorded(told: Recorded) -> None:
    mock = told.mock
    throw = mock.get("throw")
    result = mock["return"] if throw is None else json.loads(throw["cause"])
    answers = {
        "StartExecution": [{"executionArn": result["ExecutionArn"], "startDate": 1.0}],
        "DescribeExecution": [described(result)],
    }
    resource = told.resource.text.removeprefix("arn:aws:states:::")
    with modelled("stepfunctions", answers) as server:
        (made,) = run(server.url, (resource, mock["request"]))
    assert isinstance(made.submitted, dict)
    assert list(made.submitted) == list(mock["submit"]["return"])
    if throw is None:
        assert made.result == form(result)
        assert list(made.result) == list(result)
    else:
        name, cause = made.failure
        assert name == throw["error"]
        dated = re.sub(
            r'"(start-date|stop-date)"', lambda mask: str(MASKED[mask[1]]), throw["cause"]
        )
        assert cause == dated
