"""Projects as their users lay them out: a planted fault is told where a person wrote it."""

from __future__ import annotations

from typing import Final

import pytest

from asl.carriers.discovery import discover
from tests.carriers.reading import PROJECTS, found_in, told

PLANTED: Final[dict[str, set[str]]] = {
    "plain": {
        "workflows/invoice.asl.json:5:93 transition-target-missing /States/Bill/Next",
        "workflows/invoice.asl.json:3:13 no-end /States",
        "workflows/machine.json:1:46 wrong-value /States/A/Type",
        "workflows/reminder.asl.yaml:9:26 wrong-type /States/Remind/Retry/0/IntervalSeconds",
    },
    "sam": {
        "template.yaml:37:9 substitution-unused "
        "/Resources/OrderMachine/Properties/DefinitionSubstitutions/RefundFunctionArn",
        "statemachine/order.asl.json:13:24 substitution-missing /States/Remember/Resource",
        "statemachine/order.asl.json:33:22 substitution-missing /States/Tell/Parameters/TopicArn",
        "statemachine/order.asl.json:36:15 transition-target-missing /States/Tell/Next",
        "statemachine/order.asl.json:38:5 state-unreachable /States/Done",
        "statemachine/reminder.asl.yaml:14:15 transition-target-missing "
        "/States/Remind/Catch/0/Next",
    },
    "sam-inline": {
        "template.yml:29:30 out-of-range /States/Resize/Retry/0/BackoffRate",
        "template.yml:37:32 jsonpath-syntax /States/Keep/Parameters/Body.$",
    },
    "cloudformation-yaml": {
        "stack.yaml:36:44 unknown-field /States/Good?/Choices/0/BooleanEqual",
        "stack.yaml:43:44 substitution-missing "
        "/Resources/CheckMachine/Properties/DefinitionString/Fn::Sub",
    },
    "cloudformation-json": {
        "templates/check.template.json:14:34 out-of-range /States/Check/TimeoutSeconds",
        "templates/check.template.json:23:33 outside-project "
        "/Resources/AuditMachine/Properties/DefinitionS3Location",
        "templates/check.template.json:29:9 definition-source "
        "/Resources/LostMachine/Properties/DefinitionS3Location",
        "templates/check.template.json:30:30 missing-field ",
    },
    "cdk": {
        "cdk.out/Orders.template.json:15:60 transition-target-missing /States/Pay/Next",
        "cdk.out/Orders.template.json:19:34 state-unreachable /States/Send",
        "statemachines/ship.asl.json:7:7 unknown-field /States/Label/Nxt",
    },
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_fault_is_told_where_it_is_written(name: str) -> None:
    root = PROJECTS / name
    assert told(discover([str(root)], root), root) == PLANTED[name]


@pytest.mark.parametrize("name", PLANTED)
def test_every_finding_shows_its_line(name: str) -> None:
    root = PROJECTS / name
    for item in found_in(discover([str(root)], root)):
        lines = (PROJECTS / item.file).read_text("utf-8").splitlines()
        assert item.source == lines[item.line - 1]
        assert 1 <= item.column <= item.column + item.width - 1 <= len(item.source) + 1
        assert item.message


MACHINES: Final = {
    "plain": {"": None},
    "sam": {"OrderMachine": None, "ReminderMachine": "EXPRESS"},
    "sam-inline": {"PictureMachine": "STANDARD"},
    "cloudformation-yaml": {"CheckMachine": "EXPRESS"},
    "cloudformation-json": {"CheckMachine": None, "AuditMachine": None, "LostMachine": None},
    "cdk": {"OrderMachine0A1B2C3D": "EXPRESS", "Ship4E5F6A7B": None},
}


@pytest.mark.parametrize("name", MACHINES)
def test_names_and_types(name: str) -> None:
    root = PROJECTS / name
    assert {item.name: item.type for item in discover([str(root)], root)} == MACHINES[name]


def test_the_construct_of_a_machine_is_a_name_of_it_too() -> None:
    root = PROJECTS / "cdk"
    template = root / "cdk.out" / "Orders.template.json"
    found = list(discover([f"{template}#Orders/Ship"], root))
    assert [item.name for item in found] == ["Ship4E5F6A7B"]
