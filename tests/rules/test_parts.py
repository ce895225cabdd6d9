"""What the rules tell of a definition of which a part cannot be read."""

from __future__ import annotations

import pytest

from asl.definition import examine
from asl.states import read
from asl.syntax import parse
from tests.model.findings import state

LOST = '"L": {"Type": "Pass", "Reslut": 1, "Next": "E"}'
END = '"E": {"Type": "Pass", "End": true}'
TASK = '"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f"'
TIMED = f'{{{TASK}, "TimeoutSeconds": 5, "HeartbeatSeconds": 5, "Next": "L"}}'
MISSPELT = "unknown-field /States/L/Reslut"
HEARTBEAT = "heartbeat-not-below-timeout /States/S/HeartbeatSeconds"

# what is said: (definition, findings in order of the text)
TOLD: dict[str, tuple[str, list[str]]] = {
    "a rule judges the other states": (state(TIMED, LOST, END), [HEARTBEAT, MISSPELT]),
    "what is only reached from there is no dead end": (
        state('{"Type": "Pass", "Next": "L"}', LOST, END),
        [MISSPELT],
    ),
    "a target that could not be read is one": (
        state('{"Type": "Pass", "Next": "N"}', LOST),
        ["transition-target-missing /States/S/Next", MISSPELT],
    ),
    "it may be where the machine starts": (
        state('{"Type": "Wait", "Secs": 1, "Next": "E"}', END),
        ["unknown-field /States/S/Secs"],
    ),
    "it may be the only one that ends": (
        state('{"Type": "Pass", "Next": "L"}', '"L": {"Type": "Fial"}'),
        ["wrong-value /States/L/Type"],
    ),
    "it may assign the variable": (
        state(
            '{"Type": "Pass", "Next": "L"}',
            '"L": {"Type": "Pass", "Assing": {"v": 1}, "Next": "E"}',
            '"E": {"Type": "Pass", "Parameters": {"v.$": "$v"}, "End": true}',
        ),
        ["unknown-field /States/L/Assing"],
    ),
    "a state inside another one leaves that readable": (
        state(
            '{"Type": "Parallel", "Next": "N", "Branches": [{"StartAt": "L", "States": '
            f"{{{LOST}, {END}}}}}]}}"
        ),
        [
            "no-end /States",
            "transition-target-missing /States/S/Next",
            "unknown-field /States/S/Branches/0/States/L/Reslut",
        ],
    ),
    "an unknown member of a branch leaves its states readable": (
        state(
            '{"Type": "Parallel", "End": true, "Branches": [{"Timeout": 1, "StartAt": "N", '
            f'"States": {{{END}}}}}]}}'
        ),
        [
            "unknown-field /States/S/Branches/0/Timeout",
            "start-state-missing /States/S/Branches/0/StartAt",
        ],
    ),
    "an unknown member of the machine leaves its states readable": (
        state('{"Type": "Pass", "Next": "N"}', END).replace("{", '{"Coment": "c", ', 1),
        [
            "unknown-field /Coment",
            "transition-target-missing /States/S/Next",
            "state-unreachable /States/E",
        ],
    ),
    "the limit of the machine may be what is misspelt": (
        state(
            '{"Type": "Task", "End": true, "Resource": '
            '"arn:aws:states:us-east-1:123456789012:activity:a"}'
        ).replace("{", '{"TimeoutSecond": 9, ', 1),
        ["unknown-field /TimeoutSecond"],
    ),
}


@pytest.mark.parametrize(("text", "findings"), TOLD.values(), ids=TOLD)
def test_told(text: str, findings: list[str]) -> None:
    what = examine(text)
    assert [f"{item.code} {item.pointer}" for item in what.diagnostics] == findings
    assert what.machine is None


def test_what_could_be_read_is_there_and_the_names_of_the_rest() -> None:
    machine, findings = read(parse(state(TIMED, LOST, END)))
    assert machine is not None
    assert list(machine.block.states) == ["S", "E"]
    assert machine.block.unread == {"L"}
    assert set(machine.block.names) == {"S", "L", "E"}
    assert (machine.whole, len(findings)) == (False, 1)


def test_a_machine_without_a_fault_is_whole() -> None:
    machine, findings = read(parse(state('{"Type": "Succeed"}')))
    assert machine is not None
    assert (machine.whole, machine.block.unread, findings) == (True, frozenset(), [])
