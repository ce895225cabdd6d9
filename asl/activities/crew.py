"""Workers that run: threads, signals, and how they end."""

from __future__ import annotations

import asyncio
import logging
import queue
import signal
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Final

from asl.activities.job import NAME_LIMIT, Job
from asl.activities.outcomes import STOPPED, Failed, failed_for
from asl.activities.reporting import Held, lost, report
from asl.activities.service import Service, ServiceRefused, connect
from asl.activities.slot import Slot

_log = logging.getLogger("asl.worker")
_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
# Seconds for what is told at the very end.
_LAST_WORDS: Final = 5.0


class Crew:
    """All threads of the workers of one `run`.

    Args:
        jobs: what the workers do.
        ended: is given what has ended a thread, None where it was told to end.
    """

    def __init__(self, jobs: Sequence[Job], ended: queue.SimpleQueue[BaseException | None]) -> None:
        self._ended = ended
        self._stopping = threading.Event()
        self._leaving = threading.Event()
        services = _services(jobs)
        self._loop = asyncio.new_event_loop()
        host = socket.gethostname()[:NAME_LIMIT]
        self._slots = [
            Slot(job, service, job.name or host, self._loop, self._stopping, self._leaving)
            for job, service in zip(jobs, services, strict=True)
            for _ in range(job.concurrency)
        ]
        self._threads = [
            threading.Thread(
                target=slot.work, args=(ended.put,), name=f"worker {slot.job.title}", daemon=True
            )
            for slot in self._slots
        ]
        self._looping = threading.Thread(target=self._loop.run_forever, daemon=True)

    def start(self) -> None:
        """Take tasks from now on."""
        self._looping.start()
        for thread in self._threads:
            thread.start()

    def finish(self, grace: float) -> None:
        """Take no further task, and end when those in hand are done or the grace is over."""
        self._stopping.set()
        deadline = time.monotonic() + grace
        self._join(deadline)
        self._give_up(grace)
        self._end_loop()

    def _join(self, deadline: float) -> None:
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _give_up(self, grace: float) -> None:
        """Say of all that is not done what becomes of it."""
        self._leaving.set()
        outcome = failed_for(STOPPED, f"The worker was stopped, and {grace:g} s later not done")
        last: list[tuple[threading.Thread, Held]] = []
        for slot, thread in zip(self._slots, self._threads, strict=True):
            held = slot.held
            if held is None:
                continue
            if held.claim():
                given = (slot.service, held, outcome, self._leaving)
                telling = threading.Thread(target=_tell_last, args=given, daemon=True)
                telling.start()
                last.append((telling, held))
            else:
                last.append((thread, held))
        deadline = time.monotonic() + _LAST_WORDS
        for thread, held in last:
            thread.join(max(0.0, deadline - time.monotonic()))
            if thread.is_alive():
                lost(held)
        left = sum(slot.polls for slot in self._slots)
        if left:
            _log.warning(
                "open polls: %d; a task that is handed to one of them now waits for its time-out, "
                "and a longer `grace` listens to their end",
                left,
            )

    def _end_loop(self) -> None:
        ending = asyncio.run_coroutine_threadsafe(_cancel_the_others(), self._loop)
        with suppress(TimeoutError):
            ending.result(_LAST_WORDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._looping.join(_LAST_WORDS)
        if not self._looping.is_alive():
            self._loop.close()


async def _cancel_the_others() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.get_running_loop().shutdown_asyncgens()


def _tell_last(service: Service, held: Held, outcome: Failed, leaving: threading.Event) -> None:
    with suppress(ServiceRefused):
        report(service, held, outcome, leaving)


def run(jobs: Sequence[Job], *, grace: float, stop: threading.Event | None) -> None:
    """Do the jobs until a signal or `stop`; see `asl.activities.run_workers`."""
    if not jobs:
        raise ValueError("give one worker or more: functions that asl.worker decorates")
    if stop is None and threading.current_thread() is not threading.main_thread():
        raise ValueError("outside the main thread no signal arrives: give `stop`, an event to set")
    # Its `put` may interrupt its `get`, as a signal does; those of an Event may not.
    ended: queue.SimpleQueue[BaseException | None] = queue.SimpleQueue()
    crew = Crew(jobs, ended)
    with _told_to_stop(ended, stop):
        crew.start()
        for job in jobs:
            _log.info(
                "%s takes tasks of %s, %d at once", job.title, job.activity_arn, job.concurrency
            )
        fault = ended.get()
        _log.info("the worker stops: it ends when open polls are answered and its tasks are done")
        crew.finish(grace)
    while fault is None and not ended.empty():
        fault = ended.get()
    if fault is not None:
        raise fault


def _services(jobs: Sequence[Job]) -> list[Service]:
    """That of each job; those of a region share what boto3 makes."""
    made: dict[str, Service] = {}
    for region in {job.region for job in jobs if job.client is None}:
        threads = sum(job.concurrency for job in jobs if job.region == region)
        made[region] = connect(region, threads)
    return [
        made[job.region] if job.client is None else Service(job.client, job.client) for job in jobs
    ]


@contextmanager
def _told_to_stop(
    ended: queue.SimpleQueue[BaseException | None], stop: threading.Event | None
) -> Iterator[None]:
    """Whoever says so first; a second signal does what it does to any process."""
    if stop is not None:
        event = stop

        def watch() -> None:
            event.wait()
            ended.put(None)

        threading.Thread(target=watch, daemon=True).start()
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def signalled(_number: int, _frame: FrameType | None) -> None:
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        ended.put(None)

    before = {number: signal.signal(number, signalled) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
