"""What calls of APIs are asked with and give, without the library that makes them."""

from __future__ import annotations

from dataclasses import dataclass

from asl.integrations.exchange import Exchange
from asl.integrations.roles import AssumedRole
from asl.syntax.values import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where a service is.

    Attributes:
        url: that requests are written for; None for AWS itself.
        exchange: what takes them; None for connections to the URL.
        role: that is to be assumed for the call; None for none.
    """

    url: str | None
    exchange: Exchange | None = None
    role: AssumedRole | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What is called.

    Attributes:
        service, action: in the words of SDK integrations.
        text: the Resource that asks for it.
        whose: how causes call it.
        token: the same for the same request however often it is made, for services that then know
            it again.
    """

    service: str
    action: str
    text: str
    whose: str
    token: str


@dataclass(frozen=True, slots=True)
class Made:
    """What a call gave: its result, and what the HTTP answer had beside it.

    Attributes:
        result: in the dialect of the integration.
        status: of HTTP.
        headers: name and value.
        request_id: as the service calls the request; empty where it does not.
    """

    result: dict[str, Json]
    status: int
    headers: list[tuple[str, str]]
    request_id: str
