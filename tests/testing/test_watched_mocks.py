"""A file of mocks that changes while it is used."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from asl.engines.embedded.mocks import TestCase
from asl.runtime.errors import StatesError
from asl.runtime.host import TaskCall
from asl.testing import InvalidMocks
from asl.testing.watched_mocks import WatchedMocks
from tests.testing.machines import task

CASE = TestCase("shop", "Case")
CALL = TaskCall(state="Charge", resource="arn:aws:states:::lambda:invoke", input={})
# Seconds after which a file's time of change tells of every change.
LONG_AGO = 10


def text(value: int, case: str = "Case", state: str = "Charge") -> str:
    machines = {"shop": {"TestCases": {case: {state: "R"}}}}
    return json.dumps(
        {"StateMachines": machines, "MockedResponses": {"R": {"0": {"Return": value}}}}
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    written = tmp_path / "m.json"
    written.write_text(text(1))
    return written


def age(file: Path, seconds: int = LONG_AGO) -> None:
    then = time.time_ns() - seconds * 10**9
    os.utime(file, ns=(then, then))


def test_a_change_of_the_same_size_in_the_same_instant_is_seen(file: Path) -> None:
    mocks, stamp = WatchedMocks(str(file)), file.stat()
    file.write_text(text(2))
    os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert mocks.answer(CASE, CALL, 0) == 2


def test_a_file_that_was_left_alone_is_not_read_again(file: Path) -> None:
    age(file)
    mocks, stamp = WatchedMocks(str(file)), file.stat()
    file.write_text(text(2))
    os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert mocks.answer(CASE, CALL, 0) == 1
    age(file, 2 * LONG_AGO)
    assert mocks.answer(CASE, CALL, 0) == 2


def test_a_file_that_is_replaced_is_read(file: Path) -> None:
    age(file)
    mocks, other = WatchedMocks(str(file)), file.with_name("other.json")
    other.write_text(text(2))
    age(other)
    other.replace(file)
    assert mocks.answer(CASE, CALL, 0) == 2


@pytest.mark.parametrize("broken", ["{", "[]", None], ids=["no JSON", "no mocks", "gone"])
def test_while_it_cannot_be_used_calls_are_answered_as_before(
    broken: str | None, file: Path
) -> None:
    mocks = WatchedMocks(str(file))
    file.unlink()
    if broken is not None:
        file.write_text(broken)
    assert mocks.names(CASE, "Charge")
    assert [mocks.answer(CASE, CALL, 0) for _ in range(3)] == [1, 1, 1]
    file.write_text(text(2))
    assert mocks.answer(CASE, CALL, 0) == 2


def test_a_test_case_that_is_taken_out_ends_what_runs_with_it(file: Path) -> None:
    mocks = WatchedMocks(str(file))
    file.write_text(text(1, case="Other"))
    with pytest.raises(
        StatesError, match='"shop" has no test case "Case"; it has "Other"'
    ) as caught:
        mocks.names(CASE, "Charge")
    assert caught.value.terminal


def test_a_state_that_the_machine_does_not_have_is_warned_of_once(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(text(1, state="Chrage"))
    mocks = WatchedMocks(str(file))
    for _ in range(2):
        mocks.examine(CASE, task())
    told = capsys.readouterr()
    assert (told.out + told.err).count('no state "Chrage"') == 1
    file.write_text(text(2, state="Chrage"))
    mocks.examine(CASE, task())
    told = capsys.readouterr()
    assert (told.out + told.err).count('no state "Chrage"') == 1


def test_the_first_reading_says_all_that_is_wrong(file: Path) -> None:
    file.write_text("[]")
    with pytest.raises(InvalidMocks, match=r"m\.json:1:1: not-an-object"):
        WatchedMocks(str(file))


def test_the_names_of_its_test_cases(file: Path) -> None:
    mocks = WatchedMocks(str(file))
    assert mocks.cases == {"shop": ["Case"]}
    file.write_text(text(1, case="Other"))
    with pytest.raises(StatesError):
        mocks.names(CASE, "Charge")
    assert mocks.cases == {"shop": ["Other"]}
