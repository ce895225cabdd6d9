"""Telling how far a long run is."""

from __future__ import annotations

import io

from asl.cli.progress import Progress


class Terminal(io.StringIO):
    """A terminal that keeps what it is shown."""

    def isatty(self) -> bool:
        """It is one."""
        return True


def told(stream: io.StringIO | None, *times: float) -> str:
    """What is shown when a machine is judged at each of these seconds."""
    now = [0.0]
    progress = Progress(stream, lambda: now[0])
    for count, now[0] in enumerate(times, start=1000):
        progress.tell(count)
    progress.end()
    return "" if stream is None else stream.getvalue()


def test_a_long_run_is_told_now_and_then_and_leaves_no_trace() -> None:
    assert told(Terminal(), 0.5, 1.0, 1.05, 1.2) == (
        "\r\x1b[K1,001 state machines …\r\x1b[K1,003 state machines …\r\x1b[K"
    )


def test_a_short_run_is_not() -> None:
    assert told(Terminal(), 0.1, 0.9) == ""


def test_nothing_but_a_terminal_is_told() -> None:
    assert told(io.StringIO(), 5) == ""
    assert told(None, 5) == ""
