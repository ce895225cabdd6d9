"""One evaluation of a path: the document, what has been worked out already, what may be visited."""

from __future__ import annotations

from typing import Final

from asl.expr.jsonpath.faults import PathLimit
from asl.runtime.values import GROWTH_LIMIT, exceeds
from asl.syntax.values import Json

# Values visited by one evaluation. A state's input of 256 KiB holds at most 131,072.
NODE_LIMIT: Final = 1_000_000

# What a path gives that leads to nothing; null is something.
MISSING: Final[Json] = object()


def hold(found: Json) -> None:
    """Raise PathLimit where what is found, the shared counted each time, is past `GROWTH_LIMIT`."""
    if exceeds(found, GROWTH_LIMIT):
        raise PathLimit(f"the path leads to more than {GROWTH_LIMIT:,} bytes")


class Walk:
    """One evaluation of a path.

    Attributes:
        root: what `$` is inside filters and function arguments.
        found: what such paths led to; they depend on the root alone.
    """

    __slots__ = ("_left", "found", "root")

    def __init__(self, root: Json) -> None:
        self.root = root
        self.found: dict[object, Json] = {}
        self._left = NODE_LIMIT

    def spend(self, nodes: int) -> None:
        """Count values about to be visited; PathLimit once there are too many."""
        self._left -= nodes
        if self._left < 0:
            raise PathLimit(f"the path visits more than {NODE_LIMIT:,} values")
