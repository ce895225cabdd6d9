"""What strangers may do to a socket: bytes as they come, on a server that listens."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from unittest.mock import patch

import pytest

from asl_server import connections
from asl_server.settings import Settings
from tests.server.live import Live, serving

TARGET = "X-Amz-Target: AWSStepFunctions.ListActivities"
HOST = "Host: localhost"
PIECE = b"x" * 65_536
LIMIT = 3 * len(PIECE)


@pytest.fixture(scope="module")
def small() -> Iterator[Live]:
    """A server that takes small bodies only."""
    with serving(Settings(max_body=LIMIT)) as live:
        yield live


@pytest.fixture(scope="module")
def hasty() -> Iterator[Live]:
    """A server that waits a moment for requests, and longer with answers."""
    with (
        patch.object(connections, "PATIENCE", 1.0),
        serving(poll_seconds=1.5) as live,
    ):
        yield live


def head(*lines: str, line: str = "POST / HTTP/1.1", host: str = HOST) -> bytes:
    """The head of a request."""
    return "\r\n".join((line, host, TARGET, *lines, "", "")).encode("latin-1")


def request(*lines: str, line: str = "POST / HTTP/1.1", host: str = HOST) -> bytes:
    """A whole request."""
    return head("Content-Length: 2", *lines, line=line, host=host) + b"{}"


def absolute(url: str, method: str = "POST", *, host: str = HOST) -> bytes:
    """A request as a proxy is sent it, the last one of its connection."""
    return request("Connection: close", line=f"{method} {url} HTTP/1.1", host=host)


LAST = request("Connection: close")


def sent(live: Live, *pieces: bytes) -> list[str]:
    """The status of every answer until the server closes; one that stays is left after 20 s."""
    told = b""
    with socket.create_connection(live.address, timeout=20) as client:
        # It may close before it has read everything; what it has answered is there all the same.
        with suppress(BrokenPipeError, ConnectionResetError):
            for piece in pieces:
                client.sendall(piece)
        with suppress(ConnectionResetError):
            while received := client.recv(65_536):
                told += received
    return re.findall(r"HTTP/1\.1 ([0-9]{3}) ", told.decode())


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


CHUNKED = "Transfer-Encoding: chunked"
END = b"0\r\n\r\n"
# what is said: (pieces, statuses)
REQUESTS: dict[str, tuple[list[bytes], list[str]]] = {
    "one": ([LAST], ["200"]),
    "one after the other": ([request(), request(), LAST], ["200", "200", "200"]),
    "at once": ([request() * 20 + LAST], ["200"] * 21),
    "byte by byte": ([LAST[at : at + 1] for at in range(len(LAST))], ["200"]),
    "in chunks": ([head(CHUNKED, "Connection: close"), chunk(b"{"), chunk(b"}"), END], ["200"]),
    "that waits for a word": (
        [head("Content-Length: 2", "Expect: 100-continue", "Connection: close"), b"{}"],
        ["100", "200"],
    ),
    "that waits for a word, and is too large": (
        [head("Content-Length: 1000000000", "Expect: 100-continue")],
        ["413"],
    ),
    "too large as it says": ([head("Content-Length: 1000000000")], ["413"]),
    "too large as nobody says": ([head(CHUNKED), *[chunk(PIECE)] * 4], ["413"]),
    "behind one that is too large": (
        [head(f"Content-Length: {LIMIT + 1}"), PIECE * 3 + b"x", LAST],
        ["413"],
    ),
    "behind one that is refused": ([request(host="Host: evil.example") + LAST], ["403"]),
    "with two lengths": ([request("Content-Length: 5")], ["400"]),
    "with the same length twice": ([request("Content-Length: 2")], ["400"]),
    "with two framings": ([request(CHUNKED)], ["400"]),
    "with a framing unknown": ([head("Transfer-Encoding: xchunked"), chunk(b"{}"), END], ["400"]),
    "with a length below nothing": ([head("Content-Length: -1")], ["400"]),
    "with a length in hexadecimal": ([head("Content-Length: 0x2"), b"{}"], ["400"]),
    "with a chunk below nothing": ([head(CHUNKED), b"-1\r\n"], ["400"]),
    "with a chunk beyond all numbers": ([head(CHUNKED), b"f" * 20 + b"\r\n"], ["400"]),
    "with a folded header": ([request("X-A: a\r\n b")], ["400"]),
    "with a blank in a name": ([request("Origin : http://evil.example")], ["400"]),
    "with a bare line feed": ([request("X-A: a\nOrigin: http://evil.example")], ["400"]),
    "with NUL": ([request("X-A: a\0b")], ["400"]),
    "with two hosts": ([request("Host: evil.example")], ["403"]),
    "with two origins": (
        [request("Origin: http://localhost", "Origin: http://evil.example")],
        ["403"],
    ),
    "to another authority": ([absolute("http://evil.example/")], ["403"]),
    "to an authority without a path": ([absolute("http://localhost?/")], ["400"]),
    "to somebody at this host": ([absolute("http://evil@localhost/")], ["403"]),
    "to this authority, whatever its host": (
        [absolute("http://localhost/", host="Host: evil.example")],
        ["200"],
    ),
    "to read another authority": (
        [absolute("https://evil.example/v1/state-machines", "GET")],
        ["403"],
    ),
    "for a tunnel": ([request(line="CONNECT localhost:80 HTTP/1.1")], ["400"]),
    "of TLS": ([b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"], ["400"]),
    "with an offer of HTTP/2": (
        [request("Connection: close, Upgrade", "Upgrade: h2c", "HTTP2-Settings: AA")],
        ["200"],
    ),
    "with a line without end": ([b"GET /", *[PIECE] * 64], ["431"]),
    "with a header without end": ([head()[:-2], b"X-A: ", *[PIECE] * 64], ["431"]),
    "with headers without end": ([head()[:-2], *[b"X-A: a\r\n" * 8_000] * 64], ["431"]),
}


@pytest.mark.parametrize(("pieces", "statuses"), REQUESTS.values(), ids=REQUESTS)
def test_requests(small: Live, pieces: list[bytes], statuses: list[str]) -> None:
    assert sent(small, *pieces) == statuses


# what is said: (what comes before nothing more does, statuses)
SLOW: dict[str, tuple[list[bytes], list[str]]] = {
    "nothing": ([], ["408"]),
    "half a line": ([b"POST"], ["408"]),
    "half a head": ([head()[:-2]], ["408"]),
    "half a body": ([head("Content-Length: 2"), b"{"], []),
    "half a chunk": ([head(CHUNKED), b"5\r\n{"], []),
    "half a body of one that is answered without": (
        [head("Content-Length: 2", line="GET /health HTTP/1.1"), b"{"],
        ["200"],
    ),
    "half a request behind a whole one": ([request(), b"POST"], ["200", "408"]),
}


@pytest.fixture(scope="module")
def answered(hasty: Live) -> dict[str, list[str]]:
    """What each of them is answered, all waiting at once."""
    with ThreadPoolExecutor(len(SLOW)) as pool:
        found = pool.map(lambda case: sent(hasty, *case[0]), SLOW.values())
        return dict(zip(SLOW, found, strict=True))


@pytest.mark.parametrize("case", SLOW)
def test_nobody_waits_for_ever_for_a_request(answered: dict[str, list[str]], case: str) -> None:
    assert answered[case] == SLOW[case][1]


def test_a_trickle_gains_no_time(hasty: Live) -> None:
    line = head("X-A: " + "a" * 60_000)
    with socket.create_connection(hasty.address, timeout=0.005) as client:
        for at in range(len(line)):
            client.sendall(line[at : at + 1])
            with suppress(TimeoutError):
                assert client.recv(100).startswith(b"HTTP/1.1 408 ")
                break
        else:
            pytest.fail("it was let go on")


def test_who_waits_for_an_answer_is_not_hurried(hasty: Live) -> None:
    """A long poll may take longer than a request."""
    client = hasty.client(read_timeout=20)
    arn = client.create_activity(name="a")["activityArn"]
    assert "taskToken" not in client.get_activity_task(activityArn=arn)


def test_idle_connections_keep_nobody_out(small: Live) -> None:
    with ExitStack() as idle:
        for _ in range(200):
            idle.enter_context(socket.create_connection(small.address, timeout=20)).sendall(b"P")
        assert sent(small, LAST) == ["200"]
