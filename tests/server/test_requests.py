"""What the border makes of requests: targets, bodies, sizes, our own faults."""

from __future__ import annotations

import gzip
import json
import uuid
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from asl.stores.memory import MemoryStore
from asl.stores.port import StoreError
from asl_server.operations.registry import OPERATIONS
from asl_server.settings import Settings
from asl_server.wire.model import service_model
from tests.server.asgi_client import LOCAL, ask, target

LIST = target("ListActivities")
SMALL = Settings(max_body=100)


def test_the_headers_of_an_answer() -> None:
    reply = ask(headers=[LOCAL, LIST])
    assert reply.json == {"activities": []}
    assert reply.headers[b"content-type"] == b"application/x-amz-json-1.0"
    assert uuid.UUID(reply.headers[b"x-amzn-requestid"].decode()).version == 4


def test_the_body_of_an_error() -> None:
    reply = ask(headers=[LOCAL, target("DescribeActivity")], chunks=[b'{"activityArn":"a"}'])
    assert reply.status == 400
    assert reply.json == {
        "__type": "com.amazonaws.swf.service.v2.model#InvalidArn",
        "message": "Invalid Arn: 'Invalid ARN prefix: a'",
    }


# what is said: (headers, body, status, code)
ODD: dict[str, tuple[list[tuple[bytes, bytes]], bytes, int, str]] = {
    "no target": ([], b"{}", 400, "UnknownOperationException"),
    "an empty target": ([(b"x-amz-target", b"")], b"{}", 400, "UnknownOperationException"),
    "no such operation": ([target("Nope")], b"{}", 400, "UnknownOperationException"),
    "another service": (
        [(b"x-amz-target", b"DynamoDB_20120810.ListTables")],
        b"{}",
        400,
        "UnknownOperationException",
    ),
    "one that is not built yet": (
        [target("RedriveExecution")],
        b"{}",
        501,
        "UnsupportedOperationException",
    ),
    "no JSON": ([LIST], b"{", 400, "SerializationException"),
    "a list": ([LIST], b"[]", 400, "SerializationException"),
    "null": ([LIST], b"null", 400, "SerializationException"),
    "not UTF-8": ([LIST], b'{"nextToken":"\xff"}', 400, "SerializationException"),
    "a lone surrogate": ([LIST], b'{"nextToken":"\\ud800"}', 400, "SerializationException"),
    "far too deep": ([LIST], b"[" * 50_000, 400, "SerializationException"),
    "compressed": ([LIST], gzip.compress(b"{}"), 400, "SerializationException"),
}


@pytest.mark.parametrize(("headers", "body", "status", "code"), ODD.values(), ids=ODD)
def test_odd_requests(
    headers: list[tuple[bytes, bytes]], body: bytes, status: int, code: str
) -> None:
    reply = ask(headers=[LOCAL, *headers], chunks=[body])
    assert (reply.status, reply.code) == (status, code)


def test_no_body_is_an_empty_object() -> None:
    assert ask(headers=[LOCAL, LIST], chunks=[b""]).json == {"activities": []}


def test_every_operation_of_the_model_is_known() -> None:
    built = {operation.name for operation in OPERATIONS}
    for name in set(service_model().inputs) - built:
        assert ask(headers=[LOCAL, target(name)]).status == 501


def test_a_body_in_pieces() -> None:
    chunks = [b'{"max', b'Results"', b"", b":1}"]
    assert ask(headers=[LOCAL, LIST], chunks=chunks).json == {"activities": []}


# what is said: (headers, pieces of the body)
TOO_LARGE: dict[str, tuple[list[tuple[bytes, bytes]], list[bytes]]] = {
    "as its header says": ([(b"content-length", b"101")], []),
    "as no header says": ([], [b"x" * 101]),
    "in pieces": ([], [b"x" * 60, b"x" * 60, b"never read"]),
    "more than any number": ([(b"content-length", b"9" * 5000)], []),
    "a length that is none": ([(b"content-length", b"-1")], []),
}


@pytest.mark.parametrize(("headers", "chunks"), TOO_LARGE.values(), ids=TOO_LARGE)
def test_a_body_over_the_limit(headers: list[tuple[bytes, bytes]], chunks: list[bytes]) -> None:
    reply = ask(headers=[LOCAL, LIST, *headers], chunks=chunks, settings=SMALL)
    assert (reply.status, reply.code) == (413, "RequestEntityTooLargeException")
    assert reply.headers[b"connection"] == b"close"


