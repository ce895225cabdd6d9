"""The story of a run: its history in lines that people read, in the order in which it happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Final, TypeAlias

from rich.text import Text

from asl.cli.durations import spoken
from asl.cli.nesting import Nesting
from asl.cli.whereabouts import Place, Whereabouts
from asl.diagnostics.render_characters import shortened, visible
from asl.runtime.events import Event
from asl.syntax.values import Json

_NAME_WIDTH: Final = 24
_TYPE_WIDTH: Final = 8
_LONGEST_REMARK: Final = 72
_LONGEST_VALUE: Final = 160
_LONGEST_CAUSE: Final = 160
# Levels of indentation: what is nested deeper is told by its label alone.
_DEEPEST: Final = 8
# Lines of what one call has printed that are told: the last ones.
_MOST_PRINTED: Final = 20
_SOFT: Final = "dim"
_BAD: Final = "red"
_PAUSED: Final = "cyan"


class Story:
    """Tells a history as it grows."""

    def __init__(
        self,
        nesting: Nesting,
        events: Sequence[Event],
        printed: Mapping[int, str],
        *,
        trace: bool,
        real_time: bool,
    ) -> None:
        """Begin a story.

        Args:
            nesting: of the machine.
            events: the history; it may still grow.
            printed: what functions have printed, by the event that started the call.
            trace: whether to tell what goes into the states and comes out of them.
            real_time: whether pauses have really been waited for.
        """
        self._nesting = nesting
        self._events = events
        self._printed = printed
        self._whereabouts = Whereabouts(nesting, events)
        self._trace = trace
        self._skipped = "" if real_time else ", skipped"
        self._told = 0
        self._attempts: dict[Place, int] = {}
        self._open: dict[Place, str] = {}
        # The state that the last line was about.
        self._above: Place | None = None

    def tell(self) -> Iterator[Text]:
        """The lines of what has happened since the last call."""
        while self._told < len(self._events):
            event = self._events[self._told]
            self._told += 1
            self._whereabouts.follow(event)
            tell = _TELLERS.get(event.type)
            if tell is not None:
                yield from tell(self, event)

    def open_states(self) -> list[tuple[str, str]]:
        """Names and types of the innermost states that were entered and not left."""
        owners = {level.owner for name, _ in self._open for level in self._nesting.chain(name)}
        return [(name, type_) for (name, _), type_ in self._open.items() if name not in owners]

    # -- what an event tells

    def entered(self, event: Event) -> Iterator[Text]:
        """The state's own line."""
        place = name, labels = self._whereabouts.of(event)
        type_ = event.type.removesuffix("StateEntered")
        self._attempts[place] = 0
        self._open[place] = type_
        self._above = place
        line = Text.assemble(
            *_margin(labels),
            (visible(name).ljust(_NAME_WIDTH), "bold"),
            (f" {type_:<{_TYPE_WIDTH}}", _SOFT),
            (f" {shortened(self._nesting.remarks.get(name, ''), _LONGEST_REMARK)}", _SOFT),
        )
        line.rstrip()
        yield line
        yield from self._value(event, "input", event.details.get("input"))

    def exited(self, event: Event) -> Iterator[Text]:
        """What the state made of its work; and where a caught error leads."""
        self._close(self._whereabouts.of(event))
        before = self._events[event.previous - 1]
        if event.type == "WaitStateExited":
            yield from self._waited(event, "waited ")
        elif before.type.endswith(("Failed", "TimedOut")):
            following = self._whereabouts.following(event)
            onward = "" if following is None else f", on to {visible(following.details['name'])}"
            yield self._line(event, (f"caught{onward}", "yellow"))
        for name, value in event.details.get("assignedVariables", {}).items():
            yield from self._value(event, "assign", f"{name} = {value}")
        yield from self._value(event, "output", event.details.get("output"))

    def scheduled(self, event: Event) -> Iterator[Text]:
        """An attempt at a call."""
        yield from self._attempt(event)
        given = event.details.get("parameters", event.details.get("input"))
        yield from self._value(event, "call", given)

    def fanned_out(self, event: Event) -> Iterator[Text]:
        """An attempt at a Map or Parallel state."""
        yield from self._attempt(event)
        if "length" in event.details:
            count = event.details["length"]
            yield self._line(event, (f"{count} item{'' if count == 1 else 's'}", _SOFT))

    def answered(self, event: Event) -> Iterator[Text]:
        """A call succeeded."""
        yield from self._logs(event)
        yield from self._waited(event, "answered after ")
        yield from self._value(event, "result", event.details.get("output"))

    def failed(self, event: Event) -> Iterator[Text]:
        """An attempt at a call failed."""
        attempt = self._attempts.get(self._whereabouts.of(event), 1)
        pause = self._since(event)
        after = f" after {spoken(pause)}{self._skipped}" if pause else ""
        how = "timed out" if event.type.endswith("TimedOut") else "failed"
        yield from self._logs(event)
        yield self._line(
            event, (f"✗ attempt {attempt} {how}{after}", _BAD), f": {_error(event.details)}"
        )

    def evaluation_failed(self, event: Event) -> Iterator[Text]:
        """A query of the state gave an error."""
        location = event.details.get("location")
        where = f" in {visible(str(location))}" if location else ""
        yield self._line(event, (f"✗ evaluation failed{where}", _BAD), f": {_error(event.details)}")

    def map_run_started(self, event: Event) -> Iterator[Text]:
        """The items run in executions that have histories of their own."""
        yield self._line(event, ("each in an execution of its own, not told here", _SOFT))

    def map_run_failed(self, event: Event) -> Iterator[Text]:
        """The child executions failed as a whole."""
        yield self._line(event, ("✗ map run failed", _BAD), f": {_error(event.details)}")

    def iteration_aborted(self, event: Event) -> Iterator[Text]:
        """Another iteration's failure stopped this one."""
        _, labels = self._whereabouts.of(event)
        yield Text.assemble(*_margin(labels), ("aborted", _SOFT))

    # -- how it is told

    def _line(self, event: Event, *parts: str | tuple[str, str]) -> Text:
        """A line below the state that the event belongs to; it names the state anew elsewhere."""
        place = name, labels = self._whereabouts.of(event)
        anew = "" if place == self._above else f"{visible(name)}: "
        self._above = place
        return Text.assemble(*_margin(labels), "  ", anew, *parts)

    def _value(self, event: Event, called: str, text: object) -> Iterator[Text]:
        if not self._trace or not isinstance(text, str):
            return
        size = f"  ({len(text):,} characters)" if len(text) > _LONGEST_VALUE else ""
        shown = shortened(text, _LONGEST_VALUE)
        yield self._line(event, (f"{called:<6} ", _SOFT), shown, (size, _SOFT))

    def _logs(self, event: Event) -> Iterator[Text]:
        """What the function printed whose call is over."""
        lines = self._printed.get(event.previous, "").splitlines()
        if len(lines) > _MOST_PRINTED:
            yield self._line(event, (f"| … {len(lines) - _MOST_PRINTED:,} lines before", _SOFT))
        for line in lines[-_MOST_PRINTED:]:
            yield self._line(event, ("| ", _SOFT), shortened(line, _LONGEST_VALUE))

    def _attempt(self, event: Event) -> Iterator[Text]:
        place = self._whereabouts.of(event)
        attempt = self._attempts[place] = self._attempts.get(place, 0) + 1
        if attempt > 1:
            self._forget_inside(place)
            waited = f"waited {spoken(self._since(event))}{self._skipped}; "
            yield self._line(event, (f"{waited}attempt {attempt}", _PAUSED))

    def _waited(self, event: Event, how: str) -> Iterator[Text]:
        pause = self._since(event)
        if pause:
            yield self._line(event, (f"{how}{spoken(pause)}{self._skipped}", _PAUSED))

    def _since(self, event: Event) -> timedelta:
        """How long after the event that it chains from."""
        return event.at - self._events[event.previous - 1].at

    def _close(self, place: Place) -> None:
        self._open.pop(place, None)
        self._forget_inside(place)

    def _forget_inside(self, place: Place) -> None:
        """A Map or Parallel state that goes on has nothing open inside it any more."""
        owner, labels = place
        depth = len(labels)
        inside = [
            (name, inner)
            for name, inner in self._open
            if inner[:depth] == labels
            and any(level.owner == owner for level in self._nesting.chain(name))
        ]
        for each in inside:
            del self._open[each]


