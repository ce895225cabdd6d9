"""The compose file: what it says fits the image, the command line and itself."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import pytest
from ruamel.yaml import YAML

from tests.docker.dockerfile import stages
from tests.house.commands import variables
from tests.house.source import ROOT

FOLDER: Final = ROOT / "docker"
COMPOSE: Final[dict[str, Any]] = YAML(typ="safe").load((FOLDER / "compose.yaml").read_text("utf-8"))
SERVICES: Final[dict[str, dict[str, Any]]] = COMPOSE["services"]
SERVERS: Final = {name: one for name, one in SERVICES.items() if "build" in one}
FINAL: Final = stages((FOLDER / "Dockerfile").read_text("utf-8"))[-1]
PROFILES: Final = sorted({profile for one in SERVICES.values() for profile in one["profiles"]})


def test_two_ways_to_run_it() -> None:
    assert PROFILES == ["postgres", "sqlite"]
    for profile in PROFILES:
        assert len([one for one in SERVERS.values() if profile in one["profiles"]]) == 1


@pytest.mark.parametrize("name", SERVERS)
def test_it_is_built_from_the_project(name: str) -> None:
    build = SERVERS[name]["build"]
    context = (FOLDER / build["context"]).resolve()
    assert context == ROOT
    assert (context / build["dockerfile"]).is_file()


@pytest.mark.parametrize("name", SERVICES)
def test_only_this_machine_reaches_it(name: str) -> None:
    for published in SERVICES[name].get("ports", ()):
        address, _, inner = published.rsplit(":", 2)
        assert address == "127.0.0.1"
        assert inner == FINAL.environment["ASL_PORT"]
    assert "network_mode" not in SERVICES[name]
    assert "privileged" not in SERVICES[name]


@pytest.mark.parametrize("name", SERVERS)
def test_its_data_is_kept(name: str) -> None:
    assert f"data:{FINAL.last('VOLUME').rest}" in SERVERS[name]["volumes"]


@pytest.mark.parametrize("name", SERVICES)
def test_every_volume_and_service_that_is_named_is_there(name: str) -> None:
    one = SERVICES[name]
    assert {volume.split(":")[0] for volume in one["volumes"]} <= COMPOSE["volumes"].keys()
    for other, how in one.get("depends_on", {}).items():
        assert set(one["profiles"]) <= set(SERVICES[other]["profiles"])
        assert how["condition"] != "service_healthy" or "healthcheck" in SERVICES[other]


@pytest.mark.parametrize("name", SERVERS)
def test_every_variable_is_one_that_is_read(name: str) -> None:
    read = variables("serve")
    assert set(SERVERS[name]["environment"]) <= read
    assert {key for key in FINAL.environment if key.startswith("ASL_")} <= read


@pytest.mark.parametrize("name", SERVERS)
def test_its_name_among_the_services_is_one_that_it_answers_to(name: str) -> None:
    aliases = SERVERS[name]["networks"]["default"]["aliases"]
    assert aliases == [SERVERS[name]["environment"]["ASL_ALLOWED_HOSTS"]]


def test_server_and_database_agree() -> None:
    given = SERVICES["database"]["environment"]
    url = SERVICES["server-postgres"]["environment"]["ASL_DB"]
    found = re.fullmatch(r"postgresql://(\w+):(\$\{.*\})@(\w+)/(\w+)", url)
    assert found is not None
    assert found.groups() == (
        given["POSTGRES_USER"],
        given["POSTGRES_PASSWORD"],
        "database",
        given["POSTGRES_DB"],
    )
    health = SERVICES["database"]["healthcheck"]["test"]
    assert f"--username={given['POSTGRES_USER']}" in health
    assert f"--dbname={given['POSTGRES_DB']}" in health


def test_the_folder_holds_nothing_else() -> None:
    names = {path.name for path in FOLDER.iterdir()}
    assert names == {"Dockerfile", "README.md", "check", "compose.yaml"}
    assert Path(ROOT / ".dockerignore").is_file()
