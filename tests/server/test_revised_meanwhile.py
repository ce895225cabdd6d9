"""A machine that is updated or deleted between the look at it and the start of its execution."""

from __future__ import annotations

import json
from typing import Any

import pytest

from asl.stores.memory import MemoryStore
from asl.stores.port import RevisionGone
from asl.stores.records import ExecutionRecord
from tests.server.live import ROLE, serving
from tests.server.refusals import refused

DEFINITION = json.dumps({"StartAt": "P", "States": {"P": {"Type": "Pass", "End": True}}})


class Overtaken(MemoryStore):
    """A store in which something else comes first, once; the former revision is pruned then."""

    first: Any = None

    async def add_execution(self, execution: ExecutionRecord) -> ExecutionRecord:
        """Refuse it, where it was overtaken."""
        if self.first is not None:
            self.first = await self.first(execution.machine_arn)
            raise RevisionGone(execution.arn)
        return await super().add_execution(execution)


@pytest.mark.parametrize("named", [{}, {"name": "one"}], ids=["without a name", "with a name"])
@pytest.mark.parametrize("deleted", [False, True], ids=["updated", "deleted"])
def test_a_machine_that_changes_meanwhile(deleted: bool, named: dict[str, str]) -> None:
    store = Overtaken()
    with serving(store=lambda: store) as live:
        client = live.client()
        made = client.create_state_machine(name="m", definition=DEFINITION, roleArn=ROLE)
        arn = made["stateMachineArn"]

        async def overtake(machine: str) -> None:
            if deleted:
                await store.delete_machine(machine)

        store.first = overtake
        if deleted:
            told = refused(lambda: client.start_execution(stateMachineArn=arn, **named))
            assert told[0] == "StateMachineDoesNotExist"
        else:
            started = client.start_execution(stateMachineArn=arn, **named)
            assert client.describe_execution(executionArn=started["executionArn"])
