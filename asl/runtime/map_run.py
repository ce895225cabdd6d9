"""A Distributed Map as it is handed to the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from asl.runtime.execution import Item
from asl.runtime.frame import Frame
from asl.runtime.step import Scope
from asl.syntax.values import Json

# NONE gives a record of each child, COMPACT their outputs, FLATTEN the elements of their outputs.
Shape: TypeAlias = Literal["NONE", "COMPACT", "FLATTEN"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batching:
    """ItemBatcher, evaluated.

    Attributes:
        most_items: items in a batch at most; None for no limit.
        most_bytes: bytes of JSON text in a child's input at most.
        shared: BatchInput; None where there is none.
    """

    most_items: int | None
    most_bytes: int
    shared: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class MapRunCall:
    """All that a Map Run needs.

    Attributes:
        scope: what each child execution runs.
        total: how many items there are.
        items: what there is to process, in order; only open ones are held by the engine.
        select: the input of an item's child, by ItemSelector.
        batching: how items are put together; None for a child each.
        concurrency: children open at once at most.
        tolerated_count: failed items that are still fine; None where not given.
        tolerated_percentage: the same as 0 to 100 of all items; None where not given.
        label: the label in the ARNs; empty for one that the engine makes.
        express: whether the children are Express executions.
        shape: how the results become the state's result.
    """

    scope: Scope
    total: int
    items: Iterable[Item]
    select: Callable[[Frame, Item], Json]
    batching: Batching | None
    concurrency: int
    tolerated_count: int | None
    tolerated_percentage: float | None
    label: str
    express: bool
    shape: Shape