def test_rest_has_the_same_limit() -> None:
    reply = ask("POST", "/v1/state-machines", chunks=[b"x" * 101], settings=SMALL)
    assert reply.status == 413


def test_a_client_that_leaves_in_the_middle_is_answered_nothing() -> None:
    assert ask(headers=[LOCAL, LIST, (b"content-length", b"50")], chunks=[]).status == 0


class Broken(MemoryStore):
    """A store that fails."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    async def machine(self, arn: str) -> Any:  # noqa: ARG002 - the port's
        raise self.error

    async def activities(self, limit: int, after: str | None) -> Any:  # noqa: ARG002 - the port's
        raise self.error


def test_a_store_that_cannot_is_told_of() -> None:
    reply = ask(headers=[LOCAL, LIST], store=Broken(StoreError("the disk is full")))
    assert (reply.status, reply.code) == (503, "ServiceUnavailableException")
    assert reply.json["message"] == "the disk is full"


@pytest.mark.parametrize(("method", "path"), [("POST", "/"), ("GET", "/v1/state-machines/m")])
def test_a_fault_of_ours_is_logged_and_not_told(method: str, path: str) -> None:
    store = Broken(ZeroDivisionError("secret"))
    with capture_logs() as logged:
        reply = ask(method, path, headers=[LOCAL, LIST], store=store)
    assert reply.status == 500
    assert b"secret" not in reply.body
    assert [(line["event"], line["path"], line["exc_info"]) for line in logged] == [
        ("request failed", path, True)
    ]


@pytest.mark.parametrize(
    ("store", "status", "told"),
    [(MemoryStore(), 200, "ok"), (Broken(StoreError("gone")), 503, "gone")],
    ids=["well", "ill"],
)
def test_health(store: MemoryStore, status: int, told: str) -> None:
    reply = ask("GET", "/health", store=store, chunks=())
    assert (reply.status, reply.json) == (status, {"status": told})


def test_nothing_there() -> None:
    reply = ask("GET", "/nope", chunks=())
    assert (reply.status, reply.json["code"]) == (404, "NotFound")


NAMES = [operation.name for operation in OPERATIONS if operation.given_up is None]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
ARNS = st.sampled_from(
    [
        f"arn:aws:states:us-east-1:123456789012:{rest}"
        for rest in ("stateMachine:m", "activity:a", "execution:m:e", "stateMachine:m:1", "x:y")
    ]
)


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, bytes]:
    """An operation and a body whose members are those of the model, with any values."""
    name = draw(st.sampled_from(NAMES))
    shape = service_model().shapes[service_model().inputs[name]]
    value = {
        member: draw(ARNS | JSON | st.text(max_size=9))
        for member in shape["members"]
        if member in shape.get("required", ()) or draw(st.booleans())
    }
    return name, json.dumps(value).encode()


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(requests())
def test_no_members_whatever_make_it_fail(made: tuple[str, bytes]) -> None:
    name, body = made
    assert ask(headers=[LOCAL, target(name)], chunks=[body]).status in (200, 400, 501)


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(NAMES),
    st.binary(max_size=60) | st.text(max_size=30).map(lambda text: text.encode("utf-8", "replace")),
)
def test_no_bytes_as_body_make_it_fail(name: str, body: bytes) -> None:
    assert ask(headers=[LOCAL, target(name)], chunks=[body]).status in (200, 400)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["GET", "POST", "PUT", "HEAD", "OPTIONS"]),
    st.sampled_from(["/", "/v1/x", "/v1/executions/%00", "/docs", "/health", "/metrics", "//"]),
    st.lists(
        st.tuples(
            st.sampled_from(
                [
                    b"host",
                    b"x-amz-target",
                    b"authorization",
                    b"content-length",
                    b"origin",
                    b"x-amzn-trace-id",
                    b"last-event-id",
                ]
            ),
            st.binary(max_size=30) | st.just(b"localhost"),
        ),
        max_size=5,
    ),
)
def test_no_bytes_in_headers_make_it_fail(
    method: str, path: str, headers: list[tuple[bytes, bytes]]
) -> None:
    assert ask(method, path, headers=[LOCAL, *headers]).status < 500
