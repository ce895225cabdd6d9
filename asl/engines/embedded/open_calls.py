"""The calls of one execution whose tokens are out: opened, found again, closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asl.engines.embedded.calls import OpenCall
from asl.engines.embedded.commits import Commits
from asl.engines.embedded.trouble import Trouble
from asl.runtime.frame import SUBMITTED, Frame
from asl.runtime.host import TaskCall

if TYPE_CHECKING:
    from asl.engines.embedded.engine import EmbeddedEngine


class OpenCalls:
    """What an execution has among the engine's open calls; its store knows their tokens."""

    __slots__ = ("_commits", "_engine")

    def __init__(self, engine: EmbeddedEngine, commits: Commits | None) -> None:
        """Nothing is open.

        Args:
            engine: which finds calls by their tokens.
            commits: of the execution; None for Express, of which nothing is stored.
        """
        self._engine = engine
        self._commits = commits

    def open(self, call: TaskCall, *, stored: bool = False) -> OpenCall:
        """The call as those see it who have its token; the same for one that is open already."""
        open_ = self._engine.open_calls.get(call.token)
        if open_ is None or open_.trouble.last is not None:
            trouble = Trouble() if self._commits is None else self._commits.trouble
            open_ = self._engine.open_calls[call.token] = OpenCall(call, trouble)
            if self._commits is not None and not stored:
                self._commits.open_token(call.token)
        return open_

    def reopen(self, frame: Frame, *, at_start: bool) -> None:
        """Calls that were submitted can be completed before their turn comes.

        Args:
            frame: they and those below it.
            at_start: whether the process is new: heartbeats could not be heard before.
        """
        call = frame.call
        # The outcome of a job is asked for; a mock is one, also where its Task has a token.
        if frame.phase == SUBMITTED and call is not None and call.token and call.job is None:
            self.open(call, stored=True)
            if at_start and call.heartbeat is not None:
                call.beat_at = self._engine.scheduler.now
        for child in frame.children:
            self.reopen(child, at_start=at_start)

    def close(self, call: TaskCall, *, leaving: bool) -> None:
        """A call is over; one of an execution that is dropped from memory stays open."""
        open_ = self._engine.open_calls.pop(call.token, None)
        if leaving:
            # It comes back with its execution: from the store, where that has it.
            if self._commits is not None and self._commits.trouble.last is not None:
                self._engine.activities.leave(call.token)
            return
        if open_ is not None:
            open_.end()
        if self._commits is not None and call.token:
            self._commits.spend_token(call.token)

    def settle(self, open_: OpenCall) -> None:
        """The message has been taken: whoever sent it is told when that is committed.

        Until then the call is found by its token, for it may be sent again where that fails.
        """
        token = open_.call.token

        def settled() -> None:
            open_.settle()
            open_.over = True
            self._engine.open_calls.pop(token, None)

        if self._commits is None:
            settled()
        else:
            self._commits.spend_token(token)
            self._commits.when_stored(settled)
