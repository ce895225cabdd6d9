"""Operations that start and stop executions."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from asl.engines.port import UnusableTestCase
from asl.stores.port import RevisionGone
from asl.stores.records import ExecutionRecord, MachineRecord
from asl_server.operations.call import Call, operation
from asl_server.operations.machine_views import current_machine
from asl_server.operations.names import check_name
from asl_server.operations.texts import execution_input
from asl_server.wire import arns
from asl_server.wire.errors import (
    ExecutionAlreadyExists,
    ExecutionDoesNotExist,
    StateMachineDeleting,
    StateMachineDoesNotExist,
    StateMachineTypeNotSupported,
    UnusableTestCaseException,
    ValidationException,
)
from asl_server.wire.members import JsonText, member

# Express executions are billed in steps of 100 ms, and these use one chunk of memory.
_BILLED_STEP: Final = timedelta(milliseconds=100)
_BILLED_MEMORY: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class StartExecutionInput:
    """See the service model."""

    state_machine_arn: str
    name: str | None = None
    input: str | None = None
    trace_header: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StartExecutionOutput:
    """See the service model."""

    execution_arn: str
    start_date: datetime


@operation("StartExecution")
async def start_execution(call: Call, request: StartExecutionInput) -> StartExecutionOutput:
    """Start an execution; asked again for a running name and the same input, answer as before.

    The stored row is the truth and `engine.start` only a nudge: should the process die between
    the two, the engine finds the row when it comes back. Express executions are in no store, and
    their names may be used again at once.

    The ARN may name a test case, as with Step Functions Local: `ARN#TestCase`.

    Raises: InvalidArn; StateMachineDoesNotExist; StateMachineDeleting; InvalidName;
    InvalidExecutionInput; ExecutionAlreadyExists where the name is taken by a closed execution or
    with another input or test case; ValidationException for a label, or a test case that cannot be
    used.
    Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
    """
    machine, test_case = await _asked_for(call, request.state_machine_arn)
    name = check_name(request.name) if request.name else call.desk.new_name()
    text = execution_input(request.input)
    trace_header = call.trace_header or request.trace_header
    if machine.type == "EXPRESS":
        express = await call.engine.start_express(
            machine, name=name, input=text, trace_header=trace_header, test_case=test_case
        )
        return StartExecutionOutput(execution_arn=express.arn, start_date=express.started_at)
    asked = ExecutionRecord(
        arn=arns.execution(machine.arn, name),
        name=name,
        machine_arn=machine.arn,
        revision=machine.revision.id,
        status="RUNNING",
        started_at=call.now,
        input=text,
        trace_header=trace_header,
        test_case=test_case,
    )
    if request.name is None:
        stored = await _start(call, asked, machine)
    else:
        stored = await _start_named(call, asked, machine)
    return StartExecutionOutput(execution_arn=stored.arn, start_date=stored.started_at)


async def _start(call: Call, asked: ExecutionRecord, machine: MachineRecord) -> ExecutionRecord:
    """Store it and run it; the machine may have been updated or deleted since it was read."""
    try:
        stored = await call.store.add_execution(asked)
    except RevisionGone:
        machine = await _startable(call, machine.arn)
        asked = replace(asked, revision=machine.revision.id)
        stored = await call.store.add_execution(asked)
    await call.engine.start(stored, machine)
    return stored


async def _start_named(
    call: Call, asked: ExecutionRecord, machine: MachineRecord
) -> ExecutionRecord:
    """Start it, or give the running one that has the name and the input."""
    async with call.desk.turns.of(asked.arn):
        there = await call.store.execution(asked.arn)
        if there is None:
            there = await _start(call, asked, machine)
        elif there.status != "RUNNING" or _of(there) != _of(asked):
            raise ExecutionAlreadyExists(asked.arn)
        return there


def _of(execution: ExecutionRecord) -> tuple[str, str | None]:
    """What a running execution has to share with one that is asked for, to be the same."""
    return execution.input, execution.test_case


@dataclass(frozen=True, slots=True, kw_only=True)
class StartSyncExecutionInput:
    """See the service model."""

    state_machine_arn: str
    name: str | None = None
    input: str | None = None
    trace_header: str | None = None
    included_data: str = "ALL_DATA"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataDetails:
    """Whether data is in the answer."""

    included: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingDetails:
    """What AWS would bill."""

    billed_memory_used_in_mb: int = member("billedMemoryUsedInMB")
    billed_duration_in_milliseconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StartSyncExecutionOutput:
    """See the service model."""

    execution_arn: str
    state_machine_arn: str
    name: str
    start_date: datetime
    stop_date: datetime
    status: str
    error: str | None
    cause: str | None
    input: JsonText | None
    input_details: DataDetails
    output: JsonText | None
    output_details: DataDetails
    trace_header: str | None
    billing_details: BillingDetails


@operation("StartSyncExecution")
async def start_sync_execution(
    call: Call, request: StartSyncExecutionInput
) -> StartSyncExecutionOutput:
    """Run an Express execution and answer with its end, be it a good or a bad one.

    Raises: InvalidArn; StateMachineDoesNotExist; StateMachineDeleting;
    StateMachineTypeNotSupported for STANDARD; InvalidName; InvalidExecutionInput;
    ValidationException for a label, or a test case that cannot be used.
    Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartSyncExecution.html
    """
    machine, test_case = await _asked_for(call, request.state_machine_arn)
    if machine.type != "EXPRESS":
        raise StateMachineTypeNotSupported
    ended = await call.engine.run_express(
        machine,
        name=check_name(request.name) if request.name else call.desk.new_name(),
        input=execution_input(request.input),
        trace_header=call.trace_header or request.trace_header,
        test_case=test_case,
    )
    assert ended.stopped_at is not None, "run_express comes back when the execution has ended"
    shown = request.included_data == "ALL_DATA"
    return StartSyncExecutionOutput(
        execution_arn=ended.arn,
        state_machine_arn=machine.arn,
        name=ended.name,
        start_date=ended.started_at,
        stop_date=ended.stopped_at,
        status=ended.status,
        error=ended.error,
        cause=ended.cause,
        input=JsonText(ended.input) if shown else None,
        input_details=DataDetails(included=shown),
        output=JsonText(ended.output) if shown and ended.output is not None else None,
        output_details=DataDetails(included=shown),
        trace_header=ended.trace_header,
        billing_details=BillingDetails(
            billed_memory_used_in_mb=_BILLED_MEMORY,
            billed_duration_in_milliseconds=_billed(ended.stopped_at - ended.started_at),
        ),
    )


def _billed(duration: timedelta) -> int:
    """Milliseconds, rounded up to whole steps and never none."""
    steps = max(math.ceil(duration / _BILLED_STEP), 1)
    return steps * (_BILLED_STEP // timedelta(milliseconds=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class StopExecutionInput:
    """See the service model."""

    execution_arn: str
    error: str | None = None
    cause: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StopExecutionOutput:
    """See the service model."""

    stop_date: datetime


@operation("StopExecution")
async def stop_execution(call: Call, request: StopExecutionInput) -> StopExecutionOutput:
    """Abort an execution; one that has ended stays as it ended.

    Raises: InvalidArn, also for Express executions; ExecutionDoesNotExist.
    Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_StopExecution.html
    """
    arns.read_execution(request.execution_arn)
    there = await call.store.execution(request.execution_arn)
    if there is None:
        raise ExecutionDoesNotExist(request.execution_arn)
    if there.stopped_at is not None:
        return StopExecutionOutput(stop_date=there.stopped_at)
    return StopExecutionOutput(
        stop_date=await call.engine.stop(there, request.error, request.cause)
    )


async def _asked_for(call: Call, text: str) -> tuple[MachineRecord, str | None]:
    """What is to be started, and with which test case."""
    arn, test_case = arns.split_test_case(text)
    machine = await _startable(call, arn)
    if test_case is not None:
        try:
            call.engine.examine_test_case(machine, test_case)
        except UnusableTestCase as error:
            raise UnusableTestCaseException(str(error)) from error
    return machine, test_case


async def _startable(call: Call, arn: str) -> MachineRecord:
    machine = arns.read_machine(arn)
    if machine.label is not None:
        raise ValidationException(
            f"The ARN of a Distributed Map cannot be started: '{arn}'",
            reason="API_DOES_NOT_SUPPORT_LABELED_ARNS",
        )
    # There are no versions and no aliases yet, so nothing answers to a qualifier.
    if machine.qualifier is not None:
        raise StateMachineDoesNotExist(arn)
    there = await current_machine(call, machine.plain)
    if there.status == "DELETING":
        raise StateMachineDeleting(arn)
    return there
