"""Whatever is done to the wall's clock, executions go on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from typing import ClassVar, Final

import pytest

from asl.engines.embedded import clock
from asl.engines.embedded.clock import SteadyClock
from asl.stores.memory import MemoryStore
from tests.engines.embedded.living import alone, begin, ended, engine_of, machine_of, tell

_SOON: Final = timedelta(seconds=5)


class SetWall(datetime):
    """A wall clock that can be set."""

    offset: ClassVar[timedelta] = timedelta(0)

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        """The time that it shows."""
        return datetime.now(tz) + cls.offset


# How far the clock is set, and how far the time then goes on.
STEPS: Final = {
    "back": (timedelta(hours=-1), timedelta(0)),
    "back a little": (timedelta(seconds=-10), timedelta(0)),
    "ahead": (timedelta(hours=1), timedelta(hours=1)),
}


@pytest.mark.parametrize(("step", "passed"), STEPS.values(), ids=STEPS)
def test_the_time_follows_the_wall_ahead_only(
    step: timedelta, passed: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "datetime", SetWall)
    steady = SteadyClock()
    before = steady.read()
    monkeypatch.setattr(SetWall, "offset", step)
    after = steady.read()
    assert passed <= after - before < passed + _SOON
    assert after <= steady.read()


@pytest.mark.parametrize(("step", "passed"), STEPS.values(), ids=STEPS)
def test_an_execution_ends_soon(
    step: timedelta, passed: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> tuple[str, timedelta]:
        store = MemoryStore()
        engine = await engine_of(store)
        began = datetime.now(UTC)
        monkeypatch.setattr(SetWall, "offset", step)
        machine = await machine_of(store, alone("P", {"Type": "Pass", "End": True}))
        found = await ended(engine, await begin(engine, machine))
        await engine.close()
        return found.status, datetime.now(UTC) - began

    monkeypatch.setattr(clock, "datetime", SetWall)
    status, taken = tell(story)
    assert (status, taken < _SOON) == ("SUCCEEDED", True), passed
