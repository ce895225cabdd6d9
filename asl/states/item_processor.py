"""ItemProcessor (formerly Iterator): the block that a Map runs for each item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from asl.model import kinds
from asl.model.member import Member, read_record
from asl.model.place import Place
from asl.model.state import Block, States, read_states


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessorConfig:
    """Where the iterations run: inside the execution, or as executions of their own."""

    CALLED: ClassVar[str] = "ProcessorConfig"

    pointer: str = ""
    mode: Annotated[
        Literal["INLINE", "DISTRIBUTED"], Member("Mode", kinds.one_of("INLINE", "DISTRIBUTED"))
    ] = "INLINE"
    execution_type: Annotated[
        Literal["STANDARD", "EXPRESS"] | None,
        Member("ExecutionType", kinds.one_of("STANDARD", "EXPRESS")),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemProcessor:
    """The members of an item processor."""

    CALLED: ClassVar[str] = "ItemProcessor"
    HOLDS_STATES: ClassVar[bool] = True

    pointer: str
    start_at: Annotated[str, Member("StartAt", kinds.text)]
    states: Annotated[States, Member("States", read_states)]
    config: Annotated[ProcessorConfig, Member("ProcessorConfig", kinds.record(ProcessorConfig))] = (
        ProcessorConfig()
    )
    comment: Annotated[str, Member("Comment", kinds.text)] = ""

    @property
    def block(self) -> Block:
        """Its states."""
        return Block.of(self.pointer, self.start_at, self.states)


def item_processor(place: Place) -> ItemProcessor | None:
    """An item processor; a distributed one names the type of its executions."""
    found = read_record(ItemProcessor, place, pointer=place.pointer)
    if found is None:
        return None
    if found.config.mode == "DISTRIBUTED" and found.config.execution_type is None:
        place.member("ProcessorConfig").report(
            "missing-field",
            "The field 'ExecutionType' is required but was missing",
            hint='add "ExecutionType": "STANDARD" or "EXPRESS"',
        )
    return found
