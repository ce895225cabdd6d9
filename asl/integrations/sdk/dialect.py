"""How a family of integrations writes what AWS's models and answers call otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from asl.integrations.sdk.errors import sdk_failure
from asl.integrations.sdk.members import shown_name
from asl.runtime.errors import StatesError
from asl.runtime.values import text_of as written
from asl.syntax.values import Json


class Dialect(Protocol):
    """Names, instants, bytes and errors of one service, in one family."""

    @property
    def prefix(self) -> str:
        """What the names of its errors begin with: `DynamoDb`."""

    def shown(self, shape: Any, wire: str) -> str:
        """How a result calls a member.

        Args:
            shape: a StructureShape of botocore.
            wire: the model's name for the member.
        """

    def instant(self, at: datetime) -> Json:
        """How a result writes an instant."""

    def text_of(self, content: bytes) -> Json:
        """How a result writes bytes."""

    def bytes_of(self, text: str) -> bytes:
        """What a text in a request stands for, where bytes are asked for.

        Raises:
            ValueError: for none.
        """

    def stream_of(self, given: Json) -> bytes:
        """What a value in a request stands for, where a stream of bytes is asked for.

        Raises:
            ValueError: for none.
        """

    def refusal(self, operation: Any, answer: dict[str, Any]) -> StatesError:
        """The error of a call that the service refused.

        Args:
            operation: OperationModel of botocore.
            answer: what botocore has read of the refusal.
        """


@dataclass(frozen=True, slots=True)
class SdkDialect:
    """Of the SDK integrations, which run on AWS's SDK for Java 2.

    Source: recorded (aws_sdk_task_service): names with a capital, instants in ISO 8601, bytes as
    text.
    """

    prefix: str

    def shown(self, shape: Any, wire: str) -> str:
        """With a capital, and otherwise as the SDK's naming rules say."""
        return shown_name(shape, wire)

    def instant(self, at: datetime) -> Json:
        """As Java writes an Instant: the fraction has 0, 3 or 6 digits."""
        utc = at.astimezone(UTC).replace(tzinfo=None)
        if not utc.microsecond:
            return f"{utc.isoformat(timespec='seconds')}Z"
        precision = "microseconds" if utc.microsecond % 1000 else "milliseconds"
        return f"{utc.isoformat(timespec=precision)}Z"

    def text_of(self, content: bytes) -> Json:
        """The text that they are in UTF-8."""
        return content.decode("utf-8", "replace")

    def bytes_of(self, text: str) -> bytes:
        """The text in UTF-8."""
        return text.encode()

    def stream_of(self, given: Json) -> bytes:
        """JSON: a text too has its quotes (recorded: s3_put_object)."""
        return written(given).encode()

    def refusal(self, operation: Any, answer: dict[str, Any]) -> StatesError:
        """As the SDK for Java 2 names and words it."""
        return sdk_failure(self.prefix, operation, answer)
