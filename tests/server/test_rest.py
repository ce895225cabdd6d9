"""REST below /v1."""

from __future__ import annotations

import json
import re
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest

from tests.server.live import Live, serving
from tests.server.machines import FAILS, LONG_WAIT, ONE_PASS, TWO_PASSES
from tests.server.waiting import until

HEAD = "arn:aws:states:us-east-1:123456789012"
MACHINES = "/v1/state-machines"
EXECUTIONS = "/v1/executions"


@dataclass(frozen=True, slots=True)
class Rest:
    """A plain client."""

    url: str

    def __call__(
        self, method: str, path: str, value: Any = None, **headers: str
    ) -> tuple[int, Any]:
        """Status and body, as JSON where it is some."""
        request = urllib.request.Request(
            f"{self.url}{path}",
            method=method,
            data=None if value is None else json.dumps(value).encode(),
            headers={"content-type": "application/json", **headers},
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as reply:
                return reply.status, _body(reply)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, _body(error)


def _body(reply: Any) -> Any:
    text = reply.read().decode()
    return json.loads(text) if reply.headers.get_content_type() == "application/json" else text


@pytest.fixture(scope="module")
def rest(live: Live) -> Rest:
    return Rest(live.url)


def created(rest: Rest, name: str, definition: str = ONE_PASS, **more: Any) -> str:
    value = {"name": name, "definition": json.loads(definition), **more}
    status, machine = rest("POST", MACHINES, value)
    assert status == 201, machine
    arn: str = machine["stateMachineArn"]
    return arn


def started(rest: Rest, machine: str, **more: Any) -> str:
    status, execution = rest("POST", f"{MACHINES}/{machine}/executions", more)
    assert status == 201, execution
    arn: str = execution["executionArn"]
    return arn


def ended(rest: Rest, arn: str) -> dict[str, Any]:
    until(lambda: rest("GET", f"{EXECUTIONS}/{arn}")[1]["status"] != "RUNNING")
    shown: dict[str, Any] = rest("GET", f"{EXECUTIONS}/{arn}")[1]
    return shown


def test_a_machine_is_json(rest: Rest) -> None:
    arn = created(rest, "shown", tags={"a": "b"})
    assert arn == f"{HEAD}:stateMachine:shown"
    for named in ("shown", arn, quote(arn, safe="")):
        status, shown = rest("GET", f"{MACHINES}/{named}")
        assert (status, shown["definition"]) == (200, json.loads(ONE_PASS))
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", shown["creationDate"])


def test_a_definition_as_text_is_kept_as_it_is(live: Live, rest: Rest) -> None:
    text = json.dumps(json.loads(ONE_PASS), indent=3)
    rest("POST", MACHINES, {"name": "text", "definition": text})
    client = live.client(key="123456789012")
    shown = client.describe_state_machine(stateMachineArn=f"{HEAD}:stateMachine:text")
    assert shown["definition"] == text


def test_a_machine_is_changed_and_deleted(rest: Rest) -> None:
    created(rest, "changed")
    status, change = rest("PATCH", f"{MACHINES}/changed", {"definition": json.loads(TWO_PASSES)})
    assert (status, "revisionId" in change) == (200, True)
    assert rest("GET", f"{MACHINES}/changed")[1]["definition"] == json.loads(TWO_PASSES)
    assert rest("DELETE", f"{MACHINES}/changed") == (204, "")
    assert rest("GET", f"{MACHINES}/changed")[0] == 404


def test_machines_in_pages(rest: Rest) -> None:
    created(rest, "page-1")
    created(rest, "page-2")
    first = rest("GET", f"{MACHINES}?limit=1")[1]
    assert len(first["stateMachines"]) == 1
    second = rest("GET", f"{MACHINES}?limit=1&next={first['nextToken']}")[1]
    assert first["stateMachines"] != second["stateMachines"]


def test_payloads_are_json_and_keep_their_form(rest: Rest) -> None:
    created(rest, "payload")
    arn = started(rest, "payload", name="p", input={"b": 1.0, "a": [None, "ä"]})
    ended(rest, arn)
    with urllib.request.urlopen(f"{rest.url}{EXECUTIONS}/{arn}") as reply:
        assert '"output":{"b":1.0,"a":[null,"ä"]}' in reply.read().decode()
    history = rest("GET", f"{EXECUTIONS}/{arn}/history?reverse=true&limit=1")[1]
    (last,) = history["events"]
    assert last["executionSucceededEventDetails"]["output"] == {"b": 1.0, "a": [None, "ä"]}
    assert rest("GET", f"{EXECUTIONS}/{arn}/history?next={history['nextToken']}")[0] == 400


def test_executions_of_a_machine(rest: Rest) -> None:
    created(rest, "listed", LONG_WAIT)
    arn = started(rest, "listed")
    running = rest("GET", f"{MACHINES}/listed/executions?status=RUNNING")[1]
    assert [item["executionArn"] for item in running["executions"]] == [arn]
    status, _ = rest("POST", f"{EXECUTIONS}/{arn}/stop", {"error": "Enough"})
    assert status == 200
    assert ended(rest, arn)["error"] == "Enough"
    assert rest("GET", f"{MACHINES}/listed/executions?status=RUNNING")[1]["executions"] == []


def test_express_in_sync(rest: Rest) -> None:
    created(rest, "express", type="EXPRESS")
    status, end = rest("POST", f"{MACHINES}/express/executions/sync", {"input": [1]})
    assert (status, end["status"], end["output"]) == (200, "SUCCEEDED", [1])


# what is said: (method, path, body, status, code)
REFUSED: dict[str, tuple[str, str, Any, int, str]] = {
    "no such machine": ("GET", f"{MACHINES}/none", None, 404, "StateMachineDoesNotExist"),
    "no such execution": (
        "GET",
        f"{EXECUTIONS}/{HEAD}:execution:none:none",
        None,
        404,
        "ExecutionDoesNotExist",
    ),
    "no events of it": (
        "GET",
        f"{EXECUTIONS}/{HEAD}:execution:none:none/events",
        None,
        404,
        "ExecutionDoesNotExist",
    ),
    "an execution of a Distributed Map that is not there": (
        "GET",
        f"{EXECUTIONS}/{HEAD}:execution:m/each:e",
        None,
        404,
        "ExecutionDoesNotExist",
    ),
    "no ARN": ("GET", f"{EXECUTIONS}/x", None, 400, "InvalidArn"),
    "a definition that cannot run": (
        "POST",
        MACHINES,
        {"name": "bad", "definition": {}},
        400,
        "InvalidDefinition",
    ),
    "a name too long": (
        "POST",
        MACHINES,
        {"name": "n" * 81, "definition": json.loads(ONE_PASS)},
        400,
        "ValidationException",
    ),
    "no name": ("POST", MACHINES, {"definition": {}}, 400, "ValidationException"),
    "a member that is unknown": (
        "POST",
        MACHINES,
        {"name": "n", "definition": {}, "nam": 1},
        400,
        "ValidationException",
    ),
    "logs of another form": (
        "POST",
        MACHINES,
        {"name": "n", "definition": {}, "loggingConfiguration": {"level": 1}},
        400,
        "SerializationException",
    ),
    "too long a page": ("GET", f"{MACHINES}?limit=1001", None, 400, "ValidationException"),
    "nothing there": ("GET", "/v1/none", None, 404, "NotFound"),
    "a method that is none": ("PUT", MACHINES, None, 405, "MethodNotAllowed"),
}


@pytest.mark.parametrize(
    ("method", "path", "value", "status", "code"), REFUSED.values(), ids=REFUSED
)
def test_refused(rest: Rest, method: str, path: str, value: Any, status: int, code: str) -> None:
    got, body = rest(method, path, value)
    assert (got, body["code"]) == (status, code)
    assert body["message"]


def test_a_name_that_is_taken(rest: Rest) -> None:
    created(rest, "taken")
    value = {"name": "taken", "definition": json.loads(TWO_PASSES)}
    status, body = rest("POST", MACHINES, value)
    assert (status, body["code"]) == (409, "StateMachineAlreadyExists")


# -- server-sent events


def stream(rest: Rest, arn: str, after: str = "", **headers: str) -> list[dict[str, str]]:
    """The messages of a whole stream."""
    _, text = rest("GET", f"{EXECUTIONS}/{arn}/events{after}", None, **headers)
    return [
        dict(line.split(": ", 1) for line in block.split("\n"))
        for block in text.strip().split("\n\n")
    ]


def test_the_events_of_one_that_has_ended(rest: Rest) -> None:
    created(rest, "ended", TWO_PASSES)
    arn = started(rest, "ended")
    ended(rest, arn)
    messages = stream(rest, arn)
    assert [message.get("id") for message in messages] == ["1", "2", "3", "4", "5", "6", None]
    assert [message["event"] for message in messages] == ["history"] * 6 + ["end"]
    assert json.loads(messages[-1]["data"]) == {"status": "SUCCEEDED"}
    assert json.loads(messages[1]["data"])["type"] == "PassStateEntered"


@pytest.mark.parametrize(
    ("after", "headers"), [("?after=4", {}), ("", {"last-event-id": "4"})], ids=["asked", "again"]
)
def test_events_from_one_on(rest: Rest, after: str, headers: dict[str, str]) -> None:
    created(rest, "from", FAILS)
    arn = started(rest, "from")
    ended(rest, arn)
    assert len(stream(rest, arn)) == 4
    assert [message["event"] for message in stream(rest, arn, after, **headers)] == ["end"]


def test_events_come_while_it_runs(rest: Rest) -> None:
    created(rest, "live", LONG_WAIT)
    arn = started(rest, "live")
    with urllib.request.urlopen(f"{rest.url}{EXECUTIONS}/{arn}/events", timeout=10) as reply:
        lines = iter(reply.readline, b"")
        assert _until(lines, b"WaitStateEntered")
        rest("POST", f"{EXECUTIONS}/{arn}/stop")
        assert _until(lines, b"ABORTED")


def _until(lines: Iterator[bytes], wanted: bytes) -> bool:
    return any(wanted in line for line in lines)


def test_a_stream_ends_when_the_server_stops() -> None:
    with serving() as live:
        rest = Rest(live.url)
        created(rest, "m", LONG_WAIT)
        arn = started(rest, "m")
        with urllib.request.urlopen(f"{live.url}{EXECUTIONS}/{arn}/events", timeout=10) as reply:
            assert _until(iter(reply.readline, b""), b"WaitStateEntered")
            live.stop()
            assert b"end" not in reply.read()


# -- documentation


def test_the_page_loads_nothing_from_anywhere(live: Live) -> None:
    with urllib.request.urlopen(f"{live.url}/docs") as reply:
        text = reply.read().decode()
        policy = reply.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert re.findall(r"https?://|<script|<link|src=|@import|url\(", text) == []
    for path in ("/v1/state-machines/{machine}", "/v1/executions/{arn}/events"):
        assert path in text


def test_openapi_names_every_route_and_its_result(rest: Rest) -> None:
    status, document = rest("GET", "/openapi.json")
    assert status == 200
    described = document["paths"]["/v1/executions/{arn}"]["get"]
    schema = described["responses"]["200"]["content"]["application/json"]["schema"]
    assert schema["properties"]["status"]["enum"] == [
        "RUNNING",
        "SUCCEEDED",
        "FAILED",
        "TIMED_OUT",
        "ABORTED",
    ]
    assert schema["properties"]["startDate"] == {"type": "string", "format": "date-time"}
    assert schema["properties"]["inputDetails"]["properties"]["included"] == {"type": "boolean"}


def test_the_first_requests_may_come_at_once() -> None:
    with serving() as live:
        found: list[int] = []

        def look() -> None:
            found.append(Rest(live.url)("GET", MACHINES)[0])

        threads = [threading.Thread(target=look) for _ in range(8)]
        _run_all(threads)
        assert found == [200] * 8


def _run_all(threads: list[threading.Thread]) -> None:
    steps: tuple[Callable[[threading.Thread], None], ...] = (
        threading.Thread.start,
        threading.Thread.join,
    )
    for step in steps:
        for thread in threads:
            step(thread)
