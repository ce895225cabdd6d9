"""Frames: where each branch of an execution stands, as a tree of plain data.

A frame belongs to one run of one `States` block: the execution's own, a Parallel branch, a Map
iteration. Running the interpreter on a saved tree goes on where the tree was saved: what a frame
says has happened is neither evaluated nor recorded again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from asl.runtime.errors import StatesError
from asl.runtime.execution import Execution, Item, utc_text
from asl.runtime.host import Host, TaskCall
from asl.runtime.values import text_of
from asl.syntax.values import Json

# The phases of a frame, each with what has been recorded when it holds.
ENTER: Final = "enter"  # nothing yet of `state`; `input` is what it will get
ENTERED: Final = "entered"  # StateEntered
WAITING: Final = "waiting"  # a Wait that sleeps until `wake_at`
SCHEDULED: Final = "scheduled"  # TaskScheduled; the call has not been made
STARTED: Final = "started"  # TaskStarted; the call is being made
SUBMITTED: Final = "submitted"  # TaskSubmitted or ActivityStarted; only the outcome is missing
FANNED: Final = "fanned"  # ParallelStateStarted or MapStateStarted; `children` run
MAP_RUN: Final = "map_run"  # MapRunStarted; the engine runs the children
RETRYING: Final = "retrying"  # the failure of an attempt; sleeps until `wake_at`
DONE: Final = "done"  # the block has ended; `input` is its output
FAILED: Final = "failed"  # the block has failed; `error` says how


class Frame:
    """Where one run of a `States` block stands.

    Attributes:
        host, execution: what it runs on, and for what.
        parent: the frame of the state around this block; None at the top.
        index: which branch or iteration of the parent's state it is; 0 at the top.
        attempt: which attempt of the parent's state made it.
        item: the Map item it runs for; None outside a Map.
        variables: every variable that can be read here. Never mutated, only replaced.
        sizes: bytes of each variable that belongs to this block, by name.
        state: the state it stands in or will enter; None once the block is over.
        phase: one of the constants above.
        input: the raw input of `state`; in phase DONE the block's output.
        input_text: its JSON text, None where nothing has needed it yet.
        input_event: the event that `input` stands in; 0 where it stands in none.
        before: previousEventId of the state's StateEntered event.
        entered: id of the state's StateEntered event.
        entered_at: when the state was entered.
        last: the event that the next one of this frame chains from.
        retries: how often each Retrier of the state has been used in this visit.
        wake_at: when a sleeping phase ends.
        call: the Task call under way.
        items: what the Map state iterates over.
        children: frames of the branches or iterations started so far, by index.
        selecting: the item whose ItemSelector is being evaluated; None otherwise.
        closed: id of the iteration's MapIterationSucceeded; 0 before.
        type: `Type` of the state that was entered last; empty before the first.
        parked: whether the state's children run beside each other in this attempt, and not inside
            its own turn.
        error: how the block failed.
        observer: sees the stages of a state's data flow; None in ordinary runs.
    """

    __slots__ = (
        "attempt",
        "before",
        "call",
        "children",
        "closed",
        "entered",
        "entered_at",
        "error",
        "execution",
        "host",
        "index",
        "input",
        "input_event",
        "input_text",
        "item",
        "items",
        "last",
        "observer",
        "parent",
        "parked",
        "phase",
        "retries",
        "selecting",
        "sizes",
        "state",
        "type",
        "variables",
        "wake_at",
    )

    def __init__(  # noqa: PLR0913 - where a frame begins
        self,
        host: Host,
        execution: Execution,
        state: str,
        input: Json,
        *,
        parent: Frame | None = None,
        index: int = 0,
        attempt: int = 0,
        item: Item | None = None,
    ) -> None:
        self.host = host
        self.execution = execution
        self.parent = parent
        self.index = index
        self.attempt = attempt
        self.item = item
        self.variables: dict[str, Json] = {} if parent is None else parent.variables
        self.sizes: dict[str, int] = {}
        self.state: str | None = state
        self.phase: str = ENTER
        self.input = input
        self.input_text: str | None = None
        self.input_event = 0
        self.before = 0
        self.entered = 0
        self.entered_at: datetime = execution.started_at
        self.last = 0
        self.retries: list[int] | None = None
        self.wake_at: datetime | None = None
        self.call: TaskCall | None = None
        self.items: list[Json] | dict[str, Json] | None = None
        self.children: list[Frame] = []
        self.selecting: Item | None = None
        self.closed = 0
        self.type = ""
        self.parked = False
        self.error: StatesError | None = None
        self.observer: Callable[[str, Json], None] | None = None

    def record(self, type_: str, details: dict[str, Json]) -> int:
        """Record an event that chains from this frame's last one."""
        self.last = id_ = self.host.record(self, self.last, type_, details)
        return id_

    def text(self) -> str:
        """The JSON text of `input`."""
        if self.input_text is None:
            self.input_text = text_of(self.input)
        return self.input_text

    def assign(self, values: dict[str, Json], sizes: dict[str, int]) -> None:
        """Set variables of this block; those of the blocks around it stay as they are.

        Args:
            values: by name.
            sizes: bytes of each value's JSON text.
        """
        self.variables = {**self.variables, **values}
        self.sizes = {**self.sizes, **sizes}

    def stored(self) -> int:
        """Bytes of all variables that can be read here."""
        outer = 0 if self.parent is None else self.parent.stored()
        return outer + sum(self.sizes.values())

    def blame(self, what: str) -> str:
        """The cause of an error that the state's own evaluation raised, as AWS words it."""
        return (
            f"An error occurred while executing the state '{self.state}' "
            f"(entered at the event id #{self.entered}). {what}"
        )

    def retry_count(self) -> int:
        """How many retries of the current state have been made in this visit."""
        return sum(self.retries) if self.retries else 0

    def path(self) -> str:
        """Names this frame's run of its block within the execution for ever: `/1.4.0/0.12.1`.

        Each step from the top down is `index.entered.attempt`: which branch or iteration, of the
        visit with that StateEntered event, in which attempt. The execution's own frame is empty.
        """
        if self.parent is None:
            return ""
        return f"{self.parent.path()}/{self.index}.{self.parent.entered}.{self.attempt}"

    def attached(self) -> bool:
        """Whether the frame still belongs to the tree: its parent's state has not ended."""
        if self.parent is None:
            return True
        siblings = self.parent.children
        here = self.index < len(siblings) and siblings[self.index] is self
        return here and self.parent.attached()

    def order(self) -> tuple[int, ...]:
        """Where the frame stands among all of the execution: indices from the top down."""
        if self.parent is None:
            return ()
        return (*self.parent.order(), self.index)

    def iterations(self) -> tuple[int, ...]:
        """The indices of the Map iterations around this frame, outermost first."""
        outer = () if self.parent is None else self.parent.iterations()
        return outer if self.item is None else (*outer, self.item.index)

    def context(self, *, retryable: bool) -> dict[str, Json]:
        """The Context Object as the current state sees it.

        Source: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html;
        RetryCount stands only in states that can retry (recorded).
        """
        state: dict[str, Json] = {"Name": self.state, "EnteredTime": utc_text(self.entered_at)}
        if retryable:
            state["RetryCount"] = self.retry_count()
        shown = {**self.execution.context(), "State": state}
        if self.call is not None and self.call.token:
            shown["Task"] = {"Token": self.call.token}
        item = self._nearest_item()
        if item is not None:
            shown["Map"] = {"Item": item.context()}
        return shown

    def _nearest_item(self) -> Item | None:
        if self.selecting is not None:
            return self.selecting
        frame: Frame | None = self
        while frame is not None:
            if frame.item is not None:
                return frame.item
            frame = frame.parent
        return None


def deadline_after(start: datetime, seconds: float) -> datetime:
    """`start + seconds`, held inside what a datetime can say."""
    try:
        return start + timedelta(seconds=seconds)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)
