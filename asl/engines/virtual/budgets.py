"""What a virtual run may use up: states entered, and memory for the texts of its histories.

The history of a Standard execution may hold 25,000 events and that of an Express execution has no
end; at 256 KiB of input or output in each, either is more than a machine has.
"""

from __future__ import annotations

from typing import Final

TRANSITION_BUDGET: Final = 1_000_000
HISTORY_BUDGET: Final = 512_000_000


class BudgetExceeded(Exception):
    """A run was given up: it used more than its settings allow."""


class TransitionBudgetExceeded(BudgetExceeded):
    """A run entered more states than its budget."""


class HistoryBudgetExceeded(BudgetExceeded):
    """The histories of a run hold more text than its budget."""


class Budget:
    """What a run has used so far, its child executions included."""

    __slots__ = ("_held", "_history", "_spent", "_transitions")

    def __init__(self, *, transitions: int, history: int) -> None:
        self._transitions = transitions
        self._history = history
        self._spent = 0
        self._held = 0

    def spend(self, transitions: int) -> None:
        """Count states that were entered.

        Raises:
            TransitionBudgetExceeded
        """
        self._spent += transitions
        if self._spent > self._transitions:
            raise TransitionBudgetExceeded(
                f"more than {self._transitions:,} states were entered; an endless "
                "loop, or raise transition_budget (--transition-budget)"
            )

    def hold(self, size: int) -> None:
        """Count bytes of text that a history holds from now on.

        Raises:
            HistoryBudgetExceeded
        """
        self._held += size
        if self._held > self._history:
            raise HistoryBudgetExceeded(
                f"the history holds more than {self._history:,} bytes of inputs, outputs "
                "and variables; an endless loop, or values too large to hand from state to "
                "state: keep them elsewhere and hand on where, or raise history_budget "
                "(asl.testing.Settings)"
            )

    def release(self, size: int) -> None:
        """Count off bytes of text that no history holds any more."""
        self._held -= size
