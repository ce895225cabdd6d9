"""What ran out of time on a busy machine is evaluated again; what is hopeless is given up."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from jlens import Expression, JlensError

from asl.expr.jsonata_attempts import persevere
from asl.syntax.values import Json


def _error(text: str, **limits: float) -> JlensError:
    with pytest.raises(JlensError) as caught:
        Expression(text).evaluate(None, {}, **limits)  # type: ignore[arg-type]  # one limit
    return caught.value


OUT_OF_TIME = _error("($f := function($n) { $f($n + 1) }; $f(0))", timeout=0.001)
OTHER = _error("1 + 'a'")


class Attempts:
    """Fails so often, without or with work of its own."""

    def __init__(self, failures: list[JlensError], work: Callable[[], None]) -> None:
        self.failures = failures
        self.work = work
        self.made = 0

    def __call__(self) -> Json:
        self.made += 1
        self.work()
        if self.made <= len(self.failures):
            raise self.failures[self.made - 1]
        return {"r": self.made}


def _idle() -> None:
    """The processor is elsewhere."""


def _busy() -> None:
    until = time.thread_time() + 0.002
    while time.thread_time() < until:
        pass


# what is said: (what the further attempts come to, their work, attempts made, whether one succeeds)
ATTEMPTS: dict[str, tuple[list[JlensError], Callable[[], None], int, bool]] = {
    "the next succeeds": ([], _idle, 1, True),
    "the fourth succeeds": ([OUT_OF_TIME] * 3, _idle, 4, True),
    "none succeeds": ([OUT_OF_TIME] * 9, _idle, 4, False),
    "none succeeds, and one has had its time": ([OUT_OF_TIME] * 9, _busy, 1, False),
    "another failure is final": ([OTHER], _idle, 1, False),
}


@pytest.mark.parametrize(("failures", "work", "made", "succeeds"), ATTEMPTS.values(), ids=ATTEMPTS)
def test_attempts(
    failures: list[JlensError], work: Callable[[], None], made: int, succeeds: bool
) -> None:
    attempts = Attempts(failures, work)
    # With a limit so large idling is never half of it.
    limit = 0.002 if work is _busy else 3600.0
    if succeeds:
        assert persevere(OUT_OF_TIME, attempts, limit) == {"r": made}
    else:
        with pytest.raises(JlensError) as caught:
            persevere(OUT_OF_TIME, attempts, limit)
        assert caught.value is failures[0]
    assert attempts.made == made


def test_other_failures_are_not_tried_again() -> None:
    attempts = Attempts([], _idle)
    with pytest.raises(JlensError) as caught:
        persevere(OTHER, attempts, 1.0)
    assert (caught.value, attempts.made) == (OTHER, 0)