def _margin(labels: tuple[int, ...]) -> tuple[str, tuple[str, str]]:
    """What stands before a line: how deep it is, and in which iterations and branches."""
    label = f"[{'.'.join(map(str, labels))}] " if labels else ""
    return " " * (2 + 4 * min(len(labels), _DEEPEST)), (label, _SOFT)


def _error(details: dict[str, Json]) -> str:
    """Error and cause, as far as they are given."""
    name, cause = details.get("error"), details.get("cause")
    shown = visible(str(name)) if name is not None else "no error name"
    return f"{shown}: {shortened(str(cause), _LONGEST_CAUSE)}" if cause else shown


_Teller: TypeAlias = Callable[[Story, Event], Iterator[Text]]

_TYPES: Final = ("Task", "Wait", "Pass", "Succeed", "Fail", "Choice", "Parallel", "Map")
_CALLERS: Final = ("Task", "LambdaFunction", "Activity")
_FAILURES: Final = ("Failed", "TimedOut", "ScheduleFailed", "SubmitFailed", "StartFailed")

_TELLERS: Final[dict[str, _Teller]] = {
    **{f"{type_}StateEntered": Story.entered for type_ in _TYPES},
    **{f"{type_}StateExited": Story.exited for type_ in _TYPES},
    **{f"{caller}Scheduled": Story.scheduled for caller in _CALLERS},
    **{f"{caller}Succeeded": Story.answered for caller in _CALLERS},
    **{f"{caller}{failure}": Story.failed for caller in _CALLERS for failure in _FAILURES},
    "MapStateStarted": Story.fanned_out,
    "ParallelStateStarted": Story.fanned_out,
    "MapIterationAborted": Story.iteration_aborted,
    "MapRunStarted": Story.map_run_started,
    "MapRunFailed": Story.map_run_failed,
    "EvaluationFailed": Story.evaluation_failed,
}
