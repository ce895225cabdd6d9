"""Events on both sides, brought to one form, and compared one with another."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Final

from asl.syntax.values import Json
from conformance.case import Moment
from conformance.matching import Matcher, parsed, worded

# Members that hold JSON text; the recorder has parsed some of them.
_PAYLOADS: Final = frozenset({"input", "output", "parameters"})
_ENTERED_AT: Final = re.compile(r"(state '(.*?)' \(entered at the event id #)(\d+)\)", re.DOTALL)


def moment_of(event: Mapping[str, Json], started: float | None = None) -> Moment:
    """An event as GetExecutionHistory shows it, whether an engine or a recorder wrote it.

    Args:
        event: its members.
        started: epoch seconds of the execution's start, where the event has a time.
    """
    details = next((value for key, value in event.items() if key.endswith("EventDetails")), None)
    id_ = event["id"]
    return Moment(
        # The recorder wrote [0] where it took an id away.
        id=0 if isinstance(id_, list) else id_,
        previous=event["previousEventId"],
        type=event["type"],
        details=details,
        at=None if started is None else round(event["timestamp"] - started, 3),
    )


class Entries:
    """Where the states of a history were entered, to read "entered at the event id #3" by.

    Where branches interleave freely the numbers say nothing; the state that they mean does.
    """

    def __init__(self, history: Iterable[Moment]) -> None:
        self._states = {
            event.id: (event.details or {}).get("name")
            for event in history
            if event.type.endswith("StateEntered")
        }

    def neutral(self, text: str) -> str:
        """The text without those numbers that rightly name the state's entry."""

        def plain(match: re.Match[str]) -> str:
            named = self._states.get(int(match[3])) == match[2] or 0 in self._states
            return f"{match[1]}?)" if named else match[0]

        return _ENTERED_AT.sub(plain, text)


class EventMatcher:
    """Compares events, without their ids.

    Args:
        values: compares what they hold.
        unspoken: members that are compared only where the expectation has them.
        mine, theirs: entries of the expected and of the real history where branches interleave
            freely; None where every number counts.
    """

    def __init__(
        self,
        values: Matcher,
        unspoken: frozenset[str] = frozenset(),
        mine: Entries | None = None,
        theirs: Entries | None = None,
    ) -> None:
        self.values = values
        self._unspoken = unspoken
        self._mine = mine
        self._theirs = theirs

    def difference(self, expected: Moment, got: Moment) -> str | None:
        """The first difference in words; None where there is none."""
        where = f"event {got.id} {got.type}"
        if expected.type != got.type:
            return worded(f"event {got.id}", expected.type, got.type)
        if expected.at is not None and expected.at != got.at:
            return worded(f"{where}: seconds since the start", expected.at, got.at)
        return self._of_details(expected.details, got.details, where)

    def cause(self, expected: Json, got: Json, where: str) -> str | None:
        """The difference between causes: text, or what a recorder parsed it into."""
        mine, theirs = parsed(expected), parsed(got)
        if isinstance(mine, str) and isinstance(theirs, str):
            mine = mine if self._mine is None else self._mine.neutral(mine)
            theirs = theirs if self._theirs is None else self._theirs.neutral(theirs)
        elif isinstance(mine, str):
            theirs = got
        return self.values.difference(mine, theirs, where)

    def _of_details(
        self, expected: dict[str, Json] | None, got: dict[str, Json] | None, where: str
    ) -> str | None:
        if (expected is None) != (got is None):
            return worded(f"{where}: details", expected, got)
        mine, theirs = expected or {}, got or {}
        for member, value in mine.items():
            if member not in theirs:
                return worded(f"{where}.{member}", value, None)
            found = self._of_member(member, value, theirs[member], f"{where}.{member}")
            if found is not None:
                return found
        for member in theirs:
            if member not in mine and member not in self._unspoken:
                return f"{where}.{member}: not expected, got {theirs[member]!r}"
        return None

    def _of_member(self, member: str, expected: Json, got: Json, where: str) -> str | None:
        if member in _PAYLOADS:
            return self._of_payload(expected, got, where)
        if member == "cause":
            return self.cause(expected, got, where)
        if member == "assignedVariables":
            return self._of_variables(expected, got, where)
        return self.values.difference(expected, got, where)

    def _of_payload(self, expected: Json, got: Json, where: str) -> str | None:
        mine, mine_read = _read(expected)
        theirs, theirs_read = _read(got)
        if mine_read and theirs_read:
            return self.values.difference(mine, theirs, where)
        # Text that the recorder's replacements made unreadable is compared as text.
        return self.values.difference(expected, got, where)

    def _of_variables(self, expected: Json, got: Json, where: str) -> str | None:
        if not (isinstance(expected, dict) and isinstance(got, dict)):
            return self.values.difference(expected, got, where)
        if expected.keys() != got.keys():
            return worded(where, sorted(expected), sorted(got))
        for name, value in expected.items():
            found = self._of_payload(value, got[name], f"{where}.{name}")
            if found is not None:
                return found
        return None


def _read(payload: Json) -> tuple[Json, bool]:
    """A payload's value, and whether it could be read."""
    if not isinstance(payload, str):
        return payload, True
    try:
        return json.loads(payload), True
    except ValueError:
        return payload, False
