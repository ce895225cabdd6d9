"""Rules about the version of the language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from asl.diagnostics.finding import Finding
from asl.model.state import StateMachine

_VERSION: Final = "1.0"


def versions_exist(machine: StateMachine) -> Iterator[Finding]:
    """`Version` is 1.0, which is all there is; what AWS makes of another is not known: a warning.

    Source: https://states-language.net/spec.html#toplevelfields
    """
    if machine.version != _VERSION:
        yield Finding(
            code="unknown-version",
            pointer="/Version",
            message=f'the language has no version "{machine.version}"',
            hint=f'write "{_VERSION}", or remove it',
        )
