"""The story of a run: its history in lines that people read, in the order in which it happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Final, TypeAlias

from rich.text import Text

from asl.cli.durations import spoken
from asl.cli.nesting import Nesting
from asl.diagnostics.render_characters import shortened, visible
from asl.runtime.events import Event

# Which Map iteration or Parallel branch an event belongs to, at each level; outermost first.
Labels: TypeAlias = tuple[int, ...]

_INDENT: Final = "  "
_NAME_WIDTH: Final = 24
_LONGEST_VALUE: Final = 160
_LONGEST_CAUSE: Final = 400
_CALLERS: Final = ("Task", "LambdaFunction", "Activity")


class Story:
    """Tells events as they come.

    A branch's events do not say where they belong: that follows from the event that each of them
    chains from, and from the names of states, which are unique in a machine.
    """

    def __init__(
        self, nesting: Nesting, events: Sequence[Event], *, trace: bool, skipped: bool
    ) -> None:
        """Begin a story.

        Args:
            nesting: of the machine.
            events: the history; it grows while the execution runs.
            trace: whether to tell the inputs and outputs of states too.
            skipped: whether pauses take no real time.
        """
        self._nesting = nesting
        self._events = events
        self._trace = trace
        self._skipped = ", skipped" if skipped else ""
        self._told = 0
        # By event id, as index: which state the event is about, and in which iterations.
        self._states: list[str] = [""]
        self._labels: list[Labels] = [()]
        self._attempts: dict[tuple[str, Labels], int] = {}
        self._open: dict[tuple[str, Labels], Event] = {}
        self._retried: set[int] = set()

    def tell(self) -> Iterator[Text]:
        """The lines of what has happened since the last call."""
        while self._told < len(self._events):
            event = self._events[self._told]
            self._told += 1
            state, labels = self._place(event)
            self._states.append(state)
            self._labels.append(labels)
            teller = _TELLERS.get(event.type) or _told_by_ending(event.type)
            if teller is not None:
                yield from teller(self, event)

    def open_states(self) -> list[tuple[str, str]]:
        """The names and types of states that have been entered and not left, innermost only."""
        owners = {
            level.owner for name, _ in self._open for level in self._nesting.chains.get(name, ())
        }
        return [
            (name, event.type.removesuffix("StateEntered"))
            for (name, _), event in self._open.items()
            if name not in owners
        ]

    # -- where an event belongs

    def _place(self, event: Event) -> tuple[str, Labels]:
        previous = event.previous
        labels = self._labels[previous]
        name = event.details.get("name") or event.details.get("state") or self._states[previous]
        if event.type.startswith("MapIteration"):
            depth = len(self._nesting.chains.get(name, ()))
            return name, (*labels[:depth], event.details["index"])
        chain = self._nesting.chains.get(name, ())
        if event.type.endswith("StateEntered"):
            labels = tuple(
                _label(labels, index) if level.branch is None else level.branch
                for index, level in enumerate(chain)
            )
        return name, labels[: len(chain)]

    def _at(self, event: Event) -> tuple[str, Labels]:
        return self._states[event.id], self._labels[event.id]

    def _since(self, event: Event) -> timedelta:
        return event.at - self._events[event.previous - 1].at

    # -- lines

    def _line(self, event: Event, *parts: str | tuple[str, str]) -> Text:
        """A line about a state, indented below the state's own."""
        depth = len(self._nesting.chains.get(self._states[event.id], ()))
        return Text.assemble(_INDENT * (2 * depth + 2), *parts)

    def _value(self, event: Event, called: str, text: object) -> Iterator[Text]:
        if self._trace and isinstance(text, str):
            size = f"  ({len(text):,} characters)" if len(text) > _LONGEST_VALUE else ""
            value = shortened(text, _LONGEST_VALUE)
            yield self._line(event, (f"{called:<7}", "dim"), value, (size, "dim"))

    def _pause(self, event: Event, pause: timedelta, then: str = "") -> Iterator[Text]:
        if pause or then:
            waited = f"waited {spoken(pause)}{self._skipped if pause else ''}"
            yield self._line(event, (f"{waited}{then}", "cyan"))

    def entered(self, event: Event) -> Iterator[Text]:
        """StateEntered: the state's own line."""
        yield from self._resume_fan(event)
        name, labels = place = self._at(event)
        yield from self._told_catch(event, name)
        self._attempts[place] = 0
        self._open[place] = event
        type_ = event.type.removesuffix("StateEntered")
        label = f"[{'.'.join(map(str, labels))}] " if labels else ""
        indent = _INDENT * (2 * len(labels) + 1)
        remark = self._nesting.remarks.get(name, "")
        yield Text.assemble(
            indent,
            (label, "dim"),
            (visible(name).ljust(_NAME_WIDTH), "bold"),
            (f" {type_:<8}", "dim"),
            (f" {shortened(remark, _NAME_WIDTH * 3)}" if remark else "", "dim"),
        ).rstrip_plain() if False else _trimmed(
            Text.assemble(
                indent,
                (label, "dim"),
                (visible(name).ljust(_NAME_WIDTH), "bold"),
                (f" {type_:<8} {shortened(remark, _NAME_WIDTH * 3)}", "dim"),
            )
        )
        yield from self._value(event, "input", event.details.get("input"))
