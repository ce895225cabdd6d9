"""The state machines that a configuration file declares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from asl.carriers.carried import Carried
from asl.carriers.project import Project
from asl.carriers.terraform.blocks import Block
from asl.carriers.terraform.definition import machine
from asl.carriers.terraform.module import Module
from asl.carriers.terraform.references import free_names
from asl.carriers.terraform.scope import ModuleScope
from asl.carriers.weaving import Unknowable
from asl.carriers.woven import Items, Members, Scalar, Text, TooLarge, Woven, told
from asl.diagnostics.diagnostic import of_fault
from asl.syntax import SyntaxFault

_RESOURCE: Final = "aws_sfn_state_machine"
# https://registry.terraform.io/modules/terraform-aws-modules/step-functions/aws
_MODULES: Final = ("/step-functions/aws", "terraform-aws-step-functions")
_MOST_INSTANCES: Final = 50


def carried(file: Path, shown: str, project: Project) -> list[Carried] | None:
    """The state machines of a file; None where it speaks of none.

    Args:
        file: of Terraform's own language.
        shown: what to call it.
        project: beyond which nothing is read.

    Raises:
        Unreadable: the file itself cannot be read.
    """
    text = project.read(file)
    if not any(word.encode() in text for word in (_RESOURCE, *_MODULES)):
        return None
    module = Module(file, shown, project)
    try:
        blocks = module.read()
    except SyntaxFault as fault:
        diagnostics = (of_fault(fault),)
        return [
            Carried(name="", file=shown, document=None, diagnostics=diagnostics, files=(shown,))
        ]
    declaring = [block for block in blocks if _declares(block)]
    return [one for block in declaring for one in _instances(block, module)]


def _declares(block: Block) -> bool:
    if block.type == "module" and "definition" in block.settings:
        setting = block.settings.get("source")
        if setting is None:
            return False
        source = setting.tokens[setting.first + 1].text
        return any(name in source for name in _MODULES)
    return block.type == "resource" and block.labels[:1] == (_RESOURCE,)


def _instances(block: Block, module: Module) -> list[Carried]:
    """The state machines that a block makes; several only where their definitions differ."""
    name = ".".join([_RESOURCE, *block.labels[1:]])
    if block.type == "module":
        name = ".".join(["module", *block.labels])
    instances = list(_numbered(block, module)) if _depends_on_instance(block) else []
    if not instances:
        return [machine(block, module, name, {})]
    return [machine(block, module, f"{name}[{key}]", bound) for key, bound in instances]


def _depends_on_instance(block: Block) -> bool:
    if {"for_each", "count"}.isdisjoint(block.settings):
        return False
    try:
        definition = block.expression("definition")
    except SyntaxFault:
        return False
    return definition is not None and not {"each", "count"}.isdisjoint(free_names(definition))


def _numbered(block: Block, module: Module) -> Iterator[tuple[str, Mapping[str, Woven]]]:
    """What `each` or `count` stand for in every instance that is known."""
    try:
        each = block.expression("for_each")
        over = None if each is None else ModuleScope(module, {}).value(each)
    except (SyntaxFault, TooLarge, Unknowable):
        return
    if over is None:
        yield "0", {"count.index": Scalar(block.spot, 0)}
        return
    if isinstance(over, Members):
        pairs = [(told(key, over.spot), value) for key, value in over.named().items()]
    elif isinstance(over, Items):
        pairs = [(item, item) for item in over.items if isinstance(item, Text)]
    else:
        return
    for key, value in pairs[:_MOST_INSTANCES]:
        yield f'"{key.value}"', {"each.key": key, "each.value": value}
