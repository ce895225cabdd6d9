"""Events of executions in the log of the server."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import orjson
import structlog

from asl_server.execution_logs.levels import ERROR, FATAL
from asl_server.wire.log_groups import LogGroup

# What tells these lines from all the others.
LOGGER: Final = "asl.executions"
# Lines that are written at once: each takes as long as twenty in a file.
PORTION: Final = 20
_log = structlog.get_logger()


def write(group: LogGroup, lines: Sequence[bytes]) -> None:
    """Log the events: ends that are none as errors, what went wrong on the way as warnings."""
    log = _log.bind(logger=LOGGER, log_group=group.name)
    for line in lines:
        record = orjson.loads(line)
        say = log.info
        if record["type"] in ERROR:
            say = log.error if record["type"] in FATAL else log.warning
        try:
            say("execution event", **record)
        except OSError:
            # Nobody reads the log any more, so there is nobody to tell.
            return
