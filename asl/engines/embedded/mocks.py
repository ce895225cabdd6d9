"""What stands in for the Tasks of executions that were started with a test case."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NoReturn, Protocol

from asl.engines.port import UnusableTestCase
from asl.interp.compile import Machine
from asl.runtime.errors import RUNTIME, StatesError
from asl.runtime.host import TaskCall
from asl.syntax.values import Json


@dataclass(frozen=True, slots=True)
class TestCase:
    """A test case of a state machine, by the names of both.

    Attributes:
        machine: the state machine's name, without the label of a Distributed Map.
        name: of the test case.
    """

    # It has nothing to do with the classes that pytest collects.
    __test__ = False

    machine: str
    name: str


class Mocks(Protocol):
    """Test cases, and what they answer."""

    def examine(self, case: TestCase, machine: Machine) -> None:
        """Make sure that an execution of the machine can be started with the test case.

        Raises:
            UnusableTestCase
        """

    def names(self, case: TestCase, state: str) -> bool:
        """Whether the test case stands in for a Task; what is bound is called otherwise.

        Raises:
            StatesError: terminal, where the test case is not there any more.
        """

    def answer(self, case: TestCase, call: TaskCall, invocation: int) -> Json:
        """The raw result of a call.

        Args:
            case: it names the call's state.
            call: the call.
            invocation: how often the state was called before.

        Raises:
            StatesError: the failure that the test case says; terminal where it says nothing.
        """


class NoMocks:
    """Stands where there are no mocks, and were none or some when the execution was started."""

    def examine(self, case: TestCase, machine: Machine) -> None:
        """No test case can be used."""
        del machine
        raise UnusableTestCase(_missing(case))

    def names(self, case: TestCase, state: str) -> bool:
        """Nobody knows: the state must not be called in earnest by mistake."""
        del state
        raise StatesError(RUNTIME, _missing(case), terminal=True)

    def answer(self, case: TestCase, call: TaskCall, invocation: int) -> NoReturn:
        """There is none."""
        del call, invocation
        raise StatesError(RUNTIME, _missing(case), terminal=True)


def _missing(case: TestCase) -> str:
    return (
        f'the test case "{case.name}" of "{case.machine}" is asked for, and there is no file of '
        "mocks here: start the server with --mocks FILE or SFN_MOCK_CONFIG=FILE, or where there "
        "is a MockConfigFile.json"
    )


@dataclass(frozen=True, slots=True)
class MockedRun:
    """An execution with a test case, the children of its Distributed Maps included.

    Attributes:
        case: its test case.
        invocations: how often each state has been called so far, mocked or not.
    """

    case: TestCase
    invocations: Counter[str] = field(default_factory=Counter)
