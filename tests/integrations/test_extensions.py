"""Integrations of other packages, installed beside this one."""

from __future__ import annotations

import asyncio
import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from asl.definition import examine
from asl.integrations.bindings import Bindings, Functions
from asl.integrations.tasks import IntegrationTasks
from asl.runtime.errors import StatesError
from asl.runtime.host import Returned, Submitted, TaskCall
from asl.services.extensions import installed
from asl.services.resource import parse_resource
from tests.cli.command import asl
from tests.server.live import ROLE, serving
from tests.server.waiting import until

PACKAGE = Path(__file__).with_name("extension")
ACME = "arn:aws:states:::acme"


@pytest.fixture(autouse=True)
def acme(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The package, installed."""
    monkeypatch.syspath_prepend(str(PACKAGE))
    installed.cache_clear()
    parse_resource.cache_clear()
    importlib.invalidate_caches()
    yield importlib.import_module("acme_asl")
    sys.modules.pop("acme_asl")
    parse_resource.cache_clear()
    installed.cache_clear()


def made(action: str, given: Any) -> Submitted | Returned:
    """What a call gives."""

    async def called() -> Submitted | Returned:
        tasks = IntegrationTasks(Functions(Bindings()), lambda *_: None)
        call = TaskCall(state="Call", resource=f"{ACME}:{action}", input=given, token="t")
        return await tasks(call)

    return asyncio.run(called())


@pytest.mark.parametrize(
    ("action", "given", "result"),
    [
        ("count", {"Text": "abc"}, Returned(value={"Letters": 3})),
        ("send", {"To": "x"}, Returned(value={"Number": 1})),
        ("send.waitForTaskToken", {"To": "x"}, Submitted(output={"Number": 1})),
    ],
)
def test_results(action: str, given: Any, result: Submitted | Returned) -> None:
    assert made(action, given) == result


FAILURES = {
    "an error of its own": ("refuse", "Acme.Refused", "not today"),
    "any exception": ("breaks", "KeyError", "'Text'"),
    "no JSON": ("odd", "States.Runtime", f"{ACME}:odd gave what is no JSON: "),
    "one that would end the program": ("leaves", "SystemExit", "bye"),
    "the same, asynchronous": ("leave", "SystemExit", "bye"),
    "something of its own is cancelled": ("cancelled", "CancelledError", ""),
    "what no future takes": ("stops", "RuntimeError", "coroutine raised StopIteration"),
    "no function": ("text", "TypeError", "'str' object is not callable"),
    "a module that cannot be loaded": (
        "broken",
        "States.Runtime",
        f"{ACME}:broken cannot be called: acme_asl.broken:send cannot be loaded: not here",
    ),
    "not there": ("gone", "States.Runtime", f"{ACME}:gone cannot be called: acme_asl:gone "),
}


@pytest.mark.parametrize(("action", "name", "cause"), FAILURES.values(), ids=FAILURES)
def test_failures(action: str, name: str, cause: str) -> None:
    with pytest.raises(StatesError) as failed:
        made(action, {})
    assert failed.value.name == name
    assert str(failed.value.cause).startswith(cause)


@pytest.mark.parametrize(
    ("resource", "recognised"),
    [
        (f"{ACME}:send", True),
        (f"{ACME}:send.waitForTaskToken", True),
        (f"{ACME}:send.sync", False),
        (f"{ACME}:count.waitForTaskToken", False),
        (f"{ACME}:sand", False),
        (f"{ACME}:later", False),
        (f"{ACME}:later.waitForTaskToken", True),
        ("arn:aws:states:::acma:send", False),
    ],
)
def test_what_is_recognised(resource: str, recognised: bool) -> None:
    assert (parse_resource(resource) is not None) is recognised


def test_functions_that_hang_hold_up_nothing() -> None:
    """More of them than an event loop has threads; and the loop ends all the same."""

    async def called() -> Submitted | Returned:
        tasks = IntegrationTasks(Functions(Bindings()), lambda *_: None)
        hanging = [
            asyncio.ensure_future(tasks(TaskCall(state="A", resource=f"{ACME}:hangs", input={})))
            for _ in range(50)
        ]
        await asyncio.sleep(0.05)
        assert await asyncio.to_thread(lambda: 1) == 1
        counting = TaskCall(state="A", resource=f"{ACME}:count", input={"Text": "abc"})
        made = await tasks(counting)
        for one in hanging:
            one.cancel()
        return made

    assert asyncio.run(asyncio.wait_for(called(), 20)) == Returned(value={"Letters": 3})


def test_a_way_that_is_not_offered_is_told_with_those_that_are() -> None:
    task = {"Type": "Task", "Resource": f"{ACME}:later", "Parameters": {}, "End": True}
    found = examine(json.dumps({"StartAt": "A", "States": {"A": task}})).diagnostics
    hints = [one.hint for one in found if one.code == "unrecognised-resource"]
    assert hints == ['call "acme:later" with ".waitForTaskToken"']


def test_a_slip_is_told_with_what_is_meant() -> None:
    task = {"Type": "Task", "Resource": f"{ACME}:sned", "Parameters": {}, "End": True}
    text = json.dumps({"StartAt": "A", "States": {"A": task}})
    (found,) = [one for one in examine(text).diagnostics if one.severity == "error"]
    assert (found.code, found.pointer) == ("unrecognised-resource", "/States/A/Resource")
    assert "send" in (found.hint or "")


def test_it_runs_without_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    task = {
        "Type": "Task",
        "Resource": f"{ACME}:count",
        "Parameters": {"Text": "four"},
        "End": True,
    }
    file = tmp_path / "count.asl.json"
    file.write_text(json.dumps({"StartAt": "A", "States": {"A": task}}), "utf-8")
    ran = asl("run", str(file))
    assert (ran.code, json.loads(ran.out)) == (0, {"Letters": 4})
    assert "acme_asl:count of another package" in asl("bindings", str(file)).out


def test_a_token_is_sent_back(acme: Any) -> None:
    task = {
        "Type": "Task",
        "Resource": f"{ACME}:send.waitForTaskToken",
        "Parameters": {"Token.$": "$$.Task.Token"},
        "End": True,
    }
    acme.SENT.clear()
    with serving(bindings=Bindings()) as live:
        sfn = live.client()
        machine = sfn.create_state_machine(
            name="send",
            definition=json.dumps({"StartAt": "A", "States": {"A": task}}),
            roleArn=ROLE,
        )["stateMachineArn"]
        execution = sfn.start_execution(stateMachineArn=machine)["executionArn"]
        until(lambda: acme.SENT)
        token = acme.SENT[0]["given"]["Token"]
        assert token == acme.SENT[0]["token"]
        sfn.send_task_success(taskToken=token, output='"back"')
        said = until(
            lambda: (
                (one := sfn.describe_execution(executionArn=execution))["status"] != "RUNNING"
                and one
            )
        )
    assert (said["status"], said["output"]) == ("SUCCEEDED", '"back"')
