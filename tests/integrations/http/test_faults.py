"""Parameters that no call can be made of, and hosts that may not be called: nothing is sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from asl.integrations.http.settings import Host, HttpSettings
from asl.integrations.http.tasks import HttpTasks
from asl.runtime.errors import StatesError
from asl.runtime.host import TaskCall
from asl.runtime.values import text_of
from asl.syntax.values import Json
from tests.integrations.http.calling import (
    API_GATEWAY,
    INVOKE,
    NoServices,
    asking,
    failure,
    perform,
    perform_one,
    settings,
    value,
)
from tests.integrations.http.web import web


def misshapen(name: str) -> str:
    return f"The value of the field '{name}' has an invalid format"


def missing(name: str) -> str:
    return f"The field '{name}' is required but was missing"


# what is wrong: (parameters, reasons)
FAULTS: dict[str, tuple[dict[str, Json], str]] = {
    "no endpoint": ({"ApiEndpoint": ...}, missing("ApiEndpoint")),
    "no method": ({"Method": ...}, missing("Method")),
    "neither": (
        {"ApiEndpoint": ..., "Method": ...},
        f"{missing('ApiEndpoint')}, {missing('Method')}",
    ),
    "no connection": ({"InvocationConfig": ...}, missing("Authentication")),
    "no ARN of one": ({"InvocationConfig": {}}, missing("ConnectionArn")),
    "a number for an ARN": ({"InvocationConfig": {"ConnectionArn": 1}}, misshapen("ConnectionArn")),
    "a text for a config": ({"InvocationConfig": "a"}, misshapen("InvocationConfig")),
    "a method that there is not": ({"Method": "TRACE"}, misshapen("Method")),
    "a method in small letters": ({"Method": "get"}, misshapen("Method")),
    "a number for an endpoint": ({"ApiEndpoint": 1}, misshapen("ApiEndpoint")),
    **{
        f"the endpoint {endpoint!r}": ({"ApiEndpoint": endpoint}, misshapen("ApiEndpoint"))
        for endpoint in (
            "",
            "api.example.com",
            "ftp://api.example.com/",
            "file:///etc/passwd",
            "https://",
            "https:///a",
            "https://user:secret@api.example.com/",
            "https://api.example.com\\@evil/",
            "https://api.example.com:99999/",
            "https://api.example.com/a b",
            "https://api.example.com/a\r\nX: y",
            "https://äpi.example.com/",
            "https://[::1/",
        )
    },
    "a member that there is not": (
        {"Body": 1},
        'The field "Body" is not supported by Step Functions',
    ),
    "a list of headers": ({"Headers": ["a"]}, misshapen("Headers")),
    "an object in a header": ({"Headers": {"a": {}}}, misshapen("Headers")),
    "a header with a line of its own": ({"Headers": {"a": "b\r\nc: d"}}, misshapen("Headers")),
    "a header without a byte": ({"Headers": {"a": "\x00"}}, misshapen("Headers")),
    "a name with a colon": ({"Headers": {"a:": "b"}}, misshapen("Headers")),
    "headers that the service keeps for itself": (
        {"Headers": {"Authorization": "a", "X-Amzn-Trace-Id": "b", "X-Forwarded-For": "c"}},
        "The 'Headers' field contains unsupported values: "
        "[authorization, x-amzn-trace-id, x-forwarded-for]",
    ),
    "a list for a query": ({"QueryParameters": ["a"]}, misshapen("QueryParameters")),
    "an encoding that there is not": (
        {"Transform": {"RequestBodyEncoding": "GZIP"}},
        misshapen("RequestBodyEncoding"),
    ),
    "a format that there is not": (
        {
            "Transform": {
                "RequestBodyEncoding": "URL_ENCODED",
                "RequestEncodingOptions": {"ArrayFormat": "DOTS"},
            }
        },
        misshapen("ArrayFormat"),
    ),
    "a list as a form": (
        {"RequestBody": [1], "Transform": {"RequestBodyEncoding": "URL_ENCODED"}},
        misshapen("RequestBody"),
    ),
}


@pytest.mark.parametrize(("given", "reasons"), FAULTS.values(), ids=FAULTS)
def test_parameters_that_cannot_be_used(
    given: dict[str, Json], reasons: str, tmp_path: Path
) -> None:
    asked = asking(**given)
    with web() as server:
        made = failure(perform_one(settings(tmp_path, server.url), asked))
    cause = f"The Parameters '{text_of(asked)}' could not be used to start the Task: [{reasons}]"
    assert made == ("States.Runtime", cause)
    assert server.asked == []


def test_parameters_that_are_no_object(tmp_path: Path) -> None:
    name, cause = failure(perform_one(settings(tmp_path, "http://127.0.0.1:1"), [1]))
    assert name == "States.Runtime"
    assert "[The parameters are to be an object]" in cause


def test_a_text_and_a_connection_s_body_are_not_one(tmp_path: Path) -> None:
    connection: Json = {
        "AuthorizationType": "BASIC",
        "AuthParameters": {
            "BasicAuthParameters": {"Username": "u", "Password": "p"},
            "InvocationHttpParameters": {"BodyParameters": [{"Key": "a", "Value": "b"}]},
        },
    }
    with web() as server:
        said = settings(tmp_path, server.url, connection)
        name, cause = failure(perform_one(said, asking(Method="POST", RequestBody="text")))
    assert (name, server.asked) == ("States.Runtime", [])
    assert "cannot be merged with the body parameters of the connection" in cause


def test_a_url_that_no_server_takes_is_not_sent(tmp_path: Path) -> None:
    with web() as server:
        said = settings(tmp_path, server.url)
        fits, long = ({"q": "x" * length} for length in (60_000, 66_000))
        made = perform(said, [asking(QueryParameters=fits), asking(QueryParameters=long)])
    value(made[0])
    name, cause = failure(made[1])
    assert name == "States.Http.Socket"
    assert "has 66,0" in cause
    assert "send what is long in the body" in cause
    assert len(server.asked) == 1


def test_a_form_of_endless_keys_is_not_made(tmp_path: Path) -> None:
    body: Json = {"k" * 10_000: [0] * 10_000}
    given = asking(
        Method="POST", RequestBody=body, Transform={"RequestBodyEncoding": "URL_ENCODED"}
    )
    with web() as server:
        name, _ = failure(perform_one(settings(tmp_path, server.url), given))
    assert (name, server.asked) == ("States.DataLimitExceeded", [])


# who is not named: (resource, parameters, what the setting is)
UNNAMED: dict[str, tuple[str, Json, str]] = {
    "an API": (INVOKE, asking(), '"api.example.com" = true'),
    "another host than the pattern's": (
        INVOKE,
        asking(ApiEndpoint="https://b.example.net"),
        '"b.example.net" = true',
    ),
    "another port than the pattern's": (
        INVOKE,
        asking(ApiEndpoint="https://c.example.org:444/"),
        '"c.example.org" = true',
    ),
    "API Gateway": (
        API_GATEWAY,
        {"ApiEndpoint": "api.example.com", "Method": "GET"},
        '"api.example.com" = true',
    ),
}


@pytest.mark.parametrize(("resource", "given", "setting"), UNNAMED.values(), ids=UNNAMED)
@pytest.mark.parametrize(
    "hosts", [[], [Host("*.b.example.net"), Host("example.net"), Host("c.example.org:443")]]
)
def test_a_host_that_is_not_named_is_not_called(
    resource: str, given: Json, setting: str, hosts: list[Host]
) -> None:
    said = HttpSettings(hosts=hosts)
    call = TaskCall(state="Ask", resource=resource, input=given)
    assert not HttpTasks(said, NoServices(), "us-east-1").answers(call)
    made = perform_one(said, given, resource=resource)
    assert isinstance(made, StatesError)
    assert (made.name, made.terminal) == ("States.Runtime", True)
    assert f"give [hosts] in asl.toml the entry {setting}" in (made.cause or "")


@pytest.mark.parametrize(
    "host",
    [
        "id.execute-api.us-east-1.amazonaws.com",
        "f.lambda-url.us-east-1.on.aws",
        "S3.amazonaws.COM.",
        "states.eusc-de-east-1.amazonaws.eu",
        "id.lambda-url.cn-north-1.on.amazonwebservices.com.cn",
        "sqs.us-iso-east-1.c2s.ic.gov",
    ],
)
def test_aws_itself_is_for_a_profile_to_name(host: str) -> None:
    given = asking(ApiEndpoint=f"https://{host}/")
    call = TaskCall(state="Ask", resource=INVOKE, input=given)
    named = HttpSettings(hosts=[Host("*")])
    assert not HttpTasks(named, NoServices(), "us-east-1").answers(call)
    name, cause = failure(perform_one(named, given))
    assert name == "States.Runtime"
    assert f'[profiles.aws.hosts] the entry "{host.lower()}" = true' in cause
    profiled = HttpSettings(hosts=[Host("*", aws=True)])
    assert HttpTasks(profiled, NoServices(), "us-east-1").answers(call)


# who answers: (resource, parameters, whether it is answered)
ANSWERED: dict[str, tuple[str, Json, bool]] = {
    "a host that is named": (INVOKE, asking(), True),
    "an endpoint of API Gateway": (
        f"{API_GATEWAY}.waitForTaskToken",
        {"ApiEndpoint": "api.example.com", "Method": "GET"},
        True,
    ),
    "another host of theirs": (API_GATEWAY, {"ApiEndpoint": "b", "Method": "GET"}, False),
    "another host": (INVOKE, asking(ApiEndpoint="https://b"), False),
    "what cannot be asked for says so": (INVOKE, {}, True),
    "another integration": ("arn:aws:states:::sqs:sendMessage", asking(), False),
    "a function": ("arn:aws:lambda:us-east-1:123456789012:function:f", asking(), False),
}


@pytest.mark.parametrize(("resource", "given", "answered"), ANSWERED.values(), ids=ANSWERED)
def test_who_answers(resource: str, given: Json, answered: bool) -> None:
    said = HttpSettings(hosts=[Host("api.example.com")])
    call = TaskCall(state="Ask", resource=resource, input=given)
    assert HttpTasks(said, NoServices(), "us-east-1").answers(call) is answered
    assert not HttpTasks(HttpSettings(), NoServices(), "us-east-1").answers(call)


# what is called: (parameters, what is said of it)
DESCRIBED: dict[str, tuple[Json, str]] = {
    "a host": (asking(ApiEndpoint="https://a.example:8443/p?key=s"), "https://a.example:8443"),
    "another in its place": (asking(), "http://127.0.0.1:3000 for api.example.com"),
    "what the input tells": ({"ApiEndpoint": 1}, "a host that only the run tells"),
}


@pytest.mark.parametrize(("given", "said"), DESCRIBED.values(), ids=DESCRIBED)
def test_what_would_be_called(given: Json, said: str) -> None:
    hosts = [Host("a.example"), Host("api.example.com", "http://127.0.0.1:3000/base")]
    tasks = HttpTasks(HttpSettings(hosts=hosts), NoServices(), "us-east-1")
    assert tasks.describe(TaskCall(state="Ask", resource=INVOKE, input=given)) == said
