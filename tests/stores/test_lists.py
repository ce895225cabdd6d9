"""Lists: their order, their filters, their pages."""

from __future__ import annotations

import asyncio
from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable
from typing import TypedDict

import pytest

from asl.stores.records import (
    ActivityRecord,
    ExecutionRecord,
    ExecutionStatus,
    MachineRecord,
    Page,
    Save,
)
from asl.stores.sql import SqlStore
from asl.stores.sql.paging import key_of, place
from tests.stores.records import (
    MACHINE,
    activity,
    closing,
    event,
    events,
    execution,
    later,
    machine,
    running,
    with_store,
)


class Asked(TypedDict):
    """What executions are asked for."""

    machine_arn: str | None
    map_run_arn: str | None
    status: ExecutionStatus | None


def asked(
    machine_arn: str | None = MACHINE,
    map_run_arn: str | None = None,
    status: ExecutionStatus | None = None,
) -> Asked:
    return Asked(machine_arn=machine_arn, map_run_arn=map_run_arn, status=status)


async def _fill(store: SqlStore) -> None:
    """Executions e0 to e7 of one machine and o of another, begun out of order."""
    stored, other = [await store.add_machine(machine(name)) for name in ("order", "other")]
    for number, second in enumerate([0, 5, 3, 3, 3, 1, 9, 2]):
        run = "run:1" if number in (2, 3) else "run:2" if number == 5 else None
        begins = execution(stored, f"e{number}", started_at=later(second), map_run_arn=run)
        record = await store.add_execution(begins)
        if number in (1, 3):
            await store.commit(Save(execution=record.id, closing=closing("FAILED")))
    await store.add_execution(execution(other, "o", started_at=later(4)))


# what is asked for, and the names in their order
EXECUTIONS = {
    "of a machine, the newest first and then by number": (asked(), "e6 e1 e4 e3 e2 e7 e5 e0"),
    "of a machine by status": (asked(status="FAILED"), "e1 e3"),
    "of a Map Run": (asked(None, "run:1"), "e3 e2"),
    "of a Map Run by status": (asked(None, "run:1", "RUNNING"), "e2"),
    "of all machines": (asked(None), "e6 e1 o e4 e3 e2 e7 e5 e0"),
    "of all machines by status": (asked(None, status="FAILED"), "e1 e3"),
    "of a machine that has none": (asked("arn:none"), ""),
}


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
@pytest.mark.parametrize(("what", "names"), EXECUTIONS.values(), ids=EXECUTIONS)
def test_executions(url: str, what: Asked, names: str, limit: int) -> None:
    async def story(store: SqlStore) -> list[ExecutionRecord]:
        await _fill(store)
        return await _all_pages(
            lambda after: store.executions(**what, limit=limit, after=after), limit
        )

    assert " ".join(record.name for record in with_store(url, story)) == names


async def _all_pages(
    ask: Callable[[str | None], Awaitable[Page[ExecutionRecord]]], limit: int
) -> list[ExecutionRecord]:
    page = await ask(None)
    shown = list(page.items)
    while page.after is not None:
        assert len(page.items) == limit
        page = await ask(page.after)
        assert page.items
        shown.extend(page.items)
    return shown


def test_a_list_leaves_out_what_may_be_long(url: str) -> None:
    async def story(store: SqlStore) -> None:
        stored = await store.add_machine(machine(definition='{"long":1}'))
        record = await store.add_execution(execution(stored, input="[1]"))
        await store.commit(Save(execution=record.id, closing=closing("FAILED")))
        [shown] = (await store.executions(**asked(), limit=5, after=None)).items
        assert (shown.arn, shown.status, shown.stopped_at) == (record.arn, "FAILED", later(0))
        assert (shown.input, shown.output, shown.error, shown.cause) == ("", None, None, None)
        [listed] = (await store.machines(5, None)).items
        assert (listed.arn, listed.revision.id) == (stored.arn, stored.revision.id)
        assert listed.revision.definition == ""

    with_store(url, story)


