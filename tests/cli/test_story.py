"""The story of a run, line by line."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from rich.text import Text

from asl.cli.durations import spoken
from asl.cli.nesting import nesting_of
from asl.cli.story import Story
from asl.cli.terminal import Terminal
from asl.definition import load
from asl.engines.virtual import Settings, VirtualEngine
from asl.testing import Mocks, TaskError, never, returns
from tests.cli.command import asl
from tests.cli.files import FAIL, LOOP, written

AGAIN = [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 7, "MaxAttempts": 1}]
CATCH = [{"ErrorEquals": ["States.ALL"], "Next": "Done"}]
DONE = {"Type": "Succeed"}


def states(**members: Any) -> dict[str, Any]:
    """A block that starts with the first of these."""
    return {"StartAt": next(iter(members)), "States": members}


def task(**members: Any) -> dict[str, Any]:
    following = {} if "Next" in members else {"End": True}
    return {"Type": "Task", "Resource": "arn:aws:states:::sns:publish", **following, **members}


def parallel(*blocks: Any, **members: Any) -> dict[str, Any]:
    return {"Type": "Parallel", "Branches": list(blocks), "End": True, **members}


def mapped(block: Any, **members: Any) -> dict[str, Any]:
    return {
        "Type": "Map",
        "ItemsPath": "$.items",
        "ItemProcessor": block,
        "End": True,
        **members,
    }


def told(definition: Any, stand_ins: dict[str, Any], *, trace: bool = False) -> Story:
    """The story of a run, told up to its end."""
    machine = load(json.dumps(definition))
    engine = VirtualEngine(machine, Mocks(stand_ins), Settings())
    run = engine.begin({"items": [10, 20, 30]})
    engine.drive()
    return Story(nesting_of(machine.definition), run.events, {}, trace=trace, real_time=False)


def lines(story: Story) -> list[str]:
    return [" ".join(line.plain.split()) for line in story.tell()]


FAILS = TaskError("E", "boo")
WAIT = {"Type": "Wait", "Seconds": 25_920_000, "End": True}

# what is told: (definition, stand-ins, the lines without their indentation)
STORIES: dict[str, tuple[Any, dict[str, Any], list[str]]] = {
    "a task": (states(A=task()), {"A": {}}, ["A Task sns:publish"]),
    "a function": (
        states(A=task(Resource="arn:aws:lambda:us-east-1:123456789012:function:pay:live")),
        {"A": {}},
        ["A Task function pay:live"],
    ),
    "an activity": (
        states(A=task(Resource="arn:aws:states:us-east-1:123456789012:activity:approve")),
        {"A": {}},
        ["A Task activity approve"],
    ),
    "a service by its SDK": (
        states(A=task(Resource="arn:aws:states:::aws-sdk:s3:putObject")),
        {"A": {}},
        ["A Task aws-sdk:s3:putObject"],
    ),
    "a job that is waited for": (
        states(A=task(Resource="arn:aws:states:::ecs:runTask.sync")),
        {"A": {}},
        ["A Task ecs:runTask.sync"],
    ),
    "a resource that is filled in at deployment": (
        states(A=task(Resource="${PayArn}")),
        {"A": {}},
        ["A Task ${PayArn}"],
    ),
    "a retry with its pause": (
        states(A=task(Retry=AGAIN)),
        {"A": [FAILS, {}]},
        ["A Task sns:publish", "✗ attempt 1 failed: E: boo", "waited 7 s, skipped; attempt 2"],
    ),
    "a caught error and where it leads": (
        states(A=task(Catch=CATCH), Done=DONE),
        {"A": FAILS},
        ["A Task sns:publish", "✗ attempt 1 failed: E: boo", "caught, on to Done", "Done Succeed"],
    ),
    "an error without a cause": (
        states(A=task()),
        {"A": TaskError("E")},
        ["A Task sns:publish", "✗ attempt 1 failed: E"],
    ),
    "an answer that takes its time": (
        states(A=task()),
        {"A": returns({}, after=90)},
        ["A Task sns:publish", "answered after 1 min 30 s, skipped"],
    ),
    "a time-out": (
        states(A=task(TimeoutSeconds=60)),
        {"A": never()},
        ["A Task sns:publish", "✗ attempt 1 timed out after 1 min, skipped: States.Timeout"],
    ),
    "a long wait": (states(A=WAIT), {}, ["A Wait", "waited 300 days, skipped"]),
    "a wait of nothing": (states(A={**WAIT, "Seconds": 0}), {}, ["A Wait"]),
    "a Map with its iterations": (
        states(A=mapped(states(B=task()))),
        {"B": {}},
        [
            "A Map",
            "3 items",
            "[0] B Task sns:publish",
            "[1] B Task sns:publish",
            "[2] B Task sns:publish",
        ],
    ),
    "an iteration that fails stops the others": (
        states(A=mapped(states(B=task()), Catch=CATCH), Done=DONE),
        {"B": [never(), FAILS, {}]},
        [
            "A Map",
            "3 items",
            "[0] B Task sns:publish",
            "[1] B Task sns:publish",
            "[1] ✗ attempt 1 failed: E: boo",
            "[2] B Task sns:publish",
            "[0] aborted",
            "[2] aborted",
            "A: caught, on to Done",
            "Done Succeed",
        ],
    ),
    "a Parallel with its branches": (
        states(A=parallel(states(B=task()), states(C=WAIT))),
        {"B": {}},
        [
            "A Parallel 2 branches",
            "[0] B Task sns:publish",
            "[1] C Wait",
            "[1] waited 300 days, skipped",
        ],
    ),
    "a state is named where its line stands elsewhere": (
        states(A=parallel(states(B=task(Retry=AGAIN)), states(C=task()))),
        {"B": [FAILS, {}], "C": {}},
        [
            "A Parallel 2 branches",
            "[0] B Task sns:publish",
            "[0] ✗ attempt 1 failed: E: boo",
            "[1] C Task sns:publish",
            "[0] B: waited 7 s, skipped; attempt 2",
        ],
    ),
    "a Parallel that is tried again": (
        states(A=parallel(states(B=task()), Retry=AGAIN)),
        {"B": [FAILS, {}]},
        [
            "A Parallel 1 branch",
            "[0] B Task sns:publish",
            "[0] ✗ attempt 1 failed: E: boo",
            "A: waited 7 s, skipped; attempt 2",
            "[0] B Task sns:publish",
        ],
    ),
    "a Map inside a Parallel, tried again": (
        states(
            A=parallel(
                states(
                    B=mapped(states(C=task()), Retry=AGAIN, InputPath="$.items[0:1]", ItemsPath="$")
                )
            )
        ),
        {"C": [FAILS, {}]},
        [
            "A Parallel 1 branch",
            "[0] B Map",
            "[0] 1 item",
            "[0.0] C Task sns:publish",
            "[0.0] ✗ attempt 1 failed: E: boo",
            "[0] B: waited 7 s, skipped; attempt 2",
            "[0] 1 item",
            "[0.0] C Task sns:publish",
        ],
    ),
    "a Parallel that is doomed before its second attempt begins": (
        states(A=mapped(states(B=parallel(states(C=task()), Retry=AGAIN)))),
        {"C": [FAILS, FAILS, {}, FAILS, FAILS]},
        [
            "A Map",
            "3 items",
            "[0] B Parallel 1 branch",
            "[0.0] C Task sns:publish",
            "[0.0] ✗ attempt 1 failed: E: boo",
            "[1] B Parallel 1 branch",
            "[1.0] C Task sns:publish",
            "[1.0] ✗ attempt 1 failed: E: boo",
            "[2] B Parallel 1 branch",
            "[2.0] C Task sns:publish",
            "[0] B: waited 7 s, skipped; attempt 2",
            "[0.0] C Task sns:publish",
            "[0.0] ✗ attempt 1 failed: E: boo",
            "[1] B: waited 7 s, skipped; attempt 2",
            "[1] aborted",
        ],
    ),
    "a Distributed Map": (
        states(
            A=mapped(
                {
                    "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
                    **states(B=task()),
                }
            )
        ),
        {"B": FAILS},
        [
            "A Map",
            "3 items",
            "each in an execution of its own, not told here",
            (
                "✗ map run failed: States.ExceedToleratedFailureThreshold: "
                "The specified tolerated failure threshold was exceeded"
            ),
        ],
    ),
    "a name that a terminal would obey": (
        states(**{"A\x1b[2J": DONE}),
        {},
        ["A␛[2J Succeed"],
    ),
}


@pytest.mark.parametrize(("definition", "stand_ins", "expected"), STORIES.values(), ids=STORIES)
def test_a_run_is_told(definition: Any, stand_ins: dict[str, Any], expected: list[str]) -> None:
    assert lines(told(definition, stand_ins)) == expected


def test_a_query_that_fails_is_told_with_its_field() -> None:
    query = {"Type": "Pass", "Output": "{% $x %}", "End": True}
    _, failure = lines(told({"QueryLanguage": "JSONata", **states(A=query)}, {}))
    assert failure.startswith("✗ evaluation failed in Output: States.QueryEvaluationError: An ")


def test_lines_are_indented_as_deep_as_their_states() -> None:
    inner = mapped(states(C=task(Retry=AGAIN)), InputPath="$.items[0:1]", ItemsPath="$")
    story = told(states(A=parallel(states(B=inner))), {"C": [FAILS, {}]})
    assert [line.plain.replace("sns:publish", "").rstrip() for line in story.tell()] == [
        "  A                        Parallel 1 branch",
        "      [0] B                        Map",
        "      [0]   1 item",
        "          [0.0] C                        Task",
        "          [0.0]   ✗ attempt 1 failed: E: boo",
        "          [0.0]   waited 7 s, skipped; attempt 2",
    ]


def test_a_trace_tells_what_goes_in_and_out() -> None:
    definition = {
        "QueryLanguage": "JSONata",
        **states(
            A=task(
                Arguments={"Message": "{% $states.input.items[0] %}"},
                Assign={"got": "{% $states.result %}"},
                Output="{% $pad('', 300, 'x') %}",
            )
        ),
    }
    assert lines(told(definition, {"A": {"m": 1}}, trace=True)) == [
        "A Task sns:publish",
        'input {"items":[10,20,30]}',
        'call {"Message":10}',
        'result {"m":1}',
        'assign got = {"m":1}',
        f'output "{"x" * 158}… (302 characters)',
    ]


# what is still open at the end: (definition, stand-ins, names)
OPEN: dict[str, tuple[Any, dict[str, Any], list[str]]] = {
    "nothing after a success": (states(A=task()), {"A": {}}, []),
    "a task that is never answered": (states(A=task()), {"A": never()}, ["A"]),
    "the innermost states only": (
        states(A=parallel(states(B=task()), states(C=task(Next="D"), D=task()))),
        {"B": never(), "C": {}, "D": never()},
        ["B", "D"],
    ),
    "nothing of an attempt that failed": (
        states(A=parallel(states(B=task()), states(C=task()), Retry=AGAIN)),
        {"B": never(), "C": [FAILS, never()]},
        ["B", "C"],
    ),
    "nothing inside what was caught": (
        states(
            A=parallel(states(B=task()), states(C=task()), Catch=[{**CATCH[0], "Next": "D"}]),
            D=task(),
        ),
        {"B": never(), "C": FAILS, "D": never()},
        ["D"],
    ),
}


@pytest.mark.parametrize(("definition", "stand_ins", "names"), OPEN.values(), ids=OPEN)
def test_it_knows_what_is_open(
    definition: Any, stand_ins: dict[str, Any], names: list[str]
) -> None:
    story = told(definition, stand_ins)
    lines(story)
    assert [name for name, _ in story.open_states()] == names


def test_what_is_told_once_is_not_told_again() -> None:
    story = told(states(A=task()), {"A": {}})
    assert len(lines(story)) == 1
    assert lines(story) == []


def test_a_failure_shows_its_place(tmp_path: Path) -> None:
    file = written(tmp_path / "machine.json", FAIL)
    assert asl("run", file).err.splitlines() == [
        "  Go                       Pass",
        "  Stop                     Fail",
        "✗ failed after 0 s  (2 states entered, 5 events)",
        "  Order.Bad",
        "  no",
        "  lamp",
        f"  at {file}:8:13",
        '    "Stop": {',
        "            ^ /States/Stop",
    ]


def test_a_failure_without_a_name_says_so(tmp_path: Path) -> None:
    file = written(tmp_path / "m.json", states(Stop={"Type": "Fail"}))
    assert "  no error name" in asl("run", file).err.splitlines()


def test_what_ran_out_of_time_says_where(tmp_path: Path) -> None:
    waits = mapped(states(Rest={"Type": "Wait", "Seconds": 99_999_999, "End": True}))
    file = written(tmp_path / "m.json", states(All={**waits, "ItemsPath": "$"}))
    assert asl("run", file, "-i", "[1, 2]").err.splitlines()[-2:] == [
        "✗ timed out after 365 days  (3 states entered, 8 events)",
        "  it was waiting in Rest (Wait)",
    ]


def test_json_on_stdout_comes_without_a_story(tmp_path: Path) -> None:
    file = written(tmp_path / "m.json", FAIL)
    assert asl("run", file, "--format", "json").err == ""
    assert "Stop" in asl("run", file, "--format", "json", "--trace").err


def test_a_loop_is_told_by_its_beginning(tmp_path: Path) -> None:
    file = written(tmp_path / "m.json", LOOP)
    shown = asl("run", file, "--express", "--transition-budget", "900").err.splitlines()
    assert shown[-2:] == [
        "  … and so on",
        (
            "asl: more than 900 states were entered; an endless loop, or raise transition_budget "
            "(--transition-budget)"
        ),
    ]
    assert len(shown) == 42


def test_a_long_story_is_told_by_its_beginning_and_its_end(tmp_path: Path) -> None:
    file = written(tmp_path / "m.json", LOOP)
    shown = asl("run", file).err.splitlines()
    assert shown[1000] == "  … 11,459 lines left out; --history FILE keeps all of it"
    assert shown[1041].startswith("✗ failed after 0 s")


def test_a_story_of_just_the_length_is_told_whole(capsys: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal()
    terminal.tell_story(Text(str(number)) for number in range(1040))
    terminal.end_story()
    assert capsys.readouterr().err.split() == [str(number) for number in range(1040)]


# a duration in words
DURATIONS = {
    "nothing": (timedelta(0), "0 s"),
    "milliseconds": (timedelta(milliseconds=250), "0.25 s"),
    "less than a millisecond": (timedelta(microseconds=1), "0 s"),
    "seconds": (timedelta(seconds=59.5), "59.5 s"),
    "a minute": (timedelta(seconds=60), "1 min"),
    "minutes and seconds": (timedelta(seconds=125.7), "2 min 5 s"),
    "hours and minutes": (timedelta(hours=16, minutes=40, seconds=5), "16 h 40 min"),
    "a day": (timedelta(days=1), "1 day"),
    "days": (timedelta(days=300), "300 days"),
    "days and seconds": (timedelta(days=2, seconds=1), "2 days 1 s"),
}


@pytest.mark.parametrize(("duration", "words"), DURATIONS.values(), ids=DURATIONS)
def test_a_duration_is_spoken(duration: timedelta, words: str) -> None:
    assert spoken(duration) == words
