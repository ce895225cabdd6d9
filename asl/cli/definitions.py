"""The definition that a command runs: from a file of its own, or from a template."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final

from asl.carriers.carried import Type
from asl.cli.sources import STANDARD_INPUT, machine_name, read_definition
from asl.definition import Examined, examine

# Reads templates; imported where one is met, for a definition of its own does not need it.
_TEMPLATES: Final = "asl.cli.template_machine"
# What every template with a state machine in it has somewhere: the words of `discovery.KINDS`.
WORDS: Final = (
    b"AWS::StepFunctions::StateMachine",
    b"AWS::Serverless::StateMachine",
    b"aws_sfn_state_machine",
    b"terraform-aws-step-functions",
    b"/step-functions/aws",
    b"stepFunctions",
)
_TEMPLATE_ENDINGS: Final = (".json", ".yaml", ".yml", ".template", ".tf", "js", "ts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A definition that has been read and checked.

    Attributes:
        name: of the state machine.
        examined: what has become of its text.
        type: how it runs.
        template: the file that carries it; None for a definition of its own.
    """

    name: str
    examined: Examined
    type: Type
    template: str | None = None


def find_definition(file: str, type: Type | None) -> Definition:
    """Read what a command is given.

    Args:
        file: a definition, `-` for standard input, a template with one state machine in it, or
            `TEMPLATE#Name`.
        type: how it is to run; None for what its template says, or STANDARD.

    Raises:
        CannotRun: where there is none.
    """
    if "#" in file and not Path(file).exists():
        return _of_template(file, type)
    given = read_definition(file)
    text = given.text if isinstance(given.text, bytes) else given.text.encode()
    may_be_template = file != STANDARD_INPUT and file.lower().endswith(_TEMPLATE_ENDINGS)
    if may_be_template and any(word in text for word in WORDS):
        return _of_template(file, type)
    examined = examine(given.text, name=given.name, format=given.format, express=type == "EXPRESS")
    if examined.document is None and b"${" in text:
        tell: Callable[[Examined, bytes, str], Examined]
        tell = import_module(_TEMPLATES).tell_placeholders
        examined = tell(examined, text, given.name)
    return Definition(name=machine_name(file), examined=examined, type=type or "STANDARD")


def _of_template(file: str, type: Type | None) -> Definition:
    find: Callable[[str, Type | None], Definition] = import_module(_TEMPLATES).find_machine
    return find(file, type)
