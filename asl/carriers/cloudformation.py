"""State machines in templates of CloudFormation and of SAM, and in those that the CDK writes.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html,
https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-statemachine.html
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from asl.carriers import cdk, faults
from asl.carriers.carried import Carried
from asl.carriers.intrinsics import Intrinsics
from asl.carriers.project import OutsideProject, Project, Unreadable
from asl.carriers.substitutions import Substituted, substitute, tell_broken, tell_missing
from asl.carriers.template import Node, read_template
from asl.carriers.template_names import Names
from asl.carriers.weaving import Unknowable, definition_of, json_text
from asl.carriers.woven import MOST_LEVELS, Run, Spot, Text, TooLarge, Unknown, Woven
from asl.definition import LONGEST_DEFINITION
from asl.diagnostics.diagnostic import Diagnostic, of_fault
from asl.diagnostics.finding import did_you_mean
from asl.syntax import Document, SyntaxFault
from asl.syntax.decoding import read_source
from asl.syntax.document import Format

_SAM: Final = "AWS::Serverless::StateMachine"
# The properties that hold a definition, by the type of the resource.
_SOURCES: Final = {
    "AWS::StepFunctions::StateMachine": ("Definition", "DefinitionString", "DefinitionS3Location"),
    _SAM: ("Definition", "DefinitionUri"),
}
_FILES: Final = frozenset(("DefinitionUri", "DefinitionS3Location"))
_TYPE_PROPERTIES: Final = ("StateMachineType", "Type")
_SUBSTITUTIONS: Final = "DefinitionSubstitutions"
_YAML: Final = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class _Template:
    """A template and where it stands."""

    node: Node
    names: Names
    file: Path
    shown: str
    project: Project

    def machines(self) -> list[Carried]:
        resources = self.node.get("Resources")
        members = () if resources is None else resources.members()
        return [
            _Machine(self, name, resource, type_).carried()
            for name, resource in members
            if (type_ := _text_at(resource, "Type")) in _SOURCES
        ]


def carried(file: Path, shown: str, project: Project) -> list[Carried] | None:
    """The state machines of a template; None where the file is none."""
    try:
        text = project.read(file)
        node = read_template(text, shown)
    except Unreadable:
        return None
    except SyntaxFault as fault:
        # Others that name the type, such as a chart with templates of its own in it, are no JSON
        # and no YAML before they have been rendered.
        if b"{{" in text or b"Resources" not in text:
            return None
        return [Carried(name="", file=shown, document=None, diagnostics=(of_fault(fault),))]
    resources = node.get("Resources")
    if resources is None or not isinstance(resources.value, dict):
        return None
    return _Template(node, Names(node), file, shown, project).machines()


class _Elsewhere(Exception):
    """The definition cannot be read, or not be judged; says what is to be said about it."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


