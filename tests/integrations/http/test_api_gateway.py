"""`apigateway:invoke`: https://docs.aws.amazon.com/step-functions/latest/dg/connect-api-gateway.html."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from asl.integrations.http.settings import Host, HttpSettings
from asl.runtime.host import Submitted
from asl.runtime.values import text_of
from asl.syntax.values import Json
from tests.integrations.http.calling import API_GATEWAY, failure, perform_one, value
from tests.integrations.http.web import Asked, answer, web

HOST = "a1b2.execute-api.eu-west-1.amazonaws.com"


def asking(**given: Json) -> dict[str, Json]:
    """Parameters of a call, with what it needs at least."""
    least = {"ApiEndpoint": HOST, "Method": "GET"}
    return {name: one for name, one in {**least, **given}.items() if one is not ...}


def to(base: str) -> HttpSettings:
    return HttpSettings(hosts=[Host("*.execute-api.*.amazonaws.com", base)])


def sent(given: Json, base: str = "") -> Asked:
    """The one request that a call makes."""
    with web() as server:
        value(perform_one(to(server.url + base), given, resource=API_GATEWAY))
    (asked,) = server.asked
    return asked


# what is asked for: (parameters, path of the base, the request line)
TARGETS: dict[str, tuple[dict[str, Json], str, str]] = {
    "nothing more": ({}, "", "GET /"),
    "a stage": ({"Stage": "prod"}, "", "GET /prod"),
    "a stage and a path": ({"Stage": "prod", "Path": "bills/add"}, "", "GET /prod/bills/add"),
    "a path without a stage": ({"Path": "bills"}, "", "GET /bills"),
    "a path from its slash on": (
        {"Stage": "P", "Path": "/@connections/a="},
        "",
        "GET /P/@connections/a=",
    ),
    "a path that is encoded": ({"Path": "a b?c#d%20ö"}, "", "GET /a%20b%3Fc%23d%20%C3%B6"),
    "behind a base": ({"Stage": "prod"}, "/restapis/a1b2/", "GET /restapis/a1b2/prod"),
    "a query": (
        {"QueryParameters": {"billId": ["1", "2"], "x y": ["&"]}},
        "",
        "GET /?billId=1&billId=2&x%20y=%26",
    ),
    "another method": ({"Method": "DELETE"}, "", "DELETE /"),
}


@pytest.mark.parametrize(("given", "base", "line"), TARGETS.values(), ids=TARGETS)
def test_where_a_call_goes(given: dict[str, Json], base: str, line: str) -> None:
    asked = sent(asking(**given), base)
    assert f"{asked.method} {asked.target}" == line


NULLS: Json = {"a": None, "b": {"c": None, "d": [None, {"e": None}]}}

# what is asked for: (parameters, content type, body)
BODIES: dict[str, tuple[dict[str, Json], list[str], str]] = {
    "none": ({}, [], ""),
    "an object": ({"RequestBody": {"a": 1}}, ["application/json; charset=UTF-8"], '{"a":1}'),
    "an empty object": ({"RequestBody": {}}, ["application/json; charset=UTF-8"], "{}"),
    "a text": (
        {"RequestBody": "a", "Headers": {"Content-type": ["text/plain"]}},
        ["text/plain"],
        "a",
    ),
    "members that are null are left out": (
        {"RequestBody": NULLS},
        ["application/json; charset=UTF-8"],
        '{"b":{"d":[null,{}]}}',
    ),
    "unless they are allowed": (
        {"RequestBody": NULLS, "AllowNullValues": True},
        ["application/json; charset=UTF-8"],
        text_of(NULLS),
    ),
}


@pytest.mark.parametrize(("given", "kinds", "body"), BODIES.values(), ids=BODIES)
def test_bodies(given: dict[str, Json], kinds: list[str], body: str) -> None:
    asked = sent(asking(Method="POST", **given))
    assert (asked.all("Content-Type"), asked.body) == (kinds, body)


def test_headers() -> None:
    asked = sent(asking(Headers={"key": ["value1", "value2"], "empty": []}))
    assert (asked.all("key"), asked.all("empty")) == (["value1", "value2"], [])
    assert asked["User-Agent"] == "Amazon|StepFunctions|us-east-1"


def test_a_call_that_nobody_signs() -> None:
    for given in ({}, {"AuthType": "NO_AUTH"}):
        assert sent(asking(**given)).all("Authorization") == []


@pytest.mark.parametrize("kind", ["IAM_ROLE", "RESOURCE_POLICY"])
def test_a_call_that_is_signed(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As botocore signs what has arrived, with keys that are nobody's."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAREAL")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "real")
    given = asking(
        Method="POST",
        AuthType=kind,
        Stage="prod",
        Path="a b",
        QueryParameters={"q": ["1"]},
        RequestBody={"a": 1},
        Headers={"X-Two": ["one", "two"]},
    )
    asked = sent(given)
    scheme, credential, signed, _ = asked["Authorization"].replace(",", "").split()
    assert scheme == "AWS4-HMAC-SHA256"
    assert credential.startswith("Credential=test/")
    assert credential.endswith("/eu-west-1/execute-api/aws4_request")
    names = signed.removeprefix("SignedHeaders=").split(";")
    assert {"host", "content-type", "x-two", "x-amz-date"} <= set(names)
    assert asked["Authorization"] == signature(asked)


def signature(asked: Asked) -> str:
    """What botocore makes of a request, at the time that it says."""
    host = asked["Host"]
    made = AWSRequest(asked.method, f"http://{host}{asked.target}", data=asked.body.encode())
    names = asked["Authorization"].partition("SignedHeaders=")[2].partition(",")[0].split(";")
    for name, text in asked.headers:
        if name.lower() in names:
            made.headers.add_header(name, text)
    made.context["timestamp"] = asked["X-Amz-Date"]
    signer = SigV4Auth(Credentials("test", "test"), "execute-api", "eu-west-1")
    string = signer.string_to_sign(made, signer.canonical_request(made))
    signer._inject_signature_to_request(made, signer.signature(string, made))
    return str(made.headers["Authorization"])


def misshapen(name: str) -> str:
    return f"The value of the field '{name}' has an invalid format"


# what is wrong: (parameters, reasons)
FAULTS: dict[str, tuple[dict[str, Json], str]] = {
    "no endpoint": ({"ApiEndpoint": ...}, "The field 'ApiEndpoint' is required but was missing"),
    "a URL for an endpoint": ({"ApiEndpoint": f"https://{HOST}"}, misshapen("ApiEndpoint")),
    "a path in an endpoint": ({"ApiEndpoint": f"{HOST}/prod"}, misshapen("ApiEndpoint")),
    "a user in an endpoint": ({"ApiEndpoint": f"user@{HOST}"}, misshapen("ApiEndpoint")),
    "no method": ({"Method": ...}, "The field 'Method' is required but was missing"),
    "a method that there is not": ({"Method": "ANY"}, misshapen("Method")),
    "a header that is a text": ({"Headers": {"TaskToken": "t"}}, misshapen("Headers")),
    "a header that is null": ({"Headers": {"a": None}}, misshapen("Headers")),
    "headers that are a text": ({"Headers": "a"}, misshapen("Headers")),
    "a query that is a text": ({"QueryParameters": {"a": "b"}}, misshapen("QueryParameters")),
    "a number for a stage": ({"Stage": 1}, misshapen("Stage")),
    "a number for a body": ({"RequestBody": 1}, misshapen("RequestBody")),
    "a text for a flag": ({"AllowNullValues": "true"}, misshapen("AllowNullValues")),
    "another way to authorize": ({"AuthType": "COGNITO"}, misshapen("AuthType")),
    "a header that is kept": (
        {"Headers": {"Authorization": ["a"], "X-Amz-Date": ["b"], "Www-Authenticate": ["c"]}},
        "The 'Headers' field contains unsupported values: "
        "[authorization, x-amz-date, www-authenticate]",
    ),
    "a member that there is not": (
        {"Body": 1},
        'The field "Body" is not supported by Step Functions',
    ),
}


@pytest.mark.parametrize(("given", "reasons"), FAULTS.values(), ids=FAULTS)
def test_parameters_that_cannot_be_used(given: dict[str, Json], reasons: str) -> None:
    asked = asking(**given)
    with web() as server:
        made = failure(perform_one(to(server.url), asked, resource=API_GATEWAY))
    cause = f"The Parameters '{text_of(asked)}' could not be used to start the Task: [{reasons}]"
    assert made == ("States.Runtime", cause)
    assert server.asked == []


# what comes: (answer, error, cause)
REFUSED: dict[str, tuple[bytes, str, str]] = {
    "a status with a body": (
        answer('{"message":"Missing Authentication Token"}', "403 Forbidden"),
        "ApiGateway.403",
        '{"message":"Missing Authentication Token"}',
    ),
    "a redirect": (answer("", "301 Moved", more=[("Location", "/")]), "ApiGateway.301", ""),
    "bytes that are no text": (answer(b"\xff", "500 No", "text/plain"), "ApiGateway.500", "\ufffd"),
    "too much": (answer("x" * 262_145, "500 No"), "ApiGateway.500", "No"),
    "too much of a result": (
        answer("x" * 262_145),
        "States.DataLimitExceeded",
        "The state/task 'apigateway' returned a result with a size exceeding the maximum number "
        "of bytes service limit.",
    ),
}


@pytest.mark.parametrize(("given", "name", "cause"), REFUSED.values(), ids=REFUSED)
def test_a_call_is_refused(given: bytes, name: str, cause: str) -> None:
    with web(given) as server:
        made = failure(perform_one(to(server.url), asking(), resource=API_GATEWAY))
    assert made == (name, cause)
    assert len(server.asked) == 1


def test_nobody_listens() -> None:
    with web() as gone:
        url = gone.url
    name, cause = failure(perform_one(to(url), asking(), resource=API_GATEWAY))
    assert name == "ApiGateway.SdkClientException"
    assert cause.startswith(f"Unable to execute HTTP request: {url}")


def test_a_server_that_breaks_off() -> None:
    def respond(_asked: Asked) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"

    with web(respond) as server:
        name, _ = failure(perform_one(to(server.url), asking(), resource=API_GATEWAY))
    assert name == "ApiGateway.SdkClientException"


def test_the_metadata_is_not_called() -> None:
    said = HttpSettings(hosts=[Host("*")])
    for host in ("169.254.169.254", "[::ffff:a9fe:a9fe]:80"):
        given = asking(ApiEndpoint=host)
        name, cause = failure(perform_one(said, given, resource=API_GATEWAY))
        assert (name, "allow_link_local" in cause) == ("States.Runtime", True)


def test_with_a_task_token_the_answer_is_that_of_the_submission() -> None:
    given = asking(Headers={"TaskToken": ["t"]})
    with web(answer("[1]")) as server:
        made = perform_one(to(server.url), given, resource=f"{API_GATEWAY}.waitForTaskToken")
    assert isinstance(made, Submitted)
    assert made.output["ResponseBody"] == [1]
    assert server.asked[0]["TaskToken"] == "t"


def test_an_endpoint_on_this_machine() -> None:
    with web() as server:
        host = f"localhost:{server.port}"
        said = HttpSettings(hosts=[Host(host, f"http://{host}")])
        value(perform_one(said, asking(ApiEndpoint=host, Stage="s"), resource=API_GATEWAY))
    assert [asked.target for asked in server.asked] == ["/s"]
