"""A test case of a file of mocked responses, standing in for the tasks of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Final

from asl.diagnostics.diagnostic import Diagnostic, of_fault
from asl.diagnostics.finding import Finding, did_you_mean
from asl.engines.virtual import Answer
from asl.interp.compile import Machine
from asl.rules.scopes import states as states_of
from asl.runtime.errors import RUNTIME, StatesError
from asl.runtime.host import TaskCall
from asl.states import Task
from asl.syntax import Document, SyntaxFault, escape_pointer_token, parse
from asl.syntax.source import Source
from asl.testing import missing_mocks
from asl.testing.mock_faults import InvalidMocks, place
from asl.testing.mock_file import Case, MockFile, read_mock_file

# Bytes of a file of mocked responses.
MOST_OF_MOCKS: Final = 16_777_216
_MACHINES: Final = "/StateMachines"
# Names that a message lists, and strangers that a nearer name is looked for.
_MOST_LISTED: Final = 20


@dataclass(frozen=True, slots=True)
class Selector:
    """`FILE#TestCase` or `FILE#StateMachine#TestCase`, taken apart.

    `case` and `machine` are None where the text does not say which.
    """

    file: str
    case: str | None = None
    machine: str | None = None

    @classmethod
    def parse(cls, text: str) -> Selector:
        """Take a text apart; a file that has a `#` in its name is found all the same."""
        if "#" not in text or _exists(text):
            return cls(text)
        file, case = text.rsplit("#", 1)
        if "#" in file and not _exists(file):
            file, machine = file.rsplit("#", 1)
            return cls(file, case, machine)
        return cls(file, case)


def _exists(path: str) -> bool:
    try:
        return Path(path).exists()
    except (OSError, ValueError):
        # No file can have such a name.
        return False


@dataclass(slots=True)
class MockCase:
    """The tasks of one run: each state gets what its response says for the invocation.

    Invocations count per state from 0, retries and loops included; the child executions of a
    Distributed Map count together. One object serves one run.

    Attributes:
        file: the file's name, for messages.
        machine, name: which test case it is.
        responses: by state name.
    """

    file: str
    machine: str
    name: str
    responses: Case
    _counts: Counter[str] = field(default_factory=Counter)

    def __call__(self, call: TaskCall) -> Answer:
        """The answer to a call.

        Raises:
            StatesError: terminal, where the test case has none; its cause says what to add.
        """
        invocation = self._counts[call.state]
        self._counts[call.state] += 1
        return self.answer(call, invocation)

    def answer(self, call: TaskCall, invocation: int) -> Answer:
        """The answer to an invocation that somebody else has counted.

        Raises:
            StatesError: the same.
        """
        response = self.responses.get(call.state)
        if response is None:
            cause = missing_mocks.not_in_case(call, file=self.file, case=self.name)
            raise StatesError(RUNTIME, cause, terminal=True)
        answer = response.at(invocation)
        if answer is None:
            cause = missing_mocks.not_in_response(
                call, file=self.file, response=response.name, invocation=invocation
            )
            raise StatesError(RUNTIME, cause, terminal=True)
        return answer


def load_mocks(
    selector: str, *, machine: Machine | None = None, machine_name: str | None = None
) -> MockCase:
    """The test case of a file of mocked responses, ready to run.

    Args:
        selector: `FILE#TestCase`, or `FILE#StateMachine#TestCase` where the file has several.
            Without a test case the file must have just one.
        machine: what is to run with it, to see that its states exist.
        machine_name: which of several state machines of the file is meant.

    Raises:
        InvalidMocks: with every diagnostic.
        OSError: where the file cannot be read.
    """
    asked = Selector.parse(selector)
    with Path(asked.file).open("rb") as file:
        source = file.read(MOST_OF_MOCKS + 1)
    case, diagnostics = examine_mocks(source, asked, machine=machine, machine_name=machine_name)
    if case is None:
        raise InvalidMocks(diagnostics)
    return case


def examine_mocks(
    source: bytes,
    asked: Selector,
    *,
    machine: Machine | None = None,
    machine_name: str | None = None,
) -> tuple[MockCase | None, list[Diagnostic]]:
    """The same from the text of the file; never raises for anything in it.

    Returns:
        The test case, None where any diagnostic is an error; and every diagnostic in order of the
        text.
    """
    read, diagnostics = read_mocks(source, asked.file)
    if read is None:
        return None, diagnostics
    return read.choose(asked, machine=machine, machine_name=machine_name)


@dataclass(frozen=True, slots=True)
class ReadMocks:
    """A file of mocked responses in which nothing is wrong, with its text."""

    file: MockFile
    document: Document

    def choose(
        self, asked: Selector, *, machine: Machine | None = None, machine_name: str | None = None
    ) -> tuple[MockCase | None, list[Diagnostic]]:
        """One of its test cases; what it is given and what it returns is as in `examine_mocks`."""
        findings: list[Finding] = []
        case = _choose(self.file, asked, machine_name, findings)
        if case is not None and machine is not None:
            findings.extend(_strangers(case.machine, self.file, machine))
        diagnostics = _placed(findings, self.document)
        if any(item.severity == "error" for item in diagnostics):
            case = None
        return case, diagnostics


def read_mocks(source: bytes, name: str) -> tuple[ReadMocks | None, list[Diagnostic]]:
    """A file of mocked responses from its text, and all that is wrong with it.

    Args:
        source: the text, of which no more than a byte over MOST_OF_MOCKS need be there.
        name: of the file, for messages.
    """
    try:
        if len(source) > MOST_OF_MOCKS:
            message = f"a file of mocked responses has at most {MOST_OF_MOCKS:,} bytes"
            raise Source(name, "").fault("document-too-large", message, 0, hint=None)
        document = parse(source, name=name)
    except SyntaxFault as fault:
        return None, [replace(of_fault(fault), aws_code=None)]
    file, findings = read_mock_file(document)
    return (None if findings else ReadMocks(file, document)), _placed(findings, document)


def _placed(findings: Sequence[Finding], document: Document) -> list[Diagnostic]:
    """What was found with its places, in order of the text."""
    diagnostics = [place(finding, document) for finding in findings]
    return sorted(diagnostics, key=lambda item: (item.line, item.column))


def _choose(
    file: MockFile, asked: Selector, machine_name: str | None, findings: list[Finding]
) -> MockCase | None:
    machine = _choose_machine(file, asked, machine_name, findings)
    if machine is None:
        return None
    cases = file.machines[machine]
    name = asked.case
    if name is None and len(cases) == 1:
        name = next(iter(cases))
    if name is not None and name in cases:
        return MockCase(asked.file, machine, name, cases[name])
    hint: str | None = None
    if not cases:
        message = f'"{machine}" has no test case'
    elif name is None:
        message = f'"{machine}" has {len(cases)} test cases, and none was chosen'
        hint = f"choose one: {asked.file}#{next(iter(cases))}"
    else:
        message = f'"{machine}" has no test case "{name}"; it has {_listed(cases)}'
        hint = did_you_mean(name, list(cases))
    pointer = f"{_MACHINES}/{escape_pointer_token(machine)}/TestCases"
    findings.append(
        Finding(code="mock-case-unknown", pointer=pointer, message=message, hint=hint, at_key=True)
    )
    return None


def _choose_machine(
    file: MockFile, asked: Selector, machine_name: str | None, findings: list[Finding]
) -> str | None:
    machines = file.machines
    wanted = asked.machine
    if wanted is None:
        if len(machines) == 1:
            return next(iter(machines))
        wanted = machine_name
    if wanted is not None and wanted in machines:
        return wanted
    hint: str | None = None
    if not machines:
        message = "the file has no state machine"
    elif asked.machine is not None:
        message = f'the file has no state machine "{asked.machine}"; it has {_listed(machines)}'
        hint = did_you_mean(asked.machine, list(machines))
    else:
        which = "" if wanted is None else f', and none is called "{wanted}"'
        message = f"the file has {len(machines)} state machines{which}: {_listed(machines)}"
        case = asked.case or "TestCase"
        hint = f"say which one: {asked.file}#{next(iter(machines))}#{case}"
    findings.append(
        Finding(
            code="mock-machine-unknown",
            pointer=_MACHINES,
            message=message,
            hint=hint,
            at_key=True,
        )
    )
    return None


def _listed(names: Mapping[str, object]) -> str:
    shown = ", ".join(f'"{name}"' for name in islice(names, _MOST_LISTED))
    if not shown:
        return "none"
    return f"{shown}, …" if len(names) > _MOST_LISTED else shown


def _strangers(name: str, file: MockFile, machine: Machine) -> Iterator[Finding]:
    """Entries of the machine's test cases that no call will ever ask for."""
    states = {state.name: state for state in states_of(machine.definition)}
    tasks = [name for name, state in states.items() if isinstance(state, Task)]
    found = 0
    for case, responses in file.machines[name].items():
        for state in responses:
            if isinstance(states.get(state), Task):
                continue
            found += 1
            pointer = f"{_MACHINES}/{escape_pointer_token(name)}/TestCases"
            pointer = f"{pointer}/{escape_pointer_token(case)}/{escape_pointer_token(state)}"
            if state in states:
                yield Finding(
                    code="mock-state-not-a-task",
                    pointer=pointer,
                    message=f'"{state}" is a {states[state].TYPE} state: it calls nothing',
                    hint="only Task states are mocked",
                    at_key=True,
                )
            else:
                yield Finding(
                    code="mock-state-unknown",
                    pointer=pointer,
                    message=f'the state machine has no state "{state}"',
                    hint=did_you_mean(state, tasks) if found <= _MOST_LISTED else None,
                    at_key=True,
                )
