"""Whole histories: what is compared event by event, what branch by branch, what as a bag."""

import dataclasses

import pytest

from asl.syntax.values import Json
from conformance import histories
from conformance.case import Expected, Moment
from conformance.matching import Matcher
from conformance.moments import moment_of
from conformance.notation import UNSPOKEN, read_history

SEQUENCE = """
1<-0 ExecutionStarted in={"n":1}
2<-0 MapStateEntered M
3<-2 MapStateStarted length=2
4<-3 MapIterationStarted M[0]
5<-4 PassStateEntered A
6<-5 PassStateExited A out=1 vars={"v":1}
7<-6 MapIterationSucceeded M[0]
8<-6 MapIterationStarted M[1]
9<-8 FailStateEntered F @3
10<-9 MapIterationFailed M[1]
11<-9 MapStateFailed
12<-11 ExecutionFailed error="E" cause="(entered at the event id #9)"
"""

TWO_BRANCHES = """
1<-0 ExecutionStarted
2<-0 ParallelStateEntered P
3<-2 ParallelStateStarted
4<-3 PassStateEntered A
5<-4 PassStateExited A
6<-3 PassStateEntered B
7<-6 PassStateExited B
8<-7 PassStateEntered C
9<-8 PassStateExited C
10<-9 ParallelStateSucceeded
11<-9 ParallelStateExited P out="state 'C' (entered at the event id #8)"
12<-11 ExecutionSucceeded
"""

# The same machine: the second branch runs first, the first one ends last.
OTHER_TURNS = """
1<-0 ExecutionStarted
2<-0 ParallelStateEntered P
3<-2 ParallelStateStarted
4<-3 PassStateEntered B
5<-3 PassStateEntered A
6<-4 PassStateExited B
7<-6 PassStateEntered C
8<-7 PassStateExited C
9<-5 PassStateExited A
10<-9 ParallelStateSucceeded
11<-9 ParallelStateExited P out="state 'C' (entered at the event id #8)"
12<-11 ExecutionSucceeded
"""


def difference(
    expected: tuple[Moment, ...], got: tuple[Moment, ...], *, bag: bool = False
) -> str | None:
    told = Expected(status="SUCCEEDED", history=expected, bag=bag, unspoken=UNSPOKEN)
    return histories.difference(told, got, histories.event_matcher(told, got, Matcher()))


def edited(history: str, **changes: str) -> tuple[Moment, ...]:
    """The history with lines changed, by their id (`e7="…"`); an empty line drops the event."""
    lines = {line.split("<-")[0]: line for line in history.strip().splitlines()}
    lines |= {key.removeprefix("e"): line for key, line in changes.items()}
    return read_history("\n".join(lines.values()))


def test_history_is_itself() -> None:
    assert difference(read_history(SEQUENCE), read_history(SEQUENCE)) is None


MUTANTS: dict[str, dict[str, str]] = {
    "another type": {"e5": "5<-4 WaitStateEntered A"},
    "another cause in the chain": {"e8": "8<-7 MapIterationStarted M[1]"},
    "another id": {"e6": '7<-5 PassStateExited A out=1 vars={"v":1}'},
    "an event less": {"e7": ""},
    "an event more": {"e12": f"{SEQUENCE.strip().splitlines()[-1]}\n13<-12 ExecutionSucceeded"},
    "another name": {"e5": "5<-4 PassStateEntered B"},
    "another index": {"e4": "4<-3 MapIterationStarted M[1]"},
    "another length": {"e3": "3<-2 MapStateStarted length=3"},
    "another output": {"e6": '6<-5 PassStateExited A out=2 vars={"v":1}'},
    "true for one": {"e6": '6<-5 PassStateExited A out=true vars={"v":1}'},
    "another variable": {"e6": '6<-5 PassStateExited A out=1 vars={"w":1}'},
    "another value of a variable": {"e6": '6<-5 PassStateExited A out=1 vars={"v":2}'},
    "no variables": {"e6": "6<-5 PassStateExited A out=1"},
    "another time": {"e9": "9<-8 FailStateEntered F @4"},
    "another error": {"e12": '12<-11 ExecutionFailed error="F" cause="(entered at …#9)"'},
    "another cause": {"e12": '12<-11 ExecutionFailed error="E" cause="no"'},
    "no cause": {"e12": '12<-11 ExecutionFailed error="E"'},
}


