"""A case run on the virtual engine."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from asl.definition import examine
from asl.engines.virtual import BudgetExceeded, Run, Settings, VirtualEngine
from asl.interp.compile import Machine
from conformance.case import ACCOUNT, ROLE, Action, Case, Outcome
from conformance.moments import moment_of

# No case needs more; one that does has gone astray.
_BUDGET: Final = 200_000


def run(case: Case) -> Outcome:
    """Run an execution; a definition that is refused and a run astray are outcomes, too."""
    examined = examine(case.definition, name=case.id, format="json")
    if examined.machine is None:
        first = next(item for item in examined.diagnostics if item.severity == "error")
        return Outcome(failure=f"refused: {first.code} {first.pointer}: {first.message}")
    engine = _engine(case, examined.machine)
    run = engine.begin(case.value, case.text)
    try:
        _drive(engine, case)
    except BudgetExceeded as error:
        return Outcome(failure=str(error))
    return _outcome(case, run)


def _drive(engine: VirtualEngine, case: Case) -> None:
    for action in case.actions:
        engine.drive(case.start + timedelta(seconds=action.at))
        _act(engine, action)
    if case.expected.status == "RUNNING":
        engine.drive(case.start + timedelta(seconds=case.watched_for))
    else:
        engine.drive()


def _engine(case: Case, machine: Machine) -> VirtualEngine:
    settings = Settings(
        express=case.express,
        name=case.execution_name,
        machine_name=case.machine_name,
        account=ACCOUNT,
        role_arn=ROLE,
        start=case.start,
        transition_budget=_BUDGET,
        activity_exists=case.activity_exists,
    )
    return VirtualEngine(machine, case.tasks(), settings)


def _act(engine: VirtualEngine, action: Action) -> None:
    if action.op == "stop":
        engine.stop(action.error, action.cause)
        return
    token = next(iter(engine.open_tokens()), None)
    if token is None:
        return
    if action.op == "success":
        engine.send_task_success(token, action.output)
    elif action.op == "failure":
        engine.send_task_failure(token, action.error, action.cause)
    else:
        engine.send_task_heartbeat(token)


def _outcome(case: Case, run: Run) -> Outcome:
    started = case.start.timestamp()
    ended = None if run.stopped_at is None else (run.stopped_at - case.start).total_seconds()
    return Outcome(
        status=run.status,
        output=run.output,
        error=run.error,
        cause=run.cause,
        history=tuple(moment_of(event.to_api(), started) for event in run.events),
        ended_at=ended,
    )
