"""A Task's parameters become those of botocore, by its model.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html; that a
value of any kind is written as JSON where a text is asked for is recorded (aws_sdk_task_service).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from asl.integrations.sdk.dialect import Dialect
from asl.integrations.sdk.members import capital, wire_names
from asl.runtime.values import text_of
from asl.services.index import ListOf, MapOf, Shape, Structure
from asl.services.naming import member_name
from asl.services.parameter_faults import misshapen, missing, unsupported, unusable
from asl.syntax import SyntaxFault, parse_data
from asl.syntax.values import Json

# The SDK for Java makes CopySource of these.
_COPIED: Final = {"SourceBucket": "Bucket", "SourceKey": "Key", "SourceVersionId": "VersionId"}
_COPY_SOURCE: Final = "CopySource"
_Given = TypeVar("_Given", bound=Json)
_BOOLEANS: Final = {"true": True, "false": False}


def parameters_of(
    given: Json, shape: Any, known: Structure | None, dialect: Dialect
) -> dict[str, Any]:
    """What botocore is to be given.

    Args:
        given: the Task's parameters.
        shape: of the operation's input in botocore; None where it takes none.
        known: the same in the index, which knows more names.
        dialect: of the integration.

    Raises:
        StatesError: States.Runtime, with every member that cannot be used.
    """
    reading = _Reading(dialect)
    if isinstance(given, dict):
        read = reading.members(given, shape, known)
        reading.miss(given, shape, known)
    else:
        read, reading.reasons = {}, ["The parameters are to be an object"]
    if reading.reasons:
        raise unusable(given, reading.reasons)
    return read


class _Unfit(Exception):
    """A value is not of the form that its member has."""


@dataclass(slots=True)
class _Reading:
    dialect: Dialect
    reasons: list[str] = field(default_factory=list)

    def members(self, given: dict[str, Json], shape: Any, known: Shape | None) -> dict[str, Any]:
        wires = {} if shape is None else wire_names(shape)
        read: dict[str, Any] = {}
        for name, value in given.items():
            if value is None:
                continue
            member = _member(name, known)
            wire = wires.get(member)
            if wire is not None:
                self._read(read, name, wire, value, shape, _inner(known, member))
            elif member in _COPIED and _COPY_SOURCE in wires:
                self._copied(read, name, member, value)
            else:
                self.reasons.append(unsupported(name))
        return read

    def miss(self, given: dict[str, Json], shape: Any, known: Shape | None) -> None:
        """Note what is required and not given; null is given, and the service says what it lacks.

        Source: recorded (task_service_dynamodb.invalid_param, send_message_empty_body). What is
        missing further inside the service says as well.
        """
        present = {_member(name, known) for name in given}
        if present & set(_COPIED):
            present.add(_COPY_SOURCE)
        for wire in () if shape is None else shape.required_members:
            name = member_name(wire)
            if not {name, capital(wire)} & present and not _made_up(shape, wire):
                self.reasons.append(missing(name))

    def _copied(self, read: dict[str, Any], name: str, member: str, value: Json) -> None:
        source = read.setdefault(_COPY_SOURCE, {})
        if isinstance(source, dict):
            source[_COPIED[member]] = _text(value)
        else:
            self.reasons.append(f"The field '{name}' is not to be used with '{_COPY_SOURCE}'")

    def _read(
        self, read: dict[str, Any], name: str, wire: str, value: Json, shape: Any, known: Shape
    ) -> None:
        try:
            read[wire] = self.value(value, shape.members[wire], known)
        except _Unfit:
            self.reasons.append(misshapen(name))

    def value(self, given: Json, shape: Any, known: Shape) -> Any:
        """A value of any shape; raises _Unfit."""
        match shape.type_name:
            case "structure" if shape.is_document_type:
                return given
            case "structure":
                return self.members(_dict(given), shape, known)
            case "map":
                inner = known.value.shape() if isinstance(known, MapOf) else "any"
                return {
                    key: self.value(value, shape.value, inner)
                    for key, value in _dict(given).items()
                }
            case "list":
                if not isinstance(given, list):
                    raise _Unfit
                inner = known.element.shape() if isinstance(known, ListOf) else "any"
                return [self.value(value, shape.member, inner) for value in given]
            case _:
                return _plain(given, shape, self.dialect)


def _member(name: str, known: Shape | None) -> str:
    """The proper name of a member that is given by any of its names."""
    called = capital(name)
    if isinstance(known, Structure) and called in known.members:
        return known.members[called].name
    return called


def _inner(known: Shape | None, member: str) -> Shape:
    if isinstance(known, Structure) and member in known.members:
        return known.members[member].shape.shape()
    return "any"


def token_members(shape: Any) -> list[str]:
    """The members that tell a service whether it has had a request before.

    Args:
        shape: of the operation's input in botocore; None where it takes none.
    """
    members = {} if shape is None else shape.members
    return [wire for wire in members if _made_up(shape, wire)]


def _made_up(shape: Any, wire: str) -> bool:
    """Whether SDKs make a member up that is not given."""
    return "idempotencyToken" in shape.members[wire].metadata


def _dict(given: Json) -> dict[str, Json]:
    if not isinstance(given, dict):
        raise _Unfit
    return given


def _plain(given: Json, shape: Any, dialect: Dialect) -> Any:
    match shape.type_name:
        case "string" if shape.serialization.get("jsonvalue"):
            return _json(given)
        case "string" | "character":
            return _text(given)
        case "blob" if shape.serialization.get("streaming"):
            return _bytes(given, dialect.stream_of)
        case "blob":
            return _bytes(_text(given), dialect.bytes_of)
        case "boolean":
            return _boolean(given)
        case "integer" | "long":
            return _integer(given)
        case "float" | "double":
            return _number(given)
        case "timestamp":
            return _time(given)
    raise _Unfit


def _text(given: Json) -> str:
    return given if isinstance(given, str) else text_of(given)


def _bytes(given: _Given, read: Callable[[_Given], bytes]) -> bytes:
    try:
        return read(given)
    except ValueError as error:
        raise _Unfit from error


def _json(given: Json) -> Json:
    """What botocore writes as JSON into a text; a text is taken to be JSON already."""
    if not isinstance(given, str):
        return given
    try:
        return parse_data(given)
    except SyntaxFault as fault:
        raise _Unfit from fault


def _boolean(given: Json) -> bool:
    if isinstance(given, bool):
        return given
    if isinstance(given, str) and given.lower() in _BOOLEANS:
        return _BOOLEANS[given.lower()]
    raise _Unfit


def _number(given: Json) -> float:
    if isinstance(given, bool) or not isinstance(given, (int, float, str)):
        raise _Unfit
    try:
        return float(given)
    except (ValueError, OverflowError) as error:
        raise _Unfit from error


def _integer(given: Json) -> int:
    if isinstance(given, str):
        try:
            return int(given)
        except ValueError as error:
            raise _Unfit from error
    if isinstance(given, bool) or not isinstance(given, (int, float)) or given != given // 1:
        raise _Unfit
    return int(given)


def _time(given: Json) -> datetime:
    """An instant: ISO 8601, or seconds since 1970."""
    try:
        if isinstance(given, str):
            read = datetime.fromisoformat(given)
            known = read if read.tzinfo is not None else read.replace(tzinfo=UTC)
            return known.astimezone(UTC)
        return datetime.fromtimestamp(_number(given), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise _Unfit from error
