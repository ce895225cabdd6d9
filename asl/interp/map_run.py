"""The pure part of a Distributed Map, the same for every engine: batches, tolerance, records.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from asl.interp.run import failure
from asl.runtime.errors import EXCEED_TOLERATED_FAILURE_THRESHOLD, StatesError
from asl.runtime.evaluation import place_in_history
from asl.runtime.execution import Execution, utc_text
from asl.runtime.frame import Frame
from asl.runtime.map_run import Batching, MapRunCall, Shape
from asl.runtime.values import compact, text_of
from asl.syntax.values import Json

_PERCENT = 100
_THRESHOLD = "The specified tolerated failure threshold was exceeded"


@dataclass(frozen=True, slots=True)
class ChildInput:
    """The input of one child execution and how many items are in it."""

    value: Json
    items: int


def child_inputs(frame: Frame, call: MapRunCall) -> Iterator[ChildInput]:
    """The inputs in order of the items, each made when it is asked for.

    Args:
        frame: stands in the Map state; the selector is evaluated in it.
        call: the Map Run.
    """
    selected = (call.select(frame, item) for item in call.items)
    if call.batching is None:
        for value in selected:
            yield ChildInput(value, 1)
    else:
        yield from _batches(selected, call.batching)


def _batches(values: Iterator[Json], batching: Batching) -> Iterator[ChildInput]:
    """As many items as both limits allow; one item at least, were it too large alone."""
    envelope: dict[str, Json] = {}
    if batching.shared is not None:
        envelope["BatchInput"] = batching.shared
    room = batching.most_bytes - len(compact({**envelope, "Items": []}))
    batch: list[Json] = []
    used = 0
    for value in values:
        size = len(compact(value)) + 1
        full = batching.most_items is not None and len(batch) >= batching.most_items
        if batch and (full or used + size > room + 1):
            yield ChildInput({**envelope, "Items": batch}, len(batch))
            batch, used = [], 0
        batch.append(value)
        used += size
    if batch:
        yield ChildInput({**envelope, "Items": batch}, len(batch))


@dataclass(slots=True)
class Tally:
    """Counts the items that failed, and says when they are too many.

    `tolerated_count` and `tolerated_percentage` are strict: as many as given are still fine. With
    both, breaking either is too much; with neither, one failure is.
    """

    total: int
    tolerated_count: int | None
    tolerated_percentage: float | None
    failed: int = 0

    def fail(self, items: int) -> StatesError | None:
        """Count failed items; the error of the run where they are too many."""
        self.failed += items
        count, percentage = self.tolerated_count, self.tolerated_percentage
        if count is None and percentage is None:
            count = 0
        over = (count is not None and self.failed > count) or (
            percentage is not None and self.failed * _PERCENT > percentage * max(self.total, 1)
        )
        return StatesError(EXCEED_TOLERATED_FAILURE_THRESHOLD, _THRESHOLD) if over else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildRun:
    """What has become of a child execution."""

    execution: Execution
    status: str
    output: Json
    error: str | None
    cause: str | None
    stopped_at: datetime


def shape_results(shape: Shape, children: list[ChildRun]) -> list[Json]:
    """The result of the Map state, in order of the items.

    A child that failed always stands there as its record.

    Source: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
    """
    results: list[Json] = []
    for child in children:
        if shape == "NONE" or child.status != "SUCCEEDED":
            results.append(_record(child))
        elif shape == "FLATTEN" and isinstance(child.output, list):
            results.extend(child.output)
        else:
            results.append(child.output)
    return results


def _record(child: ChildRun) -> dict[str, Json]:
    """A child as DescribeExecution shows it to a state machine: members in order of their names.

    Source: recorded results of startExecution.sync; the redrive of children is a Map Run's.
    """
    execution, succeeded = child.execution, child.status == "SUCCEEDED"
    record: dict[str, Json] = {}
    if child.cause is not None:
        record["Cause"] = child.cause
    if child.error is not None:
        record["Error"] = child.error
    record["ExecutionArn"] = execution.arn
    record["Input"] = text_of(execution.input)
    record["InputDetails"] = {"Included": True}
    record["Name"] = execution.name
    if succeeded:
        record["Output"] = text_of(child.output)
    record["OutputDetails"] = {"Included": True}
    record["RedriveCount"] = execution.redrive_count or 0
    record["RedriveStatus"] = "NOT_REDRIVABLE" if succeeded else "REDRIVABLE_BY_MAP_RUN"
    if succeeded:
        record["RedriveStatusReason"] = "Execution is SUCCEEDED and cannot be redriven"
    record["StartDate"] = utc_text(execution.started_at)
    record["StateMachineArn"] = execution.machine_arn
    record["Status"] = child.status
    record["StopDate"] = utc_text(child.stopped_at)
    return record


def record_failure(frame: Frame, error: StatesError) -> None:
    """Record that the run has failed.

    Args:
        frame: stands in the Map state.
        error: too many failed items, or the failed selection of one, which is recorded first.
    """
    place_in_history(frame, error)
    error.event = frame.record("MapRunFailed", failure(error))
