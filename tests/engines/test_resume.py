"""Going on from a saved frame tree takes the same course as never having stopped."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from asl.definition import load
from asl.engines.virtual import Run, VirtualEngine
from asl.engines.virtual.engine import Snapshot
from asl.interp import Machine
from tests.engines.machines import INPUT, answers, machines


def _watched(machine: Machine, seed: int) -> tuple[Run, list[Snapshot]]:
    engine = VirtualEngine(machine, partial(answers, seed))
    taken: list[Snapshot] = []

    def take() -> None:
        snapshot = engine.snapshot()
        # The save that closes an execution leaves nothing to go on with.
        if not snapshot.events[-1].type.startswith("Execution") or len(snapshot.events) == 1:
            taken.append(_through_text(snapshot))

    engine.on_save = take
    run = engine.begin(INPUT)
    engine.drive()
    return run, taken


def _through_text(snapshot: Snapshot) -> Snapshot:
    """Frames are plain JSON: what a store writes and reads back is the same."""
    return replace(snapshot, frames=json.loads(json.dumps(snapshot.frames)))


def _shown(run: Run) -> list[Any]:
    return [(e.id, e.previous, e.type, e.at, e.details) for e in run.events]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(definition=machines(), seed=st.integers(0, 1000))
def test_resuming_at_any_save_point_gives_the_same_events(
    definition: dict[str, Any], seed: int
) -> None:
    machine = load(json.dumps(definition))
    whole, snapshots = _watched(machine, seed)
    assert [event.id for event in whole.events] == list(range(1, len(whole.events) + 1))
    for snapshot in snapshots:
        engine = VirtualEngine(machine, partial(answers, seed))
        again = engine.resume(snapshot)
        engine.drive()
        assert (again.status, again.output, again.error) == (
            whole.status,
            whole.output,
            whole.error,
        )
        assert _shown(again) == _shown(whole)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(definition=machines(), seed=st.integers(0, 1000))
def test_the_same_run_twice_gives_the_same_events(definition: dict[str, Any], seed: int) -> None:
    machine = load(json.dumps(definition))
    first, _ = _watched(machine, seed)
    second, _ = _watched(machine, seed)
    assert _shown(first) == _shown(second)
    assert first.output == second.output
