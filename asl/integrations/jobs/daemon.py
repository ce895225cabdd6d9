"""Where the Docker daemon is, and calls of its API.

Over httpx and neither the command `docker` nor its Python package: a process or a thread that waits
for each job would be held, and variables would stand in the arguments of a process.

Source: https://docs.docker.com/reference/api/engine/.
"""

from __future__ import annotations

import json
import os
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import httpx

from asl.integrations.jobs.polling import FAULTS
from asl.integrations.jobs.port import LOG_LIMIT, Unreachable

_SOCKET: Final = "/var/run/docker.sock"
# Seconds; a container may take ten to stop, an image is pulled without a limit.
_TIMEOUTS: Final = httpx.Timeout(60.0, connect=10.0)
_PULL: Final = httpx.Timeout(None, connect=10.0)
# A stop and a pull hold one for as long as they take, and other jobs are asked after meanwhile.
_CONNECTIONS: Final = httpx.Limits(max_keepalive_connections=20)


class Daemon:
    """The daemon; on one event loop."""

    def __init__(self, variables: Mapping[str, str] | None = None) -> None:
        """Nothing is opened.

        Args:
            variables: `DOCKER_HOST`, `DOCKER_TLS_VERIFY`, `DOCKER_CERT_PATH`; None for those of
                this process.

        Raises: Unreachable, where `DOCKER_HOST` is none that is understood.
        """
        given = os.environ if variables is None else variables
        self.place = given.get("DOCKER_HOST") or f"unix://{_socket(given)}"
        scheme, _, rest = self.place.partition("://")
        if scheme == "unix":
            base = "http://docker"
            transport = httpx.AsyncHTTPTransport(uds=rest, limits=_CONNECTIONS)
        elif scheme == "tcp":
            trusted = _trusted(given)
            base = f"{'http' if trusted is None else 'https'}://{rest}"
            transport = httpx.AsyncHTTPTransport(verify=trusted or False, limits=_CONNECTIONS)
        else:
            message = f"DOCKER_HOST is {self.place}, and takes unix://PATH or tcp://HOST:PORT"
            raise Unreachable(message)
        self._client = httpx.AsyncClient(
            base_url=base, transport=transport, timeout=_TIMEOUTS, trust_env=False
        )

    async def call(
        self, method: str, path: str, query: Mapping[str, str] | None = None, body: Any = None
    ) -> tuple[int, Any]:
        """The status and the JSON of an answer; None where it has none.

        Raises: Unreachable
        """
        try:
            answer = await self._client.request(method, path, params=query, json=body)
        except FAULTS as error:
            raise self._away(error) from error
        return answer.status_code, _json(answer.content)

    async def read(self, path: str, query: Mapping[str, str]) -> bytes:
        """The bytes of an answer, the first of them where there are many.

        Raises: Unreachable
        """
        read = bytearray()
        try:
            async with self._client.stream("GET", path, params=query) as answer:
                async for chunk in answer.aiter_bytes():
                    read += chunk
                    if len(read) > LOG_LIMIT:
                        break
        except FAULTS as error:
            raise self._away(error) from error
        if answer.status_code != httpx.codes.OK:
            raise Unreachable(said(_json(bytes(read)), answer.status_code))
        return bytes(read)

    async def pull(self, image: str, tag: str) -> str:
        """Have an image fetched; why it cannot be, empty where it was.

        Raises: Unreachable
        """
        query = {"fromImage": image, "tag": tag}
        path = "/images/create"
        try:
            async with self._client.stream("POST", path, params=query, timeout=_PULL) as answer:
                lines = [line async for line in answer.aiter_lines() if "rror" in line]
        except FAULTS as error:
            raise self._away(error) from error
        for line in lines:
            told = _json(line.encode())
            if isinstance(told, dict) and "error" in told:
                return str(told["error"])
        if answer.status_code != httpx.codes.OK:
            return f"the daemon answered with {answer.status_code}"
        return ""

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    def _away(self, error: Exception) -> Unreachable:
        return Unreachable(
            f"the Docker daemon at {self.place} does not answer ({error or type(error).__name__}): "
            "start it, or set DOCKER_HOST"
        )


def said(answer: Any, status: int) -> str:
    """What the daemon says of a call that it refuses."""
    message = answer.get("message") if isinstance(answer, dict) else None
    return str(message or f"the daemon answered with {status}")


def _socket(given: Mapping[str, str]) -> str:
    """The system's, the user's own, or that of Docker Desktop: the first that is there."""
    folders = [given.get("XDG_RUNTIME_DIR"), str(Path.home() / ".docker" / "run")]
    places = [_SOCKET, *(f"{folder}/docker.sock" for folder in folders if folder)]
    return next((place for place in places if Path(place).exists()), _SOCKET)


def _trusted(given: Mapping[str, str]) -> ssl.SSLContext | None:
    """Certificates of a daemon that is called over TLS; None without it.

    Raises: Unreachable
    """
    if not given.get("DOCKER_TLS_VERIFY"):
        return None
    folder = Path(given.get("DOCKER_CERT_PATH") or Path.home() / ".docker")
    try:
        context = ssl.create_default_context(cafile=folder / "ca.pem")
        context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    except OSError as error:
        message = f"the certificates of DOCKER_CERT_PATH in {folder} cannot be used: {error}"
        raise Unreachable(message) from error
    return context


def _json(content: bytes) -> Any:
    try:
        return json.loads(content) if content.strip() else None
    except ValueError:
        return None
