"""A host that shares its time among executions asks for a breath before the next state."""

from __future__ import annotations

from asl.interp.walk import walk
from asl.runtime.frame import Frame
from asl.syntax.values import Json
from tests.interp.instant_host import InstantHost, finish, frame_at
from tests.states.building import block, machine


class TiredHost(InstantHost):
    """Is out of breath at every second entry."""

    def __init__(self) -> None:
        super().__init__(lambda _call: None)
        self.entered = 0
        self.at: list[int] = []

    def record(self, frame: Frame, previous: int, type_: str, details: dict[str, Json]) -> int:
        if type_.endswith("Entered"):
            self.entered += 1
            frame.execution.winded = self.entered % 2 == 0
        return super().record(frame, previous, type_, details)

    async def breathe(self, transitions: int) -> None:
        await super().breathe(transitions)
        self.at.append(self.entered)


def test_it_is_given_before_the_next_state_and_counts_no_transitions() -> None:
    host = TiredHost()
    states = [(f"S{number}", {"Type": "Pass"}) for number in range(7)]
    frame = frame_at(host, "S0", 1)
    finish(walk(machine(block(*states)["States"]).scope, frame))
    assert (host.breaths, host.at) == ([0, 0, 0], [2, 4, 6])
    assert frame.execution.transitions == 7
