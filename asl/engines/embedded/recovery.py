"""From the rows of a store back to a tree of frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asl.engines.embedded.commits import Fan
from asl.runtime.events import payload_of
from asl.runtime.execution import Execution
from asl.runtime.frame import Frame
from asl.runtime.frame_tree import load_tree
from asl.stores.port import Store
from asl.stores.records import Standing
from asl.syntax import parse_data
from asl.syntax.values import Json

if TYPE_CHECKING:
    from asl.engines.embedded.host import EmbeddedHost


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
    host.reopen(frame)
    return frame, fanned
