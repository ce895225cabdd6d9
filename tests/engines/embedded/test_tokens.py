"""Task tokens are known again, also when they are over; anything else is not."""

from __future__ import annotations

import asyncio

import pytest

from asl.engines.embedded.tokens import Mint
from asl.engines.port import TaskOver, UnknownTask
from asl.stores.memory import MemoryStore
from tests.engines.embedded.living import (
    ACTIVITY,
    WORK,
    alone,
    begin,
    ended,
    engine_of,
    machine_of,
    tell,
)

MINT = Mint(b"secret")
TOKEN = MINT.token()

# what is no token of this database
NONE = {
    "empty": "",
    "a word": "nonsense",
    "not base64": "*" * 128,
    "no ASCII": "ä" * 128,
    "of another database": Mint(b"other").token(),
    "changed": ("B" if TOKEN[0] == "A" else "A") + TOKEN[1:],
    "cut": TOKEN[:-4],
    "longer": TOKEN + "AAAA",
}


def test_a_token_is_known_again_by_its_database() -> None:
    assert Mint(b"secret").made(TOKEN)
    assert len(TOKEN) == 128


def test_no_token_comes_twice() -> None:
    assert len({MINT.token() for _ in range(100)}) == 100


@pytest.mark.parametrize("token", NONE.values(), ids=NONE)
def test_what_is_no_token(token: str) -> None:
    assert not MINT.made(token)


@pytest.mark.parametrize("restarted", [False, True], ids=["the same process", "after a restart"])
def test_a_token_that_is_over_is_told_from_none(restarted: bool) -> None:
    async def story() -> None:
        store = MemoryStore()
        engine = await engine_of(store)
        record = await begin(engine, await machine_of(store, alone("Work", WORK)))
        task = await engine.activity_task(ACTIVITY, "worker", 5)
        assert task is not None
        await engine.send_success(task.token, "1")
        await ended(engine, record)
        if restarted:
            await engine.close()
            engine = await engine_of(store)
        for send in (
            engine.send_success(task.token, "1"),
            engine.send_failure(task.token, None, None),
            engine.send_heartbeat(task.token),
        ):
            with pytest.raises(TaskOver):
                await send
        with pytest.raises(UnknownTask):
            await engine.send_heartbeat("nonsense")
        await engine.close()

    tell(story)


def test_two_answers_at_once() -> None:
    """The one that came first counts; the same again is as good, another is too late."""

    async def story() -> list[object]:
        store = MemoryStore()
        engine = await engine_of(store)
        record = await begin(engine, await machine_of(store, alone("Work", WORK)))
        task = await engine.activity_task(ACTIVITY, "worker", 5)
        assert task is not None
        told = await asyncio.gather(
            *(engine.send_success(task.token, text) for text in ("1", "1", "2")),
            return_exceptions=True,
        )
        assert (await ended(engine, record)).output == "1"
        await engine.close()
        return [type(one) for one in told]

    assert tell(story) == [type(None), type(None), TaskOver]
