"""Whatever is saved in whatever order, the store has what a store in memory would have."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from asl.runtime.events import Event
from asl.stores.memory import MemoryStore
from asl.stores.port import Store, StoreError
from asl.stores.records import Closing, Save
from asl.stores.sql import SqlStore
from tests.stores.records import START, execution, machine, with_store

# Of each example a name of its own, so that one database serves them all.
_examples: Iterator[int] = iter(range(1_000_000))

PATHS = ["", "/0", "/0.1", "/0/1", "/0/1/2", "/00", "/1", "/1/0.0", "/1/0.0/3", "/10"]
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT | st.just("\0"),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXT, inner, max_size=2),
    max_leaves=4,
)
CLOSINGS = st.builds(
    Closing,
    status=st.sampled_from(["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"]),
    stopped_at=st.integers(0, 10**9).map(lambda n: START + timedelta(microseconds=n)),
    output=st.none() | TEXT,
    error=st.none() | TEXT,
    cause=st.none() | TEXT | st.just("a\0b"),
)


@st.composite
def stories(draw: st.DrawFn) -> list[Save]:
    """Saves of the executions 0 to 2, whose events mostly go on from each other."""
    saves: list[Save] = []
    stored = [0, 0, 0]
    for turn in range(draw(st.integers(1, 8))):
        which = draw(st.integers(0, 2))
        first = stored[which] + 1 + draw(st.sampled_from([0] * 9 + [1, -1]))
        details = draw(st.lists(st.dictionaries(TEXT, VALUES, max_size=2), max_size=3))
        made = [
            Event(first + n, 0, "PassStateEntered", START + timedelta(microseconds=n), each)
            for n, each in enumerate(details)
        ]
        if first == stored[which] + 1:
            stored[which] += len(made)
        tokens = [f"{which} {turn} {n}" for n in range(draw(st.integers(0, 2)))]
        known = [token for save in saves for token in save.tokens if save.execution == which]
        saves.append(
            Save(
                execution=which,
                events=made,
                stored=draw(st.sampled_from([None, max(first - 1, 0)])),
                frames=draw(st.dictionaries(st.sampled_from(PATHS), TEXT, max_size=3)),
                gone=draw(st.lists(st.sampled_from(PATHS), max_size=2)),
                draws=draw(st.integers(0, 2**40)),
                tokens=tokens,
                spent=draw(st.lists(st.sampled_from([*known, *tokens, "none"]), max_size=2)),
                closing=draw(st.none() | st.none() | st.none() | CLOSINGS),
            )
        )
    return saves


async def _told(store: Store, saves: list[Save], name: str, *, together: bool) -> list[object]:
    """All that a store shows of three executions after the saves."""
    stored = await store.add_machine(machine())
    records = [await store.add_execution(execution(stored, f"{name} {n}")) for n in range(3)]
    placed = [replace(save, execution=records[save.execution].id) for save in saves]
    placed = [
        replace(
            save,
            tokens=[f"{name} {token}" for token in save.tokens],
            spent=[f"{name} {token}" for token in save.spent],
        )
        for save in placed
    ]
    commits = [store.commit(save) for save in placed]
    if together:
        outcomes = await asyncio.gather(*commits, return_exceptions=True)
    else:
        outcomes = [await _outcome(commit) for commit in commits]
    shown: list[object] = [isinstance(outcome, StoreError) for outcome in outcomes]
    ids = {record.id: n for n, record in enumerate(records)}
    for record in records:
        known = await store.execution(record.arn)
        assert known is not None
        standing = await store.standing(record.id)
        history = await store.history(record.id, limit=99, after=None, newest_first=True)
        shown.append(replace(known, id=0, revision=0))
        shown.append(standing and (standing.events, standing.draws, standing.frames))
        shown.append(repr([(event.id, event.at, event.details) for event in history]))
    for save in placed:
        for token in save.tokens:
            number = await store.execution_of_token(token)
            shown.append(None if number is None else ids[number])
    return shown


async def _outcome(commit: object) -> BaseException | None:
    try:
        await commit  # type: ignore[misc]  # a coroutine
    except StoreError as error:
        return error
    return None


@pytest.mark.parametrize("together", [False, True], ids=["one by one", "together"])
def test_the_store_has_what_the_model_has(url: str, together: bool) -> None:
    async def story(store: SqlStore) -> None:
        loop = asyncio.get_running_loop()

        @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
        @given(stories())
        def same(saves: list[Save]) -> None:
            name = f"x{next(_examples)}"
            model = asyncio.run(_told(MemoryStore(), saves, name, together=False))
            told = _told(store, saves, name, together=together)
            assert asyncio.run_coroutine_threadsafe(told, loop).result() == model

        await asyncio.to_thread(same)

    with_store(url, story)
