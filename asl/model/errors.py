"""Retriers and catchers: which errors to try again, and which to go on from."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, ClassVar, Literal

from asl.expr.expression import Expr
from asl.expr.reference_path import Reference
from asl.model import kinds
from asl.model.member import Member
from asl.model.place import JSONATA, JSONPATH, Place
from asl.model.variables import Assignments, assignments
from asl.runtime import errors
from asl.runtime.errors import StatesError, TimedOut
from asl.syntax.values import Json

# A Standard execution ends after a year, so no longer pause can be told from this one.
LONGEST = timedelta(days=365)
# MaxDelaySeconds is below the seconds of a leap year.
# Source: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
_LONGEST_DELAY = 31_622_399

# Errors that `States.TaskFailed` does not stand for.
_NO_TASK_FAILURE = frozenset(
    {
        errors.TIMEOUT,
        errors.HEARTBEAT_TIMEOUT,
        errors.NO_CHOICE_MATCHED,
        errors.INTRINSIC_FAILURE,
        errors.RESULT_PATH_MATCH_FAILURE,
    }
)

RESERVED = frozenset(
    {
        errors.ALL,
        errors.BRANCH_FAILED,
        errors.DATA_LIMIT_EXCEEDED,
        errors.EXCEED_TOLERATED_FAILURE_THRESHOLD,
        errors.HEARTBEAT_TIMEOUT,
        errors.INTRINSIC_FAILURE,
        errors.ITEM_READER_FAILED,
        errors.NO_CHOICE_MATCHED,
        errors.QUERY_EVALUATION_ERROR,
        errors.RESULT_PATH_MATCH_FAILURE,
        errors.RESULT_WRITER_FAILED,
        errors.RUNTIME,
        errors.TASK_FAILED,
        errors.TIMEOUT,
        "States.ParameterPathFailure",
        "States.Permissions",
        "States.Http.Socket",
    }
)


def matches(names: tuple[str, ...], error: StatesError) -> bool:
    """Whether ErrorEquals covers an error.

    Source: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html;
    States.Runtime is matched by nothing, not even by its own name (recorded).
    """
    if error.terminal:
        return False
    for name in names:
        if name in (errors.ALL, error.name):
            return True
        if name == errors.TASK_FAILED and error.name not in _NO_TASK_FAILURE:
            return True
        if name == errors.HEARTBEAT_TIMEOUT and isinstance(error, TimedOut) and error.heartbeat:
            return True
    return False


def error_names(place: Place) -> tuple[str, ...]:
    """ErrorEquals: at least one name; States.ALL alone."""
    names: tuple[str, ...] = kinds.list_of(kinds.text, least=1)(place)  # type: ignore[assignment]  # a reader's kind is known to its caller
    if errors.ALL in names and len(names) > 1:
        place.report(
            "error-names",
            '"States.ALL" must stand alone in ErrorEquals',
            hint="give States.ALL an entry of its own, the last one",
        )
    return names


def _rate(place: Place) -> float | None:
    """BackoffRate: a float always, for the power of an integer could take minutes."""
    given: Any = kinds.number(1.0, math.inf)(place)
    if given is None:
        return None
    try:
        return float(given)
    except OverflowError:
        return math.inf


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrier:
    """One entry of `Retry`."""

    CALLED: ClassVar[str] = "Retrier"

    pointer: str = ""
    errors: Annotated[tuple[str, ...], Member("ErrorEquals", error_names)]
    interval: Annotated[int, Member("IntervalSeconds", kinds.integer(1, kinds.SECONDS_MAX))] = 1
    attempts: Annotated[int, Member("MaxAttempts", kinds.integer(0, kinds.SECONDS_MAX))] = 3
    rate: Annotated[float, Member("BackoffRate", _rate)] = 2.0
    max_delay: Annotated[
        int | None, Member("MaxDelaySeconds", kinds.integer(1, _LONGEST_DELAY))
    ] = None
    jitter: Annotated[
        Literal["FULL", "NONE"], Member("JitterStrategy", kinds.one_of("FULL", "NONE"))
    ] = "NONE"
    comment: Annotated[str, Member("Comment", kinds.text)] = ""

    def delay(self, attempt: int, chance: float) -> timedelta:
        """How long to pause before a retry.

        Args:
            attempt: 1 for the first retry, at most `attempts`.
            chance: uniform in [0, 1), drawn by the host, so that a replay draws the same;
                read under `JitterStrategy: FULL` only.

        Returns:
            `interval * rate ** (attempt - 1)` seconds, cut at `max_delay`, then scaled by `chance`;
            never negative and never over `LONGEST`, even where the power overflows a float.

        Source: https://states-language.net/spec.html#retrying-after-error
        """
        try:
            seconds = self.interval * self.rate ** (attempt - 1)
        except OverflowError:
            seconds = math.inf
        seconds = min(seconds, self.max_delay or math.inf, LONGEST.total_seconds())
        return timedelta(seconds=seconds * chance if self.jitter == "FULL" else seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Catcher:
    """One entry of `Catch`."""

    CALLED: ClassVar[str] = "Catcher"

    pointer: str = ""
    errors: Annotated[tuple[str, ...], Member("ErrorEquals", error_names)]
    next: Annotated[str, Member("Next", kinds.text)]
    result_path: Annotated[
        Reference | None, Member("ResultPath", kinds.reference_path, only=JSONPATH)
    ] = kinds.WHOLE
    output: Annotated[
        Expr[Json] | None, Member("Output", kinds.values("errorOutput"), only=JSONATA)
    ] = None
    assign: Annotated[Assignments | None, Member("Assign", assignments("errorOutput"))] = None
    comment: Annotated[str, Member("Comment", kinds.text)] = ""
