"""Asking again until there is an answer."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, TypeVar

import httpx

from asl.integrations.jobs.port import Unreachable
from asl.integrations.quiet_loggers import hush

hush("httpcore")
# It has a line for each request, and one that asks makes many.
if logging.getLogger("httpx").level == logging.NOTSET:
    logging.getLogger("httpx").setLevel(logging.WARNING)

Answer = TypeVar("Answer")
# Nobody has answered; httpx lets pass what TLS says once the connection stands.
FAULTS: Final = (httpx.HTTPError, ssl.SSLError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pauses:
    """How often one asks.

    Attributes:
        first: seconds before the second time.
        most: seconds between two times.
        growth: of each pause over the one before.
        patience: times in a row that nobody may answer.
    """

    first: float = 0.2
    most: float = 5.0
    growth: float = 1.5
    patience: int = 60


async def polled(ask: Callable[[], Awaitable[Answer | None]], pauses: Pauses) -> Answer:
    """The first answer that is one.

    Raises: Unreachable, where that is so for longer than the patience.
    """
    pause, faults = pauses.first, 0
    while True:
        try:
            answer = await ask()
        except Unreachable:
            faults += 1
            if faults >= pauses.patience:
                raise
        else:
            faults = 0
            if answer is not None:
                return answer
        await asyncio.sleep(pause)
        pause = min(pause * pauses.growth, pauses.most)
