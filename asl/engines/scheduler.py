"""Fibers of the interpreter and who of them runs next, for any engine and any clock.

Which fiber runs next depends on nothing but where the frames stand: the earliest deadline, then
the order of the frames; a state that waits for its children comes after all else of that instant,
the inner before the outer. So a run that goes on from a saved frame tree takes the same course.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Coroutine, Generator
from datetime import datetime
from typing import Any, Final, NamedTuple

from asl.runtime.errors import StatesError

# The turns of one instant: first what sleeps or calls, then states whose children are through.
TURN: Final = 0
AFTER_CHILDREN: Final = 1
AT_LAST: Final = 2

# Entries of an agenda that are always fine.
_TIDY: Final = 4096


class Fiber:
    """A coroutine of the interpreter that the scheduler drives.

    Attributes:
        done: whether it has ended, one way or another.
        error: how it failed; None where it did not.
        turns: how many it has had; what was planned before the last one is void.
        finished: called once when it ends by itself.
    """

    __slots__ = ("coroutine", "done", "error", "finished", "turns")

    def __init__(
        self, coroutine: Coroutine[Any, Any, Any], finished: Callable[[Fiber], None]
    ) -> None:
        self.coroutine = coroutine
        self.done = False
        self.error: StatesError | None = None
        self.turns = 0
        self.finished = finished

    def close(self) -> None:
        """Take the work away; nothing is called any more."""
        if not self.done:
            self.done, self.finished = True, _nothing
            self.coroutine.close()

    def ended(self, error: StatesError | None = None) -> None:
        """It has ended by itself. An agenda may hold it for long, but not those it has told."""
        self.done, self.error = True, error
        finished, self.finished = self.finished, _nothing
        finished(self)


def _nothing(_fiber: Fiber) -> None:
    """Whom a fiber tells that has ended."""


class _Suspension:
    """Gives the turn back to the scheduler; the fiber goes on when it is next run."""

    __slots__ = ()

    def __await__(self) -> Generator[None, None, None]:
        yield


SUSPEND: Final = _Suspension()


async def for_ever() -> None:
    """Have no turn any more."""
    while True:
        await SUSPEND


class _Turn(NamedTuple):
    """A fiber's turn, as planned before that turn; void once it has had another one."""

    fiber: Fiber
    turns: int

    def void(self) -> bool:
        return self.fiber.done or self.fiber.turns != self.turns


class Call:
    """A call on the agenda."""

    __slots__ = ("action",)

    def __init__(self, action: Callable[[], None]) -> None:
        self.action: Callable[[], None] | None = action

    def cancel(self) -> None:
        """Do not make it; what it would have needed is let go at once."""
        self.action = None

    def void(self) -> bool:
        """Whether it is not to be made any more."""
        return self.action is None


class Scheduler:
    """An agenda of turns; a drive takes them by its own clock.

    Attributes:
        now: the time; moved by whoever drives.
        current: the fiber whose turn it is; None between turns.
    """

    def __init__(self, start: datetime) -> None:
        self.now = start
        self.current: Fiber | None = None
        self._agenda: list[tuple[datetime, int, int, tuple[int, ...], int, _Turn | Call]] = []
        self._count = 0
        self._tidy_at = _TIDY

    def at(self, due: datetime, turn: int, order: tuple[int, ...], fiber: Fiber) -> None:
        """Run a fiber at an instant."""
        self._plan(due, turn, order, _Turn(fiber, fiber.turns))

    def call_at(self, due: datetime, turn: int, action: Callable[[], None]) -> Call:
        """Call a function at an instant, unless that is cancelled."""
        call = Call(action)
        self._plan(due, turn, (), call)
        return call

    def _plan(
        self, due: datetime, turn: int, order: tuple[int, ...], planned: _Turn | Call
    ) -> None:
        self._count += 1
        depth = -len(order) if turn == AFTER_CHILDREN else 0
        entry = (max(due, self.now), turn, depth, order, self._count, planned)
        heapq.heappush(self._agenda, entry)
        if len(self._agenda) > self._tidy_at:
            self._tidy()

    def _tidy(self) -> None:
        """Throw out what is void, before the agenda is mostly that."""
        self._agenda = [entry for entry in self._agenda if not entry[-1].void()]
        heapq.heapify(self._agenda)
        self._tidy_at = max(_TIDY, 2 * len(self._agenda))

    def start(self, fiber: Fiber) -> None:
        """Give a fiber its turn now, inside the current one."""
        before, self.current = self.current, fiber
        fiber.turns += 1
        try:
            fiber.coroutine.send(None)
        except StopIteration:
            fiber.ended()
        except StatesError as error:
            fiber.ended(error)
        except Exception as error:  # noqa: BLE001 - what to make of it is the engine's to say
            fiber.ended(self.fault(error))
        finally:
            self.current = before

    def fault(self, error: Exception) -> StatesError:
        """What a fault of the program itself is to the execution that met it: here, it is raised.

        Raises:
            Exception: the fault.
        """
        raise error

    def next_due(self) -> datetime | None:
        """When the next turn is; None where nothing is on the agenda."""
        while self._agenda and self._agenda[0][-1].void():
            heapq.heappop(self._agenda)
        return self._agenda[0][0] if self._agenda else None

    def take(self) -> None:
        """Take the next turn there is; the caller has seen to it that its time has come."""
        planned = heapq.heappop(self._agenda)[-1]
        if isinstance(planned, _Turn):
            self.start(planned.fiber)
        elif planned.action is not None:
            planned.action()
