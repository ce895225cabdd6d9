"""How far an outcome is what was expected, in four tiers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from conformance import histories
from conformance.case import Case, Outcome
from conformance.matching import Matcher, worded
from conformance.moments import EventMatcher

# 1 status and error; 2 the output too; 3 the cause too; 4 the whole history too. A tier that has
# nothing to compare in a case (no output where it failed, no cause, no recorded history) is
# reached with the tier below it, so that every tier counts the same cases.
Tier: TypeAlias = Literal[0, 1, 2, 3, 4]
TIERS: Final[tuple[Tier, ...]] = (1, 2, 3, 4)
TITLES: Final = {1: "status, error", 2: "output", 3: "cause", 4: "history"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """A case's result.

    Attributes:
        case: what was graded.
        tier: the highest tier reached; 4 where all is as expected.
        miss: the first difference in words; None where there is none.
    """

    case: Case
    tier: Tier
    miss: str | None = None


def grade(case: Case, outcome: Outcome) -> Grade:
    """Compare an execution with what was recorded."""
    if outcome.failure is not None:
        return Grade(case=case, tier=0, miss=outcome.failure)
    return climb(case, _differences(case, outcome))


def climb(case: Case, differences: Iterable[tuple[Tier, str | None]]) -> Grade:
    """The grade of a case from what each tier differs in, lowest tier first."""
    reached: Tier = 0
    for tier, found in differences:
        if found is not None:
            return Grade(case=case, tier=reached, miss=found)
        reached = tier
    return Grade(case=case, tier=reached)


def _differences(case: Case, outcome: Outcome) -> Iterator[tuple[Tier, str | None]]:
    values = Matcher(case.placeholders, loose_json=case.loose_json)
    events = histories.event_matcher(case.expected, outcome.history, values)
    yield 1, _of_status(case, outcome)
    yield 2, _of_output(case, outcome, values)
    yield 3, _of_cause(case, outcome, events)
    yield 4, _of_history(case, outcome, events)


def _of_status(case: Case, outcome: Outcome) -> str | None:
    expected = case.expected
    if expected.status != outcome.status:
        told = f" ({outcome.error}: {outcome.cause})" if outcome.status == "FAILED" else ""
        return worded("status", expected.status, outcome.status) + told
    if expected.error != outcome.error:
        return worded("error", expected.error, outcome.error)
    return None


def _of_output(case: Case, outcome: Outcome, values: Matcher) -> str | None:
    if case.expected.status != "SUCCEEDED":
        return None
    return values.difference(case.expected.output, outcome.output, "output")


def _of_cause(case: Case, outcome: Outcome, events: EventMatcher) -> str | None:
    return events.cause(case.expected.cause, outcome.cause, "cause")


def _of_history(case: Case, outcome: Outcome, events: EventMatcher) -> str | None:
    expected = case.expected
    if expected.ends_at is not None and expected.ends_at != outcome.ended_at:
        return worded("seconds from start to end", expected.ends_at, outcome.ended_at)
    return histories.difference(expected, outcome.history, events)