def test_pages_while_others_are_added(url: str) -> None:
    """Each that was there at the first page is shown once, however many come meanwhile."""

    async def story(store: SqlStore) -> list[str]:
        stored = await store.add_machine(machine())
        begun = [
            execution(stored, f"e{number}", started_at=later(number // 3)) for number in range(1000)
        ]
        await asyncio.gather(*map(store.add_execution, begun))
        shown: list[str] = []
        page = await store.executions(**asked(), limit=90, after=None)
        while page.after is not None:
            shown.extend(record.name for record in page.items)
            newer = execution(stored, f"new{len(shown)}", started_at=later(5000 + len(shown)))
            await store.add_execution(newer)
            page = await store.executions(**asked(), limit=90, after=page.after)
        return shown + [record.name for record in page.items]

    assert with_store(url, story) == [f"e{number}" for number in reversed(range(1000))]


def test_machines_and_activities_in_order_of_making(url: str) -> None:
    names = ["c", "a", "d", "b", "e"]

    async def story(store: SqlStore) -> None:
        for name in names:
            await store.add_machine(machine(name))
            await store.add_activity(activity(name))
        machines: list[MachineRecord] = []
        activities: list[ActivityRecord] = []
        page, other = await store.machines(2, None), await store.activities(2, None)
        while page.after is not None and other.after is not None:
            machines.extend(page.items)
            activities.extend(other.items)
            page = await store.machines(2, page.after)
            other = await store.activities(2, other.after)
        assert [one.name for one in (*machines, *page.items)] == names
        assert [one.name for one in (*activities, *other.items)] == names
        assert (page.after, other.after) == (None, None)

    with_store(url, story)


# of events 1 to 1002: limit, after, the newest first, and the first and last that are shown
HISTORIES: dict[str, tuple[int, int | None, bool, tuple[int, ...]]] = {
    "from the beginning": (10, None, False, (1, 10)),
    "from the end": (10, None, True, (1002, 993)),
    "on from an event": (10, 10, False, (11, 20)),
    "back from an event": (10, 993, True, (992, 983)),
    "more than goes into one statement": (2000, None, False, (1, 1002)),
    "the same from the end": (1000, None, True, (1002, 3)),
    "the rest": (1000, 1000, False, (1001, 1002)),
    "after the last": (10, 1002, False, ()),
    "before the first": (10, 1, True, ()),
    "none": (0, None, False, ()),
}


@pytest.mark.parametrize(
    ("limit", "after", "newest_first", "ends"), HISTORIES.values(), ids=HISTORIES
)
def test_history(
    url: str, limit: int, after: int | None, newest_first: bool, ends: tuple[int, ...]
) -> None:
    async def story(store: SqlStore) -> list[int]:
        one, other = await running(store, "one", "other")
        await store.commit(Save(execution=other.id, events=events([1, 2])))
        await store.commit(Save(execution=one.id, events=events(range(1, 1003))))
        shown = await store.history(one.id, limit=limit, after=after, newest_first=newest_first)
        return [each.id for each in shown]

    step = -1 if newest_first else 1
    assert with_store(url, story) == (list(range(ends[0], ends[1] + step, step)) if ends else [])


def test_payloads_of_many_events(url: str) -> None:
    async def story(store: SqlStore) -> None:
        [one] = await running(store, "one")
        stored = [event(number, output=f"{number}") for number in range(1, 1203)]
        await store.commit(Save(execution=one.id, events=stored))
        wanted = list(range(1200, 0, -1))
        assert await store.payloads(one.id, wanted) == {n: stored[n - 1] for n in wanted}

    with_store(url, story)


def _text(shown: str) -> str:
    return urlsafe_b64encode(shown.encode()).decode().rstrip("=")


# texts that no list of machines has given
FOREIGN = {
    "empty": "",
    "no base64": "!!!",
    "no Unicode": _text("ä")[:-1],
    "signs past ASCII": "ä€",
    "a lone surrogate": "\ud800",
    "no JSON": _text("{"),
    "no list": _text("1"),
    "nothing": _text("[]"),
    "a later version": _text('[2,"machines",5]'),
    "of another list": place("activities", 5),
    "a key too few": place("machines"),
    "a key too many": place("machines", 5, 6),
    "a key of another kind": _text('[1,"machines","5"]'),
    "a key that looks like a number": _text('[1,"machines",true]'),
    "spelled otherwise": _text('[1, "machines", 5]'),
    "with its padding": place("machines", 5) + "=",
    "deep": _text("[" * 100_000),
    "a number that no column holds": place("machines", 2**63),
    "a number of many digits": _text('[1,"machines",' + "1" * 5000 + "]"),
}


@pytest.mark.parametrize("text", FOREIGN.values(), ids=FOREIGN)
def test_a_foreign_text_is_no_place(text: str) -> None:
    with pytest.raises(ValueError, match="no place in a list"):
        key_of("machines", text, 1)


def test_a_place_is_found_again() -> None:
    assert key_of("executions", place("executions", 17, -3), 2) == [17, -3]


# lists that are asked for the page after a foreign text
LISTS: dict[str, Callable[[SqlStore], Awaitable[object]]] = {
    "machines": lambda store: store.machines(5, place("executions", 1, 2)),
    "activities": lambda store: store.activities(5, place("machines", 1)),
    "executions": lambda store: store.executions(**asked(), limit=5, after="nonsense"),
}


@pytest.mark.parametrize("ask", LISTS.values(), ids=LISTS)
def test_a_list_refuses_a_foreign_text(
    url: str, ask: Callable[[SqlStore], Awaitable[object]]
) -> None:
    with pytest.raises(ValueError, match="no place in a list"):
        with_store(url, ask)
