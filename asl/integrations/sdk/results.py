"""What botocore has read becomes a Task's result, without the answer's metadata."""

from __future__ import annotations

from datetime import datetime
from math import isfinite, isnan
from typing import Any

from asl.integrations.sdk.dialect import Dialect
from asl.runtime.values import text_of
from asl.syntax.values import Json


def result_of(read: dict[str, Any], shape: Any, dialect: Dialect) -> dict[str, Json]:
    """The result of a call.

    Args:
        read: what botocore gives; a stream in it is read to its end.
        shape: of the operation's output in botocore; None where it has none.
        dialect: of the integration.
    """
    return {} if shape is None else _structure(read, shape, dialect)


def _structure(read: dict[str, Any], shape: Any, dialect: Dialect) -> dict[str, Json]:
    return {
        dialect.shown(shape, wire): _value(read[wire], member, dialect)
        for wire, member in shape.members.items()
        if read.get(wire) is not None
    }


def _value(read: Any, shape: Any, dialect: Dialect) -> Json:
    if read is None:
        return None
    match shape.type_name:
        case "structure" if not shape.is_document_type:
            return _structure(read, shape, dialect)
        case "map":
            return {str(key): _value(value, shape.value, dialect) for key, value in read.items()}
        case "list":
            return [_value(value, shape.member, dialect) for value in read]
        case "blob":
            content = read.read() if hasattr(read, "read") else read
            return dialect.text_of(content) if isinstance(content, bytes) else content
        case "timestamp":
            return dialect.instant(read) if isinstance(read, datetime) else str(read)
        case "string" if not isinstance(read, str):
            # JSON inside a text, which botocore has read already.
            return text_of(read)
        case "float" | "double" if isinstance(read, float) and not isfinite(read):
            # As Java writes what JSON has no number for.
            return "NaN" if isnan(read) else "Infinity" if read > 0 else "-Infinity"
        case _:
            return read
