"""An execution that never waits is saved all the same, a piece at a time."""

from __future__ import annotations

import json
from typing import Final

import pytest

from asl.runtime.values import text_of
from asl.stores.records import Save
from tests.engines.embedded.living import Json, begin, ended, engine_of, machine_of, tell
from tests.engines.embedded.stores import StoppingStore

_TIMES: Final = 60
_TEXT: Final = "x" * 40_000
# What is counted, and a state that may still be entered and left.
_MOST: Final = 1_300_000


def _loop(mark: str) -> Json:
    """Counts, and carries the text along; the mark makes the names of its states."""
    add: Json = {
        "Type": "Pass",
        "Parameters": {"n.$": "States.MathAdd($.n, 1)", "text.$": "$.text"},
        "Next": f"Enough{mark}",
    }
    enough: Json = {
        "Type": "Choice",
        "Choices": [{"Variable": "$.n", "NumericLessThan": _TIMES, "Next": f"Add{mark}"}],
        "Default": f"Done{mark}",
    }
    done: Json = {"Type": "Pass", "OutputPath": "$.n", "End": True}
    return {
        "StartAt": f"Add{mark}",
        "States": {f"Add{mark}": add, f"Enough{mark}": enough, f"Done{mark}": done},
    }


_LOOP: Final[Json] = _loop("")
_BOTH: Final[Json] = {
    "StartAt": "Both",
    "States": {"Both": {"Type": "Parallel", "Branches": [_loop("1"), _loop("2")], "End": True}},
}


class WeighingStore(StoppingStore):
    """A store that keeps how many characters the events of each save have."""

    def __init__(self) -> None:
        super().__init__()
        self.weights: list[int] = []

    async def commit(self, save: Save) -> None:
        """Commit, or never come back."""
        self.weights.append(sum(len(text_of(event.details)) for event in save.events))
        await super().commit(save)


@pytest.mark.parametrize(
    ("definition", "output"), [(_LOOP, _TIMES), (_BOTH, [_TIMES, _TIMES])], ids=["loop", "two"]
)
def test_what_waits_for_a_save_is_bounded(definition: Json, output: Json) -> None:
    async def story() -> tuple[str | None, list[int]]:
        store = WeighingStore()
        engine = await engine_of(store)
        machine = await machine_of(store, definition)
        record = await begin(engine, machine, text=json.dumps({"n": 0, "text": _TEXT}))
        found = await ended(engine, record)
        await engine.close()
        return found.output, store.weights

    found, weights = tell(story)
    assert json.loads(found or "") == output
    assert len(weights) > 5
    assert max(weights) < _MOST


@pytest.mark.parametrize("commits", [1, 2, 4])
@pytest.mark.parametrize(
    ("definition", "output"), [(_LOOP, _TIMES), (_BOTH, [_TIMES, _TIMES])], ids=["loop", "two"]
)
def test_it_goes_on_from_such_a_save(definition: Json, output: Json, commits: int) -> None:
    async def story() -> tuple[str | None, list[int]]:
        store = WeighingStore()
        engine = await engine_of(store)
        machine = await machine_of(store, definition)
        store.commits_left = commits
        record = await begin(engine, machine, text=json.dumps({"n": 0, "text": _TEXT}))
        await store.stopped.wait()
        await engine.abandon()
        store.commits_left = None
        engine = await engine_of(store)
        found = await ended(engine, record)
        events = await store.history(record.id, limit=99_999, after=None, newest_first=False)
        await engine.close()
        return found.output, [event.id for event in events]

    found, ids = tell(story)
    assert json.loads(found or "") == output
    assert ids == list(range(1, len(ids) + 1))
