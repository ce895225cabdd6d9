"""TestState: one state by itself, against AWS's responses.

Only what the state does is run here; what the API makes of it (checks of the request, inspection
levels) is the server's.
"""

from __future__ import annotations

import json
from collections.abc import Coroutine, Iterator
from typing import Any, Final

from asl.definition import examine
from asl.engines.virtual import Answer, Settings, VirtualEngine
from asl.engines.virtual.host import VirtualHost
from asl.interp import attempts
from asl.interp.compile import Machine
from asl.interp.run_state import StandIn, StateRun, run_state
from asl.runtime.errors import StatesError
from asl.runtime.execution import Execution
from asl.runtime.frame import Frame
from asl.runtime.host import TaskCall
from asl.syntax.values import Json
from conformance.case import ACCOUNT, START, Case
from conformance.grading import Grade, Tier, climb
from conformance.matching import Matcher, worded

# What `$$.State.Name` says of a state under test, whatever its name is.
_NAME: Final = "StateName"
_MACHINE: Final = "StateMachineName"
_EXECUTION: Final = "ExecutionName"
_ARN: Final = f"arn:aws:states:us-east-1:{ACCOUNT}"
# Members of the response that are compared by themselves, or that are the wire's.
_APART: Final = frozenset({"status", "error", "output", "cause", "ResponseMetadata"})


class CannotRun(Exception):
    """The case asks for what one state by itself cannot do."""


class _GivenContext(Frame):
    """A frame whose Context Object the request has given."""

    __slots__ = ("given",)

    given: dict[str, Json]

    def context(self, *, retryable: bool) -> dict[str, Json]:  # noqa: ARG002 - it is all given
        return self.given


def run(case: Case) -> Grade:
    """Run a state and grade the response: status and error, output, cause, all the rest."""
    record = case.record or {}
    expected = record["expected"]["response"]
    try:
        got = respond(case.definition, case.value, record["test_state"])
    except CannotRun as error:
        return Grade(case=case, tier=0, miss=str(error))
    return climb(case, _differences(expected, got, Matcher(case.placeholders)))


def respond(definition: str, value: Json, request: dict[str, Json]) -> dict[str, Json]:
    """What TestState answers, its payloads as values and not as text.

    Args:
        definition: of a state or of a state machine.
        value: the state's input.
        request: TestState's other parameters; payloads in them are text, as on the wire.

    Raises:
        CannotRun: where the definition is refused or the state waits for the world.
    """
    machine, name = _machine(json.loads(definition), request.get("stateName"))
    configured = request.get("stateConfiguration", {})
    ran = _finish(
        run_state(
            machine.scope,
            name,
            _frame(machine, value, request),
            stand_in=_stand_in(request.get("mock"), machine.scope.stations[name].type),
            retried=configured.get("retrierRetryCount", 0),
        )
    )
    return _response(ran, value, request)


def _machine(definition: dict[str, Json], name: str | None) -> tuple[Machine, str]:
    """The machine, and the state to run in it; a state by itself gets its targets put in."""
    if "States" not in definition:
        name = name or _NAME
        states = {name: definition} | {target: {"Type": "Succeed"} for target in _next(definition)}
        definition = {"StartAt": name, "States": states}
    examined = examine(json.dumps(definition), format="json")
    if examined.machine is None:
        first = next(item for item in examined.diagnostics if item.severity == "error")
        raise CannotRun(f"refused: {first.code} {first.pointer}: {first.message}")
    return examined.machine, name or definition["StartAt"]


def _next(state: dict[str, Json]) -> Iterator[str]:
    for member in ("Next", "Default"):
        if member in state:
            yield state[member]
    for member in ("Choices", "Catch"):
        for rule in state.get(member, ()):
            if "Next" in rule:
                yield rule["Next"]


