"""What has become of a run, told to a person and given to a program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from rich.text import Text

from asl.cli import exits
from asl.cli.durations import spoken
from asl.diagnostics.render_characters import visible
from asl.diagnostics.render_text import excerpt
from asl.engines.virtual import Run
from asl.runtime.events import Event
from asl.syntax import Document, Json

_LONGEST_CAUSE: Final = 4000
_LISTED: Final = 10
_WORDS: Final = {
    "SUCCEEDED": "✓ succeeded",
    "FAILED": "✗ failed",
    "TIMED_OUT": "✗ timed out",
    "ABORTED": "✗ aborted",
    "RUNNING": "✗ came to no end",
}


def exit_code(run: Run) -> int:
    """0 for a success, 2 for what has not ended, 1 for every other end."""
    match run.status:
        case "SUCCEEDED":
            return exits.SUCCEEDED
        case "RUNNING":
            return exits.CANNOT_RUN
        case _:
            return exits.FAILED


def duration(run: Run) -> timedelta:
    """How long the execution took on its own clock."""
    last = run.stopped_at or (run.events[-1].at if run.events else run.execution.started_at)
    return last - run.execution.started_at


def outcome(
    run: Run, document: Document, still_open: Sequence[tuple[str, str]], columns: int
) -> Iterator[Text]:
    """The end of the story.

    Args:
        run: what has become of the execution.
        document: the definition, for the place of a failure.
        still_open: names and types of the states it had entered and not left.
        columns: how wide a line of the definition is shown.
    """
    good = run.status == "SUCCEEDED"
    count, events = run.execution.transitions, len(run.events)
    yield Text.assemble(
        (_WORDS[run.status], "bold green" if good else "bold red"),
        f" after {spoken(duration(run))}",
        (f"  ({_counted(count, 'state')} entered, {_counted(events, 'event')})", "dim"),
    )
    if run.status in ("FAILED", "ABORTED"):
        yield from _error(run)
        yield from _place(run, document, columns)
    elif not good and still_open:
        # Many iterations of a Map may wait in one state.
        waiting = [f"{visible(name)} ({type_})" for name, type_ in dict.fromkeys(still_open)]
        shown = ", ".join(waiting[:_LISTED])
        more = f" and {len(waiting) - _LISTED} more" if len(waiting) > _LISTED else ""
        yield Text.assemble("  it was waiting in ", (f"{shown}{more}", "bold"))
        yield from _place(run, document, columns)


def result(run: Run, document: Document, *, with_history: bool) -> dict[str, Json]:
    """The outcome as one JSON object; `duration` in seconds of the execution's own clock."""
    given: dict[str, Json] = {"status": run.status}
    if run.status == "SUCCEEDED":
        given["output"] = run.output
    elif run.status != "RUNNING":
        given["error"], given["cause"] = run.error, run.cause
    pointer = _pointer(run)
    if pointer is not None:
        source, span = document.written(pointer)
        given["place"] = {
            "file": source.name,
            "line": span.start.line,
            "column": span.start.column,
            "pointer": pointer,
        }
    given["duration"] = duration(run).total_seconds()
    if with_history:
        given["history"] = history(run.events)["events"]
    return given


def history(events: Sequence[Event]) -> dict[str, Json]:
    """The events as GetExecutionHistory gives them."""
    return {"events": [event.to_api() for event in events]}


def _error(run: Run) -> Iterator[Text]:
    name = "no error name" if run.error is None else visible(run.error)
    yield Text.assemble("  ", (name, "bold"))
    if run.cause:
        for line in run.cause[:_LONGEST_CAUSE].splitlines():
            yield Text(f"  {visible(line)}")


def _place(run: Run, document: Document, columns: int) -> Iterator[Text]:
    pointer = _pointer(run)
    if pointer is None:
        return
    source, span = document.written(pointer)
    start, end = span.start, span.end
    yield Text(f"  at {visible(source.name)}:{start.line}:{start.column}", "dim")
    width = end.column - start.column if end.line == start.line else 1
    yield from excerpt(source.line(start.line), start.column, width, pointer, columns)


def _pointer(run: Run) -> str | None:
    pointer = None if run.failure is None else run.failure.pointer
    # A time-out that no field asks for is the service's own limit.
    return None if run.status == "TIMED_OUT" and not pointer else pointer


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
