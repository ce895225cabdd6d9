"""Rules about text that looks like an expression and stays text: AWS's own three warnings, and one.

Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinitionDiagnostic.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from asl.diagnostics.finding import Finding
from asl.expr.intrinsics import IntrinsicFault
from asl.expr.intrinsics.parser import parse_call
from asl.expr.jsonpath import PathFault, compile_path
from asl.model.place import JSONPATH
from asl.model.state import StateMachine
from asl.rules.comparisons import comparisons, operator_of
from asl.rules.scopes import written
from asl.states import Fail, Pass
from asl.syntax import escape_pointer_token
from asl.syntax.values import Json

# Of what a path or a call begins with: `$name` alone may be anything.
_BEGINS: Final = re.compile(r"\$\$?[.\[]|States\.[A-Za-z0-9]+\(")
# Members whose value is a template, at the top of a state and in its parts.
_TEMPLATES: Final = (
    *("Parameters", "ResultSelector", "ItemSelector", "Assign", "Credentials"),
    *("Arguments", "Output"),
)
_PARTS: Final = (
    ("ItemReader", "Parameters"),
    ("ItemReader", "Arguments"),
    ("ResultWriter", "Parameters"),
    ("ResultWriter", "Arguments"),
    ("ItemBatcher", "BatchInput"),
)
_LISTS: Final = (
    ("Choices", "Assign"),
    ("Choices", "Output"),
    ("Catch", "Assign"),
    ("Catch", "Output"),
)
# One query; a text of a template language may begin and end like it, and has more of them.
_QUERY: Final = re.compile(r"\{%(?:(?!%\}).)*%\}", re.DOTALL)


def paths_have_their_dollar(machine: StateMachine) -> Iterator[Finding]:
    """A member of a template is a path only where its name ends in `.$` (AWS: NO_DOLLAR)."""
    for state, given in written(machine):
        if state.language != JSONPATH:
            continue
        for pointer, template in _templates(given, state.pointer):
            for place, key, text in _fields(template, pointer):
                # A path that is meant for somebody else: `"InputPath": "$.detail"`.
                elsewhere = "Path" in place[len(pointer) :]
                if not key.endswith(".$") and not elsewhere and _is_expression(text):
                    yield Finding(
                        code="path-without-dollar",
                        pointer=place,
                        message=f'"{key}" gets the text "{text}" as it stands, not what it finds',
                        hint=f'write "{key}.$"',
                    )


def expressions_are_of_their_language(machine: StateMachine) -> Iterator[Finding]:
    """A query stays text under JSONPath, and so does a path under JSONata.

    Source: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
    """
    for state, given in written(machine):
        for pointer, template in _templates(given, state.pointer):
            for place, key, text in _fields(template, pointer):
                if state.language == JSONPATH:
                    strange = not key.endswith(".$") and _QUERY.fullmatch(text) is not None
                    hint = 'set "QueryLanguage": "JSONata", or give a path to "name.$"'
                else:
                    strange = "Path" not in place[len(pointer) :] and _is_expression(text)
                    strange = strange or (key.endswith(".$") and text.startswith("$"))
                    hint = f'write "{key.removesuffix(".$")}": "{{% … %}}"'
                if strange:
                    yield Finding(
                        code="expression-of-other-language",
                        pointer=place,
                        message=f'the state speaks {state.language}, in which "{text}" stays text',
                        hint=hint,
                    )


def results_are_fixed(machine: StateMachine) -> Iterator[Finding]:
    """`Result` of a Pass state is taken as it stands (AWS: PASS_RESULT_IS_STATIC)."""
    for state, given in written(machine):
        if not isinstance(state, Pass) or state.language != JSONPATH or "Result" not in given:
            continue
        for place, key, text in _fields(given["Result"], f"{state.pointer}/Result"):
            if _is_expression(text) or (key.endswith(".$") and text.startswith("$")):
                yield Finding(
                    code="pass-result-static",
                    pointer=place,
                    message=f'"Result" is taken as it stands: "{text}" stays text',
                    hint='use "Parameters" in place of "Result"',
                )


def paths_have_fields_of_paths(machine: StateMachine) -> Iterator[Finding]:
    """A path stands in a field that ends in `Path`; in its twin it is text (AWS: NO_PATH)."""
    for state, given in written(machine):
        if state.language != JSONPATH:
            continue
        if isinstance(state, Fail):
            fields = [(state.pointer, given, name) for name in ("Error", "Cause")]
        else:
            tests = comparisons(given.get("Choices"), f"{state.pointer}/Choices")
            fields = [(at, test, operator_of(test)) for at, test in tests]
        for pointer, holder, name in fields:
            text = holder.get(name)
            if isinstance(text, str) and not name.endswith("Path") and _is_expression(text):
                yield Finding(
                    code="path-in-plain-field",
                    pointer=f"{pointer}/{name}",
                    message=f'"{name}" has the text "{text}" as it stands, not what it finds',
                    hint=f'write "{name}Path"',
                )


def _is_expression(text: str) -> bool:
    if _BEGINS.match(text) is None:
        return False
    try:
        if text.startswith("$"):
            compile_path(text)
        else:
            parse_call(text)
    except (PathFault, IntrinsicFault):
        return False
    return True


def _templates(given: dict[str, Json], pointer: str) -> Iterator[tuple[str, Json]]:
    """The templates of a state, each with its pointer."""
    for name in _TEMPLATES:
        if name in given:
            yield f"{pointer}/{name}", given[name]
    for part, name in _PARTS:
        if part in given and name in given[part]:
            yield f"{pointer}/{part}/{name}", given[part][name]
    for part, name in _LISTS:
        for index, entry in enumerate(given.get(part, ())):
            if name in entry:
                yield f"{pointer}/{part}/{index}/{name}", entry[name]


def _fields(value: Json, pointer: str) -> Iterator[tuple[str, str, str]]:
    """Pointer, name and text of every member that holds text, in order."""
    waiting = [(value, pointer)]
    while waiting:
        here, at = waiting.pop()
        if isinstance(here, dict):
            inside = [(inner, f"{at}/{escape_pointer_token(key)}") for key, inner in here.items()]
            for (key, inner), (_, place) in zip(here.items(), inside, strict=True):
                if isinstance(inner, str):
                    yield place, key, inner
        elif isinstance(here, list):
            inside = [(inner, f"{at}/{index}") for index, inner in enumerate(here)]
        else:
            continue
        waiting.extend(pair for pair in reversed(inside) if isinstance(pair[0], (dict, list)))
