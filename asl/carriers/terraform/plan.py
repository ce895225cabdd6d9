"""The state machines of a plan or a state, as `terraform show -json` tells it.

Source: https://developer.hashicorp.com/terraform/internals/json-format
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal

from asl.carriers.carried import Carried
from asl.carriers.project import Project
from asl.carriers.template import Node
from asl.carriers.terraform import json_configuration
from asl.carriers.weaving import definition_of
from asl.carriers.woven import MOST_LEVELS, Run, Text
from asl.diagnostics.diagnostic import Diagnostic, of_fault
from asl.syntax import Document, SyntaxFault
from asl.syntax.decoding import read_source
from asl.syntax.json_reader import read_json

_RESOURCE: Final = "aws_sfn_state_machine"
_CONFIGURATION: Final = ".tf.json"


def carried(file: Path, shown: str, project: Project) -> list[Carried] | None:
    """The state machines of a file; None where it is no plan, no state and no configuration.

    Args:
        file: of JSON.
        shown: what to call it.
        project: beyond which nothing is read.

    Raises:
        Unreadable: the file itself cannot be read.
    """
    text = project.read(file)
    if _RESOURCE.encode() not in text:
        return None
    is_configuration = shown.lower().endswith(_CONFIGURATION)
    try:
        document = read_json(read_source(text, shown))
    except SyntaxFault as fault:
        # Only of a configuration is it sure that it should have been JSON of this kind.
        nothing = Carried(name="", file=shown, document=None, diagnostics=(of_fault(fault),))
        return [nothing] if is_configuration else None
    root = Node(document, document.value, document.root)
    if is_configuration:
        return json_configuration.machines(root, file, shown, project)
    values = root.get("planned_values") or root.get("values")
    if root.get("format_version") is None or values is None:
        return None
    unknown = dict(_unknown(root))
    return [
        _machine(resource, shown, unknown)
        for module in _modules(values.get("root_module"))
        for resource in _items(module, "resources")
        if _says(resource, "type") == _RESOURCE and _says(resource, "mode") != "data"
    ]


def _modules(root: Node | None) -> Iterator[Node]:
    waiting = [] if root is None else [(root, 0)]
    while waiting:
        module, levels = waiting.pop()
        yield module
        if levels < MOST_LEVELS:
            inner = _items(module, "child_modules")
            waiting += [(child, levels + 1) for child in reversed(inner)]


def _items(node: Node, name: str) -> list[Node]:
    found = node.get(name)
    return [] if found is None else found.items()


def _says(node: Node, name: str) -> str:
    found = node.get(name)
    return found.value if found is not None and isinstance(found.value, str) else ""


def _unknown(root: Node) -> Iterator[tuple[str, Node]]:
    """The definitions that only the deployment tells, by the address of their resource."""
    for change in _items(root, "resource_changes"):
        unknown = change.at("change", "after_unknown", "definition")
        if unknown is not None and unknown.value is True:
            yield _says(change, "address"), unknown


def _machine(resource: Node, shown: str, unknown: dict[str, Node]) -> Carried:
    address = _says(resource, "address")
    values = resource.get("values")
    definition = None if values is None else values.get("definition")
    document, diagnostics = None, tuple[Diagnostic, ...]()
    if definition is not None and isinstance(definition.value, str):
        document, diagnostics = _read_definition(definition, shown)
    else:
        message = f"the definition of {address} is known only after it is applied"
        hint = "check the configuration instead: asl validate on the folder of its *.tf files"
        at = unknown.get(address, resource)
        diagnostics = (at.fault("definition-elsewhere", message, hint=hint),)
    return Carried(
        name=address,
        file=shown,
        document=document,
        diagnostics=diagnostics,
        type=_type(resource),
        files=(shown,),
    )


def _read_definition(node: Node, shown: str) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    run = Run(node.value, node.document.source, node.characters())
    try:
        return definition_of(Text(node.spot, (run,) if node.value else ()), shown), ()
    except SyntaxFault as fault:
        return None, (of_fault(fault),)


def _type(resource: Node) -> Literal["STANDARD", "EXPRESS"] | None:
    values = resource.get("values")
    said = "" if values is None else _says(values, "type")
    return "EXPRESS" if said == "EXPRESS" else "STANDARD" if said == "STANDARD" else None
