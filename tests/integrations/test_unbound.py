"""What is said of Tasks that nothing is bound to: the setting that would bind each."""

from __future__ import annotations

from typing import Any

import pytest

from asl.integrations.bindings import Bindings, Choice, Way
from asl.integrations.jobs.settings import JobSettings
from asl.integrations.unbound import unbound
from asl.runtime.host import TaskCall

STATES = "arn:aws:states:::"
FUNCTION = 'write [functions."f"] in asl.toml with a handler, a command or a url'
# what is called, and with what, in the way that is chosen: what is said at last
SAID: dict[str, tuple[str, Any, Way | None, str]] = {
    "a function, in no way": (
        "lambda:invoke",
        {"FunctionName": "f"},
        None,
        f"{FUNCTION}, or give [endpoints] the URL of an endpoint as lambda.",
    ),
    "a function": ("lambda:invoke", {"FunctionName": "f"}, "function", f"{FUNCTION}."),
    "a function at an endpoint": (
        "lambda:invoke",
        {"FunctionName": "f"},
        "endpoint",
        "or give [endpoints] one as lambda or default.",
    ),
    "a function as a job": (
        "lambda:invoke",
        {"FunctionName": "f"},
        "job",
        '"Call" = "job" in [tasks] does not fit: let asl.toml choose "mock" or "function" or '
        '"endpoint".',
    ),
    "a queue as a function": (
        "sqs:sendMessage",
        {},
        "function",
        '"Call" = "function" in [tasks] does not fit: let asl.toml choose "mock" or "endpoint".',
    ),
    "a job with its runner off": (
        "ecs:runTask.sync",
        {"TaskDefinition": "t"},
        "job",
        'set runner of [jobs] in asl.toml to "subprocess", and bind [jobs.commands."t"] to a '
        "command.",
    ),
    "a job at an endpoint": (
        "ecs:runTask.sync",
        {"TaskDefinition": "t"},
        "endpoint",
        "give [endpoints] in asl.toml the URL of an endpoint as ecs or default.",
    ),
    "a host at an endpoint": (
        "http:invoke",
        {"ApiEndpoint": "https://example.com", "Method": "GET"},
        "endpoint",
        '"Call" = "endpoint" in [tasks] does not fit: let asl.toml choose "mock" or "host".',
    ),
    "a mock": ("sqs:sendMessage", {}, "mock", "and no mock stands in for it."),
}


@pytest.mark.parametrize(("resource", "given", "way", "said"), SAID.values(), ids=SAID)
def test_what_is_said(resource: str, given: Any, way: Way | None, said: str) -> None:
    bindings = Bindings(choices=[] if way is None else [Choice("Call", way)])
    call = TaskCall(state="Call", resource=f"{STATES}{resource}", input=given)
    told = unbound(call, bindings, JobSettings())
    assert told.startswith(f"The Task 'Call' calls {STATES}{resource}")
    assert told.endswith(said), told
