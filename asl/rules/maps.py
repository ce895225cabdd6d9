"""Rules about Map states."""

from __future__ import annotations

from collections.abc import Iterator

from asl.diagnostics.finding import Finding
from asl.model.state import StateMachine
from asl.rules.scopes import states
from asl.states import Map


def selectors_stand_once(machine: StateMachine) -> Iterator[Finding]:
    """ItemSelector and its former spelling Parameters exclude each other.

    Source: https://states-language.net/spec.html#map-state
    """
    for state in states(machine):
        if isinstance(state, Map) and state.item_selector and state.parameters:
            yield Finding(
                code="exclusive-fields",
                pointer=f"{state.pointer}/Parameters",
                message='"ItemSelector" and "Parameters" say the same thing and cannot both stand',
                hint='keep "ItemSelector"',
                at_key=True,
            )


def labels_are_unique(machine: StateMachine) -> Iterator[Finding]:
    """A label stands once in the whole machine: ARNs are made from it.

    Source: https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
    """
    seen: set[str] = set()
    for state in states(machine):
        if not isinstance(state, Map) or not state.label:
            continue
        if state.label in seen:
            yield Finding(
                code="duplicate-label",
                pointer=f"{state.pointer}/Label",
                message=f'another Map has the label "{state.label}" already',
            )
        seen.add(state.label)


def inline_maps_have_no_sources(machine: StateMachine) -> Iterator[Finding]:
    """What reads, batches or writes items belongs to a Distributed Map: inline it has no effect.

    Source: https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html
    """
    for state in states(machine):
        if not isinstance(state, Map) or state.processor.config.mode == "DISTRIBUTED":
            continue
        for member, given in (
            ("ItemReader", state.item_reader),
            ("ItemBatcher", state.item_batcher),
            ("ResultWriter", state.result_writer),
        ):
            if given is not None:
                yield Finding(
                    code="distributed-only",
                    pointer=f"{state.pointer}/{member}",
                    message=f'"{member}" has no effect in an inline Map',
                    hint='add "ProcessorConfig": {"Mode": "DISTRIBUTED", '
                    '"ExecutionType": "STANDARD"} to its ItemProcessor',
                    at_key=True,
                )
        yield from _without_effect(state)


def _without_effect(state: Map) -> Iterator[Finding]:
    given = {
        expression.pointer
        for expression in (state.tolerated_count, state.tolerated_percentage)
        if expression is not None
    }
    if state.label:
        given.add(f"{state.pointer}/Label")
    for pointer in sorted(given):
        yield Finding(
            code="no-effect",
            pointer=pointer,
            message=f'"{pointer.rsplit("/", 1)[-1]}" has no effect in an inline Map',
            hint="remove it, or make the Map a distributed one",
            at_key=True,
        )
