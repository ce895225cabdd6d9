"""Our own notation for histories."""

import pytest

from asl.syntax.values import Json
from conformance.case import BadCase, Moment
from conformance.notation import read_history

# what is said: (line, id, previous, type, details, seconds)
LINES: dict[str, tuple[str, tuple[int, int, str], dict[str, Json] | None, float | None]] = {
    "details that are empty": ("1<-0 ExecutionStarted", (1, 0, "ExecutionStarted"), {}, None),
    "a type that has no details": (
        "3<-2 ParallelStateStarted",
        (3, 2, "ParallelStateStarted"),
        None,
        None,
    ),
    "a state's name": (
        "2<-0 PassStateEntered A-1_b",
        (2, 0, "PassStateEntered"),
        {"name": "A-1_b"},
        None,
    ),
    "an iteration": (
        "4<-3 MapIterationStarted M[12]",
        (4, 3, "MapIterationStarted"),
        {"name": "M", "index": 12},
        None,
    ),
    "payloads are JSON text": (
        '5<-4 PassStateExited A out={"a": [1, "x y"]}',
        (5, 4, "PassStateExited"),
        {"name": "A", "output": '{"a": [1, "x y"]}'},
        None,
    ),
    "variables are JSON text by name": (
        '5<-4 PassStateExited A vars={"n":1,"s":"t"}',
        (5, 4, "PassStateExited"),
        {"name": "A", "assignedVariables": {"n": "1", "s": '"t"'}},
        None,
    ),
    "a time": (
        '7<-6 TaskFailed error="E" cause="a @ 3" @2.5',
        (7, 6, "TaskFailed"),
        {"error": "E", "cause": "a @ 3"},
        2.5,
    ),
    "clocks": (
        "3<-2 TaskScheduled timeout=5 heartbeat=2",
        (3, 2, "TaskScheduled"),
        {"timeoutInSeconds": 5, "heartbeatInSeconds": 2},
        None,
    ),
    "spaces to align columns": (
        "3<-2   WaitStateEntered   W   @4",
        (3, 2, "WaitStateEntered"),
        {"name": "W"},
        4.0,
    ),
}

BAD = {
    "no event at all": "ExecutionStarted",
    "an unknown member": "3<-2 TaskFailed why=1",
    "a member that is no JSON": "3<-2 TaskFailed error=E",
    "details where there are none": "3<-2 ParallelStateStarted P",
    "words between the members": '3<-2 TaskFailed error="E" and more',
}


@pytest.mark.parametrize(("line", "head", "details", "at"), LINES.values(), ids=LINES)
def test_line(
    line: str, head: tuple[int, int, str], details: dict[str, Json] | None, at: float | None
) -> None:
    id_, previous, type_ = head
    read = Moment(id=id_, previous=previous, type=type_, details=details, at=at)
    assert read_history(line) == (read,)


@pytest.mark.parametrize("line", BAD.values(), ids=BAD)
def test_bad_line(line: str) -> None:
    with pytest.raises(BadCase):
        read_history(line)


def test_empty_lines_and_remarks_are_skipped() -> None:
    history = read_history("# the start\n1<-0 ExecutionStarted\n\n  2<-0 PassStateEntered A\n")
    assert [event.id for event in history] == [1, 2]
