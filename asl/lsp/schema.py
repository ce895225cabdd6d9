"""The JSON Schema of the language (2020-12), made from the members that are declared.

It is for editors: a branch is chosen by `if` on the state's type and query language and never by
`oneOf`, so that what an editor says is about the field at fault. What it refuses the reader refuses
too; not the reverse: transitions, expressions and whatever else takes more than a look at one
object are the validator's.
"""

from __future__ import annotations

from typing import Final

from asl.lsp.grammar import (
    MACHINE,
    NESTED_RULE,
    PARTS,
    RULE,
    UNTYPED,
    names,
    required,
    twins,
)
from asl.lsp.shapes import Amount, Flag, Many, One, Path, Value, Variables, Whole
from asl.lsp.shapes import Text as TextShape
from asl.lsp.value_schema import Context, Schema, described, schema_of
from asl.lsp.words import TYPES, field_of
from asl.model.place import JSONATA, JSONPATH, Language

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_TITLE: Final = "Amazon States Language"
_BLOCKS: Final = frozenset({"Branch", "ItemProcessor"})
_JOINED: Final = ("And", "Or", "Not")


def machine_schema() -> Schema:
    """The schema of a definition."""
    return {
        "$schema": _DIALECT,
        "title": _TITLE,
        **_when(
            {"QueryLanguage": JSONATA},
            {"$ref": f"#/$defs/{MACHINE}_{JSONATA}"},
            {"$ref": f"#/$defs/{MACHINE}_{JSONPATH}"},
        ),
        "type": "object",
        "$defs": _definitions(),
    }


def _definitions() -> dict[str, Schema]:
    found: dict[str, Schema] = {}
    for context in (
        Context(JSONPATH, JSONPATH, _reference),
        Context(JSONATA, JSONPATH, _reference),
        Context(JSONATA, JSONATA, _reference),
    ):
        for part in PARTS:
            if part != UNTYPED and names(part, context.language):
                found.setdefault(_name(part, context), _part(part, context))
        found.setdefault(f"state_{context.machine}", _state(context.machine))
    found["template"] = {
        "patternProperties": {r"\.\$$": {"type": "string"}},
        "additionalProperties": {"$ref": "#/$defs/template"},
        "items": {"$ref": "#/$defs/template"},
    }
    return dict(sorted(found.items()))


def _reference(part: str, context: Context) -> Schema:
    if part == UNTYPED:
        return {"$ref": f"#/$defs/state_{context.machine}"}
    return {"$ref": f"#/$defs/{_name(part, context)}"}


def _name(part: str, context: Context) -> str:
    """What a part is called: the languages it depends on are in the name."""
    if part in _BLOCKS or part == MACHINE:
        return f"{part}_{context.machine}"
    if _is_same_in_both(part):
        return part
    if part in ("Parallel", "Map") and context.language != context.machine:
        return f"{part}_{context.language}_in_{context.machine}"
    return f"{part}_{context.language}"


def _is_same_in_both(part: str) -> bool:
    if names(part, JSONPATH) != names(part, JSONATA):
        return False
    for name in names(part, JSONPATH):
        field = field_of(part, name)
        match None if field is None else field.shape:
            case Value() | Path() | Variables():
                return False
            case TextShape(query=True) | Whole(query=True) | Amount(query=True) | Flag(query=True):
                return False
            case One(inner) | Many(inner) if not _is_same_in_both(inner):
                return False
    return True


def _part(part: str, context: Context) -> Schema:
    """An object with the fields of a part, and no others."""
    properties: dict[str, Schema] = {}
    for name in names(part, context.language):
        field = field_of(part, name)
        assert field is not None, f"every field of {part} is in the catalogue"
        properties[name] = described(schema_of(field.shape, context), field)
    if part in TYPES:
        properties["Type"] = {**properties["Type"], "const": part}
    schema: Schema = {"type": "object"}
    if part in TYPES:
        schema["description"] = f"{TYPES[part].says}\n{TYPES[part].link}"
    schema["properties"] = properties
    schema["additionalProperties"] = False
    rules = [*_needed(part, context.language), *_rules(part, context.language)]
    simple = [rule["required"][0] for rule in rules if rule.keys() == {"required"}]
    if simple:
        schema["required"] = simple
    rest = [rule for rule in rules if rule.keys() != {"required"}]
    if rest:
        schema["allOf"] = rest
    exclusive = _exclusive(part, context.language)
    if exclusive:
        schema["dependentSchemas"] = exclusive
    return schema


