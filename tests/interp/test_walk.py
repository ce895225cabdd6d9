"""The walk over one block, from wherever its frame stands."""

from __future__ import annotations

from contextlib import suppress

import pytest

from asl.expr.jsonata_template import query_template
from asl.expr.site import Site
from asl.interp.run import run
from asl.interp.walk import walk
from asl.runtime.errors import StatesError
from asl.runtime.frame import DONE, FAILED
from asl.syntax.values import Json
from tests.interp.instant_host import InstantHost, finish, frame_at
from tests.states.building import alone, block, machine


def test_a_block_that_is_over_stays_over() -> None:
    host = InstantHost(lambda _call: None)
    frame = frame_at(host, "S", 1)
    frame.phase = DONE
    finish(walk(alone({"Type": "Pass"}).scope, frame))
    assert (host.events, frame.input) == ([], 1)


def test_a_block_that_has_failed_fails_again_and_records_nothing() -> None:
    host = InstantHost(lambda _call: None)
    frame = frame_at(host, "S", 1)
    frame.phase, frame.error = FAILED, StatesError("E", "why")
    frame.error.event = 7
    with pytest.raises(StatesError, match="E: why") as raised:
        finish(walk(alone({"Type": "Pass"}).scope, frame))
    assert raised.value is frame.error
    assert (host.events, raised.value.event) == ([], 7)


def test_the_end_of_a_block_is_its_frames() -> None:
    host = InstantHost(lambda _call: None)
    whole = machine(
        block(("A", {"Type": "Pass", "Result": 2, "Assign": {"x": 1}}), ("B", {"Type": "Succeed"}))[
            "States"
        ]
    )
    frame = frame_at(host, "A", 1)
    finish(walk(whole.scope, frame))
    assert (frame.phase, frame.state, frame.input) == (DONE, None, 2)
    assert frame.variables == {"x": 1}
    assert frame.execution.transitions == 2


# what is said: (states, the transitions that the host hears of whenever it may breathe)
BREATHS = {
    "what is left at the end": (99, [99]),
    "a hundred leave nothing": (100, [100]),
    "two hundred and fifty": (250, [100, 100, 50]),
}


@pytest.mark.parametrize(("count", "breaths"), BREATHS.values(), ids=BREATHS)
def test_the_host_hears_of_every_transition(count: int, breaths: list[int]) -> None:
    host = InstantHost(lambda _call: None)
    whole = machine(block(*((f"P{n}", {"Type": "Pass"}) for n in range(count)))["States"])
    finish(run(whole, frame_at(host, "P0", 1)))
    assert host.breaths == breaths


# what is said: (states, the transitions that the host hears of)
SHARED = {
    "branches count together": (
        block(
            (
                "B",
                {
                    "Type": "Parallel",
                    "Branches": [
                        block(*((f"{branch}{n}", {"Type": "Pass"}) for n in range(60)))
                        for branch in "PQ"
                    ],
                },
            )
        ),
        [100, 21],
    ),
    "so do iterations": (
        block(
            (
                "M",
                {
                    "Type": "Map",
                    "ItemsPath": "$.items",
                    "ItemProcessor": block(("P", {"Type": "Pass"})),
                },
            )
        ),
        [100, 31],
    ),
    "an execution that fails counts too": (block(("F", {"Type": "Fail"})), [1]),
}


@pytest.mark.parametrize(("given", "breaths"), SHARED.values(), ids=SHARED)
def test_transitions_are_the_executions(given: dict[str, Json], breaths: list[int]) -> None:
    host = InstantHost(lambda _call: None)
    whole = machine(given["States"])
    with suppress(StatesError):
        finish(run(whole, frame_at(host, given["StartAt"], {"items": [0] * 130})))
    assert host.breaths == breaths


def test_a_query_that_fails_another_way_when_it_is_asked_again() -> None:
    # Whether it gave a function or nothing is found out by asking again, with new draws.
    draws = iter([0.9, 0.1])

    class Drawing(InstantHost):
        def chance(self) -> float:
            return next(draws)

    site = Site(pointer="/P", field="Output", report=lambda _fault: None)
    query = query_template("{% $random() > 0.5 ? $nope : $error('stop') %}", site)
    with pytest.raises(StatesError, match=r"returned nothing \(undefined\)\.$"):
        query(None, frame_at(Drawing(lambda _call: None), "S", 1))
