"""The functions of Lambda that a template of SAM or CloudFormation declares, and how to run them.

Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html,
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from asl.carriers.intrinsics import Intrinsics
from asl.carriers.project import Project, Unreadable
from asl.carriers.template import Node, read_template
from asl.carriers.template_names import Names
from asl.carriers.walking import root_of
from asl.carriers.woven import Scalar, Text, TooLarge
from asl.configuration.bindings import LEAST_MEMORY, LONGEST, MOST_MEMORY, interpreter_of
from asl.integrations.bindings import Binding, HandlerTarget, Target, UnsupportedTarget
from asl.syntax import SyntaxFault

_SAM: Final = "AWS::Serverless::Function"
# The property that says where the code is, by the type of the resource.
_CODE: Final = {_SAM: "CodeUri", "AWS::Lambda::Function": "Code"}
# The same of a layer.
_CONTENT: Final = {
    "AWS::Serverless::LayerVersion": "ContentUri",
    "AWS::Lambda::LayerVersion": "Content",
}
_INLINE: Final = ("InlineCode", "ZipFile")
_IMAGES: Final = ("ImageUri", "ImageConfig")
_RUNTIMES: Final = (("python", "python"), ("nodejs", "node"))
_ARCHIVES: Final = (".zip", ".jar")


def functions_of(file: Path) -> list[Binding]:
    """The functions of a template, by what definitions may call them: logical ID and name.

    What is no template, or cannot be read, has none: whoever reads its state machines says so.
    """
    project = Project(root_of(file))
    try:
        template = read_template(project.read(file), str(file))
    except (Unreadable, SyntaxFault):
        return []
    resources = template.get("Resources")
    if resources is None:
        return []
    calls = Intrinsics(Names(template), template.get("Mappings"))
    found = []
    for name, resource in resources.members():
        type_ = _type(resource)
        if type_ not in _CODE:
            continue
        function = _Function(template, calls, resource, type_, name, file, project)
        target = function.target()
        found += [Binding(called, target) for called in function.names()]
    return found


def _type(resource: Node) -> str:
    node = resource.get("Type")
    return node.value if node is not None and isinstance(node.value, str) else ""


class _Unsupported(Exception):
    """Why a function cannot be run here."""


@dataclass(frozen=True, slots=True)
class _Function:
    """A resource that is a function."""

    template: Node
    calls: Intrinsics
    resource: Node
    type: str
    name: str
    file: Path
    project: Project

    def names(self) -> Iterator[str]:
        """What it is called by."""
        yield self.name
        given = self._text("FunctionName")
        if given and given != self.name:
            yield given

    def target(self) -> Target:
        """How to run it, or why it cannot be."""
        try:
            return self._handler()
        except _Unsupported as problem:
            return UnsupportedTarget(
                f'The function "{self.name}" of {self.file} is not run here: {problem}. Bind it '
                f"in asl.toml: [functions.{self.name}] with a handler, a command or a url."
            )

    def _handler(self) -> HandlerTarget:
        if self._text("PackageType") == "Image" or self._is_given(_IMAGES):
            raise _Unsupported("it is an image")
        if self._is_given(_INLINE):
            raise _Unsupported("its code stands in the template itself")
        named = self._text("Runtime")
        if not named:
            raise _Unsupported("its Runtime is not told by the template")
        runtime = next((ours for theirs, ours in _RUNTIMES if named.startswith(theirs)), None)
        if runtime is None:
            raise _Unsupported(f"its Runtime is {named}, and only Python and Node.js are run")
        handler = self._text("Handler")
        if not handler:
            raise _Unsupported("its Handler is not told by the template")
        if handler.startswith("/"):
            raise _Unsupported(f"its Handler {handler} stands outside its code")
        return HandlerTarget(
            runtime="python" if runtime == "python" else "node",
            handler=handler,
            folders=(self._folder(),),
            interpreter=interpreter_of(self.project.root) if runtime == "python" else None,
            environment=self._environment(),
            timeout=float(self._number("Timeout", 3, range(1, LONGEST + 1))),
            memory=self._number("MemorySize", 128, range(LEAST_MEMORY, MOST_MEMORY + 1)),
            layers=tuple(self._layers()),
        )

    def _folder(self) -> Path:
        """Where its code is.

        Raises:
            _Unsupported: it is not a folder of the project.
        """
        code = self._property(_CODE[self.type])
        said = "." if code is None else self._value_text(code)
        if said is None:
            raise _Unsupported(f"its {_CODE[self.type]} names no folder of this project")
        if "://" in said:
            raise _Unsupported(f"its code is in {said}")
        if said.lower().endswith(_ARCHIVES):
            raise _Unsupported(f"its code is the archive {said}: name the folder it is made of")
        folder = (self.file.parent / said).resolve()
        if not folder.is_relative_to(self.project.root):
            raise _Unsupported(f"{folder} stands outside the project {self.project.root}")
        return folder

    def _layers(self) -> Iterator[Path]:
        """The template's own layers, those that SAM gives to all first; no others are known."""
        for given in (self._global("Layers"), self._own("Layers")):
            for item in () if given is None else given.items():
                named = item.get("Ref")
                name = "" if named is None or not isinstance(named.value, str) else named.value
                layer = self.template.at("Resources", name)
                property_ = None if layer is None else _CONTENT.get(_type(layer))
                if layer is None or property_ is None:
                    continue
                content = layer.at("Properties", property_)
                said = None if content is None else self._value_text(content)
                folder = (self.file.parent / (said or "")).resolve()
                # `Path.is_dir` fails on a name that is too long.
                is_there = bool(said) and os.path.isdir(folder)  # noqa: PTH112 - false for what is no path
                if is_there and folder.is_relative_to(self.project.root):
                    yield folder

    def _environment(self) -> dict[str, str]:
        """Its variables, those that the template gives to all below its own; none that only the
        deployment tells.
        """
        found = {}
        for node in (self._global("Environment"), self._own("Environment")):
            variables = None if node is None else node.get("Variables")
            for name, value in () if variables is None else variables.members():
                text = self._value_text(value)
                if text is not None:
                    found[name] = text
        return found

    def _property(self, name: str) -> Node | None:
        """A property of its own, or one that SAM gives to all."""
        return self._own(name) or self._global(name)

    def _own(self, name: str) -> Node | None:
        return self.resource.at("Properties", name)

    def _global(self, name: str) -> Node | None:
        return self.template.at("Globals", "Function", name) if self.type == _SAM else None

    def _is_given(self, names: tuple[str, ...]) -> bool:
        code = self._own(_CODE[self.type])
        return any(
            self._own(name) is not None or (code is not None and code.get(name) is not None)
            for name in names
        )

    def _text(self, name: str) -> str:
        node = self._property(name)
        return "" if node is None else self._value_text(node) or ""

    def _number(self, name: str, otherwise: int, among: range) -> int:
        said = self._text(name)
        return int(said) if said.isdecimal() and int(said) in among else otherwise

    def _value_text(self, node: Node) -> str | None:
        """A value as text, functions called; None where only the deployment tells it."""
        try:
            value = self.calls.value(node)
        except TooLarge:
            return None
        if isinstance(value, Scalar):
            return str(value.value).lower() if isinstance(value.value, bool) else str(value.value)
        if not isinstance(value, Text) or value.hole is not None or "\0" in value.value:
            return None
        return value.value
