"""The operation that validates a definition."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Final, Literal, TypeAlias

from asl.diagnostics.diagnostic import Diagnostic
from asl.stores.records import MachineType
from asl_server.operations.call import Call, operation
from asl_server.operations.definitions import diagnosed

Severity: TypeAlias = Literal["ERROR", "WARNING"]

# Diagnostics of one answer, where the request names no number, or 0.
_MOST: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidateStateMachineDefinitionInput:
    """See the service model."""

    definition: str
    type: MachineType = "STANDARD"
    severity: Severity = "ERROR"
    max_results: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionDiagnostic:
    """See the service model."""

    severity: Severity
    code: str
    message: str
    location: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidateStateMachineDefinitionOutput:
    """See the service model."""

    result: Literal["OK", "FAIL"]
    diagnostics: tuple[DefinitionDiagnostic, ...]
    truncated: bool


@operation("ValidateStateMachineDefinition")
async def validate_state_machine_definition(
    call: Call,  # noqa: ARG001 - every operation is given its call
    request: ValidateStateMachineDefinitionInput,
) -> ValidateStateMachineDefinitionOutput:
    """Tell what is wrong with a definition, by the rules that CreateStateMachine refuses by.

    The result is about errors only, whatever is asked for. Warnings that AWS does not give have our
    own code.

    Raises: nothing of its own.
    Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html
    """
    found = await diagnosed(request.definition, express=request.type == "EXPRESS")
    told = list(_told(found, request.severity))
    most = request.max_results or _MOST
    return ValidateStateMachineDefinitionOutput(
        result="FAIL" if any(item.severity == "error" for item in found) else "OK",
        diagnostics=tuple(islice(told, most)),
        truncated=len(told) > most,
    )


def _told(found: Iterable[Diagnostic], severity: Severity) -> Iterable[DefinitionDiagnostic]:
    """Errors, and warnings where they are asked for; the model knows nothing less."""
    for item in found:
        if item.severity == "error" or (item.severity == "warning" and severity == "WARNING"):
            yield DefinitionDiagnostic(
                severity="ERROR" if item.severity == "error" else "WARNING",
                code=item.aws_code or item.code,
                message=item.message,
                location=item.aws_location,
            )