@pytest.mark.parametrize("changes", MUTANTS.values(), ids=MUTANTS)
def test_mutant_is_seen(changes: dict[str, str]) -> None:
    got = tuple(
        dataclasses.replace(event, at=3.0) if event.id == 9 else event
        for event in read_history(SEQUENCE)
    )
    assert difference(edited(SEQUENCE, **changes), got) is not None


def test_every_dropped_or_retyped_event_is_seen() -> None:
    for history in (read_history(SEQUENCE), read_history(TWO_BRANCHES)):
        for index, event in enumerate(history):
            renamed = dataclasses.replace(event, type="Renamed")
            before, after = history[:index], history[index + 1 :]
            assert difference((*before, *after), history) is not None
            assert difference((*before, event, event, *after), history) is not None
            assert difference((*before, renamed, *after), history) is not None


def test_branches_may_take_turns_in_any_order() -> None:
    assert difference(read_history(TWO_BRANCHES), read_history(OTHER_TURNS)) is None


BRANCH_MUTANTS: dict[str, dict[str, str]] = {
    "states of a branch in another order": {
        "e6": "6<-3 PassStateEntered C",
        "e7": "7<-6 PassStateExited C",
        "e8": "8<-7 PassStateEntered B",
        "e9": "9<-8 PassStateExited B",
    },
    "a state in the other branch": {
        "e8": "8<-5 PassStateEntered C",
    },
    "an exit before its time": {"e5": "5<-4 PassStateExited A @1"},
    "a branch of its own": {"e8": "8<-3 PassStateEntered C"},
    "the join chained from nothing": {"e11": '11<-0 ParallelStateExited P out="x"'},
    "another way on": {"e12": "12<-10 ExecutionSucceeded"},
    "a number that names another state": {
        "e11": "11<-9 ParallelStateExited P out=\"state 'C' (entered at the event id #4)\"",
    },
}


@pytest.mark.parametrize("changes", BRANCH_MUTANTS.values(), ids=BRANCH_MUTANTS)
def test_mutant_of_a_branch_is_seen(changes: dict[str, str]) -> None:
    assert difference(edited(TWO_BRANCHES, **changes), read_history(OTHER_TURNS)) is not None


def test_iterations_are_told_apart_by_their_index() -> None:
    one = """
    1<-0 ExecutionStarted
    2<-0 MapStateEntered M
    3<-2 MapStateStarted length=2
    4<-3 MapIterationStarted M[0]
    5<-3 MapIterationStarted M[1]
    6<-4 PassStateEntered A
    7<-5 PassStateEntered B
    """
    other = one.replace("6<-4", "6<-5").replace("7<-5", "7<-4")
    assert difference(read_history(one), read_history(one)) is None
    assert difference(read_history(one), read_history(other)) is not None


def test_free_slot_may_come_from_any_iteration() -> None:
    one = """
    1<-0 ExecutionStarted
    2<-0 MapStateEntered M
    3<-2 MapStateStarted length=3
    4<-3 MapIterationStarted M[0]
    5<-3 MapIterationStarted M[1]
    6<-4 PassStateEntered A
    7<-5 PassStateEntered A
    8<-6 PassStateExited A
    9<-8 MapIterationSucceeded M[0]
    10<-7 PassStateExited A
    11<-10 MapIterationSucceeded M[1]
    12<-8 MapIterationStarted M[2]
    """
    other = one.replace("12<-8", "12<-10")
    assert difference(read_history(one), read_history(other)) is None


def test_slots_of_one_lane_are_exact() -> None:
    other = SEQUENCE.replace("8<-6 MapIterationStarted", "8<-7 MapIterationStarted")
    assert difference(read_history(SEQUENCE), read_history(other)) is not None


def test_bag_has_no_ids_and_no_end_of_the_parallel() -> None:
    bag = tuple(
        dataclasses.replace(event, id=0, previous=0)
        for event in reversed(read_history(TWO_BRANCHES))
        if event.type != "ParallelStateSucceeded"
    )
    assert difference(bag, read_history(OTHER_TURNS), bag=True) is None
    assert difference(bag[1:], read_history(OTHER_TURNS), bag=True) is not None
    renamed = dataclasses.replace(bag[3], details={"name": "Z"})
    changed = (*bag[:3], renamed, *bag[4:])
    assert difference(changed, read_history(OTHER_TURNS), bag=True) is not None


