"""Rules about what may become too large."""

from __future__ import annotations

from collections.abc import Iterator

from asl.diagnostics.finding import Finding
from asl.model.place import JSONATA
from asl.model.state import StateMachine
from asl.rules.scopes import states
from asl.states import Map


def results_of_many_items_are_written(machine: StateMachine) -> Iterator[Finding]:
    """A Distributed Map that reads its items from a store writes its results to one.

    Otherwise they are collected into the state's output, which holds 256 KiB; past that the state
    fails with States.DataLimitExceeded when all the work has been done.

    Source: https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html
    """
    for state in states(machine):
        if not isinstance(state, Map) or not state.is_distributed:
            continue
        if state.item_reader is None or state.result_writer is not None or _is_let_go(state):
            continue
        yield Finding(
            code="map-result-unbounded",
            pointer=f"{state.pointer}/ItemReader",
            message=f'the results of all the items of "{state.name}" must fit into 256 KiB',
            hint='add a "ResultWriter"'
            + (', or an "Output"' if state.language == JSONATA else ', or "ResultPath": null'),
            at_key=True,
        )


def _is_let_go(state: Map) -> bool:
    """Whether the results go no further than the state, or only a part of them does."""
    if state.language == JSONATA:
        return state.output is not None
    return state.result_path is None or state.result_selector is not None
