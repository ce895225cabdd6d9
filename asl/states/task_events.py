"""The events of a Task: three families, by what the Resource names.

Source: recorded histories; https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
"""

from __future__ import annotations

from dataclasses import dataclass, field

from asl.runtime.errors import StatesError
from asl.runtime.frame import Frame
from asl.runtime.host import TaskCall
from asl.services.resource import Resource
from asl.syntax.values import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskEvents:
    """The event types of one family and the details they share.

    `started` is empty where the worker's taking the task is the start; `submitted` is empty where
    nothing is submitted.
    """

    scheduled: str
    started: str
    submitted: str
    succeeded: str
    failed: str
    timed_out: str
    payload: str
    takes_heartbeat: bool
    # What stands in every event of the family, and in its first.
    shared: dict[str, Json] = field(default_factory=dict)
    first: dict[str, Json] = field(default_factory=dict)
    regional: bool = False

    @property
    def start(self) -> dict[str, Json]:
        """Details of the start."""
        return self.shared

    def schedule(self, call: TaskCall, text: str, frame: Frame) -> dict[str, Json]:
        """Details of the first event; `text` is the effective input."""
        details = {**self.first, self.payload: text}
        if self.regional:
            details["region"] = frame.execution.region
        if call.timeout is not None:
            details["timeoutInSeconds"] = call.timeout
        if call.heartbeat is not None and self.takes_heartbeat:
            details["heartbeatInSeconds"] = call.heartbeat
        if call.credentials is not None:
            details["taskCredentials"] = {"roleArn": call.credentials}
        return details

    def answer(self, text: str) -> dict[str, Json]:
        """Details of TaskSubmitted and of the success; `text` is what the service gave."""
        return {**self.shared, "output": text}

    def failure(self, error: StatesError) -> dict[str, Json]:
        """Details of a failure or a time-out; what is not given is left away."""
        details = dict(self.shared)
        if error.name is not None:
            details["error"] = error.name
        if error.cause is not None:
            details["cause"] = error.cause
        return details


def of(resource: Resource) -> TaskEvents:
    """The family of a Resource."""
    if resource.kind == "activity":
        return TaskEvents(
            scheduled="ActivityScheduled",
            started="",
            submitted="",
            succeeded="ActivitySucceeded",
            failed="ActivityFailed",
            timed_out="ActivityTimedOut",
            payload="input",
            takes_heartbeat=True,
            first={"resource": resource.text},
        )
    if resource.kind in ("lambda", "placeholder"):
        return TaskEvents(
            scheduled="LambdaFunctionScheduled",
            started="LambdaFunctionStarted",
            submitted="TaskSubmitted",
            succeeded="LambdaFunctionSucceeded",
            failed="LambdaFunctionFailed",
            timed_out="LambdaFunctionTimedOut",
            payload="input",
            takes_heartbeat=False,
            first={"resource": resource.text},
        )
    shared: dict[str, Json] = {
        "resourceType": resource.type_in_history,
        "resource": resource.name_in_history,
    }
    return TaskEvents(
        scheduled="TaskScheduled",
        started="TaskStarted",
        submitted="TaskSubmitted",
        succeeded="TaskSucceeded",
        failed="TaskFailed",
        timed_out="TaskTimedOut",
        payload="parameters",
        takes_heartbeat=True,
        shared=shared,
        first=shared,
        regional=True,
    )
