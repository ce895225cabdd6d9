"""Tokens of OAuth: fetched for the credentials of a client, and kept until they expire.

Source: RFC 6749, sections 2.3.1 and 4.4;
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-target-connection-auth.html
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from asl.integrations.exchange import Answer, AnswerTooLarge, NoAnswer
from asl.integrations.http.connection import OAuth
from asl.integrations.http.connection_faults import bad_state
from asl.integrations.http.form import form
from asl.integrations.http.headers import is_text, names, without
from asl.integrations.http.network import AddressRefused
from asl.integrations.http.results import is_good
from asl.integrations.http.transport import HostRefused, Outgoing, Transport
from asl.integrations.http.unbound import link_local, unlisted
from asl.integrations.http.url import Url, read_url
from asl.runtime.errors import StatesError
from asl.runtime.values import text_of
from asl.syntax import SyntaxFault, parse_data
from asl.syntax.values import Json

_FORM: Final = "application/x-www-form-urlencoded"
# Seconds that a token is not used any more before it expires, and that fetching one may take.
_MARGIN: Final = 30.0
_LONGEST: Final = 60.0
# Seconds: a token that is said to last longer is kept for no longer either.
_MOST: Final = 10.0**9


@dataclass(slots=True)
class _Held:
    """A token, and until when it is used on the clock; None for as long as it is taken.

    Attributes:
        failures: how often none could be had.
        failed: error and cause of the last time.
    """

    asked: OAuth | None = None
    token: str = field(default="", repr=False)
    until: float | None = None
    failures: int = 0
    failed: tuple[str | None, str | None] = (None, None)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Tokens:
    """The tokens of all connections; on one event loop only."""

    def __init__(self, transport: Transport, clock: Callable[[], float] = time.monotonic) -> None:
        """Nothing is fetched.

        Args:
            transport: asks for tokens.
            clock: seconds.
        """
        self._transport = transport
        self._clock = clock
        self._held: dict[str, _Held] = {}

    async def get(self, connection: str, asked: OAuth) -> str:
        """The token of a connection; calls at the same time wait for the same one, or its failure.

        Args:
            connection: its ARN.
            asked: what a token is had for.

        Raises:
            StatesError: none can be had.
        """
        held = self._held.setdefault(connection, _Held())
        failures = held.failures
        async with held.lock:
            if held.asked == asked:
                if held.token and (held.until is None or self._clock() < held.until):
                    return held.token
                # An issuer that hangs is not waited for by one call after the other.
                if held.failures != failures:
                    raise StatesError(*held.failed)
            held.asked, held.token = asked, ""
            try:
                held.token, lasting = _token(connection, await self._fetch(connection, asked))
            except StatesError as error:
                held.failures += 1
                held.failed = error.name, error.cause
                raise
            held.until = None if lasting is None else self._clock() + lasting
            return held.token

    def drop(self, connection: str, token: str) -> None:
        """Forget a token that is not taken any more, unless there is a newer one already."""
        held = self._held.get(connection)
        if held is not None and held.token == token:
            held.token = ""

    async def _fetch(self, connection: str, asked: OAuth) -> Answer:
        whose = f"The connection '{connection}' gets no token"
        url = read_url(asked.endpoint)
        if url is None:
            raise bad_state(f"{whose}: its AuthorizationEndpoint is no URL of http or https.")
        try:
            at = self._transport.locate(url)
            return await self._transport.send(_request(asked, at), _LONGEST)
        except HostRefused as refused:
            raise bad_state(f"{whose}: {unlisted(refused.host)}.") from None
        except AddressRefused as refused:
            raise bad_state(f"{whose}: {link_local(refused.host, refused.address)}.") from None
        except TimeoutError:
            said = f"{url.origin} did not answer within {_LONGEST:g} seconds"
            raise bad_state(f"{whose}: {said}.") from None
        except AnswerTooLarge:
            raise bad_state(f"{whose}: the answer of {url.origin} is too large.") from None
        except NoAnswer as error:
            raise bad_state(f"{whose}: {error}") from None


def _request(asked: OAuth, at: Url) -> Outgoing:
    """The request for a token; what the connection says of it goes before what is usual."""
    given: dict[str, Json] = {
        "grant_type": "client_credentials",
        "client_id": asked.client_id,
        "client_secret": asked.client_secret,
    }
    added = asked.parameters
    usual = [("Accept", "application/json"), ("Content-Type", _FORM)]
    headers = [*without(usual, names(added.headers)), *added.headers]
    query = form(dict(added.query), "REPEAT")
    given.update(added.body)
    if asked.method == "GET":
        asking = at.asking(query).asking(form(given, "REPEAT"))
        return Outgoing(method="GET", url=asking, headers=headers)
    kind = next(text for name, text in reversed(headers) if name.lower() == "content-type")
    body = text_of(given) if "json" in kind.lower() else form(given, "REPEAT")
    return Outgoing(method=asked.method, url=at.asking(query), headers=headers, body=body.encode())


def _token(connection: str, answer: Answer) -> tuple[str, float | None]:
    """The token of an answer, and seconds that it is used; what it says is told to nobody."""
    if not is_good(answer.status):
        raise bad_state(
            f"The connection '{connection}' gets no token: its AuthorizationEndpoint answers with "
            f"status {answer.status}. Are its client and its secret right?"
        )
    try:
        said = parse_data(answer.body)
    except SyntaxFault:
        said = None
    token = said.get("access_token") if isinstance(said, dict) else None
    if not isinstance(token, str) or not token or not is_text(token):
        raise bad_state(
            f"The connection '{connection}' gets no token: its AuthorizationEndpoint answers with "
            "something else than JSON that has an access_token."
        )
    lasting = said.get("expires_in")
    if isinstance(lasting, bool) or not isinstance(lasting, (int, float)):
        return token, None
    lasting = min(lasting, _MOST)
    return token, max(lasting - _MARGIN, lasting / 2)
