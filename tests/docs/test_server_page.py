"""docs/server.md and docs/docker.md say what is so."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from asl.engines.embedded.host import MOST_EVENTS
from asl.engines.embedded.running import EXPRESS_LIMIT, STANDARD_LIMIT
from asl.engines.port import Population
from asl.expr.jsonata import LIMITS
from asl_server import connections
from asl_server.metrics import Metrics
from asl_server.settings import Settings
from tests.docs.pages import DOCS, links, names, rows, section
from tests.house.commands import options, variables
from tests.house.source import ROOT

OPTIONS = {
    names(option)[0]: {"variable": names(variable), "default": names(default), "told": told}
    for option, variable, default, told in rows(section("server.md", "Options"))
}
KNOWN = options("serve")


def test_every_option_is_told_and_no_other() -> None:
    assert OPTIONS.keys() == KNOWN.keys() - {"--help"}


@pytest.mark.parametrize("name", OPTIONS)
def test_an_option_is_told_as_it_is(name: str) -> None:
    option: Any = KNOWN[name]
    told = OPTIONS[name]
    assert told["variable"] == ([option.envvar] if option.envvar else [])
    default = getattr(option.default, "value", option.default)
    assert told["default"] == ([] if default in (None, False, []) else [str(default)])


def test_the_defaults_of_the_command_line_are_those_of_the_settings() -> None:
    settings = Settings()
    told = {name: cells["default"] for name, cells in OPTIONS.items()}
    assert told["--host"] == [settings.host]
    assert told["--port"] == [str(settings.port)]
    assert told["--account"] == [settings.account]
    assert told["--region"] == [settings.region]
    assert told["--durability"] == [settings.durability]


def test_every_variable_that_is_named_is_read() -> None:
    text = (DOCS / "server.md").read_text("utf-8") + (DOCS / "docker.md").read_text("utf-8")
    named = set(re.findall(r"\bASL_[A-Z_]+\b", text)) - {"ASL_POSTGRES_PASSWORD"}
    assert named == {one for one in variables("serve") if one.startswith("ASL_")}


def test_the_password_is_one_of_the_compose_file() -> None:
    assert "${ASL_POSTGRES_PASSWORD:-" in (ROOT / "docker" / "compose.yaml").read_text("utf-8")


def metrics_page() -> str:
    metrics = Metrics()
    metrics.answered("ListActivities", "OK", 0.001)
    return metrics.page(Population(in_memory=0, dormant=0), failing=False).decode()


def test_every_metric_is_told_and_no_other() -> None:
    kinds = dict(re.findall(r"^# TYPE (\w+) (\w+)$", metrics_page(), re.MULTILINE))
    told = {row[0].strip("`"): row[1] for row in rows(section("server.md", "Watching it"))}
    assert told == kinds


def test_the_labels_of_metrics() -> None:
    page = metrics_page()
    for name, _, labels, _ in rows(section("server.md", "Watching it")):
        line = next(line for line in page.splitlines() if line.startswith(name.strip("`")))
        found = set(re.findall(r"(\w+)=\"", line)) - {"le"}
        assert found == set(names(labels))


LIMITS_TOLD = [
    ("events of a Standard execution", f"{MOST_EVENTS:,}"),
    ("a body of a request", f"{Settings().max_body // 2**20} MiB"),
    ("a JSONata expression", f"{LIMITS['timeout']:g} s"),
]


@pytest.mark.parametrize(("what", "begins"), LIMITS_TOLD)
def test_limits(what: str, begins: str) -> None:
    told = dict(rows(section("server.md", "Limits")))
    assert told[what].startswith(begins)


def test_how_long_a_stop_waits() -> None:
    told = " ".join((DOCS / "server.md").read_text("utf-8").split())
    assert f"requests under way have {Settings().grace_seconds} s" in told


def test_durations() -> None:
    assert timedelta(days=365) == STANDARD_LIMIT
    assert timedelta(minutes=5) == EXPRESS_LIMIT
    told = dict(rows(section("server.md", "Limits")))
    assert told["duration of an execution"] == "Standard one year, Express 5 minutes"


def test_the_limits_of_connections() -> None:
    text = " ".join(section("server.md", "Safety").split())
    assert f"Bodies may have {Settings().max_body // 2**20} MiB" in text
    assert f"may have {connections.MAX_HEAD // 1024} KiB" in text
    assert f"whole within {connections.PATIENCE:.0f} s" in text


@pytest.mark.parametrize(("page", "target"), links(), ids=str)
def test_links(page: Any, target: str) -> None:
    name, _, anchor = target.partition("#")
    there = (page.parent / name).resolve()
    assert there.is_file()
    if anchor:
        headings = re.findall(r"^#+ (.+)$", there.read_text("utf-8"), re.MULTILINE)
        assert anchor in {heading.lower().replace(" ", "-") for heading in headings}
