"""What a connection holds is told to nobody but the API it is for."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from asl.definition import load
from asl.engines.virtual import Answer
from asl.integrations.bindings import Bindings, EndpointTarget
from asl.integrations.http.connection import read_connection
from asl.integrations.http.settings import Host, HttpSettings
from asl.integrations.http.tasks import HttpTasks
from asl.runtime.errors import StatesError
from asl.runtime.host import Returned, TaskCall
from asl.syntax.values import Json
from asl.testing import returns, run_async, throws
from tests.integrations.aws import Endpoint
from tests.integrations.http.calling import ARN, INVOKE, asking
from tests.integrations.http.endpoint import services
from tests.integrations.http.web import Asked, Respond, Web, answer, web

# Every value below that has this in it is a secret.
SESAME = "sesame"


def secret(name: str) -> str:
    return f"{SESAME}-{name}"


def pairs(kind: str) -> list[Json]:
    return [{"Key": f"x-{kind}", "Value": secret(kind), "IsValueSecret": True}]


INVOCATION: Json = {
    "HeaderParameters": pairs("header"),
    "QueryStringParameters": pairs("query"),
    "BodyParameters": pairs("body"),
}
CONNECTIONS: dict[str, dict[str, Any]] = {
    "BASIC": {
        "AuthorizationType": "BASIC",
        "AuthParameters": {
            "BasicAuthParameters": {"Username": secret("user"), "Password": secret("password")},
            "InvocationHttpParameters": INVOCATION,
        },
    },
    "API_KEY": {
        "AuthorizationType": "API_KEY",
        "AuthParameters": {
            "ApiKeyAuthParameters": {"ApiKeyName": "X-Key", "ApiKeyValue": secret("key")},
            "InvocationHttpParameters": INVOCATION,
        },
    },
    "OAUTH_CLIENT_CREDENTIALS": {
        "AuthorizationType": "OAUTH_CLIENT_CREDENTIALS",
        "AuthParameters": {
            "OAuthParameters": {
                "AuthorizationEndpoint": "https://auth.example/token",
                "HttpMethod": "GET",
                "ClientParameters": {
                    "ClientID": secret("client"),
                    "ClientSecret": secret("client-secret"),
                },
                "OAuthHttpParameters": {"BodyParameters": pairs("oauth")},
            },
            "InvocationHttpParameters": INVOCATION,
        },
    },
}
TOKEN = answer(json.dumps({"access_token": secret("token")}))


def told(*texts: str) -> list[str]:
    """The texts that have a secret in them, in the open or as Authorization has it."""
    hidden = base64.b64encode(f"{secret('user')}:{secret('password')}".encode()).decode()
    return [text for text in texts if SESAME in text or hidden in text]


def once(given: bytes) -> Respond:
    def respond(_asked: Asked) -> Iterator[bytes]:
        yield given

    return respond


# how it ends: (the API's answer, the issuer's answer)
ENDS: dict[str, tuple[bytes | Respond, bytes | Respond]] = {
    "well": (answer(), TOKEN),
    "refused": (answer(SESAME, "400 Bad Request"), TOKEN),
    "unauthorized": (answer(SESAME, "401 Unauthorized"), TOKEN),
    "broken off": (once(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"), TOKEN),
    "no HTTP": (once(SESAME.encode() + b"\r\n\r\n"), TOKEN),
    "without a token": (answer(), answer(json.dumps({"error": SESAME}), "400 Bad Request")),
    "with half of a token": (answer(), answer('{"access_token": "' + SESAME)),
    "with a token of two lines": (answer(), answer(f'{{"access_token": "{SESAME}\\r\\n"}}')),
}

MACHINE = load(
    json.dumps(
        {
            "StartAt": "Ask",
            "States": {
                "Ask": {"Type": "Task", "Resource": INVOKE, "Parameters": asking(), "End": True}
            },
        }
    )
)


@contextmanager
def serving(api: bytes | Respond, issuer: bytes | Respond) -> Iterator[tuple[list[Host], Web]]:
    with web(api) as server, web(issuer) as auth:
        yield [Host("auth.example", auth.url), Host("*", server.url)], server


@pytest.mark.parametrize(("api", "issuer"), ENDS.values(), ids=ENDS)
@pytest.mark.parametrize("kind", CONNECTIONS)
def test_history_logs_and_errors_hold_no_secret(
    kind: str,
    api: bytes | Respond,
    issuer: bytes | Respond,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    file = tmp_path / "connections.json"
    file.write_text(json.dumps({"Shop": CONNECTIONS[kind]}), "utf-8")
    with serving(api, issuer) as (hosts, server):
        settings = HttpSettings(hosts=hosts, connections=file)

        async def ended() -> str:
            tasks = HttpTasks(settings, services(Bindings()), "us-east-1")
            lines: list[str] = []

            async def answered(call: TaskCall) -> Answer:
                try:
                    made = await tasks(call)
                except StatesError as error:
                    lines.extend(traceback.format_exception(error))
                    return throws(error.name or "", error.cause)
                assert isinstance(made, Returned)
                return returns(made.value)

            done = await run_async(MACHINE, {}, answered)
            await tasks.close()
            return "".join([repr(done), repr(done.events), *lines])

        shown = asyncio.run(ended())
    if server.asked:
        assert told(repr(server.asked[0])), "the API itself is told"
    assert told(shown, caplog.text, repr(settings)) == []


@pytest.mark.parametrize("kind", CONNECTIONS)
def test_a_connection_shows_no_secret(kind: str) -> None:
    connection = read_connection(CONNECTIONS[kind])
    assert told(repr(connection), str(connection), f"{connection}") == []


@pytest.mark.parametrize("kind", ["BASIC", "API_KEY"])
def test_event_bridge_s_secrets_are_not_logged(
    kind: str, aws: Endpoint, caplog: pytest.LogCaptureFixture
) -> None:
    arn = aws.client("events").create_connection(Name="Shop", **CONNECTIONS[kind])["ConnectionArn"]
    given = asking(InvocationConfig={"ConnectionArn": arn})
    with serving(answer(), TOKEN) as (hosts, server):

        async def asked() -> None:
            found = services(Bindings(default=EndpointTarget(url=aws.url)))
            tasks = HttpTasks(HttpSettings(hosts=hosts), found, "us-east-1")
            with caplog.at_level(logging.DEBUG):
                await tasks(TaskCall(state="Ask", resource=INVOKE, input=given))
            await tasks.close()
            await found.close()

        asyncio.run(asked())
    assert told(repr(server.asked[0]))
    logged = [f"{record.name}: {record.getMessage()}" for record in caplog.records]
    assert told(*(line for line in logged if not line.startswith("werkzeug"))) == []


def test_the_arn_is_no_secret() -> None:
    """It stands in messages; the rows above would find it otherwise."""
    assert told(ARN) == []
