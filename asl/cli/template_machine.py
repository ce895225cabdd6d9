"""The state machine that is meant by `TEMPLATE#Name`."""

from __future__ import annotations

from dataclasses import replace

from asl.carriers.carried import Carried, Type
from asl.carriers.discovery import NothingThere, select
from asl.carriers.plain import read_definition
from asl.cli.definitions import Definition
from asl.cli.refusal import CannotRun
from asl.cli.sources import machine_name
from asl.definition import Examined, examine_document
from asl.syntax import SyntaxFault


def find_machine(file: str, type: Type | None) -> Definition:
    """Read it, and all that belongs to it.

    Args:
        file: a template, or `TEMPLATE#Name`.
        type: how it is to run; None for what the template says, or STANDARD.

    Raises:
        CannotRun: there is none, or several and no name.
    """
    try:
        carried = select(file)
    except NothingThere as error:
        raise CannotRun(str(error), hint=error.hint) from error
    type = type or carried.type or "STANDARD"
    examined = examine_carried(carried, type)
    return Definition(
        name=carried.name or machine_name(file),
        examined=examined,
        type=type,
        template=carried.file,
    )


def examine_carried(carried: Carried, type: Type) -> Examined:
    """Check a state machine of a template; what its carrier found hinders it like all else.

    Args:
        carried: the state machine.
        type: how it is to run.
    """
    found = list(carried.diagnostics)
    if carried.document is None:
        return Examined(None, None, found)
    read = examine_document(carried.document, express=type == "EXPRESS")
    found += read.diagnostics
    hindered = any(item.severity == "error" for item in found)
    return Examined(read.document, None if hindered else read.machine, found)


def tell_placeholders(examined: Examined, text: bytes, file: str) -> Examined:
    """Say of a definition that cannot be read that its placeholders are why, where they are.

    Args:
        examined: the definition, as it stands in its file.
        text: that stands there.
        file: what it is called.
    """
    try:
        read_definition(text, file)
    except SyntaxFault:
        return examined
    hint = "run the template that gives the placeholders their values, as TEMPLATE#NAME"
    found = [replace(item, hint=hint) for item in examined.diagnostics]
    return Examined(None, None, found)
