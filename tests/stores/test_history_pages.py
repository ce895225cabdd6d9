"""Pages of a history: bounded by how many events there are, and by how large they are."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, dataclass

import pytest

from asl.runtime.values import compact
from asl.stores.memory import MemoryStore
from asl.stores.port import Store
from asl.stores.records import Save
from tests.stores.records import event, execution, machine, with_store

# Ten small events, two large ones, ten small ones. Letters of three bytes: characters count.
LARGE = "\u20ac" * 1000
STORED = [event(n, input=LARGE if n in (11, 12) else "{}") for n in range(1, 23)]
SMALL_SIZE = len(compact(STORED[0].details).decode())
LARGE_SIZE = len(compact(STORED[10].details).decode())
ALL = 10**9


@dataclass(frozen=True, slots=True)
class Asked:
    """What page."""

    limit: int
    size: int
    after: int | None
    newest_first: bool


# what is told: (what is asked, ids of the first and the last event, whether there are more)
PAGES: dict[str, tuple[Asked, tuple[int, int] | None, bool]] = {
    "all": (Asked(99, ALL, None, newest_first=False), (1, 22), False),
    "all, against their order": (Asked(99, ALL, None, newest_first=True), (22, 1), False),
    "as many as there are": (Asked(22, ALL, None, newest_first=False), (1, 22), False),
    "as many as there are, against their order": (
        Asked(22, ALL, None, newest_first=True),
        (22, 1),
        False,
    ),
    "one less": (Asked(21, ALL, None, newest_first=False), (1, 21), True),
    "one less, against their order": (Asked(21, ALL, None, newest_first=True), (22, 2), True),
    "none": (Asked(0, ALL, None, newest_first=False), None, True),
    "none of none": (Asked(0, ALL, 22, newest_first=False), None, False),
    "behind an event": (Asked(5, ALL, 7, newest_first=False), (8, 12), True),
    "before an event": (Asked(5, ALL, 7, newest_first=True), (6, 2), True),
    "the last": (Asked(99, ALL, 21, newest_first=False), (22, 22), False),
    "behind the last": (Asked(99, ALL, 22, newest_first=False), None, False),
    "far behind the last": (Asked(99, ALL, 900_000_000, newest_first=False), None, False),
    "before the first": (Asked(99, ALL, 1, newest_first=True), None, False),
    "before what is not there yet": (Asked(99, ALL, 900, newest_first=True), (22, 1), False),
    "before nothing": (Asked(99, ALL, 0, newest_first=True), None, False),
    "three small ones": (Asked(99, 3 * SMALL_SIZE, None, newest_first=False), (1, 3), True),
    "one more character": (Asked(99, 3 * SMALL_SIZE + 1, None, newest_first=False), (1, 4), True),
    "up to a large one": (Asked(99, 10 * SMALL_SIZE + 1, None, newest_first=False), (1, 11), True),
    "both large ones": (Asked(99, LARGE_SIZE + 1, 10, newest_first=False), (11, 12), True),
    "the large one first": (Asked(99, LARGE_SIZE, 13, newest_first=True), (12, 12), True),
    "one that is larger than all": (Asked(99, 1, 10, newest_first=False), (11, 11), True),
    "as large as they are": (
        Asked(99, 20 * SMALL_SIZE + 2 * LARGE_SIZE, None, newest_first=False),
        (1, 22),
        False,
    ),
    "the size is reached with the last": (
        Asked(99, SMALL_SIZE, 21, newest_first=False),
        (22, 22),
        False,
    ),
    "the size is reached with the first": (
        Asked(99, SMALL_SIZE, 2, newest_first=True),
        (1, 1),
        False,
    ),
}


async def told(store: Store, asked: Asked) -> tuple[list[int], bool]:
    """The ids of a page and whether there are more, where another history is beside it."""
    stored = await store.add_machine(machine())
    one, other = [await store.add_execution(execution(stored, name)) for name in ("one", "other")]
    await store.commit(Save(execution=other.id, events=STORED))
    await store.commit(Save(execution=one.id, events=STORED))
    await store.commit(Save(execution=other.id, events=[event(23)]))
    found, more = await store.history_page(one.id, **asdict(asked))
    assert [each.details for each in found] == [STORED[each.id - 1].details for each in found]
    return [each.id for each in found], more


@pytest.mark.parametrize(("asked", "ends", "more"), PAGES.values(), ids=PAGES)
def test_a_page(url: str, asked: Asked, ends: tuple[int, int] | None, more: bool) -> None:
    step = -1 if asked.newest_first else 1
    ids = [] if ends is None else list(range(ends[0], ends[1] + step, step))
    assert with_store(url, lambda store: told(store, asked)) == (ids, more)
    assert asyncio.run(told(MemoryStore(), asked)) == (ids, more)


def test_a_history_that_is_not_there(url: str) -> None:
    async def story(store: Store) -> tuple[int, bool]:
        found, more = await store.history_page(77, limit=9, size=9, after=None, newest_first=False)
        return len(found), more

    assert with_store(url, story) == (0, False)
