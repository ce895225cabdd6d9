"""What a start finds in the store: executions that sleep, those that go on, and orphans."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import structlog

from asl.definition import InvalidDefinition
from asl.engines.embedded.commits import RETRY
from asl.engines.embedded.frame_rows import open_map_runs
from asl.runtime.events import Event
from asl.stores.port import StoreError
from asl.stores.records import Closing, Save, Standing, Unfinished

if TYPE_CHECKING:
    from asl.engines.embedded.engine import EmbeddedEngine

_log = structlog.get_logger(__name__)

# Seconds that a start waits for all to go on; the rest of them go on while it answers already.
_PATIENCE: Final = 3.0
# Seconds after which what a database lost is done again: it loses less than one.
_DONE_AGAIN: Final = 5.0


async def recover(engine: EmbeddedEngine, *, again: bool = False) -> int:
    """Go on with all executions that run; how many it were.

    Those that sleep for long stay in the store, and a Map Run goes on with its own children. Where
    they are many, some may not have gone on yet when this returns.

    Args:
        engine: whose they are.
        again: whether it is a live engine whose database has lost its last moments.

    Raises:
        StoreError
    """
    presence, park_after = engine.presence, engine.settings.park_after
    unfinished = await engine.store.standings()
    if again:
        engine.in_background(_abort_orphans_later(engine))
    else:
        await _abort_orphans(engine, unfinished)
    if unfinished:
        presence.known(unfinished[-1].execution)
    going_on: list[int] = []
    for number, wakes_at, map_run_arn in unfinished:
        if number in presence.running:
            # It has begun since.
            continue
        if map_run_arn is not None:
            presence.unmet.add(number)
        elif wakes_at is not None and wakes_at - engine.scheduler.now > park_after:
            presence.dormant.add(number, wakes_at)
        else:
            presence.unmet.add(number)
            going_on.append(number)
    task = engine.in_background(_go_on(engine, going_on))
    await asyncio.wait((task,), timeout=_PATIENCE)
    return len(unfinished)


async def _go_on(engine: EmbeddedEngine, executions: Sequence[int]) -> None:
    """Bring executions back, one after another; whoever needs one meanwhile does it himself.

    Those that are back have their turns meanwhile, and what then waits is dropped from memory.
    """
    for number in executions:
        while number in engine.presence.unmet:
            try:
                await engine.presence.present(number)
            except StoreError as error:
                engine.outage.failed(error)
                await asyncio.sleep(RETRY)
            except (InvalidDefinition, ValueError) as error:
                # One that this version cannot go on with keeps no other from doing so.
                _log.error("an execution cannot go on", number=number, error=str(error))
                break


async def _abort_orphans_later(engine: EmbeddedEngine) -> None:
    """The same, once parents have done again what was lost: they take their children back."""
    while True:
        await asyncio.sleep(_DONE_AGAIN)
        try:
            await _abort_orphans(engine, await engine.store.standings())
        except StoreError as error:
            engine.outage.failed(error)
        else:
            return


async def _abort_orphans(engine: EmbeddedEngine, unfinished: Sequence[Unfinished]) -> None:
    """End the children of Map Runs that ended just before the process did.

    A Map Run is open where a frame stands in it, of an execution that is no orphan itself.
    """
    children = [one for one in unfinished if one.map_run_arn is not None]
    if not children:
        return
    open_runs: set[uuid.UUID] = set()
    for one in unfinished:
        if one.map_run_arn is None and one.wakes_at is None:
            open_runs.update(await _open_map_runs(engine, one.execution))
    left, adopted = children, True
    while left and adopted:
        adopted, orphans = False, []
        for child in left:
            if _run_of(child) in open_runs:
                adopted = True
                open_runs.update(await _open_map_runs(engine, child.execution))
            else:
                orphans.append(child)
        left = orphans
    for child in left:
        standing = await engine.store.standing(child.execution)
        if standing is not None:
            await engine.store.commit(await _abortion(engine, standing))
        engine.presence.unmet.discard(child.execution)


def _run_of(child: Unfinished) -> uuid.UUID:
    assert child.map_run_arn is not None, "only children have one"
    return uuid.UUID(child.map_run_arn.rpartition(":")[2])


async def _open_map_runs(engine: EmbeddedEngine, execution: int) -> set[uuid.UUID]:
    standing = await engine.store.standing(execution)
    return set() if standing is None else set(open_map_runs(standing))


async def _abortion(engine: EmbeddedEngine, standing: Standing) -> Save:
    now, record = engine.scheduler.now, standing.execution
    events = [Event(standing.events + 1, 0, "ExecutionAborted", now, {})]
    if not standing.events:
        program = await engine.programs.numbered(record.revision)
        details = {"input": record.input, "roleArn": program.role_arn}
        events = [
            Event(1, 0, "ExecutionStarted", record.started_at, details),
            Event(2, 0, "ExecutionAborted", now, {}),
        ]
    return Save(
        execution=record.id,
        events=events,
        draws=standing.draws,
        closing=Closing(status="ABORTED", stopped_at=now),
    )
