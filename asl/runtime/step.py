"""What compiling a state gives: plain functions that the walk puts together."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from asl.runtime.errors import StatesError
from asl.runtime.frame import Frame
from asl.syntax.values import Json

# The output of a state and the variables it assigns; None and an empty dict assign nothing.
Conclusion: TypeAlias = tuple[Json, dict[str, Json] | None]
# The same and the state to go to; None ends the block.
Departure: TypeAlias = tuple[Json, dict[str, Json] | None, str | None]
Compute: TypeAlias = Callable[[Frame], Departure]


@dataclass(frozen=True, slots=True)
class Plain:
    """A state that only computes: Pass, Choice, Succeed; Fail, whose computing raises."""

    compute: Compute


@dataclass(frozen=True, slots=True)
class Paused:
    """A state that computes after a pause: Wait. The deadline is computed once, at entry."""

    deadline: Callable[[Frame], datetime]
    compute: Compute


@dataclass(frozen=True, slots=True)
class Acting:
    """A state that acts on the world and can be tried again: Task, Parallel, Map.

    Attributes:
        act: one attempt; goes on from the frame's phase and gives the raw result.
        prepare: evaluates what the state acts with, and does not act.
        conclude: what the raw result makes of the state's input.
        next: the state to go to; None ends the block.
        failed: the event that says the state failed, where the state has one.
        retriers, catchers: in the order in which they are asked.
    """

    act: Callable[[Frame], Awaitable[Json]]
    prepare: Callable[[Frame], object]
    conclude: Callable[[Frame, Json], Conclusion]
    next: str | None
    failed: str | None
    retriers: tuple[Retry, ...] = ()
    catchers: tuple[Recovery, ...] = ()


@dataclass(frozen=True, slots=True)
class Retry:
    """A Retrier, compiled.

    Attributes:
        covers: whether it applies to an error.
        attempts: how often it may be used in one visit of the state.
        delay: seconds to pause, from which use this is (1 for the first) and a draw of chance.
    """

    covers: Callable[[StatesError], bool]
    attempts: int
    delay: Callable[[int, float], float]


@dataclass(frozen=True, slots=True)
class Recovery:
    """A Catcher, compiled."""

    covers: Callable[[StatesError], bool]
    conclude: Callable[[Frame, dict[str, Json]], Conclusion]
    next: str


Compiled: TypeAlias = Plain | Paused | Acting


class Station:
    """A state as the walk sees it.

    Attributes:
        name: the state's name.
        type: its `Type`.
        pointer: JSON pointer of the state in the definition.
        state: what it was compiled to.
        entered, exited: the event types of entry and exit.
        step: the synchronous step of a Plain state, else None.
        work: the asynchronous step of any other state, else None.
    """

    __slots__ = ("entered", "exited", "name", "pointer", "state", "step", "type", "work")

    def __init__(self, name: str, type_: str, pointer: str, state: Compiled) -> None:
        self.name = name
        self.type = type_
        self.pointer = pointer
        self.state = state
        self.entered = f"{type_}StateEntered"
        self.exited = f"{type_}StateExited"
        self.step: Callable[[Frame], None] | None = None
        self.work: Callable[[Frame], Coroutine[None, None, None]] | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """A `States` block, compiled."""

    start: str
    stations: dict[str, Station]


Walk: TypeAlias = Callable[[Scope, Frame], Coroutine[None, None, None]]
