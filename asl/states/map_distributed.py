"""A Map whose iterations are executions of their own: evaluated here, run by the engine."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from typing import Any, Final

from asl.expr.expression import Expr
from asl.runtime.errors import ITEM_READER_FAILED, RESULT_WRITER_FAILED, RUNTIME, StatesError
from asl.runtime.execution import Item
from asl.runtime.frame import ENTERED, MAP_RUN, Frame
from asl.runtime.map_run import Batching, MapRunCall, Shape
from asl.runtime.values import gathered
from asl.states.item_source import MOST_BYTES, ItemBatcher, ResultWriter
from asl.states.map_items import MapSettings
from asl.syntax.values import Json

# Child executions at once where the state sets no lower limit.
# Source: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
MOST_AT_ONCE: Final = 10_000
_PERCENT: Final = 100


def distributed(settings: MapSettings) -> Callable[[Frame], Awaitable[Json]]:
    """One attempt at the state."""

    async def act(frame: Frame) -> Json:
        given = settings.given(frame)
        if frame.phase != MAP_RUN:
            limit = settings.most(given, frame)
            _refuse_unsupported(frame, settings)
            frame.items = settings.items(given, frame)
            assert frame.items is not None, "items are an array or an object"
            frame.record("MapStateStarted", {"length": len(frame.items)})
        else:
            limit = settings.most(given, frame)
        call = _call(frame, settings, given, limit)
        result = gathered(await frame.host.map_run(frame, call), frame.state)
        frame.items, frame.phase = None, ENTERED
        if frame.observer is not None:
            frame.observer("result", result)
        return result

    return act


def _refuse_unsupported(frame: Frame, settings: MapSettings) -> None:
    if settings.reader is not None:
        raise StatesError(
            ITEM_READER_FAILED,
            frame.blame(
                f"Reading items by {settings.reader.resource} is not supported yet: "
                "hand the items over in the state's input and remove ItemReader."
            ),
            pointer=settings.reader.pointer,
        )
    writer = settings.writer
    if writer is None:
        return
    unsupported = None
    if writer.resource is not None:
        unsupported = f"Writing results by {writer.resource}"
    elif writer.config is not None and writer.config.output_type == "JSONL":
        unsupported = "Results as JSONL without a place to write them to"
    if unsupported is not None:
        raise StatesError(
            RESULT_WRITER_FAILED,
            frame.blame(
                f"{unsupported} is not supported yet: remove it from ResultWriter to get the "
                "results as the state's result."
            ),
            pointer=writer.pointer,
        )


def _shape(writer: ResultWriter | None) -> Shape:
    if writer is None or writer.config is None:
        return "COMPACT"
    return writer.config.transformation or "NONE"


def _call(frame: Frame, settings: MapSettings, given: Json, limit: int) -> MapRunCall:
    count = _tolerated_count(frame, settings.tolerated_count, given)
    percentage = _tolerated_percentage(frame, settings.tolerated_percentage, given)
    items = frame.items or []

    def entries() -> Iterator[Item]:
        if isinstance(items, dict):
            for index, (key, value) in enumerate(items.items()):
                yield Item(index, value, key, "STATE_DATA")
        else:
            for index, value in enumerate(items):
                yield Item(index, value, source="STATE_DATA")

    def select(frame: Frame, item: Item) -> Json:
        return settings.select(given, frame, item)

    return MapRunCall(
        total=len(items),
        scope=settings.scope,
        items=entries(),
        select=select,
        batching=_batching(frame, settings.batcher, given),
        concurrency=min(limit or MOST_AT_ONCE, MOST_AT_ONCE),
        tolerated_count=count,
        tolerated_percentage=percentage,
        label=settings.label,
        express=settings.express,
        shape=_shape(settings.writer),
    )


def _tolerated_count(frame: Frame, given: Expr[Any] | None, root: Json) -> int | None:
    if given is None:
        return None
    count: int = given(root, frame)
    if count < 0:
        cause = frame.blame("ToleratedFailureCount cannot be negative.")
        raise StatesError(RUNTIME, cause, pointer=given.pointer)
    return count


def _tolerated_percentage(frame: Frame, given: Expr[Any] | None, root: Json) -> float | None:
    if given is None:
        return None
    percentage: float = given(root, frame)
    if not 0 <= percentage <= _PERCENT:
        cause = frame.blame("ToleratedFailurePercentage must be between 0 and 100.")
        raise StatesError(RUNTIME, cause, pointer=given.pointer)
    return percentage


def _batching(frame: Frame, batcher: ItemBatcher | None, root: Json) -> Batching | None:
    if batcher is None:
        return None
    most_items = _limit(frame, batcher.max_items, root, "MaxItemsPerBatch")
    most_bytes = _limit(frame, batcher.max_bytes, root, "MaxInputBytesPerBatch") or MOST_BYTES
    shared = None if batcher.batch_input is None else batcher.batch_input(root, frame)
    return Batching(
        most_items=most_items or None, most_bytes=min(most_bytes, MOST_BYTES), shared=shared
    )


def _limit(frame: Frame, given: Expr[Any] | None, root: Json, name: str) -> int | None:
    if given is None:
        return None
    limit: int = given(root, frame)
    if limit < 0:
        raise StatesError(
            RUNTIME, frame.blame(f"{name} cannot be negative."), pointer=given.pointer
        )
    return limit
