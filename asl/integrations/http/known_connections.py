"""Where connections are looked for: in the project's file, then in EventBridge at its endpoint."""

from __future__ import annotations

from asl.integrations.http.connection import Connection
from asl.integrations.http.connection_faults import not_found
from asl.integrations.http.connections_file import ConnectionsFile
from asl.integrations.http.event_bridge import EventBridge
from asl.runtime.host import TaskCall


class KnownConnections:
    """The connections of a project."""

    def __init__(self, file: ConnectionsFile | None, event_bridge: EventBridge) -> None:
        """Nothing is read.

        Args:
            file: of the project; None without one.
            event_bridge: for those that it does not have.
        """
        self._file = file
        self._event_bridge = event_bridge

    async def find(self, call: TaskCall, arn: str) -> Connection:
        """A connection.

        Raises:
            StatesError: Events.ConnectionResource.*, where it is not known or cannot be used.
        """
        found = None if self._file is None else self._file.find(arn)
        found = found or await self._event_bridge.find(call, arn)
        if found is not None:
            return found
        file = "a file that [http] connections names in asl.toml"
        if self._file is not None:
            file = f"{self._file}, which [http] connections names in asl.toml"
        raise not_found(
            f"The connection '{arn}' is not known here: write it into {file}, or give [endpoints] "
            "the URL of an endpoint as eventbridge and secretsmanager, or as default."
        )
