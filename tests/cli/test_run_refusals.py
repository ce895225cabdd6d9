"""`asl run`: what it cannot run, and how it says so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cli.command import asl
from tests.cli.files import PASS, PAY, gives, mocks, written

BROKEN = '{"StartAt": "A",\n "States": {"A": {"Type": "Pass" "End": true}}}'

# what is refused: (text of machine.json, further arguments, lines that stderr has)
REFUSED: dict[str, tuple[Any, tuple[str, ...], list[str]]] = {
    "a definition that is no JSON": (
        BROKEN,
        (),
        [
            (
                '{}/machine.json:2:33: json-syntax expected "," or "}" after this value, '
                "found a string"
            ),
            "                                ^",
            "  hint: add a comma",
            "asl: cannot run: 1 error",
        ],
    ),
    "a definition with mistakes": (
        '{"StartAt": "B",\n "States": {"A": {"Type": "Pass", "Nxt": "A"}}}',
        (),
        [
            '{}/machine.json:2:35: unknown-field "Nxt" is no field of a Pass state',
            '  hint: did you mean "Next"?',
        ],
    ),
    "an input that is no JSON": (
        PASS,
        ("-i", '{"a": NaN}'),
        ['<input>:1:7: not-a-number JSON has no "NaN"', "      ^"],
    ),
    "no input at all": (PASS, ("-i", ""), ["asl: cannot run: 1 error"]),
    "a file of mocks with mistakes": (
        PASS,
        ("--mocks", "{}/mocks.json#Case"),
        ['{}/mocks.json:1:2: unknown-field the member "x" does not exist here'],
    ),
    "all of it at once": (
        BROKEN,
        ("-i", "[", "--mocks", "{}/mocks.json#Case"),
        ["asl: cannot run: 5 errors"],
    ),
    "a test case that is misspelt": (
        PAY,
        ("--mocks", "{}/good.json#Cas"),
        ['  hint: did you mean "Case"?'],
    ),
    "a definition that is not there": (
        PASS,
        ("--mocks", "{}/none.json#Case"),
        ['asl: cannot read "{}/none.json": No such file or directory'],
    ),
    "an input that is not there": (
        PASS,
        ("-i", "@{}/none.json"),
        ['asl: cannot read "{}/none.json": No such file or directory'],
    ),
    "an input without an end": (
        PASS,
        ("-i", "@/dev/zero"),
        ['asl: cannot read "/dev/zero": it has more than 1,048,576 bytes'],
    ),
    "mocks without an end": (
        PASS,
        ("--mocks", "/dev/zero#Case"),
        ['asl: cannot read "/dev/zero": it has more than 16,777,216 bytes'],
    ),
    "a definition that AWS would not take": (
        f"{json.dumps(PASS)}{' ' * 1_048_576}",
        (),
        [
            "{}/machine.json:1:1: document-too-large a definition has at most 1,048,576 characters",
            "  hint: put a part of it into a state machine of its own, started by startExecution",
        ],
    ),
    "an input that AWS would not take": (
        PASS,
        ("-i", f'"{"x" * 262_143}"'),
        [
            "asl: the input <input> has 262,145 bytes, and an execution takes at most 262,144",
            "  hint: keep large data elsewhere, as in S3, and pass on where it is",
        ],
    ),
    "an input whose characters are few and bytes too many": (
        PASS,
        ("-i", f'"{"é" * 131_072}"'),
        ["asl: the input <input> has 262,146 bytes, and an execution takes at most 262,144"],
    ),
    "an input of white space that AWS would count": (
        PASS,
        ("-i", f"{{{' ' * 262_144}}}"),
        ["asl: the input <input> has 262,146 bytes, and an execution takes at most 262,144"],
    ),
    "a folder": (PASS, ("-i", "@{}"), ['asl: cannot read "{}": Is a directory']),
    "a name that no file can have": (
        PASS,
        ("-i", "@a\0b"),
        ['asl: cannot read "a␀b": embedded null byte'],
    ),
    "a state to start at that is misspelt": (
        PAY,
        ("--from", "pay"),
        [
            'asl: the machine has no state "pay" to start at',
            '  hint: did you mean "Pay"?',
        ],
    ),
    "a state to start at like none": (
        PAY,
        ("--from", "zzz"),
        ["  hint: there are: Pay, Rest, Give up"],
    ),
    "a name that no execution can have": (
        PASS,
        ("--name", "a b"),
        ["asl: 'a b' is no name of an execution"],
    ),
    "a place for the history that is not there": (
        PASS,
        ("--history", "{}/none/history.json"),
        ['asl: cannot write the history to "{}/none/history.json": No such file or directory'],
    ),
    "a callback of an Express execution": (
        {
            "StartAt": "Ask",
            "States": {
                "Ask": {
                    "Type": "Task",
                    "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
                    "Parameters": {"QueueUrl": "q", "MessageBody.$": "$$.Task.Token"},
                    "End": True,
                }
            },
        },
        ("--express",),
        ["  hint: use a STANDARD machine, or a call that does not wait"],
    ),
    "two kinds of execution": (PASS, ("--express", "--type", "STANDARD"), []),
    "a budget of nothing": (PASS, ("--transition-budget", "0"), []),
    "an option that does not exist": (PASS, ("--mock", "x"), []),
}


@pytest.mark.parametrize(("definition", "arguments", "lines"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_run_is_refused(
    tmp_path: Path, definition: Any, arguments: tuple[str, ...], lines: list[str]
) -> None:
    written(tmp_path / "mocks.json", '{"x": 1}')
    written(tmp_path / "good.json", mocks(gives(1)))
    file = written(tmp_path / "machine.json", definition)
    called = asl("run", file, *(argument.replace("{}", str(tmp_path)) for argument in arguments))
    assert (called.code, called.out) == (2, "")
    for line in lines:
        assert line.replace("{}", str(tmp_path)) in called.err.splitlines()


def test_a_state_inside_another_is_nowhere_to_start(tmp_path: Path) -> None:
    inner = {"StartAt": "Inner", "States": {"Inner": {"Type": "Pass", "End": True}}}
    parallel = {"Type": "Parallel", "Branches": [inner], "End": True}
    file = written(tmp_path / "m.json", {"StartAt": "Outer", "States": {"Outer": parallel}})
    called = asl("run", file, "--from", "Inner")
    assert called.err.splitlines() == [
        'asl: "Inner" stands inside another state: --from takes a state of the top level',
        "  hint: the top level has: Outer",
    ]


def test_stdin_can_be_read_once() -> None:
    called = asl("run", "-", "-i", "-", stdin=b"{}")
    assert (called.code, called.out) == (2, "")
    assert "cannot both come from standard input" in called.err


def test_warnings_do_not_hinder(tmp_path: Path) -> None:
    file = written(tmp_path / "machine.json", PASS)
    stranger = written(tmp_path / "mocks.json", mocks(gives(1)))
    called = asl("run", file, "--mocks", f"{stranger}#Case", "-i", '{"a": 1, "a": 2}')
    assert (called.code, called.out) == (0, '{"a":2}\n')
    assert "<input>:1:10: warning: duplicate-key" in called.err
    assert 'warning: mock-state-unknown the state machine has no state "Pay"' in called.err


QUIET = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
DEEP = {
    "arrays": "[" * 10_000,
    "objects": '{"a":' * 10_000,
    "closed arrays": "[" * 10_000 + "]" * 10_000,
    "a huge number": "1" * 10_000,
    "a huge exponent": "1e999999",
    "half a pair": '"\\ud800"',
    "a NUL": "\0",
    "UTF-16": "\ufeff{}".encode("utf-16").decode("latin-1"),
}


def _call(tmp_path: Path, what: str, data: bytes) -> tuple[int, str]:
    for name, value in (("machine", PASS), ("input", {}), ("mocks", mocks(gives(1)))):
        written(tmp_path / f"{name}.json", value)
    (tmp_path / f"{what}.json").write_bytes(data)
    called = asl(
        "run",
        str(tmp_path / "machine.json"),
        "-i",
        f"@{tmp_path}/input.json",
        "--mocks",
        f"{tmp_path}/mocks.json#Case",
    )
    return called.code, called.err


@pytest.mark.parametrize("what", ["machine", "input", "mocks"])
@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_hostile_text_is_refused_or_run(tmp_path: Path, what: str, text: str) -> None:
    code, err = _call(tmp_path, what, text.encode("latin-1"))
    assert code in (0, 1, 2)
    assert "Traceback" not in err
    assert len(err) < 20_000


@QUIET
@given(what=st.sampled_from(["machine", "input", "mocks"]), data=st.binary(max_size=100))
def test_any_bytes_are_refused_or_run(tmp_path: Path, what: str, data: bytes) -> None:
    code, err = _call(tmp_path, what, data)
    assert code in (0, 1, 2)
    assert "Traceback" not in err


MEMBERS = st.sampled_from(
    ["StartAt", "States", "Go", "Type", "Next", "End", "Seconds", "Branches", "Choices", "Default"]
)
WORDS = st.sampled_from(
    ["Go", "Pass", "Task", "Wait", "Map", "Parallel", "Choice", "$.a", "{% 1 %}"]
)
LIKELY = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 5) | WORDS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(MEMBERS, inner, max_size=5),
    max_leaves=15,
)


@QUIET
@given(st.dictionaries(MEMBERS, LIKELY, max_size=4))
def test_any_definition_is_refused_or_run(tmp_path: Path, state: dict[str, Any]) -> None:
    file = written(tmp_path / "m.json", {"StartAt": "Go", "States": {"Go": state}})
    called = asl("run", file, "--transition-budget", "1000", "--format", "json")
    assert called.code in (0, 1, 2)
    assert called.out.startswith('{"status":')


@QUIET
@given(st.text(max_size=50))
def test_any_text_is_an_input_or_is_refused(tmp_path: Path, text: str) -> None:
    file = written(tmp_path / "m.json", PASS)
    # The command line cannot hold a NUL, and what begins with @ or - is no text.
    called = asl("run", file, f"--input= {text}".replace("\0", ""))
    assert called.code in (0, 2)


def test_a_definition_without_an_end() -> None:
    called = asl("run", "/dev/zero")
    assert (called.code, called.out) == (2, "")
    assert called.err == 'asl: cannot read "/dev/zero": it has more than 4,194,307 bytes\n'


# what is said: (arguments of `run`, bytes that stdin may have)
STANDARD_INPUTS = {
    "a definition": (("-",), 4_194_307),
    "an input": (("{}/machine.json", "-i", "-"), 1_048_576),
}


@pytest.mark.parametrize(("arguments", "most"), STANDARD_INPUTS.values(), ids=STANDARD_INPUTS)
def test_standard_input_without_an_end(
    tmp_path: Path, arguments: tuple[str, ...], most: int
) -> None:
    written(tmp_path / "machine.json", PASS)
    given = (argument.replace("{}", str(tmp_path)) for argument in arguments)
    called = asl("run", *given, stdin=b" " * (most + 1))
    assert called.code == 2
    assert called.err == f"asl: cannot read standard input: it has more than {most:,} bytes\n"


def test_an_input_as_large_as_aws_takes(tmp_path: Path) -> None:
    file = written(tmp_path / "machine.json", PASS)
    written(tmp_path / "input.json", f'"{"x" * 262_142}"')
    called = asl("run", file, "-i", f"@{tmp_path}/input.json")
    assert (called.code, len(called.out.strip())) == (0, 262_144)
