"""State machines, executions as they are added, activities and tags."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from asl.stores.port import RevisionGone, StoreError
from asl.stores.records import MachineRecord, Save, Unfinished
from asl.stores.sql import SqlStore
from tests.stores.records import (
    ACCOUNT,
    MACHINE,
    activity,
    closed,
    closing,
    execution,
    later,
    machine,
    revision,
    with_store,
)


def test_a_machine_comes_back_as_it_was_given(url: str) -> None:
    given = machine(definition='{"StartAt": "Ä",\n "States": {}}')

    async def story(store: SqlStore) -> None:
        stored = await store.add_machine(given)
        assert stored == replace(given, revision=replace(given.revision, id=stored.revision.id))
        assert stored.revision.id > 0
        assert await store.machine(given.arn) == stored
        assert await store.revision(stored.revision.id) == stored.revision

    with_store(url, story)


def test_a_machine_that_is_there_is_given(url: str) -> None:
    async def story(store: SqlStore) -> None:
        first = await store.add_machine(machine(definition="first"))
        assert await store.add_machine(machine(definition="second")) == first
        assert await store.machine(MACHINE) == first

    with_store(url, story)


def test_an_update_leaves_the_revision_before(url: str) -> None:
    async def story(store: SqlStore) -> None:
        first = await store.add_machine(machine(definition="first"))
        updated = replace(revision("second", "uuid"), created_at=later(5))
        revised = await store.revise(MACHINE, updated)
        assert revised is not None
        assert revised.updated_at == later(5)
        assert revised.created_at == first.created_at
        assert revised.revision == replace(updated, id=revised.revision.id)
        assert await store.machine(MACHINE) == revised
        assert await store.revision(first.revision.id) == first.revision

    with_store(url, story)


# what there is not, and what is said of it
ABSENT: dict[str, tuple[Callable[[SqlStore], Awaitable[object]], object]] = {
    "a machine": (lambda store: store.machine(MACHINE), None),
    "a machine to revise": (lambda store: store.revise(MACHINE, revision()), None),
    "a machine to delete": (lambda store: store.delete_machine(MACHINE), None),
    "a revision": (lambda store: store.revision(77), None),
    "an execution": (lambda store: store.execution(f"{ACCOUNT}:execution:order:one"), None),
    "a history": (
        lambda store: store.history(77, limit=9, after=None, newest_first=False),
        [],
    ),
    "payloads": (lambda store: store.payloads(77, [1, 2]), {}),
    "no payloads": (lambda store: store.payloads(77, []), {}),
    "standings": (lambda store: store.standings(), []),
    "a standing": (lambda store: store.standing(77), None),
    "a token": (lambda store: store.execution_of_token("none"), None),
    "an activity": (lambda store: store.activity(f"{ACCOUNT}:activity:pick"), None),
    "an activity to delete": (lambda store: store.delete_activity(MACHINE), None),
    "tags": (lambda store: store.tags(MACHINE), {}),
    "tags to remove": (lambda store: store.untag(MACHINE, ["a"]), None),
    "no tags to set": (lambda store: store.tag(MACHINE, {}), None),
    "executions to prune": (lambda store: store.prune(later(9), 5), 0),
    "frames to prune": (lambda store: store.prune_frames(later(9), 5), 0),
}


@pytest.mark.parametrize(("ask", "said"), ABSENT.values(), ids=ABSENT)
def test_what_there_is_not(
    url: str, ask: Callable[[SqlStore], Awaitable[object]], said: object
) -> None:
    assert with_store(url, ask) == said


def test_an_execution_comes_back_as_it_was_given(url: str) -> None:
    async def story(store: SqlStore) -> None:
        stored = await store.add_machine(machine())
        given = replace(
            execution(stored, input='{"a":  1.0}'),
            trace_header="Root=1-2-3",
            version_arn=f"{MACHINE}:3",
            alias_arn=f"{MACHINE}:PROD",
            map_run_arn="arn:map",
            test_case="Happy #1",
            item_count=12,
            redrive_count=2,
            redriven_at=later(7),
        )
        added = await store.add_execution(given)
        assert added == replace(given, id=added.id)
        assert await store.execution(given.arn) == added
        assert await store.standings() == [Unfinished(added.id, None, "arn:map")]

    with_store(url, story)


# what became of the execution that has the name
TAKEN = {"it runs": None, "it is closed": closing("FAILED")}


@pytest.mark.parametrize("ended", TAKEN.values(), ids=TAKEN)
def test_an_execution_that_is_there_is_given(url: str, ended: object) -> None:
    async def story(store: SqlStore) -> None:
        stored = await store.add_machine(machine())
        first = await store.add_execution(execution(stored, input="1"))
        if ended is not None:
            await store.commit(Save(execution=first.id, closing=closing("FAILED")))
        again = await store.add_execution(execution(stored, input="2"))
        assert again == await store.execution(first.arn)
        assert (again.id, again.input) == (first.id, "1")
        assert again.status == ("RUNNING" if ended is None else "FAILED")

    with_store(url, story)


def test_an_execution_of_a_revision_that_is_gone(url: str) -> None:
    async def story(store: SqlStore) -> None:
        with pytest.raises(StoreError):
            await store.add_execution(execution(machine()))
        assert await store.standings() == []

    with_store(url, story)


async def _status(store: SqlStore) -> str | None:
    stored = await store.machine(MACHINE)
    return None if stored is None else stored.status


def test_a_machine_of_which_nothing_runs_is_deleted_at_once(url: str) -> None:
    async def story(store: SqlStore) -> None:
        stored = await store.add_machine(machine())
        other = await store.add_machine(machine("other"))
        ended = await closed(store, stored, "ended", "FAILED")
        await store.add_execution(execution(other))
        await store.tag(MACHINE, {"a": "1"})
        await store.delete_machine(MACHINE)
        assert await _status(store) is None
        assert await store.tags(MACHINE) == {}
        # The closed execution still has the revision that it ran.
        assert await store.revision(ended.revision) == stored.revision
        assert await store.machine(other.arn) == other

    with_store(url, story)


def test_a_machine_is_deleting_until_the_last_execution_closes(url: str) -> None:
    async def story(store: SqlStore) -> list[str | None]:
        stored = await store.add_machine(machine())
        one = await store.add_execution(execution(stored, "one"))
        two = await store.add_execution(execution(stored, "two"))
        await store.delete_machine(MACHINE)
        shown = [await _status(store)]
        for each in (one, two):
            await store.commit(Save(execution=each.id, closing=closing()))
            shown.append(await _status(store))
        return shown

    assert with_store(url, story) == ["DELETING", "DELETING", None]


def test_a_name_is_free_once_the_machine_is_gone(url: str) -> None:
    async def story(store: SqlStore) -> tuple[MachineRecord, MachineRecord]:
        first = await store.add_machine(machine(definition="first"))
        await store.delete_machine(MACHINE)
        return first, await store.add_machine(machine(definition="second"))

    first, second = with_store(url, story)
    assert second.revision.definition == "second"
    assert second.revision.id > first.revision.id


def test_prune_takes_the_oldest_closed_ones(url: str) -> None:
    async def story(store: SqlStore) -> None:
        stored = await store.add_machine(machine())
        runs = await store.add_execution(execution(stored, "runs"))
        records = [
            await closed(store, stored, f"e{number}", "FAILED", stopped_at=later(number))
            for number in range(5)
        ]
        assert await store.prune(later(3), 2) == 2
        assert await store.prune(later(3), 2) == 1
        assert await store.prune(later(3), 2) == 0
        there = [await store.execution(record.arn) is not None for record in records]
        assert there == [False, False, False, True, True]
        gone = records[0].id
        assert await store.history(gone, limit=9, after=None, newest_first=False) == []
        assert await store.standings() == [Unfinished(runs.id, None, None)]
        assert await store.prune_frames(later(99), 9) == 2

    with_store(url, story)


def test_prune_takes_the_revisions_that_nothing_needs(url: str) -> None:
    async def story(store: SqlStore) -> list[bool]:
        stored = await store.add_machine(machine())
        revisions = [stored.revision.id]
        for number in range(3):
            revised = await store.revise(MACHINE, revision(str(number), str(number)))
            assert revised is not None
            revisions.append(revised.revision.id)
            if number == 1:
                await store.add_execution(execution(revised, "runs"))
        await store.prune(later(0), 10)
        return [await store.revision(number) is not None for number in revisions]

    assert with_store(url, story) == [False, False, True, True]


def test_activities(url: str) -> None:
    async def story(store: SqlStore) -> None:
        given = replace(activity(), encryption='{"type":"AWS_OWNED_KEY"}')
        assert await store.add_activity(given) == given
        assert await store.add_activity(replace(given, created_at=later(9))) == given
        await store.tag(given.arn, {"a": "1"})
        await store.delete_activity(given.arn)
        assert await store.activity(given.arn) is None
        assert await store.tags(given.arn) == {}

    with_store(url, story)


# what is set and removed, in order, and what is left in its order
TAGS: dict[str, tuple[list[dict[str, str] | list[str]], list[tuple[str, str]]]] = {
    "in order of setting": (
        [{"b": "1", "a": "2"}, {"c": "3"}],
        [("b", "1"), ("a", "2"), ("c", "3")],
    ),
    "set again": ([{"b": "1", "a": "2"}, {"b": "3"}], [("b", "3"), ("a", "2")]),
    "removed": ([{"b": "1", "a": "2"}, ["b", "x"]], [("a", "2")]),
    "removed and set again": ([{"b": "1", "a": "2"}, ["b"], {"b": "3"}], [("a", "2"), ("b", "3")]),
    "any text": ([{"ä %s ?": ""}], [("ä %s ?", "")]),
}


@pytest.mark.parametrize(("changes", "left"), TAGS.values(), ids=TAGS)
def test_tags(
    url: str, changes: list[dict[str, str] | list[str]], left: list[tuple[str, str]]
) -> None:
    async def story(store: SqlStore) -> list[tuple[str, str]]:
        await store.tag(f"{MACHINE}2", {"b": "theirs"})
        for change in changes:
            if isinstance(change, dict):
                await store.tag(MACHINE, change)
            else:
                await store.untag(MACHINE, change)
        assert await store.tags(f"{MACHINE}2") == {"b": "theirs"}
        return list((await store.tags(MACHINE)).items())

    assert with_store(url, story) == left


def test_prune_leaves_the_children_that_their_parent_may_ask_for(url: str) -> None:
    """A Map Run that goes on after a restart would start a child anew that is gone."""

    async def story(store: SqlStore) -> list[bool]:
        stored = await store.add_machine(machine())
        parent = await store.add_execution(execution(stored, "parent", started_at=later(1)))
        children = []
        for name, began in (("older", 0), ("theirs", 1), ("too", 2)):
            child = replace(
                execution(stored, name, started_at=later(began), map_run_arn="arn:map"),
                machine_arn=f"{MACHINE}/label",
            )
            added = await store.add_execution(child)
            await store.commit(Save(execution=added.id, closing=closing(stopped_at=later(3))))
            children.append(added.arn)
        counts = [await store.prune(later(9), 2) for _ in range(2)]
        there = [await store.execution(arn) is not None for arn in children]
        assert (counts, there) == ([1, 0], [False, True, True])
        await store.commit(Save(execution=parent.id, closing=closing(stopped_at=later(4))))
        assert await store.prune(later(9), 9) == 3
        return [await store.execution(arn) is not None for arn in children]

    assert with_store(url, story) == [False, False, False]


def test_an_execution_of_a_revision_that_is_gone_is_refused(url: str) -> None:
    async def story(store: SqlStore) -> None:
        stored = await store.add_machine(machine())
        asked = execution(stored)
        await store.delete_machine(stored.arn)
        await store.prune(later(0), 1)
        with pytest.raises(RevisionGone, match="order:one"):
            await store.add_execution(asked)

    with_store(url, story)


def test_a_secret_is_made_once(lasting_url: str) -> None:
    made = {with_store(lasting_url, lambda store: store.secret()) for _ in range(2)}
    assert [len(secret) for secret in made] == [32]


def test_databases_have_secrets_of_their_own() -> None:
    made = {with_store("sqlite://", lambda store: store.secret()) for _ in range(2)}
    assert len(made) == 2
