"""The state machine that is meant by `TEMPLATE#Name`."""

from __future__ import annotations

from asl.carriers.discovery import NothingThere, select
from asl.cli.definitions import Definition, Type
from asl.cli.refusal import CannotRun
from asl.cli.sources import machine_name
from asl.definition import Examined, examine_document


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
        raise CannotRun(str(error), hint="name it as FILE#NAME") from error
    found = list(carried.diagnostics)
    type = type or carried.type or "STANDARD"
    if carried.document is None:
        examined = Examined(None, None, found)
    else:
        read = examine_document(carried.document, express=type == "EXPRESS")
        found += read.diagnostics
        hindered = any(item.severity == "error" for item in found)
        examined = Examined(read.document, None if hindered else read.machine, found)
    return Definition(name=carried.name or machine_name(file), examined=examined, type=type)
