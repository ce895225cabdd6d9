"""Connections of EventBridge: from the project's file, and from EventBridge at an endpoint."""

from __future__ import annotations

import asyncio
import base64
import json
from pathlib import Path
from typing import Any

import pytest

from asl.integrations.bindings import Bindings, EndpointTarget
from asl.integrations.http.connection import BadConnection, read_connection
from asl.integrations.http.connection_names import connection_name
from asl.integrations.http.event_bridge import Services
from asl.integrations.http.settings import Host, HttpSettings
from asl.integrations.http.tasks import HttpTasks
from asl.runtime.errors import StatesError
from asl.runtime.host import Returned, Submitted, TaskCall
from asl.syntax.values import Json
from tests.integrations.aws import Endpoint
from tests.integrations.http.calling import ARN, INVOKE, PLAIN, asking, failure, perform, value
from tests.integrations.http.endpoint import services
from tests.integrations.http.web import web

PREFIX = "Events.ConnectionResource"

# what is asked for: (ARN, name)
NAMES: dict[str, tuple[str, str | None]] = {
    "an ARN": (ARN, "Shop"),
    "without an ID": ("arn:aws:events:us-east-1:123456789012:connection/a.b-c_d", "a.b-c_d"),
    "of another partition": ("arn:aws-cn:events:cn-north-1:123456789012:connection/a/b", "a"),
    "of something else": ("arn:aws:events:us-east-1:123456789012:rule/a", None),
    "a placeholder": ("${ConnectionArn}", None),
}


@pytest.mark.parametrize(("arn", "name"), NAMES.values(), ids=NAMES)
def test_names(arn: str, name: str | None) -> None:
    assert connection_name(arn) == name


def auth(kind: str, **parameters: Json) -> Json:
    return {"AuthorizationType": kind, "AuthParameters": parameters}


OAUTH: Json = {
    "AuthorizationEndpoint": "https://auth.example/token",
    "HttpMethod": "POST",
    "ClientParameters": {"ClientID": "id", "ClientSecret": "secret"},
    "OAuthHttpParameters": {"BodyParameters": [{"Key": "scope", "Value": "all"}]},
}


def test_a_secret_says_the_same_in_its_own_words() -> None:
    """What DescribeConnection leaves out stands in the secret."""
    whole = auth(
        "OAUTH_CLIENT_CREDENTIALS",
        OAuthParameters=OAUTH,
        InvocationHttpParameters={"HeaderParameters": [{"Key": "a", "Value": "b"}]},
    )
    described = auth(
        "OAUTH_CLIENT_CREDENTIALS",
        OAuthParameters={**OAUTH, "ClientParameters": {"ClientID": "id"}},
        InvocationHttpParameters={"HeaderParameters": [{"Key": "a", "IsValueSecret": True}]},
    )
    secret: Json = {
        "client_id": "id",
        "client_secret": "secret",
        "invocation_http_parameters": {
            "header_parameters": [{"key": "a", "value": "b", "is_value_secret": True}]
        },
    }
    assert read_connection(described, secret) == read_connection(whole)


BASIC: Json = {"Username": "u", "Password": "sesame"}

# what is wrong: (what is said, why)
BAD: dict[str, tuple[Json, str]] = {
    "nothing": ({}, "its AuthorizationType is to be BASIC, API_KEY or OAUTH_CLIENT_CREDENTIALS"),
    "another type": (auth("MTLS"), "its AuthorizationType is to be"),
    "no password": (
        auth("BASIC", BasicAuthParameters={"Username": "u"}),
        "its Password is missing, or is no text",
    ),
    "a number for a key": (
        auth("API_KEY", ApiKeyAuthParameters={"ApiKeyName": "a", "ApiKeyValue": 1}),
        "its ApiKeyValue is missing, or is no text",
    ),
    "a key with a line of its own": (
        auth("API_KEY", ApiKeyAuthParameters={"ApiKeyName": "a", "ApiKeyValue": "sesame\r\nB: c"}),
        "its ApiKeyName and ApiKeyValue make no header that can be sent",
    ),
    "a header with one": (
        auth(
            "BASIC",
            BasicAuthParameters=BASIC,
            InvocationHttpParameters={"HeaderParameters": [{"Key": "a", "Value": "sesame\n"}]},
        ),
        "one of its HeaderParameters makes no header that can be sent",
    ),
    "parameters that are no list": (
        auth(
            "BASIC",
            BasicAuthParameters=BASIC,
            InvocationHttpParameters={"BodyParameters": {"Key": "sesame"}},
        ),
        "its BodyParameters are to be a list",
    ),
    "a parameter without a value": (
        auth(
            "BASIC",
            BasicAuthParameters=BASIC,
            InvocationHttpParameters={"QueryStringParameters": [{"Key": "sesame"}]},
        ),
        "each of its QueryStringParameters is to have a Key and a Value that are texts",
    ),
    "a method that there is not": (
        auth("OAUTH_CLIENT_CREDENTIALS", OAuthParameters={**OAUTH, "HttpMethod": "DELETE"}),
        "its HttpMethod is to be one of GET, POST, PUT",
    ),
    "a list": ([], "its AuthorizationType is to be"),
}


