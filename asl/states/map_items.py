"""The items of a Map: where they come from, what each iteration gets, how many run at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from asl.expr.expression import Expr
from asl.expr.jsonata import type_name
from asl.runtime.errors import RUNTIME, EvaluationError, StatesError
from asl.runtime.execution import Item
from asl.runtime.frame import Frame
from asl.runtime.step import Scope, Walk
from asl.runtime.values import text_of
from asl.states.item_source import ItemBatcher, ItemReader, ResultWriter
from asl.syntax.values import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class MapSettings:
    """A Map state as its two ways of running need it.

    Attributes:
        given: the effective input of the state.
        items: the items, from the effective input: a list, or for a Distributed Map an object.
        selector: ItemSelector; None hands the item itself on.
    """

    pointer: str
    scope: Scope
    walk: Walk
    given: Callable[[Frame], Json]
    items: Callable[[Json, Frame], Json]
    selector: Expr[Json] | None
    concurrency: Expr[Any] | None
    tolerated_count: Expr[Any] | None
    tolerated_percentage: Expr[Any] | None
    batcher: ItemBatcher | None
    reader: ItemReader | None
    writer: ResultWriter | None
    label: str
    express: bool

    def prepare(self, frame: Frame) -> None:
        """Evaluate the items and what each of them is given, and start nothing."""
        given = self.given(frame)
        self.most(given, frame)
        if self.reader is not None:
            return
        items = self.items(given, frame)
        if frame.observer is not None:
            frame.observer("afterItemsPath", items)
        if isinstance(items, list) and items and self.selector is not None:
            selected = [
                self.select(given, frame, Item(index, value)) for index, value in enumerate(items)
            ]
            if frame.observer is not None:
                frame.observer("afterItemSelector", selected)

    def most(self, given: Json, frame: Frame) -> int:
        """MaxConcurrency; 0 where there is no limit of the state's own."""
        if self.concurrency is None:
            return 0
        limit: int = self.concurrency(given, frame)
        if limit < 0:
            cause = frame.blame("MaxConcurrency cannot be negative.")
            raise StatesError(RUNTIME, cause, pointer=self.concurrency.pointer)
        return limit

    def select(self, given: Json, frame: Frame, item: Item) -> Json:
        """The input of an item's iteration."""
        if self.selector is None:
            return item.value
        frame.selecting = item
        try:
            value = self.selector.evaluate(given, frame)
        finally:
            frame.selecting = None
        return value


def items_jsonpath(path: Expr[Json] | None, pointer: str) -> Callable[[Json, Frame], Json]:
    """ItemsPath, `$` by default; anything but an array is refused (recorded)."""
    text = "$" if path is None else path.text

    def items(given: Json, frame: Frame) -> Json:
        value = given if path is None else path.evaluate(given, frame)
        if isinstance(value, list):
            return value
        raise StatesError(
            RUNTIME,
            f'Reference path "{text}" must point to array.',
            pointer=pointer if path is None else path.pointer,
        )

    return items


def items_jsonata(query: Expr[Json] | None, *, objects: bool) -> Callable[[Json, Frame], Json]:
    """Items, or the state's input; `objects` takes an object's members too."""
    kinds = (list, dict) if objects else (list,)

    def items(given: Json, frame: Frame) -> Json:
        value = given if query is None else query.evaluate(None, frame)
        if isinstance(value, kinds):
            return value
        if query is None:
            cause = frame.blame(f"Map state input must be an array but was: {text_of(value)}")
            raise EvaluationError(cause)
        raise EvaluationError(
            frame.blame(
                f"The JSONata expression '{query.text}' specified for the field 'Items' returned "
                f"an unexpected result type. Expected 'array', but was '{type_name(value)}' for "
                f"value: {text_of(value)}"
            ),
            pointer=query.pointer,
            location="Items",
        )

    return items
