"""What REST makes of bodies, queries and methods that are not as they should be."""

from __future__ import annotations

import gzip
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from asl_server.settings import Settings
from tests.server.asgi_client import ask
from tests.server.live import Live, serving

MACHINES = "/v1/state-machines"
EXECUTIONS = f"{MACHINES}/m/executions"
DEFINITION = {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}}
MACHINE = json.dumps({"name": "m", "definition": DEFINITION}).encode()
JSON = "application/json"


@pytest.fixture(scope="module")
def plain() -> Iterator[Live]:
    """A server with one state machine, m."""
    with serving() as live:
        assert sent(live, "POST", MACHINES, MACHINE)[0] == 201
        yield live


def sent(
    live: Live, method: str, path: str, body: bytes | None = None, **headers: str
) -> tuple[int, Any]:
    """Status and body of an answer; a header's name has underscores here."""
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    if body is not None:
        headers = {"content-type": JSON} | headers
    request = urllib.request.Request(f"{live.url}{path}", body, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=20) as reply:
            return reply.status, json.load(reply)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.loads(error.read() or b"null")


TAKEN: dict[str, bytes] = {
    "nothing": b"",
    "null": b"null",
    "an empty object": b"{}",
    "a number of many digits": b'{"input": 123456789012345678901234567890}',
    "NUL": b'{"input": "\\u0000"}',
    "a pair of surrogates": b'{"input": "\\ud83d\\ude00"}',
    "four hundred levels": b'{"input": ' + b"[" * 400 + b"]" * 400 + b"}",
}


@pytest.mark.parametrize("body", TAKEN.values(), ids=TAKEN)
def test_bodies_that_are_taken(plain: Live, body: bytes) -> None:
    assert sent(plain, "POST", EXECUTIONS, body)[0] == 201


# what is said: (body, code)
REFUSED: dict[str, tuple[bytes, str]] = {
    "no JSON": (b"{", "SerializationException"),
    "no UTF-8": (b'{"input": "\xff"}', "SerializationException"),
    "UTF-16": ("{}".encode("utf-16"), "SerializationException"),
    "a byte order mark": (b"\xef\xbb\xbf{}", "SerializationException"),
    "compressed": (gzip.compress(b"{}"), "SerializationException"),
    "half a surrogate pair": (b'{"name": "\\ud800"}', "SerializationException"),
    "NaN": (b'{"input": NaN}', "SerializationException"),
    "a number beyond all doubles": (b'{"input": 1e400}', "SerializationException"),
    "an integer beyond all doubles": (b'{"input": ' + b"9" * 400 + b"}", "SerializationException"),
    "ten thousand levels": (b"[" * 10_000 + b"]" * 10_000, "SerializationException"),
    "nine hundred levels": (
        b'{"input": ' + b"[" * 900 + b"]" * 900 + b"}",
        "InvalidExecutionInput",
    ),
    "a list": (b"[]", "ValidationException"),
    "a text": (b'"{}"', "ValidationException"),
    "a member too many": (b'{"Input": 1}', "ValidationException"),
    "a name that is none": (b'{"name": 5}', "ValidationException"),
    "more than an input may have": (b'{"input": "%s"}' % (b"a" * 300_000), "ValidationException"),
}


@pytest.mark.parametrize(("body", "code"), REFUSED.values(), ids=REFUSED)
def test_bodies_that_are_refused(plain: Live, body: bytes, code: str) -> None:
    status, told = sent(plain, "POST", EXECUTIONS, body)
    assert (status, told["code"]) == (400, code)


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "json"]
)
def test_only_json_is_read(plain: Live, kind: str) -> None:
    """So a form of another page can do nothing, whatever its browser tells of it."""
    status, told = sent(plain, "POST", EXECUTIONS, b"{}", content_type=kind)
    assert (status, told["code"]) == (415, "UnsupportedMediaTypeException")
    assert "Content-Type: application/json" in told["message"]


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "Application/JSON"])
def test_spellings_of_json(plain: Live, kind: str) -> None:
    assert sent(plain, "POST", EXECUTIONS, b"{}", content_type=kind)[0] == 201


# what is said: (method, path, status, code)
ELSEWHERE: dict[str, tuple[str, str, int, str]] = {
    "no limit": ("GET", f"{EXECUTIONS}?limit=x", 400, "ValidationException"),
    "a limit too high": ("GET", f"{EXECUTIONS}?limit={'9' * 30}", 400, "ValidationException"),
    "a limit below nothing": ("GET", f"{EXECUTIONS}?limit=-1", 400, "ValidationException"),
    "no status": ("GET", f"{EXECUTIONS}?status=X", 400, "ValidationException"),
    "no token": ("GET", f"{EXECUTIONS}?next=%ff", 400, "InvalidToken"),
    "no ARN": ("GET", "/v1/executions/x", 400, "InvalidArn"),
    "an event beyond all": (
        "GET",
        f"/v1/executions/x/events?after={'9' * 30}",
        400,
        "ValidationException",
    ),
    "no machine": ("GET", f"{MACHINES}/none", 404, "StateMachineDoesNotExist"),
    "a name of NUL": ("GET", f"{MACHINES}/%00", 400, "ValidationException"),
    "nothing there": ("GET", "/v1/none", 404, "NotFound"),
    "a method that is none": ("PUT", MACHINES, 405, "MethodNotAllowed"),
}


@pytest.mark.parametrize(("method", "path", "status", "code"), ELSEWHERE.values(), ids=ELSEWHERE)
def test_what_is_nowhere(plain: Live, method: str, path: str, status: int, code: str) -> None:
    answered, told = sent(plain, method, path)
    assert (answered, told["code"]) == (status, code)


def test_an_event_id_that_is_none(plain: Live) -> None:
    status, told = sent(plain, "GET", "/v1/executions/x/events", last_event_id="9" * 30)
    assert (status, told["code"]) == (400, "ValidationException")


@pytest.mark.parametrize(
    ("headers", "body", "code"),
    [
        ([(b"host", b"evil.example")], b"", "AccessDeniedException"),
        (
            [(b"host", b"localhost"), (b"content-type", JSON.encode())],
            b"x" * 200,
            "RequestEntityTooLargeException",
        ),
    ],
    ids=["another host", "a body over the limit"],
)
def test_the_border_speaks_rest_too(
    headers: list[tuple[bytes, bytes]], body: bytes, code: str
) -> None:
    reply = ask("POST", MACHINES, headers=headers, chunks=[body], settings=Settings(max_body=100))
    assert reply.json.keys() == {"code", "message"}
    assert reply.json["code"] == code
    assert reply.headers[b"content-type"] == JSON.encode()
