"""Branches side by side, as fibers of one scheduler."""

from __future__ import annotations

from collections.abc import Sequence

from asl.engines.scheduler import AFTER_CHILDREN, SUSPEND, TURN, Fiber, Scheduler
from asl.runtime.errors import StatesError
from asl.runtime.frame import FAILED, Frame
from asl.runtime.host import Branch


class Gathering:
    """One gather: its branches as fibers, and the parent that waits for them.

    The parent goes on after all that is due at the same instant, so that siblings that end
    together are all heard.
    """

    def __init__(
        self,
        scheduler: Scheduler,
        prefix: tuple[int, ...],
        frame: Frame,
        branches: Sequence[Branch],
        failing: set[Frame],
    ) -> None:
        waiting = scheduler.current
        assert waiting is not None, "only a fiber gathers"
        self._scheduler = scheduler
        self._prefix = prefix
        self._frame = frame
        self._failing = failing
        self._parent = waiting
        self._open = len(branches)
        self._fibers = [Fiber(coroutine, self._finished) for _, coroutine in branches]
        self._orders = [(*prefix, *child.order()) for child, _ in branches]
        # A branch may have failed before the frames were saved.
        self._failure: StatesError | None = next(
            (child.error for child, _ in branches if child.phase == FAILED), None
        )

    async def run(self) -> None:
        """Run all of them.

        Raises:
            StatesError: the first error; by then every other branch is quiet.
        """
        try:
            if self._failure is None and self._fibers:
                now = self._scheduler.now
                for fiber, order in zip(self._fibers, self._orders, strict=True):
                    self._scheduler.at(now, TURN, order, fiber)
            else:
                self._wake_parent()
            await SUSPEND
        finally:
            self._failing.discard(self._frame)
            for fiber in self._fibers:
                fiber.close()
        if self._failure is not None:
            raise self._failure

    def _finished(self, fiber: Fiber) -> None:
        self._open -= 1
        if self._failure is not None:
            return
        self._failure = fiber.error
        if self._failure is not None:
            self._failing.add(self._frame)
        if self._failure is not None or self._open == 0:
            self._wake_parent()

    def _wake_parent(self) -> None:
        order = (*self._prefix, *self._frame.order())
        self._scheduler.at(self._scheduler.now, AFTER_CHILDREN, order, self._parent)
