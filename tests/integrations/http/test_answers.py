"""What a Task gets of an answer, hostile ones included."""

from __future__ import annotations

import asyncio
import gc
import warnings
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

from asl.integrations.http.api_gateway import ApiInvoke
from asl.integrations.http.connections_file import ConnectionsFile
from asl.integrations.http.event_bridge import EventBridge
from asl.integrations.http.invoke import HttpInvoke
from asl.integrations.http.known_connections import KnownConnections
from asl.integrations.http.network import system_resolve
from asl.integrations.http.settings import Host, HttpSettings
from asl.integrations.http.transport import Outgoing, Transport
from asl.integrations.http.url import read_url
from asl.runtime.errors import StatesError
from asl.runtime.host import TaskCall
from asl.syntax.values import Json
from tests.integrations.http.calling import (
    INVOKE,
    NoServices,
    asking,
    failure,
    perform,
    perform_one,
    settings,
    value,
)
from tests.integrations.http.web import Asked, Respond, answer, web

Calls: TypeAlias = Callable[[Transport, KnownConnections], Callable[[TaskCall], Awaitable[Json]]]

# what comes: (bytes, ResponseBody)
BODIES: dict[str, tuple[bytes, Json]] = {
    "an object": (answer('{"a": 1.0}'), {"a": 1.0}),
    "JSON by another name": (answer("[1]", kind="application/problem+json; a=b"), [1]),
    "JSON in capitals": (answer("[1]", kind="Application/JSON"), [1]),
    "what is no JSON": (answer("{"), "{"),
    "JSON nested too deep": (answer("[" * 9_000 + "]" * 9_000), "[" * 9_000 + "]" * 9_000),
    "nothing": (answer("", "204 No Content", None), ""),
    "text": (answer("[1]", kind="text/plain"), "[1]"),
    "no content type": (answer("[1]", kind=None), "[1]"),
    "a content type of nonsense": (answer("[1]", kind=";;=/"), "[1]"),
    "letters of other languages": (answer("ö", kind="text/html"), "ö"),
    "another charset": (answer(b"\xf6", kind="text/html; charset=ISO-8859-1"), "ö"),
    "a charset that there is not": (answer("ö", kind="text/html; charset=x-none"), "ö"),
    "a charset that is none": (answer("ö", kind="text/html; charset=zip"), "ö"),
    "no body's length": (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\nabc",
        "abc",
    ),
    "chunks": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        "abc",
    ),
    "words before the answer": (
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n" + answer("[1]"),
        [1],
    ),
}


def once(given: bytes) -> Respond:
    """An answer after which the connection is closed."""
    return lambda _asked: iter([given])


@pytest.mark.parametrize(("given", "body"), BODIES.values(), ids=BODIES)
def test_bodies(given: bytes, body: Json, tmp_path: Path) -> None:
    with web(once(given)) as server:
        result = value(perform_one(settings(tmp_path, server.url), asking()))
    assert result["ResponseBody"] == body


def test_the_members_of_a_result(tmp_path: Path) -> None:
    more = [("Set-Cookie", "a=b"), ("x-amzn-RequestId", "r"), ("set-cookie", "c=d")]
    with web(answer("{}", "201 Made", more=more)) as server:
        result = value(perform_one(settings(tmp_path, server.url), asking()))
    assert list(result) == ["Headers", "ResponseBody", "StatusCode", "StatusText"]
    assert result == {
        "Headers": {
            "Content-Type": ["application/json"],
            "Set-Cookie": ["a=b", "c=d"],
            "x-amzn-RequestId": ["r"],
            "Content-Length": ["2"],
        },
        "ResponseBody": {},
        "StatusCode": 201,
        "StatusText": "Made",
    }


def test_a_status_without_words_has_the_usual_ones(tmp_path: Path) -> None:
    with web(answer("{}", "200 ")) as server:
        result = value(perform_one(settings(tmp_path, server.url), asking()))
    assert result["StatusText"] == "OK"


def test_words_that_are_no_utf_8_are_no_half_surrogates(tmp_path: Path) -> None:
    """No JSON has those: the execution could not be stored."""
    with web(answer("{}", "200 \xe9t\xe9")) as server:
        result = value(perform_one(settings(tmp_path, server.url), asking()))
    assert result["StatusText"] == "\ufffdt\ufffd"


