"""Tasks answered as one of our own cases says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from asl.engines.virtual import Answer
from asl.runtime.host import TaskCall
from asl.syntax.values import Json
from conformance.case import BadCase
from conformance.recorded_mocks import UNANSWERED

_WAYS: Final = ("return", "throw", "never")
_KNOWN: Final = frozenset(
    {*_WAYS, "after", "times", "forever", "heartbeat_every", "submit", "worker", "item"}
)


@dataclass(slots=True)
class _Entry:
    """An answer, how often it is left, and the Map iteration it is for."""

    answer: Answer
    left: float
    item: int | None


class OwnMocks:
    """Answers in order by state; those with `item` are for that iteration of the nearest Map.

    Raises:
        BadCase: where a mock cannot be read.
    """

    def __init__(self, mocks: Mapping[str, Sequence[dict[str, Json]]]) -> None:
        self._entries = {
            state: [_entry(state, given) for given in entries] for state, entries in mocks.items()
        }

    def __call__(self, call: TaskCall) -> Answer:
        """The answer to a call; a failure where none is left."""
        item = call.iterations[-1] if call.iterations else None
        for entry in self._entries.get(call.state, ()):
            if entry.left and entry.item in (None, item):
                entry.left -= 1
                return entry.answer
        return Answer(
            failed=True, error=UNANSWERED, cause=f"the case has no mock left for {call.state!r}"
        )


def _entry(state: str, given: Json) -> _Entry:
    if not isinstance(given, dict) or not given.keys() <= _KNOWN:
        raise BadCase(f"mock of {state}: cannot read {given}")
    if sum(way in given for way in _WAYS) != 1:
        raise BadCase(f"mock of {state}: one of {', '.join(_WAYS)} is needed: {given}")
    thrown = given.get("throw", {})
    answer = Answer(
        value=given.get("return"),
        error=thrown.get("error"),
        cause=thrown.get("cause"),
        failed="throw" in given,
        never="never" in given,
        after=float(given.get("after", 0)),
        heartbeat_every=given.get("heartbeat_every"),
        submission=given.get("submit"),
        worker=given.get("worker"),
    )
    left = float("inf") if given.get("forever") else given.get("times", 1)
    return _Entry(answer, left, given.get("item"))
