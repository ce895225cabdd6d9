"""`asl bindings`: what each Task of a state machine would call."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, TypeAlias

import typer
from rich.text import Text

from asl.cli import exits
from asl.cli.definition_file import File
from asl.cli.definitions import find_definition
from asl.cli.preparation import bound_of
from asl.cli.profile import Profile
from asl.cli.refusal import CannotRun, refusal, refusal_result
from asl.cli.result_format import Format
from asl.cli.terminal import Terminal
from asl.integrations.tasks import IntegrationTasks
from asl.integrations.unbound import missing_setting
from asl.model.place import JSONPATH
from asl.model.state import State, StateMachine
from asl.rules.scopes import written
from asl.runtime.host import TaskCall
from asl.states import Task
from asl.syntax import Json

application = typer.Typer(add_completion=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A Task and what it would call.

    Attributes:
        state: its name.
        resource: its Resource.
        calls: what would be called; None for nothing.
        missing: the setting that would bind it, where nothing is bound; None where none can.
    """

    state: str
    resource: str
    calls: str | None
    missing: str | None = None


FormatOption: TypeAlias = Annotated[
    Format, typer.Option("--format", help="text: a line a Task. json: one object.")
]


@application.command(name="bindings")
def bindings(file: File, *, profile: Profile = None, format_: FormatOption = Format.TEXT) -> None:
    """Show what each Task of a state machine would call, here and under a profile.

    Nothing is called.

    Exit code 0: every Task is bound. 1: some are not. 2: could not be read.
    """
    raise typer.Exit(perform(file, profile, format_))


def perform(file: str, profile: str | None, format_: Format) -> int:
    """Show it, and say by the exit code whether all is bound."""
    terminal = Terminal()
    try:
        found = _bound(file, profile)
    except CannotRun as problem:
        terminal.diagnose(problem.diagnostics)
        terminal.tell(*refusal(problem))
        if format_ is Format.JSON:
            terminal.give(refusal_result(problem))
        return exits.CANNOT_RUN
    if format_ is Format.JSON:
        terminal.give({"tasks": [_object(one) for one in found]})
    else:
        for line in _lines(found):
            typer.echo(line)
    left = [one for one in found if one.calls is None]
    if left:
        terminal.tell(Text(f"nothing is bound to {len(left)} of {len(found)} Tasks", "yellow"))
    return exits.FINDINGS if left else exits.SUCCEEDED


def _bound(file: str, profile: str | None) -> list[Bound]:
    definition = find_definition(file, None)
    machine = definition.examined.machine
    if machine is None:
        raise CannotRun(diagnostics=definition.examined.diagnostics)
    tasks = bound_of(file, definition, profile).tasks(lambda *_: None)
    return [_told(tasks, call) for call in _calls(machine.definition)]


def _calls(machine: StateMachine) -> Iterator[TaskCall]:
    """A call for every Task, with what is known of its parameters before it runs."""
    for state, given in written(machine):
        if isinstance(state, Task):
            known = given.get(_member(state))
            resource = state.resource.text
            yield TaskCall(state=state.name, resource=resource, input=_known(known))


def _member(state: State) -> str:
    return "Parameters" if state.language == JSONPATH else "Arguments"


def _known(value: Json) -> Json:
    """A template without what is computed."""
    if isinstance(value, dict):
        return {
            key: _known(inner)
            for key, inner in value.items()
            if not key.endswith(".$") and not _is_query(inner)
        }
    return [_known(inner) for inner in value] if isinstance(value, list) else value


def _is_query(value: Json) -> bool:
    return isinstance(value, str) and value.startswith("{%") and value.endswith("%}")


def _told(tasks: IntegrationTasks, call: TaskCall) -> Bound:
    if ":activity:" in call.resource:
        return Bound(state=call.state, resource=call.resource, calls="a worker that polls for it")
    calls = tasks.describe(call)
    missing = None if calls is not None else missing_setting(call)
    return Bound(state=call.state, resource=call.resource, calls=calls, missing=missing)


def _lines(found: list[Bound]) -> Iterator[str]:
    names = max((len(one.state) for one in found), default=0)
    resources = max((len(one.resource) for one in found), default=0)
    for one in found:
        calls = one.calls or f"nothing: {one.missing or 'mock it'}"
        yield f"{one.state:<{names}}  {one.resource:<{resources}}  {calls}"


def _object(one: Bound) -> dict[str, Json]:
    missing = {} if one.missing is None else {"missing": one.missing}
    return {"state": one.state, "resource": one.resource, "calls": one.calls, **missing}
