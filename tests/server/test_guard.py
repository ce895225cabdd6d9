"""Who may send a request at all."""

from __future__ import annotations

import pytest

from asl_server.settings import Settings, UnsafeSettings
from tests.server.asgi_client import LOCAL, ask, target

LIST = target("ListActivities")
ALLOWED = Settings(allowed_hosts=("asl.example", "10.0.0.7"))

HOSTS = {
    b"localhost": True,
    b"localhost:8083": True,
    b"LocalHost:8083": True,
    b"localhost.:8083": True,
    b"states.localhost:8083": True,
    b"sync-localhost:8083": True,
    b"127.0.0.1:8083": True,
    b"127.1.2.3": True,
    b"sync-127.0.0.1:8083": True,
    b"[::1]:8083": True,
    b"[::1]": True,
    b"host.docker.internal:8083": True,
    b"sync-host.docker.internal:8083": True,
    b"asl.example": True,
    b"sync-asl.example:1": True,
    b"10.0.0.7:8083": True,
    b"": False,
    b"evil.example": False,
    b"localhost.evil.example": False,
    b"evillocalhost": False,
    b"sync-sync-localhost": False,
    b"127.0.0.1.evil.example": False,
    b"10.0.0.8": False,
    b"0.0.0.0:8083": False,
    b"[::2]:8083": False,
    b"states.localhost.:8083": True,
    b"[0:0:0:0:0:0:0:1]:8083": True,
    b"asl.example.": True,
    b"sync-ASL.example.:1": True,
    b"localhost:": True,
    b"[::1": False,
    b"[::1%25lo]": False,
    b"[::1]evil.example": False,
    b"[localhost]": False,
    b"localhost..": False,
    b".localhost": False,
    b"localhost:port": False,
    b"localhost:8083:evil.example": False,
    b"localhost, evil.example": False,
    b"localhost evil.example": False,
    b"localhost/evil.example": False,
    b"localhost#evil.example": False,
    b"evil.example@localhost": False,
    b"evil.example:x@localhost": False,
    b"127.1": False,
    b"2130706433": False,
    b"0x7f000001": False,
    b"sync-": False,
    b"sync-evil.example": False,
    b"\xff": False,
}


@pytest.mark.parametrize(("host", "accepted"), HOSTS.items(), ids=ascii)
def test_hosts(host: bytes, accepted: bool) -> None:
    reply = ask(headers=[(b"host", host), LIST], settings=ALLOWED)
    assert reply.status == (200 if accepted else 403)


# what an option says: a Host header that it accepts
OWN: dict[str, bytes] = {
    "ASL.example": b"asl.example:8083",
    "asl.example.": b"asl.example",
    "asl.example:8083": b"asl.example:1",
    "my_service": b"my_service:8083",
    "2001:db8::1": b"[2001:db8::1]:8083",
    "[2001:db8::1]": b"[2001:db8::1]",
}


@pytest.mark.parametrize(("option", "host"), OWN.items(), ids=str)
def test_names_as_an_option_gives_them(option: str, host: bytes) -> None:
    assert (
        ask(headers=[(b"host", host), LIST], settings=Settings(allowed_hosts=(option,))).status
        == 200
    )
    assert ask(headers=[(b"host", host), LIST]).status == 403


@pytest.mark.parametrize("option", ["http://asl.example", "*", "*.example", "a b", "", "a/b"])
def test_a_name_that_no_host_can_have_is_refused_at_the_start(option: str) -> None:
    with pytest.raises(ValueError, match="is no name of a host: give it as "):
        ask(settings=Settings(allowed_hosts=(option,)))


def test_a_refused_host_is_told_what_to_do() -> None:
    reply = ask(headers=[(b"host", b"evil.example:1"), LIST])
    assert reply.code == "AccessDeniedException"
    assert "--allowed-host evil.example" in reply.json["message"]


@pytest.mark.parametrize("path", ["/health", "/metrics", "/docs", "/v1/state-machines", "/"])
def test_no_path_is_open_to_other_hosts(path: str) -> None:
    assert ask("GET", path, headers=[(b"host", b"evil.example")], chunks=()).status == 403


def test_a_request_without_a_host() -> None:
    assert ask(headers=[LIST]).status == 403


# what is said: (further headers, status)
ORIGINS: dict[str, tuple[list[tuple[bytes, bytes]], int]] = {
    "no origin": ([], 200),
    "its own": ([(b"origin", b"http://localhost:8083")], 200),
    "its own over TLS": ([(b"origin", b"https://localhost:8083")], 200),
    "another port": ([(b"origin", b"http://localhost:3000")], 403),
    "another host": ([(b"origin", b"https://evil.example")], 403),
    "one that begins like its own": ([(b"origin", b"http://localhost:8083.evil.example")], 403),
    "hidden": ([(b"origin", b"null")], 403),
    "an extension": ([(b"origin", b"chrome-extension://localhost:8083")], 403),
    "another site, as the browser says": ([(b"sec-fetch-site", b"cross-site")], 403),
    "a sibling, as the browser says": ([(b"sec-fetch-site", b"same-site")], 403),
    "the same, as the browser says": ([(b"sec-fetch-site", b"same-origin")], 200),
    "typed by hand": ([(b"sec-fetch-site", b"none")], 200),
}


@pytest.mark.parametrize(("headers", "status"), ORIGINS.values(), ids=ORIGINS)
def test_origins(headers: list[tuple[bytes, bytes]], status: int) -> None:
    assert ask(headers=[LOCAL, LIST, *headers]).status == status


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE", "PUT", "OPTIONS"])
def test_no_method_that_writes_may_come_from_elsewhere(method: str) -> None:
    headers = [LOCAL, (b"origin", b"https://evil.example")]
    assert ask(method, "/v1/state-machines/m", headers=headers).status == 403


@pytest.mark.parametrize(
    "name",
    [
        b"authorization",
        b"content-length",
        b"host",
        b"origin",
        b"sec-fetch-site",
        b"x-amz-date",
        b"x-amz-target",
    ],
)
def test_a_header_that_decides_may_not_be_there_twice(name: bytes) -> None:
    reply = ask(headers=[LOCAL, LIST, (name, b"1"), (name, b"2")])
    assert (reply.status, reply.code) == (403, "AccessDeniedException")


def test_listening_beyond_this_machine_needs_a_word() -> None:
    with pytest.raises(UnsafeSettings, match="--auth FILE, or --allow-unauthenticated"):
        ask(settings=Settings(host="0.0.0.0"))


def test_with_the_word_it_does() -> None:
    settings = Settings(host="0.0.0.0", allow_unauthenticated=True)
    assert ask(headers=[LOCAL, LIST], settings=settings).status == 200


def test_the_address_that_it_listens_on_is_a_name_of_it() -> None:
    settings = Settings(host="192.168.1.5", allow_unauthenticated=True)
    headers = [(b"host", b"192.168.1.5:8083"), LIST]
    assert ask(headers=headers, settings=settings).status == 200


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (Settings(account="me"), "--account is to have twelve digits, not 'me'"),
        (Settings(account="1234567890123"), "--account is to have twelve digits"),
        (Settings(region="local"), "--region is to be like us-east-1, not 'local'"),
        (Settings(region=""), "--region is to be like us-east-1"),
    ],
    ids=str,
)
def test_what_no_arn_can_have_is_refused_at_the_start(settings: Settings, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        settings.check()
