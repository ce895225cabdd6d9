"""Every test case of the examples ends as their pages say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from asl.definition import load_file
from asl.testing import load_mocks, run
from tests.cli.command import ROOT

EXAMPLES = ROOT / "examples"
SHIPPED = {"orderId": "o-4711", "paymentId": "p-1", "trackingNumber": "LH-0042"}
REPORT = {"month": "2026-03", "total": 7744, "missing": [], "key": "2026-03/sales.json"}

# what happens: (example, test case, output or error, the Tasks called in order)
ENDS: dict[str, tuple[str, str, Any, str]] = {
    "an order is shipped": (
        "order-saga",
        "HappyPath",
        SHIPPED,
        "Reserve the stock, Charge the card, Ship the parcel, Confirm the order",
    ),
    "a slow bank is asked three times": (
        "order-saga",
        "SlowBank",
        SHIPPED,
        (
            "Reserve the stock, Charge the card, Charge the card, Charge the card, "
            "Ship the parcel, Confirm the order"
        ),
    ),
    "where nothing was done nothing is undone": (
        "order-saga",
        "OutOfStock",
        "Stock.Missing",
        "Reserve the stock, Reserve the stock",
    ),
    "a declined card releases the stock": (
        "order-saga",
        "CardDeclined",
        "Payments.Declined",
        "Reserve the stock, Charge the card, Release the stock",
    ),
    "compensations run in reverse": (
        "order-saga",
        "NoCarrier",
        "Carrier.Overloaded",
        (
            "Reserve the stock, Charge the card, Ship the parcel, Ship the parcel, "
            "Ship the parcel, Refund the card, Refund the card, Release the stock"
        ),
    ),
    "three regions make a report": (
        "fan-out-report",
        "HappyPath",
        REPORT,
        (
            "Fetch sales, Fetch sales, Fetch sales, Fetch exchange rates, Put together, "
            "Store the report"
        ),
    ),
    "a missing region is named": (
        "fan-out-report",
        "OneRegionIsMissing",
        {**REPORT, "total": 4328, "missing": ["asia"]},
        (
            "Fetch sales, Fetch sales, Fetch sales, Fetch exchange rates, Put together, "
            "Store the report"
        ),
    ),
    "busy regions are asked again beside each other": (
        "fan-out-report",
        "BusyRegions",
        REPORT,
        (
            "Fetch sales, Fetch sales, Fetch sales, Fetch exchange rates, Fetch sales, "
            "Fetch sales, Fetch sales, Put together, Store the report"
        ),
    ),
    "without rates the team is told": (
        "fan-out-report",
        "NoRates",
        "DynamoDB.ResourceNotFoundException",
        "Fetch sales, Fetch sales, Fetch sales, Fetch exchange rates, Tell the team",
    ),
    "an agent uses its tools": (
        "agent-loop",
        "HappyPath",
        {"answer": "Two desk lamps cost 79.80 euros.", "turns": 2, "tokens": 943},
        "Ask the model, Use the tool, Use the tool, Ask the model",
    ),
    "an agent may need none": (
        "agent-loop",
        "AnswersAtOnce",
        {"answer": "Which lamp do you mean?", "turns": 1, "tokens": 322},
        "Ask the model",
    ),
    "a tool that fails is told to the model": (
        "agent-loop",
        "ToolFails",
        {"answer": "Two desk lamps cost 79.80 euros.", "turns": 2, "tokens": 943},
        "Ask the model, Use the tool, Use the tool, Ask the model",
    ),
    "a throttled model is asked again": (
        "agent-loop",
        "BusyModel",
        {"answer": "Which lamp do you mean?", "turns": 1, "tokens": 322},
        "Ask the model, Ask the model, Ask the model",
    ),
    "an agent stops when its budget is spent": (
        "agent-loop",
        "NeverAnswers",
        "Agent.BudgetSpent",
        ", ".join(["Ask the model, Use the tool"] * 3) + ", Ask the model",
    ),
}


def definition(example: str) -> Path:
    (found,) = (EXAMPLES / example).glob("machine.asl.*")
    return found


@pytest.mark.parametrize(("example", "case", "end", "calls"), ENDS.values(), ids=ENDS)
def test_an_example_ends_as_its_page_says(example: str, case: str, end: object, calls: str) -> None:
    machine = load_file(definition(example))
    mocks = load_mocks(f"{EXAMPLES / example / 'mocks.json'}#{case}", machine=machine)
    value = json.loads((EXAMPLES / example / "input.json").read_text(encoding="utf-8"))
    called: list[str] = []

    def tasks(call: Any) -> Any:
        called.append(call.state)
        return mocks(call)

    result = run(machine, value, tasks)

    assert (result.output if result.status == "SUCCEEDED" else result.error) == end
    assert ", ".join(called) == calls


def test_every_test_case_is_tested_and_on_its_page() -> None:
    for example in ("order-saga", "fan-out-report", "agent-loop"):
        file = json.loads((EXAMPLES / example / "mocks.json").read_text(encoding="utf-8"))
        page = (EXAMPLES / example / "README.md").read_text(encoding="utf-8")
        cases = list(file["StateMachines"][example]["TestCases"])
        assert cases == [case for name, case, _, _ in ENDS.values() if name == example]
        assert all(f"| `{case}` |" in page for case in cases)


def test_one_example_is_yaml() -> None:
    assert definition("fan-out-report").suffix == ".yaml"
