"""A case: what is run and what is expected of it, whichever format it was read from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Literal, TypeAlias

from asl.engines.virtual import Tasks
from asl.syntax.values import Json

Kind: TypeAlias = Literal[
    "execution",
    "express_sync",
    "express_async",
    "test_state",
    "validate",
    "create_error",
    "api",
]
KINDS: Final[tuple[Kind, ...]] = (
    "execution",
    "express_sync",
    "express_async",
    "test_state",
    "validate",
    "create_error",
    "api",
)
Operation: TypeAlias = Literal["stop", "success", "failure", "heartbeat"]

ACCOUNT: Final = "111111111111"
ROLE: Final = f"arn:aws:iam::{ACCOUNT}:role/sfn-role"
START: Final = datetime(2026, 1, 1, tzinfo=UTC)


class BadCase(Exception):
    """A file that is no case; the message names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One event of a history, taken apart.

    Attributes:
        id, previous: as in the history; 0 and 0 where a recorder took them away.
        type: a HistoryEventType.
        details: its details structure; None where the event has none, which is not the same as an
            empty one.
        at: seconds since the start of the execution; None where it is not told.
    """

    id: int
    previous: int
    type: str
    details: dict[str, Json] | None = None
    at: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What the run of a case must come to.

    Attributes:
        status: of the execution.
        output: where it SUCCEEDED.
        error: its error; None where it has none.
        cause: its cause, as text or, where a recorder parsed it, as an object.
        history: every event; None where none were recorded.
        bag: whether the history is only a bag of events, without ids and without the end of
            Parallel states.
        unspoken: members of details that are compared only where the expectation has them.
        ends_at: seconds from start to end on the virtual clock; None where it is not told.
    """

    status: str
    output: Json = None
    error: str | None = None
    cause: Json = None
    history: tuple[Moment, ...] | None = None
    bag: bool = False
    unspoken: frozenset[str] = frozenset()
    ends_at: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something done to the execution from outside.

    Attributes:
        at: seconds after the start, on the virtual clock.
        op: what is done; all but `stop` go to the open task token that has waited longest.
        output: of a success.
        error, cause: of a stop or a failure.
    """

    at: float
    op: Operation
    output: Json = None
    error: str | None = None
    cause: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case.

    Attributes:
        id: unique within its set; the area, a slash, a name.
        area: what the report counts it under.
        kind: what is run.
        source: what the expectation rests on.
        title: what is said, as a sentence; empty for recorded cases.
        definition: text of the definition.
        value: the parsed input; `text` is the caller's own text of it, None where not known.
        express: whether Express rules hold.
        machine_name, execution_name: as the recording has them.
        start: when the execution begins, on the virtual clock.
        watched_for: seconds after which an execution that is expected to be RUNNING is looked at.
        tasks: makes the stand-in for the tasks, afresh for each run.
        activity_exists: which activity ARNs there are.
        actions: in order of time.
        placeholders: strings of the expectation that stand for a value taken out.
        loose_json: whether the white space of JSON inside strings is not known.
        counted: whether `all` counts it.
        not_run: why it cannot be run; None where it can.
        record: the recorded case as it was read, for kinds that are more than an execution.
    """

    id: str
    area: str
    kind: Kind
    source: str
    title: str = ""
    definition: str
    expected: Expected
    value: Json = None
    text: str | None = None
    express: bool = False
    machine_name: str = "machine"
    execution_name: str = "execution"
    start: datetime = START
    watched_for: float = 1.0
    tasks: Callable[[], Tasks]
    activity_exists: Callable[[str], bool] = field(default=lambda _arn: True)
    actions: tuple[Action, ...] = ()
    placeholders: tuple[str, ...] = ()
    loose_json: bool = False
    counted: bool = True
    not_run: str | None = None
    record: dict[str, Json] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a case's run.

    Attributes:
        status: of the execution; empty where it could not be run.
        output, error, cause: of the execution.
        history: every event.
        ended_at: seconds from start to end; None while RUNNING.
        failure: why it could not be run, or the traceback of a fault of ours; None otherwise.
    """

    status: str = ""
    output: Json = None
    error: str | None = None
    cause: str | None = None
    history: tuple[Moment, ...] = ()
    ended_at: float | None = None
    failure: str | None = None
