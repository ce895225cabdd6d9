"""What AWS was recorded to give for an answer of API Gateway, we give for the same answer."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from asl.integrations.http.settings import Host, HttpSettings
from asl.syntax import parse_data
from tests.integrations.http.calling import API_GATEWAY, perform_one, value
from tests.integrations.http.web import answer, web

CASES = os.environ.get("ASL_CONFORMANCE_CASES")


def recorded() -> dict[str, dict[str, Any]]:
    """The cases whose calls go to API Gateway."""
    found = {}
    for file in [] if CASES is None else sorted(Path(CASES, "services").glob("apigetway_*.json")):
        found[file.stem] = parse_data(file.read_bytes())
    return found


RECORDED = recorded()


@pytest.mark.skipif(not RECORDED, reason="ASL_CONFORMANCE_CASES names no folder of cases")
def test_the_cases_are_there() -> None:
    assert len(RECORDED) >= 2


@pytest.mark.parametrize("case", RECORDED.values(), ids=RECORDED)
def test_a_recorded_call(case: dict[str, Any]) -> None:
    (mock,) = case["mocks"]["ApiGatewayInvoke"]
    given, expected = case["input"], mock["return"]
    # Dates and IDs are masked in the recording; connections have headers of their own.
    headers = [
        (name, one)
        for name, values in expected["Headers"].items()
        if isinstance(values, list) and name not in ("Content-Type", "Content-Length")
        for one in values
    ]
    sent = answer(json.dumps(expected["ResponseBody"]), more=headers)
    with web(sent) as server:
        said = HttpSettings(hosts=[Host("*.execute-api.*.amazonaws.com", server.url)])
        result = value(perform_one(said, given, resource=API_GATEWAY))
    (asked,) = server.asked
    assert (asked.method, asked.target.partition("?")[0]) == (
        given["Method"],
        f"/{given['Stage']}/{given['Path']}",
    )
    assert (asked.json() if asked.body else None) == given.get("RequestBody")
    assert list(result) == list(expected)
    assert {**result, "Headers": None} == {**expected, "Headers": None}
    assert {name: result["Headers"][name] for name, _ in headers} == {
        name: expected["Headers"][name] for name, _ in headers
    }