# what comes: (status line's end, error, cause)
REFUSED: dict[str, tuple[str, str, str]] = {
    "400": ("400 Bad Request", "States.Http.StatusCode.400", "Bad Request"),
    "404 without words": ("404 ", "States.Http.StatusCode.404", "Not Found"),
    "words of its own": ("429 Slow down", "States.Http.StatusCode.429", "Slow down"),
    "a status of its own": ("599 ", "States.Http.StatusCode.599", "599"),
    "a redirect is not followed": ("302 Found", "States.Http.StatusCode.302", "Found"),
    "401": ("401 Unauthorized", "States.Http.StatusCode.401", "Unauthorized"),
    "words in Latin-1": ("400 \xe9", "States.Http.StatusCode.400", "\ufffd"),
}


@pytest.mark.parametrize(("status", "name", "cause"), REFUSED.values(), ids=REFUSED)
def test_a_call_is_refused(status: str, name: str, cause: str, tmp_path: Path) -> None:
    def respond(asked: Asked) -> bytes:
        return answer("why", status, more=[("Location", asked.target)])

    with web(respond) as server:
        made = failure(perform_one(settings(tmp_path, server.url), asking()))
    assert made == (name, cause)
    assert len(server.asked) == 1


BIG = "x" * 262_145

# what comes: (answer, error, cause)
UNUSABLE: dict[str, tuple[bytes, str, str]] = {
    **{
        f"a body of {kind}": (
            answer("abc", kind=kind),
            "States.Runtime",
            f"The HTTP response is not supported: its content type is {kind}.",
        )
        for kind in ("application/octet-stream", "image/png", "video/mp4", "audio/ogg")
    },
    "bytes that are no text": (
        answer(b"\xff\xfe\xfd", kind="text/plain"),
        "States.Runtime",
        "The HTTP response is not supported: it cannot be read as text.",
    ),
    "more than a payload": (
        answer(BIG, kind="text/plain"),
        "States.DataLimitExceeded",
        "The state/task 'http' returned a result with a size exceeding the maximum number of "
        "bytes service limit.",
    ),
    "more than a payload, refused": (
        answer(BIG, "500 Internal Server Error"),
        "States.Http.StatusCode.500",
        "Internal Server Error",
    ),
}


@pytest.mark.parametrize(("given", "name", "cause"), UNUSABLE.values(), ids=UNUSABLE)
def test_answers_that_no_task_can_have(given: bytes, name: str, cause: str, tmp_path: Path) -> None:
    with web(given) as server:
        assert failure(perform_one(settings(tmp_path, server.url), asking())) == (name, cause)


def endless(head: bytes, part: bytes) -> Respond:
    def respond(_asked: Asked) -> Iterator[bytes]:
        yield head
        while True:
            yield part

    return respond


HEAD = b"HTTP/1.1 200 OK\r\n"

