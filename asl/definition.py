"""From the text of a definition to a machine that can run, or to all that is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from asl.diagnostics.diagnostic import Diagnostic, locate, of_fault
from asl.interp.compile import Machine, compile_machine
from asl.model.state import StateMachine
from asl.rules import check
from asl.states import read
from asl.syntax import Document, SyntaxFault, parse
from asl.syntax.source import Source

# Characters of a definition, hard; and bytes that these have at most, a byte order mark with them.
# Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html
LONGEST_DEFINITION: Final = 1_048_576
MOST_BYTES: Final = 4 * LONGEST_DEFINITION + 3


class InvalidDefinition(Exception):
    """The definition cannot run; `diagnostics` say why."""

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        first = diagnostics[0]
        more = f" (and {len(diagnostics) - 1} more)" if len(diagnostics) > 1 else ""
        super().__init__(
            f"{first.file}:{first.line}:{first.column}: {first.code}: {first.message}{more}"
        )
        self.diagnostics = diagnostics


@dataclass(frozen=True, slots=True)
class Examined:
    """What has become of a text.

    Attributes:
        document: None where it could not be parsed.
        machine: None where any diagnostic is an error.
        diagnostics: all that was found, in order of the text.
    """

    document: Document | None
    machine: Machine | None
    diagnostics: list[Diagnostic]


def examine(
    source: bytes | str,
    *,
    name: str = "<definition>",
    format: Literal["json", "yaml"] | None = None,
    express: bool = False,
) -> Examined:
    """Parse, read, check and compile; never raises for anything in the text.

    Args:
        source: the text; bytes are UTF-8.
        name: the file's name for diagnostics; its ending tells the format where `format` is None.
        format: json or yaml.
        express: whether it is to run as an Express machine, which may do less.
    """
    try:
        _measure(source, name)
        document = parse(source, name=name, format=format)
    except SyntaxFault as fault:
        text = source if isinstance(source, str) else source.decode(errors="replace")
        return Examined(None, None, [of_fault(fault, text.removeprefix("\ufeff"))])
    return examine_document(document, express=express)


def examine_document(document: Document, *, express: bool = False) -> Examined:
    """Read, check and compile what has been parsed, or put together by a carrier.

    Args:
        document: of a definition.
        express: whether it is to run as an Express machine, which may do less.
    """
    model, diagnostics = diagnose(document, express=express)
    if model is None or not model.whole or any(item.severity == "error" for item in diagnostics):
        return Examined(document, None, diagnostics)
    return Examined(document, compile_machine(model), diagnostics)


def diagnose(
    document: Document, *, express: bool = False
) -> tuple[StateMachine | None, list[Diagnostic]]:
    """Read and check only: the model, where it could be read, and all that was found.

    Args:
        document: of a definition.
        express: whether it is to run as an Express machine, which may do less.
    """
    model, findings = read(document)
    if model is not None:
        findings = findings + check(model, express=express)
    diagnostics = [locate(finding, document) for finding in findings]
    diagnostics.sort(key=lambda item: (item.line, item.column))
    return model, diagnostics


def _measure(source: bytes | str, name: str) -> None:
    """Refuse what AWS would not take, before it is read: YAML of a few megabytes takes minutes.

    Raises:
        SyntaxFault: document-too-large.
    """
    if len(source) <= LONGEST_DEFINITION:
        return
    text = source if isinstance(source, str) else source.decode(errors="replace")
    if len(text.removeprefix("\ufeff")) > LONGEST_DEFINITION:
        raise too_long(Source(name, ""))


def too_long(source: Source) -> SyntaxFault:
    """The fault of a definition that has more characters than AWS takes."""
    message = f"a definition has at most {LONGEST_DEFINITION:,} characters"
    hint = "put a part of it into a state machine of its own, started by startExecution"
    return source.fault("document-too-large", message, 0, hint=hint)


def load(
    source: bytes | str,
    *,
    name: str = "<definition>",
    format: Literal["json", "yaml"] | None = None,
    express: bool = False,
) -> Machine:
    """A machine that can run.

    Raises:
        InvalidDefinition: with every diagnostic.
    """
    examined = examine(source, name=name, format=format, express=express)
    if examined.machine is None:
        raise InvalidDefinition(examined.diagnostics)
    return examined.machine


def load_file(path: str | Path, *, express: bool = False) -> Machine:
    """A machine from a file of JSON or YAML.

    Args:
        path: of the file; its ending tells the format.
        express: whether it is to run as an Express machine, which may do less.

    Raises:
        InvalidDefinition: with every diagnostic.
        OSError: where the file cannot be read.
    """
    with Path(path).open("rb") as file:
        source = file.read(MOST_BYTES + 1)
    return load(source, name=str(path), express=express)
