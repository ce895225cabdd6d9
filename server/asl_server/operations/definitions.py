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
    found = [item for item in await diagnosed(text, express=express) if item.severity == "error"]
    if found:
        more = f" (and {len(found) - _TOLD} more)" if len(found) > _TOLD else ""
        raise InvalidDefinition(worded(found[:_TOLD]) + more)


async def diagnosed(text: str, *, express: bool) -> list[Diagnostic]:
    """All that is found in a definition, in order of its text."""

    def work() -> list[Diagnostic]:
        return examine(text, name="definition", format="json", express=express).diagnostics

    return await asyncio.to_thread(work) if len(text) > _LONG else work()


def worded(found: Iterable[Diagnostic]) -> str:
    """Diagnostics as CreateStateMachine tells them: `CODE: message at /States/A, CODE: …`."""
    return ", ".join(
        f"{diagnostic.aws_code or _SCHEMA}: {diagnostic.message}{_at(diagnostic)}"
        for diagnostic in found
    )


def _at(diagnostic: Diagnostic) -> str:
    """The place; of none AWS says `null`, and of a mistake of JSON the message tells it."""
    if diagnostic.code == "json-syntax":
        return f" at {diagnostic.line}:{diagnostic.column}"
    return f" at {diagnostic.aws_location or 'null'}"
