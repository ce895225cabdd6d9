"""Tokens of pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asl_server.wire import paging
from asl_server.wire.errors import InvalidToken

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(hours=24)


def token(after: str = "17", *question: str) -> str:
    given_out = paging.give(after, *(question or ("list", "a")), now=NOW)
    assert given_out is not None
    return given_out


def test_the_last_page_has_no_token() -> None:
    assert paging.give(None, "list", now=NOW) is None


def test_the_first_page_begins_nowhere() -> None:
    assert paging.take(None, "list", now=NOW) is None


@given(st.text(max_size=40))
def test_a_token_says_where_to_go_on(after: str) -> None:
    assert paging.take(token(after), "list", "a", now=NOW) == after


def test_a_token_fits_the_model() -> None:
    assert len(token("x" * 500)) <= 1024


REFUSED = {
    "of another list": (token("17", "list", "b"), NOW),
    "a day old": (token(), NOW + DAY),
    "of tomorrow": (token(), NOW - timedelta(hours=1)),
    "cut": (token()[:-5], NOW),
    "no base64": ("%", NOW),
    "no ASCII": ("ä", NOW),
    "no token at all": ("eA==", NOW),
    "a time past all time": ("OTk5OTk5OTk5OTk5OTk5OTk5OS5hLmI=", NOW),
}


@pytest.mark.parametrize(("text", "now"), REFUSED.values(), ids=REFUSED)
def test_refused(text: str, now: datetime) -> None:
    with pytest.raises(InvalidToken) as told:
        paging.take(text, "list", "a", now=now)
    assert told.value.message == "Invalid Token: 'Invalid token'"


@given(st.text(max_size=60))
def test_any_text_is_a_token_or_refused(text: str) -> None:
    try:
        paging.take(text, "list", "a", now=NOW)
    except InvalidToken:
        return
    pytest.fail("a text that nobody gave out was taken")


def test_a_token_is_good_for_nearly_a_day() -> None:
    late = NOW + DAY - timedelta(seconds=1)
    assert paging.take(token(), "list", "a", now=late) == "17"


@pytest.mark.parametrize(("asked", "size"), [(None, 100), (0, 100), (1, 1), (1000, 1000)])
def test_the_size_of_a_page(asked: int | None, size: int) -> None:
    assert paging.page_size(asked) == size
