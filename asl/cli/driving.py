"""Driving an execution to its end while its story is told."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final

from rich.text import Text

from asl.cli.nesting import nesting_of
from asl.cli.preparation import Prepared
from asl.cli.real_tasks import RealTasks
from asl.cli.story import Story
from asl.cli.terminal import Terminal
from asl.engines.virtual import BudgetExceeded, Run, VirtualEngine

_LINES_OF_A_LOOP: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """How a run is told.

    Attributes:
        story: whether at all.
        trace: whether with the inputs and outputs of states.
        real_time: whether pauses are waited for, and told as they come.
    """

    story: bool = True
    trace: bool = False
    real_time: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A drive that is over.

    Attributes:
        run: what has become of the execution.
        still_open: names and types of the states that it had entered and not left; known only
            where the story was told.
        endless: why the drive was given up; None where it was not.
    """

    run: Run
    still_open: list[tuple[str, str]]
    endless: str | None


def drive(prepared: Prepared, telling: Telling, terminal: Terminal) -> Ended:
    """Run an execution.

    Raises:
        BrokenPipeError: where nobody reads the story any more.
        KeyboardInterrupt: where somebody does not want to wait for it.
    """
    engine = VirtualEngine(prepared.machine, prepared.tasks, prepared.settings)
    run = engine.begin(prepared.value, prepared.text)
    tasks = prepared.tasks if isinstance(prepared.tasks, RealTasks) else None
    printed: Mapping[int, str] = {} if tasks is None else tasks.printed
    story = Story(
        nesting_of(prepared.machine.definition),
        run.events,
        printed,
        trace=telling.trace,
        real_time=telling.real_time,
    )
    endless = None
    try:
        if tasks is not None:
            tasks.follow(run.events)
            asyncio.run(_with_functions(engine, tasks, story, telling, terminal))
        elif telling.real_time:
            _in_real_time(engine, story, telling, terminal)
        else:
            engine.drive()
    except BudgetExceeded as error:
        endless = str(error)
    if telling.story and endless is not None:
        # A loop is understood by its beginning.
        terminal.tell_story(islice(story.tell(), _LINES_OF_A_LOOP))
        terminal.tell(Text("  … and so on", "dim"))
    elif telling.story:
        terminal.tell_story(story.tell())
        terminal.end_story()
    return Ended(run=run, still_open=story.open_states(), endless=endless)


async def _with_functions(
    engine: VirtualEngine, tasks: RealTasks, story: Story, telling: Telling, terminal: Terminal
) -> None:
    """Run it inside one event loop, in which the functions live."""
    _heed_signals()
    try:
        if telling.real_time:
            await _in_real_time_and_loop(engine, story, telling, terminal)
        else:
            await engine.drive_in_loop()
        await tasks.settle()
    finally:
        await tasks.close()


def _heed_signals() -> None:
    """Whoever ends this process otherwise than by Ctrl-C has its functions and jobs ended too."""
    loop = asyncio.get_running_loop()
    for name in ("SIGTERM", "SIGHUP"):
        # Not everywhere, and in the main thread alone.
        with suppress(AttributeError, NotImplementedError, RuntimeError, ValueError):
            loop.add_signal_handler(getattr(signal, name), signal.raise_signal, signal.SIGINT)


async def _in_real_time_and_loop(
    engine: VirtualEngine, story: Story, telling: Telling, terminal: Terminal
) -> None:
    """As `_in_real_time`; what functions take is waited for by itself."""
    for due, ahead in _moments(engine):
        await asyncio.sleep(ahead)
        await engine.drive_in_loop(until=due)
        if telling.story:
            terminal.tell_story(story.tell())


def _in_real_time(
    engine: VirtualEngine, story: Story, telling: Telling, terminal: Terminal
) -> None:
    """Take the turns when they are due by the wall's clock, and tell each at once."""
    for due, ahead in _moments(engine):
        time.sleep(ahead)
        engine.drive(until=due)
        if telling.story:
            terminal.tell_story(story.tell())


def _moments(engine: VirtualEngine) -> Iterator[tuple[datetime, float]]:
    """When the next turns are due, and in how many seconds by the wall's clock."""
    clock = engine.scheduler
    began, start = time.monotonic(), clock.now
    while not engine.finished():
        due = clock.next_due()
        if due is None:
            return
        yield due, max((due - start).total_seconds() - (time.monotonic() - began), 0)
