"""Structured log lines on standard error; those of uvicorn among them."""

from __future__ import annotations

import io
import logging
import sys
from contextlib import suppress

import structlog

_LEVEL = logging.INFO


class _Lines(io.TextIOBase):
    """Standard error, which may be a file on a full disk: nothing fails for want of a log line."""

    def write(self, text: str) -> int:
        """Write it where that can be done."""
        with suppress(OSError):
            sys.stderr.write(text)
        return len(text)

    def flush(self) -> None:
        """Flush what can be flushed."""
        with suppress(OSError):
            sys.stderr.flush()


class _Forward(logging.Handler):
    """Hands records of the standard library on."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log a record."""
        log = structlog.get_logger(record.name)
        log.log(record.levelno, record.getMessage(), exc_info=record.exc_info or None)


def configure(*, json: bool) -> None:
    """Set logging up for this process.

    Args:
        json: one JSON object a line; otherwise lines for people.
    """
    shown = (
        structlog.processors.JSONRenderer()
        if json
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(),
            # Those with local variables take seconds, and show what callers sent.
            exception_formatter=structlog.dev.plain_traceback,
        )
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.StackInfoRenderer(),
            *([structlog.processors.format_exc_info] if json else []),
            shown,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(_LEVEL),
        logger_factory=structlog.PrintLoggerFactory(_Lines()),  # type: ignore[arg-type]  # it prints
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, handlers=[_Forward()], force=True)
    logging.getLogger("asl").setLevel(logging.INFO)
