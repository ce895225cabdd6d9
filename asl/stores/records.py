"""The records of a store, as the engine and the API see them: plain data, no SQL in them.

Instants are aware datetimes in UTC with milliseconds; payloads are JSON text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, Literal, NamedTuple, TypeAlias, TypeVar

from asl.runtime.events import Event

MachineType: TypeAlias = Literal["STANDARD", "EXPRESS"]
ExecutionStatus: TypeAlias = Literal["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What of a state machine an update changes; executions keep the one they began with.

    Attributes:
        id: the store's own number; 0 before it is stored.
        revision_id: the UUID that the API shows; None for a machine that was never updated.
        definition: the caller's own text.
        logging, tracing, encryption: JSON text as the caller gave it; None where not given.
    """

    id: int = 0
    revision_id: str | None
    definition: str
    role_arn: str
    logging: str | None
    tracing: str | None
    encryption: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineRecord:
    """A state machine with its current revision."""

    arn: str
    name: str
    type: MachineType
    created_at: datetime
    updated_at: datetime
    status: Literal["ACTIVE", "DELETING"]
    revision: Revision


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionRecord:
    """An execution as DescribeExecution shows it.

    Attributes:
        id: the store's own number; 0 before it is stored.
        revision: the store's number of the revision it runs.
        input, output: JSON text; the input is the caller's own.
        version_arn, alias_arn: what it was started through; None for the plain ARN.
        map_run_arn: of a child of a Distributed Map.
        item_count: items in a child of a Distributed Map; None for any other.
        test_case: whose mocks answer its Tasks; None for none, and for a child of a Distributed
            Map, which has those of its parent. Lists leave it out, as None.
    """

    id: int = 0
    arn: str
    name: str
    machine_arn: str
    revision: int
    status: ExecutionStatus
    started_at: datetime
    stopped_at: datetime | None = None
    input: str
    output: str | None = None
    error: str | None = None
    cause: str | None = None
    trace_header: str | None = None
    version_arn: str | None = None
    alias_arn: str | None = None
    map_run_arn: str | None = None
    item_count: int | None = None
    redrive_count: int = 0
    redriven_at: datetime | None = None
    test_case: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityRecord:
    """An activity."""

    arn: str
    name: str
    created_at: datetime
    encryption: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """How an execution ended."""

    status: ExecutionStatus
    stopped_at: datetime
    output: str | None = None
    error: str | None = None
    cause: str | None = None


@dataclass(slots=True, kw_only=True)
class Save:
    """All of one execution that is to be committed together.

    Attributes:
        execution: the store's number of the execution.
        events: those not yet stored, in order of their ids.
        stored: how many events are stored before, so that frames alone do not go where their
            events are not; None where nobody looks.
        frames: rows by frame path, as JSON text; replaces what the path had.
        gone: frame paths that are no more; each takes all paths below it with it. They go before
            `frames` are set, so a path may be in both.
        draws: how many draws of chance have been made.
        wakes_at: set where nothing happens before, unless a message comes; None where it is not
            known to sleep.
        closing: set by the save that ends the execution, which drops its frames and tokens where
            it succeeded.
        tokens: task tokens that are now open.
        spent: task tokens that are over.
    """

    execution: int
    events: list[Event] = field(default_factory=list)
    stored: int | None = None
    frames: dict[str, str] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)
    draws: int = 0
    wakes_at: datetime | None = None
    closing: Closing | None = None
    tokens: list[str] = field(default_factory=list)
    spent: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A running execution as it was saved last: all that going on needs.

    Attributes:
        execution: its record.
        frames: frame rows by path.
        events: how many events its history has.
        draws: how many draws of chance were made.
    """

    execution: ExecutionRecord
    frames: dict[str, str]
    events: int
    draws: int


class Unfinished(NamedTuple):
    """A running execution, as little of it as a start needs.

    Attributes:
        execution: the store's number.
        wakes_at: as its last save says.
        map_run_arn: of a child of a Distributed Map.
    """

    execution: int
    wakes_at: datetime | None
    map_run_arn: str | None


Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """One page of a list.

    Attributes:
        items: in order of the list.
        after: what to ask for the next page with; None on the last one.
    """

    items: tuple[Item, ...]
    after: str | None
