"""Machines of a single state, and what became of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from asl.definition import load
from asl.engines import virtual
from asl.engines.virtual import Answer, Run, Settings, Tasks
from asl.interp import Machine
from asl.syntax.values import Json

INVOKE: Final = "arn:aws:states:::lambda:invoke"
FUNCTION: Final = "arn:aws:lambda:us-east-1:123456789012:function:work"
CALLBACK: Final = "arn:aws:states:::sqs:sendMessage.waitForTaskToken"
JOB: Final = "arn:aws:states:::states:startExecution.sync:2"
NOTHING: Final[Json] = {}
ACTIVITY: Final = "arn:aws:states:us-east-1:123456789012:activity:work"


def machine(states: dict[str, Json], **top: Json) -> Machine:
    """States by name, the first one first."""
    return load(json.dumps({"StartAt": next(iter(states)), "States": states, **top}))


def alone(state: Json, **top: Json) -> Machine:
    """One state, called S; every state it leads to is a Pass that ends the execution."""
    if state["Type"] not in ("Choice", "Succeed", "Fail") and "Next" not in state:
        state = {"End": True, **state}
    others = {name: {"Type": "Pass", "End": True} for name in _targets(state)}
    return machine({"S": state, **others}, **top)


def _targets(state: Json) -> Iterator[str]:
    for link in (state, *state.get("Catch", ()), *state.get("Choices", ())):
        for member in ("Next", "Default"):
            if member in link:
                yield link[member]


def block(*states: tuple[str, Json]) -> Json:
    """A branch or an item processor: states one after another."""
    names = [name for name, _ in states]
    chained = {}
    for (name, state), following in zip(states, [*names[1:], None], strict=True):
        leads = state["Type"] in ("Succeed", "Fail", "Choice") or "Next" in state
        onward: Json = {"End": True} if following is None else {"Next": following}
        chained[name] = state if leads else {**state, **onward}
    return {"StartAt": names[0], "States": chained}


def run(
    what: Machine | Json,
    value: Json = NOTHING,
    tasks: Tasks | Answer | None = None,
    settings: Settings | None = None,
) -> Run:
    """Run a machine, or one state alone.

    `tasks` may be the one answer to every call; without it every call is answered with `{}`.
    """
    ready = what if isinstance(what, Machine) else alone(what)
    answer = virtual.returns({}) if tasks is None else tasks
    given = (lambda _call: answer) if isinstance(answer, Answer) else answer
    return virtual.run(ready, value, given, settings)


def outcome(done: Run) -> tuple[Json, ...]:
    """Status with the output, or with error and cause."""
    if done.status == "SUCCEEDED":
        return (done.status, done.output)
    return (done.status, done.error, done.cause)


def chain(done: Run) -> list[str]:
    """The history as `history-events` write it: `3<-2 PassStateExited`."""
    return [f"{event.id}<-{event.previous} {event.type}" for event in done.events]


def events(text: str) -> list[str]:
    """A history written down, its events apart by `·`."""
    return [" ".join(event.split()) for event in text.split("·")]


def details(done: Run, type_: str) -> list[Json]:
    """The details of every event of a type, in order."""
    return [event.details for event in done.events if event.type == type_]


def blame(what: str, *, state: str = "S", entered: int = 2) -> str:
    """A cause as AWS words it."""
    return (
        f"An error occurred while executing the state '{state}' "
        f"(entered at the event id #{entered}). {what}"
    )