@dataclass(frozen=True, slots=True)
class _Machine:
    """A resource that is a state machine."""

    template: _Template
    name: str
    resource: Node
    type: str
    faults: list[Diagnostic] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    def carried(self) -> Carried:
        """What is to be known of it."""
        self.files.append(self.template.shown)
        document = None
        try:
            document = self._document()
        except _Elsewhere as problem:
            self.faults.append(problem.diagnostic)
        except SyntaxFault as fault:
            self.faults.append(of_fault(fault))
        except TooLarge:
            message = (
                f"the definition has more than {LONGEST_DEFINITION:,} characters when it is put "
                f"together, or more than {MOST_LEVELS} levels"
            )
            self.faults.append(self.resource.fault("document-too-large", message, at_key=True))
        except Unknowable as problem:
            self._tell_unknown(problem.unknown)
        return Carried(
            name=self.name,
            file=self.template.shown,
            document=document,
            diagnostics=tuple(self.faults),
            type=self._machine_type(),
            files=tuple(self.files),
            # The construct's own path; "Resource" is what the CDK calls what it makes of it.
            known_as=_text_at(self.resource, "Metadata", "aws:cdk:path").removesuffix("/Resource"),
        )

    def _tell_unknown(self, unknown: Unknown) -> None:
        if any(fault.severity == "error" for fault in self.faults):
            # What is to be mended first may be why it is not known.
            return
        spot = unknown.spot
        message = f'this definition is not checked: only deployment tells "{spot.text}"'
        self.faults.append(
            faults.in_text(spot.source, "definition-elsewhere", message, spot.start, spot.end)
        )

    def _document(self) -> Document:
        source = self._source()
        calls = Intrinsics(self.template.names, self.template.node.get("Mappings"))
        try:
            text, format = self._text(source, calls)
            given, own = self._substitutions(calls)
        finally:
            self.faults.extend(calls.faults)
        done = substitute(text, given)
        self._tell_unused(own, done)
        try:
            document = definition_of(done.text, self.template.shown, format)
        except SyntaxFault as fault:
            self._tell_missing(done, None)
            raise _Elsewhere(tell_broken(fault, done.filled)) from fault
        except Unknowable:
            self._tell_missing(done, None)
            raise
        self._tell_missing(done, document)
        return document

    def _source(self) -> Node:
        """The one property that holds the definition.

        Raises:
            _Elsewhere: there is none.
        """
        known = _SOURCES[self.type]
        given = [node for name in known if (node := self._property(name)) is not None]
        if not given:
            at = self.resource.get("Properties") or self.resource
            if at.get("Fn::Transform") is not None:
                raise _Elsewhere(
                    at.fault("definition-elsewhere", "a macro writes these properties")
                )
            message = f'the state machine "{self.name}" has no definition'
            hint = f"give it one of {', '.join(known)}"
            raise _Elsewhere(at.fault("definition-source", message, hint=hint, at_key=True))
        for extra in given[1:]:
            message = f'the state machine "{self.name}" has more than one definition'
            hint = f"keep one of {', '.join(known)}"
            self.faults.append(extra.fault("definition-source", message, hint=hint, at_key=True))
        return given[0]

    def _property(self, name: str) -> Node | None:
        """A property of its own, or one that SAM gives to all."""
        own = self.resource.at("Properties", name)
        if own is not None or self.type != _SAM:
            return own
        return self.template.node.at("Globals", "StateMachine", name)

    def _machine_type(self) -> Literal["STANDARD", "EXPRESS"] | None:
        for name in _TYPE_PROPERTIES:
            node = self._property(name)
            if node is not None and node.value in ("STANDARD", "EXPRESS"):
                return "EXPRESS" if node.value == "EXPRESS" else "STANDARD"
        return None

    def _text(self, source: Node, calls: Intrinsics) -> tuple[Text, Format]:
        """The text of the definition, before its substitutions.

        Raises:
            _Elsewhere: it cannot be read.
            SyntaxFault: its file is no text.
            TooLarge: it is too long.
            Unknowable: a part is not known without which nothing can be said.
        """
        location = source.at("Fn::Transform", "Parameters", "Location")
        if location is not None:
            return self._file(location, calls)
        if source.pointer.rpartition("/")[2] in _FILES:
            return self._file(source, calls)
        value = calls.value(source)
        if value is None or isinstance(value, Unknown):
            raise self._elsewhere(source)
        if not isinstance(value, Text):
            self.faults.extend(faults.repeated(source.document, source.pointer))
            return json_text(value, source.spot), "json"
        if value.hole is not None and len(value.runs) == 1:
            raise self._elsewhere(source)
        return value, "json" if value.value.lstrip()[:1] in ("{", "") else "yaml"

    def _file(self, source: Node, calls: Intrinsics) -> tuple[Text, Format]:
        """The text of a file beside the template, or of an asset of the CDK.

        Raises:
            _Elsewhere: it cannot be read.
            SyntaxFault: it is no text.
        """
        key = source.get("Key")
        template = self.template
        if key is not None:
            named = calls.text(key)
            if named is None or named.hole is not None:
                raise self._elsewhere(source)
            found = cdk.asset(template.file, template.shown, named.value, template.project)
            if found is None:
                raise self._elsewhere(source)
            path, shown = found
        elif not isinstance(source.value, str) or "://" in source.value:
            # Who packages a template takes only what is spelt out for a file.
            raise self._elsewhere(source)
        else:
            path = template.file.parent / source.value
            around = os.path.dirname(template.shown)  # noqa: PTH120 - a name, not a path
            shown = os.path.normpath(os.path.join(around, source.value))  # noqa: PTH118 - a name
        return self._read(source, path, shown)

    def _read(self, source: Node, path: Path, shown: str) -> tuple[Text, Format]:
        try:
            read = read_source(self.template.project.read(path), shown)
        except OutsideProject as error:
            hint = "only files of the project are read: move it there"
            self.files.append(shown)
            raise _Elsewhere(source.fault("outside-project", str(error), hint=hint)) from error
        except Unreadable as error:
            hint = f'the path counts from the folder of "{self.template.shown}"'
            raise _Elsewhere(
                source.fault("definition-unreadable", str(error), hint=hint)
            ) from error
        self.files.append(shown)
        length = len(read.text)
        run = Run(read.text, read, range(length + 1))
        format: Format = "yaml" if shown.lower().endswith(_YAML) else "json"
        return Text(Spot(read, 0, length), (run,) if length else ()), format

    def _elsewhere(self, source: Node) -> _Elsewhere:
        message = f'the definition of "{self.name}" is not told by the files of this project'
        hint = "validate it where it is kept, or name a file of the project here"
        return _Elsewhere(source.fault("definition-elsewhere", message, hint=hint))

    def _substitutions(self, calls: Intrinsics) -> tuple[Mapping[str, Woven], Mapping[str, Node]]:
        """What is given for the placeholders, and what of it this state machine gives itself."""
        own = self.resource.at("Properties", _SUBSTITUTIONS)
        everywhere = self.template.node.at("Globals", "StateMachine", _SUBSTITUTIONS)
        given: dict[str, Woven] = {}
        for node in (everywhere if self.type == _SAM else None, own):
            for name, member in () if node is None else node.members():
                value = calls.value(member)
                if value is not None:
                    given[name] = value
        members = () if own is None else own.members()
        return given, {name: member for name, member in members if name in given}

    def _tell_missing(self, done: Substituted, document: Document | None) -> None:
        self.faults.extend(tell_missing(done.missing, document, self.template.shown))

    def _tell_unused(self, own: Mapping[str, Node], done: Substituted) -> None:
        for name, node in own.items():
            if name in done.filled:
                continue
            near = did_you_mean(name, [missing.name for missing in done.missing])
            self.faults.append(
                node.fault(
                    "substitution-unused",
                    f'the definition of "{self.name}" has no "${{{name}}}"',
                    hint=near or f"remove it, or write ${{{name}}} where it belongs",
                    at_key=True,
                )
            )


def _text_at(node: Node, *path: str) -> str:
    found = node.at(*path)
    return found.value if found is not None and isinstance(found.value, str) else ""
