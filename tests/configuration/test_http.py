"""asl.toml: what it says about the hosts that Tasks may call, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from asl.configuration.project import load_project, read_project
from asl.configuration.settings_file import BadSettings
from asl.integrations.http.settings import Host, HttpSettings

FOLDER = Path("/project")

# what is written: (text, settings)
SAID: dict[str, tuple[str, HttpSettings]] = {
    "nothing": ("", HttpSettings()),
    "other tables": ("[functions]\n[server]\nport = 1\n", HttpSettings()),
    "hosts, in their order": (
        '[hosts]\n"b.example.com" = true\n"*.example.com:8443" = "http://127.0.0.1:3000/v1"\n'
        '"a.example.com" = true\n',
        HttpSettings(
            hosts=(
                Host("b.example.com"),
                Host("*.example.com:8443", "http://127.0.0.1:3000/v1"),
                Host("a.example.com"),
            )
        ),
    ),
    "an address of IPv6": ('[hosts]\n"[::1]:80" = true\n', HttpSettings(hosts=(Host("[::1]:80"),))),
    "a file of connections": (
        '[http]\nconnections = "secrets/connections.json"\n',
        HttpSettings(connections=FOLDER / "secrets/connections.json"),
    ),
    "what is refused otherwise": (
        "[http]\nallow_link_local = true\n",
        HttpSettings(allow_link_local=True),
    ),
}


@pytest.mark.parametrize(("text", "settings"), SAID.values(), ids=SAID)
def test_what_is_said(text: str, settings: HttpSettings) -> None:
    assert read_project(text, "asl.toml", FOLDER).http == settings


def test_a_file_counts_paths_from_its_folder(tmp_path: Path) -> None:
    (tmp_path / "asl.toml").write_text('[http]\nconnections = "c.json"\n', "utf-8")
    assert load_project(tmp_path / "asl.toml", "asl.toml").http.connections == tmp_path / "c.json"


LINK = "is an address of the link, where clouds keep credentials"

# what is written: (text, line and column, message)
WRONG: dict[str, tuple[str, tuple[int, int], str]] = {
    "hosts that are a list": ('hosts = ["a"]\n', (1, 9), '"hosts" takes a table'),
    "a URL for a host": (
        '[hosts]\n"https://a" = true\n',
        (2, 1),
        '"https://a" is no host and no pattern of hosts',
    ),
    "a host of nothing": ('[hosts]\n"" = true\n', (2, 1), '"" is no host and no pattern of hosts'),
    "false": (
        '[hosts]\n"a" = false\n',
        (2, 7),
        '"a" takes true, or the URL that is called instead',
    ),
    "a number": ('[hosts]\n"a" = 1\n', (2, 7), '"a" takes true, or the URL that is called instead'),
    "no URL": ('[hosts]\n"a" = "b:1"\n', (2, 7), '"b:1" is no URL of http or https'),
    "AWS itself": (
        '[hosts]\n"a" = "https://x.execute-api.us-east-1.amazonaws.com"\n',
        (2, 7),
        '"x.execute-api.us-east-1.amazonaws.com" is AWS itself: say "aws" in a profile',
    ),
    "an address of the link": (
        '[hosts]\n"a" = "http://169.254.169.254/"\n',
        (2, 7),
        f'"169.254.169.254" {LINK}',
    ),
    "one in another form": (
        '[hosts]\n"a" = "http://[64:ff9b::a9fe:a9fe]/"\n',
        (2, 7),
        f'"64:ff9b::a9fe:a9fe" {LINK}',
    ),
    "a user": (
        '[hosts]\n"a" = "http://u:p@b/"\n',
        (2, 7),
        '"a" takes a URL without a user, a query and a fragment',
    ),
    "a query": (
        '[hosts]\n"a" = "http://b/?c=d"\n',
        (2, 7),
        '"a" takes a URL without a user, a query and a fragment',
    ),
    "a table for connections": (
        "[http]\nconnections = {}\n",
        (2, 15),
        '"connections" takes the path of a file',
    ),
    "connections of nothing": (
        '[http]\nconnections = ""\n',
        (2, 15),
        '"connections" takes the path of a file',
    ),
    "a text for a flag": (
        '[http]\nallow_link_local = "true"\n',
        (2, 20),
        '"allow_link_local" takes true or false',
    ),
    "a key that there is not": (
        '[http]\nconection = "a"\n',
        (2, 1),
        'there is no setting "conection"',
    ),
    "a table that is misspelt": ('[host]\n"a" = true\n', (1, 2), 'there is no table "host"'),
}


@pytest.mark.parametrize(("text", "place", "message"), WRONG.values(), ids=WRONG)
def test_what_is_wrong(text: str, place: tuple[int, int], message: str) -> None:
    with pytest.raises(BadSettings) as caught:
        read_project(text, "asl.toml", FOLDER)
    (found,) = caught.value.diagnostics
    assert ((found.line, found.column), found.message) == (place, message)


AWS = "*.execute-api.*.amazonaws.com"
PROFILED = f"""
[hosts]
"a.example.com" = true
"b.example.com" = true
[http]
connections = "c.json"
[profiles.aws.hosts]
"{AWS}" = true
"b.example.com" = "http://127.0.0.1:3000"
[profiles.ci.http]
connections = "ci.json"
"""


def test_a_profile_goes_before_the_file() -> None:
    """What it names may be AWS itself."""
    assert read_project(PROFILED, "asl.toml", FOLDER, "aws").http == HttpSettings(
        hosts=(
            Host(AWS, aws=True),
            Host("b.example.com", "http://127.0.0.1:3000"),
            Host("a.example.com"),
        ),
        connections=FOLDER / "c.json",
    )
    assert read_project(PROFILED, "asl.toml", FOLDER, "ci").http.connections == FOLDER / "ci.json"


def test_everything_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(BadSettings) as caught:
        read_project('[hosts]\n"a" = 1\n"b" = 2\n[http]\nc = 3\n', "asl.toml", FOLDER)
    assert len(caught.value.diagnostics) == 3
