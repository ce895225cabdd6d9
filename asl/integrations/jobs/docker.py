"""Jobs as containers of Docker; they stay after their end, with their logs, under labels."""

from __future__ import annotations

import re
import struct
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final

from asl.integrations.jobs.daemon import Daemon, said
from asl.integrations.jobs.polling import Pauses, polled
from asl.integrations.jobs.port import (
    Ended,
    JobSpec,
    Logs,
    Unreachable,
    Unstarted,
    wanted_of,
)
from asl.syntax.values import Json

LABEL: Final = "asl.token"
# Seconds from SIGTERM to SIGKILL.
_GRACE: Final = "10"
_STARTED: Final = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED})
_ENDED: Final = frozenset({"exited", "dead"})
# Before each piece of a log: 1 for stdout or 2 for stderr, three zeros, and its length.
_FRAME: Final = struct.Struct(">B3xI")
_FRACTION: Final = re.compile(r"\.(\d{1,6})\d*")


class DockerRunner:
    """Makes, starts and follows them."""

    def __init__(self, daemon: Daemon | None = None, pauses: Pauses | None = None) -> None:
        """Nothing is called.

        Args:
            daemon: what runs them; None for the one that the variables of this process name.
            pauses: between two looks at a container.
        """
        self._daemon = daemon
        self._pauses = pauses or Pauses()

    async def start(self, spec: JobSpec) -> Json:
        """Make a container and start it, unless the token has one that has been started."""
        name = f"asl-{spec.token}"
        daemon = self._open()
        status, answer = await self._made(name, spec)
        if status == HTTPStatus.CONFLICT:
            await self._check_own(name, spec.token)
        elif status != HTTPStatus.CREATED:
            raise Unstarted(f"the container of image {spec.image}: {said(answer, status)}")
        state = await self._state(name)
        if state is not None and state["Status"] == "created":
            status, answer = await daemon.call("POST", f"/containers/{name}/start")
            if status not in _STARTED:
                raise Unstarted(f"the container of image {spec.image}: {said(answer, status)}")
        return {"name": name, "container": spec.container, "timeout": spec.timeout}

    async def outcome(self, handle: Json) -> Ended:
        """Look at a container until it has ended, and stop it where it takes too long."""
        held: Any = handle
        name, timeout = held["name"], held["timeout"]

        async def look() -> Ended | None:
            state = await self._state(name)
            if state is None:
                now = time.time_ns() // 1_000_000
                reason = f"nobody knows how it ended: the container {name} is not there"
                return Ended(code=None, reason=reason, started=now - 1, ended=now)
            if state["Status"] in _ENDED:
                return _end(state, timeout)
            late = timeout is not None and time.time() > _instant(state["StartedAt"]) + timeout
            if late and state["Status"] == "running":
                await self.cancel(handle)
            return None

        return await polled(look, self._pauses)

    async def logs(self, handle: Json, wanted: Mapping[str, str]) -> Logs:
        """What it printed."""
        held: Any = handle
        lines, size = wanted_of(wanted)
        query = {"stdout": "1", "stderr": "1"} | ({} if lines is None else {"tail": str(lines)})
        read = await self._open().read(f"/containers/{held['name']}/logs", query)
        printed = unframed(read)[:size]
        return {held["name"]: {held["container"]: printed.decode("utf-8", "replace")}}

    async def cancel(self, handle: Json) -> None:
        """Stop a container; it is not started again."""
        held: Any = handle
        path = f"/containers/{held['name']}/stop"
        status, answer = await self._open().call("POST", path, {"t": _GRACE})
        if status not in (*_STARTED, HTTPStatus.NOT_FOUND):
            raise Unreachable(said(answer, status))

    async def close(self) -> None:
        """Close the connections; the containers run on."""
        if self._daemon is not None:
            await self._daemon.close()

    def _open(self) -> Daemon:
        if self._daemon is None:
            self._daemon = Daemon()
        return self._daemon

    async def _made(self, name: str, spec: JobSpec) -> tuple[int, Any]:
        """The answer to the making of a container, its image fetched where it is not there."""
        daemon, query = self._open(), {"name": name}
        image = spec.image or ""
        status, answer = await daemon.call("POST", "/containers/create", query, _body(spec))
        if status != HTTPStatus.NOT_FOUND:
            return status, answer
        tagged = ":" in image.rpartition("/")[2] or "@" in image
        fault = await daemon.pull(image, "" if tagged else "latest")
        if fault:
            raise Unstarted(f"the image {image} cannot be pulled: {fault}")
        return await daemon.call("POST", "/containers/create", query, _body(spec))

    async def _check_own(self, name: str, token: str) -> None:
        status, answer = await self._open().call("GET", f"/containers/{name}/json")
        labels = answer["Config"]["Labels"] if status == HTTPStatus.OK else None
        if (labels or {}).get(LABEL) != token:
            raise Unstarted(f"the container {name} is there already, and is another's")

    async def _state(self, name: str) -> dict[str, Any] | None:
        """The state of a container; None where there is none."""
        status, answer = await self._open().call("GET", f"/containers/{name}/json")
        if status == HTTPStatus.NOT_FOUND:
            return None
        if status != HTTPStatus.OK:
            raise Unreachable(said(answer, status))
        state: dict[str, Any] = {"RestartCount": answer.get("RestartCount", 0), **answer["State"]}
        return state


def _body(spec: JobSpec) -> dict[str, Any]:
    policy: dict[str, Any] = {"Name": "no"}
    if spec.attempts > 1:
        policy = {"Name": "on-failure", "MaximumRetryCount": spec.attempts - 1}
    run = {"Entrypoint": [*spec.command], "Cmd": [*spec.arguments]} if spec.command else {}
    return {
        **run,
        "Image": spec.image,
        "Env": [f"{name}={value}" for name, value in spec.environment.items()],
        "Labels": {LABEL: spec.token, "asl.job": spec.name},
        "HostConfig": {
            "RestartPolicy": policy,
            "AutoRemove": False,
            # Where the server of this machine is, on Linux too.
            "ExtraHosts": ["host.docker.internal:host-gateway"],
        },
    }


def _end(state: dict[str, Any], timeout: float | None) -> Ended:
    started, ended = _instant(state["StartedAt"]), _instant(state["FinishedAt"])
    timed_out = timeout is not None and ended - started >= timeout and state["ExitCode"] != 0
    reason = "it took longer than it may" if timed_out else ""
    if state.get("OOMKilled"):
        reason = "OutOfMemoryError: it was killed for the memory it used"
    return Ended(
        code=state["ExitCode"],
        reason=reason or str(state.get("Error") or ""),
        timed_out=timed_out,
        started=round(started * 1000),
        ended=round(ended * 1000),
        # Of the attempts before the last, only their number is kept.
        codes=(*[None] * state["RestartCount"], state["ExitCode"]),
    )


def unframed(read: bytes) -> bytes:
    """A log without the heads of its pieces; a head that is cut off is left out."""
    pieces, at = [], 0
    while at + _FRAME.size <= len(read):
        _, length = _FRAME.unpack_from(read, at)
        at += _FRAME.size
        pieces.append(read[at : at + length])
        at += length
    return b"".join(pieces)


def _instant(text: str) -> float:
    """Seconds since 1970 of an instant with nanoseconds."""
    read = datetime.fromisoformat(_FRACTION.sub(r".\1", text))
    return read.astimezone(UTC).timestamp()
