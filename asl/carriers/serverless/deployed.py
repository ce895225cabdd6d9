"""What the functions of CloudFormation in a serverless.yml may give.

The framework and its plugins make resources that nobody wrote down, so that a name which stands
nowhere is no fault here.

Source: https://www.serverless.com/framework/docs/providers/aws/guide/resources
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from asl.carriers import resource_names
from asl.carriers.template import Node
from asl.carriers.weaving import number_text
from asl.carriers.woven import (
    Items,
    Members,
    Run,
    Scalar,
    Spot,
    Text,
    Unknown,
    Woven,
    hole,
    joined,
    told,
)

_FUNCTION: Final = "AWS::Lambda::Function"
_FUNCTION_ENDING: Final = "LambdaFunction"
_PLACEHOLDER: Final = re.compile(r"\$\{(!?)([A-Za-z0-9_.:]{1,255})\}")
_LATER: Final = "only the deployment tells"
_LONGEST: Final = 3


class Deployed:
    """Gives stand-ins for what resources will be called.

    Attributes:
        configuration: the root of serverless.yml.
    """

    def __init__(self, configuration: Node) -> None:
        self._resources = configuration.at("resources", "Resources")
        self._functions = configuration.get("functions")
        self._calls: Mapping[str, Callable[[Woven, Spot], Woven]] = {
            "Ref": self._ref,
            "Fn::GetAtt": self._attribute,
            "Fn::Sub": self._sub,
            "Fn::Join": self._join,
        }

    def value(self, members: Members) -> Woven:
        """A value, called if it is a function of CloudFormation."""
        if len(members.entries) != 1:
            return members
        name, argument = members.entries[0]
        call = self._calls.get(name.value)
        if call is not None:
            return call(argument, members.spot)
        return Unknown(members.spot, _LATER) if name.value.startswith("Fn::") else members

    def filled(self, text: Text) -> Text:
        """A text with what stands for resources in it; the plugin makes an `Fn::Sub` of it."""
        value = text.value
        parts: list[Text] = []
        at = 0
        for match in _PLACEHOLDER.finditer(value):
            parts.append(text.part(at, match.start()))
            at = match.end()
            if match[1]:
                parts += [text.part(match.start(), match.start() + 2), text.part(match.end(1), at)]
                continue
            parts.append(hole(self._named(match[2], _spot_of(text, match.start(), at))))
        return joined(text.spot, [*parts, text.part(at, len(value))]) if parts else text

    def _named(self, name: str, spot: Spot) -> Unknown:
        """`${Name}` and `${Name.Attribute}`."""
        stand_in = resource_names.PSEUDO_PARAMETERS.get(name)
        if stand_in is None:
            logical_id, dot, attribute = name.partition(".")
            type_ = self._type(logical_id)
            if dot and type_:
                stand_in = resource_names.attribute(type_, logical_id, attribute)
            elif type_:
                stand_in = resource_names.reference(type_, logical_id)
        return Unknown(spot, _LATER, "text", stand_in)

    def _type(self, logical_id: str) -> str | None:
        resource = self._resources.at(logical_id, "Type") if self._resources else None
        if resource is not None and isinstance(resource.value, str):
            return resource.value
        if logical_id.endswith(_FUNCTION_ENDING):
            return _FUNCTION
        # The plugin takes a function's own name for that of its resource.
        known = self._functions is not None and self._functions.get(logical_id) is not None
        return _FUNCTION if known else None

    def _ref(self, argument: Woven, spot: Spot) -> Woven:
        name = argument.value if isinstance(argument, Text) else ""
        return self._named(name, spot)

    def _attribute(self, argument: Woven, spot: Spot) -> Woven:
        if isinstance(argument, Items) and len(argument.items) < _LONGEST:
            names = [item.value for item in argument.items if isinstance(item, Text)]
            return self._named(".".join(names), spot)
        return self._ref(argument, spot)

    def _sub(self, argument: Woven, spot: Spot) -> Woven:
        given: Mapping[str, Woven] = {}
        if isinstance(argument, Items) and argument.items:
            variables = argument.items[1] if len(argument.items) > 1 else None
            given = variables.named() if isinstance(variables, Members) else {}
            argument = argument.items[0]
        if not isinstance(argument, Text):
            return Unknown(spot, _LATER, "text")
        parts: list[Text] = []
        at, value = 0, argument.value
        for match in _PLACEHOLDER.finditer(value):
            if match[2] not in given or match[1]:
                continue
            parts += [argument.part(at, match.start()), as_text(given[match[2]])]
            at = match.end()
        rest = argument.part(at, len(value))
        return self.filled(joined(argument.spot, [*parts, rest]))

    def _join(self, argument: Woven, spot: Spot) -> Woven:
        match argument:
            case Items(items=(Text() as separator, Items(items=items, more=None))):
                texts = [part for item in items for part in (separator, as_text(item))]
                return joined(spot, texts[1:])
            case _:
                return Unknown(spot, _LATER, "text")


def as_text(value: Woven) -> Text:
    """A value as a part of a text."""
    match value:
        case Text():
            return value
        case Scalar():
            return told(number_text(value.value), value.spot)
        case Unknown():
            return hole(value)
        case _:
            return hole(Unknown(value.spot, "a list or an object is no text"))


def _spot_of(text: Text, start: int, end: int) -> Spot:
    """Where a part of a text stands, if all of it stands together; or else all of the text."""
    match text.part(start, end).runs:
        case (Run(source=source, offsets=offsets, text=part),):
            return Spot(source, offsets[0], offsets[len(part) - 1] + 1)
        case _:
            return text.spot
