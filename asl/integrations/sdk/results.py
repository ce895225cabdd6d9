"""What botocore has read becomes a Task's result.

Source: recorded (aws_sdk_task_service): names with a capital, instants in ISO 8601, bytes as text,
and nothing of the answer's metadata.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from asl.integrations.sdk.members import shown_name
from asl.runtime.values import text_of
from asl.syntax.values import Json


def sdk_result(read: dict[str, Any], shape: Any) -> Json:
    """The result of a call.

    Args:
        read: what botocore gives; a stream in it is read to its end.
        shape: of the operation's output in botocore; None where it has none.
    """
    return {} if shape is None else _value(read, shape)


def _value(read: Any, shape: Any) -> Json:
    match shape.type_name:
        case "structure" if not shape.is_document_type:
            return {
                shown_name(shape, wire): _value(read[wire], member)
                for wire, member in shape.members.items()
                if read.get(wire) is not None
            }
        case "map":
            return {str(key): _value(value, shape.value) for key, value in read.items()}
        case "list":
            return [_value(value, shape.member) for value in read]
        case "blob":
            content = read.read() if hasattr(read, "read") else read
            return content.decode("utf-8", "replace") if isinstance(content, bytes) else content
        case "timestamp":
            return _instant(read) if isinstance(read, datetime) else str(read)
        case "string" if not isinstance(read, str):
            # JSON inside a text, which botocore has read already.
            return text_of(read)
        case _:
            return read


def _instant(time: datetime) -> str:
    """As Java writes an Instant: fractions of a second where there are any, in threes of digits."""
    utc = time.astimezone(UTC).replace(tzinfo=None)
    if not utc.microsecond:
        return f"{utc.isoformat(timespec='seconds')}Z"
    precision = "microseconds" if utc.microsecond % 1000 else "milliseconds"
    return f"{utc.isoformat(timespec=precision)}Z"
