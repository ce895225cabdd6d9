"""What has been over for long is deleted from the store, and its name is free again.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html: closed executions
are kept for 90 days, and can be redriven for 14.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

import structlog

from asl.stores.port import Store, StoreError

_log = structlog.get_logger(__name__)

KEPT: Final = timedelta(days=90)
REDRIVABLE: Final = timedelta(days=14)
# Seconds from a start to the first look, and between two.
_FIRST: Final = 60.0
_PERIOD: Final = 3600.0
# Executions deleted in one write, and seconds that others then have the writer.
_BATCH: Final = 100
_PAUSE: Final = 0.05


async def delete_what_is_over(store: Store, now: Callable[[], datetime]) -> None:
    """Look every hour, until cancelled."""
    await asyncio.sleep(_FIRST)
    while True:
        try:
            deleted = await delete_before(store, now() - KEPT, now() - REDRIVABLE)
        except StoreError as error:
            _log.error("old executions cannot be deleted; it is tried again", error=str(error))
        else:
            if deleted:
                _log.info("executions that were over for 90 days are deleted", count=deleted)
        await asyncio.sleep(_PERIOD)


async def delete_before(store: Store, closed: datetime, redrivable: datetime) -> int:
    """Delete executions that closed before an instant, and what a redrive would need of others.

    Returns:
        How many executions were deleted.

    Raises:
        StoreError
    """
    await _all(store.prune_frames, redrivable)
    return await _all(store.prune, closed)


async def _all(prune: Callable[[datetime, int], Awaitable[int]], before: datetime) -> int:
    total = 0
    while True:
        deleted = await prune(before, _BATCH)
        total += deleted
        if deleted < _BATCH:
            return total
        await asyncio.sleep(_PAUSE)
