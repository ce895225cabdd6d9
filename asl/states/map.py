"""The Map state: inline in this file; what is distributed goes to the engine as a Map Run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from asl.expr.expression import Expr
from asl.model import kinds
from asl.model.member import Member
from asl.model.place import JSONATA, JSONPATH, Place
from asl.model.state import Block, Build, Link, State
from asl.runtime.step import Acting
from asl.states import data_flow, fields
from asl.states.item_processor import ItemProcessor, item_processor
from asl.states.item_source import (
    ItemBatcher,
    ItemReader,
    ResultWriter,
    item_batcher,
    result_writer,
)
from asl.states.map_distributed import distributed
from asl.states.map_inline import inline
from asl.states.map_items import MapSettings, items_jsonata, items_jsonpath
from asl.states.transition import catch_links, next_link
from asl.syntax.values import Json


def _items(place: Place) -> Expr[Json]:
    """Items: a query, or an array written out."""
    if not isinstance(place.value, (list, dict)):
        read = kinds.dynamic(kinds.list_of(kinds.anything), "array", lambda _value: True)
        return read(place)  # type: ignore[return-value]  # `dynamic` gives an Expr
    return kinds.values()(place)  # type: ignore[return-value]  # `values` gives an Expr


def _is_percentage(value: Json) -> bool:
    return kinds.is_number(value) and 0 <= value <= _PERCENT


def _label(place: Place) -> str | None:
    given = kinds.text(place)
    if given is None:
        return None
    if not 1 <= len(given) <= _LONGEST_LABEL:
        place.report("too-long", f"A label has 1 to {_LONGEST_LABEL} characters")
    elif _NO_LABEL.search(given):
        place.report(
            "label-name",
            f'"{given}" has a character that no label may have',
            hint="letters, digits, - and _ are always fine",
        )
    return given


_LONGEST_LABEL = 40
_PERCENT = 100
# Source: https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
_NO_LABEL = re.compile(r'[\s?*<>{}\[\]:;,\\|^~$#%&`"\x00-\x1f\x7f-\x9f]')


@dataclass(frozen=True, slots=True, kw_only=True)
class Map(State):
    """Run a block for each item of an array; the result is the array of the outputs.

    Source: https://states-language.net/spec.html#map-state;
    https://docs.aws.amazon.com/step-functions/latest/dg/state-map.html
    """

    TYPE: ClassVar[str] = "Map"
    CALLED: ClassVar[str] = "Map state"
    RETRYABLE: ClassVar[bool] = True

    processor: Annotated[ItemProcessor, Member("ItemProcessor", item_processor, former="Iterator")]
    next: fields.Next = None
    end: fields.End = False
    input_path: fields.InputPath = None
    items_path: Annotated[
        Expr[Json] | None, Member("ItemsPath", kinds.one_place, only=JSONPATH)
    ] = None
    items: Annotated[Expr[Json] | None, Member("Items", _items, only=JSONATA)] = None
    item_selector: Annotated[Expr[Json] | None, Member("ItemSelector", kinds.values())] = None
    # The spelling of ItemSelector before there was one.
    parameters: fields.Parameters = None
    item_reader: Annotated[ItemReader | None, Member("ItemReader", kinds.record(ItemReader))] = None
    item_batcher: Annotated[ItemBatcher | None, Member("ItemBatcher", item_batcher)] = None
    result_writer: Annotated[ResultWriter | None, Member("ResultWriter", result_writer)] = None
    max_concurrency: Annotated[Expr[Any] | None, fields.count("MaxConcurrency")] = None
    tolerated_count: Annotated[Expr[Any] | None, fields.count("ToleratedFailureCount")] = None
    tolerated_percentage: Annotated[
        Expr[Any] | None,
        Member(
            "ToleratedFailurePercentage",
            kinds.dynamic(
                kinds.number(0, _PERCENT),
                "number",
                _is_percentage,
            ),
            path="ToleratedFailurePercentagePath",
            read_path=kinds.input_number_path("ToleratedFailurePercentagePath"),
        ),
    ] = None
    label: Annotated[str, Member("Label", _label)] = ""
    result_selector: fields.ResultSelector = None
    result_path: fields.ResultPath = kinds.WHOLE
    output_path: fields.OutputPath = None
    output: fields.ResultOutput = None
    assign: fields.ResultAssign = None
    retry: fields.Retriers = ()
    catch: fields.Catchers = ()

    def links(self) -> Iterator[Link]:
        """Next, then Next of each Catcher."""
        yield from next_link(self)
        yield from catch_links(self.catch)

    def blocks(self) -> Iterator[Block]:
        """The item processor's."""
        yield self.processor.block

    @property
    def is_distributed(self) -> bool:
        """Whether its iterations are executions of their own."""
        return self.processor.config.mode == "DISTRIBUTED"

    def compile(self, build: Build) -> Acting:
        """The state as one attempt and what follows it."""
        settings = self._settings(build)
        make = distributed if self.is_distributed else inline
        return Acting(
            act=make(settings),
            prepare=settings.prepare,
            conclude=data_flow.conclude(self),
            next=None if self.end else self.next,
            failed="MapStateFailed",
            retriers=data_flow.retries(self.retry),
            catchers=data_flow.recoveries(self.catch, self.language),
        )

    def _settings(self, build: Build) -> MapSettings:
        return MapSettings(
            pointer=self.pointer,
            scope=build.block(self.processor.block),
            walk=build.walk,
            given=self._given(),
            items=self._items(),
            selector=self.item_selector or self.parameters,
            concurrency=self.max_concurrency,
            tolerated_count=self.tolerated_count,
            tolerated_percentage=self.tolerated_percentage,
            batcher=self.item_batcher,
            reader=self.item_reader,
            writer=self.result_writer,
            label=self.label,
            express=self.processor.config.execution_type == "EXPRESS",
        )

    def _given(self) -> Callable[..., Json]:
        if self.language == JSONATA:
            return lambda frame: frame.input
        return data_flow.selected_input(self.input_path)

    def _items(self) -> Callable[..., Json]:
        if self.language == JSONATA:
            return items_jsonata(self.items, objects=self.is_distributed)
        return items_jsonpath(self.items_path, self.pointer)
