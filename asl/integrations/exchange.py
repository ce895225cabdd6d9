"""Requests and answers of HTTP, whatever carries them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias

# Seconds: no function of Lambda runs longer.
# Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
LONGEST: Final = 900.0

# Status, headers and body of an answer.
Answered: TypeAlias = tuple[int, list[tuple[bytes, bytes]], bytes]


class NoAnswer(Exception):
    """A server cannot be reached, or breaks off; says what was tried and why it failed."""


class AnswerTooLarge(Exception):
    """An answer has more bytes than its reader takes.

    Attributes:
        status: of the answer.
        reason: the words that came with it; empty without any.
    """

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(status, reason)
        self.status = status
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server has answered.

    Attributes:
        status: of the answer.
        reason: the words that came with it; empty without any.
        headers: as they were sent, in their order.
        body: as it was sent.
    """

    status: int
    reason: str
    headers: list[tuple[bytes, bytes]]
    body: bytes


class Exchange(Protocol):
    """Something that takes requests and gives answers: connections, or a server in this process."""

    async def exchange(
        self, method: str, url: str, body: bytes, headers: dict[str, str], most: int | None = None
    ) -> Answered:
        """Send a request and give the answer: status, headers, body as it was sent.

        Args:
            most: bytes of a body; None for any number.

        Raises:
            NoAnswer: there is none; TimeoutError: it takes too long; AnswerTooLarge
        """
