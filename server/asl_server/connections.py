"""Connections that nobody can hold open or fill up without asking for anything.

Uvicorn waits as long as it takes for a request to become whole, keeps as much of its head as comes,
and forgets the authority of an absolute target: each is made good here.

Source: https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2 (absolute-form),
https://www.rfc-editor.org/rfc/rfc9110#section-15.5.9 (408),
https://www.rfc-editor.org/rfc/rfc6585#section-5 (431)
"""

from __future__ import annotations

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# Seconds that a request may take from its first byte, or from the connection, to its last.
PATIENCE: Final = 60.0
# Bytes of a request's line and headers together; a signature takes less than one thousand.
MAX_HEAD: Final = 64 * 1024
_LATE: Final = b"408 Request Timeout"
_LARGE: Final = b"431 Request Header Fields Too Large"
_ANSWER: Final = b"HTTP/1.1 %s\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class Connection(HttpToolsProtocol):
    """One connection, on which requests come one after the other."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self._whole = False
        self._in_head = True
        self._head_size = 0
        self._late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Somebody has connected, and is to ask for something."""
        super().connection_made(transport)
        self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        """They are gone."""
        self._stop_expecting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """More of a request."""
        super().data_received(data)
        if self._whole:
            self._stop_expecting()
            return
        self._expect()
        if self._in_head:
            # What comes in one piece with the end of a head is as large as one read at most.
            self._head_size += len(data)
            if self._head_size > MAX_HEAD:
                self._give_up(_LARGE)

    def on_message_begin(self) -> None:
        """A request begins."""
        self._whole, self._in_head, self._head_size = False, True, 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head of a request is whole."""
        self._in_head = False
        if self.url[:1] != b"/":
            self._take_authority()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """A request is whole."""
        self._whole = True
        super().on_message_complete()

    def _unsupported_upgrade_warning(self) -> None:
        """An upgrade is an offer, which some clients make every time: none is taken."""

    def _take_authority(self) -> None:
        """The authority of `http://host/path` counts, whatever the Host header says."""
        _, scheme, rest = self.url.partition(b"://")
        if not scheme:
            return
        authority = rest.partition(b"/")[0]
        others = [header for header in self.headers if header[0] != b"host"]
        self.headers[:] = [(b"host", authority), *others]

    def _expect(self) -> None:
        if self._late is None and not self.transport.is_closing():
            self._late = self.loop.call_later(PATIENCE, self._give_up, _LATE)

    def _stop_expecting(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _give_up(self, status: bytes) -> None:
        """Close, with an answer where one can be meant for what is given up."""
        self._stop_expecting()
        if self.transport.is_closing():
            return
        if self._in_head and (self.cycle is None or self.cycle.response_complete):
            self.transport.write(_ANSWER % status)
        self.transport.close()
