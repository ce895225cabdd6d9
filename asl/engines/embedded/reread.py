"""What is in memory and not in the store any more: what the store has is read again."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog

from asl.definition import InvalidDefinition
from asl.engines.embedded.commits import RETRY
from asl.engines.embedded.recovery import recover
from asl.stores.port import Conflict, StoreError

if TYPE_CHECKING:
    from asl.engines.embedded.engine import EmbeddedEngine
    from asl.stores.records import ExecutionRecord

_log = structlog.get_logger(__name__)


async def heed_lost_moments(engine: EmbeddedEngine) -> None:
    """Whenever the database has lost its last moments, go on from what it has, for ever.

    All of it is read again, as after a restart, for also what has ended may not have ended there.
    """
    while True:
        await engine.store.lost_moments()
        _log.error("the database has lost its last moments; what it has goes on from there")
        lost = StoreError("the database has lost its last moments: try again")
        for number, running in list(engine.presence.running.items()):
            # Express executions are in no store.
            if number > 0:
                running.leave_to_store(lost)
        await _recover(engine)


async def _recover(engine: EmbeddedEngine) -> None:
    while True:
        try:
            await recover(engine, again=True)
        except StoreError as error:
            engine.outage.failed(error)
            await asyncio.sleep(RETRY)
        else:
            return


async def read_again(engine: EmbeddedEngine, record: ExecutionRecord, conflict: Conflict) -> None:
    """Go on with an execution from where the store has it.

    It may have ended there, where a save was stored and nobody could be told; and it may not be
    there at all, where the database has lost its last moments. Whoever waits for its end is told.
    """
    number = record.id
    _log.warning("an execution goes on from the store", arn=record.arn, reason=str(conflict))
    # What beat while the store was away is not in it.
    if number not in engine.presence.running:
        engine.presence.unmet.add(number)
    while not engine.closing:
        try:
            if await engine.presence.present(number) is None:
                _over(engine, record, await engine.store.execution(record.arn))
        except StoreError as error:
            engine.outage.failed(error)
            await asyncio.sleep(RETRY)
        except (InvalidDefinition, ValueError) as error:
            _log.error("an execution cannot go on", arn=record.arn, error=str(error))
            return
        else:
            return


def _over(engine: EmbeddedEngine, record: ExecutionRecord, stored: ExecutionRecord | None) -> None:
    # Its number may not be its own any more, but its ARN is.
    gone = stored is None or stored.id != record.id
    if gone:
        _log.error("an execution is lost: the database does not have it", arn=record.arn)
    engine.presence.over(record.id, None if gone else stored)
    engine.news.tell(record.id)