@pytest.mark.parametrize(("said", "why"), BAD.values(), ids=BAD)
def test_connections_that_cannot_be_used(said: Json, why: str) -> None:
    with pytest.raises(BadConnection) as caught:
        read_connection(said)
    assert str(caught.value).startswith(why)
    assert "sesame" not in str(caught.value)


# what the file holds: (text, error, what the cause says)
FILES: dict[str, tuple[str | None, str, str]] = {
    "no such file": (None, "InternalError", "connections.json, which [http] connections names"),
    "no JSON": ('{"Shop": sesame}', "InternalError", "line 1, column 10 is no JSON"),
    "half of it": ('{"Shop": "sesame', "InternalError", "is no JSON"),
    "a list": ('["sesame"]', "InternalError", "it is to be an object, by the names of connections"),
    "no such connection": (
        '{"Other": "sesame"}',
        "ResourceNotFound",
        f"The connection '{ARN}' is not known here: write it into connections.json",
    ),
    "a connection that is none": (
        '{"Shop": {"AuthorizationType": "sesame"}}',
        "InvalidConnectionState",
        "The connection 'Shop' of connections.json cannot be used: its AuthorizationType is to be",
    ),
    "too much": (" " * 1_048_577, "InternalError", "it has more than 1,048,576 bytes"),
}


@pytest.mark.parametrize(("text", "name", "said"), FILES.values(), ids=FILES)
def test_files_that_have_it_not(text: str | None, name: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "connections.json"
    if text is not None:
        file.write_text(text, "utf-8")
    with web() as server:
        settings = HttpSettings(hosts=[Host("*", server.url)], connections=file)
        (made,) = perform(settings, [asking()])
    error, cause = failure(made)
    assert (error, server.asked) == (f"{PREFIX}.{name}", [])
    assert said in cause
    assert "sesame" not in cause


def test_without_a_file_and_an_endpoint_the_settings_are_named() -> None:
    with web() as server:
        (made,) = perform(HttpSettings(hosts=[Host("*", server.url)]), [asking()])
    name, cause = failure(made)
    assert (name, server.asked) == (f"{PREFIX}.ResourceNotFound", [])
    assert "a file that [http] connections names in asl.toml" in cause
    assert "[endpoints]" in cause


# how a file may name it: (name, ARN that is asked for)
NAMED: dict[str, tuple[str, str]] = {
    "its name": ("Shop", ARN),
    "its ARN": (ARN, ARN),
    "a placeholder": ("${ConnectionArn}", "${ConnectionArn}"),
}


@pytest.mark.parametrize(("name", "arn"), NAMED.values(), ids=NAMED)
def test_a_file_names_a_connection(name: str, arn: str, tmp_path: Path) -> None:
    file = tmp_path / "connections.json"
    file.write_text(json.dumps({name: PLAIN}), "utf-8")
    with web() as server:
        settings = HttpSettings(hosts=[Host("*", server.url)], connections=file)
        (made,) = perform(settings, [asking(InvocationConfig={"ConnectionArn": arn})])
    assert value(made)["StatusCode"] == 200
    assert server.asked[0]["X-Key"] == "k"


def test_a_file_that_has_changed_is_read_anew(tmp_path: Path) -> None:
    file = tmp_path / "connections.json"
    file.write_text(json.dumps({"Shop": PLAIN}), "utf-8")

    async def made(settings: HttpSettings) -> None:
        tasks = HttpTasks(settings, services(Bindings()), "us-east-1")
        await tasks(TaskCall(state="Ask", resource=INVOKE, input=asking()))
        file.write_text(json.dumps({"Shop": PLAIN}).replace('"k"', '"another"'), "utf-8")
        await tasks(TaskCall(state="Ask", resource=INVOKE, input=asking()))
        await tasks.close()

    with web() as server:
        asyncio.run(made(HttpSettings(hosts=[Host("*", server.url)], connections=file)))
    assert [asked["X-Key"] for asked in server.asked] == ["k", "another"]


# The connections that EventBridge makes, with what a call then has.
MADE: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "BASIC": (
        {
            "AuthorizationType": "BASIC",
            "AuthParameters": {
                "BasicAuthParameters": {"Username": "u", "Password": "p"},
                "InvocationHttpParameters": {
                    "HeaderParameters": [{"Key": "X-More", "Value": "m", "IsValueSecret": True}]
                },
            },
        },
        {"Authorization": f"Basic {base64.b64encode(b'u:p').decode()}", "X-More": "m"},
    ),
    "API_KEY": (dict(PLAIN), {"X-Key": "k"}),
}