@pytest.mark.parametrize(("entry", "same"), [(1, True), (2, False)])
def test_bag_does_not_count_entries(entry: int, same: bool) -> None:
    cause = "state 'B' (entered at the event id #{})"
    recorded = (
        Moment(id=0, previous=0, type="PassStateEntered", details={"name": "B"}),
        Moment(id=0, previous=0, type="TaskFailed", details={"cause": cause.format(7)}),
    )
    got = read_history(f'1<-0 PassStateEntered B\n2<-1 TaskFailed cause="{cause.format(entry)}"')
    assert (difference(recorded, got, bag=True) is None) == same


UNSOUND = {
    "a gap in the ids": "1<-0 ExecutionStarted\n3<-0 PassStateEntered A",
    "an id twice": "1<-0 ExecutionStarted\n1<-0 PassStateEntered A",
    "a cause that comes later": "1<-0 ExecutionStarted\n2<-2 PassStateEntered A",
}


@pytest.mark.parametrize("got", UNSOUND.values(), ids=UNSOUND)
def test_unsound_history_is_seen(got: str) -> None:
    history = read_history(got)
    assert difference(history, history) is not None


# what is said: (recorded details, details of the engine, whether they are the same)
DETAILS: dict[str, tuple[dict[str, Json], dict[str, Json], bool]] = {
    "the recorder has parsed an object": ({"input": {"a": 1}}, {"input": '{"a": 1.0}'}, True),
    "arrays and scalars stand as text": ({"input": "[1, 2]"}, {"input": "[1,2]"}, True),
    "a scalar's text is read": ({"output": '"3"'}, {"output": "3"}, False),
    "numbers keep their value": ({"output": "1.0"}, {"output": "1"}, True),
    "text inside stays text": (
        {"output": {"Cause": '{"a": 1}'}},
        {"output": '{"Cause": "{\\"a\\":1}"}'},
        False,
    ),
    "a cause that is JSON": ({"cause": {"a": 1}}, {"cause": '{"a": 1}'}, True),
    "a cause that is an array is text": ({"cause": "[1]"}, {"cause": "[ 1 ]"}, False),
    "a cause is text": ({"cause": "no"}, {"cause": "yes"}, False),
    "variables by name": (
        {"assignedVariables": {"a": {"b": 1}, "c": "[1]"}},
        {"assignedVariables": {"a": '{"b":1}', "c": "[ 1]"}},
        True,
    ),
    "text that redaction made unreadable": (
        {"output": '{"id":<id>"}'},
        {"output": '{"id":7"}'},
        True,
    ),
    "other text that redaction made unreadable": (
        {"output": '{"id":<id>"}'},
        {"output": '{"no":7"}'},
        False,
    ),
    "variables that are none": ({"assignedVariables": 1}, {"assignedVariables": {}}, False),
    "another variable": (
        {"assignedVariables": {"a": "1"}},
        {"assignedVariables": {"a": "2"}},
        False,
    ),
    "a variable too many": (
        {"assignedVariables": {"a": "1"}},
        {"assignedVariables": {"a": "1", "b": "1"}},
        False,
    ),
    "no companion": ({"input": "1", "inputDetails": {"truncated": False}}, {"input": "1"}, False),
    "a member more": ({"error": "E"}, {"error": "E", "cause": "c"}, False),
    "a member less": ({"error": "E", "cause": "c"}, {"error": "E"}, False),
}


@pytest.mark.parametrize(("recorded", "got", "same"), DETAILS.values(), ids=DETAILS)
def test_details(
    recorded: dict[str, Json],
    got: dict[str, Json],
    same: bool,
) -> None:
    def moments(details: dict[str, Json]) -> tuple[Moment, ...]:
        event = {"id": 1, "previousEventId": 0, "type": "TaskFailed"}
        return (moment_of({**event, "taskFailedEventDetails": details}),)

    told = Expected(status="FAILED", history=moments(recorded))
    events = histories.event_matcher(told, moments(got), Matcher(["<id>"]))
    assert (histories.difference(told, moments(got), events) is None) == same


def test_no_details_are_not_empty_details() -> None:
    event = {"id": 1, "previousEventId": 0, "type": "ExecutionFailed"}
    none, empty = moment_of(event), moment_of({**event, "executionFailedEventDetails": {}})
    assert difference((none,), (empty,)) is not None
    assert difference((empty,), (none,)) is not None
