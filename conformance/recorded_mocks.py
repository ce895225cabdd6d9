"""Tasks answered as AWS's history says they were."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from asl.engines.virtual import Answer
from asl.runtime.host import TaskCall
from asl.syntax.values import Json
from conformance.matching import Matcher

# An error no state machine of the set names: the recording has no further answer.
UNANSWERED: Final = "Conformance.NoMockLeft"


class RecordedMocks:
    """Answers to calls: by the Map iteration, else by the request, else in order.

    Args:
        mocks: entries by state, in the order of AWS's history.
        history: the recorded events, for the names of workers.
        placeholders: of the case; what a request shows of them stands in the answer too.
    """

    def __init__(
        self,
        mocks: Mapping[str, Sequence[dict[str, Json]]],
        history: Iterable[dict[str, Json]],
        placeholders: Iterable[str],
    ) -> None:
        self._left = {state: list(entries) for state, entries in mocks.items()}
        self._events = {event["id"]: event for event in history if isinstance(event["id"], int)}
        self._placeholders = tuple(placeholders)

    def __call__(self, call: TaskCall) -> Answer:
        """The answer to a call; a failure where none is left."""
        left = self._left.get(call.state, [])
        entry = self._by_iteration(left, call) or self._by_request(left, call)
        if entry is None:
            entry = left[0] if left else None
        if entry is None:
            cause = f"the recording has no answer left for state {call.state!r}"
            return Answer(failed=True, error=UNANSWERED, cause=cause)
        left.remove(entry)
        return self._answer(entry, call)

    def _by_iteration(self, left: list[dict[str, Json]], call: TaskCall) -> dict[str, Json] | None:
        if not call.iterations:
            return None
        for entry in left:
            # In a Map with one lane the recorder counted the iterations before this one, too.
            recorded = entry.get("iteration", [])
            if tuple(recorded[-len(call.iterations) :]) == call.iterations:
                return entry
        return None

    def _by_request(self, left: list[dict[str, Json]], call: TaskCall) -> dict[str, Json] | None:
        for entry in left:
            if "request" in entry and self._matcher(entry, call) is not None:
                return entry
        return None

    def _matcher(self, entry: dict[str, Json], call: TaskCall) -> Matcher | None:
        """What the request shows of the placeholders; None where it is another request."""
        matcher = Matcher(self._placeholders)
        if matcher.difference(entry.get("request"), call.input) is None:
            return matcher
        return None

    def _answer(self, entry: dict[str, Json], call: TaskCall) -> Answer:
        matcher = self._matcher(entry, call) or Matcher()
        submission = matcher.substitute(entry.get("submit", {}).get("return"))
        worker = self._worker(entry)
        if entry.get("timed_out"):
            return Answer(never=True, submission=submission, worker=worker)
        if "throw" in entry:
            thrown = matcher.substitute(entry["throw"])
            return Answer(
                failed=True,
                error=thrown.get("error"),
                cause=_text(thrown.get("cause")),
                submission=submission,
                worker=worker,
            )
        value = matcher.substitute(entry["return"])
        return Answer(value=value, submission=submission, worker=worker)

    def _worker(self, entry: dict[str, Json]) -> str | None:
        """The name that the worker of an activity gave when it took the task."""
        answered = entry.get("event", {}).get("id")
        event = self._events.get(answered) if isinstance(answered, int) else None
        while event is not None and event["type"] != "ActivityStarted":
            event = self._events.get(event["previousEventId"])
        if event is None:
            return None
        name: str | None = event["activityStartedEventDetails"].get("workerName")
        return name


def _text(cause: Json) -> str | None:
    if cause is None or isinstance(cause, str):
        return cause
    return json.dumps(cause, ensure_ascii=False, separators=(",", ":"))
