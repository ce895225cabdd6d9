"""How far a long run is, told on a terminal and nowhere else."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, TextIO

# Seconds before anything is told, and between two tellings.
_PATIENCE: Final = 1.0
_PAUSE: Final = 0.1
_CLEAR: Final = "\r\x1b[K"


class Progress:
    """A line that is written over, and gone at the end."""

    def __init__(self, stream: TextIO | None, clock: Callable[[], float] = time.monotonic) -> None:
        """Tell it to a stream; None where the caller has closed it.

        Args:
            stream: it is told there if it is a terminal.
            clock: seconds from anywhere.
        """
        self._stream = stream if stream is not None and stream.isatty() else None
        self._clock = clock
        self._due = clock() + _PATIENCE
        self._shown = False

    def tell(self, count: int) -> None:
        """So many state machines have been judged."""
        if self._stream is None or self._clock() < self._due:
            return
        self._due = self._clock() + _PAUSE
        self._shown = True
        self._stream.write(f"{_CLEAR}{count:,} state machines …")
        self._stream.flush()

    def end(self) -> None:
        """Leave no trace."""
        if self._stream is not None and self._shown:
            self._shown = False
            self._stream.write(_CLEAR)
            self._stream.flush()
