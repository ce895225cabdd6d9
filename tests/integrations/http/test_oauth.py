"""OAuth: tokens are fetched, kept until they expire, and fetched again when they are not taken."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from asl.integrations.bindings import Bindings
from asl.integrations.http.connection import OAuth
from asl.integrations.http.network import system_resolve
from asl.integrations.http.oauth import Tokens
from asl.integrations.http.settings import Host, HttpSettings
from asl.integrations.http.tasks import HttpTasks
from asl.integrations.http.transport import Transport
from asl.runtime.errors import StatesError
from asl.runtime.host import TaskCall
from asl.syntax.values import Json
from tests.integrations.http.calling import ARN, INVOKE, asking, failure, perform, value
from tests.integrations.http.endpoint import services
from tests.integrations.http.web import Asked, Respond, Web, answer, web

FORM = "application/x-www-form-urlencoded"


def connection(more: Json = None, method: str = "POST") -> Json:
    parameters: Json = {
        "AuthorizationEndpoint": "https://auth.example/token",
        "HttpMethod": method,
        "ClientParameters": {"ClientID": "id", "ClientSecret": "s&s"},
    }
    if more is not None:
        parameters["OAuthHttpParameters"] = more
    return {
        "AuthorizationType": "OAUTH_CLIENT_CREDENTIALS",
        "AuthParameters": {"OAuthParameters": parameters},
    }


@dataclass(slots=True)
class Issuer:
    """Gives a new token each time, and says which are taken."""

    taken: set[str] = field(default_factory=set)
    given: int = 0
    lasting: Json = 3600

    def token(self, _asked: Asked) -> bytes:
        self.given += 1
        token = f"t{self.given}"
        self.taken.add(token)
        said = {"access_token": token, "token_type": "Bearer", "expires_in": self.lasting}
        return answer(json.dumps({name: one for name, one in said.items() if one is not None}))

    def api(self, asked: Asked) -> bytes:
        taken = asked["Authorization"].removeprefix("Bearer ") in self.taken
        return answer() if taken else answer("no", "401 Unauthorized")


@contextmanager
def serving(
    folder: Path, token: bytes | Respond, api: bytes | Respond, said: Json
) -> Iterator[tuple[HttpSettings, Web, Web]]:
    """An issuer of tokens and an API, and the settings that lead to them."""
    file = folder / "connections.json"
    file.write_text(json.dumps({"Shop": said}), "utf-8")
    with web(token) as issuer, web(api) as server:
        hosts = [Host("auth.example", issuer.url), Host("*", server.url)]
        yield HttpSettings(hosts=hosts, connections=file), issuer, server


def test_a_token_is_fetched_once(tmp_path: Path) -> None:
    issuer = Issuer()
    with serving(tmp_path, issuer.token, issuer.api, connection()) as (said, auth, api):
        made = perform(said, [asking(), asking()])
    assert [value(one)["StatusCode"] for one in made] == [200, 200]
    assert [asked["Authorization"] for asked in api.asked] == ["Bearer t1", "Bearer t1"]
    (asked,) = auth.asked
    assert (asked.method, asked.target, asked["Content-Type"]) == ("POST", "/token", FORM)
    assert asked.body == "grant_type=client_credentials&client_id=id&client_secret=s%26s"


# how a token is asked for: (parameters, method, target, body)
ASKED: dict[str, tuple[Json, str, str, str]] = {
    "more of a body": (
        {"BodyParameters": [{"Key": "audience", "Value": "a b"}]},
        "POST",
        "/token",
        "grant_type=client_credentials&client_id=id&client_secret=s%26s&audience=a%20b",
    ),
    "another grant": (
        {"BodyParameters": [{"Key": "grant_type", "Value": "mine"}]},
        "PUT",
        "/token",
        "grant_type=mine&client_id=id&client_secret=s%26s",
    ),
    "a query": (
        {"QueryStringParameters": [{"Key": "a", "Value": "b"}]},
        "POST",
        "/token?a=b",
        "grant_type=client_credentials&client_id=id&client_secret=s%26s",
    ),
    "JSON": (
        {"HeaderParameters": [{"Key": "content-type", "Value": "application/json"}]},
        "POST",
        "/token",
        '{"grant_type":"client_credentials","client_id":"id","client_secret":"s&s"}',
    ),
    "GET": (
        None,
        "GET",
        "/token?grant_type=client_credentials&client_id=id&client_secret=s%26s",
        "",
    ),
}


@pytest.mark.parametrize(("more", "method", "target", "body"), ASKED.values(), ids=ASKED)
def test_how_a_token_is_asked_for(
    more: Json, method: str, target: str, body: str, tmp_path: Path
) -> None:
    issuer = Issuer()
    said = connection(more, method)
    with serving(tmp_path, issuer.token, issuer.api, said) as (settings, auth, _):
        perform(settings, [asking()])
    (asked,) = auth.asked
    assert (asked.method, asked.target, asked.body) == (method, target, body)


def test_a_token_that_was_withdrawn_is_fetched_again(tmp_path: Path) -> None:
    issuer = Issuer()
    withdrawn: Callable[[Asked], bytes] = issuer.api

    def api(asked: Asked) -> bytes:
        found = withdrawn(asked)
        issuer.taken.discard("t1")
        return found

    with serving(tmp_path, issuer.token, api, connection()) as (said, auth, server):
        made = perform(said, [asking(), asking(), asking()])
    assert [value(one)["StatusCode"] for one in made] == [200, 200, 200]
    tokens = [asked["Authorization"].split()[1] for asked in server.asked]
    assert tokens == ["t1", "t1", "t2", "t2"]
    assert len(auth.asked) == 2


@pytest.mark.parametrize("status", ["401 Unauthorized", "407 Proxy Authentication Required"])
def test_a_token_that_nobody_takes_is_fetched_once_more_only(status: str, tmp_path: Path) -> None:
    issuer = Issuer()
    refusing = answer("no", status)
    with serving(tmp_path, issuer.token, refusing, connection()) as (said, auth, server):
        (made,) = perform(said, [asking()])
    assert failure(made) == (f"States.Http.StatusCode.{status[:3]}", status[4:])
    assert (len(auth.asked), len(server.asked)) == (2, 2)


# what the issuer answers: (answer, what the cause says)
REFUSED: dict[str, tuple[bytes, str]] = {
    "no": (answer('{"error": "sesame"}', "401 Unauthorized"), "answers with status 401"),
    "a redirect": (answer("", "302 Found", more=[("Location", "/")]), "answers with status 302"),
    "no JSON": (answer("sesame"), "something else than JSON that has an access_token"),
    "no token": (answer('{"token": "sesame"}'), "something else than JSON"),
    "a number": (answer('{"access_token": 1}'), "something else than JSON"),
    "an empty one": (answer('{"access_token": ""}'), "something else than JSON"),
    "one with a line": (answer('{"access_token": "sesame\\r\\nA: b"}'), "something else than JSON"),
    "a list": (answer('["sesame"]'), "something else than JSON"),
    "too much": (answer("x" * 262_145), "is too large"),
    "nothing": (b"\r\n", "Unable to execute HTTP request"),
}


@pytest.mark.parametrize(("given", "said"), REFUSED.values(), ids=REFUSED)
def test_an_issuer_that_gives_no_token(given: bytes, said: str, tmp_path: Path) -> None:
    def token(_asked: Asked) -> Iterator[bytes]:
        yield given

    with serving(tmp_path, token, answer(), connection(None, "GET")) as (settings, _, server):
        (made,) = perform(settings, [asking()])
    name, cause = failure(made)
    assert (name, server.asked) == ("Events.ConnectionResource.InvalidConnectionState", [])
    assert said in cause
    assert [secret for secret in ("sesame", "s&s", "s%26s") if secret in cause] == []


def test_an_issuer_that_the_settings_do_not_name(tmp_path: Path) -> None:
    with serving(tmp_path, answer(), answer(), connection()) as (said, auth, server):
        hosts = [Host("api.example.com", server.url)]
        named = HttpSettings(hosts=hosts, connections=said.connections)
        (made,) = perform(named, [asking()])
    name, cause = failure(made)
    assert name == "Events.ConnectionResource.InvalidConnectionState"
    assert 'give [hosts] in asl.toml the entry "auth.example" = true' in cause
    assert (auth.asked, server.asked) == ([], [])


def test_an_issuer_without_an_address(tmp_path: Path) -> None:
    said = connection()
    said["AuthParameters"]["OAuthParameters"]["AuthorizationEndpoint"] = "auth.example/token"
    with serving(tmp_path, answer(), answer(), said) as (settings, auth, server):
        (made,) = perform(settings, [asking()])
    name, cause = failure(made)
    assert name == "Events.ConnectionResource.InvalidConnectionState"
    assert cause.endswith("its AuthorizationEndpoint is no URL of http or https.")
    assert (auth.asked, server.asked) == ([], [])


def test_many_calls_wait_for_one_token(tmp_path: Path) -> None:
    issuer = Issuer()

    async def made(said: HttpSettings) -> None:
        tasks = HttpTasks(said, services(Bindings()), "us-east-1")
        calls = (tasks(TaskCall(state="Ask", resource=INVOKE, input=asking())) for _ in range(20))
        await asyncio.gather(*calls)
        await tasks.close()

    with serving(tmp_path, issuer.token, issuer.api, connection()) as (said, auth, api):
        asyncio.run(made(said))
    assert (len(auth.asked), len(api.asked)) == (1, 20)


def test_many_calls_wait_for_one_failure(tmp_path: Path) -> None:
    """An issuer that does not answer is not waited for by one call after the other."""

    async def made(said: HttpSettings) -> list[str]:
        tasks = HttpTasks(said, services(Bindings()), "us-east-1")
        calls = (tasks(TaskCall(state="Ask", resource=INVOKE, input=asking())) for _ in range(20))
        causes = [str(one) for one in await asyncio.gather(*calls, return_exceptions=True)]
        with pytest.raises(StatesError):
            await tasks(TaskCall(state="Ask", resource=INVOKE, input=asking()))
        await tasks.close()
        return causes

    with serving(tmp_path, answer("no", "503 Busy"), answer(), connection()) as (said, auth, api):
        causes = asyncio.run(made(said))
    assert len(set(causes)) == 1
    assert "answers with status 503" in causes[0]
    # One for all of those, and one for the call that came later.
    assert (len(auth.asked), api.asked) == (2, [])


# how long a token lasts: (expires_in, seconds at which it is asked for, which one is had)
LASTING: dict[str, tuple[Json, Sequence[float], Sequence[str]]] = {
    "an hour but for a while": (3600, (0, 3569, 3571), ("t1", "t1", "t2")),
    "a short time is halved": (20, (0, 9, 11), ("t1", "t1", "t2")),
    "until it is not taken": (None, (0, 10**9), ("t1", "t1")),
    "what is no number": ("3600", (0, 10**9), ("t1", "t1")),
    "no time at all": (0, (0, 0, 1), ("t1", "t2", "t3")),
    "longer than any number": (10**400, (0, 10**8), ("t1", "t1")),
}


@pytest.mark.parametrize(("lasting", "seconds", "tokens"), LASTING.values(), ids=LASTING)
def test_how_long_a_token_lasts(
    lasting: Json, seconds: Sequence[float], tokens: Sequence[str]
) -> None:
    issuer = Issuer(lasting=lasting)
    now = 0.0

    async def had(url: str) -> list[str]:
        nonlocal now
        transport = Transport(HttpSettings(hosts=[Host("*")]), system_resolve)
        kept = Tokens(transport, lambda: now)
        asked = OAuth(endpoint=f"{url}/", method="POST", client_id="i", client_secret="s")
        found = []
        for second in seconds:
            now = second
            found.append(await kept.get(ARN, asked))
        await transport.close()
        return found

    with web(issuer.token) as server:
        assert asyncio.run(had(server.url)) == list(tokens)


def test_another_secret_gets_another_token() -> None:
    issuer = Issuer()

    async def had(url: str) -> list[str]:
        transport = Transport(HttpSettings(hosts=[Host("*")]), system_resolve)
        kept = Tokens(transport)
        found = []
        for secret in ("one", "one", "two"):
            asked = OAuth(endpoint=f"{url}/", method="POST", client_id="i", client_secret=secret)
            found.append(await kept.get(ARN, asked))
        await transport.close()
        return found

    with web(issuer.token) as server:
        assert asyncio.run(had(server.url)) == ["t1", "t1", "t2"]
