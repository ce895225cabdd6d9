"""An execution as all of its frames see it, and the items of its Maps."""

from __future__ import annotations

from datetime import UTC, datetime

from asl.syntax.values import Json


def utc_text(instant: datetime) -> str:
    """ISO 8601 with `Z`; the fraction has 0, 3 or 6 digits, as AWS writes it."""
    if instant.tzinfo is not UTC:
        instant = instant.astimezone(UTC)
    # isoformat and not strftime, which takes ten times as long; it ends in +00:00.
    if not instant.microsecond:
        return f"{instant.isoformat()[:-6]}Z"
    exact = "microseconds" if instant.microsecond % 1000 else "milliseconds"
    return f"{instant.isoformat(timespec=exact)[:-6]}Z"


class Execution:
    """What all frames of one execution share.

    Attributes:
        arn, name, machine_arn, machine_name, region: as the API shows them.
        role_arn: the same; None where no role is known, which the Context Object shows as null
            (recorded).
        started_at: aware, UTC.
        input: the parsed input.
        express: whether Express rules hold (five minutes, no limit of events).
        redrive_count: how often it was redriven, 0 for every Express execution (recorded); None
            leaves it out of the Context Object, as TestState does.
        transitions: states entered so far.
        winded: whether the host wants to breathe before the next state; set by hosts that share
            their time among executions.
    """

    __slots__ = (
        "_context",
        "arn",
        "express",
        "input",
        "machine_arn",
        "machine_name",
        "name",
        "redrive_count",
        "region",
        "role_arn",
        "started_at",
        "transitions",
        "winded",
    )

    def __init__(  # noqa: PLR0913 - what an execution is
        self,
        *,
        arn: str,
        name: str,
        machine_arn: str,
        machine_name: str,
        role_arn: str | None,
        started_at: datetime,
        input: Json,
        express: bool = False,
        redrive_count: int | None = 0,
        region: str = "us-east-1",
    ) -> None:
        self.arn = arn
        self.name = name
        self.machine_arn = machine_arn
        self.machine_name = machine_name
        self.role_arn = role_arn
        self.started_at = started_at
        self.input = input
        self.express = express
        self.redrive_count = redrive_count
        self.region = region
        self.transitions = 0
        self.winded = False
        self._context: dict[str, Json] | None = None

    def context(self) -> dict[str, Json]:
        """The `Execution` and `StateMachine` members of the Context Object; never mutated.

        Source: recorded Context Objects, which differ in order: an Express execution gives
        StartTime after RoleArn, a Standard one before Name.
        """
        if self._context is None:
            started = {"StartTime": utc_text(self.started_at)}
            execution: dict[str, Json] = {"Id": self.arn, "Input": self.input}
            if not self.express:
                execution |= started
            execution |= {"Name": self.name, "RoleArn": self.role_arn}
            if self.express:
                execution |= started
            if self.redrive_count is not None:
                execution["RedriveCount"] = self.redrive_count
            self._context = {
                "Execution": execution,
                "StateMachine": {"Id": self.machine_arn, "Name": self.machine_name},
            }
        return self._context


class Item:
    """The item of a Map iteration, as `$$.Map.Item` shows it."""

    __slots__ = ("index", "key", "source", "value")

    def __init__(self, index: int, value: Json, key: str | None = None, source: str = "") -> None:
        self.index = index
        self.value = value
        self.key = key
        self.source = source

    def context(self) -> dict[str, Json]:
        """The `Item` member of the Context Object's `Map`."""
        shown: dict[str, Json] = {"Index": self.index, "Value": self.value}
        if self.key is not None:
            shown["Key"] = self.key
        if self.source:
            shown["Source"] = self.source
        return shown
