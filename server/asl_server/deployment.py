"""State machines that the server is started with: made or brought up to date before it answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from asl.stores.records import MachineType
from asl_server.operations.call import Call
from asl_server.operations.machines import (
    CreateStateMachineInput,
    UpdateStateMachineInput,
    create_state_machine,
    update_state_machine,
)
from asl_server.wire import arns
from asl_server.wire.errors import ServiceError

_ROLE: Final = "arn:aws:iam::{account}:role/asl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployed:
    """A state machine as its file says that it should be.

    Attributes:
        name: what it is called.
        type: how it runs.
        definition: its text, JSON.
    """

    name: str
    type: MachineType
    definition: str


class NotDeployed(Exception):
    """A state machine that cannot be made, or is there as another; the text says what to do."""


async def deploy(call: Call, machine: Deployed) -> str:
    """Make a state machine, or a new revision of the one that has its name.

    Returns:
        Its ARN.

    Raises:
        NotDeployed: the definition or the name is refused, or one of another type is there.
        StoreError
    """
    arn = arns.machine(call.caller.region, call.caller.account, machine.name)
    try:
        there = await call.store.machine(arn)
        if there is None:
            role = _ROLE.format(account=call.caller.account)
            request = CreateStateMachineInput(
                name=machine.name, definition=machine.definition, role_arn=role, type=machine.type
            )
            await create_state_machine.run(call, request)
            return arn
        if there.type != machine.type:
            raise NotDeployed(
                f"the database has a state machine {machine.name} of the type {there.type}, and a "
                f"type does not change to {machine.type}: delete it first, or take another --db"
            )
        change = UpdateStateMachineInput(state_machine_arn=arn, definition=machine.definition)
        await update_state_machine.run(call, change)
    except ServiceError as error:
        raise NotDeployed(f"the state machine {machine.name} cannot be made: {error}") from error
    return arn
