"""Values at rest: JSON text of a value, and the limits on it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final

import orjson

from asl.runtime.errors import DATA_LIMIT_EXCEEDED, RUNTIME, StatesError
from asl.syntax.values import Json

# Bytes of UTF-8 in a state's input, output, result or effective input.
# Source: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
PAYLOAD_LIMIT: Final = 262_144
# Bytes of all variables of an execution, from the same source.
VARIABLES_LIMIT: Final = 10_485_760
# Containers inside one another; the same limit as for documents.
DEPTH_LIMIT: Final = 500
# Bytes of a value while it is put together. Values share their parts: a template of a megabyte can
# hold a payload twenty thousand times, which costs nothing until it is written as text. None that
# is past this limit could ever travel; 16 payloads leave room for what is cut down afterwards.
GROWTH_LIMIT: Final = 4_194_304
# Bytes of the outputs of a state's branches or iterations together, before anything selects.
GATHERED_LIMIT: Final = 33_554_432


class Unwritable(ValueError):
    """A value that has no JSON text: not JSON, not finite, or nested too deep."""


_PLAIN: Final = (
    orjson.OPT_PASSTHROUGH_DATACLASS
    | orjson.OPT_PASSTHROUGH_DATETIME
    | orjson.OPT_PASSTHROUGH_SUBCLASS
)


def compact(value: Json) -> bytes:
    """The value's compact JSON text in UTF-8: key order and number form kept.

    What multiplies a value is held to a limit where it does so (templates, intrinsic functions,
    paths, gathered results), so that no text here is longer than a small multiple of
    `GATHERED_LIMIT`, and the frequent small ones are written without being measured first.

    Floats are finite here: `adopt` has seen to it at the border.

    Raises:
        Unwritable: for lone surrogates, anything that is no JSON value, and nesting past
            `DEPTH_LIMIT`.
    """
    try:
        return orjson.dumps(value, option=_PLAIN)
    except orjson.JSONEncodeError:
        return _compact_slowly(value)


def _compact_slowly(value: Json) -> bytes:
    """For what orjson refuses: integers past 64 bits, and nesting past its own limit of 254."""
    if depth(value) > DEPTH_LIMIT:
        raise Unwritable(f"nested deeper than {DEPTH_LIMIT} levels")
    try:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        return text.encode()
    except UnicodeEncodeError as error:
        raise Unwritable("a string holds a lone surrogate") from error
    except (TypeError, ValueError) as error:
        raise Unwritable(str(error)) from error


def adopt(value: object) -> Json:
    """A value from outside (a handler's return, a test's input) as a JSON value of our own.

    Tuples become arrays; nothing is shared with the caller afterwards.

    Raises:
        Unwritable: for whatever JSON has no form for: NaN, infinities, sets, bytes, objects, keys
            that are no text, lone surrogates, nesting past `DEPTH_LIMIT`, cycles.
    """
    try:
        # json and not orjson: it refuses NaN, which orjson would write as null.
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        text.encode()
        adopted = json.loads(text)
    except UnicodeEncodeError as error:
        raise Unwritable("a string holds a lone surrogate") from error
    except (TypeError, ValueError, RecursionError) as error:
        raise Unwritable(str(error)) from error
    if depth(adopted) > DEPTH_LIMIT:
        raise Unwritable(f"nested deeper than {DEPTH_LIMIT} levels")
    return adopted


def depth(value: Json) -> int:
    """How many containers are inside one another; counting stops past `DEPTH_LIMIT`."""
    level, deep = [value], 0
    while level and deep <= DEPTH_LIMIT:
        below: list[Json] = []
        for item in level:
            if isinstance(item, dict):
                below.extend(item.values())
            elif isinstance(item, (list, tuple)):
                below.extend(item)
        if not any(isinstance(item, (dict, list, tuple)) for item in level):
            break
        level, deep = below, deep + 1
    return deep


def least_size(value: Json, limit: int) -> int:
    """Bytes that the compact JSON text of a value has at least.

    Never more than the text has, and no less than an eighth of it. What is shared counts each
    time it occurs, as it is written each time. Counting stops soon after the limit, so that the
    time depends on the limit and not on the value.

    Args:
        value: any JSON value.
        limit: what is enough to know.
    """
    kind = type(value)
    if kind is not dict and kind is not list:
        return _scalar_size(value)
    size = 0
    waiting: list[Json] = [value]
    while waiting and size <= limit:
        container = waiting.pop()
        members: Iterable[Json] = container
        # Brackets and commas; of members two quotes and a colon as well.
        size += len(container) + 1
        if type(container) is dict:
            size += 3 * len(container) + sum(map(len, container))
            members = container.values()
        for item in members:
            kind = type(item)
            # The two most frequent are spelled out: this loop is the time that measuring takes.
            if kind is str:
                size += 2 + len(item)
            elif kind is int:
                size += item.bit_length() * 3 // 10 or 1
            elif kind is dict or kind is list:
                waiting.append(item)
            else:
                size += 3
            if size > limit:
                break
    return size


def exceeds(value: Json, limit: int) -> bool:
    """Whether the compact JSON text of a value has certainly more bytes than the limit."""
    return least_size(value, limit) > limit


def _scalar_size(value: Json) -> int:
    if type(value) is str:
        return 2 + len(value)
    # Three decimal digits at least for ten bits; the shortest of null, true and 0.0.
    return value.bit_length() * 3 // 10 or 1 if type(value) is int else 3


def gathered(results: list[Json], whose: str | None) -> list[Json]:
    """The outputs of a state's branches or iterations, held to `GATHERED_LIMIT`.

    Args:
        results: each within the limit of a payload.
        whose: the state's name, for the Cause.

    Raises:
        StatesError: States.DataLimitExceeded; terminal as that of an output, so that no Retry runs
            all of them once more.
    """
    # So few payloads are within it for certain.
    if len(results) > GATHERED_LIMIT // PAYLOAD_LIMIT and exceeds(results, GATHERED_LIMIT):
        raise oversized(whose, terminal=True)
    return results


def oversized(
    whose: str | None, *, terminal: bool = False, pointer: str | None = None
) -> StatesError:
    """The error of a value past a limit of bytes.

    Source: recorded causes of States.DataLimitExceeded.
    """
    return StatesError(
        DATA_LIMIT_EXCEEDED,
        f"The state/task '{whose}' returned a result with a size exceeding the maximum "
        "number of bytes service limit.",
        pointer=pointer,
        terminal=terminal,
    )


def text_of(value: Json) -> str:
    """`compact` as text, for messages and for event members without a size limit.

    Raises:
        StatesError: States.Runtime, where the value has no JSON text.
    """
    try:
        return compact(value).decode()
    except Unwritable as error:
        raise StatesError(RUNTIME, f"The value cannot be written as JSON: {error}.") from error


def payload(value: Json, whose: str, *, terminal: bool = False) -> str:
    """The text of a value that travels between states, held to `PAYLOAD_LIMIT`.

    Args:
        value: any JSON value.
        whose: the state's name, a function's ARN or an integration's name, for the Cause.
        terminal: whether breaking the limit ends the execution whatever Catch says.

    Raises:
        StatesError: States.DataLimitExceeded past the limit; States.Runtime where the value has
            no JSON text.
    """
    try:
        raw = compact(value)
    except Unwritable as error:
        raise StatesError(
            RUNTIME, f"The value of '{whose}' cannot be written as JSON: {error}."
        ) from error
    if len(raw) > PAYLOAD_LIMIT:
        raise oversized(whose, terminal=terminal)
    return raw.decode()
