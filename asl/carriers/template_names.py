"""What the names in a template stand for: parameters, resources, and what AWS knows by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from asl.carriers import resource_names
from asl.carriers.template import Node
from asl.carriers.weaving import number_text
from asl.carriers.woven import Items, Scalar, Spot, Unknown, Woven, told
from asl.diagnostics.finding import did_you_mean

# What makes resources that a template does not spell out, by rules that are known.
_KNOWN_TRANSFORMS: Final = frozenset(("AWS::Serverless-2016-10-31", "AWS::LanguageExtensions"))
_SERVERLESS: Final = "AWS::Serverless"
LATER: Final = "is told by the deployment"
# To look for a name's nearest is to look at all.
_MOST_SUGGESTIONS: Final = 100


class Names:
    """The names of one template, which all of its state machines share."""

    def __init__(self, template: Node) -> None:
        self._parameters = _section(template, "Parameters")
        self._resources = _section(template, "Resources")
        self._complete = _tells_all_names(template, self._resources)
        self._suggestions = 0

    def named(self, name: str, spot: Spot) -> Woven | None:
        """What `Ref` gives; None where the template has nothing of that name.

        Args:
            name: of a parameter, a resource or a pseudo parameter.
            spot: where it is named.
        """
        if name in resource_names.PSEUDO_PARAMETERS:
            return told(resource_names.PSEUDO_PARAMETERS[name], spot)
        if name == resource_names.NOTIFICATIONS:
            return Unknown(spot, LATER, kind="list")
        parameter = self._parameters.get(name)
        if parameter is not None:
            return _parameter(parameter, spot)
        resource = self._resources.get(name)
        if resource is not None:
            known = resource_names.reference(_type(resource), name)
            return Unknown(spot, LATER, kind="text") if known is None else told(known, spot)
        return None if self._complete and not self._is_generated(name) else later(spot)

    def attribute(self, name: str, spot: Spot) -> Woven | None:
        """What `Fn::GetAtt` gives of `Resource.Attribute`; None where there is no resource."""
        logical_id, _, attribute = name.partition(".")
        resource = self._resources.get(logical_id)
        if resource is None:
            unknown = self._complete and not self._is_generated(logical_id)
            return None if unknown else later(spot)
        known = resource_names.attribute(_type(resource), logical_id, attribute)
        return later(spot) if known is None else told(known, spot)

    def near(self, name: str) -> str | None:
        """A hint with the nearest of what may be referred to; None where none is near."""
        if self._suggestions >= _MOST_SUGGESTIONS:
            return None
        self._suggestions += 1
        known = [*self._parameters, *self._resources, *resource_names.PSEUDO_PARAMETERS]
        return did_you_mean(name, known)

    def _is_generated(self, name: str) -> bool:
        """Whether SAM may make a resource of that name: `OrderFunctionRole` and the like."""
        return name.startswith("Serverless") or any(
            _type(self._resources[start]).startswith(_SERVERLESS)
            for start in _starts(name)
            if start in self._resources
        )


def _section(template: Node, name: str) -> dict[str, Node]:
    section = template.get(name)
    return {} if section is None else dict(section.members())


def _starts(name: str) -> Iterator[str]:
    """What a logical ID may begin with: it has at most 255 characters."""
    return (name[:length] for length in range(1, min(len(name), 255) + 1))


def _tells_all_names(template: Node, resources: dict[str, Node]) -> bool:
    """Whether nothing but the template itself makes resources and parameters."""
    transform = template.get("Transform")
    given = [] if transform is None else transform.value
    transforms = given if isinstance(given, list) else [given]
    return all(
        isinstance(item, str) and item in _KNOWN_TRANSFORMS for item in transforms
    ) and not any(name.startswith("Fn::") for name in resources)


def _type(resource: Node) -> str:
    type_ = resource.get("Type")
    return type_.value if type_ is not None and isinstance(type_.value, str) else ""


def later(spot: Spot) -> Unknown:
    """A text of which nobody knows yet what it will be."""
    return Unknown(spot, LATER, kind="text")


def _parameter(parameter: Node, spot: Spot) -> Woven:
    """What a parameter is unless somebody says otherwise."""
    type_ = _type(parameter)
    default, allowed = parameter.get("Default"), parameter.get("AllowedValues")
    if default is None and allowed is not None:
        default = next(iter(allowed.items()), None)
    if default is not None and default.value == "":
        # An empty text is how templates say that somebody else has to give the value.
        default = None
    plural = type_ == "CommaDelimitedList" or type_.startswith("List<")
    if default is None or isinstance(default.value, (dict, list)) or "SSM::Parameter" in type_:
        return Unknown(spot, LATER, "list" if plural else "number" if type_ == "Number" else "text")
    given = default.value if isinstance(default.value, str) else number_text(default.value)
    if plural:
        return Items(spot, tuple(told(part.strip(), spot) for part in given.split(",")))
    if type_ == "Number" and _is_number(given):
        return Scalar(spot, float(given) if "." in given else int(given))
    return told(given, spot)


_is_number = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,17})?").fullmatch
