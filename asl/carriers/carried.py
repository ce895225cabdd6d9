"""A state machine as it was found in a project."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from asl.diagnostics.diagnostic import Diagnostic
from asl.syntax import Document

# How AWS runs a machine.
Type: TypeAlias = Literal["STANDARD", "EXPRESS"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """One state machine, and what its carrier has to say about it.

    Attributes:
        name: what the carrier calls it: the logical ID, the resource's address, the key; empty
            for a file that is a definition itself.
        file: the hand-written file that declares it, as it was named.
        document: the definition, every placeholder replaced; its places are those of the files
            that a person edits. None where it could not be read.
        diagnostics: what the carrier found, the faults of syntax among them.
        type: how the carrier says that it runs; None where it does not say.
        files: every file that it was read from, as they are shown.
        known_as: another name that it may be asked for by, such as the CDK's path of a construct;
            empty where there is none.
    """

    name: str
    file: str
    document: Document | None
    diagnostics: tuple[Diagnostic, ...] = ()
    type: Type | None = None
    files: tuple[str, ...] = ()
    known_as: str = ""
