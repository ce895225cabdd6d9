"""An event as AWS logs it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import orjson

from asl.runtime.events import WITHOUT_DETAILS, Event, details_member
from asl.syntax.values import Json
from asl_server.operations.histories import without_data
from asl_server.wire.log_groups import LogGroup

# Bytes of an escaped payload that a line of CloudWatch Logs has room for.
# Source: https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html#cloudwatch-payload
_MOST: Final = 248 * 1024
# An escape takes at most six bytes, so texts up to this length need not be measured.
_SURELY_FITS: Final = _MOST // 6
_CUT: Final = {"input": "inputDetails", "output": "outputDetails"}


@dataclass(frozen=True, slots=True)
class Rule:
    """What a logging configuration asks for.

    Attributes:
        group: where to.
        types: the events that are logged; None for all.
        with_data: whether with what the execution works on.
    """

    group: LogGroup
    types: frozenset[str] | None
    with_data: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """Events of one execution that are to be logged."""

    rule: Rule
    execution_arn: str
    redrive_count: int
    events: Sequence[Event]

    def lines(self) -> Iterator[bytes]:
        """Its lines in UTF-8, each with its end: numbers as texts, members in AWS's order."""
        redrives = str(self.redrive_count)
        for event in self.events:
            record = {
                "id": str(event.id),
                "type": event.type,
                "details": _details(event, with_data=self.rule.with_data),
                "previous_event_id": str(event.previous),
                "event_timestamp": str(round(event.at.timestamp() * 1000)),
                "execution_arn": self.execution_arn,
                "redrive_count": redrives,
            }
            yield _text(record) + b"\n"


def _details(event: Event, *, with_data: bool) -> dict[str, Json]:
    if event.type in WITHOUT_DETAILS:
        return {}
    shown = event if with_data else without_data(event)
    details: dict[str, Json] = shown.to_api()[details_member(event.type)]
    for payload, told in _CUT.items():
        text = details.get(payload)
        if text is not None and len(text) > _SURELY_FITS and _escaped(text) > _MOST:
            details[payload] = _cut(text)
            details[told] = {"truncated": True}
    return details


def _text(value: Json) -> bytes:
    try:
        return orjson.dumps(value)
    except TypeError:
        # A text with half a surrogate pair, which only an escape can write.
        return json.dumps(value, separators=(",", ":")).encode()


def _escaped(text: str) -> int:
    return len(_text(text)) - 2


def _cut(text: str) -> str:
    """As much of a text from its beginning as there is room for."""
    fits, too_long = 0, len(text)
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        if _escaped(text[:middle]) > _MOST:
            too_long = middle
        else:
            fits = middle
    return text[:fits]
