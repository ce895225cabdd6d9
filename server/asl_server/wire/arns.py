"""ARNs of Step Functions: read and written here and nowhere else.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-read-consistency.html and
`reference/api.md` section 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from asl_server.wire.errors import InvalidArn

_PARTS: Final = 7
_PARTITIONS: Final = {"cn": "aws-cn", "us-gov": "aws-us-gov", "us-iso": "aws-iso"}


@dataclass(frozen=True, slots=True)
class MachineArn:
    """A state machine's ARN, taken apart.

    Attributes:
        plain: without a label and a qualifier.
        name: of the machine.
        label: of a Distributed Map in it.
        qualifier: a version's number or an alias.
    """

    plain: str
    name: str
    label: str | None
    qualifier: str | None


def read_machine(text: str) -> MachineArn:
    """A state machine's ARN.

    Raises:
        InvalidArn
    """
    head, rest = _read(text, "stateMachine")
    named, colon, qualifier = rest.partition(":")
    name, slash, label = named.partition("/")
    if not name or (colon and not qualifier) or (slash and not label):
        raise InvalidArn(f"Malformed ARN: {text}")
    return MachineArn(f"{head}:stateMachine:{name}", name, label or None, qualifier or None)


def split_test_case(text: str) -> tuple[str, str | None]:
    """What an execution is to be started of, and with which test case: `ARN#TestCase`.

    No ARN of Step Functions has a `#` in it.
    Source: https://docs.aws.amazon.com/step-functions/latest/dg/sfn-local-test-sm-exec.html
    """
    arn, mark, test_case = text.partition("#")
    return arn, test_case if mark else None


def read_execution(text: str) -> str:
    """The name of the machine of a Standard execution's ARN, with the label where it has one.

    Raises:
        InvalidArn: also for executions of Express machines, which are in no store.
    """
    _, rest = _read(text, "execution")
    machine, _, name = rest.partition(":")
    if not machine or not name:
        raise InvalidArn(f"Malformed ARN: {text}")
    return machine


def read_described(text: str) -> None:
    """The ARN of an execution that may be in a store: a Standard one, or a child of a Map Run.

    Raises:
        InvalidArn: also for other executions of Express machines.
    """
    parts = _split(text)
    if parts[5] != "express" or "/" not in parts[6].partition(":")[0]:
        read_execution(text)


def read_activity(text: str) -> str:
    """The name of an activity's ARN.

    Raises:
        InvalidArn
    """
    _, name = _read(text, "activity")
    if not name or ":" in name:
        raise InvalidArn(f"Malformed ARN: {text}")
    return name


def read_map_run(text: str) -> str:
    """What follows the kind in a Map Run's ARN.

    Raises:
        InvalidArn
    """
    _, rest = _read(text, "mapRun")
    return rest


def read_role(text: str) -> str:
    """A role's ARN: only that it is an ARN, for no role is taken here.

    Raises:
        InvalidArn
    """
    if not text.startswith("arn:"):
        raise InvalidArn(f"Invalid ARN prefix: {text}")
    return text


def kind_of(text: str) -> str:
    """The kind of resource of an ARN of ours, e.g. `stateMachine`.

    Raises:
        InvalidArn
    """
    return _split(text)[5]


def machine(region: str, account: str, name: str) -> str:
    """The ARN of a state machine."""
    return f"{prefix(region, account)}:stateMachine:{name}"


def activity(region: str, account: str, name: str) -> str:
    """The ARN of an activity."""
    return f"{prefix(region, account)}:activity:{name}"


def execution(machine_arn: str, name: str) -> str:
    """The ARN of an execution of a machine, whose ARN is a plain one."""
    return f"{machine_arn.replace(':stateMachine:', ':execution:', 1)}:{name}"


def machine_of_execution(text: str) -> str:
    """The plain ARN of the machine of an execution's ARN, which is a valid one."""
    head, rest = _read(text, "execution")
    name = rest.partition(":")[0].partition("/")[0]
    return f"{head}:stateMachine:{name}"


def prefix(region: str, account: str) -> str:
    """What the ARNs of one account and region begin with, up to before the kind."""
    partition = next(
        (name for start, name in _PARTITIONS.items() if region.startswith(f"{start}-")), "aws"
    )
    return f"arn:{partition}:states:{region}:{account}"


def _read(text: str, kind: str) -> tuple[str, str]:
    parts = _split(text)
    if parts[5] != kind:
        raise InvalidArn(f"Resource type not valid in this context: {parts[5]}")
    return ":".join(parts[:5]), parts[6]


def _split(text: str) -> list[str]:
    parts = text.split(":", _PARTS - 1)
    if len(parts) != _PARTS or parts[0] != "arn" or parts[2] != "states":
        raise InvalidArn(f"Invalid ARN prefix: {text}")
    return parts
