"""What stands in a serverless.yml, its variables replaced."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from asl.carriers import faults
from asl.carriers.project import OutsideProject, Project, Unreadable
from asl.carriers.serverless.deployed import Deployed, as_text
from asl.carriers.serverless.variables import Constant, Lookup, placeholders, read_variable
from asl.carriers.stand_ins import ACCOUNT, REGION
from asl.carriers.template import Node, read_template
from asl.carriers.woven import (
    MOST_LEVELS,
    Items,
    Members,
    Run,
    Scalar,
    Spot,
    Text,
    TooLarge,
    Unknown,
    Woven,
    joined,
    known,
    told,
)
from asl.diagnostics.diagnostic import Diagnostic, of_fault
from asl.diagnostics.finding import did_you_mean
from asl.syntax import SyntaxFault
from asl.syntax.decoding import read_source

_DATA: Final = (".yml", ".yaml", ".json")
_CODE: Final = (".js", ".cjs", ".mjs", ".ts")
_STAGE: Final = "dev"
_SUB: Final = "Fn::Sub"
# Values that variables share could be written out without bound.
_MOST_VALUES: Final = 100_000
_MOST_FAULTS: Final = 100

# What a lookup gives; a Node where it stands in a file.
_Found = Node | Woven | None


class Configuration:
    """Gives the values of a serverless.yml and of the files that it names.

    Attributes:
        root: of the file.
        faults: what was found wrong so far.
        files: all that was read, as they are shown.
    """

    def __init__(self, root: Node, file: Path, shown: str, project: Project) -> None:
        self.root = root
        self.faults: list[Diagnostic] = []
        self.files = [shown]
        self._directory = Path(os.path.abspath(file.parent))  # noqa: PTH100 - links stay as named
        self._shown, self._project = shown, project
        self._deployed = Deployed(root)
        self._read: dict[str, Node | None] = {}
        self._values = 0
        self._told: set[tuple[str, str, int]] = set()
        self._members: dict[tuple[str, str], dict[str, Node]] = {}
        # None of what is being looked for, which is open.
        self._found: dict[tuple[str, str, str], Node | None] = {}
        self._open: set[tuple[str, str, str]] = set()
        self._sources: Mapping[str, Callable[[Lookup, Spot, int], _Found]] = {
            "self": self._self,
            "file": self._file,
            "sls": self._sls,
            "aws": self._aws,
            "param": lambda lookup, _, levels: self._param(lookup, levels),
            "opt": lambda *_: None,
            "env": lambda *_: None,
        }

    def value(self, node: Node, levels: int = 0) -> Woven:
        """What stands at a node.

        Raises:
            TooLarge: it has too many levels, or is too long.
        """
        self._values += 1
        if levels > MOST_LEVELS or self._values > _MOST_VALUES:
            raise TooLarge
        if isinstance(node.value, dict):
            entries = []
            for name, member in node.members():
                is_sub = name == _SUB and len(node.value) == 1
                value = self._to_fill(member, levels) if is_sub else self.value(member, levels + 1)
                entries.append((told(name, _key_spot(member)), value))
            return self._deployed.value(Members(node.spot, tuple(entries)))
        if isinstance(node.value, list):
            return Items(node.spot, tuple(self.value(one, levels + 1) for one in node.items()))
        if isinstance(node.value, str):
            return self._text(node, levels)
        return Scalar(node.spot, node.value)

    def _to_fill(self, node: Node, levels: int) -> Woven:
        """What `Fn::Sub` is given: it is the one to replace what is left in the text."""
        if levels > MOST_LEVELS:
            raise TooLarge
        items = node.items()
        if items:
            values = [self._to_fill(items[0], levels + 1)]
            values += [self.value(item, levels + 1) for item in items[1:]]
            return Items(node.spot, tuple(values))
        is_text = isinstance(node.value, str)
        return self._replaced(_literal(node), levels) if is_text else self.value(node, levels + 1)

    def followed(self, node: Node, levels: int = 0) -> Node:
        """The node that a variable stands for, where it is one and stands for a node."""
        if levels > MOST_LEVELS or not isinstance(node.value, str):
            return node
        only = _only(node.value)
        found = self._look_up(only, node.spot, levels) if only is not None else None
        return self.followed(found, levels + 1) if isinstance(found, Node) else node

    def _text(self, node: Node, levels: int) -> Woven:
        text = _literal(node)
        if "${" not in node.value:
            return text
        only = _only(node.value)
        if only is not None:
            found = self._look_up(only, node.spot, levels)
            if found is not None:
                return self.value(found, levels + 1) if isinstance(found, Node) else found
        return self._deployed.filled(self._replaced(text, levels))

    def _replaced(self, text: Text, levels: int) -> Text:
        """A text with its variables replaced."""
        value, at = text.value, 0
        parts: list[Text] = []
        for one in placeholders(value):
            part = text.part(one.start, one.end)
            spot = _spot_of(part)
            found = self._look_up(one.inside, spot, levels)
            parts.append(text.part(at, one.start))
            at = one.end
            if isinstance(found, Node):
                found = self.value(found, levels + 1)
            parts.append(part if found is None else as_text(found))
        replaced = joined(text.spot, [*parts, text.part(at, len(value))])
        self._values += len(replaced.value) // 64
        return replaced

    def _look_up(self, inside: str, spot: Spot, levels: int) -> _Found:
        """What a variable stands for; None where it is none of the framework's."""
        self._values += 1
        if levels > MOST_LEVELS or self._values > _MOST_VALUES:
            raise TooLarge
        if "${" in inside:
            replaced = self._replaced(told(inside, spot), levels + 1)
            if replaced.hole:
                return Unknown(spot, replaced.hole.reason)
            inside = replaced.value
        choices = read_variable(inside)
        for choice in choices or ():
            if isinstance(choice, Constant):
                return known(choice.value, spot)
            look = self._sources.get(choice.source)
            if look is None:
                return Unknown(spot, "only the deployment tells")
            found = look(choice, spot, levels + 1)
            if found is not None and not (isinstance(found, Node) and found.value is None):
                return found
        return self._nothing(choices[0], spot) if choices else None

    def _nothing(self, first: Lookup | Constant, spot: Spot) -> Unknown:
        """A variable with no value, and no fallback either."""
        assert isinstance(first, Lookup), "a variable begins with where to look"
        if len(self.faults) >= _MOST_FAULTS:
            return Unknown(spot, "it has no value here")
        if first.source == "self":
            address = first.address or ""
            if (self.root.document.name, "", address) in self._open:
                message = f'"{address}" leads back to itself'
                self.fault("substitution-missing", spot, message, "give it a value")
                return Unknown(spot, "it leads back to itself")
            message = f'there is no "{address}" in {Path(self._shown).name}'
            hint = self._near(address) or f'add it, or give a fallback: ${{self:{address}, "..."}}'
            self.fault("substitution-missing", spot, message, hint)
        elif first.source == "file" and first.address and not self._is_code(first):
            message = f'there is no "{first.address}" in {first.argument}'
            self.fault("substitution-missing", spot, message, None)
        return Unknown(spot, f"{spot.text} has no value here")

    def _near(self, address: str) -> str | None:
        around, _, last = address.rpartition(".")
        node = self._at(self.root, around, 0)
        names = [name for name, _ in node.members()] if isinstance(node, Node) else []
        return did_you_mean(last, names)

    def _is_code(self, lookup: Lookup) -> bool:
        return (lookup.argument or "").lower().endswith(_CODE)

    def _at(self, node: Node, address: str, levels: int) -> Node | None:
        key = (node.document.name, node.pointer, address)
        if key not in self._found:
            self._found[key] = None
            self._open.add(key)
            self._found[key] = self._walk(node, address, levels)
            self._open.remove(key)
        return self._found[key]

    def _get(self, node: Node, name: str) -> Node | None:
        key = (node.document.name, node.pointer)
        if key not in self._members:
            self._members[key] = dict(node.members())
        return self._members[key].get(name)

    def _walk(self, node: Node, address: str, levels: int) -> Node | None:
        found: Node | None = self.followed(node, levels)
        for name in address.split(".") if address else ():
            if found is None:
                return None
            items = found.items()
            if name.isdecimal() and len(name) < len(str(_MOST_VALUES)) and int(name) < len(items):
                found = items[int(name)]
            else:
                found = self._get(found, name)
            found = None if found is None else self.followed(found, levels)
        return found

    def _self(self, lookup: Lookup, spot: Spot, levels: int) -> _Found:
        address = lookup.address or ""
        found = self._at(self.root, address, levels)
        if found is None and address == "provider.stage":
            return told(_STAGE, spot)
        if found is None and address == "provider.region":
            return told(REGION, spot)
        return found

    def _sls(self, lookup: Lookup, spot: Spot, levels: int) -> _Found:
        if lookup.address == "stage":
            return self._self(Lookup("self", None, "provider.stage"), spot, levels)
        return Unknown(spot, "only the deployment tells", "text")

    def _aws(self, lookup: Lookup, spot: Spot, levels: int) -> _Found:
        if lookup.address == "region":
            return self._self(Lookup("self", None, "provider.region"), spot, levels)
        return told(ACCOUNT, spot) if lookup.address == "accountId" else None

    def _param(self, lookup: Lookup, levels: int) -> _Found:
        for stage in (_STAGE, "default"):
            found = self._at(self.root, f"params.{stage}.{lookup.address}", levels)
            if found is not None:
                return found
        return None

    def _file(self, lookup: Lookup, spot: Spot, levels: int) -> _Found:
        path = (lookup.argument or "").strip().strip("'\"")
        if self._is_code(lookup):
            message = f'what "{path}" gives is not known: no code is run'
            hint = "the rest is checked with a value that suits"
            self.fault("value-unknown", spot, message, hint)
            return Unknown(spot, f'"{path}" is code, which is not run')
        if not path.lower().endswith(_DATA):
            return self._plain_file(path, spot)
        if path not in self._read:
            self._read[path] = self._read_file(path, spot)
        node = self._read[path]
        if node is None:
            return Unknown(spot, f'"{path}" cannot be read')
        return self._at(node, lookup.address or "", levels)

    def _plain_file(self, path: str, spot: Spot) -> Woven:
        try:
            text, shown = self._bytes(path)
            source = read_source(text, shown)
        except (Unreadable, ValueError, SyntaxFault) as error:
            self._unread(spot, error)
            return Unknown(spot, f'"{path}" cannot be read')
        run = Run(source.text, source, range(len(source.text) + 1))
        return Text(Spot(source, 0, len(source.text)), (run,) if source.text else ())

    def _read_file(self, path: str, spot: Spot) -> Node | None:
        try:
            return read_template(*self._bytes(path))
        except (Unreadable, ValueError, SyntaxFault) as error:
            self._unread(spot, error)
        return None

    def _bytes(self, path: str) -> tuple[bytes, str]:
        target = self._directory / path
        text = self._project.read(target)
        relative = os.path.relpath(target, self._directory)
        shown = os.path.normpath(Path(self._shown).parent / relative)
        self.files.append(shown)
        return text, shown

    def _unread(self, spot: Spot, error: Exception) -> None:
        match error:
            case SyntaxFault():
                self.faults.append(of_fault(error))
            case OutsideProject():
                hint = "keep it inside the project"
                self.fault("outside-project", spot, str(error), hint)
            case _:
                hint = f"paths begin at the folder of {Path(self._shown).name}"
                self.fault("definition-unreadable", spot, str(error), hint)

    def fault(self, code: str, spot: Spot, message: str, hint: str | None) -> None:
        """Note once what is wrong."""
        key = (code, spot.source.name, spot.start)
        if key in self._told or len(self.faults) >= _MOST_FAULTS:
            return
        self._told.add(key)
        found = faults.in_text(spot.source, code, message, spot.start, spot.end, hint=hint)
        self.faults.append(found)


def _only(text: str) -> str | None:
    """What stands in the braces of a variable that is all there is of a text."""
    first = next(placeholders(text), None)
    return first.inside if first and (first.start, first.end) == (0, len(text)) else None


def _literal(node: Node) -> Text:
    offsets = node.characters()
    if not offsets:
        return told(node.value, node.spot)
    return Text(node.spot, (Run(node.value, node.document.source, offsets),) if node.value else ())


def _key_spot(member: Node) -> Spot:
    extent = member.place.name or member.place.value
    return Spot(member.document.source, extent.start, extent.end)


def _spot_of(text: Text) -> Spot:
    match text.runs:
        case (Run(source=source, offsets=offsets, text=part),):
            return Spot(source, offsets[0], offsets[len(part) - 1] + 1)
        case _:
            return text.spot
