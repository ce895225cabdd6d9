"""Profiles of asl.toml: what goes first, where it stands, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from asl.configuration.project import read_project
from asl.configuration.settings_file import BadSettings
from asl.integrations.bindings import Choice, EndpointTarget

FOLDER = Path("/project")
TEXT = """
[functions.charge]
url = "http://127.0.0.1:1/charge"
[functions."*"]
url = "http://127.0.0.1:2/any"
[endpoints]
default = "http://127.0.0.1:4566"
sqs = "http://127.0.0.1:9324"
[tasks]
"Audit" = "mock"
"Pay [EU]" = "host"
[profiles.local.functions.charge]
url = "http://127.0.0.1:3/local"
[profiles.local.functions.ship]
url = "http://127.0.0.1:4/local"
[profiles.local.tasks]
"arn:aws:states:::ecs:*" = "job"
"Notify" = "http://127.0.0.1:5000"
[profiles.aws.endpoints]
default = "aws"
[profiles.mixed.tasks]
"Pay" = "aws"
[profiles.empty]
"""


@pytest.mark.parametrize(
    ("profile", "patterns"),
    [
        (None, ["charge", "*"]),
        ("empty", ["charge", "*"]),
        ("local", ["charge", "ship", "*"]),
    ],
)
def test_a_profiles_entries_come_first(profile: str | None, patterns: list[str]) -> None:
    bindings = read_project(TEXT, "asl.toml", FOLDER, profile).bindings
    assert [one.pattern for one in bindings.functions] == patterns
    assert bindings.profile == profile


def test_what_a_profile_says_again_goes_before_the_file() -> None:
    bindings = read_project(TEXT, "asl.toml", FOLDER, "local").bindings
    assert getattr(bindings.functions[0].target, "url", None) == "http://127.0.0.1:3/local"


CHOICES = {
    "none": (None, "Pay", "arn:aws:states:::sqs:sendMessage", None),
    "the file's own": (None, "Audit", "arn:x", Choice("Audit", "mock")),
    "a name with brackets": (None, "Pay [EU]", "arn:x", Choice("Pay [EU]", "host")),
    "a profile's": (
        "local",
        "Resize",
        "arn:aws:states:::ecs:runTask.sync",
        Choice("arn:aws:states:::ecs:*", "job"),
    ),
    "an endpoint": (
        "local",
        "Notify",
        "arn:aws:states:::sns:publish",
        Choice("Notify", "endpoint", EndpointTarget(url="http://127.0.0.1:5000")),
    ),
    "the file's own, behind a profile's": ("local", "Audit", "arn:x", Choice("Audit", "mock")),
    "AWS itself": ("mixed", "Pay", "arn:x", Choice("Pay", "endpoint", EndpointTarget(url=None))),
}


@pytest.mark.parametrize(("profile", "state", "resource", "choice"), CHOICES.values(), ids=CHOICES)
def test_choices(profile: str | None, state: str, resource: str, choice: Choice | None) -> None:
    bindings = read_project(TEXT, "asl.toml", FOLDER, profile).bindings
    assert bindings.choice(state, resource) == choice


@pytest.mark.parametrize(
    ("profile", "calls"),
    [(None, False), ("local", False), ("empty", False), ("aws", True), ("mixed", True)],
)
def test_aws_itself_is_called_where_a_profile_says_so(profile: str | None, calls: bool) -> None:
    assert read_project(TEXT, "asl.toml", FOLDER, profile).bindings.calls_aws is calls


def test_endpoints_of_a_profile() -> None:
    bindings = read_project(TEXT, "asl.toml", FOLDER, "aws").bindings
    assert bindings.default == EndpointTarget(url=None)
    assert bindings.of_service("sqs") == EndpointTarget(url="http://127.0.0.1:9324")


# a text and a profile: (line, column, message, hint)
FAULTS = {
    "no such profile": (
        "[profiles.local]\n",
        "lokal",
        (1, 2, 'there is no profile "lokal" here; there are: local'),
    ),
    "no profile at all": ("", "local", (1, 1, 'there is no profile "local" here; there are: none')),
    "a table that no profile has": (
        "[profiles.local.endpoint]\n",
        "local",
        (1, 17, 'there is no table of a profile "endpoint"'),
    ),
    "a table that no command reads by a profile": (
        "[profiles.local.validate]\n",
        "local",
        (1, 17, 'there is no table of a profile "validate"'),
    ),
    "no table": ("[profiles]\nlocal = 1\n", None, (1, 2, '"profiles" takes tables, as')),
    "AWS itself, by the file at large": (
        '[tasks]\n"*" = "aws"\n',
        None,
        (2, 7, "AWS itself is called where a profile says so"),
    ),
    "AWS itself, by the file at large, under a profile": (
        '[endpoints]\ndefault = "aws"\n[profiles.local]\n',
        "local",
        (2, 11, "AWS itself is called where a profile says so"),
    ),
    "a fault in the profile stands there": (
        '[endpoints]\nsqs = "http://127.0.0.1:1"\n[profiles.local.endpoints]\nsqs = 1\n',
        "local",
        (4, 7, '"sqs" takes a URL'),
    ),
    "no way": (
        '[profiles.local.tasks]\n"Pay" = "mok"\n',
        "local",
        (2, 9, '"Pay" takes "mock", "function", "host", "job", "endpoint" or the URL'),
    ),
}


@pytest.mark.parametrize(("text", "profile", "told"), FAULTS.values(), ids=FAULTS)
def test_faults(text: str, profile: str | None, told: tuple[int, int, str]) -> None:
    with pytest.raises(BadSettings) as failed:
        read_project(text, "asl.toml", FOLDER, profile)
    found = failed.value.diagnostics[0]
    assert (found.line, found.column) == told[:2]
    assert found.message.startswith(told[2])
