"""Definitions that callers hand in."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Final

from asl.definition import examine
from asl.diagnostics.diagnostic import Diagnostic
from asl_server.wire.errors import InvalidDefinition

# Characters beyond which a definition is looked at in a thread: about 5 ms of work.
_LONG: Final = 50_000
# Errors that are told; a definition of many states may have thousands.
_TOLD: Final = 50
_SCHEMA: Final = "SCHEMA_VALIDATION_FAILED"


async def check_definition(text: str, *, express: bool) -> None:
    """Refuse what cannot run.

    Raises:
        InvalidDefinition: with every error that was found.
    """
    if len(text) > _LONG:
        found = await asyncio.to_thread(_errors, text, express)
    else:
        found = _errors(text, express)
    if found:
        more = f" (and {len(found) - _TOLD} more)" if len(found) > _TOLD else ""
        raise InvalidDefinition(worded(found[:_TOLD]) + more)


def _errors(text: str, express: bool) -> list[Diagnostic]:  # noqa: FBT001 - `to_thread` passes it
    examined = examine(text, name="definition", format="json", express=express)
    return [found for found in examined.diagnostics if found.severity == "error"]


def worded(found: Iterable[Diagnostic]) -> str:
    """Diagnostics as CreateStateMachine tells them: `CODE: message at /States/A, CODE: …`."""
    return ", ".join(
        f"{diagnostic.aws_code or _SCHEMA}: {diagnostic.message} at {diagnostic.pointer or '/'}"
        for diagnostic in found
    )
