"""A frame tree as plain JSON and back.

Each frame is given without its children by `dump_frame`, so that a store may keep a row for each;
`dump_tree` puts the children in. A value that stands in an event is given as that event's id.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final, TypeAlias

from asl.runtime.errors import StatesError, TimedOut
from asl.runtime.execution import Execution, Item
from asl.runtime.frame import SCHEDULED, STARTED, Frame
from asl.runtime.host import Host, TaskCall
from asl.syntax.values import Json

# Changes with any change of the shape below.
FORMAT: Final = 1

# Looks up a payload by the id of the event that it stands in.
Payloads: TypeAlias = Callable[[int], Json]


def dump_tree(frame: Frame) -> dict[str, Json]:
    """A frame with all below it; the format's version stands at the top."""
    return {"format": FORMAT, **_dump_below(frame)}


def _dump_below(frame: Frame) -> dict[str, Json]:
    shown = dump_frame(frame)
    if frame.children:
        shown["children"] = [_dump_below(child) for child in frame.children]
    return shown


def dump_frame(frame: Frame) -> dict[str, Json]:
    """A frame's own fields; what is empty is left away."""
    shown: dict[str, Json] = {
        "state": frame.state,
        "phase": frame.phase,
        "input": [frame.input_event, None] if frame.input_event else [0, frame.input],
        "before": frame.before,
        "entered": frame.entered,
        "entered_at": frame.entered_at.isoformat(),
        "last": frame.last,
        "index": frame.index,
        "attempt": frame.attempt,
        "parked": frame.parked,
        "closed": frame.closed,
        "type": frame.type,
    }
    if frame.item is not None:
        item = frame.item
        shown["item"] = [item.index, item.value, item.key, item.source]
    if frame.sizes:
        shown["variables"] = {name: frame.variables[name] for name in frame.sizes}
        shown["sizes"] = frame.sizes
    if frame.retries is not None:
        shown["retries"] = list(frame.retries)
    if frame.wake_at is not None:
        shown["wake_at"] = frame.wake_at.isoformat()
    if frame.call is not None:
        shown["call"] = _dump_call(frame.call)
    if frame.items is not None:
        shown["items"] = frame.items
    if frame.error is not None:
        shown["error"] = _dump_error(frame.error)
    return shown


def load_tree(
    shown: dict[str, Json], host: Host, execution: Execution, payloads: Payloads
) -> Frame:
    """The tree that `dump_tree` gave, on a host that goes on with it.

    Raises:
        ValueError: for a format that this version does not know.
    """
    if shown["format"] != FORMAT:
        raise ValueError(f"frames of format {shown['format']}; this version reads {FORMAT}")
    return _load(shown, host, execution, payloads, None)


def _load(
    shown: dict[str, Json],
    host: Host,
    execution: Execution,
    payloads: Payloads,
    parent: Frame | None,
) -> Frame:
    event, value = shown["input"]
    frame = Frame(
        host,
        execution,
        shown["state"],
        payloads(event) if event else value,
        parent=parent,
        index=shown["index"],
        attempt=shown["attempt"],
        item=Item(*shown["item"]) if "item" in shown else None,
    )
    frame.input_event = event
    frame.phase = shown["phase"]
    frame.before, frame.entered, frame.last = shown["before"], shown["entered"], shown["last"]
    frame.entered_at = datetime.fromisoformat(shown["entered_at"])
    frame.parked, frame.closed, frame.type = shown["parked"], shown["closed"], shown["type"]
    # The children's view of the variables begins with their parent's.
    frame.assign(shown.get("variables", {}), shown.get("sizes", {}))
    frame.retries = shown.get("retries")
    frame.wake_at = _instant(shown.get("wake_at"))
    frame.call = _load_call(shown["call"], execution, shown["phase"]) if "call" in shown else None
    frame.items = shown.get("items")
    frame.error = _load_error(shown["error"]) if "error" in shown else None
    frame.children = [
        _load(child, host, execution, payloads, frame) for child in shown.get("children", ())
    ]
    return frame


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _text(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()


def _dump_call(call: TaskCall) -> dict[str, Json]:
    return {
        "state": call.state,
        "resource": call.resource,
        "input": call.input,
        "attempt": call.attempt,
        "token": call.token,
        "credentials": call.credentials,
        "timeout": call.timeout,
        "heartbeat": call.heartbeat,
        "started_at": _text(call.started_at),
        "beat_at": _text(call.beat_at),
        "deadline": _text(call.deadline),
        "path": call.path,
        "iterations": list(call.iterations),
        **({} if call.job is None else {"job": call.job}),
    }


def _load_call(shown: dict[str, Json], execution: Execution, phase: str) -> TaskCall:
    return TaskCall(
        **{
            **shown,
            "started_at": _instant(shown["started_at"]),
            "beat_at": _instant(shown["beat_at"]),
            "deadline": _instant(shown["deadline"]),
            "iterations": tuple(shown["iterations"]),
            "execution": execution,
            "again": phase in (SCHEDULED, STARTED),
        }
    )


def _dump_error(error: StatesError) -> dict[str, Json]:
    return {
        "name": error.name,
        "cause": error.cause,
        "pointer": error.pointer,
        "location": error.location,
        "terminal": error.terminal,
        "timed_out": isinstance(error, TimedOut),
        "heartbeat": isinstance(error, TimedOut) and error.heartbeat,
        "event": error.event,
    }


def _load_error(shown: dict[str, Json]) -> StatesError:
    if shown["timed_out"]:
        error: StatesError = TimedOut(heartbeat=shown["heartbeat"], pointer=shown["pointer"])
    else:
        error = StatesError(
            shown["name"],
            shown["cause"],
            pointer=shown["pointer"],
            location=shown["location"],
            terminal=shown["terminal"],
        )
    error.event = shown["event"]
    return error
