"""Definitions with one member less, renamed or of another type: nothing crashes, and what cannot
run any more is found before it is run.

What can be run is run on a virtual clock with an input, and with answers, in which the paths of the
definition find something. A mutant that fails there by an error that only a definition is to blame
for is to have a finding that the definition without the change has not.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal, TypeAlias

import pytest

from asl.definition import Examined, examine
from asl.engines import virtual
from asl.engines.virtual import Answer, BudgetExceeded, Settings
from asl.syntax.values import Json
from tests.model import mutations
from tests.model.definitions import ALL, INPUT
from tests.model.likely import likely_value
from tests.model.mutations import Place

Fate: TypeAlias = Literal["refused", "warned", "missed", "runs"]

ROOT: Final = Path(os.environ.get("ASL_CORPUS", ""))
# Of the mutants that cannot run, the share that is found.
FLOOR: Final = 0.95
# Of the corpus only every so many places are changed: each takes a run.
STRIDE: Final = 37
FEW: Final = Settings(transition_budget=300)
TYPES: Final[tuple[Json, ...]] = (None, True, -1, "text", [], {})
BLAMED: Final = frozenset(
    {
        "States.IntrinsicFailure",
        "States.NoChoiceMatched",
        "States.QueryEvaluationError",
        "States.ResultPathMatchFailure",
        "States.Runtime",
    }
)


def mutants(definition: Json, stride: int = 1) -> Iterator[tuple[str, Json]]:
    """Changes of every member, or of every so many; with what was done."""
    for number, place in enumerate(mutations.places(definition)):
        if number % stride:
            continue
        told = "/".join(map(str, place))
        yield f"without {told}", mutations.without(definition, place)
        if isinstance(place[-1], str):
            yield f"renamed {told}", mutations.renamed(definition, place, f"{place[-1]}x")
        yield (
            f"retyped {told}",
            mutations.given(definition, place, _other(definition, place, number)),
        )


def _other(definition: Json, place: Place, number: int) -> Json:
    """A value of another type; which one goes by turns."""
    here = definition
    for key in place:
        here = here[key]
    others = [value for value in TYPES if type(value) is not type(here)]
    return others[number % len(others)]


def told(what: Examined) -> set[tuple[str, str]]:
    return {(item.code, item.message) for item in what.diagnostics if item.severity != "info"}


def fails(what: Examined, value: Json) -> bool:
    """Whether a run fails by an error that the definition is to blame for."""
    assert what.machine is not None
    try:
        done = virtual.run(
            what.machine, value, lambda _call: Answer(value={"got": 1, **value}, submission={}), FEW
        )
    except BudgetExceeded:
        return False
    return done.status == "FAILED" and done.error in BLAMED


def fate(mutant: Json, value: Json, before: set[tuple[str, str]]) -> Fate:
    what = examine(json.dumps(mutant))
    if what.machine is None:
        assert any(item.severity == "error" for item in what.diagnostics)
        return "refused"
    if not fails(what, value):
        return "runs"
    return "warned" if told(what) - before else "missed"


def share(counted: Counter[Fate]) -> float:
    """Of those that cannot run, how many are found."""
    found = counted["refused"] + counted["warned"]
    return found / (found + counted["missed"])


@pytest.mark.parametrize("definition", ALL.values(), ids=ALL)
def test_every_member_of_our_own(definition: Json) -> None:
    before = told(examine(json.dumps(definition)))
    fates = {name: fate(mutant, INPUT, before) for name, mutant in mutants(definition)}
    counted = Counter(fates.values())
    assert counted["refused"] > counted["runs"]
    missed = [name for name, what in fates.items() if what == "missed"]
    assert share(counted) >= FLOOR, (counted, missed)


def _corpus() -> Iterator[tuple[str, Json, Json]]:
    """The definitions that run to an end, each with its value."""
    for file in sorted(ROOT.rglob("*")):
        if file.suffix not in (".json", ".yaml", ".yml") or file.name == "manifest.json":
            continue
        what = examine(file.read_bytes(), name=file.name)
        if what.machine is None or what.document is None:
            continue
        value = likely_value(what.document.value)
        if not fails(what, value):
            yield file.name, what.document.value, value


@pytest.mark.skipif(
    not os.environ.get("ASL_CORPUS"), reason="ASL_CORPUS names no folder of definitions to read"
)
def test_some_members_of_what_other_people_have_written() -> None:
    fates: Counter[Fate] = Counter()
    missed = []
    for name, definition, value in _corpus():
        before = told(examine(json.dumps(definition)))
        for change, mutant in mutants(definition, STRIDE):
            what = fate(mutant, value, before)
            fates[what] += 1
            if what == "missed":
                missed.append(f"{name}: {change}")
    assert sum(fates.values()) > 500
    assert share(fates) >= FLOOR, (fates, missed)
