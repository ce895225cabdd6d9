"""What is said of a Task that nothing stands in for: always with the lines to paste."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from typing import Final

from asl.runtime.host import TaskCall
from asl.services.resource import parse_resource
from asl.syntax.values import Json

_UNBOUND: Final = "asl.integrations.unbound"


def no_mocks(call: TaskCall, machine: str) -> str:
    """For a run that was given no mocks at all."""
    response = response_name(call.state)
    file: Json = {
        "StateMachines": {machine: {"TestCases": {"HappyPath": {call.state: response}}}},
        "MockedResponses": {response: example_entries(call)},
    }
    return (
        f"The Task state '{call.state}' calls {call.resource}, and nothing stands in for it. "
        f"Save as mocks.json: {_text(file)} and run with --mocks mocks.json#HappyPath"
        f"{_or_bind(call)}"
    )


def not_in_case(call: TaskCall, *, file: str, case: str) -> str:
    """For a state that the chosen test case does not name."""
    response = response_name(call.state)
    return (
        f"The Task state '{call.state}' has no mock in the test case '{case}' of {file}. "
        f"Add to the test case: {_text(call.state)}: {_text(response)} "
        f'and to "MockedResponses": {_text(response)}: {_text(example_entries(call))}'
    )


def not_in_response(call: TaskCall, *, file: str, response: str, invocation: int) -> str:
    """For an invocation that the state's response has no entry for."""
    entry = _text({"Return": example_result(call)})
    return (
        f"The Task state '{call.state}' was called for invocation {invocation}, which the "
        f"response '{response}' of {file} has no entry for. "
        f'Add to the response: "{invocation}": {entry}'
    )


def not_in_mapping(call: TaskCall) -> str:
    """For a state that stand-ins given in Python do not name."""
    return (
        f"The Task state '{call.state}' has no mock. "
        f"Add to Mocks: {json.dumps(call.state)}: {_python(example_result(call))},"
    )


def not_in_list(call: TaskCall, key: str, invocation: int) -> str:
    """For an invocation past the end of a list given in Python."""
    return (
        f"The Task state '{call.state}' was called for invocation {invocation}, and the list of "
        f"{json.dumps(key)} ends before it. "
        f"Add to the list: {_python(example_result(call))},"
    )


def _or_bind(call: TaskCall) -> str:
    # Loaded where something is missing: it knows every family of Tasks.
    missing: Callable[[TaskCall], str | None] = import_module(_UNBOUND).missing_setting
    setting = missing(call)
    return "" if setting is None else f"; or, to really call it, {setting}"


def response_name(state: str) -> str:
    """A name for the response of a state, e.g. `ChargeTheCardSucceeds`."""
    words = "".join(char if char.isalnum() else " " for char in state).split()
    return "".join(word[0].upper() + word[1:] for word in words) + "Succeeds"


def example_entries(call: TaskCall) -> dict[str, Json]:
    """A response with one entry that the call can do with."""
    return {"0": {"Return": example_result(call)}}


def example_result(call: TaskCall) -> Json:
    """A result of the shape that the called service gives."""
    resource = parse_resource(call.resource)
    if resource is not None and (resource.service, resource.action) == ("lambda", "invoke"):
        return {"StatusCode": 200, "Payload": {}}
    return {}


def _text(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False)


def _python(value: Json) -> str:
    # These values hold nothing that JSON and Python write differently.
    return _text(value)
