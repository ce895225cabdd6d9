"""`--auth`: signed requests only, through boto3 and by hand."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from structlog.testing import capture_logs

from asl_server.settings import Settings
from asl_server.wire.keys import BadKeys, read_keys
from tests.server.asgi_client import ask
from tests.server.live import Live, serving
from tests.server.refusals import refused

FILE = """[default]
aws_access_key_id = AKIDONE
aws_secret_access_key = one

[team]
aws_access_key_id = AKIDTWO
aws_secret_access_key = two
account = 222222222222
"""


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    file = tmp_path_factory.mktemp("auth") / "keys"
    file.write_text(FILE)
    file.chmod(0o600)
    with serving(Settings(auth=file)) as live:
        yield live


def client(live: Live, key: str, secret: str) -> Any:
    return boto3.client(
        "stepfunctions",
        endpoint_url=live.url,
        region_name="eu-west-1",
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        config=Config(retries={"total_max_attempts": 1}),
    )


def test_a_key_of_the_file(guarded: Live) -> None:
    arn = client(guarded, "AKIDONE", "one").create_activity(name="a")["activityArn"]
    assert arn == "arn:aws:states:eu-west-1:123456789012:activity:a"


def test_a_key_of_an_account(guarded: Live) -> None:
    arn = client(guarded, "AKIDTWO", "two").create_activity(name="a")["activityArn"]
    assert arn == "arn:aws:states:eu-west-1:222222222222:activity:a"


@pytest.mark.parametrize(
    ("key", "secret", "code"),
    [
        ("AKIDONE", "two", "InvalidSignatureException"),
        ("AKIDNONE", "one", "UnrecognizedClientException"),
        ("111111111111", "one", "UnrecognizedClientException"),
    ],
    ids=["another secret", "another key", "an account for a key"],
)
def test_refused(guarded: Live, key: str, secret: str, code: str) -> None:
    assert refused(lambda: client(guarded, key, secret).list_activities())[0] == code


def look(live: Live, path: str, headers: dict[str, str] | None = None) -> int:
    request = urllib.request.Request(f"{live.url}{path}", headers=headers or {})
    try:
        with urllib.request.urlopen(request) as reply:
            status: int = reply.status
            return status
    except urllib.error.HTTPError as error:
        with error:
            return error.code


@pytest.mark.parametrize(
    "path",
    [
        "/v1/state-machines",
        "/v1/executions/arn%3Aaws%3Astates%3Aus-east-1%3A123456789012%3Aexecution%3Am%3Ae/events",
        "/%76%31/state-machines",
        "/v1/nothing",
        "/docs/../v1/state-machines",
        "/docs%2f..%2fv1/state-machines",
        "//v1/state-machines",
        "/openapi.json/../v1/state-machines",
    ],
)
def test_no_other_spelling_of_a_path_is_open(guarded: Live, path: str) -> None:
    assert look(guarded, path) in (400, 404)


@pytest.mark.parametrize("path", ["/health", "/metrics", "/docs", "/openapi.json"])
def test_what_tells_nothing_is_open(guarded: Live, path: str) -> None:
    assert look(guarded, path) == 200


def test_rest_is_not(guarded: Live) -> None:
    assert look(guarded, "/v1/state-machines") == 400


@pytest.mark.parametrize(
    "path",
    [
        "/v1/state-machines?limit=2",
        "/v1/state-machines/arn%3Aaws%3Astates%3Aeu-west-1%3A1%3AstateMachine%3Am/executions",
    ],
)
def test_rest_takes_the_same_signatures(guarded: Live, path: str) -> None:
    request = AWSRequest("GET", f"{guarded.url}{path}")
    SigV4Auth(Credentials("AKIDONE", "one"), "states", "eu-west-1").add_auth(request)
    assert look(guarded, path, dict(request.headers)) in (200, 404)
    assert look(guarded, f"{path}&x=1" if "?" in path else f"{path}x", dict(request.headers)) == 400


def test_keys_are_read_before_anything_is_served(tmp_path: Path) -> None:
    (tmp_path / "keys").touch()
    with pytest.raises(BadKeys), serving(Settings(auth=tmp_path / "keys")):
        pytest.fail("it served")


def test_a_file_that_is_not_there_is_made_with_a_key(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    with capture_logs() as logged, serving(Settings(auth=file)) as live:
        ((key, known),) = read_keys(file).items()
        assert client(live, key, known.secret).list_activities()["activities"] == []
        assert look(live, "/v1/state-machines") == 400
    assert file.stat().st_mode & 0o777 == 0o600
    assert logged[0]["event"] == "a key file was made, with one new key"


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), serving(Settings(auth=tmp_path / "none" / "keys")):
        pytest.fail("it served")


@pytest.mark.parametrize(("mode", "warned"), [(0o600, False), (0o640, True), (0o604, True)])
def test_a_key_file_that_others_may_read(tmp_path: Path, mode: int, warned: bool) -> None:
    file = tmp_path / "keys"
    file.write_text(FILE)
    file.chmod(mode)
    with capture_logs() as logged:
        ask("GET", "/health", settings=Settings(auth=file), chunks=())
    assert [line["event"] for line in logged] == ["others may read the key file"] * warned
