"""Our own notation for histories: a line an event, to be read and reviewed.

    7<-6 TaskFailed error="Declined" cause="no funds" @3
    8<-7 TaskScheduled params={"amount":12} timeout=5 @4
    12<-11 MapIterationStarted M[0]

A line holds the id, the id of the event that caused it, the type, then the state's name (with the
index for iterations), then members of the details as `name=JSON`, then `@` the seconds since the
start of the execution. Members that carry data through (input, output, …; see `UNSPOKEN`) are
compared where the line has them. All others must be written: a line without `error=` says that the
event has no error. Without `@` the time is not compared.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

from asl.runtime.events import WITHOUT_DETAILS
from asl.syntax.values import Json
from conformance.case import BadCase, Moment

# Compared only where a line has them.
UNSPOKEN: Final = frozenset(
    {
        "assignedVariablesDetails",
        "input",
        "inputDetails",
        "mapRunArn",
        "output",
        "outputDetails",
        "parameters",
        "region",
        "resource",
        "resourceType",
        "roleArn",
    }
)
_SHORT: Final = {
    "heartbeat": "heartbeatInSeconds",
    "in": "input",
    "out": "output",
    "params": "parameters",
    "timeout": "timeoutInSeconds",
    "vars": "assignedVariables",
    "worker": "workerName",
}
_SPOKEN: Final = frozenset({"cause", "error", "length", "location", "redriveCount", "state"})
_HEAD: Final = re.compile(r"(\d+)<-(\d+) ([A-Z][A-Za-z]+)")
_NAME: Final = re.compile(r" ([^\s=@\[]+)(?:\[(\d+)\])?(?=\s|$)")
_MEMBER: Final = re.compile(r" ([a-zA-Z]+)=")
_TIME: Final = re.compile(r" @(\d+(?:\.\d+)?)$")
_TEXTS: Final = frozenset({"input", "output", "parameters"})
_DECODER: Final = json.JSONDecoder()


def read_history(text: str) -> tuple[Moment, ...]:
    """The events of a history.

    Raises:
        BadCase: where a line cannot be read.
    """
    return tuple(_event(line) for line in _lines(text))


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        content = line.strip()
        if content and not content.startswith("#"):
            yield re.sub(r" {2,}(?=[@<A-Z])", " ", content)


def _event(line: str) -> Moment:
    head = _HEAD.match(line)
    if head is None:
        raise BadCase(f"no event: {line}")
    at, rest = None, line[head.end() :]
    time = _TIME.search(rest)
    if time is not None:
        at, rest = float(time[1]), rest[: time.start()]
    type_ = head[3]
    details = _details(rest, line)
    if type_ in WITHOUT_DETAILS and details:
        raise BadCase(f"{type_} has no details: {line}")
    return Moment(
        id=int(head[1]),
        previous=int(head[2]),
        type=type_,
        details=None if type_ in WITHOUT_DETAILS else details,
        at=at,
    )


def _details(text: str, line: str) -> dict[str, Json]:
    details: dict[str, Json] = {}
    name = _NAME.match(text)
    if name is not None:
        details["name"] = name[1]
        if name[2] is not None:
            details["index"] = int(name[2])
        text = text[name.end() :]
    while text.strip():
        member = _MEMBER.match(text)
        if member is None:
            raise BadCase(f"cannot read {text.strip()!r} in: {line}")
        try:
            value, end = _DECODER.raw_decode(text, member.end())
        except ValueError as error:
            raise BadCase(f"{member[1]} is no JSON: {line}") from error
        full = _SHORT.get(member[1], member[1])
        if full not in UNSPOKEN | _SPOKEN | set(_SHORT.values()):
            raise BadCase(f"no member of any event: {member[1]} in: {line}")
        details[full] = _as_written(full, value)
        text = text[end:]
    return details


def _as_written(member: str, value: Json) -> Json:
    """The value as history holds it: payloads and variables are JSON text."""
    if member in _TEXTS:
        return json.dumps(value)
    if member == "assignedVariables":
        return {name: json.dumps(item) for name, item in value.items()}
    return value
