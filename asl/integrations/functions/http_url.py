"""A function behind a URL of its own: it takes its event by POST and answers in the body.

The Lambda Runtime Interface Emulator in an image of a function answers so, and a gateway of
OpenFaaS.

Source: https://github.com/aws/aws-lambda-runtime-interface-emulator;
https://docs.openfaas.com/architecture/invocations/
"""

from __future__ import annotations

import uuid
from typing import Final

from asl.integrations.connections import Connections
from asl.integrations.exchange import LONGEST
from asl.integrations.functions import faults
from asl.integrations.functions.http_answers import post
from asl.integrations.functions.port import Invocation, Invoked, Unavailable
from asl.integrations.shown_url import shown
from asl.runtime.values import compact
from asl.syntax import SyntaxFault, parse_data

_ERROR: Final = frozenset(("errorMessage", "errorType"))
# What runtimes put beside those two.
_OF_ERROR: Final = _ERROR | {"stackTrace", "trace", "requestId", "cause"}
_ERRORS: Final = {404: "Lambda.ResourceNotFoundException", 429: "Lambda.TooManyRequestsException"}
_SERVER: Final = 500
_SHOWN: Final = 500


class UrlFunction:
    """A function that a URL answers for."""

    def __init__(self, url: str, seconds: float = LONGEST) -> None:
        """Bind it; nothing is sent.

        Args:
            url: to which events are posted.
            seconds: that it may take.
        """
        self._url = url
        self._seconds = seconds
        self._connections = Connections(url, seconds)

    async def invoke(self, invocation: Invocation) -> Invoked:
        """Post the event.

        Raises:
            Unavailable: nobody answers there, or a server says that it cannot.
        """
        headers = {"Content-Type": "application/json"}
        if invocation.client_context is not None:
            headers["X-Amz-Client-Context"] = invocation.client_context
        body = compact(invocation.payload)
        try:
            response = await post(self._connections, self._url, body, headers)
        except TimeoutError:
            return faults.timed_out(str(uuid.uuid4()), self._seconds, "")
        text = response.text
        if response.headers.get("x-amz-function-error") or _is_error(text):
            return Invoked(payload=text, function_error="Unhandled")
        if not response.is_success:
            raise self._refused(response.status, text)
        return Invoked(payload=text, function_error=None)

    def _refused(self, status: int, text: str) -> Unavailable:
        name = _ERRORS.get(status, "Lambda.AWSLambdaException")
        if status >= _SERVER:
            name = "Lambda.ServiceException"
        said = f": {text[:_SHOWN]}" if text else ""
        return Unavailable(name, f"{shown(self._url)} answered with status {status}{said}")

    async def close(self) -> None:
        """Close the connections."""
        await self._connections.close()


def _is_error(text: str) -> bool:
    """Whether a runtime tells of a failure, which the emulator marks by nothing else."""
    if '"errorType"' not in text:
        return False
    try:
        said = parse_data(text)
    except SyntaxFault:
        return False
    return isinstance(said, dict) and said.keys() >= _ERROR and said.keys() <= _OF_ERROR