# what comes: (answers, error)
HOSTILE: dict[str, tuple[Respond, str]] = {
    "a body without an end": (
        endless(HEAD + b"Content-Type: text/plain\r\n\r\n", b"x" * 9_999),
        "States.DataLimitExceeded",
    ),
    "chunks without an end": (
        endless(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"3e8\r\n" + b"x" * 1_000 + b"\r\n"),
        "States.DataLimitExceeded",
    ),
    "headers without an end": (endless(HEAD, b"A: " + b"x" * 999 + b"\r\n"), "States.Http.Socket"),
    "a line without an end": (endless(b"HTTP/1.1 200 ", b"x" * 999), "States.Http.Socket"),
    "nothing": (once(b""), "States.Http.Socket"),
    "what is no HTTP": (once(b"220 mail.example.com ESMTP\r\n"), "States.Http.Socket"),
    "half of the headers": (once(HEAD + b"Content-"), "States.Http.Socket"),
    "half of the body": (once(HEAD + b"Content-Length: 9\r\n\r\nabc"), "States.Http.Socket"),
    "two lengths": (
        once(HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
        "States.Http.Socket",
    ),
    "another protocol": (
        once(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: a\r\nConnection: upgrade\r\n\r\nb"),
        "States.Http.Socket",
    ),
}


@pytest.mark.parametrize(("respond", "name"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_answers(respond: Respond, name: str, tmp_path: Path) -> None:
    with web(respond) as server:
        said = settings(tmp_path, server.url)
        first, _ = perform(said, [asking(), asking(ApiEndpoint="nonsense")])
    assert failure(first)[0] == name


def test_nobody_listens(tmp_path: Path) -> None:
    with web() as server:
        url = server.url
    given = asking(ApiEndpoint="https://api.example.com/p?key=secret")
    name, cause = failure(perform_one(settings(tmp_path, url), given))
    assert name == "States.Http.Socket"
    assert f"Unable to execute HTTP request: {url}/p: " in cause
    assert "secret" not in cause


def test_a_name_that_nobody_has(tmp_path: Path) -> None:
    async def resolve(_host: str, _port: int) -> list[str]:
        raise OSError(-2, "Name or service not known")

    said = settings(tmp_path, "http://nobody.example")
    name, cause = failure(perform_one(said, asking(), resolve=resolve))
    assert name == "States.Http.Socket"
    assert "nobody.example: Name or service not known" in cause


# who gives up: (what makes the calls, parameters, error, cause)
GIVEN_UP: dict[str, tuple[Calls, Json, str, str]] = {
    "an HTTP Task": (
        lambda transport, known: HttpInvoke(transport, known, "us-east-1", seconds=0.05),
        asking(),
        "States.Http.Socket",
        "The HTTP request took longer than 0.05 seconds.",
    ),
    "API Gateway": (
        lambda transport, _known: ApiInvoke(transport, "us-east-1", seconds=0.05),
        {"ApiEndpoint": "api.example.com", "Method": "GET"},
        "ApiGateway.SdkClientException",
        "https://api.example.com did not answer within 0.05 seconds",
    ),
}


@pytest.mark.parametrize(("made", "given", "name", "cause"), GIVEN_UP.values(), ids=GIVEN_UP)
def test_a_server_that_keeps_silent_is_given_up(
    made: Calls, given: Json, name: str, cause: str, tmp_path: Path
) -> None:
    def silent(_asked: Asked) -> Iterator[bytes]:
        server.closed.wait(30)
        yield b""

    async def failed() -> StatesError:
        said = settings(tmp_path, server.url)
        transport = Transport(said, system_resolve)
        assert said.connections is not None
        file = ConnectionsFile(said.connections)
        known = KnownConnections(file, EventBridge(NoServices()))
        with pytest.raises(StatesError) as caught:
            await made(transport, known)(TaskCall(state="Ask", resource=INVOKE, input=given))
        await transport.close()
        return caught.value

    with web(silent) as server:
        assert failure(asyncio.run(failed())) == (name, cause)


def test_connections_are_kept_to_so_many_servers(tmp_path: Path) -> None:
    """What was called first is closed first."""
    said = HttpSettings(hosts=[Host("*")], connections=settings(tmp_path, "").connections)

    async def resolve(_host: str, _port: int) -> list[str]:
        return ["127.0.0.1"]

    with web() as server:
        hosts = [f"http://h{number}.example:{server.port}/" for number in range(66)]
        calls = [asking(ApiEndpoint=host) for host in (*hosts, hosts[65], hosts[0])]
        made = perform(said, calls, resolve=resolve)
    assert {value(one)["StatusCode"] for one in made} == {200}
    assert server.connections == 67


def test_a_server_that_is_called_is_not_closed_by_other_calls(tmp_path: Path) -> None:
    """Calls of so many servers at once: each closes what is idle, and nothing is left open."""
    said = HttpSettings(hosts=[Host("*")], connections=settings(tmp_path, "").connections)

    async def resolve(_host: str, _port: int) -> list[str]:
        return ["127.0.0.1"]

    async def called(port: int) -> list[int]:
        transport = Transport(said, resolve)

        async def call(number: int) -> int:
            url = read_url(f"http://h{number}.example:{port}/")
            assert url is not None
            return (await transport.send(Outgoing(method="GET", url=url, headers=[]), 20)).status

        statuses = []
        for first in (0, 40, 80):
            statuses += await asyncio.gather(*map(call, range(first, first + 70)))
        await transport.close()
        return statuses

    with web() as server, warnings.catch_warnings():
        warnings.simplefilter("error", ResourceWarning)
        assert asyncio.run(called(server.port)) == [200] * 210
        gc.collect()


def test_a_connection_is_used_again(tmp_path: Path) -> None:
    with web() as server:
        made = perform(settings(tmp_path, server.url), [asking(), asking(), asking()])
    assert [value(one)["StatusCode"] for one in made] == [200, 200, 200]
    assert (len(server.asked), server.connections) == (3, 1)


def test_no_proxy_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with web() as proxy, web() as server:
        for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        value(perform_one(settings(tmp_path, server.url), asking()))
    assert (len(server.asked), proxy.connections) == (1, 0)
