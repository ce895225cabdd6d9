"""A file of mocked responses that a server answers from: read anew whenever it has changed."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import structlog

from asl.diagnostics.diagnostic import Diagnostic
from asl.engines.embedded.mocks import TestCase
from asl.engines.port import UnusableTestCase
from asl.interp.compile import Machine
from asl.runtime.errors import RUNTIME, StatesError
from asl.runtime.host import TaskCall
from asl.syntax.values import Json
from asl.testing.mock_case import MOST_OF_MOCKS, MockCase, ReadMocks, Selector, read_mocks
from asl.testing.mock_faults import InvalidMocks

_log = structlog.get_logger(__name__)

# Nanoseconds in which a file may be written twice without its time of change telling.
_TICK: Final = 2_000_000_000


@dataclass(frozen=True, slots=True)
class _Seen:
    """The file as it was seen last.

    Attributes:
        stamp: what of its directory entry changes with it.
        settled: whether any later change changes the stamp.
        source: its bytes.
        read: what it says; None where it cannot be used, for
        diagnostics: these reasons.
    """

    stamp: tuple[int, int, int]
    settled: bool
    source: bytes
    read: ReadMocks | None
    diagnostics: list[Diagnostic]


class WatchedMocks:
    """The test cases of a file, as it is when they are asked for.

    Where the file is broken or gone for a while, executions under way go on with what it said
    before, and none is started with a test case.
    """

    def __init__(self, file: str) -> None:
        """Read the file.

        Raises:
            InvalidMocks: with every diagnostic.
            OSError: where it cannot be read.
        """
        self.file = file
        self._seen: _Seen | None = None
        # Of what is said now: the test cases that were asked for, and those that were warned of.
        self._cases: dict[TestCase, MockCase | str] = {}
        self._warned: set[TestCase] = set()
        # What the file says, or said before a change after which it cannot be used.
        self._said = self._reread()

    @property
    def cases(self) -> dict[str, list[str]]:
        """The names of all test cases by that of their state machine."""
        return {machine: list(cases) for machine, cases in self._said.file.machines.items()}

    def examine(self, case: TestCase, machine: Machine) -> None:
        """Make sure that an execution of the machine can be started with the test case.

        Of the states of its machine that no call will ask for a warning is logged, once.

        Raises:
            UnusableTestCase
        """
        try:
            self._reread()
        except InvalidMocks as error:
            raise UnusableTestCase(f"the file of mocks cannot be used: {error}") from error
        except OSError as error:
            reason = f"the file of mocks {self.file} cannot be read: {error.strerror or error}"
            raise UnusableTestCase(reason) from error
        asked = Selector(self.file, case.name, case.machine)
        compared = None if case in self._warned else machine
        found, diagnostics = self._said.choose(asked, machine=compared)
        if found is None:
            raise UnusableTestCase(str(InvalidMocks(diagnostics)))
        self._warned.add(case)
        for diagnostic in diagnostics:
            place = f"{diagnostic.file}:{diagnostic.line}:{diagnostic.column}"
            _log.warning("a mock that nothing asks for", place=place, reason=diagnostic.message)

    def names(self, case: TestCase, state: str) -> bool:
        """Whether the test case stands in for a Task.

        Raises:
            StatesError: terminal, where the file does not have the test case any more.
        """
        return state in self._case(case).responses

    def answer(self, case: TestCase, call: TaskCall, invocation: int) -> Json:
        """The raw result of a call.

        Raises:
            StatesError: the failure that the response says; terminal where it says nothing for
                this invocation.
        """
        answer = self._case(case).answer(call, invocation)
        if answer.failed:
            raise StatesError(answer.error, answer.cause)
        return answer.value

    def _case(self, case: TestCase) -> MockCase:
        try:
            self._reread()
        except (InvalidMocks, OSError) as error:
            _log.debug("the file of mocks cannot be read now", file=self.file, reason=str(error))
        found = self._cases.get(case)
        if found is None:
            asked = Selector(self.file, case.name, case.machine)
            chosen, diagnostics = self._said.choose(asked)
            found = str(InvalidMocks(diagnostics)) if chosen is None else chosen
            self._cases[case] = found
        if isinstance(found, str):
            raise StatesError(RUNTIME, found, terminal=True)
        return found

    def _reread(self) -> ReadMocks:
        """What the file says now.

        Raises:
            InvalidMocks, OSError: what it said before is kept.
        """
        seen, status = self._seen, Path(self.file).stat()
        stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
        if seen is None or not seen.settled or seen.stamp != stamp:
            seen = self._seen = self._look(stamp)
        if seen.read is None:
            raise InvalidMocks(seen.diagnostics)
        return seen.read

    def _look(self, stamp: tuple[int, int, int]) -> _Seen:
        settled = time.time_ns() - stamp[0] > _TICK
        with Path(self.file).open("rb") as file:
            source = file.read(MOST_OF_MOCKS + 1)
        if self._seen is not None and self._seen.source == source:
            return replace(self._seen, stamp=stamp, settled=settled)
        read, diagnostics = read_mocks(source, self.file)
        if read is not None:
            self._said, self._cases, self._warned = read, {}, set()
        return _Seen(stamp, settled, source, read, diagnostics)
