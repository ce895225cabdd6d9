"""A template of CloudFormation: its text, and the values in it with their places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from asl.carriers import faults
from asl.carriers.woven import Spot
from asl.diagnostics.diagnostic import Diagnostic
from asl.diagnostics.finding import Finding
from asl.syntax import Document, Json, escape_pointer_token
from asl.syntax.characters import json_characters
from asl.syntax.decoding import read_source
from asl.syntax.document import Place
from asl.syntax.json_reader import read_json
from asl.syntax.yaml_reader import read_yaml

_YAML = (".yaml", ".yml")


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A value of a template.

    Attributes:
        document: the template.
        value: what it says.
        place: where it says it.
        pointer: that leads to it.
    """

    document: Document
    value: Json
    place: Place
    pointer: str = ""

    @property
    def spot(self) -> Spot:
        """Where it stands."""
        extent = self.place.value
        return Spot(self.document.source, extent.start, extent.end)

    def get(self, name: str) -> Node | None:
        """The member of that name, if it is an object and has one."""
        if not isinstance(self.value, dict) or name not in self.value:
            return None
        inside = self.place.inside()
        assert isinstance(inside, Mapping), "an object has its members by name"
        pointer = f"{self.pointer}/{escape_pointer_token(name)}"
        return Node(self.document, self.value[name], inside[name], pointer)

    def members(self) -> Iterator[tuple[str, Node]]:
        """The members of an object, none of anything else."""
        if not isinstance(self.value, dict):
            return
        inside = self.place.inside()
        assert isinstance(inside, Mapping), "an object has its members by name"
        for name, value in self.value.items():
            pointer = f"{self.pointer}/{escape_pointer_token(name)}"
            yield name, Node(self.document, value, inside[name], pointer)

    def items(self) -> list[Node]:
        """The items of a list, none of anything else."""
        if not isinstance(self.value, list):
            return []
        inside = self.place.inside()
        assert isinstance(inside, Sequence), "a list has its items in order"
        return [
            Node(self.document, value, place, f"{self.pointer}/{index}")
            for index, (value, place) in enumerate(zip(self.value, inside, strict=True))
        ]

    def at(self, *path: str) -> Node | None:
        """The value that these names lead to."""
        node: Node | None = self
        for name in path:
            node = None if node is None else node.get(name)
        return node

    def characters(self) -> Sequence[int]:
        """The offset of each character of a text, and that of its end."""
        if self.place.characters is not None:
            return self.place.characters()
        return json_characters(self.document.text, self.place.value)

    def fault(
        self, code: str, message: str, *, hint: str | None = None, at_key: bool = False
    ) -> Diagnostic:
        """What is wrong with it."""
        finding = Finding(
            code=code, pointer=self.pointer, message=message, hint=hint, at_key=at_key
        )
        return faults.at(self.document, finding)


def read_template(text: bytes, shown: str) -> Node:
    """Read a template: JSON or YAML, in which functions may have their short forms.

    Args:
        text: of the file.
        shown: its name; what it does not tell, the text's first character does.

    Raises:
        SyntaxFault: as `parse` raises it.
    """
    source = read_source(text, shown)
    json = not shown.lower().endswith(_YAML) and source.text.lstrip()[:1] in ("{", "")
    document = read_json(source) if json else read_yaml(source, short_forms=True)
    return Node(document, document.value, document.root)
