"""Whose a request is: told by its credential scope, or proved by its signature."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from asl_server.http import Request
from asl_server.wire.requests import Caller, caller_of
from asl_server.wire.signature import Key, Signed, verify

SERVICE: Final = "states"


class Gate:
    """Lets signed requests in, or all of them where there are no keys."""

    def __init__(
        self, standard: Caller, keys: Mapping[str, Key] | None, clock: Callable[[], datetime]
    ) -> None:
        self.standard = standard
        self.keys = keys
        self.clock = clock

    def caller(self, request: Request, body: bytes) -> Caller:
        """The account and the region of a request.

        Raises:
            ServiceError: where it had to be signed and is not, or not well.
        """
        told = caller_of(request.header(b"authorization"), self.standard)
        if self.keys is None:
            return told
        key_id = verify(_signed(request, body), self.keys, service=SERVICE, now=self.clock())
        account = self.keys[key_id].account
        return told if account is None else Caller(account, told.region)


def _signed(request: Request, body: bytes) -> Signed:
    scope = request.scope
    raw_path: bytes = scope.get("raw_path") or request.path.encode()
    query: bytes = scope.get("query_string", b"")
    return Signed(
        method=request.method,
        path=raw_path.partition(b"?")[0].decode("latin-1"),
        query=query.decode("latin-1"),
        headers=[
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]
        ],
        body=body,
    )
