"""Pages of a list: how many items, and from where on.

A token says which list it belongs to and when it was given, so that one of another list, or an
old one, is refused as AWS refuses it.

Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as BadBase64
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Final, TypeVar

from asl.stores.records import Page
from asl_server.wire.errors import InvalidToken

Item = TypeVar("Item")

DEFAULT: Final = 100
_LASTS: Final = timedelta(hours=24)
_DIGEST: Final = 12


def page_size(max_results: int | None) -> int:
    """How many items a page has at most; 0 and nothing both mean the default."""
    return max_results or DEFAULT


def give(after: str | int | None, *question: str | None, now: datetime) -> str | None:
    """The token of the next page; None where there is none.

    Args:
        after: where the next page begins, in the store's words.
        question: the operation and all that it was asked beside the size of the page.
        now: tokens last 24 hours.
    """
    if after is None:
        return None
    plain = f"{int(now.timestamp())}.{_digest(question)}.{after}"
    return urlsafe_b64encode(plain.encode()).decode()


def take(token: str | None, *question: str | None, now: datetime) -> str | None:
    """Where a page begins, in the store's words; None for the first page.

    Raises:
        InvalidToken: for a text that no list of this kind gave, or gave over 24 hours ago.
    """
    if token is None:
        return None
    try:
        plain = urlsafe_b64decode(token.encode("ascii")).decode()
        given, digest, after = plain.split(".", 2)
        age = now - datetime.fromtimestamp(int(given), UTC)
    except (BadBase64, UnicodeError, ValueError, OverflowError, OSError) as error:
        raise InvalidToken from error
    if digest != _digest(question) or not timedelta(minutes=-5) < age < _LASTS:
        raise InvalidToken
    return after


def _digest(question: tuple[str | None, ...]) -> str:
    return hashlib.sha256(repr(question).encode()).hexdigest()[:_DIGEST]


async def gather(
    fetch: Callable[[int, str | None], Awaitable[Page[Item]]],
    keep: Callable[[Item], bool],
    *,
    limit: int,
    after: str | None,
) -> tuple[list[Item], str | None]:
    """A full page of the items of a list that are kept, and where the next one begins.

    No more is fetched at a time than there is room for, so that the store's own token of the last
    fetch is the one to go on from.

    Raises:
        InvalidToken: where the store does not know `after`.
    """
    found: list[Item] = []
    while True:
        try:
            page = await fetch(limit - len(found), after)
        except ValueError as error:
            raise InvalidToken from error
        found += [item for item in page.items if keep(item)]
        after = page.after
        if after is None or len(found) >= limit:
            return found, after


async def listed(
    fetch: Callable[[int, str | None], Awaitable[Page[Item]]],
    keep: Callable[[Item], bool],
    *question: str | None,
    max_results: int | None,
    next_token: str | None,
    now: datetime,
) -> tuple[list[Item], str | None]:
    """The page that a request asks for, and the token of the next one.

    Raises:
        InvalidToken: as `take` and `gather`.
    """
    after = take(next_token, *question, now=now)
    found, after = await gather(fetch, keep, limit=page_size(max_results), after=after)
    return found, give(after, *question, now=now)
