"""The state machines of a serverless.yml."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal

from asl.carriers import faults
from asl.carriers.carried import Carried
from asl.carriers.project import Project
from asl.carriers.serverless.configuration import Configuration
from asl.carriers.template import Node, read_template
from asl.carriers.weaving import Unknowable, definition_of, json_text
from asl.carriers.woven import Text, TooLarge, Unknown, Woven
from asl.diagnostics.diagnostic import Diagnostic, of_fault
from asl.syntax import Document, SyntaxFault
from asl.syntax.source import Source

_WORD: Final = b"stepFunctions"
_CODE: Final = (".js", ".cjs", ".mjs", ".ts")


def carried(file: Path, shown: str, project: Project) -> list[Carried] | None:
    """The state machines of a file; None where it speaks of none.

    Args:
        file: serverless.yml, or the like in JSON or in code.
        shown: what to call it.
        project: beyond which nothing is read.

    Raises:
        Unreadable: the file itself cannot be read.
    """
    text = project.read(file)
    at = text.find(_WORD)
    if at < 0:
        return None
    if shown.lower().endswith(_CODE):
        return [_nothing(shown, (_of_code(text, at, shown),))]
    try:
        root = read_template(text, shown)
    except SyntaxFault as fault:
        return [_nothing(shown, (of_fault(fault),))]
    node = root.get("stepFunctions")
    if node is None:
        return None
    configuration = Configuration(root, file, shown, project)
    try:
        found = list(_named(configuration, configuration.followed(node)))
    except TooLarge:
        return [_nothing(shown, (_too_large(node),))]
    stray, configuration.faults = configuration.faults, []
    machines = [_machine(configuration, name, machine) for name, machine in found]
    return [*machines, _nothing(shown, tuple(stray))] if stray else machines


def _nothing(shown: str, diagnostics: tuple[Diagnostic, ...]) -> Carried:
    return Carried(name="", file=shown, document=None, diagnostics=diagnostics, files=(shown,))


def _of_code(text: bytes, at: int, shown: str) -> Diagnostic:
    source = Source(shown, text.decode(errors="replace"))
    start = len(text[:at].decode(errors="replace"))
    message = "this file is code, which is not run: its state machines are not checked"
    hint = "keep the definitions in files of their own, *.asl.json, which are"
    end = start + len(_WORD)
    return faults.in_text(source, "definition-elsewhere", message, start, end, hint=hint)


def _named(configuration: Configuration, node: Node) -> Iterator[tuple[str, Node]]:
    """The state machines by name: of an object, or of a list of them, variables followed."""
    machines = node.get("stateMachines")
    if machines is None:
        return
    machines = configuration.followed(machines)
    parts = [configuration.followed(item) for item in machines.items()] or [machines]
    for part in parts:
        for name, machine in part.members():
            yield name, configuration.followed(machine)


def _machine(configuration: Configuration, name: str, node: Node) -> Carried:
    configuration.faults = []
    document = _read_definition(configuration, node)
    type_ = _type(configuration, node)
    return Carried(
        name=name,
        file=configuration.files[0],
        document=document,
        diagnostics=tuple(configuration.faults),
        type=type_,
        files=tuple(dict.fromkeys(configuration.files)),
    )


def _read_definition(configuration: Configuration, node: Node) -> Document | None:
    definition = node.get("definition")
    if definition is None:
        if isinstance(node.value, dict):
            message = "the state machine has no definition"
            configuration.faults.append(node.fault("definition-source", message, at_key=True))
        return None
    try:
        node = configuration.followed(definition)
        configuration.faults.extend(faults.repeated(node.document, node.pointer))
        value = configuration.value(definition)
        text = _as_json(value)
        return definition_of(text, configuration.files[0])
    except SyntaxFault as fault:
        configuration.faults.append(of_fault(fault))
    except Unknowable as part:
        _tell_elsewhere(configuration, part.unknown)
    except TooLarge:
        configuration.faults.append(_too_large(definition))
    return None


def _as_json(value: Woven) -> Text:
    """The JSON of a definition; a text is taken to be that already."""
    if not isinstance(value, Text):
        return json_text(value, value.spot)
    if value.hole and len(value.runs) == 1:
        raise Unknowable(value.hole)
    return value


def _tell_elsewhere(configuration: Configuration, unknown: Unknown) -> None:
    if configuration.faults:
        # What follows from a file that cannot be read need not be told beside that.
        return
    message = f"the definition cannot be known here: {unknown.reason}"
    configuration.fault("definition-elsewhere", unknown.spot, message, None)


def _too_large(node: Node) -> Diagnostic:
    message = "the definition is too long, or too deep, when it is written out"
    return node.fault("document-too-large", message, at_key=True)


def _type(configuration: Configuration, node: Node) -> Literal["STANDARD", "EXPRESS"] | None:
    type_ = node.get("type")
    value = None if type_ is None else configuration.value(type_)
    said = value.value.upper() if isinstance(value, Text) else ""
    return "EXPRESS" if said == "EXPRESS" else "STANDARD" if said == "STANDARD" else None
