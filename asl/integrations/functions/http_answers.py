"""How functions behind HTTP are asked."""

from __future__ import annotations

import httpx

from asl.integrations.connections import Connections
from asl.integrations.exchange import NoAnswer
from asl.integrations.functions.port import Unavailable


async def post(
    connections: Connections, url: str, body: bytes, headers: dict[str, str]
) -> httpx.Response:
    """Send an event and read the answer.

    Raises:
        Unavailable: there is none; TimeoutError: it takes too long.
    """
    try:
        status, answered, content = await connections.exchange("POST", url, body, headers)
    except NoAnswer as error:
        raise Unavailable("Lambda.SdkClientException", str(error)) from error
    return httpx.Response(status, headers=answered, content=content)
