"""What executions run: state machines compiled from their revisions, the latest few kept."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from asl.definition import load
from asl.engines.embedded.mocks import MockedRun
from asl.engines.port import EventLog, Logs
from asl.interp.compile import Machine
from asl.stores.port import Store
from asl.stores.records import Revision

# Programs kept though nothing that runs may need them.
_MOST: Final = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What an execution runs.

    Attributes:
        machine: compiled.
        revision: the store's number of what it was compiled from.
        role_arn: of that.
        log: takes the events of its executions; None where nothing is logged.
        mocked: the execution that it is of, where that has a test case; None for all others,
            which share it.
    """

    machine: Machine
    revision: int
    role_arn: str
    log: EventLog | None
    mocked: MockedRun | None = None


class Programs:
    """Programs by the store's numbers of their revisions."""

    def __init__(self, store: Store, logs: Logs | None) -> None:
        self._store = store
        self._logs = logs
        self._known: OrderedDict[int, Program] = OrderedDict()

    def of(self, revision: Revision, *, express: bool = False) -> Program:
        """The program of a revision."""
        known = self._known.get(revision.id)
        if known is None:
            known = self._known[revision.id] = Program(
                machine=load(revision.definition, name="definition", express=express),
                revision=revision.id,
                role_arn=revision.role_arn,
                log=None if self._logs is None else self._logs.of(revision.logging),
            )
        self._known.move_to_end(revision.id)
        if len(self._known) > _MOST:
            self._known.popitem(last=False)
        return known

    async def numbered(self, number: int) -> Program:
        """The program of a stored revision.

        Raises:
            StoreError
        """
        known = self._known.get(number)
        if known is not None:
            return known
        revision = await self._store.revision(number)
        assert revision is not None, "a revision stays while an execution needs it"
        return self.of(revision)
