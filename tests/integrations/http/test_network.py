"""Addresses where clouds keep credentials are not called, whatever name leads to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from asl.configuration.urls import refusal
from asl.integrations.addresses import address_of, is_nowhere, is_of_the_link
from asl.integrations.http.network import Resolve
from asl.integrations.http.settings import Host, HttpSettings
from asl.syntax.values import Json
from tests.integrations.http.calling import asking, failure, perform, perform_one, settings, value
from tests.integrations.http.web import answer, web

OF_THE_LINK = (
    "169.254.169.254",
    "169.254.170.2",
    "0xa9.254.43518",
    "2852039166",
    "0251.0376.0251.0376",
    "169.254.169.254.",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "fe80::1",
    "fe80::1%eth0",
    "febf::1",
    "fd00:ec2::254",
    "fd20:ce::254",
    "::ffff:169.254.169.254",
    "::ffff:a9fe:a9fe",
    "::169.254.169.254",
    "::ffff:0:169.254.169.254",
    "2002:a9fe:a9fe::1",
    "2002:6464:64c8::",
    "64:ff9b::169.254.169.254",
    "64:ff9b::100.100.100.200",
    "64:ff9b:1:a9fe:a9:fe00::",
    "2001:0:a9fe:a9fe::1",
    "2001:0:1:1::5601:5601",
)
NOWHERE = ("0.0.0.0", "0", "::", "::ffff:0.0.0.0", "64:ff9b::0.0.0.0")
HARMLESS = ("127.0.0.1", "10.0.0.1", "192.168.1.1", "8.8.8.8", "::1", "fd00::1", "2606:4700::1")


@pytest.mark.parametrize("written", OF_THE_LINK)
def test_addresses_of_the_link(written: str) -> None:
    address = address_of(written)
    assert address is not None
    assert is_of_the_link(address)


@pytest.mark.parametrize("written", [*NOWHERE, *HARMLESS])
def test_others(written: str) -> None:
    address = address_of(written)
    assert address is not None
    assert not is_of_the_link(address)
    assert is_nowhere(address) is (written in NOWHERE)


@pytest.mark.parametrize("name", ["localhost", "169.254.169.254.example.com", "a:b", ""])
def test_names_are_no_addresses(name: str) -> None:
    assert address_of(name) is None


@pytest.mark.parametrize("written", ["64:ff9b::169.254.169.254", "2002:a9fe:a9fe::1", "fe80::1"])
def test_settings_refuse_the_same(written: str) -> None:
    assert "is an address of the link" in (refusal(f"http://[{written}]:80/") or "")


def leading(*answers: Sequence[str]) -> tuple[Resolve, list[str]]:
    """Names that lead to other addresses each time, and what was asked for."""
    asked: list[str] = []
    turns: Iterator[Sequence[str]] = iter(answers)

    async def resolve(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return next(turns)

    return resolve, asked


# where a name leads: its addresses
LED: dict[str, tuple[str, ...]] = {
    **{written: (written,) for written in OF_THE_LINK if "%" not in written},
    **{written: (written,) for written in NOWHERE},
    "one of several": ("127.0.0.1", "169.254.169.254"),
    "the first of several": ("fe80::1", "127.0.0.1"),
    "what is no address": ("somewhere",),
}


@pytest.mark.parametrize("addresses", LED.values(), ids=LED)
def test_a_name_that_leads_there_is_not_called(addresses: tuple[str, ...], tmp_path: Path) -> None:
    resolve, _ = leading(addresses)
    with web() as server:
        said = settings(tmp_path, f"http://rebound.example:{server.port}")
        name, cause = failure(perform_one(said, asking(), resolve=resolve))
    assert name == "States.Runtime"
    assert cause.startswith("rebound.example is ")
    assert "write allow_link_local = true under [http] in asl.toml" in cause
    assert server.connections == 0


def test_an_address_in_the_endpoint_is_looked_at_too(tmp_path: Path) -> None:
    said = HttpSettings(hosts=[Host("*")], connections=settings(tmp_path, "").connections)
    for host in (
        "169.254.169.254",
        "169.254.169.254.",
        "[fe80::1]",
        "2852039166",
        "[::ffff:a9fe:a9fe]",
    ):
        given = asking(ApiEndpoint=f"http://{host}/latest/meta-data/")
        name, cause = failure(perform_one(said, given))
        assert (name, "allow_link_local" in cause) == ("States.Runtime", True)


@pytest.mark.parametrize("host", ["127.1", "2130706433", "999.999.999.999"])
def test_numbers_that_are_no_address_are_told_so(host: str, tmp_path: Path) -> None:
    said = HttpSettings(hosts=[Host("*")], connections=settings(tmp_path, "").connections)
    name, cause = failure(perform_one(said, asking(ApiEndpoint=f"http://{host}:1/")))
    assert name == "States.Http.Socket"
    assert "its line" not in cause


def test_a_setting_allows_it(tmp_path: Path) -> None:
    resolve, _ = leading(["0.0.0.0"])
    with web() as server:
        base = f"http://rebound.example:{server.port}"
        said = settings(tmp_path, base, allow_link_local=True)
        value(perform_one(said, asking(), resolve=resolve))
    assert len(server.asked) == 1


def test_the_address_that_was_looked_at_is_called(tmp_path: Path) -> None:
    """The second time the name would lead to the metadata."""
    resolve, names = leading(["127.0.0.1"], ["169.254.169.254"])
    with web(answer(more=[("Connection", "close")])) as server:
        said = settings(tmp_path, f"http://rebound.example:{server.port}")
        first, second = perform(said, [asking(), asking()], resolve=resolve)
    assert value(first)["StatusCode"] == 200
    assert failure(second)[0] == "States.Runtime"
    assert (len(server.asked), names) == (1, ["rebound.example"] * 2)
    assert server.asked[0]["Host"] == f"rebound.example:{server.port}"


def test_the_next_address_is_tried(tmp_path: Path) -> None:
    resolve, _ = leading(["127.0.0.2", "127.0.0.1"])
    with web() as server:
        said = settings(tmp_path, f"http://twice.example:{server.port}")
        value(perform_one(said, asking(), resolve=resolve))
    assert len(server.asked) == 1


def test_a_redirect_to_the_metadata_is_not_followed(tmp_path: Path) -> None:
    moved = answer("", "307 Temporary Redirect", more=[("Location", "http://169.254.169.254/")])
    with web(moved) as server:
        made = failure(perform_one(settings(tmp_path, server.url), asking()))
    assert made == ("States.Http.StatusCode.307", "Temporary Redirect")
    assert len(server.asked) == 1


def test_tokens_are_not_fetched_there(tmp_path: Path) -> None:
    connection: Json = {
        "AuthorizationType": "OAUTH_CLIENT_CREDENTIALS",
        "AuthParameters": {
            "OAuthParameters": {
                "AuthorizationEndpoint": "http://auth.example/token",
                "ClientParameters": {"ClientID": "c", "ClientSecret": "s"},
                "HttpMethod": "POST",
            }
        },
    }
    resolve, names = leading(["169.254.169.254"])
    with web() as server:
        found = settings(tmp_path, server.url, connection)
        hosts = [Host("auth.example"), *found.hosts]
        said = HttpSettings(hosts=hosts, connections=found.connections)
        name, cause = failure(perform_one(said, asking(), resolve=resolve))
    assert name == "Events.ConnectionResource.InvalidConnectionState"
    assert "allow_link_local" in cause
    assert (server.connections, names) == (0, ["auth.example"])
