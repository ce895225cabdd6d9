"""The state machines that a server is started with: from files, folders and templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from asl.carriers.carried import Carried
from asl.carriers.discovery import NothingThere, discover
from asl.cli.refusal import CannotRun
from asl.cli.sources import machine_name
from asl.cli.template_machine import examine_carried
from asl.diagnostics.diagnostic import Diagnostic
from asl.runtime.values import compact
from asl.syntax import Document
from asl_server.deployment import Deployed


@dataclass(slots=True)
class Found:
    """What the files hold.

    Attributes:
        machines: each once, with a name of its own.
        warnings: what was found and hinders nothing.
        files: that the machines are declared in, each once.
    """

    machines: list[Deployed] = field(default_factory=list)
    warnings: list[Diagnostic] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


def read_deployed(paths: Sequence[str]) -> Found:
    """The state machines of files, folders and `FILE#Name`.

    Raises:
        CannotRun: nothing is there, two have one name, or a definition cannot run.
    """
    found = Found()
    diagnostics: list[Diagnostic] = []
    names: dict[str, str] = {}
    for carried in _discover(paths):
        name = carried.name or machine_name(carried.file)
        if name in names:
            raise CannotRun(
                f'two state machines are called "{name}": in {names[name]} and in {carried.file}',
                hint="serve one of them: FILE#NAME",
            )
        names[name] = carried.file
        machine, told = _examined(carried, name)
        diagnostics += told
        if machine is not None:
            found.machines.append(machine)
    if len(found.machines) < len(names):
        raise CannotRun(diagnostics=diagnostics)
    if paths and not names:
        raise CannotRun(f"there is no state machine in {', '.join(paths)}")
    found.files = list(dict.fromkeys(names.values()))
    found.warnings = [one for one in diagnostics if one.severity != "info"]
    return found


def _discover(paths: Sequence[str]) -> list[Carried]:
    try:
        return list(discover(paths))
    except NothingThere as error:
        raise CannotRun(str(error), hint=error.hint) from error


def _examined(carried: Carried, name: str) -> tuple[Deployed | None, list[Diagnostic]]:
    type_ = carried.type or "STANDARD"
    examined = examine_carried(carried, type_)
    if carried.document is None or examined.machine is None:
        return None, examined.diagnostics
    definition = _text(carried.document)
    return Deployed(name=name, type=type_, definition=definition), examined.diagnostics


def _text(document: Document) -> str:
    """JSON as it was written; what was not written as one text of JSON is written anew."""
    whole = document.span("")
    beside = document.text[: whole.start.offset] + document.text[whole.end.offset :]
    if document.format == "json" and not beside.strip():
        return document.text
    return compact(document.value).decode()
