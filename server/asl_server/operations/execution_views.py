"""Operations that show executions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, cast, get_args

from asl.stores.records import ExecutionRecord, ExecutionStatus
from asl_server.operations.call import Call, operation
from asl_server.operations.executions import DataDetails
from asl_server.operations.machine_views import current_machine
from asl_server.wire import arns, paging
from asl_server.wire.errors import (
    ExecutionDoesNotExist,
    ResourceNotFound,
    StateMachineDoesNotExist,
    StateMachineTypeNotSupported,
    UnsupportedOperationException,
    ValidationException,
)
from asl_server.wire.members import JsonText

_REDRIVABLE_FOR: Final = timedelta(days=14)
_PENDING_REDRIVE: Final = "PENDING_REDRIVE"


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribeExecutionInput:
    """See the service model."""

    execution_arn: str
    included_data: str = "ALL_DATA"


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribeExecutionOutput:
    """See the service model."""

    execution_arn: str
    state_machine_arn: str
    name: str
    status: ExecutionStatus
    start_date: datetime
    stop_date: datetime | None
    input: JsonText | None
    input_details: DataDetails
    output: JsonText | None
    output_details: DataDetails | None
    trace_header: str | None
    map_run_arn: str | None
    error: str | None
    cause: str | None
    state_machine_version_arn: str | None
    state_machine_alias_arn: str | None
    redrive_count: int
    redrive_date: datetime | None
    redrive_status: str
    redrive_status_reason: str | None


@operation("DescribeExecution")
async def describe_execution(
    call: Call, request: DescribeExecutionInput
) -> DescribeExecutionOutput:
    """Show an execution, also an Express one that is a child of a Map Run.

    Raises: InvalidArn, also for other Express executions; ExecutionDoesNotExist.
    Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html
    """
    arn = request.execution_arn
    arns.read_described(arn)
    there = await call.store.execution(arn)
    if there is None:
        raise ExecutionDoesNotExist(arn)
    shown = request.included_data != "METADATA_ONLY"
    redrive_status, reason = redrivable(there, call.now)
    return DescribeExecutionOutput(
        execution_arn=there.arn,
        state_machine_arn=there.machine_arn,
        name=there.name,
        status=there.status,
        start_date=there.started_at,
        stop_date=there.stopped_at,
        input=JsonText(there.input) if shown else None,
        input_details=DataDetails(included=shown),
        output=JsonText(there.output) if shown and there.output is not None else None,
        output_details=None if there.output is None else DataDetails(included=shown),
        trace_header=there.trace_header,
        map_run_arn=there.map_run_arn,
        error=there.error,
        cause=there.cause,
        state_machine_version_arn=there.version_arn,
        state_machine_alias_arn=there.alias_arn,
        redrive_count=there.redrive_count,
        redrive_date=there.redriven_at,
        redrive_status=redrive_status,
        redrive_status_reason=reason,
    )


def redrivable(execution: ExecutionRecord, now: datetime) -> tuple[str, str | None]:
    """Whether an execution may be redriven, and why not.

    Source: https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
    """
    if execution.status in ("RUNNING", "SUCCEEDED"):
        reason = f"Execution is {execution.status} and cannot be redriven"
        return "NOT_REDRIVABLE", reason
    if execution.map_run_arn is not None:
        return "REDRIVABLE_BY_MAP_RUN", None
    if execution.stopped_at is not None and now - execution.stopped_at > _REDRIVABLE_FOR:
        return "NOT_REDRIVABLE", "Execution redrivable period exceeded"
    return "REDRIVABLE", None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListExecutionsInput:
    """See the service model."""

    state_machine_arn: str | None = None
    status_filter: str | None = None
    max_results: int | None = None
    next_token: str | None = None
    map_run_arn: str | None = None
    redrive_filter: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionListItem:
    """See the service model."""

    execution_arn: str
    state_machine_arn: str
    name: str
    status: ExecutionStatus
    start_date: datetime
    stop_date: datetime | None
    map_run_arn: str | None
    item_count: int | None
    state_machine_version_arn: str | None
    state_machine_alias_arn: str | None
    redrive_count: int
    redrive_date: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListExecutionsOutput:
    """See the service model."""

    executions: tuple[ExecutionListItem, ...]
    next_token: str | None = None


@operation("ListExecutions")
async def list_executions(call: Call, request: ListExecutionsInput) -> ListExecutionsOutput:
    """List the executions of a state machine or of a Map Run, the newest first.

    Raises: InvalidArn; InvalidToken; StateMachineDoesNotExist; StateMachineTypeNotSupported for
    Express machines; ValidationException where not exactly one of the two ARNs is given, or a
    filter that only Map Runs have is given with a machine; ResourceNotFound for a Map Run of which
    there is no execution, unless it is under way.
    Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html
    """
    await _check_listing(call, request)
    question = (
        "executions",
        request.state_machine_arn,
        request.map_run_arn,
        request.status_filter,
        request.redrive_filter,
    )
    after = paging.take(request.next_token, *question, now=call.now)
    found: list[ExecutionRecord] = []
    if request.status_filter == _PENDING_REDRIVE:
        after = None
    else:
        status = _status(request.status_filter)
        found, after = await paging.gather(
            lambda limit, after: call.store.executions(
                machine_arn=request.state_machine_arn,
                map_run_arn=request.map_run_arn,
                status=status,
                limit=limit,
                after=after,
            ),
            lambda execution: _kept(execution, request.redrive_filter),
            limit=paging.page_size(request.max_results),
            after=after,
        )
    if not found and request.map_run_arn is not None:
        await _check_map_run(call, request.map_run_arn)
    return ListExecutionsOutput(
        executions=tuple(_item(execution) for execution in found),
        next_token=paging.give(after, *question, now=call.now),
    )


async def _check_listing(call: Call, request: ListExecutionsInput) -> None:
    if (request.state_machine_arn is None) == (request.map_run_arn is None):
        raise ValidationException("Must specify exactly one of stateMachineArn or mapRunArn")
    if request.map_run_arn is not None:
        arns.read_map_run(request.map_run_arn)
        return
    if request.redrive_filter is not None:
        raise ValidationException("redriveFilter can only be used with mapRunArn")
    if request.status_filter == _PENDING_REDRIVE:
        raise ValidationException("PENDING_REDRIVE can only be used with mapRunArn")
    assert request.state_machine_arn is not None, "one of the two is given"
    machine = arns.read_machine(request.state_machine_arn)
    if machine.label is not None:
        raise UnsupportedOperationException("Listing executions by a Distributed Map's label")
    if machine.qualifier is not None:
        raise StateMachineDoesNotExist(request.state_machine_arn)
    there = await current_machine(call, machine.plain)
    if there.type == "EXPRESS":
        raise StateMachineTypeNotSupported


async def _check_map_run(call: Call, arn: str) -> None:
    """Refuse a Map Run that nothing is known of: it is known by its children, or while it runs."""
    if call.engine.runs_map(arn):
        return
    children = await call.store.executions(
        machine_arn=None, map_run_arn=arn, status=None, limit=1, after=None
    )
    if not children.items:
        raise ResourceNotFound(arn, resourceName=arn)


def _status(name: str | None) -> ExecutionStatus | None:
    for status in get_args(ExecutionStatus):
        if status == name:
            return cast(ExecutionStatus, status)
    return None


def _kept(execution: ExecutionRecord, redrive_filter: str | None) -> bool:
    return redrive_filter is None or (execution.redrive_count > 0) == (redrive_filter == "REDRIVEN")


def _item(execution: ExecutionRecord) -> ExecutionListItem:
    return ExecutionListItem(
        execution_arn=execution.arn,
        state_machine_arn=execution.machine_arn,
        name=execution.name,
        status=execution.status,
        start_date=execution.started_at,
        stop_date=execution.stopped_at,
        map_run_arn=execution.map_run_arn,
        item_count=execution.item_count,
        state_machine_version_arn=execution.version_arn,
        state_machine_alias_arn=execution.alias_arn,
        redrive_count=execution.redrive_count,
        redrive_date=execution.redriven_at,
    )
