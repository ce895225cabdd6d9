"""From the rows of a store back to a tree of frames."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from asl.engines.embedded.commits import Fan
from asl.runtime.events import payload_of
from asl.runtime.execution import Execution
from asl.runtime.frame import MAP_RUN, Frame
from asl.runtime.frame_tree import load_tree
from asl.stores.port import Store
from asl.stores.records import Standing
from asl.syntax import parse_data
from asl.syntax.values import Json

if TYPE_CHECKING:
    from asl.engines.embedded.host import EmbeddedHost

NAMES: Final = uuid.UUID("6f3a1a52-5f0c-4f57-9d57-0d3f6c2b7a10")


async def load_frames(
    store: Store, standing: Standing, host: EmbeddedHost, execution: Execution
) -> tuple[Frame, dict[str, Fan]]:
    """The root frame with all below it, and which visit the children of each frame belong to.

    Raises:
        ValueError: for rows of a format that this version does not know.
    """
    rows: dict[str, dict[str, Json]] = {
        path: parse_data(text) for path, text in standing.frames.items()
    }
    fanned: dict[str, Fan] = {}
    for path in sorted(rows):
        if path:
            above, own = path.rsplit("/", 1)
            _index, entered, attempt = own.split(".")
            fanned[above] = (int(entered), int(attempt))
            rows[above].setdefault("children", []).append(rows[path])
    for above in fanned:
        rows[above]["children"].sort(key=lambda row: row["index"])
    wanted = [row["input"][0] for row in rows.values() if row["input"][0]]
    events = await store.payloads(standing.execution.id, wanted)
    frame = load_tree(rows[""], host, execution, lambda event: payload_of(events[event]))
    return frame, fanned


def open_map_runs(standing: Standing) -> Iterator[uuid.UUID]:
    """The Map Runs in which the frames of an execution stand."""
    for path, text in standing.frames.items():
        row = parse_data(text)
        if row["phase"] == MAP_RUN:
            retries = sum(row.get("retries") or ())
            yield _map_run(standing.execution.arn, f"{path}/{row['entered']}.{retries}")


def map_run_of(frame: Frame) -> uuid.UUID:
    """The Map Run of the state that a frame stands in: the same whenever it is asked for."""
    visit = f"{frame.path()}/{frame.entered}.{frame.retry_count()}"
    return _map_run(frame.execution.arn, visit)


def _map_run(execution: str, visit: str) -> uuid.UUID:
    return uuid.uuid5(NAMES, f"{execution} {visit}")
