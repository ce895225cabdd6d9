"""The fields of choice rules, and the comparison operators."""

from __future__ import annotations

from typing import Final

from asl.lsp.shapes import Amount, Flag, Many, One, Path, Shape, Text, Value, Variables
from asl.lsp.words.entry import Entry, Field, field

_SOURCE: Final = "choice-state"

RULES: Final[dict[str, Field]] = {
    "ChoiceRule.Next": field(Text("state"), "The state to go to where the rule applies.", _SOURCE),
    "ChoiceRule.Assign": field(
        Variables(), "Variables to set where the rule applies.", "workflow-variables.html"
    ),
    "ChoiceRule.Output": field(
        Value(), "The state's output where the rule applies.", "transforming-data.html"
    ),
    "ChoiceRule.Condition": field(
        Flag(query=True),
        "A query that gives `true` where the rule applies: `{% $states.input.total > 10 %}`.",
        "transforming-data.html",
    ),
    "*.Variable": field(
        Path(),
        "The path of the value to compare. Where nothing is there, the state fails, but for "
        "`IsPresent`.",
        _SOURCE,
    ),
    "*.And": field(Many("NestedRule", 1), "Applies where all of these do.", _SOURCE),
    "*.Or": field(Many("NestedRule", 1), "Applies where one of these does.", _SOURCE),
    "*.Not": field(One("NestedRule"), "Applies where this does not.", _SOURCE),
}

_COMPARED: Final = {
    "Equals": "is the same as",
    "LessThan": "is less than",
    "GreaterThan": "is greater than",
    "LessThanEquals": "is less than, or the same as,",
    "GreaterThanEquals": "is greater than, or the same as,",
}
_FAMILIES: Final[dict[str, tuple[str, str, Shape]]] = {
    "String": ("text", "Texts are compared by their UTF-16 code units.", Text()),
    "Numeric": ("number", "A number in quotes is no number.", Amount(float("-inf"))),
    "Timestamp": ("instant", "Both are RFC 3339 texts.", Text("instant")),
}
_KINDS: Final = {
    "IsNull": "null",
    "IsNumeric": "a number",
    "IsString": "text",
    "IsBoolean": "true or false",
    "IsTimestamp": "text that is an RFC 3339 instant",
}


def _operators() -> dict[str, Field]:
    found: dict[str, Field] = {}
    for family, (called, note, shape) in _FAMILIES.items():
        for name, compared in _COMPARED.items():
            says = f"Applies where the {called} at `Variable` {compared}"
            found[f"{family}{name}"] = field(shape, f"{says} this one. {note}", _SOURCE)
            found[f"{family}{name}Path"] = field(
                Path(), f"{says} the one at this path. {note}", _SOURCE
            )
    says = "Applies where `Variable` leads to true or false, and to the same as"
    found["BooleanEquals"] = field(Flag(), f"{says} this.", _SOURCE)
    found["BooleanEqualsPath"] = field(Path(), f"{says} what is at this path.", _SOURCE)
    found["StringMatches"] = field(
        Text(),
        "Applies where the text at `Variable` has this pattern: `*` stands for any characters, "
        r"`\\*` for a star.",
        _SOURCE,
    )
    for name, kind in _KINDS.items():
        found[name] = field(
            Flag(),
            f"`true`: applies where `Variable` leads to {kind}; `false`: to anything else.",
            _SOURCE,
        )
    found["IsPresent"] = field(
        Flag(),
        "`true`: applies where `Variable` leads to a value at all; `false`: to none.",
        _SOURCE,
    )
    return found


OPERATORS: Final[dict[str, Field]] = _operators()
OPERATOR_WORDS: Final[dict[str, Entry]] = {name: one.entry for name, one in OPERATORS.items()}
