"""The Wait state."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, ClassVar, Final

from asl.expr.expression import Expr
from asl.expr.jsonpath import PathFault, PathLimit, PathMissing, compile_path
from asl.expr.paths import lookup
from asl.expr.timestamp import parse_timestamp
from asl.model import kinds
from asl.model.member import Member
from asl.model.place import JSONATA, Place, Read
from asl.model.state import Build, Link, State
from asl.runtime.errors import RUNTIME, EvaluationError, StatesError
from asl.runtime.frame import Frame
from asl.runtime.step import Departure, Paused
from asl.runtime.values import text_of
from asl.states import data_flow, fields
from asl.states.transition import next_link
from asl.syntax.values import Json

# Seconds; beyond it AWS refuses the delay (recorded: 24,855 days pass, 24,856 do not).
LONGEST: Final = 2**31 - 1


def _timestamp(place: Place) -> str | None:
    given = kinds.text(place)
    if given is not None and parse_timestamp(given) is None:
        place.report(
            "timestamp-syntax",
            "String does not match RFC3339 timestamp",
            hint='for example "2026-03-01T09:00:00Z": an upper-case T, and Z or an offset',
        )
        return None
    return given


def _parameter(field: str) -> Read:
    """SecondsPath and TimestampPath: where nothing is there, the cause has words of its own."""

    def read(place: Place) -> Expr[Json] | None:
        checked = kinds.one_place(place)
        if checked is None:
            return None
        try:
            find = lookup(compile_path(checked.text))
        except PathFault:
            return None

        def run(root: Json, frame: Frame) -> Json:
            try:
                return find(root, frame)
            except (PathMissing, PathLimit) as error:
                raise StatesError(
                    RUNTIME,
                    frame.blame(
                        f"The {field} parameter does not reference an input value: {checked.text}"
                    ),
                    pointer=place.pointer,
                ) from error

        return Expr(checked.text, place.pointer, run, variables=checked.variables)

    return read


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait(State):
    """Pause for a while or until an instant, then hand the input on.

    Rule wait-without-duration has made sure that exactly one of the two is set.

    Source: https://states-language.net/spec.html#wait-state
    """

    TYPE: ClassVar[str] = "Wait"
    CALLED: ClassVar[str] = "Wait state"

    next: fields.Next = None
    end: fields.End = False
    seconds: Annotated[
        Expr[Any] | None,
        Member(
            "Seconds",
            kinds.dynamic_integer(0, kinds.SECONDS_MAX),
            path="SecondsPath",
            read_path=_parameter("SecondsPath"),
        ),
    ] = None
    timestamp: Annotated[
        Expr[Any] | None,
        Member(
            "Timestamp",
            kinds.dynamic(_timestamp, "string", lambda value: isinstance(value, str)),
            path="TimestampPath",
            read_path=_parameter("TimestampPath"),
        ),
    ] = None
    input_path: fields.InputPath = None
    output_path: fields.OutputPath = None
    output: fields.Output = None
    assign: fields.Assign = None

    def links(self) -> Iterator[Link]:
        """Next."""
        yield from next_link(self)

    def compile(self, build: Build) -> Paused:
        """The state as its deadline and what follows it."""
        following = None if self.end else self.next
        if self.language == JSONATA:
            conclude = data_flow.conclude_jsonata(self.output, self.assign)

            def compute_jsonata(frame: Frame) -> Departure:
                output, assigned = conclude(frame, frame.input)
                return output, assigned, following

            return Paused(self._deadline(lambda frame: frame.input), compute_jsonata)
        given = data_flow.selected_input(self.input_path)
        assign, output_path = self.assign, self.output_path

        def compute(frame: Frame) -> Departure:
            value = given(frame)
            assigned = None if assign is None else assign.evaluate(value, frame)
            if output_path is not None:
                value = output_path.evaluate(value, frame)
            return value, assigned, following

        return Paused(self._deadline(given), compute)

    def _deadline(self, given: Callable[[Frame], Json]) -> Callable[[Frame], datetime]:
        if self.seconds is not None:
            return _after(self.seconds, given)
        assert self.timestamp is not None, "wait-without-duration lets no Wait through without one"
        return _at(self.timestamp, given, self.language == JSONATA)


def _after(seconds: Expr[Any], given: Callable[[Frame], Json]) -> Callable[[Frame], datetime]:
    if seconds.constant:
        pause = timedelta(seconds=seconds.value or 0)
        return lambda frame: frame.entered_at + pause

    def deadline(frame: Frame) -> datetime:
        value = seconds.evaluate(given(frame), frame)
        if not kinds.is_integer(value):
            raise _refused(frame, seconds, "cannot be parsed as a long value", value)
        if value < 0:
            raise _refused(frame, seconds, "references a negative value", value)
        if value > LONGEST:
            raise _too_long(frame, seconds)
        return frame.entered_at + timedelta(seconds=value)

    return deadline


def _refused(frame: Frame, seconds: Expr[Any], why: str, value: Json) -> StatesError:
    cause = f"The SecondsPath parameter {why}: {seconds.text} == {text_of(value)}"
    return StatesError(RUNTIME, frame.blame(cause), pointer=seconds.pointer)


def _too_long(frame: Frame, given: Expr[Any]) -> StatesError:
    return StatesError(RUNTIME, frame.blame("Wait state delay is too long."), pointer=given.pointer)


def _at(
    timestamp: Expr[Any],
    given: Callable[[Frame], Json],
    jsonata: bool,  # noqa: FBT001 - private, one caller
) -> Callable[[Frame], datetime]:
    def deadline(frame: Frame) -> datetime:
        value = timestamp.evaluate(given(frame), frame)
        instant = parse_timestamp(value) if isinstance(value, str) else None
        if instant is None:
            shown = value if isinstance(value, str) else text_of(value)
            if jsonata:
                raise EvaluationError(
                    frame.blame(
                        "The Timestamp field cannot be parsed as an ISO-8601 extended offset "
                        f"date-time format string: {shown}"
                    ),
                    pointer=timestamp.pointer,
                    location="Timestamp",
                    before_entry=False,
                )
            raise StatesError(
                RUNTIME,
                frame.blame(
                    "The TimestampPath parameter does not reference a valid ISO-8601 extended "
                    f"offset date-time format string: {timestamp.text} == {shown}"
                ),
                pointer=timestamp.pointer,
            )
        if (instant - frame.entered_at).total_seconds() > LONGEST:
            raise _too_long(frame, timestamp)
        return instant

    return deadline
