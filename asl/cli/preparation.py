"""All that a run needs, read from what the command line names."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, NoReturn

from asl.carriers.carried import Type
from asl.cli.aws_notice import aws_notice
from asl.cli.bound_tasks import BoundTasks, bound_tasks
from asl.cli.definitions import Definition, find_definition
from asl.cli.real_tasks import RealTasks
from asl.cli.refusal import CannotRun
from asl.cli.sources import STANDARD_INPUT, Given, read_file, read_input
from asl.diagnostics.diagnostic import Diagnostic, of_fault
from asl.diagnostics.finding import Finding, did_you_mean
from asl.engines.virtual import Settings, Tasks
from asl.integrations.extension_tasks import extension_resource
from asl.integrations.region import usual_region
from asl.interp.compile import Machine
from asl.model.state import State
from asl.rules.scopes import states
from asl.runtime.errors import RUNTIME, StatesError
from asl.runtime.host import TaskCall
from asl.runtime.step import Scope
from asl.runtime.values import PAYLOAD_LIMIT, Unwritable, compact
from asl.states import Task
from asl.syntax import Document, Json, SyntaxFault, parse
from asl.testing import missing_mocks
from asl.testing.mock_case import MOST_OF_MOCKS, MockCase, Selector, examine_mocks
from asl.testing.mock_faults import place

# Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
_NAME: Final = re.compile(r"[^\s<>{}\[\]?*\"#%\\^|~`$&,;:/\x00-\x1f\x7f-\x9f\ud800-\udfff]{1,80}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the command line asks for.

    Attributes:
        file: of the definition; `-` for standard input, `TEMPLATE#Name` for one of a template.
        input: JSON, `@file` or `-`; None for `{}`.
        mocks: `FILE#TestCase`; None for none.
        start_at: the top-level state to start at; None for the machine's own.
        type: how it runs; None for what its template says, or STANDARD.
        name: of the execution.
        transition_budget: how many states may be entered.
        profile: of the settings; None for none.
    """

    file: str
    input: str | None = None
    mocks: str | None = None
    start_at: str | None = None
    type: Type | None = None
    name: str = "execution"
    transition_budget: int = 1_000_000
    profile: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """An execution that can begin.

    Attributes:
        machine: what to run.
        document: its text, for the places of failures.
        value: the input.
        text: the input's own text; None where it is no JSON text.
        tasks: what stands in for the world, or calls it.
        settings: how to run it.
        warnings: what was found and hinders nothing.
        aws: that AWS itself may be called, and in which account; None where it may not.
    """

    machine: Machine
    document: Document
    value: Json
    text: str | None
    tasks: Tasks
    settings: Settings
    warnings: list[Diagnostic]
    aws: str | None = None


def prepare(request: Request) -> Prepared:
    """Read and check everything before anything runs.

    Raises:
        CannotRun: with all that is wrong in all of the texts.
    """
    if request.file == STANDARD_INPUT and request.input == STANDARD_INPUT:
        raise CannotRun("the definition and the input cannot both come from standard input")
    if not _NAME.fullmatch(request.name):
        raise CannotRun(
            f"{request.name!r} is no name of an execution",
            hint='1 to 80 characters; no white space and none of <>{}[]?*"#%\\^|~`$&,;:/',
        )
    definition, given = find_definition(request.file, request.type), read_input(request.input)
    examined = definition.examined
    document, diagnostics = _parse_input(given)
    diagnostics = examined.diagnostics + diagnostics
    mocks: MockCase | None = None
    if request.mocks is not None:
        mocks, found = _read_mocks(request.mocks, examined.machine, definition.name)
        diagnostics += found
    is_mocked = request.mocks is None or mocks is not None
    machine = examined.machine
    if machine is None or examined.document is None or document is None or not is_mocked:
        raise CannotRun(diagnostics=diagnostics)
    if request.start_at is not None:
        machine = _starting_at(machine, request.start_at)
    tasks, aws = _tasks(request, definition, mocks)
    return Prepared(
        machine=machine,
        document=examined.document,
        value=document.value,
        text=_input_text(document),
        tasks=tasks,
        settings=Settings(
            express=definition.type == "EXPRESS",
            name=request.name,
            machine_name=definition.name,
            transition_budget=request.transition_budget,
        ),
        # How a definition might be written better is for `asl validate` to say.
        warnings=[found for found in diagnostics if found.severity != "info"],
        aws=aws,
    )


