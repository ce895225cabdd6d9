"""Jobs of services: what asks after one, its end, and how it is ended."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from asl.integrations.optimised.wanted import found, wanted
from asl.runtime.errors import TASK_FAILED, StatesError
from asl.runtime.values import text_of
from asl.services.integration import Job
from asl.syntax.values import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often a job is asked after; AWS does not say how often it does.

    Attributes:
        first: seconds until the second poll.
        growth: what each pause is longer by.
        most: the longest pause in seconds.
        patience: polls that may fail one after another: a job is not always known at once, and an
            endpoint may be away for a while.
    """

    first: float = 0.2
    growth: float = 1.5
    most: float = 10.0
    patience: int = 12

    def pauses(self) -> Iterator[float]:
        """Seconds after each poll, without end."""
        pause = self.first
        while True:
            yield min(pause, self.most)
            pause = min(pause * self.growth, self.most)


# Makes a call of the job's API: the action, and what it is given.
Ask: TypeAlias = Callable[[str, dict[str, Json]], Awaitable[dict[str, Json]]]


def submitted(job: Job, request: Json, answer: dict[str, Json]) -> Json:
    """What asks after a job that has been submitted, for as long as it runs.

    Args:
        job: how its end is learnt.
        request: what the submission was given.
        answer: what it gave.

    Raises:
        StatesError: States.TaskFailed with the answer as its Cause, where that names no job.
    """
    asks = wanted(job.asks, request=request, answer=answer)
    if any(name not in asks and "answer." in str(one) for name, one in job.asks.items()):
        raise StatesError(TASK_FAILED, text_of(answer))
    return {
        "asks": asks,
        "cancels": wanted(job.cancels, request=request, answer=answer),
        "kept": answer if job.kept else {},
    }


async def outcome(job: Job, asked: Json, ask: Ask, pace: Pace) -> dict[str, Json]:
    """Poll a job until it has ended, and give its result.

    Args:
        job: how its end is learnt.
        asked: what `submitted` gave.
        ask: makes the calls.
        pace: of the polls.

    Raises:
        StatesError: States.TaskFailed with the result as its Cause; where several polls in a row
            fail, the error of the last one, or States.TaskFailed where it knew of no such job.
    """
    faults = 0
    for pause in pace.pauses():
        answer: dict[str, Json] = {}
        fault: StatesError | None = None
        try:
            answer = await ask(job.poll, asked["asks"])
        except StatesError as error:
            if job.gone and (error.name or "").endswith(job.gone):
                return {}
            fault = error
        status = found(answer, job.status)
        if status in job.succeeded or status in job.failed:
            return _ended(job, asked, answer, failed=status in job.failed)
        faults = 0 if status is not None else faults + 1
        if faults == pace.patience:
            raise fault or StatesError(TASK_FAILED, text_of(answer))
        await asyncio.sleep(pause)
    raise AssertionError("pauses have no end")


def _ended(job: Job, asked: Json, answer: Json, *, failed: bool) -> dict[str, Json]:
    ended: dict[str, Json] = found(answer, job.result)
    failed = failed or (job.has_failed is not None and job.has_failed(ended))
    held = {job.under: ended} if job.under else ended
    result = dict(sorted({**asked["kept"], **held}.items()))
    if failed:
        raise StatesError(TASK_FAILED, text_of(result))
    return result
