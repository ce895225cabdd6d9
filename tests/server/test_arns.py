"""ARNs: what is read, what is refused, what is written."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from asl_server.wire import arns
from asl_server.wire.arns import MachineArn
from asl_server.wire.errors import InvalidArn

HEAD = "arn:aws:states:us-east-1:111111111111"
MACHINE = f"{HEAD}:stateMachine:m"

READ = {
    "plain": (MACHINE, MachineArn(MACHINE, "m", None, None)),
    "a version": (f"{MACHINE}:2", MachineArn(MACHINE, "m", None, "2")),
    "an alias": (f"{MACHINE}:PROD", MachineArn(MACHINE, "m", None, "PROD")),
    "a label": (f"{MACHINE}/each", MachineArn(MACHINE, "m", "each", None)),
    "dots and dashes": (
        f"{HEAD}:stateMachine:a.b-c_d",
        MachineArn(f"{HEAD}:stateMachine:a.b-c_d", "a.b-c_d", None, None),
    ),
    "another partition": (
        "arn:aws-cn:states:cn-north-1:1:stateMachine:m",
        MachineArn("arn:aws-cn:states:cn-north-1:1:stateMachine:m", "m", None, None),
    ),
}


@pytest.mark.parametrize(("text", "arn"), READ.values(), ids=READ)
def test_a_machine(text: str, arn: MachineArn) -> None:
    assert arns.read_machine(text) == arn


# what is said: (text, the ARN in it, the test case)
STARTED: dict[str, tuple[str, str, str | None]] = {
    "no test case": (MACHINE, MACHINE, None),
    "a test case": (f"{MACHINE}#Happy", MACHINE, "Happy"),
    "of an alias": (f"{MACHINE}:PROD#Happy", f"{MACHINE}:PROD", "Happy"),
    "without a name": (f"{MACHINE}#", MACHINE, ""),
    "the name may be anything": (f"{MACHINE}#a b:c#d", MACHINE, "a b:c#d"),
}


@pytest.mark.parametrize(("text", "arn", "case"), STARTED.values(), ids=STARTED)
def test_a_test_case(text: str, arn: str, case: str | None) -> None:
    assert arns.split_test_case(text) == (arn, case)


# what is said: (reader, text, what stands in the message)
REFUSED: dict[str, tuple[Callable[[str], object], str, str]] = {
    "no ARN": (arns.read_machine, "m", "Invalid ARN prefix: m"),
    "nothing": (arns.read_machine, "", "Invalid ARN prefix: "),
    "another service": (
        arns.read_machine,
        "arn:aws:lambda:us-east-1:1:function:f",
        "Invalid ARN prefix: arn:aws:lambda:us-east-1:1:function:f",
    ),
    "too short": (
        arns.read_machine,
        f"{HEAD}:stateMachine",
        f"Invalid ARN prefix: {HEAD}:stateMachine",
    ),
    "no name": (arns.read_machine, f"{HEAD}:stateMachine:", f"Malformed ARN: {HEAD}:stateMachine:"),
    "no version": (arns.read_machine, f"{MACHINE}:", f"Malformed ARN: {MACHINE}:"),
    "no label": (arns.read_machine, f"{MACHINE}/", f"Malformed ARN: {MACHINE}/"),
    "an activity for a machine": (
        arns.read_machine,
        f"{HEAD}:activity:a",
        "Resource type not valid in this context: activity",
    ),
    "an Express execution": (
        arns.read_execution,
        f"{HEAD}:express:m:e:0",
        "Resource type not valid in this context: express",
    ),
    "an execution without a name": (
        arns.read_execution,
        f"{HEAD}:execution:m",
        f"Malformed ARN: {HEAD}:execution:m",
    ),
    "a machine for an activity": (
        arns.read_activity,
        MACHINE,
        "Resource type not valid in this context: stateMachine",
    ),
    "an activity with more behind it": (
        arns.read_activity,
        f"{HEAD}:activity:a:b",
        f"Malformed ARN: {HEAD}:activity:a:b",
    ),
    "an execution for a Map Run": (
        arns.read_map_run,
        f"{HEAD}:execution:m:e",
        "Resource type not valid in this context: execution",
    ),
    "a role that is none": (arns.read_role, "admin", "Invalid ARN prefix: admin"),
}


@pytest.mark.parametrize(("read", "text", "told"), REFUSED.values(), ids=REFUSED)
def test_refused(read: Callable[[str], object], text: str, told: str) -> None:
    with pytest.raises(InvalidArn) as error:
        read(text)
    assert error.value.message == f"Invalid Arn: '{told}'"


WRITTEN = {
    "a machine": (arns.machine("us-east-1", "111111111111", "m"), MACHINE),
    "an activity": (arns.activity("us-east-1", "111111111111", "a"), f"{HEAD}:activity:a"),
    "an execution": (arns.execution(MACHINE, "e"), f"{HEAD}:execution:m:e"),
    "an execution of a machine called as its kind": (
        arns.execution(f"{HEAD}:stateMachine:stateMachine", "e"),
        f"{HEAD}:execution:stateMachine:e",
    ),
    "in China": (
        arns.machine("cn-north-1", "1", "m"),
        "arn:aws-cn:states:cn-north-1:1:stateMachine:m",
    ),
    "for the government": (
        arns.machine("us-gov-west-1", "1", "m"),
        "arn:aws-us-gov:states:us-gov-west-1:1:stateMachine:m",
    ),
}


@pytest.mark.parametrize(("written", "expected"), WRITTEN.values(), ids=WRITTEN)
def test_written(written: str, expected: str) -> None:
    assert written == expected


def test_the_machine_of_an_execution_in_a_map() -> None:
    assert arns.read_execution(f"{HEAD}:execution:m/each:e") == "m/each"
