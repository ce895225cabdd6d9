"""asl.toml: what it says about functions and endpoints, and what is wrong with it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from asl.configuration.bindings import interpreter_of
from asl.configuration.project import load_project, read_project
from asl.configuration.settings_file import BadSettings
from asl.configuration.urls import refusal
from asl.integrations.bindings import (
    Binding,
    Bindings,
    CommandTarget,
    EndpointTarget,
    HandlerTarget,
    Target,
    UrlTarget,
)
from asl.integrations.lambda_names import FunctionName, parse_function_name

FOLDER = Path("/project")

# what is written: (lines of [functions.f], what answers)
WAYS: dict[str, tuple[str, Target]] = {
    "a handler": (
        'handler = "orders.charge:handler"\ninterpreter = "python3"\n',
        HandlerTarget(
            runtime="python",
            handler="orders.charge:handler",
            folders=(FOLDER,),
            interpreter="python3",
        ),
    ),
    "a handler with all that it takes": (
        'handler = "a.b"\npath = "src"\ninterpreter = ".venv/bin/python"\ntimeout = 2.5\n'
        'memory = 256\nenvironment = { A = "b" }\n',
        HandlerTarget(
            runtime="python",
            handler="a.b",
            folders=(FOLDER / "src",),
            interpreter=str(FOLDER / ".venv/bin/python"),
            environment={"A": "b"},
            timeout=2.5,
            memory=256,
        ),
    ),
    "a command": (
        'command = ["node", "ship.js"]\npath = "js"\n',
        CommandTarget(command=("node", "ship.js"), folder=FOLDER / "js"),
    ),
    "a URL": (
        'url = "http://127.0.0.1:9000/2015-03-31/functions/function/invocations"\n',
        UrlTarget(
            url="http://127.0.0.1:9000/2015-03-31/functions/function/invocations", timeout=900
        ),
    ),
    "a URL with a query is the function's own": (
        'url = "http://127.0.0.1:3001?f=1"\n',
        UrlTarget(url="http://127.0.0.1:3001?f=1", timeout=900),
    ),
    "a URL without a path is where Lambda's API begins": (
        'url = "http://127.0.0.1:3001/"\ntimeout = 9\n',
        EndpointTarget(url="http://127.0.0.1:3001/", timeout=9),
    ),
}


@pytest.mark.parametrize(("lines", "target"), WAYS.values(), ids=WAYS)
def test_what_answers(lines: str, target: Target) -> None:
    bindings = read_project(f"[functions.f]\n{lines}", "asl.toml", FOLDER).bindings
    assert bindings == Bindings(functions=(Binding("f", target),))


def test_a_file_counts_paths_from_its_folder(tmp_path: Path) -> None:
    (tmp_path / "asl.toml").write_text('[functions.f]\ncommand = ["./f"]\n', "utf-8")
    (binding,) = load_project(tmp_path / "asl.toml", "asl.toml").bindings.functions
    assert binding.target == CommandTarget(command=("./f",), folder=tmp_path)


def test_the_interpreter_is_the_projects_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    assert interpreter_of(tmp_path) == sys.executable
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch()
    assert interpreter_of(tmp_path) == str(python)


# what is wrong: (text, code, line, column, message, hint)
WRONG: dict[str, tuple[str, str, int, int, str, str | None]] = {
    "a table that is misspelt": (
        '[function.f]\nhandler = "a.b"\n',
        "settings-key",
        1,
        2,
        'there is no table "function"',
        'did you mean "functions"?',
    ),
    "a setting that is misspelt": (
        '[functions."Charge*"]\nhandler = "a.b"\ntimeot = 3\n',
        "settings-key",
        3,
        1,
        'there is no setting "timeot"',
        'did you mean "timeout"?',
    ),
    "nothing that answers": (
        "[functions.f]\ntimeout = 3\n",
        "settings-value",
        1,
        12,
        '"f" needs one of handler, command, url',
        None,
    ),
    "two that answer": (
        '[functions.f]\nurl = "http://a/b"\nhandler = "a.b"\n',
        "settings-value",
        1,
        12,
        '"f" needs one of handler, command, url, and has handler and url',
        None,
    ),
    "a setting of another way": (
        '[functions.f]\nurl = "http://a/b"\nmemory = 256\n',
        "settings-key",
        3,
        1,
        '"memory" says nothing of a function that is a url',
        "beside url there may be timeout",
    ),
    "a handler that names no function": (
        '[functions.f]\nhandler = "charge"\n',
        "settings-value",
        2,
        11,
        '"handler" takes a function, as "orders.charge:handler"',
        None,
    ),
    "a command that is no list": (
        '[functions.f]\ncommand = "node ship.js"\n',
        "settings-value",
        2,
        11,
        '"command" takes a program and its arguments, as ["node", "a.js"]',
        None,
    ),
    "a time-out that is none": (
        '[functions.f]\nhandler = "a.b"\ntimeout = "3s"\n',
        "settings-value",
        3,
        11,
        '"timeout" takes a number from more than 0 to 900',
        None,
    ),
    "a memory with a fraction": (
        '[functions.f]\nhandler = "a.b"\nmemory = 128.5\n',
        "settings-value",
        3,
        10,
        '"memory" takes a number from 128 to 10,240',
        None,
    ),
    "a variable that is no text": (
        '[functions.f]\nhandler = "a.b"\nenvironment = { A = 1 }\n',
        "settings-value",
        3,
        21,
        '"A" takes a text',
        None,
    ),
    "an endpoint that there is not": (
        '[endpoints]\nlamda = "http://a"\n',
        "settings-key",
        2,
        1,
        'there is no endpoint "lamda"',
        'did you mean "lambda"?',
    ),
    "AWS itself": (
        '[endpoints]\nlambda = "aws"\n',
        "settings-value",
        2,
        10,
        "AWS itself is called where a profile says so: [profiles.aws.endpoints]",
        'write where it is, as "http://127.0.0.1:4566"',
    ),
    "AWS itself by its address": (
        '[endpoints]\ndefault = "https://lambda.us-east-1.amazonaws.com"\n',
        "settings-value",
        2,
        11,
        '"lambda.us-east-1.amazonaws.com" is AWS itself: say "aws" in a profile',
        'write where it is, as "http://127.0.0.1:4566"',
    ),
    "a URL that is none": (
        '[functions.f]\nurl = "localhost:9000"\n',
        "settings-value",
        2,
        7,
        '"localhost:9000" is no URL of http or https',
        'write where it is, as "http://127.0.0.1:4566"',
    ),
    "a function that is no table": (
        '[functions]\nf = "a.b"\n',
        "settings-value",
        2,
        5,
        '"f" takes a table',
        None,
    ),
    "a variable that no process can have": (
        '[functions.f]\nhandler = "a.b"\nenvironment = { "A=B" = "c" }\n',
        "settings-value",
        3,
        17,
        '"A=B" is no name of a variable',
        None,
    ),
    "a variable whose text no process can have": (
        '[functions.f]\nhandler = "a.b"\nenvironment = { A = "\\u0000" }\n',
        "settings-value",
        3,
        21,
        '"A" takes a text',
        None,
    ),
    "a word that no process can be given": (
        '[functions.f]\ncommand = ["a\\u0000"]\n',
        "settings-value",
        2,
        11,
        '"command" takes a program and its arguments, as ["node", "a.js"]',
        None,
    ),
    "a folder that no system has": (
        '[functions.f]\nhandler = "a.b"\npath = "a\\u0000"\n',
        "settings-value",
        3,
        8,
        '"path" takes a text',
        None,
    ),
    "functions that are no table": (
        "functions = 1\n",
        "settings-value",
        1,
        13,
        '"functions" takes a table',
        None,
    ),
}


@pytest.mark.parametrize(
    ("text", "code", "line", "column", "message", "hint"), WRONG.values(), ids=WRONG
)
def test_what_is_wrong_has_its_place(
    text: str, code: str, line: int, column: int, message: str, hint: str | None
) -> None:
    with pytest.raises(BadSettings) as failed:
        read_project(text, "asl.toml", FOLDER)
    (found,) = failed.value.diagnostics
    told = (found.code, found.line, found.column, found.message, found.hint)
    assert told == (code, line, column, message, hint)


# what is called: (url, a part of the reason or None)
URLS: dict[str, tuple[str, str | None]] = {
    "this machine": ("http://127.0.0.1:9000/f", None),
    "a name": ("https://gateway.example.org/function/f?x=1", None),
    "AWS": ("https://lambda.eu-west-1.amazonaws.com", "is AWS itself"),
    "AWS, written in full": ("https://lambda.eu-west-1.amazonaws.com./x", "is AWS itself"),
    "no host": ("http://", "is no URL"),
    "a space": ("http://127.0.0.1/a b", "is no URL"),
    "a line of its own": ("http://127.0.0.1/\r\nHost: x", "is no URL"),
    "a host that is not ASCII": ("http://übung.example", '"http://übung.example" is no URL'),
    "a path that is not ASCII": ("http://127.0.0.1/ü", "is no URL"),
    "the metadata of a machine": ("http://169.254.169.254/latest", "an address of the link"),
    "the same as one number": ("http://2852039166/latest", "an address of the link"),
    "the same in six": ("http://[::ffff:169.254.169.254]/", "an address of the link"),
    "the same of EC2 in six": ("http://[fd00:ec2::254]/", "an address of the link"),
    "the link in six": ("http://[fe80::1]/", "an address of the link"),
}


@pytest.mark.parametrize(("url", "reason"), URLS.values(), ids=URLS)
def test_urls_that_may_be_called(url: str, reason: str | None) -> None:
    refused = refusal(url)
    assert (refused is None) == (reason is None), refused
    assert (reason or "") in (refused or "")


def _function(text: str) -> FunctionName:
    named = parse_function_name(text)
    assert named is not None
    return named


A, B, C, D = (UrlTarget(url=f"http://{name}/f") for name in "abcd")
LAMBDA, DEFAULT = EndpointTarget(url="http://lambda"), EndpointTarget(url="http://all")
FUNCTIONS = (Binding("Charge*", A), Binding("ChargeCard", B), Binding("*:billing-*", C))
KNOWN = [Binding("Ship", D), Binding("ChargeCard", D)]

# which: (function, whether Lambda has an endpoint of its own, what answers)
CHOSEN: dict[str, tuple[str, bool, Target | None]] = {
    "the first pattern that fits": ("ChargeCard", False, A),
    "a pattern of the ARN": (
        "arn:aws:lambda:us-east-1:123456789012:function:billing-run",
        False,
        C,
    ),
    "a template's own function": ("Ship", False, D),
    "Lambda's own endpoint before a template": ("Ship", True, LAMBDA),
    "the endpoint of all for the rest": ("Refund", False, DEFAULT),
}


@pytest.mark.parametrize(("text", "has_lambda", "target"), CHOSEN.values(), ids=CHOSEN)
def test_what_is_chosen(text: str, has_lambda: bool, target: Target | None) -> None:
    bindings = Bindings(
        functions=FUNCTIONS, endpoint=LAMBDA if has_lambda else None, default=DEFAULT
    )
    assert bindings.target(_function(text), KNOWN) is target


@pytest.mark.parametrize("text", ["${ChargeArn}", "[[ChargeArn]]"])
def test_an_unfilled_placeholder_is_found_by_its_text_and_sent_to_no_endpoint(text: str) -> None:
    hole = FunctionName(name=text, arn=text)
    bound = Bindings(functions=[Binding(text, A)], endpoint=LAMBDA)
    assert bound.target(hole) is A
    assert Bindings(endpoint=LAMBDA, default=DEFAULT).target(hole) is None


def test_what_nests_too_deep_is_refused() -> None:
    with pytest.raises(BadSettings, match="its arrays nest too deep"):
        read_project(f"a = {'[' * 5000}{']' * 5000}", "asl.toml", Path("/project"))
