"""Errors of an execution: the `States.*` names and the one exception that carries any of them."""

from __future__ import annotations

from typing import Final

ALL: Final = "States.ALL"
BRANCH_FAILED: Final = "States.BranchFailed"
DATA_LIMIT_EXCEEDED: Final = "States.DataLimitExceeded"
EXCEED_TOLERATED_FAILURE_THRESHOLD: Final = "States.ExceedToleratedFailureThreshold"
HEARTBEAT_TIMEOUT: Final = "States.HeartbeatTimeout"
HTTP_SOCKET: Final = "States.Http.Socket"
INTRINSIC_FAILURE: Final = "States.IntrinsicFailure"
ITEM_READER_FAILED: Final = "States.ItemReaderFailed"
NO_CHOICE_MATCHED: Final = "States.NoChoiceMatched"
QUERY_EVALUATION_ERROR: Final = "States.QueryEvaluationError"
RESULT_PATH_MATCH_FAILURE: Final = "States.ResultPathMatchFailure"
RESULT_WRITER_FAILED: Final = "States.ResultWriterFailed"
RUNTIME: Final = "States.Runtime"
TASK_FAILED: Final = "States.TaskFailed"
TIMEOUT: Final = "States.Timeout"

# Characters of an error's name and of its cause; no event and no answer of the API holds more.
# Source: SensitiveError and SensitiveCause in the service model of `states`.
NAME_LIMIT: Final = 256
CAUSE_LIMIT: Final = 32_768


class StatesError(Exception):
    """An error that a state machine's own Retry and Catch may see.

    Attributes:
        name: what `ErrorEquals` is matched against, cut at `NAME_LIMIT`; None where the failing
            worker or Fail state gave none.
        cause: the text of `Cause`, cut at `CAUSE_LIMIT`; None where none was given.
        pointer: JSON pointer of the field of the definition that is at fault, or of the state
            where no one field is; None until the error has passed through that state.
        location: the field inside the state as AWS spells it (`Output/result`), for errors of
            evaluating a query; None for every other error.
        terminal: no Retry and no Catch applies, in this state or in one around it.
        event: id of the event that the error stands in, once it has been recorded; 0 before.

    Source: https://states-language.net/spec.html#errors
    """

    def __init__(
        self,
        name: str | None,
        cause: str | None = None,
        *,
        pointer: str | None = None,
        location: str | None = None,
        terminal: bool = False,
    ) -> None:
        self.name = name = None if name is None else _writable(name[:NAME_LIMIT])
        self.cause = cause = None if cause is None else _writable(cause[:CAUSE_LIMIT])
        super().__init__(name, cause)
        self.pointer = pointer
        self.location = location
        self.terminal = terminal or name == RUNTIME
        self.event = 0

    def __str__(self) -> str:
        return f"{self.name}: {self.cause}" if self.cause else str(self.name)


def _writable(text: str) -> str:
    """A text without half surrogates, which stand for bytes that are none of UTF-8.

    No history could be written with one, so that its execution would never end.
    """
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


class EvaluationError(StatesError):
    """Evaluating a query failed: recorded as `EvaluationFailed` before anything else happens.

    `before_entry` tells which event the record chains from: the one before the state was entered
    (an expression failed), or the entry itself (its value was refused later).

    Source: history-events of recorded executions; see `EvaluationFailed` in conformance/cases.
    """

    def __init__(
        self,
        cause: str,
        *,
        pointer: str | None = None,
        location: str | None = None,
        before_entry: bool = True,
    ) -> None:
        super().__init__(QUERY_EVALUATION_ERROR, cause, pointer=pointer, location=location)
        self.before_entry = before_entry


class Unusable(StatesError):
    """The effective parameters of a Task are such that no call can be made of them."""

    def __init__(self, cause: str) -> None:
        super().__init__(RUNTIME, cause)


class TimedOut(StatesError):
    """The engine's clock ended a call; a missed heartbeat is told by `heartbeat`.

    Events and error outputs say `States.Timeout` for both; `States.HeartbeatTimeout` in
    ErrorEquals matches the second only (recorded).
    """

    def __init__(self, *, heartbeat: bool = False, pointer: str | None = None) -> None:
        super().__init__(TIMEOUT, pointer=pointer)
        self.heartbeat = heartbeat
