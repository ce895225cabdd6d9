"""What of one execution is to be committed next, and who waits for that.

One commit of an execution is under way at a time; what comes in meanwhile goes into the next one.
So the events in the store are always the first so many of the history, without a gap.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, TypeAlias

from asl.engines.embedded.trouble import Outage, Trouble
from asl.runtime.events import Event
from asl.runtime.frame import FANNED, Frame
from asl.runtime.frame_tree import FORMAT, dump_frame
from asl.runtime.values import text_of
from asl.stores.port import Conflict, Store, StoreError
from asl.stores.records import Closing, Save

# Seconds between two tries of a commit that the store could not do.
RETRY: Final = 1.0

# Characters of events that wait for a save, and what is counted for an event without its texts.
_HEAVY: Final = 1_000_000
_EVENT: Final = 200
# The event that entered a Parallel or Map state, and the attempt at it.
Fan: TypeAlias = tuple[int, int]


class Commits:
    """The commits of one execution.

    Args:
        store: where to.
        execution: the store's number of it.
        stored_events: how many there are already.
        outage: told whether the store can do it.
        told: called with the events of each commit that was made.

    Attributes:
        closing: how the execution ended; goes with the commit that has its last event.
        draws: how many draws of chance have been made.
        trouble: tells those who wait that a commit has failed.
        conflicts: called where the store is not where a save begins; nothing is committed any more.
        sleeps: until when nothing happens; None where something is under way.
    """

    def __init__(
        self,
        store: Store,
        execution: int,
        stored_events: int,
        *,
        outage: Outage,
        told: Callable[[Sequence[Event]], None],
    ) -> None:
        self.closing: Closing | None = None
        self.draws = 0
        self.trouble = Trouble()
        self.conflicts: Callable[[Conflict], None] = lambda _conflict: None
        self.sleeps: Callable[[], datetime | None] = lambda: None
        self._store = store
        self._execution = execution
        self._outage = outage
        self._told = told
        self._events: list[Event] = []
        self._weight = 0
        self._dirty: dict[Frame, None] = {}
        # Which visit and attempt the stored children of a frame belong to, by the frame's path.
        self._fanned: dict[str, Fan] = {}
        self._tokens: list[str] = []
        self._spent: list[str] = []
        self._waiting: list[Callable[[], None]] = []
        self._task: asyncio.Task[None] | None = None
        self._closed = False
        self._saved = stored_events
        self.count = stored_events

    @property
    def idle(self) -> bool:
        """Whether all is committed, and nobody waits for anything."""
        return self._task is None and not self._waiting and not self._dirty

    @property
    def heavy(self) -> bool:
        """Whether so much waits for a save that it should not wait for more."""
        return self._weight > _HEAVY

    def add(self, frame: Frame, event: Event) -> None:
        """An event, and the frame that changed with it."""
        self._events.append(event)
        self._dirty[frame] = None
        details = event.details
        self._weight += _EVENT + len(details.get("input") or "") + len(details.get("output") or "")

    def touch(self, frame: Frame) -> None:
        """A frame has changed; it goes with the next save."""
        self._dirty[frame] = None

    def mark(self, frame: Frame) -> None:
        """A frame has changed; where it has just fanned out, its children are new."""
        self._dirty[frame] = None
        if frame.phase == FANNED:
            for child in frame.children:
                self._dirty[child] = None

    def open_token(self, token: str) -> None:
        """A token can complete a call from now on."""
        self._tokens.append(token)

    def spend_token(self, token: str) -> None:
        """A token's call is over."""
        if token in self._tokens:
            self._tokens.remove(token)
        else:
            self._spent.append(token)

    def known_fans(self, fans: dict[str, Fan]) -> None:
        """The frames whose children are in the store, after a recovery."""
        self._fanned |= fans

    def wait(self, done: Callable[[], None]) -> None:
        """Commit all that there is; then call, at once where the execution is closed."""
        if self._closed:
            done()
            return
        if self.trouble.last is not None:
            return
        self._waiting.append(done)
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._commit_all())

    def when_stored(self, done: Callable[[], None]) -> None:
        """Commit, after the turn that is under way, all that there is then; then call."""
        asyncio.get_running_loop().call_soon(self.wait, done)

    def catch_up(self) -> None:
        """Commit what could wait for the next save."""
        if self._dirty and self._task is None:
            self.wait(lambda: None)

    async def flush(self) -> None:
        """Commit all that there is.

        Raises:
            StoreError: where that fails.
        """
        if self.idle:
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.wait(lambda: None if future.done() else future.set_result(None))
        await self.trouble.unless(future)

    def forsake(self) -> None:
        """Let go of the commit that is under way."""
        if self._task is not None:
            self._task.cancel()

    def give_up(self, error: StoreError) -> None:
        """Commit nothing any more, and tell those who wait for it."""
        self.trouble.last = error
        self.trouble.tell(error)
        self.forsake()

    async def _commit_all(self) -> None:
        try:
            while self._waiting and not self._closed:
                save, waiting = self._next(), self._waiting
                self._waiting = []
                await self._commit(save)
                self._told(save.events)
                self._closed = save.closing is not None
                for done in waiting:
                    done()
            # What came in while the last commit was under way has nothing to wait for.
            for done in self._waiting:
                done()
            self._waiting = []
        except Conflict as conflict:
            self._task = None
            self.conflicts(conflict)
        finally:
            self._task = None

    async def _commit(self, save: Save) -> None:
        while True:
            try:
                await self._store.commit(save)
            except Conflict:
                raise
            except StoreError as error:
                # Nothing is lost: the same save is tried until the store can do it.
                self._outage.failed(error)
                self.trouble.tell(error)
                await asyncio.sleep(RETRY)
            else:
                self._outage.worked()
                return

    def _next(self) -> Save:
        frames: dict[str, str] = {}
        gone: list[str] = []
        for frame in self._dirty:
            if not frame.attached():
                # Its state is over, and nothing of it is to be gone on with.
                continue
            path = frame.path()
            fan = (frame.entered, frame.children[0].attempt) if frame.children else None
            if self._fanned.get(path, fan) != fan:
                gone.append(path)
            if fan is None:
                self._fanned.pop(path, None)
            else:
                self._fanned[path] = fan
            frames[path] = text_of({"format": FORMAT, **dump_frame(frame)})
        save = Save(
            execution=self._execution,
            events=self._events,
            stored=self._saved,
            frames=frames,
            gone=gone,
            draws=self.draws,
            wakes_at=self.sleeps() if self.closing is None else None,
            closing=self.closing,
            tokens=self._tokens,
            spent=self._spent,
        )
        self._saved += len(self._events)
        self._events, self._dirty, self._tokens, self._spent = [], {}, [], []
        self._weight = 0
        return save
