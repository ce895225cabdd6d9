"""A file with connections of EventBridge and their secrets, for machines without EventBridge.

It is an object in JSON: by the name or the ARN of a connection, its AuthorizationType and
AuthParameters as CreateConnection takes them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from asl.integrations.http.connection import BadConnection, Connection, read_connection
from asl.integrations.http.connection_faults import bad_state, internal
from asl.integrations.http.connection_names import connection_name
from asl.syntax import SyntaxFault, parse_data
from asl.syntax.values import Json

_MOST_BYTES: Final = 1_048_576


class ConnectionsFile:
    """The connections of a file, which is read anew when it has changed."""

    def __init__(self, path: Path) -> None:
        """Nothing is read.

        Args:
            path: of the file.
        """
        self._path = path
        self._read: tuple[tuple[int, int], dict[str, Json]] | None = None

    def __str__(self) -> str:
        return self._path.name

    def find(self, arn: str) -> Connection | None:
        """A connection; None where the file has none of its ARN or name.

        Raises:
            StatesError: the file or the connection cannot be used; says nothing of what is in it.
        """
        held = self._connections()
        name = next((one for one in (arn, connection_name(arn)) if one in held), None)
        if name is None:
            return None
        try:
            return read_connection(held[name])
        except BadConnection as error:
            raise bad_state(f"The connection '{name}' of {self} cannot be used: {error}.") from None

    def _connections(self) -> dict[str, Json]:
        try:
            status = self._path.stat()
            version = (status.st_mtime_ns, status.st_size)
            if self._read is None or self._read[0] != version:
                with self._path.open("rb") as file:
                    self._read = (version, self._parsed(file.read(_MOST_BYTES + 1)))
        except OSError as error:
            raise internal(
                f"The file {self}, which [http] connections names in asl.toml, cannot be read: "
                f"{error.strerror}."
            ) from None
        return self._read[1]

    def _parsed(self, content: bytes) -> dict[str, Json]:
        said = None
        if len(content) > _MOST_BYTES:
            said = f"it has more than {_MOST_BYTES:,} bytes"
        else:
            try:
                parsed = parse_data(content, name=str(self))
            except SyntaxFault as fault:
                # Not what the parser says, which may quote a secret.
                start = fault.span.start
                said = f"line {start.line}, column {start.column} is no JSON"
            else:
                if isinstance(parsed, dict):
                    return parsed
                said = "it is to be an object, by the names of connections"
        raise internal(
            f"The file {self}, which [http] connections names in asl.toml, cannot be used: {said}."
        )
