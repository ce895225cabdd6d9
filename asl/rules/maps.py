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
    for state in _maps(machine):
        if state.item_selector and state.parameters:
            yield Finding(
                code="exclusive-fields",
                pointer=f"{state.pointer}/Parameters",
                message='"ItemSelector" and "Parameters" say the same thing and cannot both stand',
                hint='keep "ItemSelector"',
                at_key=True,
            )


def members_have_their_newer_names(machine: StateMachine) -> Iterator[Finding]:
    """Iterator became ItemProcessor, and Parameters of a Map ItemSelector.

    Source: https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html
    """
    for state in _maps(machine):
        former = []
        if state.processor.pointer.endswith("/Iterator"):
            former.append(("Iterator", "ItemProcessor"))
        if state.parameters is not None and state.item_selector is None:
            former.append(("Parameters", "ItemSelector"))
        for member, name in former:
            yield Finding(
                code="deprecated-field",
                pointer=f"{state.pointer}/{member}",
                message=f'"{member}" is called "{name}" now',
                hint=f'call it "{name}"; it means the same',
                at_key=True,
                rename=name,
            )


def labels_are_unique(machine: StateMachine) -> Iterator[Finding]:
    """A label stands once in the whole machine: ARNs are made from it.

    Source: https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
    """
    seen: set[str] = set()
    for state in _maps(machine):
        if not state.label:
            continue
        if state.label in seen:
            yield Finding(
                code="duplicate-label",
                pointer=f"{state.pointer}/Label",
                message=f'another Map has the label "{state.label}" already',
                hint="give each Map a label of its own",
            )
        seen.add(state.label)


def inline_maps_have_no_sources(machine: StateMachine) -> Iterator[Finding]:
    """What reads, batches or writes items belongs to a Distributed Map: inline it has no effect.

    Source: https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html
    """
    for state in _maps(machine):
        if state.is_distributed:
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


def inline_maps_have_no_settings_of_distributed_ones(machine: StateMachine) -> Iterator[Finding]:
    """What AWS takes in an inline Map and makes nothing of.

    Source: https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html
    """
    for state in _maps(machine):
        if state.is_distributed:
            continue
        given = {
            expression.pointer
            for expression in (state.tolerated_count, state.tolerated_percentage)
            if expression is not None
        }
        if state.label:
            given.add(f"{state.pointer}/Label")
        if state.processor.config.execution_type is not None:
            given.add(f"{state.processor.config.pointer}/ExecutionType")
        for pointer in sorted(given):
            yield Finding(
                code="no-effect",
                pointer=pointer,
                message=f'"{pointer.rsplit("/", 1)[-1]}" has no effect in an inline Map',
                hint="remove it, or make the Map a distributed one",
                at_key=True,
            )


def batches_have_a_limit(machine: StateMachine) -> Iterator[Finding]:
    """A limit of 0 is none, where the guide asks for a positive number.

    Source: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html
    """
    for state in _maps(machine):
        batcher = state.item_batcher
        if batcher is None:
            continue
        for limit in (batcher.max_items, batcher.max_bytes):
            if limit is not None and limit.constant and limit.value == 0:
                yield Finding(
                    code="no-effect",
                    pointer=limit.pointer,
                    message="0 limits nothing: batches grow up to the size of an input",
                    hint="give a positive number, or remove it",
                )


def _maps(machine: StateMachine) -> Iterator[Map]:
    return (state for state in states(machine) if isinstance(state, Map))
