"""Whether an evaluation that ran out of time had the processor for that time.

The engine's limit is wall time, and a busy machine may take the processor away: the same
expression would fail there and succeed here. So what ran into the limit is evaluated again, until
one attempt has itself computed for long enough. This is the one place below the engines that
looks at a clock: at the processor's, and nothing that it says is in any result but whether a
hopeless expression is given up.
"""

from __future__ import annotations

from collections.abc import Callable
from time import thread_time
from typing import Final

from jlens import JlensError

from asl.syntax.values import Json

_OUT_OF_TIME: Final = "D1012"
_ATTEMPTS: Final = 5


def persevere(failed: JlensError, attempt: Callable[[], Json], limit: float) -> Json:
    """Evaluate again what ran out of time, at most four times.

    The first attempt was not measured, for that would cost each evaluation that succeeds; so an
    expression without an end is evaluated twice at least.

    Args:
        failed: what the first attempt has come to.
        attempt: has the same evaluation once more: the same draws, the same time of day.
        limit: seconds of wall time that one attempt may take; half of them on the processor are
            enough to give up.

    Raises:
        JlensError: `failed`, where it is about anything else; else that of the last attempt.
    """
    if failed.code != _OUT_OF_TIME:
        raise failed
    for _ in range(_ATTEMPTS - 1):
        began = thread_time()
        try:
            return attempt()
        except JlensError as error:
            if error.code != _OUT_OF_TIME or thread_time() - began >= limit / 2:
                raise
            failed = error
    raise failed
