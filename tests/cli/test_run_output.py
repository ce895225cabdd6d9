"""`asl run`: what goes to stdout, what the exit code says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import ASL, Called, asl, asl_process, on_terminal
from tests.cli.files import FAIL, LOOP, PASS, PAY, gives, mocks, throws, written
from tests.linter.projects import FORMER

ENDLESS = "an endless loop, or raise transition_budget (--transition-budget)"
WAIT = {
    "StartAt": "Go",
    "States": {"Go": {"Type": "Wait", "Seconds": 40_000_000, "End": True}},
}


def run(tmp_path: Path, definition: Any, *arguments: str, stdin: bytes = b"") -> Called:
    return asl("run", written(tmp_path / "machine.asl.json", definition), *arguments, stdin=stdin)


# how an execution ends: (definition, arguments, exit code, stdout)
ENDS: dict[str, tuple[Any, tuple[str, ...], int, str]] = {
    "a success gives its output": (PASS, ("-i", '{"a": 1.0}'), 0, '{"a":1.0}\n'),
    "the input is an empty object by default": (PASS, (), 0, "{}\n"),
    "any value may be the input": (PASS, ("--input", "null"), 0, "null\n"),
    "a failure gives nothing": (FAIL, (), 1, ""),
    "a time-out gives nothing": (WAIT, (), 1, ""),
    "an endless loop could not be run": (
        LOOP,
        ("--express", "--transition-budget", "500"),
        2,
        "",
    ),
    "an endless loop of a Standard execution fills its history": (LOOP, (), 1, ""),
    "starting elsewhere": (FAIL, ("--from", "Stop"), 1, ""),
    "JSON for a success": (
        PASS,
        ("-i", "[1]", "--format", "json"),
        0,
        '{"status":"SUCCEEDED","output":[1],"duration":0.0}\n',
    ),
    "JSON for a time-out": (
        WAIT,
        ("--format", "json"),
        1,
        '{"status":"TIMED_OUT","error":null,"cause":null,"duration":31536000.0}\n',
    ),
    "JSON for a loop": (
        LOOP,
        ("--express", "--transition-budget", "500", "--format", "json"),
        2,
        (
            '{"status":"RUNNING","duration":0.0,'
            f'"message":"more than 500 states were entered; {ENDLESS}"}}\n'
        ),
    ),
    "an Express execution has five minutes": (
        WAIT,
        ("--type", "express", "--format", "json"),
        1,
        '{"status":"TIMED_OUT","error":null,"cause":null,"duration":300.0}\n',
    ),
}


@pytest.mark.parametrize(("definition", "arguments", "code", "out"), ENDS.values(), ids=ENDS)
def test_an_execution_ends(
    tmp_path: Path, definition: Any, arguments: tuple[str, ...], code: int, out: str
) -> None:
    called = run(tmp_path, definition, *arguments)
    assert (called.code, called.out) == (code, out)


def test_json_for_a_failure_has_its_place(tmp_path: Path) -> None:
    called = run(tmp_path, FAIL, "--format", "json")
    assert json.loads(called.out) == {
        "status": "FAILED",
        "error": "Order.Bad",
        "cause": "no\nlamp",
        "place": {
            "file": str(tmp_path / "machine.asl.json"),
            "line": 8,
            "column": 13,
            "pointer": "/States/Stop",
        },
        "duration": 0.0,
    }
    assert called.err == ""


def test_json_for_what_cannot_run_has_the_findings(tmp_path: Path) -> None:
    called = run(tmp_path, {**PASS, "StartAt": "Gone"}, "--format", "json")
    shown = json.loads(called.out)
    assert called.code == 2
    assert (shown["status"], shown["message"]) == ("NOT_RUN", "cannot run: 1 error")
    assert shown["findings"][0]["code"] == "start-state-missing"
    assert shown["summary"] == {"errors": 1, "warnings": 0, "infos": 0}


# where the input comes from: (arguments, stdin, output)
INPUTS = {
    "the command line": (("-i", '{"a": 1}'), b"", '{"a":1}\n'),
    "a file of JSON": (("-i", "@{}/input.json"), b"", '{"json":1.0}\n'),
    "a file of YAML": (("-i", "@{}/input.yaml"), b"", '{"yaml":[1,null]}\n'),
    "stdin": (("-i", "-"), b'{"stdin": 1}', '{"stdin":1}\n'),
    "stdin with a byte order mark": (("-i", "-"), b"\xef\xbb\xbf[1]", "[1]\n"),
}


@pytest.mark.parametrize(("arguments", "stdin", "output"), INPUTS.values(), ids=INPUTS)
def test_an_input_is_read(
    tmp_path: Path, arguments: tuple[str, ...], stdin: bytes, output: str
) -> None:
    written(tmp_path / "input.json", '{"json": 1.0}')
    written(tmp_path / "input.yaml", "yaml:\n- 1\n- ~\n")
    filled = [argument.replace("{}", str(tmp_path)) for argument in arguments]
    assert run(tmp_path, PASS, *filled, stdin=stdin).out == output


# what a definition on stdin is: (text, exit code)
ON_STDIN = {
    "JSON": (b' {"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}', 0),
    "JSON with a byte order mark": (
        b'\xef\xbb\xbf{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}',
        0,
    ),
    "YAML": (b"StartAt: A\nStates: {A: {Type: Succeed}}", 0),
    "nothing": (b"", 2),
}


@pytest.mark.parametrize(("text", "code"), ON_STDIN.values(), ids=ON_STDIN)
def test_a_definition_comes_from_stdin(text: bytes, code: int) -> None:
    assert asl("run", "-", stdin=text).code == code


def test_a_definition_may_be_yaml(tmp_path: Path) -> None:
    file = written(tmp_path / "m.asl.yaml", "StartAt: A\nStates: {A: {Type: Succeed}}")
    assert asl("run", file, "-i", "1").out == "1\n"


# what a test case makes of a machine: (entries, exit code, stdout)
MOCKED = {
    "a result": ([gives({"paid": True})], 0, '{"paid":true}\n'),
    "a retried error": ([throws("Bank.Busy"), gives(1)], 0, "1\n"),
    "a caught error": ([throws("Bank.Closed")], 0, '{"Error":"Bank.Closed","Cause":"c"}\n'),
    "an error too often": ([throws("Bank.Busy")] * 3, 1, ""),
    "an error that nobody expects": ([throws("Bank.Robbed")], 1, ""),
    "an invocation too many": ([throws("Bank.Busy")], 1, ""),
}


@pytest.mark.parametrize(("entries", "code", "out"), MOCKED.values(), ids=MOCKED)
def test_tasks_are_mocked(tmp_path: Path, entries: list[Any], code: int, out: str) -> None:
    file = written(tmp_path / "mocks.json", mocks(*entries))
    called = run(tmp_path, PAY, "--mocks", f"{file}#Case")
    assert (called.code, called.out) == (code, out)


def test_of_several_machines_the_one_called_like_the_file_is_taken(tmp_path: Path) -> None:
    several = mocks(gives("by name"))
    several["StateMachines"]["other"] = {"TestCases": {"Case": {}}}
    file = written(tmp_path / "mocks.json", several)
    assert run(tmp_path, PAY, "--mocks", f"{file}#Case").out == '"by name"\n'
    assert run(tmp_path, PAY, "--mocks", f"{file}#other#Case").code == 1


def test_a_task_without_mocks_fails_with_a_file_to_paste(tmp_path: Path) -> None:
    called = run(tmp_path, PAY, "--format", "json")
    cause = json.loads(called.out)["cause"]
    assert called.code == 1
    pasted = cause.partition("Save as mocks.json: ")[2].partition(" and run with ")[0]
    file = written(tmp_path / "mocks.json", pasted)
    again = run(tmp_path, PAY, "--mocks", f"{file}#HappyPath")
    assert (again.code, again.out) == (0, '{"StatusCode":200,"Payload":{}}\n')


# where the history goes: (arguments, whether stdout holds the output, where the events are)
def test_a_history_goes_to_a_file(tmp_path: Path) -> None:
    file = tmp_path / "history.json"
    called = run(tmp_path, PASS, "--history", str(file))
    events = json.loads(file.read_text(encoding="utf-8"))["events"]
    assert called.out == "{}\n"
    assert [event["type"] for event in events] == [
        "ExecutionStarted",
        "PassStateEntered",
        "PassStateExited",
        "ExecutionSucceeded",
    ]


def test_a_history_on_stdout_takes_the_place_of_the_output(tmp_path: Path) -> None:
    events = json.loads(run(tmp_path, PASS, "--history", "-").out)["events"]
    assert [event["id"] for event in events] == [1, 2, 3, 4]


def test_a_history_stands_in_the_json_object(tmp_path: Path) -> None:
    shown = json.loads(run(tmp_path, PASS, "--history", "-", "--format", "json").out)
    assert shown["status"] == "SUCCEEDED"
    assert len(shown["history"]) == 4


def test_the_history_of_a_failure_is_written_too(tmp_path: Path) -> None:
    file = tmp_path / "history.json"
    assert run(tmp_path, FAIL, "--history", str(file)).code == 1
    assert json.loads(file.read_text(encoding="utf-8"))["events"][-1]["type"] == "ExecutionFailed"


def test_the_input_stands_in_the_history_as_it_was_given(tmp_path: Path) -> None:
    events = json.loads(run(tmp_path, PASS, "-i", ' {"a" : 1}', "--history", "-").out)["events"]
    assert events[0]["executionStartedEventDetails"]["input"] == ' {"a" : 1}'


def test_the_context_knows_the_names(tmp_path: Path) -> None:
    state = {"Type": "Pass", "Parameters": {"name.$": "$$.Execution.Id"}, "End": True}
    definition = {"StartAt": "Go", "States": {"Go": state}}
    called = run(tmp_path, definition, "--name", "mine")
    arn = "arn:aws:states:us-east-1:123456789012:execution:machine:mine"
    assert json.loads(called.out) == {"name": arn}


def test_a_person_gets_several_lines_and_a_program_one(tmp_path: Path) -> None:
    file = written(tmp_path / "machine.asl.json", PASS)
    _, shown = on_terminal([*ASL, "run", file, "-i", '{"a": [1, "é\x9b"]}'])
    assert shown.endswith('\n{\n  "a": [\n    1,\n    "é\\u009b"\n  ]\n}\n')
    piped = asl_process("run", file, "-i", '{"a": [1, "é"]}')
    assert piped.stdout.decode() == '{"a":[1,"é"]}\n'


def test_a_run_does_not_speak_of_how_it_might_be_written_better(tmp_path: Path) -> None:
    called = run(tmp_path, FORMER, "-i", "[]")
    assert called.code == 0
    assert "deprecated-field" not in called.err
