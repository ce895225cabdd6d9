"""The intrinsic functions of CloudFormation, as far as a template alone tells what they give.

Of `Fn::If` it is the first branch that has a value: which one is taken only deployment tells, and
what a definition looks like with either is a question of the whole template.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from asl.carriers import faults, resource_names, woven
from asl.carriers.template import Node
from asl.carriers.template_names import LATER, Names, later
from asl.carriers.weaving import Unknowable, json_text, number_text
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
    told,
)
from asl.diagnostics.diagnostic import Diagnostic
from asl.diagnostics.finding import Finding

_PLACEHOLDER: Final = re.compile(r"\$\{([^{}]*)\}")
_is_name = re.compile(r"\s*[A-Za-z0-9_.:]+\s*").fullmatch
# Variables within variables could be written out without bound.
_MOST_RUNS: Final = 50_000
_MOST_FAULTS: Final = 100


class Intrinsics:
    """Gives the values of a template, its functions called.

    Attributes:
        names: what they may refer to.
        mappings: what `Fn::FindInMap` looks in; None where the template has nothing of the kind.
        faults: what was wrong with the calls so far.
    """

    def __init__(self, names: Names, mappings: Node | None) -> None:
        self.names = names
        self.mappings = mappings
        self.faults: list[Diagnostic] = []

    def value(self, node: Node, levels: int = 0) -> Woven | None:
        """What stands at a node, once it is deployed; None for `AWS::NoValue`.

        Raises:
            TooLarge: it has too many levels, or is too long.
        """
        if levels > MOST_LEVELS:
            raise TooLarge
        if isinstance(node.value, dict):
            if len(node.value) == 1:
                name, argument = next(node.members())
                call = _FUNCTIONS.get(name)
                if call is not None:
                    return call(Call(self, argument, levels + 1))
                if name.startswith("Fn::"):
                    return Unknown(argument.spot, LATER)
            return self._members(node, levels)
        if isinstance(node.value, list):
            items = (self.value(item, levels + 1) for item in node.items())
            return Items(node.spot, tuple(item for item in items if item is not None))
        return _literal(node)

    def text(self, node: Node, levels: int = 0) -> Text | None:
        """What stands at a node, as text; None where it is none."""
        return _as_text(self.value(node, levels))

    def _members(self, node: Node, levels: int) -> Members:
        entries = []
        for name, member in node.members():
            value = self.value(member, levels + 1)
            if value is not None:
                entries.append((_key(member, name), value))
        return Members(node.spot, tuple(entries))

    def report(
        self, node: Node, message: str, *, code: str, hint: str | None = None, at_key: bool = False
    ) -> None:
        """Note what is wrong with a call."""
        if len(self.faults) < _MOST_FAULTS:
            self.faults.append(node.fault(code, message, hint=hint, at_key=at_key))

    def malformed(self, node: Node, message: str) -> Woven:
        """Note that a function is not called as it has to be."""
        self.report(node, message, code="template-function")
        return Unknown(node.spot, "is malformed")


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a function: what it is given, and how many levels are around it."""

    calls: Intrinsics
    node: Node
    levels: int


def _literal(node: Node) -> Woven:
    value = node.value
    if isinstance(value, str):
        offsets = node.characters()
        if not offsets:
            return told(value, node.spot)
        return Text(node.spot, (Run(value, node.document.source, offsets),) if value else ())
    assert not isinstance(value, (dict, list)), "these have been taken apart"
    return Scalar(node.spot, value)


def _key(member: Node, name: str) -> Text:
    """A name where it stands, without its quotes."""
    extent = member.place.name or member.place.value
    spot = Spot(member.document.source, extent.start, extent.end)
    return told(name, spot)


def _as_text(value: Woven | None) -> Text | None:
    match value:
        case Text():
            return value
        case Scalar():
            return told(number_text(value.value), value.spot)
        case Unknown():
            return woven.hole(value)
        case _:
            return None


def _ref(call: Call) -> Woven | None:
    name = call.node.value
    if not isinstance(name, str):
        return call.calls.malformed(call.node, '"Ref" takes the name of a parameter or a resource')
    if name == resource_names.NO_VALUE:
        return None
    found = call.calls.names.named(name, call.node.spot)
    if found is not None:
        return found
    return _unknown(call, name, "no parameter and no resource")


