"""What the names and functions in the expressions of a module stand for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from asl.carriers import faults
from asl.carriers.project import OutsideProject, Unreadable
from asl.carriers.terraform import functions, resources
from asl.carriers.terraform.blocks import Block, Setting
from asl.carriers.terraform.evaluation import Evaluator, Step
from asl.carriers.terraform.expressions import Attribute, Call, Expression, Name, Template
from asl.carriers.terraform.module import Module, NotInRoot
from asl.carriers.terraform.parser import read_template_file
from asl.carriers.terraform.references import free_names
from asl.carriers.terraform.texts import as_number, as_text, as_truth, is_open
from asl.carriers.woven import (
    Kind,
    Members,
    Run,
    Scalar,
    Spot,
    Text,
    Unknown,
    Woven,
    read_value,
    told,
)
from asl.diagnostics.diagnostic import Diagnostic
from asl.diagnostics.finding import did_you_mean
from asl.syntax import Document, SyntaxFault
from asl.syntax.json_reader import read_json
from asl.syntax.source import Source
from asl.syntax.splice import Splice
from asl.syntax.yaml_reader import read_yaml

_KINDS: Final[Mapping[str, Kind]] = {
    "string": "text",
    "number": "number",
    "bool": "bool",
    "list": "list",
    "set": "list",
    "tuple": "list",
    "map": "object",
    "object": "object",
}


class ModuleScope:
    """The names of a module, for one state machine in it.

    Attributes:
        faults: what was found wrong so far.
        files: all that was read, as they are shown.
    """

    def __init__(self, module: Module, instance: Mapping[str, Woven]) -> None:
        """Take a module, and what `each` and `count` stand for in one of several instances."""
        self.faults: list[Diagnostic] = []
        self.files = [module.shown]
        self.evaluator = Evaluator(self)
        self._module = module
        self._instance = instance
        self._known: dict[tuple[str, ...], Woven | None] = {}
        self._noted: set[tuple[str, int]] = set()
        self._files: dict[str, Callable[[Spot, Sequence[Woven]], Woven]] = {
            "file": self._file,
            "templatefile": self._templatefile,
            "jsondecode": lambda _, given: self._decoded(given, read_json),
            "yamldecode": lambda _, given: self._decoded(given, read_yaml),
        }

    def value(self, expression: Expression) -> Woven:
        """What an expression in the module says.

        Raises:
            SyntaxFault: terraform-syntax.
            TooLarge: it is too long, or too deep.
            Unknowable: it encodes as JSON what cannot stand without a part that is not known.
        """
        return self.evaluator.value(expression, {})

    def note(self, unknown: Unknown) -> None:
        """Tell once that a value is not known."""
        spot = unknown.spot
        if (spot.source.name, spot.start) in self._noted:
            return
        self._noted.add((spot.source.name, spot.start))
        message = f"this cannot be known without running Terraform: {unknown.reason}"
        hint = "the rest is checked with a value that suits"
        self._fault("value-unknown", spot, message, hint)

    def unless_unread(self, diagnostic: Diagnostic) -> tuple[Diagnostic, ...]:
        """Why there is no definition; of a file that could not be read it need not be told.

        Nor does what else is not known matter any more: nothing is checked with it.
        """
        self.faults = [fault for fault in self.faults if fault.code != "value-unknown"]
        unread = any(fault.severity == "error" for fault in self.faults)
        return () if unread else (diagnostic,)

    def _fault(self, code: str, spot: Spot, message: str, hint: str | None) -> None:
        found = faults.in_text(spot.source, code, message, spot.start, spot.end, hint=hint)
        self.faults.append(found)

    def resolve(self, root: Name, steps: Sequence[Step]) -> tuple[Woven, int]:
        """The value of a name and of the first of the steps from it, and how many these are."""
        path = [step.name if isinstance(step, Attribute) else "" for step in steps]
        match [root.name, *path]:
            case ["local" | "var" as kind, name, *_]:
                return self._declared(kind, name, steps[0].spot), 1
            case ["each" | "count" as kind, name, *_]:
                value = self._instance.get(f"{kind}.{name}")
                return value or Unknown(steps[0].spot, "there may be several"), 1
            case ["path", "module", *_]:
                return told(str(self._module.directory), steps[0].spot), 1
            case ["path", "root" | "cwd", *_]:
                return told(self._module.root, steps[0].spot), 1
            case ["terraform", "workspace", *_]:
                return told("default", steps[0].spot), 1
            case ["data", type_, label, *_]:
                return self._data(type_, label, steps[2:], steps[-1].spot), len(steps)
            case _:
                spot = steps[-1].spot if steps else root.spot
                label = path[0] if path else ""
                return _attribute(root.name, label, steps[1:], spot), len(steps)

    def _declared(self, kind: str, name: str, spot: Spot) -> Woven:
        if (kind, name) in self._known:
            # None while it is being computed.
            return self._known[kind, name] or Unknown(spot, "it stands for itself")
        self._known[kind, name] = None
        declared = self._module.declared(kind, name)
        if isinstance(declared, Setting):
            value = self.value(declared.expression())
        elif declared is not None:
            value = self._variable(name, declared, spot)
        else:
            value = Unknown(spot, f"{kind}.{name} is declared nowhere in the module")
        self._known[kind, name] = value
        return value

    def _variable(self, name: str, block: Block, spot: Spot) -> Woven:
        kind = _kind(block.settings.get("type"))
        given = self._module.given(name) or block.settings.get("default")
        if given is None:
            return Unknown(spot, f"var.{name} has no default", kind)
        value = self.value(given.expression())
        is_empty = isinstance(value, Text) and not value.runs
        if is_empty or (isinstance(value, Scalar) and value.value is None):
            # A default to say that somebody else is to give it.
            return Unknown(spot, f"the default of var.{name} is empty", kind)
        return _converted(value, kind)

    def _data(self, type_: str, label: str, steps: Sequence[Step], spot: Spot) -> Woven:
        block = self._module.declared("data", type_, label)
        name = next((step.name for step in steps if isinstance(step, Attribute)), "")
        if isinstance(block, Block):
            if (type_, name) == ("template_file", "rendered") and "template" in block.settings:
                return self._rendered(block)
            if (type_, name) == ("local_file", "content") and "filename" in block.settings:
                path = self.value(block.settings["filename"].expression())
                return self._file(spot, [path])
        return _attribute(type_, label, steps, spot)

    def call(self, spot: Spot, name: str, arguments: Sequence[Woven]) -> Woven:
        """The value of a function."""
        if name in self._files and arguments:
            return self._files[name](spot, arguments)
        value, is_news = functions.call(spot, name, arguments)
        if is_news and isinstance(value, Unknown):
            self.note(value)
        return value

    def _file(self, spot: Spot, arguments: Sequence[Woven]) -> Text | Unknown:
        source = self._source(spot, arguments[0])
        if isinstance(source, Unknown):
            return source
        run = Run(source.text, source, range(len(source.text) + 1))
        return Text(Spot(source, 0, len(source.text)), (run,))

    def _source(self, spot: Spot, path: Woven) -> Source | Unknown:
        """A file; Unknown where it is not read, of which the reason has been told."""
        unread = Unknown(spot, "the file cannot be read", "text")
        if is_open(path) or not isinstance(path, Text):
            unread = Unknown(spot, "which file it reads is told by something else", "text")
            self.note(unread)
            return unread
        try:
            source = self._module.text(path.value)
        except OutsideProject as error:
            self._fault("outside-project", spot, str(error), "keep it inside the project")
        except NotInRoot as error:
            unread = Unknown(spot, str(error), "text")
            self.note(unread)
        except (Unreadable, ValueError) as error:
            hint = 'write it as "${path.module}/...", from the folder of this file'
            self._fault("definition-unreadable", spot, str(error), hint)
        except SyntaxFault as fault:
            self._fault(fault.code, spot, fault.message, fault.hint)
        else:
            self.files.append(source.name)
            return source
        return unread

    def _templatefile(self, spot: Spot, arguments: Sequence[Woven]) -> Text | Unknown:
        source = self._source(spot, arguments[0])
        if isinstance(source, Unknown):
            return source
        given = arguments[1] if len(arguments) > 1 else Members(spot, ())
        return self._filled(source, given, f'the templatefile() in "{spot.source.name}"')

    def _rendered(self, block: Block) -> Woven:
        text = as_text(self.value(block.settings["template"].expression()))
        if text.hole:
            return text.hole
        given: Woven = Members(block.spot, ())
        if "vars" in block.settings:
            given = self.value(block.settings["vars"].expression())
        splice = Splice(text.spot.source.name)
        for run in text.runs:
            splice.copy(run.text, run.source, run.offsets)
        return self._filled(splice.finish(), given, "data.template_file")

    def _filled(self, source: Source, given: Woven, by: str) -> Text:
        """A template with its names replaced; says which are missing, and which too many."""
        template = read_template_file(source)
        used = free_names(template)
        names = dict(given.named()) if isinstance(given, Members) else {}
        complete = isinstance(given, Members) and given.more is None
        for name, spot in used.items():
            if name in names:
                continue
            if complete:
                hint = did_you_mean(name, list(names)) or f"add it to the variables of {by}"
                message = f'nothing is given for "{name}"'
                self._fault("substitution-missing", spot, message, hint)
            names[name] = Unknown(spot, "nothing is given for it")
        entries = given.entries if isinstance(given, Members) else ()
        for entry, _ in entries:
            if entry.value not in used:
                message = f'the template does not use "{entry.value}"'
                hint = did_you_mean(entry.value, list(used)) or "take it away"
                self._fault("substitution-unused", entry.spot, message, hint)
        return self.evaluator.template(template, names)

    def _decoded(self, arguments: Sequence[Woven], read: Callable[[Source], Document]) -> Woven:
        text = as_text(arguments[0])
        if text.hole:
            return text.hole
        splice = Splice(text.spot.source.name)
        for run in text.runs:
            splice.copy(run.text, run.source, run.offsets)
        document = read(splice.finish())
        return read_value(document, document.value, document.root)


def _attribute(type_: str, label: str, steps: Sequence[Step], spot: Spot) -> Unknown:
    """An attribute of a resource; of a part of it that is deeper, nothing is known."""
    names = [step.name for step in steps if isinstance(step, Attribute)]
    stand_in = resources.attribute(type_, label, names[0]) if len(names) == 1 else None
    return Unknown(spot, "only the deployment tells", "text" if stand_in else None, stand_in)


def _kind(setting: Setting | None) -> Kind | None:
    if setting is None:
        return None
    try:
        expression: Expression = setting.expression()
    except SyntaxFault:
        return None
    name = expression.name if isinstance(expression, (Name, Call)) else ""
    if isinstance(expression, Template):
        name = "string"
    return _KINDS.get(name)


def _converted(value: Woven, kind: Kind | None) -> Woven:
    match kind:
        case "text" if isinstance(value, Scalar) and value.value is not None:
            return as_text(value)
        case "number":
            number = as_number(value)
            return value if number is None else Scalar(value.spot, number)
        case "bool":
            truth = as_truth(value)
            return value if truth is None else Scalar(value.spot, truth)
        case _:
            return value
