"""What `http:invoke` sends: https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest

from asl.integrations.http.settings import Host, HttpSettings
from asl.syntax.values import Json
from tests.integrations.http.calling import PLAIN, asking, perform_one, settings, value
from tests.integrations.http.web import Asked, web

FORM = "application/x-www-form-urlencoded"


def sent(folder: Path, given: Json, connection: Json = PLAIN) -> Asked:
    """The one request that a call makes."""
    with web() as server:
        value(perform_one(settings(folder, server.url, connection), given))
    (asked,) = server.asked
    return asked


def adding(name: str, *pairs: tuple[str, str]) -> Json:
    """A connection that adds parameters of one kind."""
    entries = [{"Key": key, "Value": text} for key, text in pairs]
    return {
        "AuthorizationType": "API_KEY",
        "AuthParameters": {
            "ApiKeyAuthParameters": {"ApiKeyName": "X-Key", "ApiKeyValue": "k"},
            "InvocationHttpParameters": {name: entries},
        },
    }


# what is asked for: (parameters, the request line)
TARGETS: dict[str, tuple[dict[str, Json], str]] = {
    "a path": ({}, "GET /path"),
    "no path": ({"ApiEndpoint": "https://api.example.com"}, "GET /"),
    "a port": ({"ApiEndpoint": "https://api.example.com:8443/a"}, "GET /a"),
    "a host in capitals": ({"ApiEndpoint": "HTTPS://API.Example.COM/A"}, "GET /A"),
    "a fragment is for nobody": ({"ApiEndpoint": "https://a/b#c?d"}, "GET /b"),
    "a query": ({"QueryParameters": {"currency": "usd"}}, "GET /path?currency=usd"),
    "one behind the endpoint's own": (
        {"ApiEndpoint": "https://a/b?c=d", "QueryParameters": {"e": "f"}},
        "GET /b?c=d&e=f",
    ),
    "a query is encoded": ({"QueryParameters": {"a b": "ö&="}}, "GET /path?a%20b=%C3%B6%26%3D"),
    "a name with several values": ({"QueryParameters": {"a": ["b", 1]}}, "GET /path?a=b&a=1"),
    "an object in a query": ({"QueryParameters": {"a": {"b": "c"}}}, "GET /path?a%5Bb%5D=c"),
    "a query as a text": ({"QueryParameters": "a=b&c=d%20e"}, "GET /path?a=b&c=d%20e"),
    "null is left out": ({"QueryParameters": {"a": None, "b": True}}, "GET /path?b=true"),
    **{
        f"the method {method}": ({"Method": method}, f"{method} /path")
        for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD")
    },
}


@pytest.mark.parametrize(("given", "line"), TARGETS.values(), ids=TARGETS)
def test_where_a_call_goes(given: dict[str, Json], line: str, tmp_path: Path) -> None:
    asked = sent(tmp_path, asking(**given))
    assert f"{asked.method} {asked.target}" == line


def test_what_the_service_sends_itself(tmp_path: Path) -> None:
    asked = sent(tmp_path, asking(Headers={"User-Agent": "mine", "range": "bytes=5-", "A": "b"}))
    assert asked["User-Agent"] == "Amazon|StepFunctions|HttpInvoke|us-east-1"
    assert asked["Range"] == "bytes=0-262144"
    assert re.fullmatch(r"Root=1-[0-9a-f]{8}-[0-9a-f]{24}", asked["X-Amzn-Trace-Id"])
    assert asked["Host"].startswith("127.0.0.1:")
    assert asked["A"] == "b"
    assert asked.all("Content-Type") == []


# what is asked for: (Headers, name of a header, its values)
HEADERS: dict[str, tuple[dict[str, Json], str, list[str]]] = {
    "a text": ({"Request-Id": "r"}, "Request-Id", ["r"]),
    "several": ({"X": ["one", "two"]}, "X", ["one", "two"]),
    "a number": ({"X": 1}, "X", ["1"]),
    "null is left out": ({"X": None}, "X", []),
    "letters of other languages": ({"X": "ö"}, "X", ["ö"]),
    "how long the body is, nobody else says": ({"Content-Length": "9"}, "Content-Length", []),
}


@pytest.mark.parametrize(("given", "name", "values"), HEADERS.values(), ids=HEADERS)
def test_headers(given: dict[str, Json], name: str, values: list[str], tmp_path: Path) -> None:
    assert sent(tmp_path, asking(Headers=given)).all(name) == values


NESTED: Json = {"a": [{"b": 1}, [2]], "c": {"d": None, "e": False}}
LIST: Json = {"array": ["a", "b", "c,d"]}

# what is asked for: (parameters, content type, body)
BODIES: dict[str, tuple[dict[str, Json], list[str], str]] = {
    "none": ({}, [], ""),
    "null": ({"RequestBody": None}, [], ""),
    "an object": (
        {"RequestBody": {"b": 1.0, "a": "ö"}},
        ["application/json; charset=UTF-8"],
        '{"b":1.0,"a":"ö"}',
    ),
    "an array": ({"RequestBody": [1]}, ["application/json; charset=UTF-8"], "[1]"),
    "a text is sent as it stands": (
        {"RequestBody": "<a/>", "Headers": {"content-type": "text/xml"}},
        ["text/xml"],
        "<a/>",
    ),
    "NONE is JSON": (
        {"RequestBody": {"a": 1}, "Transform": {"RequestBodyEncoding": "NONE"}},
        ["application/json; charset=UTF-8"],
        '{"a":1}',
    ),
    "a form": (
        {
            "RequestBody": {"d": "Monthly sub", "m": {"o": "r&r"}},
            "Headers": {"Content-Type": FORM},
            "Transform": {"RequestBodyEncoding": "URL_ENCODED"},
        },
        [FORM],
        "d=Monthly%20sub&m%5Bo%5D=r%26r",
    ),
    **{
        f"a form with {style}": (
            {
                "RequestBody": value,
                "Headers": {"Content-Type": FORM},
                "Transform": {
                    "RequestBodyEncoding": "URL_ENCODED",
                    "RequestEncodingOptions": {"ArrayFormat": style.split(" ")[0]},
                },
            },
            [FORM],
            body,
        )
        for style, value, body in (
            ("INDICES", LIST, "array%5B0%5D=a&array%5B1%5D=b&array%5B2%5D=c%2Cd"),
            ("REPEAT", LIST, "array=a&array=b&array=c%2Cd"),
            ("COMMAS", LIST, "array=a,b,c%2Cd"),
            ("BRACKETS", LIST, "array%5B%5D=a&array%5B%5D=b&array%5B%5D=c%2Cd"),
            (
                "INDICES of what is nested",
                NESTED,
                "a%5B0%5D%5Bb%5D=1&a%5B1%5D%5B0%5D=2&c%5Bd%5D=&c%5Be%5D=false",
            ),
            ("REPEAT of what is nested", NESTED, "a%5Bb%5D=1&a=2&c%5Bd%5D=&c%5Be%5D=false"),
            ("COMMAS of nothing", {"a": [], "b": 1}, "b=1"),
        )
    },
}


@pytest.mark.parametrize(("given", "kinds", "body"), BODIES.values(), ids=BODIES)
def test_bodies(given: dict[str, Json], kinds: list[str], body: str, tmp_path: Path) -> None:
    asked = sent(tmp_path, asking(Method="POST", **given))
    assert (asked.all("Content-Type"), asked.body) == (kinds, body)


def test_the_connection_goes_before_the_call(tmp_path: Path) -> None:
    connection: Json = {
        "AuthorizationType": "API_KEY",
        "AuthParameters": {
            "ApiKeyAuthParameters": {"ApiKeyName": "ApiKey", "ApiKeyValue": "key_value"},
            "InvocationHttpParameters": {
                "BodyParameters": [{"Key": "BodyParam", "Value": "connection_body_param"}],
                "HeaderParameters": [{"Key": "Header-Param", "Value": "connection_header_param"}],
                "QueryStringParameters": [{"Key": "QueryParam", "Value": "connection_query_param"}],
            },
        },
    }
    given = asking(
        Method="POST",
        Headers={"Request-Id": "my_request_id", "header-param": "state_machine_header_param"},
        RequestBody={"Job": "Software Engineer", "BodyParam": "state_machine_body_param"},
        QueryParameters={"QueryParam": "state_machine_query_param"},
    )
    asked = sent(tmp_path, given, connection)
    assert asked.target == "/path?QueryParam=connection_query_param"
    assert asked.all("Header-Param") == ["connection_header_param"]
    assert (asked["Request-Id"], asked["ApiKey"]) == ("my_request_id", "key_value")
    assert asked.body == '{"Job":"Software Engineer","BodyParam":"connection_body_param"}'


def test_a_connection_has_a_body_where_the_call_has_none(tmp_path: Path) -> None:
    asked = sent(tmp_path, asking(Method="POST"), adding("BodyParameters", ("a", "b")))
    assert asked.json() == {"a": "b"}


def test_a_connection_goes_into_a_form(tmp_path: Path) -> None:
    given = asking(
        Method="POST", RequestBody={"a": "1"}, Transform={"RequestBodyEncoding": "URL_ENCODED"}
    )
    asked = sent(tmp_path, given, adding("BodyParameters", ("b", "2")))
    assert asked.body == "a=1&b=2"


def test_a_connection_does_not_say_where_a_message_ends(tmp_path: Path) -> None:
    framing = adding("HeaderParameters", ("Transfer-Encoding", "chunked"), ("Host", "evil"))
    asked = sent(tmp_path, asking(Method="POST", RequestBody={"a": 1}), framing)
    assert asked.all("Transfer-Encoding") == []
    assert asked["Host"].startswith("127.0.0.1:")
    assert asked.body == '{"a":1}'


# how a connection authorizes: (connection, header, value)
AUTHORIZED: dict[str, tuple[Json, str, str]] = {
    "BASIC": (
        {
            "AuthorizationType": "BASIC",
            "AuthParameters": {"BasicAuthParameters": {"Username": "ü", "Password": "p:w"}},
        },
        "Authorization",
        f"Basic {base64.b64encode('ü:p:w'.encode()).decode()}",
    ),
    "API_KEY": (PLAIN, "X-Key", "k"),
}


@pytest.mark.parametrize(("connection", "name", "text"), AUTHORIZED.values(), ids=AUTHORIZED)
@pytest.mark.parametrize("place", ["Authentication", "InvocationConfig"])
def test_a_connection_authorizes(
    connection: Json, name: str, text: str, place: str, tmp_path: Path
) -> None:
    arn = asking()["InvocationConfig"]
    given = {**asking(InvocationConfig=...), place: arn}
    assert sent(tmp_path, given, connection)[name] == text


# what the settings say: (hosts but for the base's origin, endpoint, target of the request)
REACHED: dict[str, tuple[str, str, str, str]] = {
    "a host": ("api.example.com", "", "https://api.example.com/a?b=c", "/a?b=c"),
    "a base with a path": ("api.example.com", "/v1/", "https://api.example.com/a", "/v1/a"),
    "a pattern": ("*.execute-api.*", "/x", "https://id.execute-api.eu.amazonaws.com", "/x"),
    "a host of one letter more": ("api?.example.com", "", "https://api2.example.com/", "/"),
    "a port": ("a.example:8443", "", "https://a.example:8443/a", "/a"),
    "the usual port": ("a.example:443", "", "https://a.example/a", "/a"),
    "capitals": ("API.Example.com", "", "https://api.EXAMPLE.com/a", "/a"),
    "a dot at the end": ("a.example", "", "https://a.example./a", "/a"),
    "an address of IPv6": ("::1", "", "http://[::1]:80/a", "/a"),
}


@pytest.mark.parametrize(("pattern", "path", "endpoint", "target"), REACHED.values(), ids=REACHED)
def test_the_settings_say_where_a_call_goes(
    pattern: str, path: str, endpoint: str, target: str, tmp_path: Path
) -> None:
    with web() as server:
        said = settings(tmp_path, server.url)
        hosts = [Host("other.example", "http://127.0.0.1:1"), Host(pattern, server.url + path)]
        said = HttpSettings(hosts=[*hosts, Host("*", "http://b")], connections=said.connections)
        value(perform_one(said, asking(ApiEndpoint=endpoint)))
    assert [asked.target for asked in server.asked] == [target]


def test_a_host_is_called_as_it_is(tmp_path: Path) -> None:
    with web() as server:
        said = settings(tmp_path, server.url)
        said = HttpSettings(hosts=[Host("localhost")], connections=said.connections)
        value(perform_one(said, asking(ApiEndpoint=f"http://localhost:{server.port}/a")))
    assert [asked["Host"] for asked in server.asked] == [f"localhost:{server.port}"]
