"""Whose a request is, by its credential scope alone."""

from __future__ import annotations

import pytest

from asl_server.wire.requests import Caller, caller_of
from tests.server.live import Live

STANDARD = Caller("123456789012", "us-east-1")
KEY = "AWS4-HMAC-SHA256 Credential={}/20260101/{}/states/aws4_request, SignedHeaders=a, Signature=b"

CALLERS: dict[str, tuple[str | None, Caller]] = {
    "nobody": (None, STANDARD),
    "a key of some length": (
        KEY.format("AKIDEXAMPLE", "eu-west-1"),
        Caller("123456789012", "eu-west-1"),
    ),
    "a key of twelve digits": (
        KEY.format("111111111111", "eu-west-1"),
        Caller("111111111111", "eu-west-1"),
    ),
    "a key of thirteen digits": (
        KEY.format("1111111111111", "us-gov-west-1"),
        Caller("123456789012", "us-gov-west-1"),
    ),
    "digits that are no ASCII": (
        KEY.format("\u0661" * 12, "eu-west-1"),
        Caller("123456789012", "eu-west-1"),
    ),
    "no region": (KEY.format("111111111111", ""), STANDARD),
    "a region that is none": (KEY.format("111111111111", "eu:west"), STANDARD),
    "something else": ("Bearer x", STANDARD),
    "nothing": ("", STANDARD),
}


@pytest.mark.parametrize(("authorization", "caller"), CALLERS.values(), ids=CALLERS)
def test_callers(authorization: str | None, caller: Caller) -> None:
    assert caller_of(authorization, STANDARD) == caller


def test_accounts_and_regions_do_not_see_each_other(live: Live) -> None:
    live.client("eu-west-1", "111111111111").create_activity(name="a")
    for region, key, seen in (
        ("eu-west-1", "111111111111", 1),
        ("eu-west-2", "111111111111", 0),
        ("eu-west-1", "222222222222", 0),
        ("eu-west-1", "AKIDEXAMPLE", 0),
    ):
        assert len(live.client(region, key).list_activities()["activities"]) == seen
