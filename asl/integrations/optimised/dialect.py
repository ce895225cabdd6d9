"""How optimised integrations write names, instants, bytes and errors: as AWS's SDK for Java 1 does.

Source: recorded (areas services, callback and error_handling): members in the model's own names
with a capital, and the names and causes of errors. Instants are milliseconds since 1970, and bytes
base64, as that SDK's values are when they are written as JSON.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asl.integrations.sdk.errors import error_shape, request_id
from asl.integrations.sdk.members import capital
from asl.runtime.errors import StatesError
from asl.runtime.values import text_of as written
from asl.services.integration import Integration
from asl.syntax.values import Json


@dataclass(frozen=True, slots=True)
class OptimisedDialect:
    """Of one service."""

    integration: Integration

    @property
    def prefix(self) -> str:
        """What the names of its errors begin with: `DynamoDB`."""
        return self.integration.prefix

    def shown(self, shape: Any, wire: str) -> str:  # noqa: ARG002 - the same for every shape
        """The model's name with a capital: `MD5OfMessageBody`, `BOOL`."""
        return capital(wire)

    def instant(self, at: datetime) -> Json:
        """Milliseconds since 1970."""
        return round(at.timestamp() * 1000)

    def text_of(self, content: bytes) -> Json:
        """In base64."""
        return base64.b64encode(content).decode()

    def bytes_of(self, text: str) -> bytes:
        """From base64.

        Raises:
            ValueError: it is none.
        """
        try:
            return base64.b64decode(text, validate=True)
        except binascii.Error as error:
            raise ValueError(str(error)) from error

    def stream_of(self, given: Json) -> bytes:
        """From base64.

        Raises:
            ValueError: it is none.
        """
        return self.bytes_of(given if isinstance(given, str) else written(given))

    def refusal(self, operation: Any, answer: dict[str, Any]) -> StatesError:
        """The error of a call that the service refused."""
        error, metadata = answer.get("Error", {}), answer.get("ResponseMetadata", {})
        status = metadata.get("HTTPStatusCode")
        shape = error_shape(operation, str(status), error)
        name = self.integration.base if shape is None else _class_of(shape.name)
        # What names no error, botocore calls by its status.
        named = error.get("Code") != str(status)
        code, message = (error.get("Code"), error.get("Message")) if named else (None, None)
        cause = (
            f"{message or 'null'} (Service: {self.integration.called}; "
            f"Status Code: {status}; Error Code: {code or 'null'}; "
            f"Request ID: {request_id(metadata)}; Proxy: null)"
        )
        # JSON may have half of a character by itself, which no text of ours may.
        return StatesError(f"{self.prefix}.{name}", cause.encode("utf-8", "replace").decode())


def _class_of(shape: str) -> str:
    """The class that the SDK for Java 1 has for an error of a model."""
    if shape.endswith("Exception"):
        return shape
    return f"{shape.removesuffix('Fault')}Exception"
