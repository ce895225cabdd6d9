"""Operations that show state machines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from asl.stores.records import MachineRecord, Revision
from asl_server.operations.call import Call, operation
from asl_server.operations.configurations import (
    EncryptionConfiguration,
    LoggingConfiguration,
    TracingConfiguration,
    load,
)
from asl_server.wire import arns, paging
from asl_server.wire.errors import (
    ExecutionDoesNotExist,
    StateMachineDoesNotExist,
    UnsupportedOperationException,
)
from asl_server.wire.members import JsonText


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribeStateMachineInput:
    """See the service model."""

    state_machine_arn: str
    included_data: str = "ALL_DATA"


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribeStateMachineOutput:
    """See the service model."""

    state_machine_arn: str
    name: str
    status: str
    definition: JsonText
    role_arn: str
    type: str
    creation_date: datetime
    logging_configuration: LoggingConfiguration
    tracing_configuration: TracingConfiguration
    encryption_configuration: EncryptionConfiguration
    revision_id: str | None = None


@operation("DescribeStateMachine")
async def describe_state_machine(
    call: Call, request: DescribeStateMachineInput
) -> DescribeStateMachineOutput:
    """Show a state machine.

    Raises: InvalidArn; StateMachineDoesNotExist.
    Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html
    """
    arn = request.state_machine_arn
    machine = arns.read_machine(arn)
    if machine.qualifier is not None:
        raise StateMachineDoesNotExist(arn)
    there = await current_machine(call, machine.plain, shown=arn)
    if machine.label is not None:
        raise UnsupportedOperationException("Describing a Distributed Map by its label")
    revision = there.revision
    return DescribeStateMachineOutput(
        state_machine_arn=there.arn,
        name=there.name,
        status=there.status,
        definition=shown_definition(revision, request.included_data),
        role_arn=revision.role_arn,
        type=there.type,
        creation_date=there.created_at,
        logging_configuration=load(LoggingConfiguration, revision.logging),
        tracing_configuration=load(TracingConfiguration, revision.tracing),
        encryption_configuration=load(EncryptionConfiguration, revision.encryption),
        revision_id=revision.revision_id,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribeStateMachineForExecutionInput:
    """See the service model."""

    execution_arn: str
    included_data: str = "ALL_DATA"


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribeStateMachineForExecutionOutput:
    """See the service model."""

    state_machine_arn: str
    name: str
    definition: JsonText
    role_arn: str
    update_date: datetime
    logging_configuration: LoggingConfiguration
    tracing_configuration: TracingConfiguration
    encryption_configuration: EncryptionConfiguration
    map_run_arn: str | None = None
    label: str | None = None
    revision_id: str | None = None


@operation("DescribeStateMachineForExecution")
async def describe_state_machine_for_execution(
    call: Call, request: DescribeStateMachineForExecutionInput
) -> DescribeStateMachineForExecutionOutput:
    """Show the state machine as an execution runs it, whatever became of it since.

    Raises: InvalidArn, also for Express executions; ExecutionDoesNotExist.
    Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachineForExecution.html
    """
    arn = request.execution_arn
    name, _, label = arns.read_execution(arn).partition("/")
    execution = await call.store.execution(arn)
    if execution is None:
        raise ExecutionDoesNotExist(arn)
    revision = await call.store.revision(execution.revision)
    if revision is None:
        raise ExecutionDoesNotExist(arn)
    return DescribeStateMachineForExecutionOutput(
        state_machine_arn=execution.machine_arn,
        name=name,
        definition=shown_definition(revision, request.included_data),
        role_arn=revision.role_arn,
        update_date=revision.created_at,
        logging_configuration=load(LoggingConfiguration, revision.logging),
        tracing_configuration=load(TracingConfiguration, revision.tracing),
        encryption_configuration=load(EncryptionConfiguration, revision.encryption),
        map_run_arn=execution.map_run_arn,
        label=label or None,
        revision_id=revision.revision_id,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ListStateMachinesInput:
    """See the service model."""

    max_results: int | None = None
    next_token: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StateMachineListItem:
    """See the service model."""

    state_machine_arn: str
    name: str
    type: str
    creation_date: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ListStateMachinesOutput:
    """See the service model."""

    state_machines: tuple[StateMachineListItem, ...]
    next_token: str | None = None


@operation("ListStateMachines")
async def list_state_machines(
    call: Call, request: ListStateMachinesInput
) -> ListStateMachinesOutput:
    """List the state machines of the account and region, the oldest first.

    Raises: InvalidToken.
    Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListStateMachines.html
    """
    here = arns.prefix(call.caller.region, call.caller.account)
    found, next_token = await paging.listed(
        call.store.machines,
        lambda machine: machine.arn.startswith(f"{here}:"),
        "machines",
        here,
        max_results=request.max_results,
        next_token=request.next_token,
        now=call.now,
    )
    return ListStateMachinesOutput(
        state_machines=tuple(
            StateMachineListItem(
                state_machine_arn=machine.arn,
                name=machine.name,
                type=machine.type,
                creation_date=machine.created_at,
            )
            for machine in found
        ),
        next_token=next_token,
    )


async def current_machine(call: Call, arn: str, *, shown: str | None = None) -> MachineRecord:
    """A state machine by its plain ARN.

    Raises:
        StateMachineDoesNotExist: naming what the caller asked for.
    """
    there = await call.store.machine(arn)
    if there is None:
        raise StateMachineDoesNotExist(shown or arn)
    return there


def shown_definition(revision: Revision, included_data: str) -> JsonText:
    """The definition, or what stands for it where only metadata is asked for."""
    return JsonText("{}" if included_data == "METADATA_ONLY" else revision.definition)
