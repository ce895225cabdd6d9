"""A writing process is killed: what it acknowledged is there, and nothing is half there."""

from __future__ import annotations

import pytest

from asl.stores.sql import SqlStore
from tests.stores import owning
from tests.stores.records import with_store

# executions saved at once, and the acknowledged saves after which the kill comes
KILLS = {
    "at the first save": (1, 1),
    "one execution, early": (1, 40),
    "one execution": (1, 400),
    "many executions": (20, 500),
    "many executions, later": (50, 3000),
}


@pytest.mark.parametrize(("executions", "saves"), KILLS.values(), ids=KILLS)
def test_every_acknowledged_save_is_there(lasting_url: str, executions: int, saves: int) -> None:
    acknowledged = _write_and_kill(lasting_url, executions, saves)

    async def story(store: SqlStore) -> None:
        for number, _, _ in await store.standings():
            standing = await store.standing(number)
            assert standing is not None
            history = await store.history(number, limit=99_999, after=None, newest_first=False)
            assert [one.id for one in history] == list(range(1, standing.events + 1))
            assert standing.events >= acknowledged.pop(number, 0)
            # Frames are of the same save as the last event: its root, and its one child.
            if standing.events:
                assert standing.frames[""] == str(standing.events)
                assert len(standing.frames) == 2
        assert not acknowledged

    with_store(lasting_url, story)


def _write_and_kill(url: str, executions: int, saves: int) -> dict[int, int]:
    """How many events of which execution were acknowledged before the kill."""
    acknowledged: dict[int, int] = {}
    with owning.start("write", url, str(executions)) as writer:
        assert writer.stdout is not None
        for number, line in enumerate(writer.stdout, 1):
            if not line.endswith("\n"):
                break
            execution, stored = map(int, line.split())
            acknowledged[execution] = stored
            if number == saves:
                # What stands in the pipe was acknowledged too: it is read to its end.
                writer.kill()
    assert writer.returncode == -9
    return acknowledged