def _get_att(call: Call) -> Woven | None:
    path = call.node.value if isinstance(call.node.value, list) else [call.node.value]
    if not all(isinstance(part, (str, dict)) for part in path) or not path or path == [""]:
        return call.calls.malformed(
            call.node, '"Fn::GetAtt" takes a resource and one of its attributes'
        )
    texts = [part for part in path if isinstance(part, str)]
    if len(texts) < len(path):
        return later(call.node.spot)
    name = ".".join(texts)
    found = call.calls.names.attribute(name, call.node.spot)
    if found is not None:
        return found
    return _unknown(call, name.partition(".")[0], "no resource")


def _unknown(call: Call, name: str, what: str) -> Woven:
    """Note that the template has nothing of a name; what it stands for is not known."""
    call.calls.report(
        call.node,
        f'"{name}" is {what} of this template',
        code="substitution-missing",
        hint=call.calls.names.near(name),
    )
    return later(call.node.spot)


def _sub(call: Call) -> Woven | None:
    items = call.node.items()
    text_node = items[0] if items else call.node
    if not isinstance(text_node.value, str) or len(items) > 2:  # noqa: PLR2004 - text, variables
        return call.calls.malformed(
            call.node, '"Fn::Sub" takes a text, or a list of a text and an object'
        )
    variables = dict(items[1].members()) if len(items) > 1 else {}
    whole = _literal(text_node)
    assert isinstance(whole, Text), "its value is a text"
    values = {name: call.calls.text(variable, call.levels) for name, variable in variables.items()}
    used: set[str] = set()
    runs: list[Run] = []
    end = 0
    for match in _PLACEHOLDER.finditer(text_node.value):
        runs += whole.part(end, match.start()).runs
        end = match.end()
        name = match[1].strip()
        if name.startswith("!"):
            dollar = whole.part(match.start(), match.start() + 2)
            runs += [*dollar.runs, *whole.part(match.start() + 3, end).runs]
            continue
        used.add(name)
        spot = _spot(whole, match.start(), end)
        runs += (values.get(name) or _named_in_sub(call.calls, name, text_node, match, spot)).runs
        if len(runs) > _MOST_RUNS:
            raise TooLarge
    runs += whole.part(end, len(text_node.value)).runs
    for name, variable in variables.items():
        if name not in used:
            call.calls.report(
                variable,
                f'the text of this "Fn::Sub" has no "${{{name}}}"',
                code="substitution-unused",
                hint=f"remove it, or write ${{{name}}} where it belongs",
                at_key=True,
            )
    return woven.joined(call.node.spot, (Text(call.node.spot, tuple(runs)),))


def _spot(text: Text, start: int, end: int) -> Spot:
    """Where a part of a literal text stands."""
    run = text.runs[0]
    return Spot(run.source, run.offsets[start], run.offsets[end - 1] + 1)


def _named_in_sub(
    calls: Intrinsics, name: str, node: Node, match: re.Match[str], spot: Spot
) -> Text:
    found = calls.names.attribute(name, spot) if "." in name else calls.names.named(name, spot)
    text = _as_text(found)
    if text is None and found is None:
        _report_in_sub(calls, name, node, match)
    return text or woven.hole(later(spot))


def _report_in_sub(calls: Intrinsics, name: str, node: Node, match: re.Match[str]) -> None:
    if len(calls.faults) >= _MOST_FAULTS:
        return
    near = calls.names.near(name)
    literal = f"write ${{!{name}}} for the text ${{{name}}} itself"
    finding = Finding(
        code="substitution-missing" if _is_name(name) else "template-function",
        pointer=node.pointer,
        message=f'"${{{name}}}" names no parameter, resource or variable of this template',
        hint=literal if near is None else f"{near} Or {literal}",
        offset=match.start(),
    )
    calls.faults.append(faults.at(node.document, finding))


