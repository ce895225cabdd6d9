"""HTTP: an application on a socket, by uvicorn."""

from __future__ import annotations

import asyncio
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypeAlias

import uvicorn

from asl_server.asgi import Server
from asl_server.connections import Connection
from asl_server.settings import Settings

Ready: TypeAlias = Callable[[str], None]
# Connections that may wait to be taken.
_BACKLOG: Final = 2048
# Seconds in which a request that is cut off is answered.
_LAST_WORDS: Final = 1.0
_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


class Uvicorn(uvicorn.Server):
    """A server that says when it is ready, and lets long polls go before it stops."""

    def __init__(self, config: uvicorn.Config, server: Server, ready: Ready) -> None:
        super().__init__(config)
        self.server = server
        self.ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and say so."""
        await super().startup(sockets)
        address = self.servers[0].sockets[0].getsockname()
        host, port = address[0], address[1]
        self.ready(f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}")

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop on a signal, and leave it at that.

        Uvicorn's own raises the signal again when all is answered, which ends the process before
        the engine has saved what runs.
        """
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        loop = asyncio.get_running_loop()
        for number in _SIGNALS:
            loop.add_signal_handler(number, self.handle_exit, number, None)
        try:
            yield
        finally:
            for number in _SIGNALS:
                loop.remove_signal_handler(number)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Answer those who wait for nothing in particular, then all the others.

        Express executions that nobody waits for have the same time, for they are in no store.
        """
        self.server.closing.begin()
        end = time.monotonic() + (self.config.timeout_graceful_shutdown or 0)
        await super().shutdown(sockets)
        # Those that took too long are cancelled by now, and are to be told so.
        if self.server_state.tasks:
            await asyncio.wait(self.server_state.tasks, timeout=_LAST_WORDS)
        left = end - time.monotonic()
        if left > 0 and not self.force_exit:
            await self.server.api.desk.engine.finish_express(left)


def bind(host: str, port: int) -> list[socket.socket]:
    """Sockets on all addresses of a name; before anything else, so that a taken port is told first.

    Raises:
        OSError: where the name is unknown, or the port is taken or forbidden.
    """
    found = socket.getaddrinfo(
        host, port, proto=socket.IPPROTO_TCP, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )
    sockets: list[socket.socket] = []
    try:
        for family, kind, protocol, _, address in found:
            # With the protocol named: asyncio turns Nagle's algorithm off only where it is, and
            # with it on every answer waits 40 ms for an acknowledgement.
            opened = socket.socket(family, kind, protocol)
            sockets.append(opened)
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            opened.bind(address)
            opened.listen(_BACKLOG)
    except OSError:
        for opened in sockets:
            opened.close()
        raise
    return sockets


def configured(server: Server, settings: Settings) -> uvicorn.Config:
    """How uvicorn is to serve: without logs and headers of its own."""
    return uvicorn.Config(
        server,
        http=Connection,
        backlog=_BACKLOG,
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=settings.grace_seconds,
    )


async def run(
    server: Server, sockets: list[socket.socket], settings: Settings, ready: Ready
) -> None:
    """Serve until a signal comes."""
    await Uvicorn(configured(server, settings), server, ready).serve(sockets)
