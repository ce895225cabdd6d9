"""The thread that writes, and the files that it writes."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from asl.runtime.events import Event
from asl_server.execution_logs.book import ExecutionLogs
from asl_server.execution_logs.drain import Drain
from asl_server.execution_logs.files import GroupFiles
from asl_server.settings import Settings
from asl_server.wire.log_groups import LogGroup

GROUP = LogGroup("us-east-1", "123456789012", "orders")
OTHER = LogGroup("us-east-1", "123456789012", "bills")
LOGGED = json.dumps(
    {
        "level": "ALL",
        "destinations": [
            {
                "cloudWatchLogsLogGroup": {
                    "logGroupArn": "arn:aws:logs:us-east-1:123456789012:log-group:orders:*"
                }
            }
        ],
    }
)


def lines(*ids: int, size: int = 1) -> list[bytes]:
    return [json.dumps({"id": id_, "of": "x" * size}).encode() + b"\n" for id_ in ids]


def ids(written: bytes) -> list[int]:
    return [int(json.loads(line)["id"]) for line in written.splitlines()]


class Sheet:
    """What a drain has written."""

    def __init__(self) -> None:
        self.written = b""

    def write(self, _group: LogGroup, lines: Sequence[bytes]) -> None:
        self.written += b"".join(lines)


def test_what_is_put_is_written_in_order_and_before_the_end() -> None:
    sheet = Sheet()
    drain = Drain("test", sheet.write, portion=7)
    for start in range(0, 1000, 10):
        drain.put(GROUP, lines(*range(start, start + 10)))
    drain.put(GROUP, lines(*range(1000, 2000)))
    drain.close()
    assert ids(sheet.written) == list(range(2000))


def test_nothing_is_begun_for_nothing(tmp_path: Path) -> None:
    before = threading.active_count()
    logs = ExecutionLogs(tmp_path / "logs")
    assert logs.of(None) is None
    assert logs.of('{"level": "OFF", "includeExecutionData": true}') is None
    asyncio.run(logs.close())
    assert (threading.active_count(), list(tmp_path.iterdir())) == (before, [])


def test_events_of_a_large_commit_keep_their_order(tmp_path: Path) -> None:
    """They are taken bit by bit, and the loop has its way between."""

    async def logged() -> int:
        logs = ExecutionLogs(tmp_path)
        log = logs.of(LOGGED)
        assert log is not None
        at = datetime(2026, 1, 1, tzinfo=UTC)
        events = [Event(id_, 0, "PassStateEntered", at, {}) for id_ in range(1, 3001)]
        log("arn", 0, events[:2500])
        log("arn", 0, events[2500:2501])
        log("arn", 0, events[2501:])
        turns = 0
        while turns < 5:
            turns += 1
            await asyncio.sleep(0)
        log("arn", 0, [Event(3001, 0, "ExecutionSucceeded", at, {})])
        await logs.close()
        return turns

    with capture_logs():
        assert asyncio.run(logged()) == 5
    assert ids(GROUP.file_in(tmp_path).read_bytes()) == list(range(1, 3002))


def test_what_there_is_no_room_for_is_dropped_and_told_once() -> None:
    """A writer that hangs costs lines: neither memory nor time of those who log."""
    go, begun = threading.Event(), threading.Event()
    sheet = Sheet()

    def write(group: LogGroup, some: Sequence[bytes]) -> None:
        begun.set()
        go.wait(20)
        sheet.write(group, some)

    with capture_logs() as told:
        drain = Drain("test", write, most=10_000)
        drain.put(GROUP, lines(1, size=4_000))
        assert begun.wait(20)
        drain.put(GROUP, lines(2, size=4_000))
        for number in range(3, 100):
            drain.put(GROUP, lines(number, size=4_000))
        go.set()
        drain.close()
    assert ids(sheet.written) == [1, 2]
    assert [(line["lines"], line["to"]) for line in told] == [(97, "test")]


def test_what_is_too_large_by_itself_is_written() -> None:
    sheet = Sheet()
    drain = Drain("test", sheet.write, most=10)
    drain.put(GROUP, lines(1, size=1_000))
    drain.close()
    assert ids(sheet.written) == [1]


def test_a_file_for_each_group_for_its_owner_alone(tmp_path: Path) -> None:
    files = GroupFiles(tmp_path / "logs")
    files.write(GROUP, lines(1))
    files.write(OTHER, lines(2))
    files.write(GROUP, lines(3, 4))
    orders, bills = (group.file_in(tmp_path / "logs") for group in (GROUP, OTHER))
    assert (ids(orders.read_bytes()), ids(bills.read_bytes())) == ([1, 3, 4], [2])
    for path in (tmp_path / "logs").rglob("*"):
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path


def test_a_file_that_was_moved_away_is_begun_again(tmp_path: Path) -> None:
    files, path = GroupFiles(tmp_path), GROUP.file_in(tmp_path)
    files.write(GROUP, lines(1))
    path.rename(tmp_path / "old.log")
    files.write(GROUP, lines(2))
    assert (ids((tmp_path / "old.log").read_bytes()), ids(path.read_bytes())) == ([1], [2])


def test_a_file_that_cannot_be_written_is_told_once_and_others_go_on(tmp_path: Path) -> None:
    files, path = GroupFiles(tmp_path), GROUP.file_in(tmp_path)
    path.mkdir(parents=True)
    with capture_logs() as told:
        files.write(GROUP, lines(1, 2))
        files.write(OTHER, lines(3))
        files.write(GROUP, lines(4))
    assert ids(OTHER.file_in(tmp_path).read_bytes()) == [3]
    assert [(line["log_level"], line["file"]) for line in told] == [("error", str(path))]
    path.rmdir()
    path.write_text('{"torn": ')
    with capture_logs() as told:
        files.write(GROUP, lines(5))
    assert [line["lines_lost"] for line in told] == [3]
    torn, whole = path.read_bytes().splitlines()
    assert (torn, ids(whole)) == (b'{"torn": ', [5])


# Where the files are: (database, --logs, where)
PLACES = {
    "beside the database": ("asl.db", None, Path("asl.db.logs")),
    "beside the database of a URL": ("sqlite:///a/b.db", None, Path("a/b.db.logs")),
    "beside an absolute one": ("sqlite:////a/b.db", None, Path("/a/b.db.logs")),
    "nowhere where it is in memory": ("sqlite://", None, None),
    "nowhere where it is in memory, written out": ("sqlite:///:memory:", None, None),
    "nowhere where it is no file": ("postgresql://user@host/name", None, None),
    "where it is told to be": ("sqlite://", Path("logs"), Path("logs")),
}


@pytest.mark.parametrize(("database", "logs", "where"), PLACES.values(), ids=PLACES)
def test_where_the_files_are(database: str, logs: Path | None, where: Path | None) -> None:
    assert Settings(database=database, logs=logs).log_directory == where
