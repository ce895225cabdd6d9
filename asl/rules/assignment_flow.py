"""What has been assigned when a state is come to, whichever way was taken."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Final, TypeAlias

from asl.model.state import Block
from asl.rules.reads import ways_out

# A set of variables, a bit each: a machine of thousands of states has as many sets.
Variables: TypeAlias = int
NONE: Final[Variables] = 0
# Looks at a state for each state there is, before the flow gives up: hostile loops only.
_MOST_LOOKS: Final = 10


class Flow:
    """The variables of one machine, followed along its transitions."""

    def __init__(self) -> None:
        self._bits: dict[str, Variables] = {}

    def has(self, variables: Variables, name: str) -> bool:
        """Whether a variable is one of those."""
        return bool(variables & self._bits.get(name, NONE))

    def _with(self, variables: Variables, names: Iterable[str]) -> Variables:
        for name in names:
            variables |= self._bits.setdefault(name, 1 << len(self._bits))
        return variables

    def certain(self, block: Block, entry: Variables) -> dict[str, Variables] | None:
        """For each state that is come to, what is assigned on every way; None past the bound.

        Args:
            block: whose states.
            entry: what is assigned when the block begins.
        """
        if block.start_at not in block.states:
            return {}
        found = {block.start_at: entry}
        waiting = deque(found)
        queued = set(waiting)
        left = _MOST_LOOKS * len(block.states)
        while waiting:
            left -= 1
            if left < 0:
                return None
            name = waiting.popleft()
            queued.discard(name)
            for target, given in ways_out(block.states[name]):
                if target not in block.states:
                    continue
                there = found[name] if given is None else self._with(found[name], given.names)
                known = found.get(target)
                there = there if known is None else known & there
                if there != known:
                    found[target] = there
                    if target not in queued:
                        queued.add(target)
                        waiting.append(target)
        return found
