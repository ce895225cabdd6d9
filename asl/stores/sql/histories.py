"""Pages of a history that are bounded by their size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from asl.runtime.events import Event
from asl.stores.sql.reads import history
from asl.stores.sql.session import Session

_NEWEST: Final = "SELECT MAX(id) FROM events WHERE execution = ?"
# The id behind a page, with how many characters come before it. Ids have no gap, and each step
# looks one event up: so nothing beyond the page is read, however long the history is.
_BEYOND: Final = (
    "WITH RECURSIVE page (id, size) AS ("
    "SELECT CAST(? AS BIGINT), CAST(0 AS BIGINT) UNION ALL "
    "SELECT page.id + ?, page.size + (SELECT LENGTH(events.details) FROM events "
    "WHERE events.execution = ? AND events.id = page.id) "
    "FROM page WHERE page.size < ? AND page.id <> ?) "
    "SELECT COUNT(*) - 1 FROM page"
)


def page(
    session: Session,
    execution: int,
    *,
    limit: int,
    size: int,
    after: int | None,
    newest_first: bool,
) -> tuple[Sequence[Event], bool]:
    """Events beyond an id, until there are `limit` or they have `size` characters; are there more?

    Two statements tell how many those are before the third one reads them, so that what is too
    large is never in memory.
    """
    [[newest]] = session.execute(_NEWEST, (execution,))
    newest = newest or 0
    if newest_first:
        first = newest if after is None else min(after - 1, newest)
        there, step = first, -1
    else:
        first = (after or 0) + 1
        there, step = newest - first + 1, 1
    most = min(limit, there)
    if most <= 0:
        return [], there > 0
    end = first + step * most
    [[count]] = session.execute(_BEYOND, (first, step, execution, size, end))
    events = history(session, execution, limit=count, after=after, newest_first=newest_first)
    return events, count < there
