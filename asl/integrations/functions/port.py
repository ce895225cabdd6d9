"""What a bound function is asked and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from asl.integrations.roles import AssumedRole
from asl.syntax.values import Json

_REGION_PART: Final = 3
_REGION: Final = "us-east-1"


class Unavailable(Exception):
    """The function could not be called at all; nothing of it has run.

    Attributes:
        name: the error that the Task fails with, as AWS names it (`Lambda.ServiceException`).
        message: what happened, where, and what to do next.
    """

    def __init__(self, name: str, message: str) -> None:
        super().__init__(name, message)
        self.name = name
        self.message = message

    def __str__(self) -> str:
        return f"{self.name}: {self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """What Lambda is asked.

    Attributes:
        name: of the function, without account, region and qualifier.
        arn: of the function, with the qualifier where the caller gave one.
        qualifier: version or alias; None where the caller gave none.
        payload: the event.
        seconds: until the caller's own deadline; None without one.
        client_context: what an SDK tells of its client, base64; None where it tells nothing.
        role: to be assumed for the call; None for none.
        account: of the function, where the caller named one; None for the caller's own.
    """

    name: str
    arn: str
    qualifier: str | None
    payload: Json
    seconds: float | None
    client_context: str | None = None
    role: AssumedRole | None = None
    account: str | None = None

    @property
    def region(self) -> str:
        """Of the ARN; a placeholder that no deployment has filled tells none."""
        parts = self.arn.split(":")
        return parts[_REGION_PART] if parts[0] == "arn" else _REGION


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoked:
    """What Lambda answers.

    Attributes:
        payload: text; JSON, as the function gave it.
        function_error: "Unhandled" or "Handled" where the function failed: `payload` is then
            an object with `errorMessage`, `errorType` and, mostly, `stackTrace`.
        version: what ran, for `ExecutedVersion`.
        logs: what the function printed, its end where that was much.

    Source: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
    """

    payload: str
    function_error: str | None
    version: str = "$LATEST"
    logs: str = ""


class Function(Protocol):
    """One bound function."""

    async def invoke(self, invocation: Invocation) -> Invoked:
        """Call it and wait for its answer; cancelling the wait ends the call.

        Raises: Unavailable, where the function cannot be reached at all.
        """

    async def close(self) -> None:
        """End whatever runs for it; nothing is invoked afterwards."""