@pytest.mark.parametrize(("made", "headers"), MADE.values(), ids=MADE)
def test_event_bridge_at_an_endpoint(
    aws: Endpoint, made: dict[str, Any], headers: dict[str, str]
) -> None:
    arn = aws.client("events").create_connection(Name="Shop", **made)["ConnectionArn"]
    with web() as server:
        found = at(aws.url, server.url, arn)
    assert value(found)["StatusCode"] == 200
    assert {name: server.asked[0][name] for name in headers} == headers


def test_event_bridge_that_does_not_know_it(aws: Endpoint) -> None:
    with web() as server:
        made = at(aws.url, server.url, ARN)
    name, cause = failure(made)
    assert (name, server.asked) == (f"{PREFIX}.ResourceNotFound", [])
    assert "Connection 'Shop' does not exist." in cause


def test_event_bridge_that_does_not_answer() -> None:
    with web() as gone:
        url = gone.url
    made = at(url, "http://127.0.0.1:1", ARN)
    name, cause = failure(made)
    assert name == f"{PREFIX}.InternalError"
    assert "EventBridge.SdkClientException: Unable to execute HTTP request" in cause


# what state a connection is in: (state, error)
STATES = {
    "CREATING": "AuthInProgress",
    "AUTHORIZING": "AuthInProgress",
    "DEAUTHORIZED": "InvalidConnectionState",
    "DELETING": "InvalidConnectionState",
}


class Described:
    """EventBridge and Secrets Manager that say what they are told to."""

    def __init__(self, state: str, secret: Json = None) -> None:
        self._answers = {
            "describeConnection": {**PLAIN, "ConnectionState": state, "SecretArn": "arn"},
            "getSecretValue": {"SecretString": secret},
        }

    def answers(self, call: TaskCall) -> bool:
        return call.resource.rpartition(":")[2] in self._answers

    async def __call__(self, call: TaskCall) -> Submitted | Returned:
        return Returned(value=self._answers[call.resource.rpartition(":")[2]])


def made_with(described: Services) -> tuple[str | None, str]:
    async def made() -> tuple[str | None, str]:
        tasks = HttpTasks(HttpSettings(hosts=[Host("*")]), described, "us-east-1")
        with pytest.raises(StatesError) as caught:
            await tasks(TaskCall(state="Ask", resource=INVOKE, input=asking()))
        await tasks.close()
        return failure(caught.value)

    return asyncio.run(made())


@pytest.mark.parametrize(("state", "name"), STATES.items())
def test_a_connection_that_is_not_authorized(state: str, name: str) -> None:
    error, cause = made_with(Described(state))
    assert error == f"{PREFIX}.{name}"
    assert f"it is {state}" in cause


class Denied:
    """EventBridge that tells nothing."""

    def answers(self, call: TaskCall) -> bool:
        return call.resource.endswith(":describeConnection")

    async def __call__(self, call: TaskCall) -> Submitted | Returned:
        raise StatesError("EventBridge.AccessDeniedException", f"no {call.input['Name']}")


def test_a_connection_that_may_not_be_read() -> None:
    assert made_with(Denied()) == (f"{PREFIX}.AccessDenied", "no Shop")


@pytest.mark.parametrize("secret", ["sesame", "[]", "{", None, 1])
def test_a_secret_that_is_none(secret: Json) -> None:
    name, cause = made_with(Described("AUTHORIZED", secret))
    assert name == f"{PREFIX}.InvalidConnectionState"
    assert cause == "The connection 'Shop' cannot be used: its secret is no object in JSON."


def at(endpoint: str, base: str, arn: str) -> Submitted | Returned | StatesError:
    """What becomes of a call whose connection is at an endpoint."""

    async def made() -> Submitted | Returned | StatesError:
        asked = services(Bindings(default=EndpointTarget(url=endpoint)))
        tasks = HttpTasks(HttpSettings(hosts=[Host("*", base)]), asked, "us-east-1")
        given = asking(InvocationConfig={"ConnectionArn": arn})
        try:
            return await tasks(TaskCall(state="Ask", resource=INVOKE, input=given))
        except StatesError as error:
            return error
        finally:
            await tasks.close()
            await asked.close()

    return asyncio.run(made())
