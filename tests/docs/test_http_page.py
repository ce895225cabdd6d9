"""docs/http.md says what is so."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final
from urllib.parse import unquote

import pytest

from asl.configuration.http import KEYS
from asl.configuration.project import read_project
from asl.definition import load
from asl.integrations.http import connection_faults
from asl.integrations.http.connection import ApiKey, Basic, OAuth, read_connection
from asl.integrations.http.form import ARRAY_FORMATS, form
from asl.integrations.http.settings import Host, HttpSettings
from asl.runtime.host import Returned
from asl.syntax import parse_data
from asl.syntax.values import Json
from tests.docs.pages import DOCS, rows, section
from tests.integrations.http.calling import perform_one
from tests.integrations.http.web import Asked, web

PAGE: Final = (DOCS / "http.md").read_text("utf-8")
BLOCK: Final = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


def block(title: str, language: str) -> str:
    """The one block of a language in a section."""
    (found,) = (text for kind, text in BLOCK.findall(section("http.md", title)) if kind == language)
    return str(found)


def connections() -> dict[str, Json]:
    found: dict[str, Json] = parse_data(block("Connections", "json"))
    return found


def test_the_settings_are_read() -> None:
    settings = read_project(
        block("Which hosts are called", "toml"), "asl.toml", Path("/project")
    ).http
    assert settings == HttpSettings(
        hosts=(
            Host("api.example.com"),
            Host("*.execute-api.*.amazonaws.com", "http://127.0.0.1:3000"),
            Host("localhost:8080"),
        ),
        connections=Path("/project/connections.json"),
    )


@pytest.mark.parametrize("key", KEYS)
def test_every_setting_is_told(key: str) -> None:
    assert re.search(rf"^{key} = ", block("Which hosts are called", "toml"), re.MULTILINE)


def test_the_connections_are_read() -> None:
    kinds = [type(read_connection(one).authorization) for one in connections().values()]
    assert kinds == [ApiKey, Basic, OAuth]


def called(title: str, folder: Path, state_input: dict[str, str]) -> Asked:
    """What the example of a section sends, with the page's own connections."""
    machine = parse_data(block(title, "json"))
    load(json.dumps(machine))
    (state,) = machine["States"].values()
    given = dict(state["Parameters"])
    body = given["RequestBody"]
    given["RequestBody"] = {
        name.removesuffix(".$"): state_input[one[2:]] if name.endswith(".$") else one
        for name, one in body.items()
    }
    file = folder / "connections.json"
    file.write_text(json.dumps(connections()), "utf-8")
    with web() as server:
        settings = HttpSettings(hosts=[Host("*", server.url)], connections=file)
        made = perform_one(settings, given, resource=state["Resource"])
    assert isinstance(made, Returned), made
    (asked,) = server.asked
    return asked


def test_the_example_of_an_http_task(tmp_path: Path) -> None:
    asked = called("What `http:invoke` sends and gives", tmp_path, {"customer": "c 1"})
    assert (asked.method, asked.target) == ("POST", "/v1/invoices?expand=customer&expand=lines")
    assert (asked["X-Api-Key"], asked["X-Tenant"]) == ("key", "local")
    assert unquote(asked.body) == "customer=c 1&metadata[orders][0]=1&metadata[orders][1]=2"


def test_the_example_of_api_gateway(tmp_path: Path) -> None:
    asked = called("What `apigateway:invoke` sends and gives", tmp_path, {})
    assert (asked.method, asked.target) == ("POST", "/prod/bills/add?notify=true")
    assert asked["X-Request"] == "1"
    assert asked["Authorization"].startswith("AWS4-HMAC-SHA256 Credential=test/")
    assert asked.json() == {"billId": "my-new-bill"}


def formats() -> dict[str, str]:
    text = section("http.md", "What `http:invoke` sends and gives")
    return {row[0].strip("`"): row[1].strip("`") for row in rows(text) if "=" in row[1]}


def test_every_format_is_told() -> None:
    assert tuple(formats()) == ARRAY_FORMATS


@pytest.mark.parametrize("style", ARRAY_FORMATS)
def test_a_format_is_as_it_is_told(style: str) -> None:
    (arrays,) = (one for one in ARRAY_FORMATS if one == style)
    assert unquote(form({"array": ["a", "b"]}, arrays)) == formats()[style]


def test_every_error_of_a_connection_is_told() -> None:
    made = (
        connection_faults.not_found,
        connection_faults.bad_state,
        connection_faults.in_progress,
        connection_faults.denied,
        connection_faults.internal,
    )
    text = section("http.md", "What `http:invoke` sends and gives")
    told = {row[0].strip("`") for row in rows(text) if row[0].startswith("`Events.")}
    assert told == {one("").name for one in made}


def test_other_pages_lead_here() -> None:
    assert "(http.md)" in (DOCS / "functions.md").read_text("utf-8")
