"""The operation on histories."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from asl.runtime.events import Event
from asl_server.operations.call import Call, operation
from asl_server.wire import arns, paging
from asl_server.wire.errors import ExecutionDoesNotExist, InvalidToken

# Far more than a history may have, and still an integer of every database.
_EVENT_ID: Final = re.compile("[0-9]{1,9}")
# Characters of details after which a page ends: a thousand events may have half a megabyte each,
# and while they are written nobody else gets an answer.
PAGE_SIZE: Final = 4 * 1024 * 1024
# What of an event is execution data.
_DATA: Final = frozenset({"input", "output", "parameters", "assignedVariables"})


@dataclass(frozen=True, slots=True, kw_only=True)
class GetExecutionHistoryInput:
    """See the service model."""

    execution_arn: str
    max_results: int | None = None
    reverse_order: bool = False
    next_token: str | None = None
    include_execution_data: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class GetExecutionHistoryOutput:
    """See the service model."""

    events: tuple[Event, ...]
    next_token: str | None = None


@operation("GetExecutionHistory")
async def get_execution_history(
    call: Call, request: GetExecutionHistoryInput
) -> GetExecutionHistoryOutput:
    """List the events of an execution, the first or the last one first.

    A page has fewer than were asked for where they are large, as AWS reserves for itself.

    Raises: InvalidArn, also for Express executions; ExecutionDoesNotExist; InvalidToken.
    Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html
    """
    arn = request.execution_arn
    arns.read_execution(arn)
    question = ("history", arn, str(request.reverse_order), str(request.include_execution_data))
    after = _event_id(paging.take(request.next_token, *question, now=call.now))
    execution = await call.store.execution(arn)
    if execution is None:
        raise ExecutionDoesNotExist(arn)
    shown, more = await call.store.history_page(
        execution.id,
        limit=paging.page_size(request.max_results),
        size=PAGE_SIZE,
        after=after,
        newest_first=request.reverse_order,
    )
    return GetExecutionHistoryOutput(
        events=tuple(shown if request.include_execution_data else map(without_data, shown)),
        next_token=paging.give(shown[-1].id if more else None, *question, now=call.now),
    )


def without_data(event: Event) -> Event:
    """An event without what its execution worked on."""
    details = {name: value for name, value in event.details.items() if name not in _DATA}
    return Event(event.id, event.previous, event.type, event.at, details)


def _event_id(after: str | None) -> int | None:
    if after is None:
        return None
    if _EVENT_ID.fullmatch(after) is None:
        raise InvalidToken
    return int(after)
