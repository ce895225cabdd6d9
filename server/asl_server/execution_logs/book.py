"""All execution logs of a server."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from asl.engines.port import EventLog
from asl.runtime.events import Event
from asl_server.execution_logs import levels, stream
from asl_server.execution_logs.drain import Drain
from asl_server.execution_logs.files import GroupFiles
from asl_server.execution_logs.lines import Entry, Rule
from asl_server.operations.configurations import LoggingConfiguration, load
from asl_server.wire.log_groups import NoLogGroup, NotTheWholeGroup, read_group

# Events that are made into lines before the event loop has its way again.
_AT_ONCE: Final = 200


class ExecutionLogs:
    """Where the events of executions go that are to be logged; used on one event loop.

    Lines are made on the loop, where the time goes to whoever logs: by another thread it would be
    taken from all. Writing them is the threads'.
    """

    def __init__(self, directory: Path | None) -> None:
        """Logs in files below a directory, and in the log of the server; None for that one only.

        Nothing is made before the first line is to be written.
        """
        self._drains = [Drain(stream.LOGGER, stream.write, portion=stream.PORTION)]
        if directory is not None:
            self._drains.append(Drain(str(directory), GroupFiles(directory).write))
        # A commit may have the events of thousands of states: they are taken bit by bit.
        self._backlog: deque[Entry] = deque()

    def of(self, logging: str | None) -> EventLog | None:
        """Where events of executions with this configuration go; None where nothing is logged."""
        rule = read_rule(logging)
        if rule is None:
            return None

        def take(execution_arn: str, redrive_count: int, events: Sequence[Event]) -> None:
            wanted = events
            if rule.types is not None:
                wanted = [event for event in events if event.type in rule.types]
            if wanted:
                self._take(Entry(rule, execution_arn, redrive_count, wanted))

        return take

    async def close(self) -> None:
        """Write what waits; may take some seconds."""
        while self._backlog:
            self._put(self._backlog.popleft())
        for drain in self._drains:
            await asyncio.to_thread(drain.close)

    def _take(self, entry: Entry) -> None:
        if not self._backlog and len(entry.events) <= _AT_ONCE:
            self._put(entry)
            return
        self._backlog.append(entry)
        if len(self._backlog) == 1:
            asyncio.get_running_loop().call_soon(self._catch_up)

    def _catch_up(self) -> None:
        """Take a bit of the backlog."""
        if not self._backlog:
            return
        entry = self._backlog.popleft()
        self._put(replace(entry, events=entry.events[:_AT_ONCE]))
        if len(entry.events) > _AT_ONCE:
            self._backlog.appendleft(replace(entry, events=entry.events[_AT_ONCE:]))
        if self._backlog:
            asyncio.get_running_loop().call_soon(self._catch_up)

    def _put(self, entry: Entry) -> None:
        lines = list(entry.lines())
        for drain in self._drains:
            drain.put(entry.rule.group, lines)


def read_rule(logging: str | None) -> Rule | None:
    """What a stored configuration asks for; None where nothing is to be logged."""
    configuration = load(LoggingConfiguration, logging)
    if configuration.level == levels.OFF or not configuration.destinations:
        return None
    group = configuration.destinations[0].cloud_watch_logs_log_group
    if group is None or group.log_group_arn is None:
        return None
    try:
        read = read_group(group.log_group_arn)
    except (NoLogGroup, NotTheWholeGroup):
        # Stored before such an ARN was refused.
        return None
    types = levels.TYPES[configuration.level]
    return Rule(read, types, configuration.include_execution_data)
