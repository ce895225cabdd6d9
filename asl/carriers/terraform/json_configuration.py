"""The state machines of a configuration in JSON, `*.tf.json`: its texts are templates.

Source: https://developer.hashicorp.com/terraform/language/syntax/json
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from asl.carriers.carried import Carried
from asl.carriers.project import Project
from asl.carriers.template import Node
from asl.carriers.terraform.definition import machine
from asl.carriers.terraform.expressions import Expression
from asl.carriers.terraform.module import Module
from asl.carriers.terraform.parser import read_template_file
from asl.syntax.splice import Splice

_RESOURCE: Final = "aws_sfn_state_machine"


def machines(root: Node, file: Path, shown: str, project: Project) -> list[Carried]:
    """The state machines of a configuration.

    Args:
        root: of the file.
        file: the same.
        shown: what to call it.
        project: beyond which nothing is read.
    """
    module = Module(file, shown, project)
    return [
        machine(_Settings(node), module, f"{_RESOURCE}.{name}", {})
        for name, node in _resources(root)
    ]


def _resources(root: Node) -> Iterator[tuple[str, Node]]:
    """Those of our type; wherever an object may stand, a list of such may stand as well."""
    for resource in _objects(root.get("resource")):
        for named in _objects(resource.get(_RESOURCE)):
            for name, settings in named.members():
                for node in _objects(settings):
                    yield name, node


def _objects(node: Node | None) -> list[Node]:
    return [] if node is None else node.items() or [node]


class _Settings:
    """The settings of a resource; as those of a block."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self.spot = node.spot

    def expression(self, name: str) -> Expression | None:
        """The template that a setting is; None where there is none, or it is no text.

        Raises:
            SyntaxFault: terraform-syntax.
        """
        node = self._node.get(name)
        if node is None or not isinstance(node.value, str):
            return None
        splice = Splice(node.document.source.name)
        splice.copy(node.value, node.document.source, node.characters())
        return read_template_file(splice.finish())
