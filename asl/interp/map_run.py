"""The pure part of a Distributed Map, the same for every engine: batches, tolerance, records.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from asl.runtime.errors import EXCEED_TOLERATED_FAILURE_THRESHOLD, StatesError
from asl.runtime.frame import Frame
from asl.runtime.map_run import Batching, MapRunCall
from asl.runtime.values import compact
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
    results: dict[int, Json] = field(default_factory=dict)

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