def _frame(machine: Machine, value: Json, request: dict[str, Json]) -> Frame:
    execution = Execution(
        arn=f"{_ARN}:express:{_MACHINE}:{_EXECUTION}",
        name=_EXECUTION,
        machine_arn=f"{_ARN}:stateMachine:{_MACHINE}",
        machine_name=_MACHINE,
        role_arn=request.get("roleArn"),
        started_at=START,
        input=value,
        express=True,
        redrive_count=None,
    )
    engine = VirtualEngine(machine, _refuse, Settings(express=True, start=START))
    host = VirtualHost(engine, execution.arn, express=True)
    frame = Frame(host, execution, _NAME, value)
    if "context" in request:
        given = _GivenContext(host, execution, _NAME, value)
        given.given = json.loads(request["context"])
        frame = given
    if "variables" in request:
        frame.variables = json.loads(request["variables"])
    return frame


def _refuse(call: TaskCall) -> Answer:
    raise CannotRun(f"nothing stands in for {call.resource}")


def _stand_in(mock: dict[str, Json] | None, type_: str) -> StandIn | None:
    if mock is None:
        # A Wait is not waited for.
        return StandIn() if type_ == "Wait" else None
    if "errorOutput" in mock:
        told = mock["errorOutput"]
        return StandIn(error=StatesError(told.get("error"), told.get("cause")))
    return StandIn(result=json.loads(mock["result"]))


def _finish(running: Coroutine[Any, Any, StateRun]) -> StateRun:
    """Run it in one turn: whatever would take time has a stand-in."""
    try:
        running.send(None)
    except StopIteration as stop:
        ran: StateRun = stop.value
        return ran
    running.close()
    raise CannotRun("the state waits for the world")


def _response(ran: StateRun, value: Json, request: dict[str, Json]) -> dict[str, Json]:
    response: dict[str, Json] = {"status": ran.status}
    if ran.status in ("SUCCEEDED", "CAUGHT_ERROR"):
        response["output"] = ran.output
    if ran.next is not None:
        response["nextState"] = ran.next
    if ran.error is not None:
        response |= {"error": ran.error.name, "cause": ran.error.cause}
    if request.get("inspectionLevel", "INFO") != "INFO":
        seen = {"input": value, **ran.stages}
        variables = ran.variables or json.loads(request.get("variables", "{}"))
        if variables:
            seen["variables"] = variables
        details = _error_details(ran.decision)
        if details:
            seen["errorDetails"] = details
        response["inspectionData"] = seen
    return response


def _error_details(decision: attempts.Decision | None) -> dict[str, Json]:
    if isinstance(decision, attempts.Retried):
        return {"retryIndex": decision.index, "retryBackoffIntervalSeconds": decision.delay}
    details: dict[str, Json] = {}
    if isinstance(decision, attempts.Caught):
        details["catchIndex"] = decision.index
    if decision is not None and decision.retrier is not None:
        details["retryIndex"] = decision.retrier
    return details


def _differences(
    expected: dict[str, Json], got: dict[str, Json], values: Matcher
) -> Iterator[tuple[Tier, str | None]]:
    status = _of_members(("status", "error"), expected, got)
    yield 1, f"{status} ({got.get('error')}: {got.get('cause')})" if status else None
    yield 2, values.difference(_value(expected.get("output")), got.get("output"), "output")
    yield 3, values.difference(expected.get("cause"), got.get("cause"), "cause")
    mine, theirs = (
        {key: value for key, value in response.items() if key not in _APART}
        for response in (expected, got)
    )
    if "inspectionData" in mine:
        inspected = mine["inspectionData"]
        mine["inspectionData"] = {key: _value(value) for key, value in inspected.items()}
    yield 4, values.difference(mine, theirs, "response")


def _of_members(
    members: tuple[str, ...], expected: dict[str, Json], got: dict[str, Json]
) -> str | None:
    for member in members:
        if expected.get(member) != got.get(member):
            return worded(member, expected.get(member), got.get(member))
    return None


def _value(payload: Json) -> Json:
    """The value of JSON text, where the recorder has not parsed it."""
    if isinstance(payload, str):
        try:
            return json.loads(payload)
        except ValueError:
            return payload
    return payload
