"""Compile a state machine: resolve once all that can be resolved before it runs."""

from __future__ import annotations

from dataclasses import dataclass

from asl.interp.walk import station_of, walk
from asl.model.state import Block, StateMachine
from asl.runtime.step import Scope, Station, Walk


@dataclass(frozen=True, slots=True)
class Machine:
    """A state machine that can run.

    Attributes:
        definition: what it was compiled from.
        scope: its states.
        timeout: seconds an execution may take; None for the service's own limit.
    """

    definition: StateMachine
    scope: Scope
    timeout: int | None


class _Build:
    """What states ask for while they are compiled."""

    @property
    def walk(self) -> Walk:
        return walk

    def block(self, block: Block) -> Scope:
        stations: dict[str, Station] = {
            name: station_of(state, state.compile(self)) for name, state in block.states.items()
        }
        return Scope(block.start_at, stations)


def compile_machine(machine: StateMachine) -> Machine:
    """Compile a machine that has passed `rules.check`."""
    return Machine(machine, _Build().block(machine.block), machine.timeout)
