"""`asl run` of Tasks that call functions: what is bound, what is not, and what is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest

from tests.cli.command import Called, asl
from tests.integrations.answering import Answer, answering

INVOKE: Final = "arn:aws:states:::lambda:invoke"
ARN: Final = "arn:aws:lambda:us-east-1:123456789012:function:charge"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project as the working directory."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LAMBDA_ENDPOINT", raising=False)
    return tmp_path


def run(state: dict[str, Any], *more: str) -> Called:
    task = {"Type": "Task", "Resource": ARN, "TimeoutSeconds": 60, "End": True, **state}
    definition = {"StartAt": "Charge", "States": {"Charge": task}}
    Path("order.asl.json").write_text(json.dumps(definition), "utf-8")
    return asl("run", "order.asl.json", *more)


def settings(text: str) -> None:
    Path("asl.toml").write_text(text, "utf-8")


def module(text: str) -> None:
    Path("orders.py").write_text(text, "utf-8")
    settings('[functions.charge]\nhandler = "orders:charge"\n')


def test_a_function_of_the_settings() -> None:
    module("def charge(event, context):\n    print('a\\nb')\n    return [event]\n")
    called = run({}, "-i", '{"amount": 1}')
    assert (called.code, json.loads(called.out)) == (0, [{"amount": 1}])
    assert "    | a\n    | b\n" in called.err


def test_the_end_of_much_that_is_printed() -> None:
    module("def charge(event, context):\n    print(*range(100), sep='\\n')\n")
    told = run({}).err
    assert "    | … 80 lines before\n    | 80\n" in told
    assert "| 79\n" not in told


def test_every_attempt_has_its_own_print() -> None:
    module(
        "import os\nfrom pathlib import Path\n"
        "def charge(event, context):\n"
        "    seen = Path('seen'); n = len(seen.read_text()) if seen.exists() else 0\n"
        "    seen.write_text('x' * (n + 1)); print('attempt', n)\n"
        "    if n < 2: raise KeyError(n)\n"
    )
    retry = [{"ErrorEquals": ["KeyError"], "IntervalSeconds": 3600}]
    called = run({"Retry": retry})
    told = [line.strip() for line in called.err.splitlines()]
    assert called.code == 0
    order = [line for line in told if line.startswith(("| attempt", "✗ attempt", "waited"))]
    assert [line.partition(":")[0] for line in order] == [
        "| attempt 0",
        "✗ attempt 1 failed",
        "waited 1 h, skipped; attempt 2",
        "| attempt 1",
        "✗ attempt 2 failed",
        "waited 2 h, skipped; attempt 3",
        "| attempt 2",
    ]


def test_the_states_own_time_out_ends_a_real_call() -> None:
    module("import time\ndef charge(event, context):\n    time.sleep(60)\n")
    Path("asl.toml").write_text(
        '[functions.charge]\nhandler = "orders:charge"\ntimeout = 60\n', "utf-8"
    )
    called = run({"TimeoutSeconds": 1}, "--format", "json", "--history", "-")
    result = json.loads(called.out)
    assert (called.code, result["error"], result["duration"]) == (1, "States.Timeout", 1.0)
    assert result["history"][-2]["type"] == "LambdaFunctionTimedOut"


def test_a_function_that_nobody_waits_for_is_run_all_the_same() -> None:
    module("def charge(event, context):\n    open('done', 'w').close()\n")
    event = {"FunctionName": "charge", "InvocationType": "Event"}
    called = run({"Resource": INVOKE, "Parameters": event})
    assert (called.code, json.loads(called.out)["StatusCode"]) == (0, 202)
    assert Path("done").exists()


def test_a_dry_run_calls_nothing() -> None:
    module("def charge(event, context):\n    open('done', 'w').close()\n")
    event = {"FunctionName": "charge", "InvocationType": "DryRun"}
    called = run({"Resource": INVOKE, "Parameters": event})
    assert (called.code, json.loads(called.out)["StatusCode"]) == (0, 204)
    assert not Path("done").exists()


def test_iterations_call_side_by_side() -> None:
    module("def charge(event, context):\n    print('item', event)\n    return event * 2\n")
    task = {"Type": "Task", "Resource": ARN, "TimeoutSeconds": 60, "End": True}
    state = {
        "Type": "Map",
        "ItemProcessor": {"StartAt": "Double", "States": {"Double": task}},
        "End": True,
    }
    definition = {"StartAt": "Each", "States": {"Each": state}}
    Path("order.asl.json").write_text(json.dumps(definition), "utf-8")
    called = asl("run", "order.asl.json", "-i", "[1, 2, 3]")
    assert (called.code, json.loads(called.out)) == (0, [2, 4, 6])
    # The state's name is not told again where the line before is of the same iteration.
    lines = [line.strip() for line in called.err.splitlines()]
    for index in range(3):
        (line,) = [line for line in lines if line.endswith(f"| item {index + 1}")]
        assert line.startswith(f"[{index}]")


def test_pauses_are_waited_for_where_that_is_asked() -> None:
    module("def charge(event, context):\n    return 1\n")
    called = run({}, "--real-time")
    assert (called.code, called.out) == (0, "1\n")


# the setting: (LAMBDA_ENDPOINT, asl.toml); {url} is the server's
ENDPOINTS = {
    "the variable of Step Functions Local": ("{url}", ""),
    "the endpoint of Lambda": ("", '[endpoints]\nlambda = "{url}"\n'),
    "the endpoint of all": ("", '[endpoints]\ndefault = "{url}"\n'),
    "the variable goes before the file": ("{url}", '[endpoints]\nlambda = "http://127.0.0.1:1"\n'),
}


@pytest.mark.parametrize(("variable", "text"), ENDPOINTS.values(), ids=ENDPOINTS)
def test_endpoints(variable: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(Answer(body='{"paid": 1}')) as server:
        monkeypatch.setenv("LAMBDA_ENDPOINT", variable.replace("{url}", server.url))
        settings(text.replace("{url}", server.url))
        called = run({}, "-i", '{"a": 1}')
    assert (called.code, json.loads(called.out)) == (0, {"paid": 1})
    assert server.asked[0].path == "/2015-03-31/functions/charge/invocations"


# what is not there: (state, settings, parts of what is told)
MISSING: dict[str, tuple[dict[str, Any], str, tuple[str, ...]]] = {
    "a function by its ARN": (
        {},
        "",
        ("--mocks mocks.json#HappyPath", '[functions."charge"] in asl.toml', "[endpoints]"),
    ),
    "a function by its name": (
        {"Resource": INVOKE, "Parameters": {"FunctionName": "ship:live"}},
        '[functions.charge]\nhandler = "orders:charge"\n',
        ('[functions."ship"] in asl.toml',),
    ),
    "a placeholder": (
        {"Resource": "${ChargeArn}"},
        '[endpoints]\nlambda = "http://127.0.0.1:1"\n',
        ('[functions."${ChargeArn}"] in asl.toml',),
    ),
    "another service": (
        {
            "Resource": "arn:aws:states:::sns:publish",
            "Parameters": {"TopicArn": "t", "Message": "m"},
        },
        '[endpoints]\nsqs = "http://127.0.0.1:1"\n',
        ("--mocks mocks.json#HappyPath", "as sns or default"),
    ),
    "whoever would send the token": (
        {
            "Resource": f"{INVOKE}.waitForTaskToken",
            "Parameters": {"FunctionName": "charge", "Payload": {"t.$": "$$.Task.Token"}},
        },
        '[functions.charge]\nhandler = "orders:charge"\n',
        ("mock the state", "`asl serve`"),
    ),
}


@pytest.mark.parametrize(("state", "text", "parts"), MISSING.values(), ids=MISSING)
def test_what_is_missing_is_named(state: dict[str, Any], text: str, parts: tuple[str, ...]) -> None:
    settings(text)
    called = run(state, "--format", "json")
    result = json.loads(called.out)
    assert (called.code, result["error"]) == (1, "States.Runtime")
    assert [part for part in parts if part not in result["cause"]] == []


# what cannot be used: (LAMBDA_ENDPOINT, asl.toml, a part of what is told)
REFUSED = {
    "settings that are wrong": (
        "",
        '[functions.charge]\nhandlr = "a.b"\n',
        'asl.toml:2:1: settings-key there is no setting "handlr"',
    ),
    "AWS itself": (
        "https://lambda.eu-west-1.amazonaws.com",
        "",
        'LAMBDA_ENDPOINT: "lambda.eu-west-1.amazonaws.com" is AWS itself',
    ),
}


@pytest.mark.parametrize(("variable", "text", "told"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_used_is_told_before_anything_runs(
    variable: str, text: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAMBDA_ENDPOINT", variable)
    settings(text)
    called = run({})
    assert called.code == 2
    assert told in called.err


def test_a_token_and_a_secret_are_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "realsecret")
    settings('[functions.charge]\nhandler = "orders:none"\nenvironment = { KEY = "hidden" }\n')
    Path("orders.py").write_text("", "utf-8")
    called = run({}, "--format", "json", "--trace", "--history", "-")
    assert called.code == 1
    assert not [word for word in ("realsecret", "hidden") if word in called.out + called.err]
