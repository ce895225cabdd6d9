"""How functions behind HTTP are asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from asl.integrations.connections import Connections
from asl.integrations.exchange import NoAnswer
from asl.integrations.functions.port import Unavailable

_OK: Final = range(200, 300)


@dataclass(frozen=True, slots=True)
class FunctionAnswer:
    """What is answered for a function.

    Attributes:
        status: of HTTP.
        reason: the words that came with it; empty without any.
        text: the body; it is JSON, so it is UTF-8.
        headers: by name in lower case; the last one where a name comes again.
    """

    status: int
    reason: str
    text: str
    headers: Mapping[str, str]

    @property
    def is_success(self) -> bool:
        """Whether the server has done what it was asked."""
        return self.status in _OK


async def post(
    connections: Connections, url: str, body: bytes, headers: dict[str, str]
) -> FunctionAnswer:
    """Send an event and read the answer.

    Raises:
        Unavailable: there is none; TimeoutError: it takes too long.
    """
    try:
        answer = await connections.send("POST", url, body, list(headers.items()))
    except NoAnswer as error:
        raise Unavailable("Lambda.SdkClientException", str(error)) from error
    told = {
        name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers
    }
    text = answer.body.decode("utf-8", "replace")
    return FunctionAnswer(answer.status, answer.reason, text, told)
