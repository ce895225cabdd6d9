"""`http:invoke`: one call of an HTTP API with a connection."""

from __future__ import annotations

from typing import Final

from asl.integrations.exchange import Answer, AnswerTooLarge, NoAnswer
from asl.integrations.http.connection import Connection, OAuth
from asl.integrations.http.known_connections import KnownConnections
from asl.integrations.http.network import AddressRefused
from asl.integrations.http.oauth import Tokens
from asl.integrations.http.outgoing import outgoing
from asl.integrations.http.request import HttpRequest, read_request
from asl.integrations.http.results import is_good, result, status_text
from asl.integrations.http.transport import HostRefused, Transport
from asl.integrations.http.unbound import link_local, unbound
from asl.runtime.errors import HTTP_SOCKET, RUNTIME, StatesError
from asl.runtime.host import TaskCall
from asl.runtime.values import oversized
from asl.syntax.values import Json

# Seconds.
# Source: https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html
LONGEST: Final = 60.0
# Statuses that say that a token is not taken.
# Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-target-connection-auth.html
_UNAUTHORIZED: Final = (401, 407)


class HttpInvoke:
    """Makes calls."""

    def __init__(
        self,
        transport: Transport,
        connections: KnownConnections,
        region: str,
        seconds: float = LONGEST,
    ) -> None:
        """Nothing is called.

        Args:
            transport: sends requests.
            connections: of the project.
            region: that the service says it is in.
            seconds: that an answer may take.
        """
        self._transport = transport
        self._connections = connections
        self._tokens = Tokens(transport)
        self._region = region
        self._seconds = seconds

    async def __call__(self, call: TaskCall) -> Json:
        """Make a call and give its result.

        Raises:
            StatesError: it failed, or cannot be made.
        """
        request = read_request(call.input)
        try:
            # Before the connection is looked for: what may not be called needs none.
            self._transport.locate(request.url)
            connection = await self._connections.find(call, request.connection)
            answer = await self._exchange(request, connection)
        except HostRefused:
            raise StatesError(RUNTIME, unbound(call), terminal=True) from None
        except AddressRefused as refused:
            said = link_local(refused.host, refused.address)
            raise StatesError(RUNTIME, f"{said}.", terminal=True) from None
        except AnswerTooLarge as large:
            if not is_good(large.status):
                raise _refused(large.status, large.reason) from None
            raise oversized("http") from None
        except TimeoutError:
            said = f"The HTTP request took longer than {self._seconds:g} seconds."
            raise StatesError(HTTP_SOCKET, said) from None
        except NoAnswer as error:
            raise StatesError(HTTP_SOCKET, str(error)) from None
        if not is_good(answer.status):
            raise _refused(answer.status, answer.reason)
        return result(answer)

    async def _exchange(self, request: HttpRequest, connection: Connection) -> Answer:
        asked = connection.authorization
        if not isinstance(asked, OAuth):
            return await self._send(request, connection, None)
        token = await self._tokens.get(request.connection, asked)
        answer = await self._send(request, connection, token)
        if answer.status not in _UNAUTHORIZED:
            return answer
        # Withdrawn before its time: another one is had, once.
        self._tokens.drop(request.connection, token)
        token = await self._tokens.get(request.connection, asked)
        answer = await self._send(request, connection, token)
        if answer.status in _UNAUTHORIZED:
            self._tokens.drop(request.connection, token)
        return answer

    async def _send(
        self, request: HttpRequest, connection: Connection, token: str | None
    ) -> Answer:
        at = self._transport.locate(request.url)
        sent = outgoing(request, connection, token, at, self._region)
        return await self._transport.send(sent, self._seconds)


def _refused(status: int, reason: str) -> StatesError:
    return StatesError(f"States.Http.StatusCode.{status}", status_text(status, reason))