def _parse_input(given: Given) -> tuple[Document | None, list[Diagnostic]]:
    try:
        document = parse(given.text, name=given.name, format=given.format)
    except SyntaxFault as fault:
        return None, [replace(of_fault(fault), aws_code=None)]
    return document, [
        replace(
            place(
                Finding(
                    code="duplicate-key",
                    pointer=duplicate.pointer,
                    message="the key stands twice in this object, and its last value is taken",
                    at_key=True,
                ),
                document,
            ),
            severity="warning",
        )
        for duplicate in document.duplicates
    ]


def _input_text(document: Document) -> str | None:
    """The text that StartExecution would be given; AWS counts the white space in it.

    Raises:
        CannotRun: where AWS would not take it.
    """
    text = document.text if document.format == "json" else _compact_text(document)
    size = len(text.encode())
    if size > PAYLOAD_LIMIT:
        raise CannotRun(
            f"the input {document.name} has {size:,} bytes, and an execution takes at most "
            f"{PAYLOAD_LIMIT:,}",
            hint="keep large data elsewhere, as in S3, and pass on where it is",
        )
    return text


def _compact_text(document: Document) -> str:
    try:
        return compact(document.value).decode()
    except Unwritable as error:
        raise CannotRun(f"the input {document.name} cannot be written as JSON: {error}") from error


def _read_mocks(
    mocks: str, machine: Machine | None, name: str
) -> tuple[MockCase | None, list[Diagnostic]]:
    selector = Selector.parse(mocks)
    return examine_mocks(
        read_file(selector.file, MOST_OF_MOCKS), selector, machine=machine, machine_name=name
    )


def _tasks(
    request: Request, definition: Definition, mocks: MockCase | None
) -> tuple[Tasks, str | None]:
    """Mocks by the names of states, then what is bound; and that AWS itself may be called.

    Raises:
        CannotRun: what they are bound by cannot be used.
    """
    bound = bound_of(request.file, definition, request.profile)
    mocked: Tasks = _without_mocks(definition.name) if mocks is None else mocks
    machine = definition.examined.machine
    extended = machine is not None and any(
        _is_extended(state) for state in states(machine.definition)
    )
    if not bound and not extended:
        return mocked, None
    tasks = RealTasks(bound, mocked, () if mocks is None else mocks.responses)
    return tasks, aws_notice(bound.settings.bindings, usual_region())


def bound_of(file: str, definition: Definition, profile: str | None) -> BoundTasks:
    """What is bound for a definition.

    Raises:
        CannotRun: what it is bound by cannot be used.
    """
    template = definition.template
    beside = Path.cwd() if file == STANDARD_INPUT else Path(template or file).parent
    return bound_tasks(beside, [] if template is None else [template], profile)


def _is_extended(state: State) -> bool:
    return isinstance(state, Task) and extension_resource(state.resource.text) is not None


def _without_mocks(name: str) -> Tasks:
    def refuse(call: TaskCall) -> NoReturn:
        raise StatesError(RUNTIME, missing_mocks.no_mocks(call, name), terminal=True)

    return refuse


def _starting_at(machine: Machine, name: str) -> Machine:
    stations = machine.scope.stations
    if name in stations:
        return replace(machine, scope=Scope(name, stations))
    if any(state.name == name for state in states(machine.definition)):
        message = f'"{name}" stands inside another state: --from takes a state of the top level'
        raise CannotRun(message, hint=f"the top level has: {_listed(list(stations))}")
    hint = did_you_mean(name, list(stations)) or f"there are: {_listed(list(stations))}"
    raise CannotRun(f'the machine has no state "{name}" to start at', hint=hint)


def _listed(names: list[str]) -> str:
    most = 20
    shown = ", ".join(names[:most])
    return f"{shown}, …" if len(names) > most else shown