def _join(call: Call) -> Woven | None:
    items = call.node.items()
    if len(items) != 2 or not isinstance(items[0].value, str):  # noqa: PLR2004 - delimiter, pieces
        return call.calls.malformed(call.node, '"Fn::Join" takes a list of a delimiter and a list')
    pieces = call.calls.value(items[1], call.levels)
    if isinstance(pieces, Unknown):
        return pieces
    if not isinstance(pieces, Items):
        return call.calls.malformed(items[1], '"Fn::Join" joins a list')
    delimiter = told(items[0].value, items[0].spot)
    texts: list[Text] = []
    for piece in pieces.items:
        text = _as_text(piece)
        if text is None:
            return call.calls.malformed(items[1], '"Fn::Join" joins texts only')
        texts += [delimiter, text] if texts else [text]
    return woven.joined(call.node.spot, texts)


def _if(call: Call) -> Woven | None:
    items = call.node.items()
    if len(items) != 3:  # noqa: PLR2004 - condition, and both branches
        return call.calls.malformed(call.node, '"Fn::If" takes a condition and two values')
    value = call.calls.value(items[1], call.levels)
    return call.calls.value(items[2], call.levels) if value is None else value


def _find_in_map(call: Call) -> Woven | None:
    keys = call.node.items()[:3]
    found = call.calls.mappings if len(keys) == 3 else None  # noqa: PLR2004 - map, and two keys
    for key in keys:
        found = None if found is None else _mapped(call, key, found)
    return Unknown(call.node.spot, LATER) if found is None else _constant(found, call.node.spot)


def _mapped(call: Call, key: Node, among: Node) -> Node | None:
    """What a key leads to; where only deployment tells which key it is, the first will do."""
    text = call.calls.text(key, call.levels)
    found = among.get(text.value) if text is not None and text.hole is None else None
    if found is None and not isinstance(key.value, str):
        found = next((member for _, member in among.members()), None)
    return found


def _constant(node: Node, spot: Spot) -> Woven:
    """A value of `Mappings`, which has no functions in it."""
    if isinstance(node.value, (dict, list)):
        items = node.items()
        if not items or any(isinstance(item.value, (dict, list)) for item in items):
            return Unknown(spot, LATER)
        return Items(node.spot, tuple(_literal(item) for item in items))
    return _literal(node)


def _select(call: Call) -> Woven | None:
    items = call.node.items()
    index = call.calls.text(items[0], call.levels) if len(items) == 2 else None  # noqa: PLR2004 - and a list
    among = None if index is None else call.calls.value(items[1], call.levels)
    if index is None or not isinstance(among, Items) or not index.value.isdecimal():
        return later(call.node.spot)
    at = int(index.value) if len(index.value) < len(str(_MOST_RUNS)) else _MOST_RUNS
    return among.items[at] if at < len(among.items) else later(call.node.spot)


def _split(call: Call) -> Woven | None:
    items = call.node.items()
    text = call.calls.text(items[1], call.levels) if len(items) == 2 else None  # noqa: PLR2004 - and a text
    if text is None or text.hole is not None or not isinstance(items[0].value, str):
        return Unknown(call.node.spot, LATER, kind="list")
    parts = text.value.split(items[0].value) if items[0].value else [text.value]
    return Items(call.node.spot, tuple(told(part, text.spot) for part in parts))


def _to_json_string(call: Call) -> Woven | None:
    value = call.calls.value(call.node, call.levels)
    if value is None or isinstance(value, Unknown):
        return later(call.node.spot)
    try:
        return json_text(value, call.node.spot)
    except Unknowable:
        return later(call.node.spot)


def _some_text(call: Call) -> Woven | None:
    return later(call.node.spot)


def _some_list(call: Call) -> Woven | None:
    return Unknown(call.node.spot, LATER, kind="list")


_Call: TypeAlias = Callable[[Call], Woven | None]
_FUNCTIONS: Final[Mapping[str, _Call]] = {
    "Ref": _ref,
    "Fn::Base64": _some_text,
    "Fn::Cidr": _some_list,
    "Fn::FindInMap": _find_in_map,
    "Fn::GetAZs": _some_list,
    "Fn::GetAtt": _get_att,
    "Fn::If": _if,
    "Fn::ImportValue": _some_text,
    "Fn::Join": _join,
    "Fn::Select": _select,
    "Fn::Split": _split,
    "Fn::Sub": _sub,
    "Fn::ToJsonString": _to_json_string,
}