def _needed(part: str, language: Language) -> list[Schema]:
    """The fields that must stand; of several spellings the first is asked for."""
    found: list[Schema] = []
    for first, *others in required(part, language):
        asked: Schema = {"required": [first]}
        found.append(_unless(others, asked) if others else asked)
    return found


def _unless(present: list[str], asked: Schema) -> Schema:
    """What is asked for where none of the fields is present."""
    either: Schema = (
        {"required": present}
        if len(present) == 1
        else {"anyOf": [{"required": [name]} for name in present]}
    )
    return {"if": {"not": either}, "then": asked}


def _rules(part: str, language: Language) -> list[Schema]:
    """What the declared members do not say."""
    fields = names(part, language)
    found: list[Schema] = []
    if part in TYPES and {"Next", "End"} <= set(fields):
        found.append(_unless(["Next"], {"required": ["End"]}))
        found.append(_when({"End": True}, {"properties": {"Next": False}}))
    if part == "Wait":
        others = [name for name in fields if name.startswith(("Seconds", "Timestamp"))][1:]
        found.append(_unless(others, {"required": ["Seconds"]}))
    if part == "ProcessorConfig":
        then: Schema = {"required": ["ExecutionType"]}
        found.append(_when({"Mode": "DISTRIBUTED"}, then))
    if part == "ItemBatcher":
        found.append(
            _unless(
                [name for name in fields if name.startswith("Max")][1:],
                {"required": ["MaxItemsPerBatch"]},
            )
        )
    if part == "ResultWriter":
        found.append({"minProperties": 1})
    if part in (RULE, NESTED_RULE) and language == JSONPATH:
        found.append(_unless(list(_JOINED), {"required": ["Variable"]}))
    return found


def _exclusive(part: str, language: Language) -> dict[str, Schema]:
    """Of fields that say the same thing, all but one are not allowed."""
    groups = list(twins(part, language))
    if part == "Wait":
        # It waits for one thing, however that is spelled.
        groups = [tuple(name for group in groups for name in group)] if groups else []
        if not groups:
            groups = [("Seconds", "Timestamp")]
    if part in (RULE, NESTED_RULE) and language == JSONPATH:
        groups.append(_JOINED)
    if part == "Map" and language == JSONPATH:
        groups.append(("ItemSelector", "Parameters"))
    found: dict[str, Schema] = {}
    for group in groups:
        for at, name in enumerate(group):
            if at:
                found[name] = {"properties": dict.fromkeys(group[:at], False)}
    return found


def _state(machine: Language) -> Schema:
    """A state of any type; the type, and the language where there is a choice, decide the rest."""
    types = field_of(UNTYPED, "Type")
    assert types is not None, "the catalogue has the type of states"
    chosen: list[Schema] = []
    for type in TYPES:
        same = _reference(type, Context(machine, machine, _reference))
        then = same
        if machine == JSONPATH:
            other = _reference(type, Context(JSONATA, machine, _reference))
            if other != same:
                then = _when({"QueryLanguage": JSONATA}, other, same)
        chosen.append(_when({"Type": type}, then))
    properties = {"Type": described({"enum": list(TYPES)}, types)}
    if machine == JSONATA:
        # No state goes back to JSONPath.
        properties["QueryLanguage"] = {"enum": [JSONATA]}
    return {
        "type": "object",
        "required": ["Type"],
        "properties": properties,
        "allOf": chosen,
    }


def _when(member: dict[str, str | bool], then: Schema, otherwise: Schema | None = None) -> Schema:
    """A schema for where a member has a value."""
    (name, value), *_ = member.items()
    condition: Schema = {"properties": {name: {"const": value}}, "required": [name]}
    found: Schema = {"if": condition, "then": then}
    return found if otherwise is None else {**found, "else": otherwise}
